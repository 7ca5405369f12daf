"""A path as somebody typed it."""

import os
from pathlib import Path


def typed_path(text: str) -> Path:
    """Return the absolute path, a leading `~` expanded where no shell did (--runs=~/runs).

    `..` stays: behind a link it means another folder than the text says.
    """
    return Path(os.path.expanduser(text)).absolute()
