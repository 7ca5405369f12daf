"""生育津贴支付: maternity allowances."""

from contracts.constraints import Above, AtLeast
from contracts.table import Column, ForeignKey, InputTable


class MaternityPayment(
    InputTable,
    zh="生育津贴支付",
    en="maternity allowances",
    key=("payment_id",),
    mode="delta",
    delivery="later",
    known_from="paid_date",
    fund_money="amount",
    rows_at_city_scale={"per_year": 45_000},
    notes=(
        "One row a payment. A difference paid later is a row of its own with the same birth_date "
        "and the days that it is for.",
    ),
    foreign_keys=(
        ForeignKey(("person_id",), "person", ("person_id",), "strict"),
        ForeignKey(("employer_id",), "employer", ("employer_id",), "strict"),
        ForeignKey(("institution_code",), "institution", ("institution_code",), "soft"),
        ForeignKey(("accept_op",), "operator_account", ("op_id",), "soft"),
        ForeignKey(("review_op",), "operator_account", ("op_id",), "soft"),
        ForeignKey(("reversal_of",), "maternity_payment", ("payment_id",), "strict"),
    ),
):
    payment_id = Column("id", "支付编号", "payment identifier", required=True)
    person_id = Column("id", "个人编号", "mother", required=True, pii="pseudonym")
    employer_id = Column("id", "单位编号", "unit that insured her", required=True)
    birth_date = Column("date", "分娩或手术日期", "day of birth or operation", required=True)
    birth_kind = Column("code", "生育类别", "kind of birth", required=True, codes="birth_kind")
    institution_code = Column(
        "id",
        "医疗机构",
        "hospital of the birth; null or a code that is not in institution: elsewhere",
    )
    days = Column("int", "津贴天数", "days paid", required=True, unit="days", check=AtLeast(0))
    daily_amount = Column("money", "日津贴", "allowance a day", unit="yuan/day", check=Above(0))
    base_source = Column(
        "code", "计发基数来源", "whose wage the allowance is computed from", codes="maternity_base"
    )
    amount = Column(
        "money",
        "金额",
        "amount",
        required=True,
        unit="yuan",
        check=AtLeast(0, unless="reversal_of"),
    )
    apply_date = Column("date", "申请日期", "day of application")
    paid_date = Column("date", "支付日期", "day paid", required=True)
    payee_kind = Column("code", "收款人类型", "payee", required=True, codes="maternity_payee")
    bank_hash = Column("hash", "账户散列", "hash of the bank account", pii="pseudonym")
    agent_phone_hash = Column(
        "hash", "代办人电话散列", "hash of the phone of whoever applied", pii="pseudonym"
    )
    accept_op = Column("id", "受理人", "operator who accepted")
    review_op = Column("id", "复核人", "operator who reviewed")
    reversed = Column(
        "bool",
        "冲销标志",
        "true on a row that was reversed and on its reversing row; rows with false are net",
        required=True,
    )
    reversal_of = Column("id", "冲销原编号", "on the reversing row: payment reversed", odd="row")
