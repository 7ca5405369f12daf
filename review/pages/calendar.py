"""期限日历: days of a month with the deadlines that fall on them."""

from calendar import Calendar
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from contracts.workdays import is_workday
from review import transitions
from review.models import Deadline
from review.models.deadline import FEEDBACK, RECHECK
from review.permissions import build_visibility_filter, has_right, list_visible_cases, require_right

WAITING = (transitions.ISSUED, transitions.CHECKING, transitions.RETURNED)
MOST_CLOCKS = 4  # a day's cell holds so many lines; the others are counted


@dataclass(frozen=True)
class CalendarDay:
    """A day: cases to be answered, and the other deadlines that end on it."""

    day: date
    is_in_month: bool
    is_workday: bool
    due: int
    clocks: list[Deadline]

    @property
    def shown(self) -> list[Deadline]:
        return self.clocks[:MOST_CLOCKS]

    @property
    def more(self) -> int:
        return max(len(self.clocks) - MOST_CLOCKS, 0)


@require_GET
def show_calendar(request):
    """Show a month: the officer's own deadlines, or with `who=all` those of everybody in scope."""
    require_right(request.user, "see")
    today = timezone.localdate()
    month = _read_month(request.GET.get("month", ""), today)
    may_see_all = has_right(request.user, "assign") or not has_right(request.user, "take")
    is_all = may_see_all and request.GET.get("who", "all") == "all"
    days = list(Calendar().itermonthdates(month.year, month.month))
    due, clocks = _count_due(request.user, days, is_all), _list_clocks(request.user, days, is_all)
    cells = [
        CalendarDay(d, d.month == month.month, is_workday(d), due.get(d, 0), clocks.get(d, []))
        for d in days
    ]
    context = {
        "month": month,
        "weeks": [cells[n : n + 7] for n in range(0, len(cells), 7)],
        "before": month - timedelta(days=1),
        "after": month + timedelta(days=31),
        "today": today,
        "is_all": is_all,
        "may_see_all": may_see_all,
        "who": "" if is_all else "&who=me",
    }
    return render(request, "review/calendar.html", context)


def _read_month(text, today):
    """Read "2026-12"; the present month if it is none that a calendar could go on from."""
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return month if abs(month.year - today.year) < 100 else today.replace(day=1)


def _count_due(officer, days, is_all):
    cases = list_visible_cases(officer).filter(state__in=WAITING, due_on__range=(days[0], days[-1]))
    cases = cases if is_all else cases.filter(assignee=officer)
    return dict(cases.order_by().values_list("due_on").annotate(n=Count("pk")))


def _list_clocks(officer, days, is_all):
    """Return day → deadlines other than those of the check, which are counted with the cases."""
    running = Deadline.objects.filter(
        build_visibility_filter(officer, "case__"),
        met_at=None,
        is_void=False,
        due_at__date__range=(days[0], days[-1]),
    ).exclude(kind__in=(FEEDBACK, RECHECK))
    running = running if is_all else running.filter(case__assignee=officer)
    found = defaultdict(list)
    for deadline in running.select_related("case").order_by("due_at"):
        found[timezone.localtime(deadline.due_at).date()].append(deadline)
    return found
