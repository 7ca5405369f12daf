"""举报线索: what people report."""

from contracts.constraints import AtLeast, Between
from contracts.table import Column, RegisterTable


class Complaint(RegisterTable, zh="举报线索", en="complaints", key=("complaint_id",)):
    complaint_id = Column("id", "举报编号", "complaint", required=True)
    target_id = Column("id", "对象编号", "target", required=True)
    received_on = Column("date", "收到日期", "received", required=True)
    due_on = Column("date", "办理期限", "deadline; null = none")
    plausibility = Column(
        "int", "可信程度", "1 low, 2 medium, 3 high", required=True, check=Between(1, 3)
    )
    amount_yuan = Column("money", "举报金额", "amount that it names", check=AtLeast(0), unit="yuan")
    summary = Column("string", "摘要", "what it says, without the name of who complains")
    is_closed = Column("bool", "已办结", "closed; null = no")
