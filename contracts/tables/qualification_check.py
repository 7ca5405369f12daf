"""待遇资格认证: checks of benefit entitlement."""

from contracts.table import Column, ForeignKey, InputTable


class QualificationCheck(
    InputTable,
    zh="待遇资格认证",
    en="checks of benefit entitlement",
    key=("person_id", "check_time"),
    mode="delta",
    delivery="later",
    known_from="check_time",
    rows_at_city_scale={"per_year": 2_800_000},
    foreign_keys=(
        ForeignKey(("person_id",), "person", ("person_id",), "strict"),
        ForeignKey(("op_id",), "operator_account", ("op_id",), "soft"),
    ),
):
    person_id = Column("id", "个人编号", "person", required=True, pii="pseudonym")
    check_time = Column("ts", "认证时间", "time", required=True)
    method = Column("code", "认证方式", "way", required=True, codes="check_method")
    op_id = Column("id", "经办人", "operator, for methods 3 to 5")
    place = Column("string", "认证地点", "place, free text")
