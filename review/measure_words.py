"""Values of findings in the units of their sentences: 6.7%, 3 个月, 12,665.74 元."""

from contracts.units import UNITS
from review.labels import is_english, translate

SHARE = "share"
SMALL_SHARE = 0.001  # below it one decimal would say 0.0%


def format_measure(value: float | None, unit: str) -> str:
    """Format a value with its unit, as the sentences of findings spell it."""
    if value is None:
        return ""
    if unit == SHARE:
        return f"{value:.1%}" if not 0 < abs(value) < SMALL_SHARE else f"{value:.2%}"
    if unit == "yuan":
        number = f"{value:,.2f}"
    else:
        number = f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
    name = translate(UNITS[unit]) if unit in UNITS else unit
    return f"{number} {name}".rstrip() if is_english() else f"{number}{name}"
