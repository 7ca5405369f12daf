"""复审: another officer examines what was answered, and confirms it or sends it back."""

from decimal import Decimal

from contracts.workdays import add_workdays
from review import transitions
from review.actions.move_deadline import get_today, lock_case, move_case, start_clock
from review.actions.record_money import set_confirmed_amount
from review.deadlines import get_day_end, get_legal_number
from review.errors import NotAllowed, NotValid
from review.models import Case, Officer
from review.models.deadline import RECHECK


def examine(case, officer: Officer, *, version=None) -> Case:
    """04 → 05: the reviewer has taken it up."""
    with lock_case(case, officer, "examine", version=version) as locked_case:
        _require_other_officer(locked_case, officer)
        move_case(locked_case, officer, "examine", transitions.EXAMINED)
        return locked_case


def confirm(case, officer: Officer, *, text: str = "", version=None) -> Case:
    """05 → 06 where it is (partly) true; → 94 where it is not; where it cannot be verified it is put off or closed by hand."""
    with lock_case(case, officer, "confirm", version=version) as locked_case:
        _require_other_officer(locked_case, officer)
        locked_case.confirmed_by, locked_case.confirmed_on = officer, get_today()
        if locked_case.conclusion in ("1", "2"):
            total = sum(
                (
                    f.amount_confirmed or Decimal(0)
                    for f in locked_case.findings.filter(is_current=True)
                ),
                Decimal(0),
            )
            set_confirmed_amount(locked_case, officer, total)
            move_case(locked_case, officer, "confirm", transitions.SETTLING, text)
        elif locked_case.conclusion == "3":
            move_case(locked_case, officer, "confirm", transitions.FALSE_ALARM, text)
        else:
            move_case(locked_case, officer, "confirm", transitions.SETTLING, text)
        return locked_case


def send_back(case, officer: Officer, *, because: str, version=None) -> Case:
    """04, 05 or 06 → 91: to be checked again, by the same officer, within five working days."""
    with lock_case(case, officer, "send_back", version=version) as locked_case:
        if len(because.strip()) < 2:
            raise NotValid("请写明退回理由", "say why it is sent back")
        return_locked_case(locked_case, officer, "send_back", because)
        return locked_case


def return_locked_case(case: Case, officer: Officer, action: str, because: str) -> None:
    """The step itself, for a case that is locked already."""
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
