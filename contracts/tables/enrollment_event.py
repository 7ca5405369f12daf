"""参保增减员事件: roster events."""

from contracts.table import Column, ForeignKey, InputTable


class EnrollmentEvent(
    InputTable,
    zh="参保增减员事件",
    en="roster events",
    key=("event_id",),
    mode="delta",
    delivery="first",
    known_from="submitted_at",
    rows_at_city_scale={"per_month": 500_000},
    foreign_keys=(
        ForeignKey(("person_id",), "person", ("person_id",), "strict"),
        ForeignKey(("employer_id",), "employer", ("employer_id",), "strict"),
        ForeignKey(("project_id",), "insured_project", ("project_id",), "soft"),
    ),
):
    event_id = Column("id", "事件编号", "event identifier", required=True)
    person_id = Column("id", "个人编号", "person", required=True, pii="pseudonym")
    employer_id = Column("id", "单位编号", "unit", required=True)
    insurance_type = Column(
        "code", "险种", "insurance; one row per insurance", required=True, codes="insurance_type"
    )
    event_kind = Column(
        "code", "事件类型", "kind of event", required=True, codes="enrollment_event_kind"
    )
    effective_date = Column(
        "date", "变动日期", "day of hire or separation as declared", required=True
    )
    submitted_at = Column("ts", "申报时间", "time the roster reached the agency", required=True)
    coverage_start = Column(
        "ts",
        "生效时间",
        "start of cover for added and resumed; work injury: 00:00 of the day after submitted_at",
    )
    reason_code = Column(
        "code", "变更原因", "reason; null for added and resumed", codes="change_reason"
    )
    channel = Column("code", "申报渠道", "way of filing", required=True, codes="channel")
    agent_phone_hash = Column(
        "hash", "代办人电话散列", "hash of the filing agent's phone", pii="pseudonym"
    )
    project_id = Column("id", "工伤项目编号", "project, for cover by project")
