"""Nights without tables: what rests on them is not computed and says so, the rest is as always, and a list is published."""

import shutil
from datetime import date

import pandas as pd
import pytest

from contracts.derived import columns_of
from contracts.tables import input_tables
from scenarios import all_scenarios
from tests.flows.conftest import command
from tests.flows.few_persons import few_persons, tables_of, with_only
from tests.flows.nights import AS_OF, BUDGET, TREES, another_night, record_of
from tests.once import made_once
from tests.review.desk_served import Desk

FIRST = "2026-06-29"
RESTRICTED = "agency_handling"


@pytest.fixture(scope="session")
def few(shared_town):
    """A town of few persons with all tables."""
    folder = shared_town / "few_persons"
    made_once(shared_town / "few_persons.done", lambda: few_persons(shared_town / "town", folder))
    return folder


def nightly(folder, as_of):
    """`qingfeng nightly` on the folder's town; the run that it published."""
    command(
        f"nightly --source town --as-of {as_of} --runs runs --budget {BUDGET} --set trees={TREES}", folder
    )
    return (folder / "runs" / "current").resolve()


def received(folder, *runs):
    """Hand the runs to a new desk, one after the other; each is taken with its restricted part."""
    desk = Desk(folder / "desk")
    desk.home.mkdir()
    return [desk.command("receive", str(run)) for run in runs]


def not_computed(run):
    """Indicator → the tables that it lacked, of the ordinary and the restricted list."""
    records = [record_of(path.parent) for path in sorted(run.rglob("run.json"))]
    return {n["indicator_id"]: n["tables"] for record in records for n in record["not_computed"]}


def indicators(*scenarios):
    return {i.id for s in scenarios for i in s.indicators}


def main_tables(scenario):
    """The tables without which a population of the scenario is not there."""
    return {table for p in scenario.populations for table in p.base.missing_from(set())}


def other_tables(scenario):
    """The further tables that its features and its rings read."""
    read = [f for p in scenario.populations for f in p.features]
    read += [p.base for p in scenario.populations] + [scenario.ring_links] * (scenario.ring_links is not None)
    found = set().union(*[item.missing_from(set()) | item.optional_missing_from(set()) for item in read])
    return found - main_tables(scenario)


def test_without_the_operators_log_the_restricted_list_is_empty_and_the_others_are_as_always(few, tmp_path):
    with_only(few, tmp_path / "town", tables_of(few) - {"operator_log"})
    run = nightly(tmp_path, FIRST)
    assert not_computed(run) == {i: ["operator_log"] for i in indicators(all_scenarios()[RESTRICTED])}
    assert record_of(run)["list"]["listed"] > BUDGET / 2
    catalog = pd.read_parquet(run / "scenario_catalog.parquet")
    assert set(catalog.scenario_id) == set(all_scenarios()) - {RESTRICTED} and catalog.computed.all()
    restricted = pd.read_parquet(run / "restricted" / "scenario_catalog.parquet")
    assert set(restricted.scenario_id) == {RESTRICTED} and not restricted.computed.any()
    assert pd.read_parquet(run / "restricted" / "cases.parquet").empty
    assert len(received(tmp_path, run)) == 1


def test_three_tables_alone_give_a_list_on_the_first_night_and_on_the_second(few, tmp_path):
    given = {"claim_header", "claim_line", "institution"}
    with_only(few, tmp_path / "town", given)
    runs = [nightly(tmp_path, day) for day in (FIRST, AS_OF)]
    assert record_of(runs[1])["previous_run_id"] == runs[0].name
    for run in runs:
        lacking = not_computed(run)
        assert not given & set().union(*lacking.values())
        assert indicators(all_scenarios()[RESTRICTED]) <= set(lacking)
    assert len(received(tmp_path, *runs)) == 2


@pytest.mark.parametrize("scenario", all_scenarios().values(), ids=lambda s: s.id)
def test_a_scenario_without_one_of_its_tables(few, tmp_path, scenario):
    asked = f"scenarios={scenario.id}"
    main, others = main_tables(scenario), other_tables(scenario)
    read = (main | others) & tables_of(few)
    whole = another_night(with_only(few, tmp_path / "town", read), tmp_path / "runs", asked, as_of=FIRST)
    assert main <= read and not not_computed(whole)
    for table in sorted(main):  # a night after one with all tables
        town = with_only(few, tmp_path / f"without_{table}", read - {table})
        shutil.copytree(tmp_path / "runs", tmp_path / table, symlinks=True)
        lacking = not_computed(another_night(town, tmp_path / table, asked))
        assert lacking.keys() == _resting_on(scenario, table), table
        assert all(table in tables for tables in lacking.values()), table
    # first nights: with the main tables alone, and without any table of the scenario
    bare = another_night(with_only(few, tmp_path / "bare", main), tmp_path / "runs_bare", asked)
    assert all(set(tables) <= others for tables in not_computed(bare).values())
    none = another_night(with_only(few, tmp_path / "none", {"whitelist"}), tmp_path / "runs_none", asked)
    assert not_computed(none).keys() == indicators(scenario)
    assert pd.read_parquet(none / "cases.parquet").empty


def test_every_table_is_left_out_somewhere(few):
    """The tests above go over every table of the contract but those that no scenario reads."""
    left_out = set().union(*[main_tables(s) | other_tables(s) for s in all_scenarios().values()])
    assert set(input_tables()) - left_out == UNREAD


def _resting_on(scenario, table):
    """The indicators that cannot be computed without a table."""
    found = set()
    for population in scenario.populations:
        without = {c for f in population.features if table in f.missing_from(set()) for c in _columns(f)}
        gone = table in population.base.missing_from(set())
        own = [i for i in scenario.indicators if i.population == population.id]
        found |= {i.id for i in own if gone or without & {i.column, i.amount, *i.period}}
    return found


def _columns(feature):
    return columns_of(feature, as_of=date.fromisoformat(AS_OF))
