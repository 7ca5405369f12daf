"""A toy: households with many insured persons, to show that one file is all that a scenario takes."""

from datetime import date

import ibis

from contracts.bilingual_text import BilingualText
from contracts.derived import derived
from contracts.tables.person import Person
from scenarios.framework.definition import (
    Evidence,
    Exclusion,
    Indicator,
    ModelFeature,
    Population,
    Scenario,
)

LAWS = ("social-insurance-88",)


@derived(Person, key=("person_id",))
def toy_persons(persons, *, as_of):
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


@derived(Person, key=("subject_kind", "subject_id", "link_kind", "link_id"))
def toy_links(persons, *, as_of):
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
            features=(),
            model_features=(
                ModelFeature(
                    "household_persons", "high", "persons", BilingualText("户人数", "persons")
                ),
            ),
            peer_group=(),
            evidence=(Evidence(Person, on={"person_id": "person_id"}),),
        ),
    ),
    indicators=(
        Indicator(
            id="T01",
            title=BilingualText("户人数", "persons in the household"),
            definition=BilingualText("同一户的参保人数", "insured persons of one household"),
            population="person",
            column="household_persons",
            unit="persons",
            direction="high",
            threshold=4,
            level="S",
            evidence_source="households",
            reason=BilingualText(
                "同户{household_persons}人参保。", "{household_persons} insured in one household."
            ),
            look_alikes=BilingualText("大家庭", "a large family"),
            verify=BilingualText("核对户口簿", "see the household register"),
            laws=LAWS,
            exclusions=(
                Exclusion(
                    "is_slip",
                    BilingualText("疑似性别误选", "the sex seems to be picked wrongly"),
                    is_entry_error=True,
                ),
            ),
        ),
    ),
    ring_links=toy_links,
    typologies=(),
    owner="测试 tests",
    review_due=date(2027, 6, 30),
)
