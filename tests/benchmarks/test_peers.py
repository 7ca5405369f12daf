"""The peers of the benchmark compute what the night computes, and one that takes too much is
stopped.
"""

import pandas as pd
import pytest

from benchmarks.peers import ours, with_pandas, with_polars, with_pyspark
from benchmarks.peers.__main__ import format_markdown
from benchmarks.peers.comparing import build_task, compare, describe_difference
from benchmarks.peers.task import COLUMNS
from benchmarks.peers.watched import FINISHED, TOO_LONG, TOO_MUCH
from contracts.errors import UsageError
from tests.benchmarks.peers_drawn import drawn_snapshot
from tests.sources.snapshots import edit_manifest
from tests.spark_session import LEAN

SEEDS = range(4)
# what a set's table must hold for the comparison to mean something
TELLING = {
    "supply": ["is_unit_slip", "is_long", "over_days > 0", "together > 1", "own_days % 1 > 0"],
    "turnover": ["leaver_count > short_leaver_count", "short_leaver_count > 0"],
    "trace_codes": ["p01_far_codes > 0", "p01_codes > p01_far_codes"],
}


@pytest.fixture(scope="module", params=SEEDS)
def delivered(request, tmp_path_factory):
    return drawn_snapshot(tmp_path_factory.mktemp("drawn") / "snapshot", request.param)


@pytest.fixture(scope="module")
def one_delivery(tmp_path_factory):
    return drawn_snapshot(tmp_path_factory.mktemp("one") / "snapshot", 0)


@pytest.mark.parametrize("name", COLUMNS)
@pytest.mark.parametrize("twin", [with_pandas, with_polars], ids=["pandas", "polars"])
def test_twins_compute_what_the_night_computes(delivered, tmp_path, name, twin):
    tasks = [build_task(delivered, name, tmp_path / who) for who in ("ours", "twin")]
    ours.compute(tasks[0]), twin.compute(tasks[1])
    assert describe_difference(tasks[0].result, tasks[1].result, ours.RESULTS[name].key) is None


@pytest.mark.parametrize("name", COLUMNS)
def test_pyspark_computes_what_the_night_computes(one_delivery, tmp_path, monkeypatch, name):
    monkeypatch.setattr(
        with_pyspark, "SESSION", {f"spark.{key}": value for key, value in LEAN.items()}
    )
    tasks = [build_task(one_delivery, name, tmp_path / who) for who in ("ours", "twin")]
    ours.compute(tasks[0]), with_pyspark.compute(tasks[1])
    assert describe_difference(tasks[0].result, tasks[1].result, ours.RESULTS[name].key) is None


@pytest.mark.parametrize("name", COLUMNS)
def test_the_drawn_deliveries_hold_what_the_sets_look_for(tmp_path, name):
    found = pd.concat([_ours(tmp_path / str(seed), seed, name) for seed in SEEDS])
    assert [telling for telling in TELLING[name] if not found.eval(telling).any()] == []


def _ours(folder, seed, name):
    folder.mkdir()
    task = build_task(drawn_snapshot(folder / "snapshot", seed), name, folder / "ours")
    ours.compute(task)
    return pd.read_parquet(task.result)


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.assign(u10_turnover_share=t.u10_turnover_share * (1 + 1e-6)),
        lambda t: t.assign(u09_share=t.u09_share.fillna(0.0)),
        lambda t: t.assign(employer_id=t.employer_id + "x"),
        lambda t: t.head(1),
        lambda t: t.drop(columns="leaver_count"),
    ],
    ids=["a number", "a null", "a text", "a row less", "a column less"],
)
def test_a_table_that_differs_is_told_apart(tmp_path, change):
    table = pd.DataFrame(
        {
            "employer_id": ["e1", "e2"],
            "leaver_count": 1,
            "u09_share": [None, 0.2],
            "u10_turnover_share": 0.4,
        }
    )
    table.to_parquet(tmp_path / "ours.parquet")
    table[::-1].iloc[:, ::-1].to_parquet(tmp_path / "turned.parquet")
    change(table).to_parquet(tmp_path / "changed.parquet")
    ours_path = tmp_path / "ours.parquet"
    assert describe_difference(ours_path, tmp_path / "turned.parquet", ("employer_id",)) is None
    assert (
        describe_difference(ours_path, tmp_path / "changed.parquet", ("employer_id",)) is not None
    )


def test_each_peer_is_a_row_beside_ours(one_delivery):
    rows = compare(one_delivery, names=("turnover", "pandas", "floor"))
    assert [(r["set"], r["peer"], r.get("equal")) for r in rows] == [
        ("turnover", "ours", True),
        ("turnover", "floor", None),
        ("turnover", "pandas", True),
    ]
    assert all(r["cpu_seconds"] > 0 and r["peak_mb"] > 0 and r["times_ours"] > 0 for r in rows)


@pytest.mark.parametrize(
    "limits, outcome",
    [({"limit_seconds": 0}, TOO_LONG), ({"limit_mb": 1}, TOO_MUCH)],
    ids=["time", "memory"],
)
def test_a_peer_beyond_its_limit_is_stopped_and_said_so(one_delivery, limits, outcome):
    rows = compare(one_delivery, names=("turnover", "polars"), **limits)
    assert [(r["peer"], r["outcome"], r.get("equal")) for r in rows] == [
        ("ours", outcome, None),
        ("polars", outcome, None),
    ]


def test_a_peer_that_fails_for_another_reason_is_an_error(one_delivery, tmp_path):
    broken = drawn_snapshot(tmp_path / "snapshot", 0)
    (broken / "employer.parquet").write_bytes(b"no Parquet")
    with pytest.raises(RuntimeError, match="ours failed on turnover"):
        compare(broken, names=("turnover", "polars"))


def test_a_snapshot_without_a_table_is_refused(tmp_path):
    lacking = drawn_snapshot(tmp_path / "snapshot", 0)
    edit_manifest(lacking, lambda said: said["tables"].pop("employer"))
    with pytest.raises(UsageError, match="employer"):
        compare(lacking, names=("turnover",))


def test_an_unknown_name_is_refused(one_delivery):
    with pytest.raises(UsageError, match="dask"):
        compare(one_delivery, names=("dask",))


def test_the_table_says_who_did_not_finish_and_that_the_machine_was_busy():
    common = {"set": "supply", "load": 99.0}
    cost = {
        "seconds": 2.5,
        "cpu_seconds": 4.0,
        "peak_mb": 300,
        "times_ours": 1.0,
        "cpu_times_ours": 1.0,
    }
    finished = common | {"peer": "ours", "outcome": FINISHED, "equal": True} | cost
    stopped = common | {"peer": "pandas", "outcome": TOO_MUCH, "peak_mb": 9000}
    lines = format_markdown([finished, stopped]).splitlines()
    assert lines[2] == "| supply | ours | 2.5 | 4.0 | 300 | 1.0 | 1.0 | yes | 99.0 |"
    assert lines[3] == "| supply | pandas | did not finish (memory) | - | 9000 | - | - | - | 99.0 |"
    assert "load up to 99" in lines[-1] and "Other work" not in format_markdown(
        [finished | {"load": 0.0}]
    )
