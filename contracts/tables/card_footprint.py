"""社保卡足迹: last sign of life from public services."""

from contracts.table import Column, ForeignKey, InputTable


class CardFootprint(
    InputTable,
    zh="社保卡足迹",
    en="last sign of life from public services",
    key=("person_id",),
    mode="full",
    delivery="optional",
    known_from="last_seen_date",
    rows_at_city_scale={"total": 8_000_000},
    foreign_keys=(ForeignKey(("person_id",), "person", ("person_id",), "strict"),),
):
    person_id = Column("id", "个人编号", "person", required=True, pii="pseudonym")
    last_seen_date = Column("date", "最近足迹日期", "last seen", required=True)
