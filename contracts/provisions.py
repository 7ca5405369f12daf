"""The provisions that indicators cite."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from contracts.bilingual_text import BilingualText

UNVERIFIED = BilingualText("（待核实）", " (to be verified)")


@dataclass(frozen=True)
class Provision:
    """An article of a law or policy: its name, what it says, and whether its text was read."""

    id: str
    name: BilingualText
    says: str
    verified: bool

    @property
    def citation(self) -> BilingualText:
        """The name as shown to a reader, marked where it is not verified."""
        if self.verified:
            return self.name
        return BilingualText(self.name.zh + UNVERIFIED.zh, self.name.en + UNVERIFIED.en)


@cache
def load_provisions() -> dict[str, Provision]:
    """Id → provision. Source: `provisions.yaml`."""
    raw = yaml.safe_load(files("contracts").joinpath("provisions.yaml").read_text(encoding="utf-8"))
    return {
        name: Provision(name, BilingualText(p["zh"], p["en"]), p["says"], p["verified"])
        for name, p in raw.items()
    }
