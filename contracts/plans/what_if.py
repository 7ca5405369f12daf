"""增减人日: what other numbers of staff-days would choose."""

from contracts.table import Column, PlanTable


class WhatIf(
    PlanTable,
    zh="增减人日",
    en="what other numbers of staff-days would choose",
    key=("plan_id", "factor"),
):
    plan_id = Column("id", "计划编号", "plan", required=True)
    factor = Column(
        "number", "人日倍数", "staff-days beside those there are, 1 = all", required=True
    )
    staff_days = Column("number", "人日", "staff-days of the visits", required=True, unit="days")
    visit_count = Column("int", "检查数", "visits", required=True)
    expected_yuan = Column(
        "number", "预期查实金额", "expected yuan of the visits", required=True, unit="yuan"
    )
    came = Column("string", "增加的对象", "targets that would be visited too, by comma")
    went = Column("string", "减少的对象", "targets that would not be visited, by comma")
