"""A night on a stand-alone Spark cluster, master and workers in processes of their own, by the installed command."""

from pathlib import Path

import pytest

from benchmarks.same_night import list_differences
from tests.commands import run_command
from tests.pipeline.nights import AS_OF, BUDGET, TREES, copy_models, run_another_night
from tests.pipeline.spark_clusters import WORKERS, start_spark_cluster
from tests.spark_session import LEAN

SCENARIO = "capacity_appraisal"  # all nine, in one process: make same-night
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def runs(made, few, tmp_path_factory):
    """(the run on DuckDB, the run on the cluster, what `diff` said of them, the cluster's folder)."""
    folder = tmp_path_factory.mktemp("cluster")
    for name in ("duckdb", "spark"):
        (folder / name).mkdir()
        copy_models(made, folder / name)
    here = run_another_night(few, folder / "duckdb", f"scenarios={SCENARIO}")
    with start_spark_cluster(folder / "processes") as master:
        own = {
            "master": master,
            "executor.memory": "1g",
            "executor.extraJavaOptions": LEAN["driver.extraJavaOptions"],
            "executorEnv.PYTHONPATH": ROOT,
            "sql.shuffle.partitions": WORKERS,
        }
        sets = [
            f"trees={TREES}",
            *(f"spark.{key}={value}" for key, value in {**LEAN, **own}.items()),
        ]
        run_command(
            f"nightly --source {few} --as-of {AS_OF} --runs {folder / 'spark'} --budget {BUDGET} "
            f"--scenario {SCENARIO} --engine spark {' '.join(f'--set {s}' for s in sets)}",
            made.folder,
        )
    there = (folder / "spark" / "current").resolve()
    return (
        here,
        there,
        run_command(f"diff {here} {there}", made.folder).stdout,
        folder / "processes",
    )


def test_the_run_is_the_one_of_this_machine(runs):
    here, there, said, _ = runs
    assert "the lists are identical" in said
    assert there.name == here.name
    assert list_differences(here, there) == []


def test_both_workers_took_part(runs):
    logs = [list((runs[3] / f"worker{n}").glob("app-*/*/stderr")) for n in range(WORKERS)]
    assert all(logs), logs
    assert all("Finished task" in log.read_text() for of_worker in logs for log in of_worker)
