"""Digests from which a run's id is derived."""

import hashlib
import json
from functools import cache
from pathlib import Path

# packages whose code can change a published file; the command line and the desk cannot
CODE = ("contracts", "sources", "features", "models", "cases", "scenarios", "reports", "pipeline")


@cache
def compute_code_version() -> str:
    """Digest the project's code and declarations: 12 hexadecimal digits."""
    root = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256()
    paths = [
        p
        for folder in CODE
        for p in (root / folder).rglob("*")
        if p.suffix in (".py", ".yaml", ".j2", ".html")
    ]
    for path in sorted(paths):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def compute_digest(value) -> str:
    """Digest a JSON value: 10 hexadecimal digits."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:10]
