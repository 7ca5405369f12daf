"""退休审批: retirement approvals."""

from contracts.constraints import AtLeast, Between, Matches, NotBefore
from contracts.table import Column, ForeignKey, InputTable


class PensionApproval(
    InputTable,
    zh="退休审批",
    en="retirement approvals",
    key=("approval_id",),
    mode="delta",
    delivery="first",
    known_from="approve_date",
    rows_at_city_scale={"per_year": 78_000},
    foreign_keys=(
        ForeignKey(("person_id",), "person", ("person_id",), "strict"),
        ForeignKey(("employer_id",), "employer", ("employer_id",), "strict"),
        ForeignKey(("appraisal_id",), "capacity_appraisal", ("appraisal_id",), "soft"),
        ForeignKey(("accept_op",), "operator_account", ("op_id",), "soft"),
        ForeignKey(("review_op",), "operator_account", ("op_id",), "soft"),
        ForeignKey(("approve_op",), "operator_account", ("op_id",), "soft"),
    ),
):
    approval_id = Column("id", "审批编号", "approval identifier", required=True)
    person_id = Column("id", "个人编号", "person", required=True, pii="pseudonym")
    employer_id = Column(
        "id", "单位编号", "unit (nature 60 for flexible employment)", required=True
    )
    approval_type = Column(
        "code", "退休类别", "kind of retirement", required=True, codes="approval_type"
    )
    female_category = Column(
        "code", "女性类别", "category of a woman; null for men", codes="female_category"
    )
    apply_date = Column("date", "申请日期", "application", required=True)
    approve_date = Column(
        "date", "审批日期", "approved", required=True, check=NotBefore("apply_date")
    )
    pension_start = Column(
        "month",
        "待遇起始月",
        "first month of pension; the month after the one in which the age applied is reached",
        required=True,
    )
    legal_age_months = Column(
        "int",
        "法定退休年龄月数",
        "legal age applied, before any reduction",
        required=True,
        unit="months",
        check=Between(540, 800),
    )
    actual_paid_months = Column(
        "int", "实际缴费月数", "months paid", required=True, unit="months", check=Between(0, 720)
    )
    deemed_months = Column(
        "int", "视同缴费月数", "months deemed", required=True, unit="months", check=Between(0, 720)
    )
    special_kind = Column(
        "code", "特殊工种类别", "kind of special job, for type 2", codes="special_kind"
    )
    special_months = Column(
        "int", "特殊工种月数", "months in the special job", unit="months", check=Between(0, 600)
    )
    appraisal_id = Column("id", "鉴定编号", "appraisal, for types 3, 4, 7")
    diag_code = Column(
        "code",
        "病种编码",
        "diagnosis, for types 3 and 4",
        check=Matches(r"[A-Z][0-9]{2}(\.[0-9A-Za-z]{1,8})?"),
    )
    diag_doctor_code = Column("id", "诊断医师", "diagnosing doctor")
    monthly_pension = Column(
        "money", "月养老金", "pension per month", required=True, unit="yuan/month", check=AtLeast(0)
    )
    accept_op = Column("id", "受理人", "operator who accepted")
    review_op = Column("id", "复核人", "operator who reviewed")
    approve_op = Column("id", "审批人", "operator who approved")
    agent_phone_hash = Column(
        "hash", "代办人电话散列", "hash of the filing agent's phone", pii="pseudonym"
    )
    written_notice_date = Column("date", "书面告知日期", "written notice, for types 5 and 6")
