"""养老待遇发放: pension payments."""

from contracts.constraints import AtLeast
from contracts.table import Column, ForeignKey, InputTable


class PensionPayment(
    InputTable,
    zh="养老待遇发放",
    en="pension payments",
    key=("person_id", "insurance_type", "benefit_month", "kind", "seq"),
    mode="delta",
    delivery="first",
    known_from="paid_date",
    fund_money="amount",
    rows_at_city_scale={"per_month": 2_300_000},
    foreign_keys=(ForeignKey(("person_id",), "person", ("person_id",), "strict"),),
):
    person_id = Column("id", "个人编号", "person", required=True, pii="pseudonym")
    insurance_type = Column(
        "code", "险种", "110, 120 or 170", required=True, codes="insurance_type"
    )
    benefit_month = Column(
        "month",
        "待遇所属月",
        "month that the pension is for (back-pay: month of the back-payment)",
        required=True,
    )
    kind = Column("code", "发放类型", "kind", required=True, codes="pension_pay_kind")
    seq = Column(
        "int", "序号", "number within the rest of the key, from 1", required=True, check=AtLeast(1)
    )
    amount = Column(
        "money",
        "金额",
        "amount",
        required=True,
        unit="yuan",
        check=AtLeast(0, unless="reversal_of"),
    )
    backpay_months = Column("int", "补发月数", "months covered, for kind 2", check=AtLeast(1))
    adjust_flag = Column(
        "bool", "调待标志", "the yearly adjustment was applied in this row", required=True
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
        "on the reversing row: seq of the row reversed (rest of the key equal)",
        odd="row",
    )
