"""Refusals of the desk, in both languages."""

from django.utils.translation import get_language

from contracts.errors import QingfengError


class Refusal(QingfengError):
    """Base of all refusals; nothing was changed."""

    exit_code = 2
    status = 400

    def __init__(self, zh: str, en: str):
        super().__init__(f"{zh} / {en}", next_step="nothing was changed")
        self.zh, self.en = zh, en

    @property
    def shown(self) -> str:
        return self.en if get_language() == "en" else self.zh


class NotAllowed(Refusal):
    """Role, scope or recusal forbids the action."""

    status = 403


class NotNow(Refusal):
    """The case is in another state, or somebody else was faster."""

    status = 409


class NotValid(Refusal):
    """The input is not valid."""

    status = 400
