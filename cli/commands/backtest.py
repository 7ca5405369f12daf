"""`qingfeng backtest`: past nights run again."""

import argparse
import sys
from datetime import date
from pathlib import Path

from pipeline.typed_path import typed_path


def add_commands(commands) -> None:
    """Hook the command in."""
    p = commands.add_parser(
        "backtest", help="回测 / run past nights again, each on what was known by then"
    )
    p.add_argument("--source", type=typed_path, required=True, metavar="DIR")
    p.add_argument("--from", type=_parse_date, required=True, metavar="DATE", dest="first")
    p.add_argument("--to", type=_parse_date, required=True, metavar="DATE", dest="last")
    p.add_argument("--every", type=int, default=30, metavar="DAYS")
    p.add_argument(
        "--runs",
        type=typed_path,
        default=Path("backtest"),
        metavar="DIR",
        help="a folder of its own",
    )
    p.add_argument(
        "--truth", type=typed_path, metavar="FILE", help="a simulator's, instead of the feedback"
    )
    p.add_argument(
        "--scenario", action="append", default=[], metavar="ID", help="only this one; repeatable"
    )
    p.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", dest="settings")
    p.set_defaults(run=_run_backtest)


def _run_backtest(options):
    from flows.backtest import backtest
    from pipeline.settings import load_settings

    chosen = [f"scenarios={','.join(options.scenario)}"] if options.scenario else []
    result = backtest(
        options.source,
        options.first,
        options.last,
        options.runs,
        load_settings([*options.settings, *chosen]),
        step_days=options.every,
        truth=options.truth,
        tell=lambda line: print(line, file=sys.stderr, flush=True),
    )
    print("\n".join(result.lines()))


def _parse_date(text):
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day like 2026-06-30") from None
