"""批量办理: count first, then do."""

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from review import bulk_actions
from review.errors import NotAllowed, Refusal
from review.pages.case_filters import Listing
from review.pages.forms import first_error
from review.permissions import permit
from review.templatetags.desk import t

TICKED_MOST = 1_000


@require_POST
def preview(request):
    """The dry run, with the action's form."""
    bulk, cases = _asked(request)
    if bulk is None:
        return redirect("cases")
    count = bulk_actions.dry_run(bulk, cases, request.user)
    context = {
        "bulk": bulk,
        "form": bulk.form(officer=request.user),
        "count": count,
        "most": bulk_actions.MOST,
        **_kept(request),
    }
    return render(request, "review/bulk.html", context)


@require_POST
def apply(request):
    """Do what was counted."""
    bulk, cases = _asked(request)
    if bulk is None:
        return redirect("cases")
    form = bulk.form(request.POST, officer=request.user)
    expected = int(request.POST.get("expected") or 0)
    if form.is_valid():
        given = {k: v for k, v in form.cleaned_data.items() if k != "version"}
        try:
            told = bulk_actions.apply(bulk, cases, request.user, expected=expected, given=given)
        except NotAllowed:
            raise
        except Refusal as refusal:
            messages.error(request, refusal.shown)
        else:
            _tell(request, told)
            return redirect("cases")
    else:
        messages.error(request, first_error(form))
    count = bulk_actions.dry_run(bulk, cases, request.user)
    context = {"bulk": bulk, "form": form, "count": count, "most": bulk_actions.MOST, **_kept(request)}
    return render(request, "review/bulk.html", context)


def _asked(request):
    """The action and its cases: those ticked, or all that the filter finds."""
    permit(request.user, "bulk")
    bulk = bulk_actions.BULKS.get(request.POST.get("bulk", ""))
    if bulk is not None:
        permit(request.user, bulk.name)
    cases = Listing(request.user, QueryDict(request.POST.get("query", ""))).cases
    if request.POST.get("reach") != "filter":
        cases = cases.filter(pk__in=request.POST.getlist("ticked")[:TICKED_MOST])
    return bulk, cases


def _kept(request):
    return {
        "query": request.POST.get("query", ""),
        "reach": request.POST.get("reach", ""),
        "ticked": request.POST.getlist("ticked")[:TICKED_MOST],
    }


def _tell(request, told):
    done = told.pop("done", 0)
    messages.success(request, t(f"已办理 {done} 件", f"done: {done}"))
    for why, count in told.items():
        messages.warning(request, t(f"{count} 件未办理：{why}", f"{count} not done: {why}"))
