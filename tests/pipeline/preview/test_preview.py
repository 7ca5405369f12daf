"""Preview: what other settings would have done to a run, against nights that really ran with them."""

import shutil

import pandas as pd
import pytest

from cli.main import main
from contracts.errors import UsageError
from pipeline.preview.known_verdicts import count_known_verdicts
from pipeline.preview.preview import preview_settings, preview_thresholds
from pipeline.preview.preview_picture import draw_preview, draw_threshold_curve
from pipeline.preview.preview_text import format_preview
from reports.explain.run_tables import RunTables
from tests.pipeline.small_night import FIRST, run_small_night

# U01 hits fewer, U05 more; U09 is weak and lists nobody
CHANGED = ("threshold.U05=8", "threshold.U01=0.95", "threshold.U09=0.3")


@pytest.fixture(scope="module")
def night_with_other_thresholds(small, tmp_path_factory):
    """The first night again, on the same models, with CHANGED."""
    runs = tmp_path_factory.mktemp("other") / "runs"
    shutil.copytree(small.runs / "models", runs / "models")
    return run_small_night(small.town, runs, *CHANGED, as_of=FIRST)


def _read_listed(folder):
    cases = pd.read_parquet(folder / "cases.parquet")
    return cases[cases.list_status == "listed"].set_index("case_id").credence.to_dict()


def _list_after(preview, folder):
    listed = set(_read_listed(folder))
    moved = preview.cases.set_index("case_id")
    return listed - set(moved.index[moved.status_before == "listed"]) | set(
        moved.index[moved.status_after == "listed"]
    )


def test_it_says_what_a_night_with_these_thresholds_would_list(small, night_with_other_thresholds):
    preview = preview_settings(small.run, list(CHANGED))
    listed = _read_listed(night_with_other_thresholds)
    assert _list_after(preview, small.run) == set(listed)
    assert preview.total("listed")[1] == len(listed)
    assert preview.total("expected")[1] == pytest.approx(sum(listed.values()))
    health = pd.read_parquet(night_with_other_thresholds / "indicator_health.parquet")
    health = health[health.indicator_id != "model"].set_index("indicator_id")
    assert set(preview.indicators.indicator_id) == {"U05", "U01", "U09"}
    for row in preview.indicators.itertuples():
        assert row.hits_after == health.subjects_hit[row.indicator_id]
        assert row.by_district_after == health.by_district[row.indicator_id]
        assert row.state_after == health.state[row.indicator_id]
    assert (preview.indicators.hits_before != preview.indicators.hits_after).any()


def test_settings_as_they_were_change_nothing(small):
    preview = preview_settings(small.run, ["budget=60", "threshold.U05=3"])
    assert preview.cases.empty
    assert preview.indicators.empty
    for name in ("listed", "held", "expected", "yuan", "days"):
        before, after = preview.total(name)
        assert before == after


def test_a_shorter_list_keeps_the_likeliest(small):
    preview = preview_settings(small.run, ["budget=20"], staff_days={"person": 2.0})
    cases = pd.read_parquet(small.run / "cases.parquet")
    listed = cases[(cases.list_status == "listed") & (cases.level != "M")].sort_values("position")
    gone = set(preview.cases.case_id[preview.cases.status_before == "listed"])
    assert preview.count_moves()[1] == len(gone) > 0
    kept = listed[~listed.case_id.isin(gone)]
    assert kept.position.max() < listed[listed.case_id.isin(gone)].position.min()
    kinds = cases.set_index("case_id").subject_kind[list(_list_after(preview, small.run))]
    assert preview.total("days")[1] == 2.0 * kinds.isin(["person", "employer"]).sum()


def test_nothing_is_written(small):
    before = sorted((p.name, p.stat().st_mtime_ns) for p in small.run.rglob("*"))
    preview_settings(small.run, ["threshold.U05=6"])
    assert sorted((p.name, p.stat().st_mtime_ns) for p in small.run.rglob("*")) == before


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("trees=50", "needs a night"),
        ("threshold.U99=1", "no indicator 'U99'"),
        ("threshold.P22=1", "did not run the scenario of P22"),
        ("budget=none", "whole number"),
        ("budget", "not KEY=VALUE"),
    ],
)
def test_what_cannot_be_tried_is_said(small, setting, said):
    with pytest.raises(UsageError, match=said):
        preview_settings(small.run, [setting])


def test_known_verdicts_are_counted_by_what_the_threshold_would_have_made_of_them(small):
    # U05 hits values of at most 3 months
    values = [(1.0, 1), (1.0, 0), (2.0, 1), (3.0, 0), (3.0, 1)]
    verdicts = pd.DataFrame(
        [("short_term_enrollment", "U05", v, label) for v, label in values],
        columns=["scenario_id", "indicator_id", "value", "label"],
    )
    run, other = RunTables(small.run), RunTables(small.run, {"U05": 2.0})
    (row,) = count_known_verdicts(run, other, verdicts).to_dict("records")
    assert (row["true_kept"], row["true_lost"]) == (2, 1)
    assert (row["false_kept"], row["false_spared"]) == (1, 1)
    assert count_known_verdicts(run, run, verdicts).empty


def test_the_command_prints_draws_and_writes_tables(small, tmp_path, capsys):
    picture, tables = tmp_path / "p.png", tmp_path / "tables"
    line = ["preview", str(small.run), "--set", "threshold.U05=8"]
    assert main([*line, "--picture", str(picture), "--csv", str(tables)]) == 0
    assert "U05" in capsys.readouterr().out
    assert picture.stat().st_size > 10_000
    assert {p.name for p in tables.iterdir()} == {
        f"{name}.csv" for name in ("indicators", "districts", "cases", "verdicts")
    }
    assert main([*line, "--staff-days", "dog=1"]) == 2


def test_a_row_of_thresholds_makes_a_table_and_pictures(small):
    table = preview_thresholds(small.run, "U05", [1.0, 3.0, 12.0])
    assert table.hits.is_monotonic_increasing
    assert table.hits.iloc[0] < table.hits.iloc[-1]
    assert table.comes.iloc[1] == table.goes.iloc[1] == 0  # the number in use
    assert len(draw_threshold_curve(table, indicator_id="U05", current=3.0).axes) == 3
    preview = preview_settings(small.run, list(CHANGED))
    assert len(draw_preview(preview).axes) == 5
    text = "\n".join(format_preview(preview))
    assert "阈值 threshold 3 → 8" in text
    assert "命中对象 subjects hit" in text
