"""Database settings: SQLite by default, PostgreSQL by one setting."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from contracts.errors import UsageError


def configure_database(address: str, home: Path) -> dict:
    """Build Django's DATABASES entry for `postgresql://…`, or for SQLite if `address` is empty."""
    return _configure_postgresql(address) if address else _configure_sqlite(home / "desk.sqlite3")


def _configure_sqlite(path):
    # IMMEDIATE: a writer queues for the lock instead of failing half way
    # WAL: readers never wait for it; 64 MB of cache and 256 MB of mapped file
    pragmas = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
        "PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;"
    )
    options = {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": pragmas}
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": options,
        "CONN_MAX_AGE": 60,
    }


def _configure_postgresql(address):
    parts = urlsplit(address)
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        raise UsageError(
            "QINGFENG_DESK_DATABASE is not an address of PostgreSQL",
            next_step="write postgresql://user:password@host:port/name, or leave it out for SQLite",
        )
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or unquote(query.get("host", "")),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
    }
