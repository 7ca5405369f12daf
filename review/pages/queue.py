"""我的工作: the officer's own work, and the list of cases."""

from django import forms
from django.contrib import messages
from django.db.models import Count, DecimalField, Q, Sum
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from contracts.codes import load_code_lists
from contracts.levels import LEVEL_NAMES
from review import actions, transitions
from review.form_fields import build_text_field, get_plain_text
from review.labels import LIST_STATUS, get_code_name, translate_lazily
from review.models import Case, Deadline, Indicator, Officer, Proposal, Referral, SavedView
from review.models.officer import CHECKER, DISCIPLINE, HEAD
from review.pages.case_filters import ON_LIST, ORDERS, STAGES, CaseListing, find_newest_run
from review.pages.find import IDENTITY_NUMBER, FindForm, show_subject
from review.pages.health import count_unanswered
from review.permissions import build_visibility_filter, has_right, list_visible_cases, require_right
from review.templatetags.desk import t
from review.workload import list_district_workloads, list_officer_workloads

# the sum of many cases: SQLite does not read a sum back that is wider than the field it names
YUAN = DecimalField(max_digits=20, decimal_places=2)


class SaveViewForm(forms.Form):
    """Name of a view."""

    name = build_text_field("视图名称", "Name", most=40)
    is_shared = forms.BooleanField(label=translate_lazily("共享", "Shared"), required=False)


@require_GET
def show_queue(request):
    """Show counts by stage, the officer's cases, running clocks and saved views."""
    officer = request.user
    if not has_right(officer, "see"):
        homes = {
            "users": "people",
            "grant": "grants",
            "audit": "log",
            "verify_basis": "paper_bases",
        }
        return redirect(next((homes[r] for r in homes if has_right(officer, r)), "password"))
    cases, today = list_visible_cases(officer), timezone.localdate()
    on_list = cases.filter(Q(list_status__in=ON_LIST) | ~Q(state=transitions.JUDGE))
    counts = dict(on_list.values_list("state").annotate(n=Count("pk")))
    mine = cases.filter(assignee=officer, state__in=transitions.OPEN).order_by(
        "due_on", "level_order"
    )
    late = Q(
        state__in=[transitions.ISSUED, transitions.CHECKING, transitions.RETURNED], due_on__lt=today
    )
    context = {
        "stages": [
            (s, sum(counts.get(x, 0) for x in states))
            for s, states in STAGES.items()
            if s != "open"
        ],
        "late": cases.filter(late).count(),
        "mine": mine[:20],
        "mine_count": mine.count(),
        "clocks": _list_running_clocks(officer),
        "moved": _list_moved_cases(officer, mine),
        "returned": mine.filter(state=transitions.RETURNED),
        "to_review": _list_cases_to_review(officer, cases),
        "to_close": _list_cases_to_close(officer, cases),
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
        "views": _list_views(officer),
    }
    return render(request, "review/queue.html", context)


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


def _list_cases_to_review(officer, cases):
    """List answered cases that the officer may review, the oldest first."""
    if not has_right(officer, "examine"):
        return ()
    waiting = cases.filter(state__in=transitions.WAITING_FOR_REVIEW)
    mine = Q(concluded_by=officer) | Q(second_officer=officer)
    return waiting.exclude(mine).order_by("state_since")[:20]


def _list_cases_to_close(officer, cases):
    """List cases that somebody else proposed to close."""
    if not has_right(officer, "close"):
        return ()
    proposed = cases.filter(
        state__in=transitions.TRANSITIONS["close"], close_proposed_by__isnull=False
    )
    return proposed.exclude(close_proposed_by=officer).order_by("state_since")[:20]


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


@require_GET
def list_cases(request):
    """Show the list with its filter; ticked rows or the whole filter can be acted on."""
    require_right(request.user, "see")
    if number := IDENTITY_NUMBER.fullmatch(request.GET.get("q", "").strip()):
        require_right(request.user, "unmask")
        return show_subject(request, number[0])
    listing = CaseListing(request.user, request.GET)
    context = {
        "listing": listing,
        "page": listing.page(),
        "views": _list_views(request.user),
        "save_form": SaveViewForm(),
        "find_form": FindForm() if has_right(request.user, "unmask") else None,
        "choices": list_filter_choices(request.user),
        "orders": ORDERS,
        "picked": {k: request.GET.getlist(k) for k in ("state", "level", "district", "status")},
        "ticks": has_right(request.user, "bulk"),
        "stages_offered": STAGES,
        "levels_offered": LEVEL_NAMES,
        "statuses_offered": LIST_STATUS,
    }
    return render(request, "review/cases.html", context)


def list_filter_choices(officer):
    """List the choices of the filter."""
    scenarios = Indicator.objects.filter(run=find_newest_run(officer)).order_by(
        "scenario_id", "indicator_id"
    )
    titles, indicators = {}, {}
    for i in scenarios:
        titles[i.scenario_id] = t(i.scenario_zh, i.scenario_en)
        indicators[i.indicator_id] = f"{i.indicator_id} {t(i.title_zh, i.title_en)}"
    districts = None if officer.sees_whole_city else officer.districts
    return {
        "states": [
            (s, get_code_name("feedback_stage", s)) for s in load_code_lists()["feedback_stage"]
        ],
        "districts": [
            (d, get_code_name("district", d))
            for d in load_code_lists()["district"]
            if districts is None or d in districts
        ],
        "officers": [
            (str(o.pk), o.name)
            for o in Officer.objects.filter(
                role__in=[DISCIPLINE] if officer.role == DISCIPLINE else [CHECKER, HEAD]
            ).order_by("last_name", "username")
        ],
        "kinds": list(load_code_lists()["subject_kind"]),
        "scenarios": list(titles.items()),
        "indicators": list(indicators.items()),
        "authorities": ["人社", "医保"] if officer.role != "discipline" else ["纪检"],
    }


@require_GET
def show_workload(request):
    """Show what each officer and district has in hand."""
    require_right(request.user, "workload")
    context = {
        "officers": list_officer_workloads(request.user),
        "districts": list_district_workloads(request.user),
    }
    return render(request, "review/workload.html", context)


@require_POST
def take_next_case(request):
    """Take the best free case and open it."""
    case = actions.take_next(request.user)
    if case is None:
        messages.info(request, t("没有待领取的案件", "no case is free"))
        return redirect("queue")
    return redirect("case", case.pk)


@require_POST
def save_view(request):
    """Save the present filter under a name."""
    require_right(request.user, "see")
    form = SaveViewForm(request.POST)
    if form.is_valid():
        SavedView.objects.update_or_create(
            owner=request.user,
            name=form.cleaned_data["name"],
            defaults={
                "query": get_plain_text(request.POST, "query")[:1000],
                "is_shared": form.cleaned_data["is_shared"],
            },
        )
        messages.success(request, t("视图已保存", "the view is kept"))
    return redirect(
        f"{request.POST.get('back') or '/cases/'}"[:1100]
        if request.POST.get("back", "").startswith("/cases/")
        else "cases"
    )


@require_POST
def drop_view(request, pk):
    """Delete a view of the officer."""
    require_right(request.user, "see")
    get_object_or_404(SavedView, pk=pk, owner=request.user).delete()
    return redirect("cases")


def _list_views(officer):
    return SavedView.objects.filter(Q(owner=officer) | Q(is_shared=True)).order_by("name")


def get_visible_case(request, case_id) -> Case:
    """Return a case visible to the officer, or 404."""
    return get_object_or_404(list_visible_cases(request.user), pk=case_id)
