"""Seal of an issued row: shows which cells were altered.

A seal holds the version of the case on the desk, two characters for each cell and sixteen for the
whole row, keyed with the desk's secret: `7-<48 characters>-<16 characters>`. Without the secret
nobody can make a seal that fits an altered row.
"""

import hmac
from dataclasses import dataclass
from hashlib import blake2b

from contracts.checklist import ISSUED_COLUMNS, TEMPLATE_VERSION
from review.excel.cells import normalize_value

PERSON = b"qingfeng-list"


@dataclass(frozen=True)
class SealCheck:
    """Result of a check: version of the row when issued (None if unreadable), altered columns."""

    version: int | None
    altered: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return self.version is not None and not self.altered


def seal_row(row: dict, version: int, *, issue: str, key: bytes) -> str:
    """Compute the seal of a row (keys of the issued columns) of the workbook `issue`."""
    spelling = [normalize_value(row.get(c.key), c.form) for c in ISSUED_COLUMNS]
    cells = "".join(_digest(f"{n}\0{text}", key, 1) for n, text in enumerate(spelling))
    return f"{version}-{cells}-{_digest_row(spelling, version, issue, key)}"


def verify_seal(row: dict, text: str | None, *, issue: str, key: bytes) -> SealCheck:
    """Compare a returned row with its seal.

    Altered columns are named by key; "seal" itself if nothing else differs.
    """
    version, cells, whole = _split_seal(text)
    if version is None:
        return SealCheck(None, ("seal",))
    spelling = [normalize_value(row.get(c.key), c.form) for c in ISSUED_COLUMNS]
    if hmac.compare_digest(_digest_row(spelling, version, issue, key), whole):
        return SealCheck(version, ())
    digests = [_digest(f"{n}\0{text}", key, 1) for n, text in enumerate(spelling)]
    altered = [
        c.key
        for n, c in enumerate(ISSUED_COLUMNS)
        if not hmac.compare_digest(digests[n], cells[2 * n : 2 * n + 2])
    ]
    return SealCheck(version, tuple(altered) or ("seal",))


def _digest_row(spelling, version, issue, key):
    return _digest("\0".join([TEMPLATE_VERSION, issue, str(version), *spelling]), key, 8)


def _digest(text, key, size):
    return blake2b(text.encode(), key=key, digest_size=size, person=PERSON).hexdigest()


def _split_seal(text):
    parts = str(text or "").strip().split("-")
    if len(parts) != 3 or not parts[0].isdigit() or not parts[0].isascii():
        return None, "", ""
    if (
        len(parts[0]) > 9
        or len(parts[1]) != 2 * len(ISSUED_COLUMNS)
        or not "".join(parts).isascii()
    ):
        return None, "", ""
    return int(parts[0]), parts[1], parts[2]
