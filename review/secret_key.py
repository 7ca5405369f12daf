"""The key that signs sessions: made once, kept beside the desk's data, readable by its owner alone."""

import os
import secrets
from pathlib import Path


def load_secret_key(home: Path, given: str | None) -> str:
    """The given key, or the one in `home/secret.key`, which is made if it is not there."""
    if given:
        return given
    path = home / "secret.key"
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(64))
    return path.read_text(encoding="ascii")
