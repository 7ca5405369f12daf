"""备选对象: who is next."""

from contracts.table import Column, PlanTable


class Reserve(
    PlanTable,
    zh="备选对象",
    en="targets for a free week, in order",
    key=(
        "plan_id",
        "position",
    ),
):
    plan_id = Column("id", "计划编号", "plan", required=True)
    position = Column("int", "次序", "1 = first", required=True)
    target_id = Column("id", "对象编号", "target", required=True)
    name = Column("string", "名称", "name")
    district = Column("code", "所在区县", "district", required=True, codes="district")
    inspection_kind = Column(
        "code", "检查类型", "kind of inspection", required=True, codes="inspection_kind"
    )
    expected_yuan = Column("number", "预期查实金额", "expected yuan", required=True, unit="yuan")
    staff_days = Column("number", "人日", "staff-days", required=True, unit="days")
    yuan_per_day = Column(
        "number", "每人日预期金额", "expected yuan a staff-day", required=True, unit="yuan"
    )
    reason_zh = Column("string", "理由", "why it waits", required=True)
    reason_en = Column("string", "英文理由", "the same in English", required=True)
