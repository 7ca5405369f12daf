"""工伤认定: work-injury recognition."""

from contracts.constraints import Matches, NotBefore
from contracts.table import Column, ForeignKey, InputTable


class InjuryCase(
    InputTable,
    zh="工伤认定",
    en="work-injury recognition",
    key=("case_id",),
    mode="delta",
    delivery="first",
    known_from="apply_date",
    rows_at_city_scale={"per_year": 28_000},
    foreign_keys=(
        ForeignKey(("person_id",), "person", ("person_id",), "strict"),
        ForeignKey(("employer_id",), "employer", ("employer_id",), "strict"),
        ForeignKey(("host_employer_id",), "employer", ("employer_id",), "soft"),
        ForeignKey(("project_id",), "insured_project", ("project_id",), "soft"),
        ForeignKey(("first_institution_code",), "institution", ("institution_code",), "soft"),
        ForeignKey(("handler_op",), "operator_account", ("op_id",), "soft"),
        ForeignKey(("approver_op",), "operator_account", ("op_id",), "soft"),
    ),
):
    case_id = Column("id", "认定编号", "case identifier", required=True)
    person_id = Column("id", "个人编号", "person", required=True, pii="pseudonym")
    employer_id = Column("id", "单位编号", "employer of record", required=True)
    host_employer_id = Column("id", "用工单位编号", "host unit of a dispatched worker")
    insured_by = Column("code", "参保方式", "how covered", required=True, codes="insured_by")
    project_id = Column("id", "项目编号", "project, for insured_by 2")
    coverage_start = Column("ts", "生效时间", "start of cover; null for insured_by 2")
    injury_time = Column(
        "ts",
        "受伤时间",
        "time of injury; for occupational disease the day of diagnosis",
        required=True,
    )
    first_diag_time = Column("ts", "首诊时间", "first diagnosis")
    death_time = Column("ts", "死亡时间", "death", check=NotBefore("injury_time"))
    injury_article = Column(
        "code", "认定条款", "article; null if not recognised or ended", codes="injury_article"
    )
    diag_code = Column(
        "code", "诊断编码", "ICD-10 code", check=Matches(r"[A-Z][0-9]{2}(\.[0-9A-Za-z]{1,8})?")
    )
    body_part = Column("code", "受伤部位", "injured part", codes="body_part")
    applicant_kind = Column("code", "申请人", "who applied", required=True, codes="applicant_kind")
    apply_date = Column("date", "申请日期", "application", required=True)
    accept_date = Column("date", "受理日期", "accepted", check=NotBefore("apply_date"))
    decision_date = Column(
        "date", "决定日期", "decided; null if pending", check=NotBefore("apply_date")
    )
    decision = Column("code", "决定", "decision; null if pending", codes="injury_decision")
    extension_approved = Column(
        "bool", "延期申请批准", "longer time to apply approved", required=True
    )
    agent_phone_hash = Column(
        "hash", "代办人电话散列", "hash of the filing agent's phone", pii="pseudonym"
    )
    witness1_hash = Column("hash", "证人一散列", "hash of witness 1", pii="pseudonym")
    witness2_hash = Column("hash", "证人二散列", "hash of witness 2", pii="pseudonym")
    handler_op = Column("id", "经办人", "operator who handled")
    approver_op = Column("id", "审批人", "operator who approved")
    first_institution_code = Column("id", "首诊机构", "institution of the first diagnosis")
