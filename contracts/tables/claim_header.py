"""就诊购药结算: medical settlements."""

from contracts.constraints import AtLeast, Matches, NotBefore
from contracts.table import Column, ForeignKey, InputTable


class ClaimHeader(
    InputTable,
    zh="就诊购药结算",
    en="medical settlements",
    key=("setl_id",),
    mode="delta",
    delivery="first",
    known_from="settle_time",
    fund_money="fund_amount",
    rows_at_city_scale={"per_year": 108_300_000},
    notes=(
        "Pharmacy settlements (med_type 41) are supplied in full. Hospital settlements may be "
        "limited "
        "to those of chosen persons or institutions; an institution with no row of med_type "
        "11, 13, "
        '14 or 21 in the snapshot counts as "visits not supplied".',
        "A return is a row of its own with reversal_of and negative amounts, in part or in full; "
        "the original stays as it was.",
    ),
    foreign_keys=(
        ForeignKey(("person_id",), "person", ("person_id",), "strict"),
        ForeignKey(("payer_person_id",), "person", ("person_id",), "soft"),
        ForeignKey(("institution_code",), "institution", ("institution_code",), "strict"),
        ForeignKey(("doctor_code",), "medical_staff", ("staff_code",), "soft"),
        ForeignKey(("reversal_of",), "claim_header", ("setl_id",), "strict"),
    ),
):
    setl_id = Column("id", "结算ID", "settlement identifier", required=True)
    mdtrt_id = Column("id", "就诊ID", "visit identifier", required=True)
    person_id = Column("id", "人员编号", "beneficiary", required=True, pii="pseudonym")
    payer_person_id = Column(
        "id",
        "共济账户人",
        "owner of the linked account that paid; null = own account",
        pii="pseudonym",
    )
    institution_code = Column("id", "定点机构编码", "institution", required=True)
    insutype = Column("code", "险种", "insurance", required=True, codes="medical_insurance")
    med_type = Column("code", "医疗类别", "kind of care", required=True, codes="med_type")
    service_time = Column(
        "ts",
        "就诊购药时间",
        "time of care or purchase (in-patient: admission); use this, not settle_time",
        required=True,
    )
    settle_time = Column("ts", "结算时间", "time of settlement", required=True)
    admit_date = Column("date", "入院日期", "admission, for 21 and 52")
    discharge_date = Column("date", "出院日期", "discharge", check=NotBefore("admit_date"))
    diag_code = Column(
        "code",
        "主诊断",
        "main diagnosis, ICD-10",
        check=Matches(r"[A-Z][0-9]{2}(\.[0-9A-Za-z]{1,8})?"),
    )
    dept_code = Column("code", "科室", "department")
    doctor_code = Column("id", "医师", "doctor; hospitals may send fillers such as 匿名")
    pharmacist_code = Column("id", "药师", "pharmacist who checked the sale")
    till_id = Column("id", "收银台", "till")
    operator_code = Column("id", "收银员", "cashier")
    credential_kind = Column(
        "code", "凭证类型", "credential", required=True, codes="credential_kind"
    )
    collector_hash = Column(
        "hash",
        "代购人散列",
        "hash of the person who collected for the beneficiary; null = came in person (same salt "
        "as person.id_hash)",
        pii="pseudonym",
    )
    is_online = Column("bool", "线上购药", "ordered online", required=True)
    total_amount = Column(
        "money", "总额", "total", required=True, unit="yuan", check=AtLeast(0, unless="reversal_of")
    )
    fund_amount = Column(
        "money",
        "统筹支付",
        "paid by the pooled fund",
        required=True,
        unit="yuan",
        check=AtLeast(0, unless="reversal_of"),
    )
    account_amount = Column(
        "money",
        "个账支付",
        "paid by the personal account",
        required=True,
        unit="yuan",
        check=AtLeast(0, unless="reversal_of"),
    )
    cash_amount = Column(
        "money",
        "现金支付",
        "paid in cash",
        required=True,
        unit="yuan",
        check=AtLeast(0, unless="reversal_of"),
    )
    remaining_cap = Column(
        "money",
        "年度剩余额度",
        "pooled allowance left in the year, after this settlement",
        unit="yuan",
        check=AtLeast(0),
    )
    is_remote = Column("bool", "异地结算", "settled for another city", required=True)
    invoice_no_hash = Column("hash", "票据号散列", "hash of the invoice number")
    reversal_of = Column("id", "退费原单", "settlement that this row takes back", odd="row")
