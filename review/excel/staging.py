"""Staging of a checked workbook until it is applied: for its officer alone, for an hour."""

import os
import time
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.core import signing

from review.errors import NotNow
from review.models import Officer

SALT = "review.excel"
SECONDS = 3600  # time to read the problems and confirm


def stage_workbook(plain: bytes, officer: Officer) -> str:
    """Store an opened workbook and return the ticket that fetches it again."""
    _delete_expired()
    digest = sha256(plain).hexdigest()
    path = _build_path(digest, officer)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(plain)
    return signing.dumps({"digest": digest, "officer": officer.pk}, salt=SALT)


def fetch_workbook(ticket: str, officer: Officer) -> bytes:
    """Fetch the workbook of a ticket.

    Raises NotNow if it belongs to another officer, is too old, or was used.
    """
    try:
        payload = signing.loads(ticket, salt=SALT, max_age=SECONDS)
        if payload["officer"] != officer.pk:
            raise signing.BadSignature
        plain = _build_path(payload["digest"], officer).read_bytes()
    except (signing.BadSignature, OSError, KeyError):
        raise NotNow(
            "校验结果已失效，请重新上传", "this check is no longer valid: upload the workbook again"
        ) from None
    if sha256(plain).hexdigest() != payload["digest"]:
        raise NotNow("暂存文件已损坏，请重新上传", "the file set aside is damaged: upload it again")
    return plain


def discard_workbook(ticket: str, officer: Officer) -> None:
    """Delete the workbook of a ticket."""
    payload = signing.loads(ticket, salt=SALT)
    _build_path(payload["digest"], officer).unlink(missing_ok=True)


def _build_path(digest, officer):
    return _get_folder() / f"{officer.pk}-{digest}.xlsx"


def _get_folder():
    return Path(settings.MEDIA_ROOT) / ".arriving"


def _delete_expired():
    """Delete workbooks that nobody applied within an hour."""
    for path in _get_folder().glob("*.xlsx"):
        if time.time() - path.stat().st_mtime > SECONDS:
            path.unlink(missing_ok=True)
