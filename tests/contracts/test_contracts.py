"""What the declarations promise of themselves."""

from datetime import date

import pytest

from contracts import law as law_package
from contracts import plans, published, registers, tables
from contracts.bilingual_text import BilingualText
from contracts.codes import get_code_name, load_code_lists
from contracts.constraints import Above, AtLeast, Between, Matches, NotAfter, NotBefore
from contracts.derived import OrEmpty, derived
from contracts.law import get_law_number, list_law_ids
from contracts.module_folder import import_modules
from contracts.plans import get_plan_tables
from contracts.published import get_published_tables
from contracts.registers import get_register_tables
from contracts.tables import get_input_tables
from contracts.tables.death_record import DeathRecord
from contracts.tables.person import Person
from contracts.tables.whitelist import Whitelist
from contracts.units import UNITS

INSPECTION_TABLES = [*get_register_tables().values(), *get_plan_tables().values()]
ALL_TABLES = [
    *get_input_tables().values(),
    *get_published_tables().values(),
    *INSPECTION_TABLES,
]


def test_as_many_tables_are_found_as_there_are_files():
    assert len(get_input_tables()) == len(import_modules(tables)) == 48
    assert len(get_published_tables()) == len(import_modules(published))
    assert len(get_register_tables()) == len(import_modules(registers))
    assert len(get_plan_tables()) == len(import_modules(plans))


@pytest.mark.parametrize("table", ALL_TABLES, ids=lambda t: t.contract.name)
def test_a_table_is_named_as_its_file_and_has_labels_and_a_key(table):
    contract = table.contract
    assert table.__module__.rsplit(".", 1)[1] == contract.name
    assert contract.zh and contract.en and contract.key
    assert all(contract.columns[k].required for k in contract.key)
    assert all(c.zh and c.en for c in contract.columns.values())


@pytest.mark.parametrize("table", INSPECTION_TABLES, ids=lambda t: t.contract.name)
def test_codes_and_checks_of_inspections_name_what_exists(table):
    for column in table.contract.columns.values():
        assert column.codes is None or column.codes in load_code_lists()
        assert column.check is None or column.check.named_columns <= set(table.contract.columns)


@pytest.mark.parametrize("table", get_input_tables().values(), ids=lambda t: t.contract.name)
def test_codes_checks_and_foreign_keys_name_what_exists(table):
    contract = table.contract
    for column in contract.columns.values():
        assert column.codes is None or column.codes in load_code_lists()
        assert column.check is None or column.check.named_columns <= set(contract.columns)
    for key in contract.foreign_keys:
        assert set(key.columns) <= set(contract.columns)
        assert key.references == get_input_tables()[key.table].contract.key
        assert key.on_orphan in ("strict", "soft")
    assert list(contract.columns)[-2:] == ["updated_at", "row_status"]


@pytest.mark.parametrize(
    ("check", "text", "named"),
    [
        (AtLeast(0), ">= 0", set()),
        (Above(0), "> 0", set()),
        (Between(1990, 2100), "1990..2100", set()),
        (Matches("[0-9]{2}"), "/[0-9]{2}/", set()),
        (NotBefore("apply_date"), ">= apply_date", {"apply_date"}),
        (NotAfter("claim_date"), "<= claim_date", {"claim_date"}),
        (AtLeast(0, unless="reversal_of"), ">= 0 unless reversal_of", {"reversal_of"}),
    ],
)
def test_a_constraint_prints_itself_and_names_the_columns_that_it_needs(check, text, named):
    assert (check.text, check.named_columns) == (text, named)


@pytest.mark.parametrize("parameter", list_law_ids())
def test_every_legal_number_has_a_source_and_dated_values(parameter):
    number = get_law_number(parameter)
    assert number.source and number.title.zh and number.title.en
    assert number.read_on is None or isinstance(number.read_on, date)
    assert {*number.doubts, *number.carried_on} <= {start for start, _ in number.values}
    assert number.values and all(isinstance(start, date) for start, _ in number.values)


def test_a_legal_number_is_that_of_its_day():
    number = law_package.LawNumber(
        "x", BilingualText("", ""), "", "", None, ((date(2024, 1, 1), 1), (date(2025, 1, 1), 2))
    )
    assert [number.on(date(2024, 12, 31)), number.on(date(2025, 1, 1))] == [1, 2]
    with pytest.raises(LookupError, match="no value on 2023"):
        number.on(date(2023, 12, 31))


@pytest.mark.parametrize(
    ("day", "verified"),
    [(date(2024, 12, 31), True), (date(2025, 1, 1), False), (date(2026, 6, 30), False)],
)
def test_a_value_that_nobody_found_in_a_text_is_not_verified_beside_one_that_was(day, verified):
    assert get_law_number("unemployment_benefit_yuan").is_verified_on(day) is verified


def test_an_unknown_code_is_its_own_name():
    assert get_code_name("sex", "1") == BilingualText("男", "male")
    assert get_code_name("sex", "7") == BilingualText("7", "7")


def test_units_have_both_languages():
    assert all(isinstance(u, BilingualText) for u in UNITS.values())


def test_a_derived_knows_what_is_missing_through_everything_it_reads():
    @derived(key=("person_id",))
    def deaths(death_record: DeathRecord, whitelist: OrEmpty[Whitelist]):
        return death_record

    @derived(key=("person_id",))
    def people(person: Person, deaths: deaths):
        return person

    assert people.find_missing_inputs({"person"}) == {"death_record"}
    assert people.find_missing_optional_inputs({"person"}) == {"whitelist"}
    assert people.name == "people"


@pytest.mark.parametrize("asks_for_date", [True, False])
def test_the_as_of_date_is_handed_to_the_functions_that_ask_for_it(asks_for_date):
    def with_date(persons: Person, *, as_of):
        return persons, as_of

    def without_date(persons: Person):
        return persons, None

    people = derived(key=("person_id",))(with_date if asks_for_date else without_date)
    day = date(2026, 6, 30)
    assert people("rows", as_of=day) == ("rows", day if asks_for_date else None)


def test_a_parameter_without_a_table_is_refused():
    with pytest.raises(TypeError, match="no table is named for spells"):

        @derived(key=("person_id",))
        def people(persons: Person, spells):
            return persons


def test_a_required_table_after_an_optional_one_is_refused():
    with pytest.raises(TypeError, match="after an optional one"):

        @derived(key=("person_id",))
        def people(whitelist: OrEmpty[Whitelist], persons: Person):
            return persons
