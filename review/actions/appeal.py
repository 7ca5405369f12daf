"""申诉: an appeal is recorded, then decided by an officer who was not involved."""

from datetime import date

from django.utils import timezone

from contracts.workdays import add_workdays
from review.actions.countersign import return_locked_case
from review.actions.move_deadline import (
    get_today,
    lock_case,
    move_case,
    require_day_in_case,
    start_clock,
    stop_clock,
)
from review.deadlines import get_day_end, get_legal_number
from review.errors import NotAllowed, NotNow, NotValid
from review.models import Appeal, Officer
from review.models.deadline import APPEAL


def file_appeal(
    case, officer: Officer, *, by_whom: str, text: str, filed_on: date, version=None
) -> Appeal:
    """Record an appeal of the party and start the clock of its answer."""
    with lock_case(case, officer, "appeal", version=version) as locked_case:
        if not by_whom.strip() or len(text.strip()) < 2:
            raise NotValid("请填写申诉人和申诉内容", "enter who appeals and what is said")
        require_day_in_case(locked_case, filed_on)
        if locked_case.appeals.filter(outcome="").exists():
            raise NotNow("已有申诉待答复", "an appeal waits for its answer")
        appeal = Appeal.objects.create(
            case=locked_case,
            filed_on=filed_on,
            by_whom=by_whom.strip(),
            text=text.strip(),
            recorded_by=officer,
            recorded_at=timezone.now(),
        )
        start_clock(
            locked_case,
            APPEAL,
            get_day_end(add_workdays(get_today(), get_legal_number("check_working_days", "usual"))),
        )
        move_case(locked_case, officer, "appeal", None, filed_on=filed_on.isoformat())
        return appeal


def decide_appeal(appeal: Appeal, officer: Officer, *, changed: bool, answer: str) -> Appeal:
    """Uphold the conclusion, or send the case back to be checked again."""
    with lock_case(appeal.case_id, officer, "decide_appeal") as case:
        appeal = Appeal.objects.select_for_update().get(pk=appeal.pk)
        if appeal.outcome:
            raise NotNow("该申诉已答复", "this appeal has been answered")
        if officer.pk in (case.concluded_by_id, case.confirmed_by_id, case.closed_by_id):
            raise NotAllowed(
                "核查、复核、销号人不能处理申诉", "who checked, confirmed or closed cannot decide"
            )
        if len(answer.strip()) < 2:
            raise NotValid("请填写答复", "write the answer")
        appeal.outcome, appeal.answer = ("changed" if changed else "upheld"), answer.strip()
        appeal.decided_by, appeal.decided_on = officer, get_today()
        appeal.save()
        stop_clock(case, APPEAL)
        if changed:
            return_locked_case(case, officer, "decide_appeal", answer)
        else:
            move_case(case, officer, "decide_appeal", None, answer)
        return appeal
