"""A night that stops on arrival says why, by rule and column, and leaves its quarantine readable."""

from datetime import date

import pandas as pd
import pytest

from cli.main import main
from contracts.errors import SourceError
from contracts.tables.employer import Employer
from contracts.tables.person import Person
from pipeline.open_run import open_night
from pipeline.settings import load_settings
from pipeline.steps.ingest import ingest
from tests.sources.snapshots import write_snapshot


def ingest_folder(folder, runs):
    settings = load_settings([], environment={})
    night = open_night(folder, date(2026, 6, 30), runs, settings, tell=lambda line: None)
    return ingest(night)


def draw_persons(sex, count=120):
    return "\n".join(["person_id | sex", *(f"p{n} | {sex}" for n in range(count))])


@pytest.mark.parametrize("others", [{}, {Employer: "employer_id\ne1"}])
def test_the_reasons_and_the_rows_of_a_stopped_night(tmp_path, others, capsys):
    folder = write_snapshot(tmp_path / "s", {Person: draw_persons("男"), **others})
    with pytest.raises(SourceError, match=r"Refused: person\.sex code × 120"):
        ingest_folder(folder, tmp_path / "runs")
    stopped, out = tmp_path / "runs" / "stopped", tmp_path / "person.csv"
    assert "person.sex: code × 120" in (stopped / "check.txt").read_text("utf-8")
    assert main(["quarantine", str(stopped), "--table", "person", "--out", str(out)]) == 0
    assert len(pd.read_csv(out)) == 120


def test_check_ends_with_three_and_says_rule_and_column(tmp_path, capsys):
    folder = write_snapshot(tmp_path / "s", {Person: draw_persons("男")})
    assert main(["check", "--source", str(folder), "--runs", str(tmp_path / "runs")]) == 3
    said = capsys.readouterr()
    assert "person.sex: code × 120  ⟨某⟩" in said.out and "refused" in said.err


def test_lost_fields_and_repairs_are_in_the_record(tmp_path):
    rows = "person_id | hukou_district\n" + "\n".join(f"p{n} | 无" for n in range(120))
    record = ingest_folder(write_snapshot(tmp_path / "s", {Person: rows}), tmp_path / "runs")
    (oddity,) = record["oddities"]["person"]
    assert (oddity["outcome"], oddity["column"], oddity["rows"]) == (
        "field lost",
        "hukou_district",
        120,
    )
    assert any("fields_lost" in warning for warning in record["warnings"])
