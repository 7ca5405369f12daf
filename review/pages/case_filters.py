"""The list of cases: filter, search, order and pages, all from the query string."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from functools import cached_property

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from review import transitions
from review.models import Case, Officer, Run
from review.permissions import visible_cases

PAGE = 50
ON_LIST = ("listed", "control", "open")
ORDERS = {
    "severity": ("level_order", "-severity", "case_id"),
    "amount": ("-amount_involved", "case_id"),
    "due": ("due_on", "level_order", "case_id"),
    "newest": ("-first_flagged_on", "level_order", "case_id"),
    "state": ("state", "level_order", "case_id"),
    "district": ("district", "level_order", "-severity"),
    "outstanding": ("-amount_to_recover", "case_id"),
}
STAGES = {
    "judge": (transitions.JUDGE,),
    "check": (transitions.ISSUED, transitions.CHECKING, transitions.RETURNED),
    "review": transitions.WAITING_FOR_REVIEW,
    "settle": (transitions.SETTLING, transitions.REFERRED),
    "snoozed": (transitions.SNOOZED,),
    "ended": transitions.ENDED,
    "open": transitions.OPEN,
}
SEVERAL = ("state", "level", "district", "status")
ONE = ("stage", "authority", "kind", "scenario", "indicator", "ring", "who", "batch", "conclusion")


@dataclass(frozen=True)
class Listing:
    """What an officer asked to see. Anything unknown in the query string is passed over."""

    officer: Officer
    query: QueryDict

    @property
    def order(self) -> str:
        asked = self.query.get("order", "")
        return asked if asked in ORDERS else "severity"

    @cached_property
    def cases(self) -> QuerySet[Case]:
        """Every case that fits, unordered."""
        return visible_cases(self.officer).filter(self._wanted())

    @property
    def ordered(self) -> QuerySet[Case]:
        return self.cases.order_by(*ORDERS[self.order])

    def page(self):
        """The page asked for, with what its rows show."""
        rows = self.ordered.select_related("assignee").defer("search", "summary_en", "reappeared")
        return Paginator(rows, PAGE).get_page(self.query.get("page"))

    def _wanted(self) -> Q:
        wanted = self._named()
        if not self.query.getlist("status"):
            wanted &= Q(list_status__in=ON_LIST) | ~Q(state=transitions.JUDGE)
        for name in ("from", "to"):
            if (amount := _amount(self.query.get(f"amount_{name}"))) is not None:
                wanted &= Q(**{f"amount_involved__{'gte' if name == 'from' else 'lte'}": amount})
        return wanted & self._marks() & self._words()

    def _said(self, name):
        """A parameter; PostgreSQL takes no NUL in a text."""
        return self.query.get(name, "").replace("\0", " ").strip()

    def _named(self):
        wanted, get = Q(), self._said
        for name, field in (
            ("state", "state"),
            ("level", "level"),
            ("district", "district"),
            ("status", "list_status"),
        ):
            if values := [v for v in self.query.getlist(name) if v and "\0" not in v]:
                wanted &= Q(**{f"{field}__in": values})
        for name, field in (
            ("authority", "authority"),
            ("kind", "subject_kind"),
            ("ring", "ring_id"),
            ("batch", "batch_no"),
            ("conclusion", "conclusion"),
        ):
            if value := get(name):
                wanted &= Q(**{field: value})
        if get("stage") in STAGES:
            wanted &= Q(state__in=STAGES[get("stage")])
        for name in ("scenario", "indicator"):
            if value := get(name):
                wanted &= Q(marks__contains=f"|{value}|")
        return wanted

    def _marks(self):
        wanted, today = Q(), timezone.localdate()
        who = self.query.get("who", "")
        if who == "me":
            wanted &= Q(assignee=self.officer)
        elif who == "none":
            wanted &= Q(assignee__isnull=True)
        elif who.isdecimal() and len(who) < 10:
            wanted &= Q(assignee_id=int(who))
        waiting = Q(state__in=[transitions.ISSUED, transitions.CHECKING, transitions.RETURNED])
        due = self.query.get("due")
        if due == "late":
            wanted &= waiting & Q(due_on__lt=today)
        elif due == "soon":
            wanted &= waiting & Q(due_on__range=(today, today + timedelta(days=3)))
        if self.query.get("changed") and (run := newest_run(self.officer)):
            wanted &= Q(changed_in=run) | Q(first_run=run)
        if self.query.get("reappeared"):
            wanted &= ~Q(reappeared="")
        return wanted

    def _words(self):
        wanted = Q()
        for part in self._said("q").lower().split()[:6]:
            wanted &= Q(search__contains=part)
        return wanted


def newest_run(officer: Officer) -> Run | None:
    """The last run received, of the part that the officer sees."""
    part = "restricted" if officer.role == "discipline" else "ordinary"
    return Run.objects.filter(part=part).first()


def _amount(text):
    try:
        amount = Decimal((text or "").replace(",", ""))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and abs(amount) < Decimal(10) ** 12 else None
