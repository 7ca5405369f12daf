"""批量办理: one action on many cases, counted first and then done, each case by the same action as alone."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet

from contracts.bilingual_text import Text
from review import actions, audit, transitions
from review.errors import NotValid, Refusal
from review.labels import code
from review.models import Case, Officer, Recusal
from review.pages import forms
from review.permissions import permit

MOST = 5_000  # a bulk action holds the database's only writer: this many take about ten seconds


@dataclass(frozen=True)
class Bulk:
    """`may_do` are the cases, as a condition, on which the action would not be refused for their state."""

    name: str
    title: Text
    form: type
    run: Callable
    may_do: Callable[[Officer], Q]


def _closable(officer):
    return Q(state__in=transitions.WAYS["close"], close_proposed_by__isnull=False) & ~Q(
        close_proposed_by=officer
    )


BULKS = {
    b.name: b
    for b in (
        Bulk(
            "issue",
            Text("批量下发", "Issue"),
            forms.Issue,
            actions.issue,
            lambda o: Q(state__in=transitions.WAYS["issue"]),
        ),
        Bulk(
            "assign",
            Text("批量指派", "Assign"),
            forms.Assign,
            actions.assign,
            lambda o: Q(state__in=transitions.OPEN),
        ),
        Bulk(
            "snooze",
            Text("批量暂缓", "Put off"),
            forms.Snooze,
            actions.snooze,
            lambda o: Q(state__in=transitions.WAYS["snooze"]),
        ),
        Bulk(
            "dismiss",
            Text("批量误报关闭", "Close as false alarm"),
            forms.Dismiss,
            actions.dismiss,
            lambda o: Q(state__in=transitions.WAYS["dismiss"]),
        ),
        Bulk("close", Text("批量销号", "Close"), forms.Text_, actions.close, _closable),
    )
}


@dataclass(frozen=True)
class Count:
    """The dry run: on how many it would be done, and why not on the others (state → cases)."""

    matched: int
    would: int
    states: dict[str, int]
    recused: int


def dry_run(bulk: Bulk, cases: QuerySet[Case], officer: Officer) -> Count:
    """Count, change nothing."""
    permit(officer, "bulk")
    permit(officer, bulk.name)
    fit = cases.filter(bulk.may_do(officer))
    free = fit.exclude(_kept_from(officer))
    others = cases.exclude(pk__in=fit.values("pk")).values_list("state", flat=True)
    counted = Counter(code("feedback_stage", s) for s in others)
    would = free.count()
    return Count(cases.count(), would, dict(counted), fit.count() - would)


def apply(bulk: Bulk, cases: QuerySet[Case], officer: Officer, *, expected: int, given: dict) -> Counter:
    """Do it. Counter of "done" and of the refusals' words; all in one transaction.

    Raises NotValid if more or fewer cases fit than were counted: somebody has been at work meanwhile.
    """
    permit(officer, "bulk")
    permit(officer, bulk.name)
    with transaction.atomic():
        ids = list(
            cases.filter(bulk.may_do(officer))
            .exclude(_kept_from(officer))
            .values_list("pk", flat=True)[: MOST + 1]
        )
        if len(ids) > MOST:
            raise NotValid(
                f"一次最多办理{MOST}件，请缩小筛选范围", f"at most {MOST} cases at a time: narrow the filter"
            )
        if len(ids) != expected:
            raise NotValid(
                "符合条件的案件数已变化，请重新确认", "the number of cases has changed: count again"
            )
        told = Counter()
        for case_id in ids:
            told[_one(bulk, case_id, officer, given)] += 1
        audit.record(officer, "bulk", bulk.name, done=told["done"], refused=len(ids) - told["done"])
    return told


def _one(bulk, case_id, officer, given):
    try:
        with transaction.atomic():
            bulk.run(case_id, officer, **given)
    except Refusal as refusal:
        return refusal.shown
    return "done"


def _kept_from(officer):
    kept = Q(pk__in=Recusal.objects.filter(officer=officer).values("case_id"))
    if officer.op_id:
        kept |= Q(handlers__op_id=officer.op_id) | Q(subject_id=officer.op_id)
    return kept
