"""参保缴费月明细: contributions by month."""

from contracts.constraints import AtLeast, NotBefore
from contracts.table import Column, ForeignKey, InputTable


class ContributionMonth(
    InputTable,
    zh="参保缴费月明细",
    en="contributions by month",
    key=("person_id", "insurance_type", "contrib_month", "employer_id", "seq"),
    mode="delta",
    delivery="first",
    known_from="contrib_month",
    rows_at_city_scale={"per_month": 6_500_000},
    notes=(
        "At least 36 months. Resident schemes (170, 390) pay yearly: one row in the month of "
        "payment. Flexible employment and payments by the unemployment fund carry a unit of "
        "nature 60.",
    ),
    foreign_keys=(
        ForeignKey(("person_id",), "person", ("person_id",), "strict"),
        ForeignKey(("employer_id",), "employer", ("employer_id",), "strict"),
    ),
):
    person_id = Column("id", "个人编号", "person", required=True, pii="pseudonym")
    employer_id = Column("id", "单位编号", "unit that paid or declared", required=True)
    insurance_type = Column("code", "险种", "insurance", required=True, codes="insurance_type")
    contrib_month = Column(
        "month", "费款所属期", "month that the contribution belongs to", required=True
    )
    seq = Column(
        "int",
        "序号",
        "number within person, insurance, month and unit, from 1",
        required=True,
        check=AtLeast(1),
    )
    posted_date = Column(
        "date",
        "到账日期",
        "day the money arrived; much later than contrib_month shows a back-payment",
        check=NotBefore("contrib_month"),
    )
    pay_kind = Column("code", "缴费类型", "kind of payment", required=True, codes="pay_kind")
    base_amount = Column(
        "money",
        "缴费基数",
        "contribution base",
        unit="yuan/month",
        check=AtLeast(0, unless="refund_of_seq"),
    )
    refund_of_seq = Column(
        "int",
        "退费原序号",
        "for pay_kind 5: seq of the row paid back (same person, insurance, month, unit); base "
        "negative",
        odd="row",
    )
    paid_flag = Column("bool", "足额到账", "paid in full", required=True)
    legal_doc_no = Column("string", "补缴依据文书号", "document behind a back-payment")
