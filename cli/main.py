"""The command `qingfeng`."""

import argparse
import os
import sys
from datetime import date
from pathlib import Path
from threading import Thread

from cli.commands import backtest, models, review, runs, sources
from contracts.errors import QingfengError, UsageError
from flows.prefect_secrets import load_secrets
from pipeline.typed_path import typed_path

QUIET = {
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
    "DO_NOT_TRACK": "1",
}


class Parser(argparse.ArgumentParser):
    """A parser whose errors are ours: one line with the next step."""

    def error(self, message):
        raise UsageError(message, next_step=f"see `{self.prog} --help`")


def main(arguments: list[str] | None = None) -> int:
    """Run a command; the exit code says which kind of error stopped it (contracts/errors.py)."""
    os.environ.update({k: v for k, v in QUIET.items() if k not in os.environ})
    try:
        options = build_parser().parse_args(arguments)
        load_secrets()
        options.run(options)
    except QingfengError as error:
        print(f"qingfeng: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("qingfeng: stopped → start again; finished steps are taken over", file=sys.stderr)
        return 130
    return 0


def build_parser() -> Parser:
    """The commands and their arguments."""
    top = Parser(
        prog="qingfeng",
        description="清风：社会保险基金夜间筛查 / nightly supervision of social-insurance funds",
    )
    commands = top.add_subparsers(
        title="commands", required=True, metavar="COMMAND", parser_class=Parser
    )
    for add in (
        _add_simulate_command,
        _add_nightly_command,
        _add_check_command,
        _add_evaluate_command,
        _add_export_command,
        models.add_commands,
        backtest.add_commands,
        review.add_commands,
        runs.add_commands,
    ):
        add(commands)
    sources.add_commands(commands)
    return top


def _add_simulate_command(commands):
    p = commands.add_parser(
        "simulate", help="写出模拟城镇 / write a simulated town and its truth file"
    )
    p.add_argument("--persons", type=_parse_count, required=True, metavar="N")
    p.add_argument("--seed", type=int, default=0, metavar="S")
    p.add_argument("--as-of", type=_parse_date, default=date(2026, 6, 30), metavar="DATE")
    p.add_argument("--months", type=_parse_count, default=24, metavar="M", help="months of history")
    p.add_argument("--out", type=typed_path, required=True, metavar="DIR")
    p.add_argument("--truth", type=typed_path, required=True, metavar="FILE")
    p.add_argument("--form", choices=("parquet", "csv"), default="parquet")
    p.set_defaults(run=_run_simulate)


def _run_simulate(options):
    from simulator.simulate import simulate

    rows = simulate(
        options.persons,
        options.seed,
        options.as_of,
        options.out,
        options.truth,
        months=options.months,
        form=options.form,
        report_progress=_print_progress,
    )
    for table, count in sorted(rows.items()):
        print(f"{table:24} {count:>12,}")
    print(options.out)


def _add_nightly_command(commands):
    p = commands.add_parser(
        "nightly", help="运行一夜 / run a night; the last line of output is the run's folder"
    )
    p.add_argument("--source", required=True, metavar="DIR_OR_URL")
    p.add_argument(
        "--as-of",
        type=_parse_date,
        metavar="DATE",
        help="last closed day; the snapshot's date if left out",
    )
    p.add_argument("--runs", default="runs", metavar="DIR")
    p.add_argument(
        "--engine", metavar="NAME", help="duckdb, or spark with --set spark.master=…: docs/scale.md"
    )
    p.add_argument(
        "--budget", type=int, metavar="N", help="cases to list, the control sample included"
    )
    p.add_argument(
        "--scenario",
        action="append",
        default=[],
        metavar="ID",
        help="only this one; may be repeated",
    )
    p.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", dest="settings")
    p.set_defaults(run=_run_nightly)


def _run_nightly(options):
    from pipeline.locate_source import validate_source
    from pipeline.settings import load_settings

    budget = [] if options.budget is None else [f"budget={options.budget}"]
    chosen = [f"scenarios={','.join(options.scenario)}"] if options.scenario else []
    engine = [f"engine={options.engine}"] if options.engine else []
    settings = [*options.settings, *budget, *chosen, *engine]
    validate_source(
        options.source, options.as_of, load_settings(settings)
    )  # a mistake is said before Prefect starts
    prefect_start = _start_prefect()
    from flows.nightly import nightly

    prefect_start.join()
    folder = nightly(options.source, options.as_of, options.runs, settings)
    from flows.night_summary import format_night_summary

    print("\n".join(format_night_summary(Path(folder))))
    print(folder)


def _start_prefect():
    """Let Prefect's server start (several seconds of another process) while the models' libraries are imported."""
    from prefect.client.orchestration import get_client

    thread = Thread(target=get_client, kwargs={"sync_client": True}, daemon=True)
    thread.start()
    return thread


def _add_check_command(commands):
    p = commands.add_parser(
        "check", help="检查快照 / validate a snapshot, write nothing but the report"
    )
    p.add_argument("--source", required=True, metavar="DIR_OR_URL")
    p.add_argument(
        "--runs",
        type=typed_path,
        default=Path("runs"),
        metavar="DIR",
        help="on whose deliveries changes build",
    )
    p.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", dest="settings")
    p.set_defaults(run=_run_check)


def _run_check(options):
    from dataclasses import replace
    from tempfile import TemporaryDirectory

    from pipeline.locate_source import get_landed_store, resolve_snapshot
    from pipeline.settings import load_settings
    from sources.delivery.arrival_report import format_check_report
    from sources.delivery.receive import receive
    from sources.engine.duckdb_engine import connect

    with TemporaryDirectory(prefix="qingfeng-check-") as scratch:
        folder = Path(scratch)
        settings = load_settings(options.settings)
        built_on, inside = get_landed_store(options.runs, settings), replace(settings, landed="")
        source, _ = resolve_snapshot(
            options.source, None, folder, inside, tell=_print_progress, built_on=built_on
        )
        arrival = receive(source, connect(spill=folder), out=folder, progress=_print_progress)
    print(format_check_report(arrival))


def _add_evaluate_command(commands):
    p = commands.add_parser(
        "evaluate", help="对照真值评估 / recall and precision against a truth file"
    )
    p.add_argument("run_folder", type=typed_path, metavar="RUN")
    p.add_argument("--truth", type=typed_path, required=True, metavar="FILE")
    p.set_defaults(run=_run_evaluate)


def _run_evaluate(options):
    from cases.publish import resolve_run_folder
    from reports.evaluation import evaluate_run

    print("\n".join(evaluate_run(resolve_run_folder(options.run_folder), options.truth).lines()))


def _add_export_command(commands):
    p = commands.add_parser("export", help="导出疑点核查清单 / write the Excel workbook")
    p.add_argument("run_folder", type=typed_path, metavar="RUN")
    p.add_argument("--out", type=typed_path, required=True, metavar="FILE.xlsx")
    p.add_argument("--district", metavar="D", help="code of one district")
    p.set_defaults(run=_run_export)


def _run_export(options):
    from cases.publish import resolve_run_folder
    from reports.excel.workbook import write_workbook

    rows = write_workbook(
        resolve_run_folder(options.run_folder), options.out, district=options.district
    )
    print(f"{rows} 条疑点 findings")
    print(options.out)


def _print_progress(line):
    print(line, file=sys.stderr, flush=True)


def _parse_date(text):
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day like 2026-06-30") from None


def _parse_count(text):
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
