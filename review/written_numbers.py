"""Numbers as people write them: commas between groups of digits, full-width digits."""

import re
import unicodedata

# groups of three digits, or of four as 万 counts; a comma elsewhere may be meant for a point
GROUPED = re.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d{1,4}(,\d{4})+)(\.\d*)?")


def strip_group_commas(text: str) -> str:
    """Return a written number in plain digits: 1,234.50 → 1234.50, １２ → 12.

    Raises ValueError if a comma does not stand between groups of digits (1,5).
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if "," not in plain:
        return plain
    if not GROUPED.fullmatch(plain):
        raise ValueError(plain)
    return plain.replace(",", "")
