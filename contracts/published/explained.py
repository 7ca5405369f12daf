"""已解释命中: indicator hits explained by an innocent circumstance, not listed."""

from contracts.table import Column, PublishedTable


class Explained(
    PublishedTable,
    zh="已解释命中",
    en="indicator hits explained by an innocent circumstance, not listed",
    key=("finding_id",),
):
    finding_id = Column(
        "id", "疑点编号", "identifier that the finding would have had", required=True
    )
    scenario_id = Column("id", "场景", "scenario", required=True)
    indicator_id = Column("id", "指标", "indicator", required=True)
    subject_kind = Column("code", "对象类型", "kind of subject", required=True)
    subject_id = Column("id", "对象编号", "subject", required=True)
    record_table = Column("string", "记录表", "table of the record", required=True)
    record_id = Column("id", "记录号", "key of the record", required=True)
    value = Column("number", "指标值", "value")
    exclusion = Column("string", "排除规则", "exclusion that holds", required=True)
    reason_zh = Column("string", "排除理由", "why it is explained", required=True)
    reason_en = Column("string", "英文理由", "the same in English", required=True)
