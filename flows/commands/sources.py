"""Commands about where rows come from: `load`."""

import sys
from pathlib import Path


def add(commands) -> None:
    """Hook the commands in."""
    p = commands.add_parser("load", help="把快照装入 PostgreSQL / fill a PostgreSQL from a snapshot folder")
    p.add_argument("--source", type=Path, required=True, metavar="DIR")
    p.add_argument("--to", required=True, metavar="URL", help="postgresql://user@host/database")
    p.add_argument("--replace", action="store_true", help="tables of the same names may go")
    p.set_defaults(run=_run_load)


def _run_load(options):
    from sources.loading import load

    rows = load(options.source, options.to, replace=options.replace, tell=_progress)
    print(f"{len(rows)} tables, {sum(rows.values()):,} rows")


def _progress(line):
    print(line, file=sys.stderr, flush=True)
