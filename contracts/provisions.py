"""The provisions that indicators cite: what they say, when they hold, who read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

import yaml

from contracts.bilingual_text import BilingualText

UNVERIFIED = BilingualText("（待核实）", " (to be verified)")
DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True)
class Reading:
    """Who read the text of a provision, in which source and on what day."""

    source: str
    by: str
    on: date


@dataclass(frozen=True)
class Provision:
    """An article of a law or policy: its name, what it says, and whether its text was read.

    It is in force from `first` to `last`, both included; None is an unknown or an open end.
    `reading` is None where nobody has read the text.
    """

    id: str
    name: BilingualText
    says: str
    first: date | None
    last: date | None
    reading: Reading | None

    @property
    def verified(self) -> bool:
        """Whether somebody has read the text."""
        return self.reading is not None

    @property
    def citation(self) -> BilingualText:
        """The name as shown to a reader, marked where it is not verified."""
        if self.verified:
            return self.name
        return BilingualText(self.name.zh + UNVERIFIED.zh, self.name.en + UNVERIFIED.en)

    def is_in_force(self, day: date) -> bool:
        """Tell whether an act of that day falls under the provision."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@cache
def load_provisions() -> dict[str, Provision]:
    """Id → provision. Source: `provisions.yaml`."""
    raw = yaml.safe_load(files("contracts").joinpath("provisions.yaml").read_text(encoding="utf-8"))
    provisions = [p for name, act in raw["acts"].items() for p in _read_act(name, act, raw)]
    return {p.id: p for p in provisions}


def select_in_force(law_ids: Iterable[str], day: date | None) -> list[Provision]:
    """Select the provisions under which an act of `day` falls, in the order given.

    Without a day all are returned. So they are where the act lies before every one of them: the
    first rule that was made for it is still what a reader must start from.
    """
    cited = [load_provisions()[name] for name in law_ids]
    if day is None:
        return cited
    return [p for p in cited if p.is_in_force(day)] or cited


def spell_article(number: int) -> str:
    """Spell an article's number as laws do: 8 is 八, 15 is 十五, 40 is 四十, 108 is 一百〇八."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    spelt = f"{DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        spelt += ("" if tens == 1 and not hundreds else DIGITS[tens]) + "十"
    elif hundreds and ones:
        spelt += DIGITS[0]
    return spelt + (DIGITS[ones] if ones else "")


def _read_act(name, act, raw):
    articles = act.get("articles")
    if articles is None:
        yield _read_provision(name, BilingualText(act["zh"], act["en"]), act, raw)
        return
    for number, article in articles.items():
        own = article if isinstance(article, dict) else {"says": article}
        zh = own.get("zh") or f"第{spell_article(number)}条"
        title = BilingualText(act["zh"] + zh, f"{act['en']} {own.get('en') or f'art. {number}'}")
        yield _read_provision(f"{name}-{number}", title, act | own, raw)


def _read_provision(name, title, facts, raw):
    text = raw["texts"].get(facts.get("text"))
    reading = Reading(text["source"], text["by"], facts["read"]) if text else None
    return Provision(name, title, facts["says"], facts.get("from"), facts.get("to"), reading)
