"""`qingfeng doctor`: examines an installation and says what to fix. Changes nothing."""

import importlib.metadata
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from packaging.requirements import Requirement

from cli.doctor_units import find_unit_faults
from cli.prefect_server import is_server_up
from contracts.city import FILE, SITE_VARIABLE
from contracts.codes import load_code_lists
from contracts.errors import QingfengError
from contracts.identity import KEY_VARIABLE, read_agency_key
from contracts.tables import get_input_tables
from flows.monitoring.alerts import EMAIL, WEBHOOK
from pipeline.retention.room import forecast_room
from pipeline.settings import Settings
from pipeline.typed_path import typed_path
from pipeline.validate_snapshot import validate_snapshot
from sources.database.connections import is_database, open_database
from sources.database.error_messages import DatabaseFailure
from sources.database.mapping import read_mapping, resolve_names
from sources.database.pull import CLOCK_WARNS
from sources.database.select_query import build_selection

GOOD, NOTE, BAD = "✓", "!", "✗"
# a city's first night writes 16 GB (docs/performance.md)
LEAST_FREE_GB = 20
LOCK_SECONDS = 5  # somebody waits at a terminal; a night waits for settings.lock_seconds
LOCK = Path(__file__).resolve().parent.parent / "requirements.lock"


@dataclass(frozen=True)
class Diagnosis:
    """The result of a check: ✓ well, ! worth knowing, ✗ to be fixed; `fix` says how."""

    mark: str
    what: str
    fix: str = ""

    def __str__(self):
        return f"{self.mark} {self.what}" + (f" → {self.fix}" if self.fix else "")


def examine(
    source: str | None, runs: Path, settings: Settings, *, root: Path = Path("/")
) -> Iterator[Diagnosis]:
    """Run all checks one after the other; none of them raises. Units lie below `root`."""
    checks: list[Callable] = [
        _check_python,
        _check_packages,
        _check_site,
        lambda: _check_disk_space(runs),
        lambda: _check_writable(runs),
        lambda: _check_forecast(runs, settings),
        _check_prefect,
        _check_alerts,
        lambda: _check_units(root),
    ]
    if source:
        checks.append(lambda: _check_source(source, settings))
    for check in checks:
        try:
            yield from check()
        except QingfengError as error:
            yield Diagnosis(BAD, error.what, error.next_step)
        # a check that fails is itself a diagnosis; its message may hold an address
        except Exception as error:
            yield Diagnosis(
                BAD,
                f"检查未完成 a check failed: {type(error).__name__}",
                "report this with `qingfeng doctor`",
            )


def _check_python():
    yield Diagnosis(GOOD, f"Python {'.'.join(map(str, sys.version_info[:3]))}")


def _check_site():
    folder = os.environ.get(SITE_VARIABLE)
    if not folder:
        return
    found = [n for n in ("settings.toml", "agency.toml", FILE) if (Path(folder) / n).is_file()]
    if found:
        districts = len(load_code_lists()["district"])
        words = f"{folder}: {', '.join(found)}; {districts} 个区县 districts"
        yield Diagnosis(GOOD, words)
    else:
        fix = "put settings.toml there, or correct QINGFENG_SITE"
        yield Diagnosis(NOTE, f"{folder} holds no settings", fix)


def _check_packages():
    """Compare the packages that the project names itself with the lock."""
    if not LOCK.is_file():
        return
    pinned = _read_pinned_versions(LOCK.read_text(encoding="utf-8"))
    direct = [
        re.match(r"[A-Za-z0-9_.-]+", r)[0].lower()
        for r in importlib.metadata.requires("qingfeng") or []
    ]
    installed = {name: _find_version(name) for name in direct if name in pinned}
    wrong = sorted(n for n, v in installed.items() if v is not None and v != pinned[n])
    if wrong:
        yield Diagnosis(NOTE, f"other versions than locked: {', '.join(wrong)}", "run `make setup`")
    else:
        yield Diagnosis(GOOD, f"{len(installed)} packages as locked")


def _read_pinned_versions(lock):
    """Map a package to its version in the lock, on this Python and platform."""
    lines = re.findall(r"^([a-z0-9_.-]+==[^\\\n]+)", lock, flags=re.MULTILINE)
    wishes = [Requirement(line) for line in lines]
    return {
        wish.name: next(iter(wish.specifier)).version
        for wish in wishes
        if wish.marker is None or wish.marker.evaluate()
    }


def _find_version(name):
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _check_disk_space(runs):
    for what, folder in (
        ("runs", runs),
        ("临时目录 temporary folder", Path(tempfile.gettempdir())),
    ):
        existing = next(p for p in (folder.resolve(), *folder.resolve().parents) if p.exists())
        free = shutil.disk_usage(existing).free / 2**30
        if free < LEAST_FREE_GB:
            yield Diagnosis(
                NOTE,
                f"{what}: {free:.1f} GB free",
                f"a city's night wants {LEAST_FREE_GB} GB and more",
            )
        else:
            yield Diagnosis(GOOD, f"{what}: {free:.0f} GB free")


def _check_writable(runs):
    # the folder is made by the first night: its nearest parent decides
    existing = next(p for p in (runs.resolve(), *runs.resolve().parents) if p.exists())
    if os.access(existing, os.W_OK):
        yield Diagnosis(GOOD, "runs can be written")
    else:
        yield Diagnosis(
            BAD,
            f"{existing} cannot be written",
            "give the account that runs the nights this folder",
        )


def _check_forecast(runs, settings):
    room = forecast_room(runs, settings)
    if room is None:
        return
    if room.is_short:
        fix = "make room, or keep fewer: --set keep_runs=… keep_run_months=… keep_months=…"
        yield Diagnosis(NOTE, room.format(), fix)
    else:
        yield Diagnosis(GOOD, room.format())
    others = [path.name for path in (runs, *runs.glob("[0-9]*")) if path.stat().st_mode & 0o077]
    if others:
        yield Diagnosis(
            NOTE,
            f"他人可读 other accounts may read: {', '.join(others[:3])}"
            + (f" … ({len(others)})" if len(others) > 3 else ""),
            f"chmod -R go= {runs}",
        )


def _check_prefect():
    address = os.environ.get("PREFECT_API_URL")
    if not address:
        yield Diagnosis(
            NOTE,
            "PREFECT_API_URL is not set: nights run alone, nothing is scheduled",
            "docs/operations.md, 定时",
        )
        return
    if is_server_up(address):
        yield Diagnosis(GOOD, "Prefect answers")
    else:
        yield Diagnosis(
            BAD,
            "Prefect does not answer",
            "start it: `prefect server start`, or correct PREFECT_API_URL",
        )


def _check_alerts():
    if any(os.environ.get(name) for name in (WEBHOOK, EMAIL)):
        yield Diagnosis(GOOD, "alerts have a channel")
    else:
        yield Diagnosis(
            NOTE,
            "no alert by webhook or e-mail",
            f"set {WEBHOOK}, {EMAIL} or the setting alert_blocks",
        )


def _check_units(root):
    faults = list(find_unit_faults(root))
    for what, fix in faults:
        yield Diagnosis(BAD, what, fix)
    installed = list((root / "etc/systemd/system").glob("qingfeng-*"))
    if installed and not faults:
        yield Diagnosis(GOOD, f"{len(installed)} 个单元无误 units of systemd are well")


def _check_source(source, settings):
    if not is_database(source):
        manifest, _ = validate_snapshot(typed_path(source), None)
        yield Diagnosis(
            GOOD, f"snapshot of {manifest.snapshot_date} with {len(manifest.tables)} tables"
        )
        return
    mapping = read_mapping(settings.mapping)
    if mapping.needs_key:
        read_agency_key()
        yield Diagnosis(GOOD, f"{KEY_VARIABLE} is set")
    yield from _check_database(open_database(source, lock_seconds=LOCK_SECONDS), mapping)


def _try_table(database, name, table, query):
    """Read a row in a session of its own: a refusal ends the session it happens in."""
    first_row = replace(query, query=query.query.limit(1))
    try:
        with database.open_session() as session:
            for _ in session.stream_batches(first_row):
                pass
    except DatabaseFailure as failure:
        return Diagnosis(BAD, f"{name} → {table}: {failure.what}", failure.next_step)
    return Diagnosis(GOOD, f"{name} → {table}: {len(query.columns)} columns")


def _check_database(database, mapping):
    from pipeline.clock import get_local_now

    with database.open_session() as session:
        yield Diagnosis(GOOD, f"{database.name} answers")
        mapping = resolve_names(mapping, session.find_name)
        clock_offset = abs(session.now() - get_local_now())
        if clock_offset > CLOCK_WARNS:
            yield Diagnosis(
                BAD,
                f"its clock is {clock_offset.total_seconds() / 60:.0f} min off",
                "set the wrong clock right",
            )
        absent = []
        for table, where in mapping.tables.items():
            stored = session.columns(where.name)
            if not stored:
                absent.append(where.name)
                continue
            query = build_selection(get_input_tables()[table].contract, where, stored, since=None)
            columns = get_input_tables()[table].contract.columns
            if any(columns[name].required for name in query.lacking):
                fix = "add them to the mapping or to a view; without them the table is stopped"
                yield Diagnosis(
                    BAD, f"{where.name} lacks {', '.join(query.lacking)} of {table}", fix
                )
            else:
                yield _try_table(database, where.name, table, query)
        if absent:
            yield Diagnosis(
                NOTE, f"not there: {', '.join(absent)}", "what needs them is not computed"
            )
