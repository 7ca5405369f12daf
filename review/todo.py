"""What waits for an officer: conditions on cases, for the first page and the list."""

from collections.abc import Callable

from django.db.models import Q

from review import transitions
from review.models import Officer, Proposal
from review.permissions import has_right

# a deadline this near is announced; three days is also what 稽核 notices give
SOON_DAYS = 3


def find_mine(officer: Officer) -> Q:
    """Cases that the officer works on and that have not ended."""
    return Q(assignee=officer, state__in=transitions.OPEN)


def find_sent_back(officer: Officer) -> Q:
    """Cases sent back to the officer, to be checked again."""
    return Q(assignee=officer, state=transitions.RETURNED)


def find_to_review(officer: Officer) -> Q:
    """Answered cases that the officer may review: neither checker of them."""
    if not has_right(officer, "examine"):
        return Q(pk__in=[])
    waiting = Q(state__in=transitions.WAITING_FOR_REVIEW)
    return waiting & ~Q(concluded_by=officer) & ~Q(second_officer=officer)


def find_to_close(officer: Officer) -> Q:
    """Cases that somebody else proposed to close."""
    if not has_right(officer, "close"):
        return Q(pk__in=[])
    proposed = Q(state__in=transitions.TRANSITIONS["close"], close_proposed_by__isnull=False)
    return proposed & ~Q(close_proposed_by=officer)


def find_to_decide(officer: Officer) -> Q:
    """Cases with a proposal of somebody else that the officer may decide."""
    if not has_right(officer, "decide_proposal"):
        return Q(pk__in=[])
    waiting = Proposal.objects.filter(decided_by=None).exclude(proposed_by=officer)
    return Q(pk__in=waiting.values("case_id"))


def find_unassigned(officer: Officer) -> Q:
    """Cases handed out that nobody has."""
    return Q(assignee=None, state__in=transitions.WAITING_FOR_CHECK)


TODO: dict[str, Callable[[Officer], Q]] = {
    "mine": find_mine,
    "sent_back": find_sent_back,
    "review": find_to_review,
    "close": find_to_close,
    "decide": find_to_decide,
    "unassigned": find_unassigned,
}
