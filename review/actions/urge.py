"""督办: a head presses for a case; its officer is told."""

from review.actions.move_deadline import lock_case, move_case
from review.errors import NotValid
from review.models import Case, Officer
from review.models.notice import URGED
from review.notices import notify


def urge(case, officer: Officer, *, because: str, version=None) -> Case:
    """Press for an open case that somebody works on; the history and the officer are told."""
    with lock_case(case, officer, "urge", version=version) as locked_case:
        if not locked_case.is_open or locked_case.assignee_id is None:
            raise NotValid("案件已办结或无人承办，不能督办", "it has ended or nobody has it")
        if not because.strip():
            raise NotValid("请写明督办要求", "say what is asked for")
        move_case(locked_case, officer, "urge", None, because, to_officer=locked_case.assignee_id)
        notify(locked_case.assignee, URGED, locked_case, by=officer, text=because)
        return locked_case
