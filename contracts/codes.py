"""The code lists of the input contract."""

from functools import cache
from importlib.resources import files

import yaml

from contracts.bilingual_text import Text


@cache
def code_lists() -> dict[str, dict[str, Text]]:
    """List → code → its names. Source: `code_lists.yaml`."""
    raw = yaml.safe_load(files("contracts").joinpath("code_lists.yaml").read_text(encoding="utf-8"))
    return {name: {code: Text(**names) for code, names in codes.items()} for name, codes in raw.items()}


def code_name(list_name: str, code: str | None) -> Text:
    """The names of a code; an unknown or missing code is its own name."""
    return code_lists()[list_name].get(code, Text(code or "", code or ""))
