"""Digests from which a run's id is derived."""

import hashlib
import json
from functools import cache

from contracts.code_version import digest_code

# packages whose code can change a published file; the command line and the desk cannot
CODE = ("contracts", "sources", "features", "models", "cases", "scenarios", "reports", "pipeline")


@cache
def compute_code_version() -> str:
    """Digest the project's code and declarations: 12 hexadecimal digits."""
    return digest_code(CODE)[:12]


def compute_digest(value) -> str:
    """Digest a JSON value: 10 hexadecimal digits."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:10]
