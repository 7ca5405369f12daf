"""Levels of a lead: their codes, order and names."""

from enum import StrEnum

from contracts.bilingual_text import BilingualText


class Level(StrEnum):
    """How strong a lead is; CONTROL marks cases drawn at random."""

    HARD = "H"
    STRONG = "S"
    UNUSUAL = "M"
    CONTROL = "control"


LEVEL_ORDER: dict[str, int] = {str(level): n for n, level in enumerate(Level)}
LEVEL_NAMES: dict[str, BilingualText] = {
    "H": BilingualText("高", "H"),
    "S": BilingualText("中", "S"),
    "M": BilingualText("异常", "M"),
    "control": BilingualText("对照", "control"),
}
RULE_LEVELS: tuple[str, ...] = ("H", "S")  # levels that rules give; M comes from a model


def format_level(level: str) -> str:
    """A level as the checklist and the workbooks print it: "高 H", "对照"."""
    name = LEVEL_NAMES[level]
    return name.zh if level == Level.CONTROL else f"{name.zh} {level}"
