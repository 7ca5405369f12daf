"""批量办理: one action on many cases, counted first and then done, each case by the same action as alone."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet

from contracts.bilingual_text import BilingualText
from review import actions, audit, transitions
from review.errors import NotValid, Refusal
from review.labels import get_code_name
from review.models import Case, Officer, Recusal
from review.pages import forms
from review.permissions import require_right

MAX_CASES = (
    5_000  # a bulk action holds the database's only writer: this many take about ten seconds
)


@dataclass(frozen=True)
class BulkAction:
    """`may_do` are the cases, as a condition, on which the action would not be refused for their state."""

    name: str
    title: BilingualText
    form: type
    run: Callable
    may_do: Callable[[Officer], Q]


def _filter_closable(officer):
    return Q(state__in=transitions.TRANSITIONS["close"], close_proposed_by__isnull=False) & ~Q(
        close_proposed_by=officer
    )


BULK_ACTIONS = {
    b.name: b
    for b in (
        BulkAction(
            "issue",
            BilingualText("批量下发", "Issue"),
            forms.IssueForm,
            actions.issue,
            lambda o: Q(state__in=transitions.TRANSITIONS["issue"]),
        ),
        BulkAction(
            "assign",
            BilingualText("批量指派", "Assign"),
            forms.AssignForm,
            actions.assign,
            lambda o: Q(state__in=transitions.OPEN),
        ),
        BulkAction(
            "snooze",
            BilingualText("批量暂缓", "Put off"),
            forms.SnoozeForm,
            actions.snooze,
            lambda o: Q(state__in=transitions.TRANSITIONS["snooze"]),
        ),
        BulkAction(
            "dismiss",
            BilingualText("批量误报关闭", "Close as false alarm"),
            forms.DismissForm,
            actions.dismiss,
            lambda o: Q(state__in=transitions.TRANSITIONS["dismiss"]),
        ),
        BulkAction(
            "close",
            BilingualText("批量销号", "Close"),
            forms.OpinionForm,
            actions.close,
            _filter_closable,
        ),
    )
}


@dataclass(frozen=True)
class DryRunCount:
    """The dry run: on how many it would be done, and why not on the others (state → cases)."""

    matched: int
    would: int
    states: dict[str, int]
    recused: int


def count_bulk_action(bulk: BulkAction, cases: QuerySet[Case], officer: Officer) -> DryRunCount:
    """Count, change nothing."""
    require_right(officer, "bulk")
    require_right(officer, bulk.name)
    fit = cases.filter(bulk.may_do(officer))
    free = fit.exclude(_filter_recused(officer))
    others = cases.exclude(pk__in=fit.values("pk")).values_list("state", flat=True)
    counted = Counter(get_code_name("feedback_stage", s) for s in others)
    would = free.count()
    return DryRunCount(cases.count(), would, dict(counted), fit.count() - would)


def apply_bulk_action(
    bulk: BulkAction, cases: QuerySet[Case], officer: Officer, *, expected: int, given: dict
) -> Counter:
    """Do it. Counter of "done" and of the refusals' words; all in one transaction.

    Raises NotValid if more or fewer cases fit than were counted: somebody has been at work meanwhile.
    """
    require_right(officer, "bulk")
    require_right(officer, bulk.name)
    with transaction.atomic():
        ids = list(
            cases.filter(bulk.may_do(officer))
            .exclude(_filter_recused(officer))
            .values_list("pk", flat=True)[: MAX_CASES + 1]
        )
        if len(ids) > MAX_CASES:
            raise NotValid(
                f"一次最多办理{MAX_CASES}件，请缩小筛选范围",
                f"at most {MAX_CASES} cases at a time: narrow the filter",
            )
        if len(ids) != expected:
            raise NotValid(
                "符合条件的案件数已变化，请重新确认", "the number of cases has changed: count again"
            )
        outcomes = Counter()
        for case_id in ids:
            outcomes[_apply_to_case(bulk, case_id, officer, given)] += 1
        audit.record(
            officer, "bulk", bulk.name, done=outcomes["done"], refused=len(ids) - outcomes["done"]
        )
    return outcomes


def _apply_to_case(bulk, case_id, officer, given):
    try:
        with transaction.atomic():
            bulk.run(case_id, officer, **given)
    except Refusal as refusal:
        return refusal.shown
    return "done"


def _filter_recused(officer):
    condition = Q(pk__in=Recusal.objects.filter(officer=officer).values("case_id"))
    if officer.op_id:
        condition |= Q(handlers__op_id=officer.op_id) | Q(subject_id=officer.op_id)
    return condition
