"""Remember parts that earlier nights checked row by row: a nightly delta leaves most parts
unchanged.

What a single row must meet depends on the part's bytes, on the rules, and on the snapshot date (no
row may be later). So a part with a known SHA-256 need not be checked again under the same rules on
the same day or a later one. Keys and references, which concern several parts, are compared every
night.
"""

import json
from pathlib import Path

CHECKED_PARTS_FILE = "checked.json"


def read_checked_parts(folder: Path, version: str) -> dict[str, str]:
    """Read SHA-256 → earliest snapshot date (YYYY-MM-DD) by which all rows were right, found by
    this `version`.
    """
    try:
        record = json.loads((folder / CHECKED_PARTS_FILE).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):  # missing or damaged: every part is checked again
        return {}
    if not isinstance(record, dict) or record.get("version") != version:
        return {}
    return record["parts"]
