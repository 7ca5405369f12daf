"""A toy: households with many insured persons, to show that one folder is all that a scenario takes."""

from datetime import date

import ibis

from contracts.bilingual_text import BilingualText
from contracts.derived import derived
from contracts.tables.person import Person
from scenarios.framework.definition import (
    Evidence,
    ModelFeature,
    Population,
    Scenario,
)

LAWS = ("social-insurance-88",)


@derived(key=("person_id",))
def toy_persons(persons: Person, *, as_of):
    """One row a person with the number of persons in the household."""
    sizes = persons.group_by("household_hash").agg(household_persons=persons.count())
    joined = persons.join(sizes, "household_hash")
    born = joined.birth_date.cast("date")
    return joined.select(
        "person_id",
        "household_persons",
        subject_id=joined.person_id,
        record_id=joined.person_id,
        district=joined.hukou_district.fill_null("330203"),
        period_from=born,
        period_to=ibis.literal(as_of),
        amount_involved=ibis.literal("3000.00").cast("decimal(14,2)"),
        is_slip=joined.sex == "2",
    )


@derived(key=("subject_kind", "subject_id", "link_kind", "link_id"))
def toy_links(persons: Person):
    """Persons by household."""
    return persons.select(
        subject_kind=ibis.literal("person"),
        subject_id=persons.person_id,
        link_kind=ibis.literal("address"),
        link_id=persons.household_hash,
    )


SCENARIO = Scenario(
    id="same_household",
    title=BilingualText("同户多人", "many in one household"),
    question=BilingualText("哪些户人数多？", "Which households are large?"),
    authority="人社",
    laws=LAWS,
    innocent_explanations=(BilingualText("大家庭", "a large family"),),
    populations=(
        Population(
            id="person",
            title=BilingualText("参保人", "persons"),
            subject_kind="person",
            record=Person,
            base=toy_persons,
            model_features=(
                ModelFeature(
                    "household_persons",
                    "high",
                    "persons",
                    BilingualText("户人数", "persons"),
                    evidence_source="households",
                ),
            ),
            peer_group=(),
            evidence=(Evidence(Person, on={"person_id": "person_id"}),),
        ),
    ),
    ring_links=toy_links,
    owner="测试 tests",
    review_due=date(2027, 6, 30),
)
