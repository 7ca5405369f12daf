"""工伤待遇支付: work-injury payments."""

from contracts.constraints import AtLeast, NotBefore
from contracts.table import Column, ForeignKey, InputTable


class InjuryPayment(
    InputTable,
    zh="工伤待遇支付",
    en="work-injury payments",
    key=("payment_id",),
    mode="delta",
    delivery="first",
    known_from="paid_date",
    fund_money="amount",
    rows_at_city_scale={"per_year": 250_000},
    foreign_keys=(
        ForeignKey(("case_id",), "injury_case", ("case_id",), "strict"),
        ForeignKey(("person_id",), "person", ("person_id",), "strict"),
        ForeignKey(("dependant_person_id",), "person", ("person_id",), "soft"),
        ForeignKey(("institution_code",), "institution", ("institution_code",), "soft"),
        ForeignKey(("op_id",), "operator_account", ("op_id",), "soft"),
        ForeignKey(("reversal_of",), "injury_payment", ("payment_id",), "strict"),
    ),
):
    payment_id = Column("id", "支付编号", "payment identifier", required=True)
    case_id = Column("id", "认定编号", "case", required=True)
    person_id = Column("id", "个人编号", "injured person", required=True, pii="pseudonym")
    payee_kind = Column("code", "收款人类型", "payee", required=True, codes="injury_payee")
    dependant_person_id = Column("id", "供养亲属编号", "dependant, for item 11", pii="pseudonym")
    item = Column("code", "待遇项目", "benefit item", required=True, codes="injury_item")
    benefit_month = Column("month", "待遇所属月", "month, for items 8, 9, 11; null for the others")
    service_from = Column("date", "服务起", "service from, for items 1 to 5")
    service_to = Column("date", "服务止", "service to", check=NotBefore("service_from"))
    institution_code = Column("id", "医疗机构", "institution that billed")
    invoice_no = Column("string", "票据号", "invoice number in clear, where the agency keeps it")
    invoice_no_hash = Column(
        "hash",
        "票据号散列",
        "hash of the invoice number (same salt as claim_header.invoice_no_hash)",
    )
    amount = Column(
        "money",
        "金额",
        "amount",
        required=True,
        unit="yuan",
        check=AtLeast(0, unless="reversal_of"),
    )
    paid_date = Column("date", "支付日期", "day paid", required=True)
    bank_hash = Column("hash", "账户散列", "hash of the bank account", pii="pseudonym")
    termination_date = Column(
        "date", "劳动关系终止日期", "end of employment as declared, for item 7"
    )
    third_party_offset = Column(
        "money",
        "第三人赔偿抵扣",
        "compensation by a third party set off",
        unit="yuan",
        check=AtLeast(0),
    )
    reversed = Column(
        "bool",
        "冲销标志",
        "true on a row that was reversed and on its reversing row; rows with false are net",
        required=True,
    )
    reversal_of = Column("id", "冲销原编号", "on the reversing row: payment reversed", odd="row")
    op_id = Column("id", "经办人", "operator")
