"""A path as somebody typed it."""

import os
from pathlib import Path


def typed_path(text: str) -> Path:
    """Return the path, a leading `~` expanded where no shell did (--runs=~/runs, settings.toml)."""
    return Path(os.path.expanduser(text))
