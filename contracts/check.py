"""The small language of row checks: '>= 0', '1990..2100', '/re/', '>= register_date', '… unless COLUMN'."""

import re
from dataclasses import dataclass

_COMPARISON = re.compile(r"(>=|<=|>|<) (\S+)")
_RANGE = re.compile(r"(-?\d+)\.\.(-?\d+)")


@dataclass(frozen=True)
class Check:
    """A rule that one value must meet.

    Exactly one of `bound`, `column`, `between`, `pattern` is set; `operator` goes with `bound` and `column`.
    `unless` names a column: where it is known (and true, if bool), the rule does not apply.
    """

    text: str
    operator: str | None = None
    bound: int | None = None
    column: str | None = None
    between: tuple[int, int] | None = None
    pattern: str | None = None
    unless: str | None = None


def parse_check(text: str) -> Check:
    """Read a check as the tables declare it. Raises ValueError for a text outside the language."""
    rule, _, unless = text.partition(" unless ")
    found = {"text": text, "unless": unless or None}
    if rule.startswith("/") and rule.endswith("/") and len(rule) > 2:
        return Check(pattern=rule[1:-1], **found)
    if match := _RANGE.fullmatch(rule):
        return Check(between=(int(match[1]), int(match[2])), **found)
    if match := _COMPARISON.fullmatch(rule):
        operator, right = match.groups()
        if right.lstrip("-").isdigit():
            return Check(operator=operator, bound=int(right), **found)
        return Check(operator=operator, column=right, **found)
    raise ValueError(f"not a check: {text!r}; see contracts/check.py for the language")
