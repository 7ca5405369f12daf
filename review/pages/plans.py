"""检查计划、我的检查: plans for planners, and for everybody else their own visits in time."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from review import audit
from review.errors import NotAllowed, NotValid
from review.excel.file_safety import MOST_BYTES
from review.excel.views import respond_with_workbook
from review.permissions import require_right
from review.templatetags.desk import t
from review.visits import results
from review.visits.actions import (
    approve_plan,
    begin_visit,
    list_team_visits,
    list_visible_plans,
)
from review.visits.map import draw_map
from review.visits.pack import write_pack
from review.visits.results import find_team_visit, take_results


@require_GET
def list_plans(request):
    """List the plans of the planner's part, the newest quarter first."""
    require_right(request.user, "plan")
    plans = list_visible_plans(request.user).select_related("made_by", "approved_by")
    return render(request, "review/plans.html", {"plans": plans})


@require_GET
def show_plan(request, plan_id):
    """Show a plan: visits, weeks, map, why not others, fairness, reserve; logged."""
    require_right(request.user, "plan")
    plan = get_object_or_404(list_visible_plans(request.user), pk=plan_id)
    visits = list(plan.visits.all())
    audit.record(request.user, "plan_seen", plan.pk)
    context = {
        "plan": plan,
        "head": plan.tables["plan"][0],
        "visits": visits,
        "weeks": _list_weeks(visits),
        "map": draw_map(visits),
        "rejected": [r for r in plan.tables["plan_candidate"] if not r["is_chosen"]],
        "fairness": plan.tables["fairness"],
        "reserve": plan.tables["reserve"],
    }
    return render(request, "review/plan.html", context)


@require_POST
def approve_a_plan(request, plan_id):
    """Approve a plan as the second person."""
    require_right(request.user, "plan")
    get_object_or_404(list_visible_plans(request.user), pk=plan_id)
    approve_plan(plan_id, request.user)
    messages.success(request, t("计划已批准", "the plan is approved"))
    return redirect("plan", plan_id)


@require_GET
def list_own_visits(request):
    """Show the officer's own visits of which the team may know now; logged by visit."""
    visits = list_team_visits(request.user)
    audit.record_many(request.user, [("visit_seen", v.pk, {}) for v in visits])
    return render(request, "review/visits.html", {"visits": visits})


@require_POST
def begin_a_visit(request, visit_id):
    """Begin a visit on its day."""
    begin_visit(visit_id, request.user)
    messages.success(request, t("检查已开始", "the visit has begun"))
    return redirect("visits")


@require_GET
def download_pack(request, visit_id):
    """Return the pack of a visit of which the team may know now; logged."""
    visit = next((v for v in list_team_visits(request.user) if v.pk == visit_id), None)
    if visit is None:
        raise NotAllowed("不是您可知悉的检查任务", "no visit of yours that may be known")
    audit.record(request.user, "visit_pack", visit.pk)
    return respond_with_workbook(f"检查任务包-{visit.pk}.xlsx", write_pack(visit))


@require_POST
def enter_results(request, visit_id):
    """Take the filled pack of a visit."""
    find_team_visit(visit_id, request.user)
    file = request.FILES.get("file")
    if file is None or file.size > MOST_BYTES:
        raise NotValid("请选择填好的任务包", "choose the filled pack")
    take_results(visit_id, request.user, file.read())
    messages.success(request, t("结果已接收，待另一名组员复核", "taken; another member confirms"))
    return redirect("visits")


@require_POST
def confirm_results(request, visit_id):
    """Confirm the results of a visit as the second person."""
    results.confirm_results(visit_id, request.user)
    messages.success(request, t("结果已复核", "the results are confirmed"))
    return redirect("visits")


def _list_weeks(visits) -> list[tuple[str, list]]:
    """Monday → [(number on the map, visit)], in order; visits without a week come last."""
    weeks = {}
    for n, visit in enumerate(visits, start=1):
        weeks.setdefault(visit.facts["week_start_on"] or "", []).append((n, visit))
    return sorted(weeks.items(), key=lambda item: item[0] or "9999")
