"""核查反馈: feedback on findings."""

from contracts.constraints import AtLeast
from contracts.table import Column, InputTable


class FindingFeedback(
    InputTable,
    zh="核查反馈",
    en="feedback on findings",
    key=("finding_id", "feedback_date"),
    mode="delta",
    delivery="later",
    known_from="feedback_date",
    rows_at_city_scale={"per_year": 30_000},
):
    finding_id = Column("id", "疑点编号", "finding", required=True)
    stage = Column("code", "状态", "stage", required=True, codes="feedback_stage")
    conclusion = Column("code", "核查结论", "conclusion", codes="feedback_conclusion")
    amount_confirmed = Column("money", "核实金额", "confirmed", unit="yuan", check=AtLeast(0))
    amount_recovered = Column("money", "已追回金额", "recovered", unit="yuan", check=AtLeast(0))
    cause_code = Column("code", "不属实原因", "cause if not true", codes="feedback_cause")
    disposition = Column("code", "处置措施", "main measure", codes="disposition")
    feedback_date = Column("date", "反馈日期", "day", required=True)
    reviewer_unit = Column("string", "核查单位", "unit that checked")
