"""The code lists of the input contract."""

from functools import cache
from importlib.resources import files

import yaml

from contracts.bilingual_text import BilingualText
from contracts.city import read_city
from contracts.errors import UsageError


@cache
def load_code_lists() -> dict[str, dict[str, BilingualText]]:
    """List → code → its names. Source: `code_lists.yaml`, and the site's city (contracts/city.py).

    Raises UsageError where the site adds codes to a list that there is not.
    """
    raw = yaml.safe_load(files("contracts").joinpath("code_lists.yaml").read_text(encoding="utf-8"))
    city = read_city()
    raw["district"] = city.districts or raw["district"]
    for name, codes in city.codes.items():
        if name not in raw:
            raise UsageError(
                f"city.yaml: there is no code list {name!r}", next_step=f"known: {', '.join(raw)}"
            )
        raw[name] |= codes
    return {
        name: {code: BilingualText(**names) for code, names in codes.items()}
        for name, codes in raw.items()
    }


def get_code_name(list_name: str, code: str | None) -> BilingualText:
    """The names of a code; an unknown or missing code is its own name."""
    return load_code_lists()[list_name].get(code, BilingualText(code or "", code or ""))
