"""Secret key of the sessions: created once, stored beside the desk's data, mode 0600."""

import os
import secrets
from pathlib import Path


def load_secret_key(home: Path, secret: str | None) -> str:
    """Return the given key, or that in `home/secret.key`, which is created if missing."""
    if secret:
        return secret
    path = home / "secret.key"
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(64))
    return path.read_text(encoding="ascii")
