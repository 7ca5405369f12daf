"""批量办理: one action on many cases, counted first and then done."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from contracts.bilingual_text import BilingualText
from review.actions.bulk import (
    BULK_ACTIONS,
    MAX_CASES,
    BulkAction,
    apply_bulk_action,
    count_bulk_action,
    select_workable,
)
from review.actions.spread import plan_spread
from review.errors import NotAllowed, Refusal
from review.form_fields import get_first_error
from review.pages import case_forms
from review.pages.case_filters import CaseListing
from review.permissions import list_visible_cases, require_right
from review.templatetags.desk import t

# ids travel in the form, far below Django's 5,000 fields; more cases are reached by the filter
MAX_TICKED = 1_000


@dataclass(frozen=True)
class BulkStep:
    """A bulk action as the page offers it."""

    action: BulkAction
    title: BilingualText
    form: type


BULK_STEPS = {
    name: BulkStep(BULK_ACTIONS[name], BilingualText(zh, en), form)
    for name, zh, en, form in (
        ("issue", "批量下发", "Issue", case_forms.IssueForm),
        ("assign", "批量指派", "Assign", case_forms.AssignForm),
        ("spread", "均衡指派", "Share out evenly", case_forms.SpreadForm),
        ("urge", "批量督办", "Urge", case_forms.ReasonForm),
        ("snooze", "批量暂缓", "Put off", case_forms.SnoozeForm),
        ("dismiss", "批量提请误报关闭", "Propose as false alarm", case_forms.DismissForm),
        (
            "approve_dismissal",
            "批量同意误报关闭",
            "Agree to false alarms",
            case_forms.OpinionForm,
        ),
        ("close", "批量销号", "Close", case_forms.OpinionForm),
    )
}


@require_POST
def show_bulk_preview(request):
    """Show the dry run with the action's form."""
    bulk, cases = _read_bulk_request(request)
    if bulk is None:
        return redirect("cases")
    return _render_preview(request, bulk, cases, bulk.form(officer=request.user))


@require_POST
def apply_bulk(request):
    """Act on the cases that were counted."""
    bulk, cases = _read_bulk_request(request)
    if bulk is None:
        return redirect("cases")
    form = bulk.form(request.POST, officer=request.user)
    if not form.is_valid():
        messages.error(request, get_first_error(form))
        return _render_preview(request, bulk, cases, form)
    fields = {k: v for k, v in form.cleaned_data.items() if k != "version"}
    workable = select_workable(bulk.action, cases, request.user)
    if bulk.action.name == "spread" and workable.count() <= MAX_CASES:
        plan = plan_spread(workable, fields["among"])
        if request.POST.get("digest") != plan.digest:  # not shown yet, or not so any more
            return _render_preview(request, bulk, cases, form, plan=plan)
        fields = {"plan": plan}
    try:
        outcomes = apply_bulk_action(
            bulk.action, cases, request.user, expected=_read_expected(request), fields=fields
        )
    except NotAllowed:
        raise
    except Refusal as refusal:
        messages.error(request, refusal.shown)
        return _render_preview(request, bulk, cases, form)
    _report_outcomes(request, outcomes)
    query = QueryDict(request.POST.get("query", "")).urlencode()
    return redirect(f"{reverse('cases')}?{query}")


def _read_bulk_request(request):
    """Return the action (None if unknown) and its cases: those ticked, or all of the filter."""
    require_right(request.user, "bulk")
    bulk = BULK_STEPS.get(request.POST.get("bulk", ""))
    if bulk is not None:
        require_right(request.user, bulk.action.name)
    if request.POST.get("reach") == "filter":
        return bulk, CaseListing(request.user, QueryDict(request.POST.get("query", ""))).cases
    # ticked on whatever page and under whatever filter
    ticked = [c for c in request.POST.getlist("ticked")[:MAX_TICKED] if "\0" not in c]
    return bulk, list_visible_cases(request.user).filter(pk__in=ticked)


def _read_expected(request):
    """Number of cases that the preview counted; -1, which fits nothing, where it is no number."""
    text = request.POST.get("expected", "")
    return int(text) if text.isdecimal() and len(text) < 10 else -1


def _render_preview(request, bulk, cases, form, plan=None):
    context = {
        "plan": plan,
        "bulk": bulk,
        "form": form,
        "count": count_bulk_action(bulk.action, cases, request.user),
        "most": MAX_CASES,
        "query": request.POST.get("query", ""),
        "reach": request.POST.get("reach", ""),
        "ticked": request.POST.getlist("ticked")[:MAX_TICKED],
    }
    return render(request, "review/bulk.html", context)


def _report_outcomes(request, outcomes):
    done_count = outcomes.pop("done", 0)
    messages.success(request, t(f"已办理 {done_count} 件", f"done: {done_count}"))
    for why, count in outcomes.items():
        messages.warning(request, t(f"{count} 件未办理：{why}", f"{count} not done: {why}"))
