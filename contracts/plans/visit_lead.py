"""任务线索: findings that a visit settles."""

from contracts.table import Column, PlanTable


class VisitLead(
    PlanTable,
    zh="任务线索",
    en="leads behind a visit",
    key=(
        "visit_id",
        "finding_id",
    ),
):
    visit_id = Column("id", "任务编号", "visit", required=True)
    finding_id = Column("id", "疑点编号", "finding", required=True)
    case_id = Column("id", "案件编号", "case", required=True)
    scenario_id = Column("id", "场景", "scenario", required=True)
    indicator_id = Column("id", "指标", "indicator", required=True)
    level = Column("string", "级别", "level", required=True)
    record_table = Column("string", "记录表", "table of the record", required=True)
    record_id = Column("id", "记录号", "key of the record", required=True)
    amount_involved = Column("money", "涉及金额", "amount involved", required=True, unit="yuan")
    chance = Column("number", "属实概率", "chance that it is confirmed", required=True)
    kappa = Column("number", "查实比例", "confirmed yuan a yuan involved", required=True)
    expected_yuan = Column(
        "number",
        "预期金额",
        "its part of the expected yuan; 0 where another finding on the record counts",
        required=True,
        unit="yuan",
    )
    sample_role = Column(
        "code", "抽样角色", "part in the sample", required=True, codes="sample_role"
    )
