"""批量办理: count first, then do."""

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from review import bulk_actions
from review.errors import NotAllowed, Refusal
from review.pages.case_filters import CaseListing
from review.pages.forms import get_first_error
from review.permissions import require_right
from review.templatetags.desk import t

MAX_TICKED = 1_000


@require_POST
def show_bulk_preview(request):
    """The dry run, with the action's form."""
    bulk, cases = _read_bulk_request(request)
    if bulk is None:
        return redirect("cases")
    count = bulk_actions.count_bulk_action(bulk, cases, request.user)
    context = {
        "bulk": bulk,
        "form": bulk.form(officer=request.user),
        "count": count,
        "most": bulk_actions.MAX_CASES,
        **_build_hidden_fields(request),
    }
    return render(request, "review/bulk.html", context)


@require_POST
def apply_bulk(request):
    """Do what was counted."""
    bulk, cases = _read_bulk_request(request)
    if bulk is None:
        return redirect("cases")
    form = bulk.form(request.POST, officer=request.user)
    expected = int(request.POST.get("expected") or 0)
    if form.is_valid():
        given = {k: v for k, v in form.cleaned_data.items() if k != "version"}
        try:
            outcomes = bulk_actions.apply_bulk_action(
                bulk, cases, request.user, expected=expected, given=given
            )
        except NotAllowed:
            raise
        except Refusal as refusal:
            messages.error(request, refusal.shown)
        else:
            _report_outcomes(request, outcomes)
            return redirect("cases")
    else:
        messages.error(request, get_first_error(form))
    count = bulk_actions.count_bulk_action(bulk, cases, request.user)
    context = {
        "bulk": bulk,
        "form": form,
        "count": count,
        "most": bulk_actions.MAX_CASES,
        **_build_hidden_fields(request),
    }
    return render(request, "review/bulk.html", context)


def _read_bulk_request(request):
    """The action and its cases: those ticked, or all that the filter finds."""
    require_right(request.user, "bulk")
    bulk = bulk_actions.BULK_ACTIONS.get(request.POST.get("bulk", ""))
    if bulk is not None:
        require_right(request.user, bulk.name)
    cases = CaseListing(request.user, QueryDict(request.POST.get("query", ""))).cases
    if request.POST.get("reach") != "filter":
        cases = cases.filter(pk__in=request.POST.getlist("ticked")[:MAX_TICKED])
    return bulk, cases


def _build_hidden_fields(request):
    return {
        "query": request.POST.get("query", ""),
        "reach": request.POST.get("reach", ""),
        "ticked": request.POST.getlist("ticked")[:MAX_TICKED],
    }


def _report_outcomes(request, outcomes):
    done_count = outcomes.pop("done", 0)
    messages.success(request, t(f"已办理 {done_count} 件", f"done: {done_count}"))
    for why, count in outcomes.items():
        messages.warning(request, t(f"{count} 件未办理：{why}", f"{count} not done: {why}"))
