"""出入境记录: journeys abroad."""

from contracts.constraints import NotBefore
from contracts.table import Column, InputTable


class ExitEntry(
    InputTable,
    zh="出入境记录",
    en="journeys abroad",
    key=(
        "id_hash",
        "exit_date",
    ),
    mode="delta",
    delivery="later",
    known_from="exit_date",
    rows_at_city_scale={"per_year": 2_000_000},
):
    id_hash = Column(
        "hash", "证件号散列", "hash of the identity number", required=True, pii="pseudonym"
    )
    exit_date = Column("date", "出境日期", "day of leaving", required=True)
    entry_date = Column(
        "date", "入境日期", "day of return; null = not yet", check=NotBefore("exit_date")
    )
