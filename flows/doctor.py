"""`qingfeng doctor`: looks at an installation and says what to fix. Changes nothing."""

import importlib.metadata
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from contracts.errors import QingfengError
from contracts.identity import KEY_VARIABLE, agency_key
from contracts.tables import input_tables
from flows.alerts import EMAIL, WEBHOOK
from flows.opening import checked
from flows.settings import Settings
from flows.typed_path import typed_path
from sources.database import is_database, open_database
from sources.landing import CLOCK_WARNS
from sources.mapping import read_mapping
from sources.selecting import selection

GOOD, NOTE, BAD = "✓", "!", "✗"
LEAST_FREE_GB = 20
LOCK = Path(__file__).resolve().parent.parent / "requirements.lock"


@dataclass(frozen=True)
class Sign:
    """What one look showed: ✓ well, ! worth knowing, ✗ to be fixed; `fix` says how."""

    mark: str
    what: str
    fix: str = ""

    def __str__(self):
        return f"{self.mark} {self.what}" + (f" → {self.fix}" if self.fix else "")


def examine(source: str | None, runs: Path, settings: Settings) -> Iterator[Sign]:
    """All looks, one after the other; none of them raises."""
    looks: list[Callable] = [
        _python,
        _packages,
        lambda: _room(runs),
        lambda: _writable(runs),
        _prefect,
        _alerts,
    ]
    if source:
        looks.append(lambda: _source(source, settings))
    for look in looks:
        try:
            yield from look()
        except QingfengError as error:
            yield Sign(BAD, error.what, error.next_step)
        except Exception as error:  # a look that fails is itself a finding; its message may hold an address
            yield Sign(
                BAD, f"检查未完成 a look failed: {type(error).__name__}", "report this with `qingfeng doctor`"
            )


def _python():
    yield Sign(GOOD, f"Python {'.'.join(map(str, sys.version_info[:3]))}")


def _packages():
    """The packages beside the lock; only those that the project names itself."""
    if not LOCK.is_file():
        return
    pinned = dict(
        re.findall(r"^([a-z0-9_.-]+)==([^ ;\\]+)", LOCK.read_text(encoding="utf-8"), flags=re.MULTILINE)
    )
    named = [
        re.match(r"[A-Za-z0-9_.-]+", r)[0].lower() for r in importlib.metadata.requires("qingfeng") or []
    ]
    found = {name: _version(name) for name in named if name in pinned}
    wrong = sorted(n for n, v in found.items() if v is not None and v != pinned[n])
    if wrong:
        yield Sign(NOTE, f"other versions than locked: {', '.join(wrong)}", "run `make setup`")
    else:
        yield Sign(GOOD, f"{len(found)} packages as locked")


def _version(name):
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _room(runs):
    for what, folder in (("runs", runs), ("临时目录 temporary folder", Path(tempfile.gettempdir()))):
        there = next(p for p in (folder.resolve(), *folder.resolve().parents) if p.exists())
        free = shutil.disk_usage(there).free / 2**30
        if free < LEAST_FREE_GB:
            yield Sign(
                NOTE, f"{what}: {free:.1f} GB free", f"a city's night wants {LEAST_FREE_GB} GB and more"
            )
        else:
            yield Sign(GOOD, f"{what}: {free:.0f} GB free")


def _writable(runs):
    there = next(p for p in (runs.resolve(), *runs.resolve().parents) if p.exists())
    if os.access(there, os.W_OK):
        yield Sign(GOOD, "runs can be written")
    else:
        yield Sign(BAD, f"{there} cannot be written", "give the account that runs the nights this folder")


def _prefect():
    address = os.environ.get("PREFECT_API_URL")
    if not address:
        yield Sign(
            NOTE,
            "PREFECT_API_URL is not set: nights run alone, nothing is scheduled",
            "docs/operations.md, 定时",
        )
        return
    import urllib.request

    try:
        urllib.request.urlopen(f"{address.rstrip('/')}/health", timeout=5).close()
        yield Sign(GOOD, "Prefect answers")
    except (OSError, ValueError):
        yield Sign(
            BAD, "Prefect does not answer", "start it: `prefect server start`, or correct PREFECT_API_URL"
        )


def _alerts():
    if any(os.environ.get(name) for name in (WEBHOOK, EMAIL)):
        yield Sign(GOOD, "alerts have a channel")
    else:
        yield Sign(
            NOTE, "no alert by webhook or e-mail", f"set {WEBHOOK}, {EMAIL} or the setting alert_blocks"
        )


def _source(source, settings):
    if not is_database(source):
        manifest, _ = checked(typed_path(source), None)
        yield Sign(GOOD, f"snapshot of {manifest.snapshot_date} with {len(manifest.tables)} tables")
        return
    mapping = read_mapping(settings.mapping)
    if mapping.needs_key:
        agency_key()
        yield Sign(GOOD, f"{KEY_VARIABLE} is set")
    yield from _database(open_database(source, lock_seconds=5), mapping)


def _database(database, mapping):
    from flows.pulling import local_now

    with database.reading() as session:
        yield Sign(GOOD, f"{database.name} answers")
        apart = abs(session.now() - local_now())
        if apart > CLOCK_WARNS:
            yield Sign(
                BAD, f"its clock is {apart.total_seconds() / 60:.0f} min off", "set the wrong clock right"
            )
        absent = []
        for table, where in mapping.tables.items():
            stored = session.columns(where.name)
            if not stored:
                absent.append(where.name)
                continue
            asked = selection(input_tables()[table].contract, where, stored, since=None)
            if asked.lacking:
                fix = "add them to the mapping or to a view; without them the table is stopped"
                yield Sign(BAD, f"{where.name} lacks {', '.join(asked.lacking)} of {table}", fix)
            else:
                yield Sign(GOOD, f"{where.name} → {table}: {len(asked.columns)} columns")
        if absent:
            yield Sign(NOTE, f"not there: {', '.join(absent)}", "what needs them is not computed")
