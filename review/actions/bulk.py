"""批量办理: one action on many cases, counted before it is done."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet

from review import audit, transitions
from review.actions.close import close
from review.actions.issue import assign, issue, snooze
from review.actions.propose import approve_dismissal, propose_dismissal
from review.actions.spread import assign_by_plan
from review.actions.urge import urge
from review.errors import NotValid, Refusal
from review.labels import get_code_name
from review.models import Case, Officer, Proposal
from review.models.proposal import DISMISS
from review.permissions import recused_case_ids, require_right

# a bulk action holds the database's only writer: this many take about ten seconds
MAX_CASES = 5_000


@dataclass(frozen=True)
class BulkAction:
    """An action that can be done on many cases.

    `run(case_id, officer, **fields)` acts on one case; `build_filter(officer)` finds the cases
    whose state allows it.
    """

    name: str
    run: Callable
    build_filter: Callable[[Officer], Q]


def _filter_closable(officer):
    return Q(state__in=transitions.TRANSITIONS["close"], close_proposed_by__isnull=False) & ~Q(
        close_proposed_by=officer
    )


def _filter_worked_on(officer):
    return Q(state__in=transitions.OPEN, assignee__isnull=False) & ~Q(assignee=officer)


def _filter_dismissable(officer):
    return Q(state__in=transitions.TRANSITIONS["dismiss"]) & ~Q(pk__in=_list_proposed(DISMISS))


def _filter_proposed_dismissals(officer):
    waiting = Proposal.objects.filter(kind=DISMISS, decided_by=None)
    others = waiting.exclude(proposed_by=officer).values("case_id")
    return Q(state__in=transitions.TRANSITIONS["dismiss"], pk__in=others)


def _list_proposed(kind):
    return Proposal.objects.filter(kind=kind, decided_by=None).values("case_id")


def _filter_states(case_states):
    return lambda officer: Q(state__in=case_states)


# a case that somebody checks already is handed over by name, not shared out
SHARED_STATES = (transitions.JUDGE, *transitions.WAITING_FOR_CHECK)
BULK_ACTIONS = {
    action.name: action
    for action in (
        BulkAction("issue", issue, _filter_states(transitions.TRANSITIONS["issue"])),
        BulkAction("assign", assign, _filter_states(transitions.OPEN)),
        BulkAction("spread", assign_by_plan, _filter_states(SHARED_STATES)),
        BulkAction("urge", urge, _filter_worked_on),
        BulkAction("snooze", snooze, _filter_states(transitions.TRANSITIONS["snooze"])),
        BulkAction("dismiss", propose_dismissal, _filter_dismissable),
        BulkAction("approve_dismissal", approve_dismissal, _filter_proposed_dismissals),
        BulkAction("close", close, _filter_closable),
    )
}


@dataclass(frozen=True)
class DryRunCount:
    """Result of a dry run: cases matched, cases that would change, and states of the others."""

    matched: int
    would: int
    states: dict[str, int]
    recused: int


def count_bulk_action(bulk: BulkAction, cases: QuerySet[Case], officer: Officer) -> DryRunCount:
    """Count the cases on which a bulk action would be done; change nothing."""
    require_right(officer, "bulk")
    require_right(officer, bulk.name)
    fit = cases.filter(bulk.build_filter(officer))
    free = select_workable(bulk, cases, officer)
    others = cases.exclude(pk__in=fit.values("pk")).values_list("state", flat=True)
    counted = Counter(get_code_name("feedback_stage", s) for s in others)
    would = free.count()
    return DryRunCount(cases.count(), would, dict(counted), fit.count() - would)


def select_workable(bulk: BulkAction, cases: QuerySet[Case], officer: Officer) -> QuerySet[Case]:
    """Select the cases whose state allows the action and that the officer need not keep away from."""
    fit = cases.filter(bulk.build_filter(officer))
    return fit.exclude(pk__in=recused_case_ids(officer))


def apply_bulk_action(
    bulk: BulkAction, cases: QuerySet[Case], officer: Officer, *, expected: int, fields: dict
) -> Counter:
    """Do a bulk action on every case that allows it, in one transaction.

    Returns a Counter of "done" and of the messages of refusals.

    Raises NotValid if the number of cases is not the one that was counted.
    """
    require_right(officer, "bulk")
    require_right(officer, bulk.name)
    with transaction.atomic():
        workable = select_workable(bulk, cases, officer)
        ids = list(workable.values_list("pk", flat=True)[: MAX_CASES + 1])
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
            outcomes[_apply_to_case(bulk, case_id, officer, fields)] += 1
        audit.record(
            officer, "bulk", bulk.name, done=outcomes["done"], refused=len(ids) - outcomes["done"]
        )
    return outcomes


def _apply_to_case(bulk, case_id, officer, fields):
    try:
        with transaction.atomic():
            bulk.run(case_id, officer, **fields)
    except Refusal as refusal:
        return refusal.shown
    return "done"
