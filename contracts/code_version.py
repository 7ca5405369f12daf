"""Digests of the code that runs."""

import hashlib
from functools import cache
from pathlib import Path

from contracts.city import find_city_file

ROOT = Path(__file__).resolve().parent.parent
# packages that say what a named expression is; the others only use it
EXPRESSIONS = ("contracts", "sources", "features", "scenarios")
DECLARATIONS = (".py", ".yaml", ".j2", ".html")


def digest_code(packages: tuple[str, ...], root: Path = ROOT) -> str:
    """Digest the code and declarations of some packages as they lie on disk now."""
    digest = hashlib.sha256()
    paths = [
        path
        for package in packages
        for path in (root / package).rglob("*")
        if path.suffix in DECLARATIONS
    ]
    for path in sorted(paths):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    if city := find_city_file():
        # what it says is compiled into tables and expressions like a declaration of ours
        digest.update(city.read_bytes())
    return digest.hexdigest()


@cache
def get_loaded_version() -> str:
    """Digest the code of named expressions, as it was when `contracts.derived` was imported.

    Every module with an expression imports that one first: what is on disk at that moment is what
    is loaded, even if somebody writes to the files afterwards.
    """
    return digest_code(EXPRESSIONS)
