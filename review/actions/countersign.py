"""复审: another officer reviews an answer and confirms it or sends it back."""

from decimal import Decimal

from contracts.verdict_codes import CONFIRMED, Conclusion
from contracts.workdays import add_workdays
from review import transitions
from review.actions.move_deadline import get_today, lock_case, move_case, start_clock
from review.actions.record_money import set_confirmed_amount
from review.case_findings import list_case_findings, sum_confirmed
from review.deadlines import get_day_end, get_legal_number
from review.errors import NotAllowed, NotNow, NotValid
from review.freezing import freeze_confirmed_case
from review.models import Case, Officer
from review.models.deadline import RECHECK
from review.models.notice import SENT_BACK
from review.notices import notify


def examine(case, officer: Officer, *, version=None) -> Case:
    """Move 04 → 05: take a case up for review."""
    with lock_case(case, officer, "examine", version=version) as locked_case:
        _require_other_officer(locked_case, officer)
        move_case(locked_case, officer, "examine", transitions.EXAMINED)
        return locked_case


def confirm(case, officer: Officer, *, text: str = "", version=None) -> Case:
    """Confirm a conclusion: 05 → 06, or → 94 if it is not true.

    A case that cannot be verified goes to 06, where it is put off or closed by hand.
    """
    with lock_case(case, officer, "confirm", version=version) as locked_case:
        _require_other_officer(locked_case, officer)
        locked_case.confirmed_by, locked_case.confirmed_on = officer, get_today()
        is_true = locked_case.conclusion in CONFIRMED
        total = sum_confirmed(list_case_findings(locked_case)) if is_true else Decimal(0)
        set_confirmed_amount(locked_case, officer, total)
        next_state = transitions.SETTLING
        if locked_case.conclusion == Conclusion.NOT_TRUE:
            _require_nothing_booked(locked_case)
            next_state = transitions.FALSE_ALARM
        move_case(
            locked_case,
            officer,
            "confirm",
            next_state,
            text,
            conclusion=locked_case.conclusion,
            amount=str(total),
        )
        freeze_confirmed_case(locked_case, officer)
        return locked_case


def _require_nothing_booked(case):
    if case.amount_to_recover or case.amount_recovered or case.amount_waived:
        raise NotNow(
            "结论为不属实，台账仍有应追回、已追回或免予追回，请先冲销",
            "the conclusion is not true and the ledger holds sums: reverse them first",
        )


def send_back(case, officer: Officer, *, because: str, version=None) -> Case:
    """Move 04, 05 or 06 → 91, to be checked again by the same officer in five working days."""
    with lock_case(case, officer, "send_back", version=version) as locked_case:
        if len(because.strip()) < 2:
            raise NotValid("请写明退回理由", "say why it is sent back")
        return_locked_case(locked_case, officer, "send_back", because)
        return locked_case


def return_locked_case(case: Case, officer: Officer, action: str, because: str) -> None:
    """Send a case back that the caller has locked."""
    case.confirmed_by = case.confirmed_on = case.close_proposed_by = case.closed_by = (
        case.closed_on
    ) = None
    case.due_on = add_workdays(get_today(), get_legal_number("check_working_days", "urgent"))
    start_clock(case, RECHECK, get_day_end(case.due_on))
    move_case(case, officer, action, transitions.RETURNED, because, due_on=case.due_on.isoformat())
    notify(case.assignee, SENT_BACK, case, by=officer, text=because)


def _require_other_officer(case, officer):
    if officer.pk in (case.concluded_by_id, case.second_officer_id):
        raise NotAllowed(
            "核查人不能复核自己的结论（须两人）",
            "who checked cannot confirm: two persons are needed",
        )
