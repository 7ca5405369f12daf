"""A text in the two languages of the project."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """Chinese first, English beside it."""

    zh: str
    en: str
