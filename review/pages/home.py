"""我的工作: what waits for the officer, by role."""

from django.db.models import Count, DecimalField, Q, Sum
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from review import transitions
from review.models import CaseEvent, Deadline, Proposal, Referral
from review.models.officer import CHECKER, DISCIPLINE, HEAD, READER, REVIEWER
from review.pages.case_filters import ON_LIST, STAGES, find_newest_run
from review.pages.health import count_unanswered
from review.pages.notices import list_notices
from review.pages.saved_views import list_views
from review.permissions import build_visibility_filter, has_right, list_visible_cases
from review.todo import find_mine, find_to_close, find_to_review
from review.workload import list_officer_workloads

# the sum of many cases: SQLite does not read a sum back that is wider than the field it names
YUAN = DecimalField(max_digits=20, decimal_places=2)


# a page of work; the heading leads to the whole list
MOST_ROWS, MOST_NOTICES = 20, 8
# role → parts of its first page, what waits for that role first
PARTS = {
    CHECKER: ("notices", "returned", "mine", "moved", "clocks"),
    REVIEWER: ("notices", "to_review", "to_close", "waiting", "clocks"),
    HEAD: (
        *("notices", "waiting", "referrals", "workload"),
        *("to_review", "to_close", "moved", "clocks"),
    ),
    DISCIPLINE: (
        *("notices", "returned", "mine", "to_review", "to_close"),
        *("waiting", "referrals", "workload", "moved", "clocks"),
    ),
    READER: ("clocks",),
}


@require_GET
def show_queue(request):
    """Show counts by stage, what waits for the role, the money, and saved views."""
    officer = request.user
    if not has_right(officer, "see"):
        homes = {
            "users": "people",
            "grant": "grants",
            "audit": "log",
            "verify_basis": "paper_bases",
            "plan": "plans",
        }
        return redirect(next((homes[r] for r in homes if has_right(officer, r)), "password"))
    cases, today = list_visible_cases(officer), timezone.localdate()
    on_list = cases.filter(Q(list_status__in=ON_LIST) | ~Q(state=transitions.JUDGE))
    counts = dict(on_list.values_list("state").annotate(n=Count("pk")))
    mine = cases.filter(find_mine(officer)).order_by("due_on", "level_order")
    late = Q(
        state__in=[transitions.ISSUED, transitions.CHECKING, transitions.RETURNED], due_on__lt=today
    )
    review = cases.filter(find_to_review(officer)).order_by("state_since")
    close = cases.filter(find_to_close(officer)).order_by("state_since")
    context = {
        "parts": [f"review/home/{part}.html" for part in PARTS[officer.role]],
        "stages": [
            (s, sum(counts.get(x, 0) for x in states))
            for s, states in STAGES.items()
            if s != "open"
        ],
        "late": cases.filter(late).count(),
        "notices": list_notices(officer).filter(read_at=None)[:MOST_NOTICES],
        "mine": mine.select_related("assignee")[:MOST_ROWS],
        "mine_count": mine.count(),
        "clocks": _list_running_clocks(officer),
        "moved": _list_moved_cases(officer, mine),
        "returned": _list_returned_cases(mine),
        "to_review": review.select_related("assignee")[:MOST_ROWS],
        "to_review_count": review.count(),
        "to_close": close.select_related("assignee")[:MOST_ROWS],
        "to_close_count": close.count(),
        "waiting": _list_waiting_proposals(officer),
        "proposals": Referral.objects.filter(
            build_visibility_filter(officer, "case__"), approved_by=None, refused_by=None
        ).select_related("case")[:10],
        "money": cases.aggregate(
            i=Sum("amount_involved", filter=Q(list_status__in=ON_LIST), output_field=YUAN),
            c=Sum("amount_confirmed", output_field=YUAN),
            t=Sum("amount_to_recover", output_field=YUAN),
            r=Sum("amount_recovered", output_field=YUAN),
        ),
        "run": find_newest_run(officer),
        "health": count_unanswered(officer) if has_right(officer, "health") else {},
        "views": list_views(officer),
    }
    if has_right(officer, "workload"):
        context["officers"], context["unassigned"] = list_officer_workloads(officer)
    return render(request, "review/queue.html", context)


def _list_returned_cases(mine):
    """List (case, the event that says why it was sent back), the nearest deadline first."""
    cases = list(mine.filter(state=transitions.RETURNED)[:MOST_ROWS])
    events = CaseEvent.objects.filter(case__in=cases, state_to=transitions.RETURNED)
    because = {e.case_id: e for e in events.select_related("by").order_by("id")}
    return [(case, because.get(case.pk)) for case in cases]


def _list_moved_cases(officer, mine):
    """List assigned cases whose district a night has changed, for their officer and for heads."""
    cases = list_visible_cases(officer) if has_right(officer, "assign") else mine
    moved = cases.filter(
        state__in=transitions.OPEN, assignee__isnull=False, events__action="district_changed"
    )
    recent = moved.select_related("assignee").distinct().order_by("case_id")[:50]
    return [c for c in recent if not c.assignee.sees_whole_city and _is_outside(c)][:10]


def _is_outside(case):
    return case.district not in case.assignee.districts


def _list_waiting_proposals(officer):
    if not has_right(officer, "decide_proposal"):
        return ()
    waiting = Proposal.objects.filter(build_visibility_filter(officer, "case__"), decided_by=None)
    return waiting.exclude(proposed_by=officer).select_related("case", "proposed_by")[:20]


def _list_running_clocks(officer):
    running = Deadline.objects.filter(
        build_visibility_filter(officer, "case__"), met_at__isnull=True, is_void=False
    )
    return running.exclude(kind="feedback").select_related("case").order_by("due_at")[:10]
