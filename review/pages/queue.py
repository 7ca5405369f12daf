"""疑点案件: the list of cases, its export, taking the next one, and the workload."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from contracts.codes import load_code_lists
from contracts.levels import LEVEL_NAMES
from review import actions
from review.excel.export_list import export_case_list
from review.excel.views import respond_with_workbook
from review.labels import LIST_STATUS, get_code_name
from review.models import Case, Indicator, Officer
from review.models.officer import CHECKER, DISCIPLINE, HEAD
from review.pages.auth import get_client_address
from review.pages.case_filters import STAGES, CaseListing, find_newest_run
from review.pages.case_orders import ORDERS
from review.pages.find import IDENTITY_NUMBER, FindForm, show_subject
from review.pages.saved_views import list_views
from review.permissions import has_right, list_visible_cases, require_right
from review.templatetags.desk import t
from review.workload import list_district_workloads, list_officer_workloads


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
        "views": list_views(request.user),
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


@require_GET
def export_cases(request):
    """Return the workbook of exactly what the list shows, all pages of it."""
    require_right(request.user, "export")
    listing = CaseListing(request.user, request.GET)
    workbook = export_case_list(
        request.user,
        listing.cases_in_order,
        request.GET.urlencode(),
        address=get_client_address(request),
    )
    return respond_with_workbook(workbook.name, workbook.content)


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
        "officers": [(str(o.pk), o.name) for o in _list_officers(officer)],
        "kinds": list(load_code_lists()["subject_kind"]),
        "scenarios": list(titles.items()),
        "indicators": list(indicators.items()),
        "authorities": ["人社", "医保"] if officer.role != "discipline" else ["纪检"],
    }


def _list_officers(officer):
    """List who can hold cases, and whoever holds one that the officer sees, whatever the role now."""
    roles = [DISCIPLINE] if officer.role == DISCIPLINE else [CHECKER, HEAD]
    holders = list_visible_cases(officer).filter(assignee__isnull=False).values("assignee")
    named = Officer.objects.filter(Q(role__in=roles) | Q(pk__in=holders))
    return named.order_by("last_name", "username")


@require_GET
def show_workload(request):
    """Show what each officer and district has in hand."""
    require_right(request.user, "workload")
    officers, unassigned = list_officer_workloads(request.user)
    context = {
        "unassigned": unassigned,
        "officers": officers,
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


def get_visible_case(request, case_id) -> Case:
    """Return a case visible to the officer, or 404."""
    return get_object_or_404(list_visible_cases(request.user), pk=case_id)
