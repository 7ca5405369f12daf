"""检查底稿: one row a sampled record or lead."""

from contracts.constraints import AtLeast
from contracts.table import Column, PlanTable


class VisitItem(
    PlanTable,
    zh="检查底稿",
    en="what became of a lead or sampled record",
    key=(
        "visit_id",
        "item_id",
    ),
):
    visit_id = Column("id", "任务编号", "visit", required=True)
    item_id = Column("id", "底稿编号", "row of the working paper", required=True)
    finding_id = Column("id", "疑点编号", "finding; null = sampled without one")
    indicator_id = Column("id", "指标", "rule of the finding; null = sampled without one")
    stratum = Column("string", "抽样分层", "stratum of the sample; null = not sampled")
    record_table = Column("string", "记录表", "table of the record", required=True)
    record_id = Column("id", "记录号", "key of the record", required=True)
    amount_involved = Column(
        "money", "涉及金额", "amount involved", required=True, check=AtLeast(0), unit="yuan"
    )
    conclusion = Column(
        "code", "核查结论", "conclusion", required=True, codes="feedback_conclusion"
    )
    amount_confirmed = Column("money", "核实金额", "confirmed", check=AtLeast(0), unit="yuan")
    is_disputed = Column("bool", "有异议", "the target disputes it")
    cause_code = Column("code", "不属实原因", "cause if not true", codes="feedback_cause")
