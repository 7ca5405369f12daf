"""Which input columns an indicator rests on: those behind its value and its rows, and no others."""

import ibis

from contracts.derived import derived
from contracts.tables.person import Person
from contracts.tables.unemployment_claim import UnemploymentClaim
from scenarios import load_scenarios
from scenarios.framework.column_lineage import find_indicator_sources, find_sources


@derived(key=("person_id",))
def claims_of_men(claims: UnemploymentClaim, persons: Person):
    men = persons.filter(persons.sex == "1").select("person_id")
    kept = claims.filter(claims.claim_date.notnull()).semi_join(men, "person_id")
    return kept.select("person_id", "phone_hash", amount=kept.monthly_amount)


@derived(key=("person_id",))
def shared_phones(claims: claims_of_men, persons: Person):
    sizes = claims.group_by("phone_hash").agg(size=claims.count())
    joined = claims.left_join(sizes, claims.phone_hash == sizes.phone_hash)
    joined = joined.left_join(persons, joined.person_id == persons.person_id)
    return joined.select("person_id", "size", "amount", "birth_date", one=ibis.literal(1))


ROWS = {
    ("person", "sex"),
    ("person", "person_id"),
    ("unemployment_claim", "person_id"),
    ("unemployment_claim", "claim_date"),
}
PHONE, AMOUNT = ("unemployment_claim", "phone_hash"), ("unemployment_claim", "monthly_amount")


def test_what_a_column_is_made_of_and_what_chooses_its_rows():
    assert find_sources(claims_of_men, "amount") == ROWS | {AMOUNT}
    sources = {name: find_sources(shared_phones, name) for name in ("size", "amount", "birth_date")}
    # a column that a left join adds does not decide about the others
    assert PHONE in sources["size"] and AMOUNT not in sources["size"]
    assert (
        sources["amount"] >= ROWS | {AMOUNT} and ("person", "birth_date") not in sources["amount"]
    )
    assert ("person", "birth_date") in sources["birth_date"]


def test_every_indicator_rests_on_columns_and_some_known_ones_on_theirs():
    found = {}
    for scenario in load_scenarios().values():
        for indicator in scenario.indicators:
            found[indicator.id] = find_indicator_sources(scenario, indicator)
    assert all(found.values())
    on_account = {i for i, sources in found.items() if ("pension_payment", "bank_hash") in sources}
    assert "X15" in on_account and not {"E01", "X01", "I13"} & on_account
    assert ("injury_case", "witness1_hash") in found["I09"]
