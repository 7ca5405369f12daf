"""Dated legal numbers: one YAML file a parameter, with validity dates, citation and `verified`."""

from dataclasses import dataclass
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

    `values` is in order of date. `verified` is false where the text was not read (shown as 待核实).
    """

    id: str
    title: BilingualText
    unit: str
    source: str
    verified: bool
    values: tuple[tuple[date, Any], ...]

    def on(self, day: date) -> Any:
        """The value in force on a day. Raises NotInForce before the first one."""
        in_force = [value for start, value in self.values if start <= day]
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
    values = sorted(((e["from"], e["value"]) for e in raw["values"]), key=lambda pair: pair[0])
    return LawNumber(
        id=parameter_id,
        title=BilingualText(raw["zh"], raw["en"]),
        unit=raw["unit"],
        source=raw["source"],
        verified=raw["verified"],
        values=tuple(values),
    )


def list_law_ids() -> list[str]:
    """Every parameter in the folder, in order of name."""
    return sorted(
        p.name.removesuffix(".yaml")
        for p in files("contracts.law").iterdir()
        if p.name.endswith(".yaml")
    )
