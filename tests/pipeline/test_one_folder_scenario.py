"""Adding a scenario takes one folder: a toy put beside the real ones runs through a whole night."""

import importlib
import stat
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import scenarios
from reports.excel.workbook import write_workbook
from tests.pipeline.nights import copy_models, read_run_record, run_another_night

TOY = "same_household"


@pytest.fixture(scope="module")
def toy():
    """The toy's module as a file of the folder `scenarios`."""
    with pytest.MonkeyPatch.context() as patched:
        folder = str(Path(__file__).parents[1] / "example_scenarios")
        patched.setattr(scenarios, "__path__", [*scenarios.__path__, folder])
        scenarios.load_scenarios.cache_clear()
        yield importlib.import_module(f"scenarios.{TOY}.scenario")
    for name in [n for n in sys.modules if n.startswith(f"scenarios.{TOY}")]:
        sys.modules.pop(name)
    scenarios.load_scenarios.cache_clear()


def run_toy_night(made, folder, *settings):
    """A night of the toy beside the real scenario of work injury."""
    chosen = f"scenarios={TOY},work_injury"
    return run_another_night(made.town, copy_models(made, folder / "runs"), chosen, *settings)


@pytest.fixture(scope="module")
def run(made, toy, tmp_path_factory):
    return run_toy_night(made, tmp_path_factory.mktemp("toy"))


def test_its_findings_are_on_the_list_in_words_with_evidence_and_rings(run):
    findings = pd.read_parquet(run / "findings.parquet")
    own = findings[(findings.scenario_id == TOY) & (findings.indicator_id == "T01")]
    assert (
        len(own) and own.reason_zh.str.contains("人参保").all() and (own.evidence_rows == 1).all()
    )
    rings = pd.read_parquet(run / "rings.parquet")
    assert rings.ties_zh.str.contains("同一地址").any()
    assert (
        run / "features" / f"{TOY}.parquet"
    ).is_file() and f"qingfeng.{TOY}.person" in read_run_record(run)["models"]


def test_a_suspected_entry_error_goes_to_the_owner_of_the_data_and_not_on_the_list(run, made):
    errors = pd.read_parquet(run / "entry_errors.parquet")
    persons = pd.read_parquet(made.town / "person.parquet", columns=["person_id", "sex"])
    women = set(persons[persons.sex == "2"].person_id)
    own = errors[errors.scenario_id == TOY]
    assert len(own) and set(own.record_id) <= women and set(own.owner) == {"测试 tests"}
    findings = pd.read_parquet(run / "findings.parquet")
    leads = findings[(findings.scenario_id == TOY) & (findings.indicator_id == "T01")]
    assert not women & set(leads.subject_id)
    assert "疑似性别误选" in (run / "report.html").read_text(encoding="utf-8")


def test_a_restricted_scenario_has_a_list_of_its_own_and_leaves_no_trace_in_the_ordinary_one(
    made, toy, monkeypatch, tmp_path
):
    monkeypatch.setattr(toy, "SCENARIO", replace(toy.SCENARIO, is_restricted=True))
    scenarios.load_scenarios.cache_clear()
    # households of more: one of four is too common to be a lead
    run = run_toy_night(made, tmp_path, "restricted_budget=7", "threshold.T01=6")
    restricted = run / "restricted"
    cases = pd.read_parquet(restricted / "cases.parquet")
    assert (
        set(cases.authority) == {"纪检"}
        and cases.list_status.isin(["listed", "control"]).sum() == 7
    )
    assert stat.S_IMODE(restricted.stat().st_mode) == 0o700
    for name in ("cases", "findings", "evidence", "explained", "entry_errors", "scores", "ledger"):
        ordinary = pd.read_parquet(run / f"{name}.parquet")
        if "scenario_id" in ordinary:
            assert TOY not in set(ordinary.scenario_id), name
    ordinary = pd.read_parquet(run / "cases.parquet")
    assert not set(cases.case_id) & set(ordinary.case_id)
    assert not (run / "features" / f"{TOY}.parquet").exists()
    page = (run / "report.html").read_text(encoding="utf-8")
    assert "T01" not in page and TOY not in page
    assert TOY in (restricted / "report.html").read_text(encoding="utf-8")
    assert write_workbook(restricted, tmp_path / "restricted.xlsx") == 7


def test_a_night_of_a_restricted_scenario_alone_has_an_empty_ordinary_list(made, tmp_path):
    run = run_another_night(
        made.town, copy_models(made, tmp_path / "runs"), "scenarios=agency_handling"
    )
    assert (
        pd.read_parquet(run / "cases.parquet").empty
        and pd.read_parquet(run / "evidence.parquet").empty
    )
    restricted = pd.read_parquet(run / "restricted" / "cases.parquet")
    assert set(restricted.authority) == {"纪检"}
