"""Dated legal numbers: one YAML file a parameter, with validity dates, source, day of reading."""

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from contracts.bilingual_text import BilingualText


class NotInForce(LookupError):
    """A law has no value on a day; `law_id` names it."""

    def __init__(self, number: "LawNumber", day: date):
        first = number.values[0][0]
        super().__init__(f"{number.id} has no value on {day}; the first one holds from {first}")
        self.law_id = number.id


@dataclass(frozen=True)
class LawNumber:
    """A number, date or table that a law or policy sets, with the day from which each value holds.

    `values` is in order of date. `read_on` is the day on which the text was read, None where nobody
    has (shown as 待核实). `doubts` maps the first day of values of which less is
    known than of the others to what is not known. In `carried_on` stand the first days of periods
    for which no text was found: the value before is used, and whatever rests on it says so.
    """

    id: str
    title: BilingualText
    unit: str
    source: str
    read_on: date | None
    values: tuple[tuple[date, Any], ...]
    doubts: dict[date, str] = field(default_factory=dict)
    carried_on: frozenset[date] = frozenset()

    @property
    def verified(self) -> bool:
        """Whether the text was read."""
        return self.read_on is not None

    def on(self, day: date) -> Any:
        """The value in force on a day. Raises NotInForce before the first one."""
        return self._find_entry(day)[1]

    def is_verified_on(self, day: date) -> bool:
        """Whether the text of the value in force on a day was read. Raises NotInForce."""
        return self.verified and self._find_entry(day)[0] not in self.doubts

    def _find_entry(self, day):
        in_force = [entry for entry in self.values if entry[0] <= day]
        if not in_force:
            raise NotInForce(self, day)
        return in_force[-1]


@cache
def get_law_number(parameter_id: str) -> LawNumber:
    """Read one parameter. Raises LookupError if `contracts/law/` has no such file."""
    path = files("contracts.law").joinpath(f"{parameter_id}.yaml")
    if not path.is_file():
        raise LookupError(f"no law parameter {parameter_id!r} in contracts/law/")
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    entries = sorted(raw["values"], key=lambda entry: entry["from"])
    return LawNumber(
        id=parameter_id,
        title=BilingualText(raw["zh"], raw["en"]),
        unit=raw["unit"],
        source=raw["source"],
        read_on=raw.get("read"),
        values=tuple((e["from"], e["value"]) for e in entries),
        doubts={e["from"]: e["doubt"] for e in entries if "doubt" in e},
        carried_on=frozenset(e["from"] for e in entries if e.get("carried_on")),
    )


def list_law_ids() -> list[str]:
    """Every parameter in the folder, in order of name."""
    return sorted(
        p.name.removesuffix(".yaml")
        for p in files("contracts.law").iterdir()
        if p.name.endswith(".yaml")
    )
