"""Commands about where rows come from: `load`, `quarantine`, `resubmit`, `doctor`."""

import sys
from pathlib import Path

from pipeline.typed_path import typed_path


def add_commands(commands) -> None:
    """Hook the commands in."""
    p = commands.add_parser(
        "load", help="把快照装入 PostgreSQL / fill a PostgreSQL from a snapshot folder"
    )
    p.add_argument("--source", type=typed_path, required=True, metavar="DIR")
    p.add_argument("--to", required=True, metavar="URL", help="postgresql://user@host/database")
    p.add_argument("--replace", action="store_true", help="tables of the same names may go")
    p.set_defaults(run=_run_load)
    p = commands.add_parser(
        "quarantine",
        help="导出隔离行以便更正 / write a table's rejected rows as CSV, for correction",
    )
    p.add_argument("run_folder", type=typed_path, metavar="RUN")
    p.add_argument("--table", required=True, metavar="TABLE")
    p.add_argument("--out", type=typed_path, required=True, metavar="FILE.csv")
    p.set_defaults(run=_run_quarantine)
    p = commands.add_parser(
        "resubmit", help="交回更正后的行 / hand corrected rows in; the next night takes them"
    )
    p.add_argument("--table", required=True, metavar="TABLE")
    p.add_argument("--file", type=typed_path, required=True, metavar="FILE.csv")
    p.add_argument("--by", required=True, metavar="NAME", help="who answers for the correction")
    p.add_argument("--runs", type=typed_path, default=Path("runs"), metavar="DIR")
    p.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", dest="settings")
    p.set_defaults(run=_run_resubmit)
    p = commands.add_parser(
        "doctor", help="检查安装 / look at the installation and say what to fix"
    )
    p.add_argument("--source", metavar="DIR_OR_URL")
    p.add_argument("--runs", type=typed_path, default=Path("runs"), metavar="DIR")
    p.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", dest="settings")
    p.set_defaults(run=_run_doctor)


def _run_load(options):
    from sources.database.load_postgres import load_snapshot

    rows = load_snapshot(options.source, options.to, replace=options.replace, tell=_print_progress)
    print(f"{len(rows)} tables, {sum(rows.values()):,} rows")


def _run_quarantine(options):
    from cases.publish import resolve_run_folder
    from sources.delivery.quarantine_corrections import export_quarantined_rows

    rows = export_quarantined_rows(
        resolve_run_folder(options.run_folder), options.table, options.out
    )
    print(f"{rows:,} 行 rows → {options.out}")


def _run_resubmit(options):
    from pipeline.clock import get_local_now
    from pipeline.locate_source import get_landed_store
    from pipeline.settings import load_settings
    from sources.delivery.quarantine_corrections import resubmit_rows

    store, now = get_landed_store(options.runs, load_settings(options.settings)), get_local_now()
    rows = resubmit_rows(store, options.table, options.file, options.by, now=now)
    print(f"{rows:,} 行已接收，下一夜并入 / rows accepted; the next night takes them")


def _run_doctor(options):
    from cli.doctor import BAD, examine
    from contracts.errors import UsageError
    from pipeline.settings import load_settings

    bad = 0
    for sign in examine(options.source, options.runs, load_settings(options.settings)):
        print(sign, flush=True)
        bad += sign.mark == BAD
    if bad:
        raise UsageError(f"{bad} 处须修复 to be fixed", next_step="the lines marked ✗ say how")


def _print_progress(line):
    print(line, file=sys.stderr, flush=True)
