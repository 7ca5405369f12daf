"""回避关系: who does not visit whom."""

from contracts.table import Column, RegisterTable


class RecusalPair(RegisterTable, zh="回避关系", en="recusals", key=("recusal_id",)):
    recusal_id = Column("id", "回避编号", "recusal", required=True)
    inspector_id = Column("id", "人员编号", "inspector or expert", required=True)
    target_id = Column("id", "对象编号", "target; null = all targets of the kind")
    target_kind = Column(
        "code",
        "对象类型",
        "kind of target, where no target is named",
        codes="inspection_target_kind",
    )
    reason = Column("code", "回避原因", "reason", required=True, codes="recusal_reason")
    until_on = Column("date", "回避至", "recused until; null = always")
