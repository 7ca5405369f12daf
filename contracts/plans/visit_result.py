"""检查结果: entered by one person and confirmed by another."""

from contracts.constraints import AtLeast, NotBefore
from contracts.table import Column, PlanTable


class VisitResult(PlanTable, zh="检查结果", en="what a visit brought", key=("visit_id",)):
    visit_id = Column("id", "任务编号", "visit", required=True)
    target_id = Column("id", "对象编号", "target", required=True)
    inspection_kind = Column(
        "code", "检查类型", "kind of inspection", required=True, codes="inspection_kind"
    )
    source = Column("code", "任务来源", "why it was visited", required=True, codes="visit_source")
    started_on = Column("date", "开始日期", "first day on the spot", required=True)
    closed_on = Column(
        "date", "办结日期", "closed; null = still open", check=NotBefore("started_on")
    )
    staff_days_used = Column("number", "实际人日", "staff-days used", check=AtLeast(0), unit="days")
    hours_by_indicator = Column("string", "按指标工时", "hours by indicator, JSON")
    is_refused = Column("bool", "拒绝检查", "the target refused")
    beds_in_house = Column(
        "int", "在院人数", "in-patients on the books at the moment", check=AtLeast(0)
    )
    beds_present = Column("int", "在床人数", "in-patients found present", check=AtLeast(0))
    secured_items = Column("string", "封存取证清单", "what was secured")
    new_pattern = Column("string", "新手法", "a pattern that no rule knows")
    entered_by = Column("id", "填报人", "who entered it", required=True)
    confirmed_by = Column("id", "复核人", "second person; null = not confirmed yet")
