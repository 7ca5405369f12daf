"""特殊工种备案: filings of special jobs."""

from contracts.constraints import Matches
from contracts.table import Column, ForeignKey, InputTable


class SpecialJobFiling(
    InputTable,
    zh="特殊工种备案",
    en="filings of special jobs",
    key=("employer_id", "person_id", "job_code", "month"),
    mode="delta",
    delivery="later",
    known_from="month",
    rows_at_city_scale={"per_year": 300_000},
    foreign_keys=(
        ForeignKey(("employer_id",), "employer", ("employer_id",), "strict"),
        ForeignKey(("person_id",), "person", ("person_id",), "strict"),
    ),
):
    employer_id = Column("id", "单位编号", "unit", required=True)
    person_id = Column("id", "个人编号", "person", required=True, pii="pseudonym")
    job_code = Column(
        "code",
        "工种代码",
        "job code; first digit = special_kind, next two = industry division",
        required=True,
        check=Matches("[1-5][0-9]{4}"),
    )
    month = Column("month", "月份", "month", required=True)
