"""Parts that earlier nights checked row by row and found right: a nightly delta leaves most parts as they were.

What a row alone must meet depends on the part's bytes, on the rules, and on the snapshot date (no row may be later than it). So
a part with a known SHA-256 need not be looked at again under the same rules on the same day or a later one. Keys and
references, which reach over parts, are compared every night.
"""

import json
from pathlib import Path

CHECKED_PARTS_FILE = "checked.json"


def read_checked_parts(folder: Path, version: str) -> dict[str, str]:
    """SHA-256 → the earliest snapshot date (YYYY-MM-DD) by which all its rows were right, as `version` of the code found."""
    try:
        record = json.loads((folder / CHECKED_PARTS_FILE).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):  # not there or damaged: every part is checked anew
        return {}
    if not isinstance(record, dict) or record.get("version") != version:
        return {}
    return record["parts"]
