"""Texts that follow from the code alone and are costly to make, kept from one process to the next.

They are the columns and the SQL of named expressions: to spell them costs a night of a small town
half of its time. A process that wants them kept says so (`keep_texts`); a notebook, where functions
are replaced at will, does not. A kept text is only used by the very code, libraries and
question that made it:

- the file is named after a digest of the code and of the versions of the libraries;
- nothing is written by a process whose code was changed on disk after it was loaded;
- a file that is not what was written (its own digest says so) is put aside.

A folder that cannot be written to costs time and nothing else.
"""

import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

from contracts.atomic_write import write_atomic
from contracts.code_version import EXPRESSIONS, digest_code, get_loaded_version

LIBRARIES = ("ibis-framework", "sqlglot", "duckdb")
MOST_CHARACTERS = 64_000_000  # of a file: some twenty days of a town; the oldest texts go first
MOST_FILES = 4  # versions of the code, of which somebody switches between branches


class TextStore:
    """The texts of one version of the code in a folder: read once, written by `save`."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._new: dict[str, str] = {}

    @cached_property
    def path(self) -> Path:
        """The file of this version of the code."""
        return self.folder / f"{_name_version()}.json"

    @cached_property
    def texts(self) -> dict[str, str]:
        """The texts that are kept; the file is read when the first one is wanted."""
        return _read_texts(self.path)

    def get(self, question: list, make: Callable[[], str]) -> str:
        """Return the text of a question (a JSON value); make it where it is not kept."""
        key = hashlib.sha256(json.dumps(question, ensure_ascii=False).encode()).hexdigest()
        if key not in self.texts:
            self.texts[key] = self._new[key] = make()
        return self.texts[key]

    def save(self) -> None:
        """Add the new texts to the file, unless the code is not any more what was loaded."""
        if not self._new or digest_code(EXPRESSIONS) != get_loaded_version():
            return
        texts = _drop_oldest(_read_texts(self.path) | self._new)  # others may have written since
        body = json.dumps(texts, ensure_ascii=False)
        with suppress(OSError):  # a full or read-only disk, a user without a home
            self.folder.mkdir(parents=True, exist_ok=True)
            write_atomic(self.path, f"{_digest(body)}\n{body}")
            for path in sorted(self.folder.glob("*.json"), key=_read_age)[MOST_FILES:]:
                path.unlink()
        self._new = {}


_stores: list[TextStore] = []


@contextmanager
def keep_texts(folder: Path | None = None) -> Iterator[TextStore]:
    """Keep texts within a block, by default in the user's cache (XDG_CACHE_HOME)."""
    store = TextStore(folder or find_cache_folder())
    _stores.append(store)
    try:
        yield store
    finally:
        _stores.remove(store)
        store.save()


@contextmanager
def keep_nothing() -> Iterator[None]:
    """Make every text anew within a block: for code that was changed after it was loaded."""
    stores = _stores[:]
    _stores.clear()
    try:
        yield
    finally:
        _stores[:] = stores


def get_text(question: list, make: Callable[[], str]) -> str:
    """Return the text of a question from the innermost block that keeps texts, or make it."""
    return _stores[-1].get(question, make) if _stores else make()


def find_cache_folder() -> Path:
    """Find the user's folder for what can be made again."""
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return Path(home) / "qingfeng" / "expressions"


def _name_version():
    libraries = [f"{name} {version(name)}" for name in LIBRARIES]
    return _digest(" ".join([get_loaded_version(), sys.version, *libraries]))[:32]


def _read_texts(path):
    try:
        digest, body = path.read_text(encoding="utf-8").split("\n", 1)
    except (OSError, ValueError):
        return {}
    return json.loads(body) if digest == _digest(body) else {}


def _drop_oldest(texts):
    room, kept = MOST_CHARACTERS, {}
    for key, text in reversed(texts.items()):
        room -= len(text)
        if room < 0:
            break
        kept[key] = text
    return dict(reversed(kept.items()))


def _read_age(path):
    return -path.stat().st_mtime_ns


def _digest(text):
    return hashlib.sha256(text.encode()).hexdigest()
