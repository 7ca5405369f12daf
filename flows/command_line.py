"""The command `qingfeng`."""

import argparse
import os
import sys
from datetime import date
from pathlib import Path
from threading import Thread

from contracts.errors import QingfengError, UsageError
from flows.blocks import load_secrets
from flows.commands import models, past, review, runs, sources
from flows.typed_path import typed_path

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
        options = parser().parse_args(arguments)
        load_secrets()
        options.run(options)
    except QingfengError as error:
        print(f"qingfeng: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("qingfeng: stopped → start again; finished steps are taken over", file=sys.stderr)
        return 130
    return 0


def parser() -> Parser:
    """The commands and their arguments."""
    top = Parser(
        prog="qingfeng",
        description="清风：社会保险基金夜间筛查 / nightly supervision of social-insurance funds",
    )
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND", parser_class=Parser)
    for add in (_simulate, _nightly, _check, _evaluate, _export, models.add, past.add, review.add, runs.add):
        add(commands)
    sources.add(commands)
    return top


def _simulate(commands):
    p = commands.add_parser("simulate", help="写出模拟城镇 / write a simulated town and its truth file")
    p.add_argument("--persons", type=_count, required=True, metavar="N")
    p.add_argument("--seed", type=int, default=0, metavar="S")
    p.add_argument("--as-of", type=_day, default=date(2026, 6, 30), metavar="DATE")
    p.add_argument("--months", type=_count, default=24, metavar="M", help="months of history")
    p.add_argument("--out", type=typed_path, required=True, metavar="DIR")
    p.add_argument("--truth", type=typed_path, required=True, metavar="FILE")
    p.add_argument("--form", choices=("parquet", "csv"), default="parquet")
    p.set_defaults(run=_run_simulate)


def _run_simulate(options):
    from sources.simulator.snapshot import simulate

    rows = simulate(
        options.persons,
        options.seed,
        options.as_of,
        options.out,
        options.truth,
        months=options.months,
        form=options.form,
        tell=_progress,
    )
    for table, count in sorted(rows.items()):
        print(f"{table:24} {count:>12,}")
    print(options.out)


def _nightly(commands):
    p = commands.add_parser(
        "nightly", help="运行一夜 / run a night; the last line of output is the run's folder"
    )
    p.add_argument("--source", required=True, metavar="DIR_OR_URL")
    p.add_argument(
        "--as-of", type=_day, metavar="DATE", help="last closed day; the snapshot's date if left out"
    )
    p.add_argument("--runs", default="runs", metavar="DIR")
    p.add_argument(
        "--engine", metavar="NAME", help="duckdb, or spark with --set spark.master=…: docs/scale.md"
    )
    p.add_argument("--budget", type=int, metavar="N", help="cases to list, the control sample included")
    p.add_argument(
        "--scenario", action="append", default=[], metavar="ID", help="only this one; may be repeated"
    )
    p.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", dest="settings")
    p.set_defaults(run=_run_nightly)


def _run_nightly(options):
    from flows.pulling import looked_at
    from flows.settings import load_settings

    budget = [] if options.budget is None else [f"budget={options.budget}"]
    chosen = [f"scenarios={','.join(options.scenario)}"] if options.scenario else []
    engine = [f"engine={options.engine}"] if options.engine else []
    settings = [*options.settings, *budget, *chosen, *engine]
    looked_at(
        options.source, options.as_of, load_settings(settings)
    )  # a mistake is said before Prefect starts
    waking = _wake_prefect()
    from flows.nightly import nightly

    waking.join()
    folder = nightly(options.source, options.as_of, options.runs, settings)
    from flows.summary import night_lines

    print("\n".join(night_lines(Path(folder))))
    print(folder)


def _wake_prefect():
    """Let Prefect's server start (several seconds of another process) while the models' libraries are imported."""
    from prefect.client.orchestration import get_client

    waking = Thread(target=get_client, kwargs={"sync_client": True}, daemon=True)
    waking.start()
    return waking


def _check(commands):
    p = commands.add_parser("check", help="检查快照 / validate a snapshot, write nothing but the report")
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

    from flows.pulling import arranged, store_of
    from flows.settings import load_settings
    from sources.arrival import check_report
    from sources.engine import connect
    from sources.folder import receive

    with TemporaryDirectory(prefix="qingfeng-check-") as scratch:
        folder = Path(scratch)
        settings = load_settings(options.settings)
        built_on, inside = store_of(options.runs, settings), replace(settings, landed="")
        source, _ = arranged(options.source, None, folder, inside, tell=_progress, built_on=built_on)
        arrival = receive(source, connect(spill=folder), out=folder, progress=_progress)
    print(check_report(arrival))


def _evaluate(commands):
    p = commands.add_parser("evaluate", help="对照真值评估 / recall and precision against a truth file")
    p.add_argument("run_folder", type=typed_path, metavar="RUN")
    p.add_argument("--truth", type=typed_path, required=True, metavar="FILE")
    p.set_defaults(run=_run_evaluate)


def _run_evaluate(options):
    from cases.publish import run_folder
    from flows.evaluation import evaluate_run

    print("\n".join(evaluate_run(run_folder(options.run_folder), options.truth).lines()))


def _export(commands):
    p = commands.add_parser("export", help="导出疑点核查清单 / write the Excel workbook")
    p.add_argument("run_folder", type=typed_path, metavar="RUN")
    p.add_argument("--out", type=typed_path, required=True, metavar="FILE.xlsx")
    p.add_argument("--district", metavar="D", help="code of one district")
    p.set_defaults(run=_run_export)


def _run_export(options):
    from cases.publish import run_folder
    from flows.workbook.workbook import write_workbook

    rows = write_workbook(run_folder(options.run_folder), options.out, district=options.district)
    print(f"{rows} 条疑点 findings")
    print(options.out)


def _progress(line):
    print(line, file=sys.stderr, flush=True)


def _day(text):
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day like 2026-06-30") from None


def _count(text):
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
