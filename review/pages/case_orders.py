"""Orders of the list of cases: each column once, and the same backwards with a minus before it."""

from django.db.models import F
from django.db.models.expressions import OrderBy

# columns that may be empty: such rows come last in either direction
NULLABLE = ("credence", "due_on", "assignee__last_name", "assignee__username")
WORST_FIRST = ("level_order", "-severity", "case_id")
ORDERS = {
    "severity": WORST_FIRST,
    "case": ("case_no", "case_id"),
    "summary": ("summary_zh", "case_id"),
    "scenario": ("marks", *WORST_FIRST),
    "credence": ("-credence", "case_id"),
    "district": ("district", *WORST_FIRST),
    "amount": ("-amount_involved", "case_id"),
    "state": ("state", *WORST_FIRST),
    "due": ("due_on", *WORST_FIRST),
    "officer": (
        "assignee__last_name",
        "assignee__first_name",
        "assignee__username",
        *WORST_FIRST,
    ),
    "newest": ("-first_flagged_on", *WORST_FIRST),
    "outstanding": ("-amount_to_recover", "case_id"),
}
FIRST = "severity"


def is_order(parameter: str) -> bool:
    """Whether a parameter names an order, forwards or backwards."""
    return parameter.removeprefix("-") in ORDERS


def build_order(parameter: str) -> list[OrderBy]:
    """Build the expressions of an order: `amount` the largest first, `-amount` the smallest."""
    turned = parameter.startswith("-")
    return [_build_field(f, turned) for f in ORDERS[parameter.removeprefix("-")]]


def turn_order(parameter: str, column: str) -> str:
    """Return the order that a click on a column's heading asks for: the other way if it holds."""
    return f"-{column}" if parameter == column else column


def _build_field(field, turned):
    name, is_descending = field.removeprefix("-"), field.startswith("-") != turned
    nulls_last = True if name in NULLABLE else None
    return OrderBy(F(name), descending=is_descending, nulls_last=nulls_last)
