"""`qingfeng simulate`, `nightly`, `check`, `backtest`: a town, and nights on a snapshot."""

import os
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from cli.options import (
    RUNS,
    AsOf,
    Runs,
    Scenarios,
    Settings,
    SourceFolder,
    SourceOrDatabase,
    Truth,
    choose_scenarios,
    day_option,
    folder_option,
    list_option,
    number_option,
    parse_count,
    parse_factor,
)
from cli.prefect_server import is_server_up
from cli.progress import print_progress


def simulate_town(
    *,
    persons: Annotated[int, number_option("--persons", "N", "人数 / persons", parser=parse_count)],
    out: Annotated[Path, folder_option("--out", help="快照目录 / folder of the snapshot")],
    truth: Truth,
    seed: Annotated[int, number_option("--seed", "S", "种子 / seed")] = 0,
    as_of: Annotated[date, day_option("--as-of", help="快照日期 / day of the snapshot")] = date(
        2026, 6, 30
    ),
    months: Annotated[
        int, number_option("--months", "M", "历史月数 / months of history", parser=parse_count)
    ] = 24,
    form: Annotated[
        Literal["parquet", "csv"], typer.Option(help="文件格式 / format of the files")
    ] = "parquet",
    mess: Annotated[
        bool,
        typer.Option(
            "--mess/--no-mess",
            help="加上真实数据中的无辜杂乱 / with the honest disorder of real data",
        ),
    ] = False,
    prevalence: Annotated[
        float,
        number_option(
            "--prevalence",
            "X",
            "植入数量的倍数 / factor of all planted counts, e.g. 0.5 or 2",
            parser=parse_factor,
        ),
    ] = 1.0,
    retold: Annotated[
        list[str],
        list_option(
            "--retold",
            "ID",
            "此场景按另一套描述植入，可重复 / plant this scenario after another description; "
            "may be repeated",
        ),
    ],
) -> None:
    """Write a town."""
    from simulator.simulate import simulate

    rows = simulate(
        persons,
        seed,
        as_of,
        out,
        truth,
        months=months,
        form=form,
        has_mess=mess,
        prevalence=prevalence,
        retold=tuple(retold),
        report_progress=print_progress,
    )
    for table, count in sorted(rows.items()):
        print(f"{table:24} {count:>12,}")
    print(out)


def run_nightly(
    *,
    source: SourceOrDatabase,
    as_of: AsOf = None,
    runs: Runs = RUNS,
    engine: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="duckdb，或 spark 加 / or spark with --set spark.master=…: docs/scale.md",
        ),
    ] = None,
    budget: Annotated[
        int | None,
        number_option(
            "--budget", "N", "清单件数，含对照 / cases to list, the control sample included"
        ),
    ] = None,
    scenario: Scenarios,
    settings: Settings,
    verbose: Annotated[
        bool,
        typer.Option(
            "--verbose", "-v", help="显示每张表、每个群体 / show every table and population"
        ),
    ] = False,
) -> None:
    """Run a night; the last line of output is the run's folder."""
    from flows.monitoring.console import VERBOSE
    from flows.monitoring.monitor import report_unusable_source
    from pipeline.locate_source import validate_source
    from pipeline.settings import load_settings

    overrides = choose_scenarios(settings, scenario)
    overrides += [] if budget is None else [f"budget={budget}"]
    overrides += [f"engine={engine}"] if engine else []
    if verbose:
        os.environ[VERBOSE] = "1"
    chosen = load_settings(overrides)
    # a mistake is named before anything starts
    with report_unusable_source(runs, chosen):
        validate_source(source, as_of, chosen)
    _leave_silent_server(chosen)
    folder = _run_where_configured(source, as_of, str(runs), overrides)
    from flows.night_summary import format_night_summary

    print("\n".join(format_night_summary(Path(folder))))
    print(folder)


def commission(
    *, source: SourceOrDatabase, as_of: AsOf = None, runs: Runs = RUNS, settings: Settings
) -> None:
    """Run everything on a city's first data and list nobody; the last line is the report."""
    from pipeline.commissioning.commission import commission_city
    from pipeline.locate_source import resolve_snapshot, validate_source
    from pipeline.run_lock import run_lock
    from pipeline.settings import load_settings
    from reports.commissioning.page import format_summary

    chosen = load_settings(settings)
    validate_source(source, as_of, chosen)
    with run_lock(runs):
        folder, as_of = resolve_snapshot(source, as_of, runs, chosen, tell=print_progress)
        report = commission_city(folder, as_of, runs, chosen, tell=print_progress)
    print("\n".join(format_summary(report)))
    print(report / "commissioning.html")


def _leave_silent_server(settings):
    """Let the night run alone where PREFECT_API_URL names a server that does not answer."""
    address = os.environ.get("PREFECT_API_URL")
    if address and not is_server_up(address):
        from flows.monitoring.alerts import send_alert

        words = (
            "Prefect 服务器没有应答，本夜独自运行 / the server of PREFECT_API_URL does not answer: "
            "this night runs alone; `qingfeng doctor` looks at it"
        )
        print_progress(words)
        del os.environ["PREFECT_API_URL"]
        send_alert("Prefect 没有应答 Prefect is silent", words, settings, tell=print_progress)


def _run_where_configured(source, as_of, runs, settings):
    """Run the night as a Prefect flow where a server is named and answers, else by itself."""
    if os.environ.get("PREFECT_API_URL"):
        from flows.nightly import nightly

        return nightly(source, as_of, runs, settings)
    from flows.watched_night import run_watched_night

    return str(run_watched_night(source, as_of, runs, settings))


def check_snapshot(*, source: SourceOrDatabase, runs: Runs = RUNS, settings: Settings) -> None:
    """Validate a snapshot; changes build on the deliveries of `runs`, where nothing is written."""
    from dataclasses import replace
    from tempfile import TemporaryDirectory

    from contracts.errors import SourceError
    from pipeline.locate_source import get_landed_store, resolve_snapshot
    from pipeline.settings import load_settings
    from pipeline.steps.ingest import profile_arrival, read_earlier_arrivals
    from sources.checks.delivery_checks import ROW_RULES, check_arrival
    from sources.delivery.arrival_report import format_check_report
    from sources.delivery.receive import receive
    from sources.engine.duckdb_engine import connect

    with TemporaryDirectory(prefix="qingfeng-check-") as scratch:
        folder = Path(scratch)
        chosen = load_settings(settings)
        built_on, inside = (
            get_landed_store(runs, chosen),
            chosen.model_copy(update={"landed": ""}),
        )
        snapshot, _ = resolve_snapshot(
            source, None, folder, inside, tell=print_progress, built_on=built_on
        )
        connection = connect(spill=folder)
        arrival = receive(snapshot, connection, out=folder, progress=print_progress)
        found = check_arrival(
            profile_arrival(arrival, folder, connection),
            read_earlier_arrivals(runs, arrival.snapshot_date),
            arrival.snapshot_date,
            chosen.checks,
        )
    # single broken rows are told by rule and column already
    notices = [str(n) for n in found if n.check not in ROW_RULES]
    print(format_check_report(replace(arrival, warnings=[*arrival.warnings, *notices])))
    if arrival.has_refused:
        raise SourceError(
            "some rows or tables were refused",
            next_step="the report above says which, by rule and column; correct them at the "
            "source, or tell by a mapping how they are stored (docs/deliveries.md)",
        )


def run_backtest(
    *,
    source: SourceFolder,
    first: Annotated[date, day_option("--from", help="第一夜 / the first night")],
    last: Annotated[date, day_option("--to", help="最后一夜 / the last night")],
    every: Annotated[int, number_option("--every", "DAYS", "间隔 / days between nights")] = 30,
    runs: Annotated[
        Path, folder_option("--runs", help="单独的目录 / a folder for these nights alone")
    ] = Path("backtest"),
    truth: Annotated[
        Path | None,
        folder_option(
            "--truth",
            metavar="FILE",
            help="以真值代替反馈 / a simulator's, instead of the feedback",
        ),
    ] = None,
    scenario: Scenarios,
    settings: Settings,
) -> None:
    """Run past nights again."""
    from flows.backtest import backtest
    from pipeline.settings import load_settings

    result = backtest(
        source,
        first,
        last,
        runs,
        load_settings(choose_scenarios(settings, scenario)),
        step_days=every,
        truth=truth,
        tell=print_progress,
    )
    print("\n".join(result.lines()))


def watch_heartbeat(
    *,
    runs: Runs = RUNS,
    hours: Annotated[
        int, number_option("--hours", "N", "多久之内须有一夜 / a night must be so recent")
    ] = 26,
    settings: Settings,
) -> None:
    """Alert and fail if no night was published lately; a timer asks every morning."""
    from flows.monitoring.heartbeat import require_recent_night
    from pipeline.settings import load_settings

    print(require_recent_night(runs, load_settings(settings), hours, tell=print_progress))


def serve_prefect(
    role: Annotated[
        Literal["server", "worker"],
        typer.Argument(metavar="server|worker", help="角色 / which of the two to be"),
    ],
) -> None:
    """Become Prefect's server, or the worker with the deployments."""
    from cli import prefect_production

    if role == "server":
        prefect_production.serve_prefect()
    prefect_production.serve_worker()
