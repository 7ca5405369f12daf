"""复审: another officer reviews an answer and confirms it or sends it back."""

from decimal import Decimal

from contracts.verdict_codes import CONFIRMED, Conclusion
from contracts.workdays import add_workdays
from review import transitions
from review.actions.move_deadline import get_today, lock_case, move_case, start_clock
from review.actions.record_money import set_confirmed_amount
from review.deadlines import get_day_end, get_legal_number
from review.errors import NotAllowed, NotValid
from review.models import Case, Officer
from review.models.deadline import RECHECK


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
        if locked_case.conclusion in CONFIRMED:
            total = sum(
                (
                    f.amount_confirmed or Decimal(0)
                    for f in locked_case.findings.filter(is_current=True)
                ),
                Decimal(0),
            )
            set_confirmed_amount(locked_case, officer, total)
            move_case(locked_case, officer, "confirm", transitions.SETTLING, text)
        elif locked_case.conclusion == Conclusion.NOT_TRUE:
            move_case(locked_case, officer, "confirm", transitions.FALSE_ALARM, text)
        else:
            move_case(locked_case, officer, "confirm", transitions.SETTLING, text)
        return locked_case


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


def _require_other_officer(case, officer):
    if officer.pk == case.concluded_by_id or officer.name == case.second_checker:
        raise NotAllowed(
            "核查人不能复核自己的结论（须两人）",
            "who checked cannot confirm: two persons are needed",
        )
