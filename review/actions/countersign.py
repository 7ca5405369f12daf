"""复审: another officer examines what was answered, and confirms it or sends it back."""

from decimal import Decimal

from contracts.workdays import workdays_after
from review import transitions
from review.actions.move_deadline import changing, move, start_clock, today
from review.actions.record_money import set_confirmed
from review.deadlines import end_of, number
from review.errors import NotAllowed, NotValid
from review.models import Case, Officer
from review.models.deadline import RECHECK


def examine(case, officer: Officer, *, version=None) -> Case:
    """04 → 05: the reviewer has taken it up."""
    with changing(case, officer, "examine", version=version) as held:
        _another(held, officer)
        move(held, officer, "examine", transitions.EXAMINED)
        return held


def confirm(case, officer: Officer, *, text: str = "", version=None) -> Case:
    """05 → 06 where it is (partly) true; → 94 where it is not; where it cannot be verified it is put off or closed by hand."""
    with changing(case, officer, "confirm", version=version) as held:
        _another(held, officer)
        held.confirmed_by, held.confirmed_on = officer, today()
        if held.conclusion in ("1", "2"):
            total = sum(
                (f.amount_confirmed or Decimal(0) for f in held.findings.filter(is_current=True)), Decimal(0)
            )
            set_confirmed(held, officer, total)
            move(held, officer, "confirm", transitions.SETTLING, text)
        elif held.conclusion == "3":
            move(held, officer, "confirm", transitions.FALSE_ALARM, text)
        else:
            move(held, officer, "confirm", transitions.SETTLING, text)
        return held


def send_back(case, officer: Officer, *, because: str, version=None) -> Case:
    """04, 05 or 06 → 91: to be checked again, by the same officer, within five working days."""
    with changing(case, officer, "send_back", version=version) as held:
        if len(because.strip()) < 2:
            raise NotValid("请写明退回理由", "say why it is sent back")
        returned(held, officer, "send_back", because)
        return held


def returned(held: Case, officer: Officer, action: str, because: str) -> None:
    """The step itself, for a case that is locked already."""
    held.confirmed_by = held.confirmed_on = held.close_proposed_by = held.closed_by = held.closed_on = None
    held.due_on = workdays_after(today(), number("check_working_days", "urgent"))
    start_clock(held, RECHECK, end_of(held.due_on))
    move(held, officer, action, transitions.RETURNED, because, due_on=held.due_on.isoformat())


def _another(held, officer):
    if officer.pk == held.concluded_by_id or officer.name == held.second_checker:
        raise NotAllowed(
            "核查人不能复核自己的结论（须两人）", "who checked cannot confirm: two persons are needed"
        )
