"""The chain from a column to the input tables: drawn expressions."""

from contracts.derived import derived
from contracts.tables.employer import Employer
from contracts.tables.person import Person
from reports.explain.feature_chain import describe_link, find_chain


@derived(key=("person_id",))
def residents(persons: Person):
    """Persons with the day on which they were born.

    A second line is not part of the summary.
    """
    return persons.select("person_id", "birth_date")


@derived(key=("person_id",))
def ages(people: residents, employers: Employer):
    """Age in years."""
    return people.select("person_id", age_years=people.birth_date.year())


def test_a_column_is_found_at_the_expression_that_makes_it():
    link = find_chain((residents, ages), "age_years")
    assert (link.name, link.summary) == ("ages", "Age in years.")
    assert link.module == "tests/reports/explain/test_feature_chain.py"


def test_a_column_of_the_base_is_the_bases():
    assert find_chain((residents, ages), "person_id").name == "residents"


def test_a_column_that_nothing_makes_has_no_chain():
    assert find_chain((residents, ages), "grade") is None


def test_a_chain_ends_at_the_input_tables():
    link = describe_link(ages)
    assert [below.name for below in link.list_links_below()] == ["residents"]
    assert [t.contract.name for t in link.list_input_tables()] == ["employer", "person"]
    assert link.reads[0].summary == "Persons with the day on which they were born."


@derived(key=("person_id",))
def older(people: ages):
    """Age in years."""
    return people.mutate(age_years=people.age_years + 1)


def test_steps_that_share_a_docstring_are_told_once():
    assert [link.name for link in describe_link(older).list_described_below()] == [
        "ages",
        "residents",
    ]
