"""申诉: recorded, then decided by somebody who neither checked nor confirmed."""

from datetime import date

from django.utils import timezone

from contracts.workdays import workdays_after
from review import transitions
from review.actions.countersign import returned
from review.actions.move_deadline import changing, move, start_clock, stop_clock, today
from review.deadlines import end_of, number
from review.errors import NotAllowed, NotNow, NotValid
from review.models import Appeal, Officer
from review.models.deadline import APPEAL


def file_appeal(case, officer: Officer, *, by_whom: str, text: str, filed_on: date, version=None) -> Appeal:
    """An objection has come in."""
    with changing(case, officer, "appeal", version=version) as held:
        if not by_whom.strip() or len(text.strip()) < 2:
            raise NotValid("请填写申诉人和申诉内容", "enter who appeals and what is said")
        if held.appeals.filter(outcome="").exists():
            raise NotNow("已有申诉待答复", "an appeal waits for its answer")
        appeal = Appeal.objects.create(
            case=held,
            filed_on=filed_on,
            by_whom=by_whom.strip(),
            text=text.strip(),
            recorded_by=officer,
            recorded_at=timezone.now(),
        )
        start_clock(held, APPEAL, end_of(workdays_after(today(), number("check_working_days", "usual"))))
        move(held, officer, "appeal", None)
        return appeal


def decide_appeal(appeal: Appeal, officer: Officer, *, changed: bool, answer: str) -> Appeal:
    """Upheld, or sent back to be checked again."""
    with changing(appeal.case_id, officer, "decide_appeal") as held:
        appeal = Appeal.objects.select_for_update().get(pk=appeal.pk)
        if appeal.outcome:
            raise NotNow("该申诉已答复", "this appeal has been answered")
        if officer.pk in (held.concluded_by_id, held.confirmed_by_id, held.closed_by_id):
            raise NotAllowed(
                "核查、复核、销号人不能处理申诉", "who checked, confirmed or closed cannot decide"
            )
        if len(answer.strip()) < 2:
            raise NotValid("请填写答复", "write the answer")
        appeal.outcome, appeal.answer = ("changed" if changed else "upheld"), answer.strip()
        appeal.decided_by, appeal.decided_on = officer, today()
        appeal.save()
        stop_clock(held, APPEAL)
        if changed:
            returned(held, officer, "decide_appeal", answer)
        else:
            move(held, officer, "decide_appeal", None, answer)
        return appeal


def appealable(state: str) -> bool:
    """May an appeal be recorded in this state?"""
    return state in transitions.WAYS["appeal"]
