"""失业待遇申领: unemployment claims."""

from contracts.constraints import AtLeast, Between, NotAfter
from contracts.table import Column, ForeignKey, InputTable


class UnemploymentClaim(
    InputTable,
    zh="失业待遇申领",
    en="unemployment claims",
    key=("claim_id",),
    mode="delta",
    delivery="first",
    known_from="claim_date",
    rows_at_city_scale={"per_year": 80_000},
    foreign_keys=(
        ForeignKey(("person_id",), "person", ("person_id",), "strict"),
        ForeignKey(("last_employer_id",), "employer", ("employer_id",), "strict"),
        ForeignKey(("accept_op",), "operator_account", ("op_id",), "soft"),
        ForeignKey(("review_op",), "operator_account", ("op_id",), "soft"),
    ),
):
    claim_id = Column("id", "申领编号", "claim identifier", required=True)
    person_id = Column("id", "个人编号", "person", required=True, pii="pseudonym")
    benefit_kind = Column(
        "code", "待遇类型", "kind of benefit", required=True, codes="unemployment_benefit"
    )
    last_employer_id = Column("id", "最后单位编号", "last employer", required=True)
    register_date = Column("date", "失业登记日期", "registered as unemployed")
    claim_date = Column("date", "申领日期", "day of the claim", required=True)
    separation_date = Column(
        "date",
        "离职日期",
        "end of the last employment",
        required=True,
        check=NotAfter("claim_date"),
    )
    separation_reason = Column(
        "code", "离职原因", "reason as it stands", required=True, codes="change_reason"
    )
    reason_changed_count = Column(
        "int",
        "原因修改次数",
        "times the reason was changed after the first report",
        required=True,
        check=AtLeast(0),
    )
    paid_months_total = Column(
        "int",
        "累计缴费月数",
        "months paid and not yet used, at the claim",
        required=True,
        unit="months",
        check=Between(0, 600),
    )
    granted_months = Column(
        "int",
        "核定月数",
        "months granted, carry-over included",
        required=True,
        unit="months",
        check=Between(0, 60),
    )
    carry_over_months = Column(
        "int",
        "结转月数",
        "unused months carried over from an earlier claim",
        required=True,
        unit="months",
        check=Between(0, 24),
    )
    monthly_amount = Column(
        "money", "月标准", "amount per month", required=True, unit="yuan/month", check=AtLeast(0)
    )
    district = Column("code", "受理地", "district", required=True, codes="district")
    channel = Column("code", "申领渠道", "way of filing", required=True, codes="channel")
    phone_hash = Column("hash", "电话散列", "hash of the phone given in the claim", pii="pseudonym")
    bank_hash = Column("hash", "账户散列", "hash of the bank account", pii="pseudonym")
    device_hash = Column(
        "hash", "设备散列", "hash of the device, for online claims", pii="pseudonym"
    )
    accept_op = Column("id", "受理人", "operator who accepted")
    review_op = Column("id", "复核人", "operator who reviewed")
    status = Column("code", "状态", "state", required=True, codes="unemployment_status")
