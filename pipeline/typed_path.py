"""A path as somebody typed it."""

import os
from pathlib import Path


def typed_path(text: str) -> Path:
    """The path; a leading `~` is the home folder also where no shell reads it (--runs=~/runs, prefect.yaml, settings.toml)."""
    return Path(os.path.expanduser(text))
