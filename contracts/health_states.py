"""States of an indicator on a night: their codes, order and names."""

from enum import StrEnum

from contracts.bilingual_text import BilingualText


class HealthState(StrEnum):
    """What an indicator's hits are good for tonight; what needs an answer first comes first."""

    DATA_QUESTION = "data_question"
    SUSPENDED = "suspended"
    COMMON = "common"  # more hits than plausible: each is worth less
    TRUSTED = "trusted"
    NOT_COMPUTED = "not_computed"


HEALTH_NAMES: dict[str, BilingualText] = {
    HealthState.DATA_QUESTION: BilingualText("数据问题", "data question"),
    HealthState.SUSPENDED: BilingualText("停用", "suspended"),
    HealthState.COMMON: BilingualText("偏多", "common"),
    HealthState.TRUSTED: BilingualText("可用", "trusted"),
    HealthState.NOT_COMPUTED: BilingualText("未计算", "not computed"),
}


def format_health_state(state: str) -> str:
    """A state in both languages, as pages and the terminal print it."""
    name = HEALTH_NAMES[state]
    return f"{name.zh} {name.en}"
