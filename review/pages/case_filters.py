"""The list of cases: filter, search, order and pages from the query string."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import cached_property

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from review import transitions
from review.models import Case, Officer, Paper, Referral, Run
from review.pages.case_orders import FIRST, build_order, is_order
from review.permissions import WORK_ROLES, list_visible_cases
from review.search import match_word
from review.todo import SOON_DAYS, TODO
from review.written_numbers import strip_group_commas

# rows that a page of the list shows and ticks at once
PAGE_SIZE = 50
ON_LIST = ("listed", "control", "open")
# parameters that a link sets and no field of the filter shows
KEPT = ("todo", "due_on", "ring", "batch", "conclusion")
STAGES = {
    "judge": (transitions.JUDGE,),
    "check": (transitions.ISSUED, transitions.CHECKING, transitions.RETURNED),
    "review": transitions.WAITING_FOR_REVIEW,
    "settle": (transitions.SETTLING, transitions.REFERRED),
    "snoozed": (transitions.SNOOZED,),
    "ended": transitions.ENDED,
    "open": transitions.OPEN,
}


@dataclass(frozen=True)
class CaseListing:
    """The cases that a query string asks for; unknown parameters are ignored."""

    officer: Officer
    query: QueryDict

    @property
    def order(self) -> str:
        parameter = self.query.get("order", "")
        return parameter if is_order(parameter) else FIRST

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Parameters that the form hands on unseen."""
        return [(name, self.query[name]) for name in KEPT if self.query.get(name)]

    @cached_property
    def cases(self) -> QuerySet[Case]:
        """Every case that matches, unordered."""
        return list_visible_cases(self.officer).filter(self._build_filter())

    @property
    def cases_in_order(self) -> QuerySet[Case]:
        return self.cases.order_by(*build_order(self.order))

    def page(self):
        """Return the requested page, with the fields that its rows show."""
        rows = self.cases_in_order.select_related("assignee").defer("summary_en", "reappeared")
        return Paginator(rows, PAGE_SIZE).get_page(self.query.get("page"))

    def _build_filter(self) -> Q:
        condition = self._filter_by_fields()
        if not self.query.getlist("status"):
            condition &= Q(list_status__in=ON_LIST) | ~Q(state=transitions.JUDGE)
        for name in ("from", "to"):
            if (amount := _parse_amount(self.query.get(f"amount_{name}"))) is not None:
                condition &= Q(**{f"amount_involved__{'gte' if name == 'from' else 'lte'}": amount})
        todo = TODO.get(self.query.get("todo", ""))
        condition &= todo(self.officer) if todo else Q()
        return condition & self._filter_by_marks() & self._filter_by_words()

    def _get_text(self, name):
        """Return a parameter without NUL, which PostgreSQL refuses in texts."""
        return self.query.get(name, "").replace("\0", " ").strip()

    def _filter_by_fields(self):
        condition, get = Q(), self._get_text
        for name, field in (
            ("state", "state"),
            ("level", "level"),
            ("district", "district"),
            ("status", "list_status"),
            ("subject", "subject_id"),
        ):
            if values := [v for v in self.query.getlist(name) if v and "\0" not in v]:
                condition &= Q(**{f"{field}__in": values})
        for name, field in (
            ("authority", "authority"),
            ("kind", "subject_kind"),
            ("ring", "ring_id"),
            ("batch", "batch_no"),
            ("conclusion", "conclusion"),
        ):
            if value := get(name):
                condition &= Q(**{field: value})
        if get("stage") in STAGES:
            condition &= Q(state__in=STAGES[get("stage")])
        for name in ("scenario", "indicator"):
            if value := get(name):
                condition &= Q(marks__contains=f"|{value}|")
        return condition

    def _filter_by_marks(self):
        condition, today = Q(), timezone.localdate()
        who = self.query.get("who", "")
        if who == "me":
            condition &= Q(assignee=self.officer)
        elif who == "none":
            condition &= Q(assignee__isnull=True)
        elif who.isdecimal() and len(who) < 10:
            condition &= Q(assignee_id=int(who))
        waiting = Q(state__in=[transitions.ISSUED, transitions.CHECKING, transitions.RETURNED])
        due = self.query.get("due")
        if due == "late":
            condition &= waiting & Q(due_on__lt=today)
        elif due == "soon":
            condition &= waiting & Q(due_on__range=(today, today + timedelta(days=SOON_DAYS)))
        if day := _parse_day(self.query.get("due_on")):
            condition &= waiting & Q(due_on=day)
        if self.query.get("changed") and (run := find_newest_run(self.officer)):
            condition &= Q(changed_in=run) | Q(first_run=run)
        if self.query.get("reappeared"):
            condition &= ~Q(reappeared="")
        return condition

    def _filter_by_words(self):
        condition = Q()
        for part in self._get_text("q").lower().split()[:6]:
            condition &= self._match_word(part)
        return condition

    def _match_word(self, word):
        """Match a word with texts, officers, and numbers of papers."""
        named = [o.pk for o in Officer.objects.filter(role__in=WORK_ROLES) if word in o.name]
        papers = Paper.objects.filter(document_no__contains=word).values("case_id")
        referrals = Referral.objects.filter(document_no__contains=word).values("case_id")
        found = match_word(word) | Q(pk__in=papers) | Q(pk__in=referrals)
        return found | Q(assignee__in=named) if named else found


def find_newest_run(officer: Officer) -> Run | None:
    """Return the last run received of the part that the officer sees."""
    part = "restricted" if officer.role == "discipline" else "ordinary"
    return Run.objects.filter(part=part).first()


def _parse_day(text):
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _parse_amount(text):
    try:
        amount = Decimal(strip_group_commas(text or ""))
    except (InvalidOperation, ValueError):
        return None
    return amount if amount.is_finite() and abs(amount) < Decimal(10) ** 12 else None
