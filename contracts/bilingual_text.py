"""A text in the two languages of the project."""

from dataclasses import dataclass


@dataclass(frozen=True)
class BilingualText:
    """Chinese first, English beside it."""

    zh: str
    en: str
