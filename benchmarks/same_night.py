"""One night on two engines: a snapshot on DuckDB and on Spark by the same models, every published table compared.

    python -m benchmarks.same_night --source DIR --out DIR [--budget N] [--set KEY=VALUE …] [--spark KEY=VALUE …]

`--set` goes to both nights, `--spark` (spark.master=…, spark.driver.memory=…) to the second. Prints the seconds of each stage
on both engines and what differs; a difference is an error. Both nights stay below `--out`.
"""

import argparse
import json
import shutil
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
from pandas.testing import assert_frame_equal

from benchmarks.command import timed
from contracts.published import published_tables
from reports.diff.compare_runs import difference

TOLERANCE = 1e-9
FEATURES = ["population", "record_id"]
# many small queries: bytecode is compiled quickly rather than well, and there must be room for all of it
LOCAL = (
    "spark.master=local[2]",
    "spark.driver.host=127.0.0.1",
    "spark.driver.memory=3g",
    "spark.driver.extraJavaOptions=-XX:+UseParallelGC -XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=240m",
    "spark.sql.adaptive.enabled=false",
    "spark.sql.shuffle.partitions=1",
    "spark.sql.codegen.wholeStage=false",
    "spark.sql.codegen.factoryMode=NO_CODEGEN",
)


def main() -> None:
    """Run both nights and compare. Raises SystemExit where they differ."""
    options = _options()
    here = night(options.source, options.out / "duckdb", options.budget, options.settings)
    shutil.copytree(options.out / "duckdb" / "models", options.out / "spark" / "models", dirs_exist_ok=True)
    chosen = [*options.settings, "engine=spark", *LOCAL, *options.spark]
    there = night(options.source, options.out / "spark", options.budget, chosen)
    print(markdown(here, there))
    found = [*differences(here, there), *([] if difference(here, there).identical else ["the lists"])]
    if found:
        raise SystemExit("these differ:\n" + "\n".join(found))
    print(f"the same run on both engines: {len(tables(here))} tables, fractions to {TOLERANCE}")


def night(source: Path, runs: Path, budget: int, settings: list[str]) -> Path:
    """The folder of the run that the command publishes."""
    sets = [word for setting in settings for word in ("--set", setting)]
    said = timed("nightly", "--source", source, "--runs", runs, "--budget", budget, *sets, shown=True)
    return Path(said["last_line"])


def markdown(here: Path, there: Path) -> str:
    """Wall seconds of each stage on both engines."""
    stages = [
        {t["stage"]: t["seconds"] for t in json.loads((run / "run.json").read_text())["timings"]}
        for run in (here, there)
    ]
    rows = [f"| {name} | {stages[0][name]:,.0f} | {stages[1][name]:,.0f} |" for name in stages[0]]
    whole = [sum(of_run.values()) for of_run in stages]
    head = ["| stage | DuckDB, s | Spark, s |", "|---|---:|---:|"]
    return "\n".join([*head, *rows, f"| together | {whole[0]:,.0f} | {whole[1]:,.0f} |"])


def differences(ours: Path, theirs: Path) -> list[str]:
    """A line for each published table that is not there, or not with the same columns, types and rows in both runs."""
    names = sorted({*tables(ours), *tables(theirs)})
    told = {name: _differs(ours / name, theirs / name, _key(name)) for name in names}
    return [f"{name}: {what}" for name, what in told.items() if what]


def tables(run: Path) -> list[str]:
    """The published tables of a run, its restricted part's too."""
    return sorted(path.relative_to(run).as_posix() for path in run.rglob("*.parquet"))


def _differs(ours, theirs, key):
    if not (ours.is_file() and theirs.is_file()):
        return "is in one of them only"
    first, second = pq.read_table(ours), pq.read_table(theirs)
    if not first.schema.equals(second.schema):
        return f"{first.schema} / {second.schema}"
    try:
        assert_frame_equal(_ordered(first, key), _ordered(second, key), rtol=TOLERANCE, atol=TOLERANCE)
    except AssertionError as found:
        return str(found)
    return None


def _key(name):
    folder, _, file = name.rpartition("/")
    if folder.endswith("features"):
        return FEATURES
    return list(published_tables()[file.removesuffix(".parquet")].contract.key)


def _ordered(table, key) -> pd.DataFrame:
    return table.to_pandas().sort_values(key, ignore_index=True)


def _options():
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
