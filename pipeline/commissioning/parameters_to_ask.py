"""Parameters that a new agency is asked for: numbers nobody has read, and its own rules."""

import json
from dataclasses import dataclass
from datetime import date

from contracts.bilingual_text import BilingualText
from contracts.law import LawNumber, NotInForce, get_law_number, list_law_ids
from contracts.workdays import has_published_calendar
from features.operators.operator_amounts import TIERS_YUAN

LONGEST_VALUE = 120  # signs: a whole catalogue is looked up in its file


@dataclass(frozen=True)
class Parameter:
    """A number with the value in use, where it stands, and why the agency is asked."""

    title: BilingualText
    value: str
    place: str
    why: BilingualText


def list_parameters_to_ask(as_of: date) -> list[Parameter]:
    """List what the agency has to confirm before the first night: laws first, by file."""
    laws = [_describe_law(get_law_number(i), as_of) for i in list_law_ids()]
    return [*filter(None, laws), *_list_own_rules(as_of)]


def _describe_law(number: LawNumber, day: date) -> Parameter | None:
    """The parameter of a law whose value on a day is not verified; None for one that is."""
    try:
        if number.is_verified_on(day):
            return None
        value = number.on(day)
    except NotInForce:
        return None
    begun = max(start for start, _ in number.values if start <= day)
    doubt = number.doubts.get(begun)
    place = f"contracts/law/{number.id}.yaml"
    text = json.dumps(value, ensure_ascii=False, default=str)
    return Parameter(
        number.title,
        f"{text} {number.unit}" if len(text) <= LONGEST_VALUE else place,
        place,
        BilingualText(
            doubt or f"原文待核实：{number.source}", "nobody has read the text of this value yet"
        ),
    )


def _list_own_rules(day: date) -> list[Parameter]:
    tiers = Parameter(
        BilingualText("审批权限档次", "tiers of approval"),
        "、".join(f"{tier:,}元" for tier in TIERS_YUAN),
        "features/operators/operator_amounts.py TIERS_YUAN",
        BilingualText("各机构内部规定不同（O17），现为示例", "each agency has its own"),
    )
    calendar = Parameter(
        BilingualText("放假与调休安排", "public holidays and weekends worked"),
        str(day.year),
        "contracts/law/public_holidays.yaml",
        BilingualText("当年安排尚未录入", "the arrangement of this year is not entered"),
    )
    return [tiers] if has_published_calendar(day) else [tiers, calendar]
