"""A finding cites the law of the day of the act, whatever the day of the night."""

import pandas as pd
import pytest

from contracts.tables.claim_header import ClaimHeader
from contracts.tables.claim_line import ClaimLine
from contracts.tables.claim_trace import ClaimTrace
from contracts.tables.death_record import DeathRecord
from contracts.tables.drug_catalog import DrugCatalog
from contracts.tables.institution import Institution
from contracts.tables.person import Person
from scenarios.framework.findings import find_act_day
from tests.drawn_tables import format_rows
from tests.run_scenario import run_scenario
from tests.scenarios.pharmacy_billing import drawn

LAW_2027, REGULATIONS, RULES = (
    "医疗保障法",
    "医疗保障基金使用监督管理条例第",
    "国家医疗保障局令第7号",
)


def cite_sale_without_agreement(day, night):
    """The law cited for a sale by a shop whose agreement ran out in December 2025."""
    places = drawn.PLACES.replace("2026-03-31", "2025-12-31")
    sale = {
        "institution_code": drawn.FAR,
        "service_time": f"{day}T10:00:00",
        "settle_time": f"{day}T10:00:00",
    }
    tables = {
        Institution: places,
        DrugCatalog: drawn.DRUGS,
        Person: drawn.persons(2),
        ClaimHeader: format_rows(drawn.SALE, sale),
        ClaimLine: format_rows(drawn.LINE, {}),
        ClaimTrace: format_rows(drawn.TRACE),
        DeathRecord: "person_id",
    }
    made = run_scenario(drawn.SCENARIO, tables, night, only=("P18",))
    return made.of("P18").iloc[0].law


@pytest.mark.parametrize(
    ("day", "cited", "not_cited"),
    [
        ("2026-03-31", [REGULATIONS], [LAW_2027, RULES]),
        ("2026-04-01", [REGULATIONS, RULES], [LAW_2027]),
        ("2026-12-31", [REGULATIONS, RULES], [LAW_2027]),
        ("2027-01-01", [LAW_2027, REGULATIONS, RULES], []),
    ],
)
def test_both_sides_of_each_date(day, cited, not_cited):
    law = cite_sale_without_agreement(day, "2027-02-28")
    places = [law.index(name) for name in cited]
    assert places == sorted(places) and places[0] == 0
    assert not any(name in law for name in not_cited)


def test_the_night_does_not_decide():
    nights = ("2026-12-31", "2027-01-01", "2027-03-31")
    assert len({cite_sale_without_agreement("2026-12-20", night) for night in nights}) == 1


def test_the_last_day_of_an_act_decides():
    first, last = pd.Timestamp("2026-12-01"), pd.Timestamp("2027-01-05")
    assert find_act_day(first, last) == last.date()
    assert find_act_day(first, pd.NaT) == first.date()
    assert find_act_day(None, None) is None
