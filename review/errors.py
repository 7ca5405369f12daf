"""What the desk refuses, in both languages."""

from django.utils.translation import get_language

from contracts.errors import QingfengError


class Refusal(QingfengError):
    """Base of what is refused; nothing was changed."""

    exit_code = 2
    status = 400

    def __init__(self, zh: str, en: str):
        super().__init__(f"{zh} / {en}", next_step="nothing was changed")
        self.zh, self.en = zh, en

    @property
    def shown(self) -> str:
        return self.en if get_language() == "en" else self.zh


class NotAllowed(Refusal):
    """The role, the scope or a recusal forbids it."""

    status = 403


class NotNow(Refusal):
    """The case is not in a state for this, or somebody was faster."""

    status = 409


class NotValid(Refusal):
    """What was entered does not do."""

    status = 400
