"""失业待遇发放: unemployment payments."""

from contracts.constraints import AtLeast
from contracts.table import Column, ForeignKey, InputTable


class UnemploymentPayment(
    InputTable,
    zh="失业待遇发放",
    en="unemployment payments",
    key=("claim_id", "benefit_month", "seq"),
    mode="delta",
    delivery="first",
    known_from="paid_date",
    fund_money="paid_amount",
    rows_at_city_scale={"per_year": 400_000},
    foreign_keys=(ForeignKey(("claim_id",), "unemployment_claim", ("claim_id",), "strict"),),
):
    claim_id = Column("id", "申领编号", "claim", required=True)
    benefit_month = Column("month", "待遇所属月", "month that the benefit is for", required=True)
    seq = Column(
        "int", "序号", "number within claim and month, from 1", required=True, check=AtLeast(1)
    )
    paid_amount = Column(
        "money",
        "发放金额",
        "cash benefit paid",
        required=True,
        unit="yuan",
        check=AtLeast(0, unless="reversal_of"),
    )
    medical_premium_amount = Column(
        "money",
        "代缴医保费",
        "medical premium paid by the fund",
        required=True,
        unit="yuan",
        check=AtLeast(0, unless="reversal_of"),
    )
    paid_date = Column("date", "发放日期", "day paid", required=True)
    bank_hash = Column("hash", "账户散列", "hash of the bank account", pii="pseudonym")
    reversed = Column(
        "bool",
        "冲销标志",
        "true on a row that was reversed and on its reversing row; rows with false are net",
        required=True,
    )
    reversal_of = Column(
        "int",
        "冲销原序号",
        "on the reversing row: seq of the row reversed (same claim and month)",
        odd="row",
    )
    recovered_amount = Column(
        "money",
        "已追回金额",
        "paid back later by the person",
        required=True,
        unit="yuan",
        check=AtLeast(0),
    )
