"""`qingfeng load`, `map`, `manifest`, `quarantine`, `resubmit`, `doctor`: where rows come from."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from cli.options import (
    RUNS,
    Run,
    Runs,
    Settings,
    SourceFolder,
    SourceOrDatabase,
    day_option,
    folder_option,
)
from cli.progress import print_progress
from pipeline.typed_path import typed_path

Table = Annotated[str, typer.Option("--table", metavar="TABLE", help="表 / name of the table")]


def load_database(
    *,
    source: SourceFolder,
    to: Annotated[
        str,
        typer.Option(metavar="URL", help="数据库 / the database: postgresql://user@host/database"),
    ],
    replace: Annotated[
        bool,
        typer.Option("--replace", help="可替换同名表 / tables of the same names may be replaced"),
    ] = False,
) -> None:
    """Fill a PostgreSQL."""
    from sources.database.load_postgres import load_snapshot

    rows = load_snapshot(source, to, replace=replace, tell=print_progress)
    print(f"{len(rows)} tables, {sum(rows.values()):,} rows")


def export_quarantine(
    run: Run,
    *,
    table: Table,
    out: Annotated[Path, folder_option("--out", metavar="FILE.csv", help="写到 / file to write")],
) -> None:
    """Write rejected rows as CSV."""
    from cases.publish import resolve_run_folder
    from pipeline.steps.ingest import STOPPED
    from sources.delivery.quarantine_corrections import export_quarantined_rows

    # the last night that stopped on arrival left its quarantine though it published no run
    folder = run if run.name == STOPPED and run.is_dir() else resolve_run_folder(run)
    rows = export_quarantined_rows(folder, table, out)
    print(f"{rows:,} 行 rows → {out}")


def resubmit_corrections(
    *,
    table: Table,
    file: Annotated[
        Path, folder_option("--file", metavar="FILE.csv", help="更正后的行 / the corrected rows")
    ],
    by: Annotated[
        str, typer.Option(metavar="NAME", help="更正负责人 / who answers for the correction")
    ],
    runs: Runs = RUNS,
    settings: Settings,
) -> None:
    """Hand corrected rows in."""
    from pipeline.clock import get_local_now
    from pipeline.locate_source import get_landed_store
    from pipeline.settings import load_settings
    from sources.delivery.quarantine_corrections import resubmit_rows

    store = get_landed_store(runs, load_settings(settings))
    rows = resubmit_rows(store, table, file, by, now=get_local_now())
    print(f"{rows:,} 行已接收，下一夜并入 / rows accepted; the next night takes them")


def draft_source_mapping(
    *,
    source: SourceOrDatabase,
    out: Annotated[
        Path, folder_option("--out", metavar="FILE.yaml", help="写到 / file to write")
    ] = Path("mapping.yaml"),
) -> None:
    """Draft a mapping, to be corrected by hand."""
    from contracts.errors import UsageError
    from pipeline.locate_source import open_source
    from sources.database.draft_mapping import draft_mapping
    from sources.database.mapping import make_default_mapping

    if out.exists():
        raise UsageError(
            f"{out} is there already", next_step="name another file with --out, or move it away"
        )
    with open_source(source, make_default_mapping()).open_session() as session:
        draft = draft_mapping(session, Path(source).name or source)
    out.write_text(draft, encoding="utf-8")
    print(draft, end="")
    print(f"→ {out}")


def write_folder_manifest(
    folder: Annotated[Path, typer.Argument(parser=typed_path, metavar="DIR", help="目录 / folder")],
    *,
    as_of: Annotated[
        date | None, day_option("--as-of", help="快照日，缺省昨日 / snapshot day, else yesterday")
    ] = None,
) -> None:
    """Write manifest.json into a folder of files under the contract's names."""
    from pipeline.clock import get_yesterday
    from sources.delivery.write_manifest import write_manifest

    rows = write_manifest(folder, as_of or get_yesterday())
    for table, count in rows.items():
        print(f"{table:24} {count:>12,}")
    print(folder / "manifest.json")


def examine_installation(
    *,
    source: Annotated[
        str | None,
        typer.Option(
            metavar="DIR_OR_URL", help="快照目录或数据库 / a snapshot folder or a database"
        ),
    ] = None,
    runs: Runs = RUNS,
    root: Annotated[
        Path, folder_option("--root", help="在何处找系统单元 / below which to look for units")
    ] = Path("/"),
    settings: Settings,
) -> None:
    """Print what to fix. Raises UsageError where something is to be fixed."""
    from cli.doctor import BAD, examine
    from contracts.errors import UsageError
    from pipeline.settings import load_settings

    bad = 0
    for diagnosis in examine(source, runs, load_settings(settings), root=root):
        print(diagnosis, flush=True)
        bad += diagnosis.mark == BAD
    if bad:
        raise UsageError(f"{bad} 处须修复 to be fixed", next_step="the lines marked ✗ say how")
