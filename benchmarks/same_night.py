"""Run one night on DuckDB and on Spark with the same models and compare every published table.

    python -m benchmarks.same_night --source DIR --out DIR [--budget N]
                                    [--set KEY=VALUE …] [--spark KEY=VALUE …]

`--set` goes to both nights, `--spark` (spark.master=…, spark.driver.memory=…) to the second. Prints
the seconds of each stage on both engines and what differs; a difference is an error. Both nights
stay below `--out`.
"""

import argparse
import json
import shutil
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
from pandas.testing import assert_frame_equal

from benchmarks.command import time_command
from contracts.published import get_published_tables
from reports.diff.compare_runs import compare_runs

TOLERANCE = 1e-9  # sums of fractions depend on their order, which Spark does not fix
FEATURES = ["population", "record_id"]
# many small queries: bytecode is compiled quickly rather than well, and there must be room for all
# of it
LOCAL = (
    "spark.master=local[2]",
    "spark.driver.host=127.0.0.1",
    "spark.driver.memory=3g",
    "spark.driver.extraJavaOptions=-XX:+UseParallelGC -XX:TieredStopAtLevel=1 "
    "-XX:ReservedCodeCacheSize=240m",
    "spark.sql.adaptive.enabled=false",
    "spark.sql.shuffle.partitions=1",
    "spark.sql.codegen.wholeStage=false",
    "spark.sql.codegen.factoryMode=NO_CODEGEN",
)


def main() -> None:
    """Run both nights and compare them. Raises SystemExit where they differ."""
    options = _parse_options()
    duckdb_run = run_night(options.source, options.out / "duckdb", options.budget, options.settings)
    shutil.copytree(
        options.out / "duckdb" / "models", options.out / "spark" / "models", dirs_exist_ok=True
    )
    spark_settings = [*options.settings, "engine=spark", *LOCAL, *options.spark]
    spark_run = run_night(options.source, options.out / "spark", options.budget, spark_settings)
    print(format_markdown(duckdb_run, spark_run))
    mismatches = [
        *list_differences(duckdb_run, spark_run),
        *([] if compare_runs(duckdb_run, spark_run).is_identical else ["the lists"]),
    ]
    if mismatches:
        raise SystemExit("these differ:\n" + "\n".join(mismatches))
    print(
        f"the same run on both engines: {len(list_tables(duckdb_run))} tables, fractions to "
        f"{TOLERANCE}"
    )


def run_night(source: Path, runs: Path, budget: int, settings: list[str]) -> Path:
    """Run a night with the command; return the folder of the published run."""
    sets = [word for setting in settings for word in ("--set", setting)]
    result = time_command(
        "nightly", "--source", source, "--runs", runs, "--budget", budget, *sets, show_output=True
    )
    return Path(result["last_line"])


def format_markdown(duckdb_run: Path, spark_run: Path) -> str:
    """Format wall seconds of each stage on both engines."""
    stages = [
        {t["stage"]: t["seconds"] for t in json.loads((run / "run.json").read_text())["timings"]}
        for run in (duckdb_run, spark_run)
    ]
    rows = [f"| {name} | {stages[0][name]:,.0f} | {stages[1][name]:,.0f} |" for name in stages[0]]
    whole = [sum(of_run.values()) for of_run in stages]
    head = ["| stage | DuckDB, s | Spark, s |", "|---|---:|---:|"]
    return "\n".join([*head, *rows, f"| together | {whole[0]:,.0f} | {whole[1]:,.0f} |"])


def list_differences(duckdb_run: Path, spark_run: Path) -> list[str]:
    """List a line for each published table that is missing or differs in columns, types or rows."""
    names = sorted({*list_tables(duckdb_run), *list_tables(spark_run)})
    descriptions = {
        name: _describe_difference(duckdb_run / name, spark_run / name, _get_key(name))
        for name in names
    }
    return [f"{name}: {what}" for name, what in descriptions.items() if what]


def list_tables(run: Path) -> list[str]:
    """List the published tables of a run, those of its restricted part included."""
    return sorted(path.relative_to(run).as_posix() for path in run.rglob("*.parquet"))


def _describe_difference(duckdb_path, spark_path, key):
    if not (duckdb_path.is_file() and spark_path.is_file()):
        return "is in one of them only"
    first, second = pq.read_table(duckdb_path), pq.read_table(spark_path)
    if not first.schema.equals(second.schema):
        return f"{first.schema} / {second.schema}"
    try:
        assert_frame_equal(
            _sort_table(first, key), _sort_table(second, key), rtol=TOLERANCE, atol=TOLERANCE
        )
    except AssertionError as difference:
        return str(difference)
    return None


def _get_key(name):
    folder, _, file = name.rpartition("/")
    if folder.endswith("features"):
        return FEATURES
    return list(get_published_tables()[file.removesuffix(".parquet")].contract.key)


def _sort_table(table, key) -> pd.DataFrame:
    return table.to_pandas().sort_values(key, ignore_index=True)


def _parse_options():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--source", type=Path, required=True, metavar="DIR")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--budget", type=int, default=300, metavar="N")
    parser.add_argument("--set", action="append", default=[], dest="settings", metavar="KEY=VALUE")
    parser.add_argument("--spark", action="append", default=[], metavar="KEY=VALUE")
    return parser.parse_args()


if __name__ == "__main__":
    main()
