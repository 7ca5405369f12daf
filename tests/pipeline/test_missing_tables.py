"""Nights without tables: their indicators are not computed, the others as always, and a list is published."""

import shutil

import pandas as pd
import pyarrow.parquet as pq
import pytest

from contracts.derived import list_columns
from contracts.tables import get_input_tables
from scenarios import load_scenarios
from scenarios.framework.resolve_features import resolve_features
from tests.commands import run_command
from tests.pipeline.few_persons import copy_tables, list_tables
from tests.pipeline.nights import (
    AS_OF,
    BUDGET,
    OF_NOBODY,
    TREES,
    read_run_record,
    run_another_night,
)
from tests.review.served_desk import Desk
from tests.sources.snapshots import compute_sha256, edit_manifest

FIRST = "2026-06-29"
RESTRICTED = "agency_handling"
EMPLOYMENT_OFFICE = {"contribution_month", "unemployment_claim", "unemployment_payment"}
MEDICAL_BUREAU = {"claim_header", "claim_line", "institution"}
# of the employment office's own indicators those that a further table alone can tell
OF_OTHER_OFFICES = {
    "U02": {"pension_payment"},
    "U03": {"death_record"},
    "U07": {"person"},  # how long ago the claimant was first insured
    "U12": {"employer"},  # when the unit was registered
    "U15": {"employer", "person", "tax_wage_month"},
    "U16": {"business_role", "employer", "person"},
}


def run_nightly(folder, as_of):
    """Run `qingfeng nightly` on the folder's town; the published run."""
    run_command(
        f"nightly --source town --as-of {as_of} --runs runs --budget {BUDGET} --set trees={TREES}",
        folder,
    )
    return (folder / "runs" / "current").resolve()


def receive_at_a_new_desk(folder, *runs):
    """Hand runs to a desk by its command, which must succeed for each."""
    desk = Desk(folder / "desk")
    desk.home.mkdir()
    for run in runs:
        desk.command("receive", str(run))


def get_not_computed(run):
    """Indicator → the tables that it lacked, of the ordinary and the restricted list."""
    records = [read_run_record(path.parent) for path in sorted(run.rglob("run.json"))]
    return {n["indicator_id"]: n["tables"] for record in records for n in record["not_computed"]}


def list_main_tables(scenario):
    """The tables without which a population of the scenario has no records."""
    return {table for p in scenario.populations for table in p.base.find_missing_inputs(set())}


def list_other_tables(scenario):
    """The further tables that the scenario reads for its features and its rings."""
    read = [f for p in scenario.populations for f in (p.base, *resolve_features(scenario, p))]
    read += [scenario.ring_links] if scenario.ring_links else []
    names = [r.find_missing_inputs(set()) | r.find_missing_optional_inputs(set()) for r in read]
    return set().union(*names) - list_main_tables(scenario)


def rewrite_tables(town, names, change):
    """Replace the rows of some tables of a snapshot by `change(name, rows)`."""
    entries = {}
    for name in names:
        path = town / f"{name}.parquet"
        rows = change(name, pq.read_table(path))
        path.unlink()  # it may be a link to another snapshot's
        pq.write_table(rows, path)
        entries[name] = {"rows": rows.num_rows, "sha256": {path.name: compute_sha256(path)}}
    edit_manifest(town, lambda m: [m["tables"][n].update(e) for n, e in entries.items()])


def keep_required_columns(name, rows):
    """The rows of a table without its optional columns."""
    columns = get_input_tables()[name].contract.columns.values()
    return rows.select([c.name for c in columns if c.required])


def test_without_the_operator_log_the_restricted_list_is_empty_and_the_others_are_as_always(
    few, tmp_path
):
    copy_tables(few, tmp_path / "town", list_tables(few) - {"operator_log"})
    run = run_nightly(tmp_path, FIRST)
    of_restricted = {i.id for i in load_scenarios()[RESTRICTED].indicators}
    of_nobody = OF_NOBODY["hospital_stays"]
    assert get_not_computed(run) == {i: ["operator_log"] for i in of_restricted} | of_nobody
    assert read_run_record(run)["list"]["listed"] > BUDGET / 2
    catalog = pd.read_parquet(run / "scenario_catalog.parquet")
    assert set(catalog.scenario_id) == set(load_scenarios()) - {RESTRICTED}
    assert set(catalog[~catalog.computed].indicator_id) == set(of_nobody)
    restricted = pd.read_parquet(run / "restricted" / "scenario_catalog.parquet")
    assert set(restricted.scenario_id) == {RESTRICTED} and not restricted.computed.any()
    assert pd.read_parquet(run / "restricted" / "cases.parquet").empty
    receive_at_a_new_desk(tmp_path, run)


def test_three_tables_alone_give_a_list_on_the_first_night_and_on_the_second(few, tmp_path):
    copy_tables(few, tmp_path / "town", MEDICAL_BUREAU)
    runs = [run_nightly(tmp_path, day) for day in (FIRST, AS_OF)]
    assert read_run_record(runs[1])["previous_run_id"] == runs[0].name
    for run in runs:
        not_computed = get_not_computed(run)
        assert not MEDICAL_BUREAU & set().union(*not_computed.values())
        assert not {"H01", "H03", "H10", "H14", "P11", "P12"} & set(not_computed)
        assert read_run_record(run)["list"]["listed"] > 0
        assert {i.id for i in load_scenarios()[RESTRICTED].indicators} <= set(not_computed)
    receive_at_a_new_desk(tmp_path, *runs)


def test_the_three_tables_of_an_employment_office_alone_give_a_list(few, tmp_path):
    town = copy_tables(few, tmp_path / "town", EMPLOYMENT_OFFICE)
    run = run_another_night(town, tmp_path / "runs", "scenarios=short_term_enrollment")
    missing = {i: set(tables) for i, tables in get_not_computed(run).items()}
    assert missing == OF_OTHER_OFFICES
    assert read_run_record(run)["list"]["listed"] > 0
    found = pd.read_parquet(run / "findings.parquet")
    assert {"U06", "U11"} <= set(found.indicator_id)
    units = pd.read_parquet(run / "features" / "short_term_enrollment.parquet")
    units = units[units.population == "unit"]
    # nothing is known of the units: each is its own group, in the district of its claims
    assert len(units) and (units.group_id == units.record_id).all()
    assert units.district.notna().all() and units.register_date.isna().all()


@pytest.mark.parametrize("scenario", load_scenarios().values(), ids=lambda s: s.id)
def test_a_scenario_without_one_of_its_tables(few, tmp_path, scenario):
    setting = f"scenarios={scenario.id}"
    main, others = list_main_tables(scenario), list_other_tables(scenario)
    read = (main | others) & list_tables(few)
    town = copy_tables(few, tmp_path / "town", read)
    whole = run_another_night(town, tmp_path / "runs", setting, as_of=FIRST)
    # what rests on a table that no simulated town has
    never = get_not_computed(whole)
    assert main <= read and never == OF_NOBODY.get(scenario.id, {})
    for table in sorted(main):  # the night after one with all tables
        town = copy_tables(few, tmp_path / f"without_{table}", read - {table})
        runs = shutil.copytree(tmp_path / "runs", tmp_path / f"runs_{table}", symlinks=True)
        not_computed = get_not_computed(run_another_night(town, runs, setting))
        assert not_computed.keys() == _list_indicators_on(scenario, table) | never.keys(), table
        missing = {i: tables for i, tables in not_computed.items() if i not in never}
        assert all(table in tables for tables in missing.values()), table
    # first nights: with the main tables and their required columns alone, and with empty ones
    town = copy_tables(few, tmp_path / "main", main)
    rewrite_tables(town, main, keep_required_columns)
    bare = run_another_night(town, tmp_path / "runs_main", setting)
    lacking = {table for tables in never.values() for table in tables}
    assert all(set(tables) <= others | lacking for tables in get_not_computed(bare).values())
    town = copy_tables(few, tmp_path / "empty", {*read, "whitelist"})
    rewrite_tables(town, read - {"whitelist"}, lambda name, rows: rows.slice(0, 0))
    empty = run_another_night(town, tmp_path / "runs_empty", setting)
    assert pd.read_parquet(empty / "cases.parquet").empty and get_not_computed(empty) == never


def test_without_any_table_of_a_scenario_nothing_of_it_is_computed(few, tmp_path):
    scenario = load_scenarios()["dispatch_refund"]
    town = copy_tables(few, tmp_path / "none", {"whitelist"})
    none = run_another_night(town, tmp_path / "runs", f"scenarios={scenario.id}")
    assert get_not_computed(none).keys() == {i.id for i in scenario.indicators}
    assert pd.read_parquet(none / "cases.parquet").empty


def test_every_table_that_a_scenario_reads_is_left_out_above():
    left_out = [list_main_tables(s) | list_other_tables(s) for s in load_scenarios().values()]
    assert set(get_input_tables()) - set().union(*left_out) == {
        "finding_feedback",
        "insured_project",
        "group_rate",
    }


def _list_indicators_on(scenario, table):
    """The ids of the indicators that cannot be computed without a table."""
    found = set()
    for population in scenario.populations:
        lost = {
            column
            for feature in resolve_features(scenario, population)
            if table in feature.find_missing_inputs(set())
            for column in list_columns(feature)
        }
        is_gone = table in population.base.find_missing_inputs(set())
        for i in scenario.indicators:
            if i.population == population.id and (
                is_gone or lost & {i.column, i.amount, *i.period, *i.or_when}
            ):
                found.add(i.id)
    return found
