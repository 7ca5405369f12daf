"""Pages of papers: referrals with their clocks, prompts, and the papers themselves."""

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from review import actions
from review.actions.refer import AFTER
from review.documents.forms import FORM_OF, After, Notice, Period
from review.documents.incidents import incident_cases, incident_of, thresholds
from review.documents.issue_document import (
    DOCX,
    LETTER_OF,
    Paper,
    Visit,
    notice_days,
    notice_doubt,
    notice_paper,
    referral_paper,
    referrals_seen,
    register_paper,
    register_rows,
)
from review.documents.legal_deadlines import clocks_of
from review.errors import NotValid
from review.models.referral import POLICE
from review.permissions import not_recused, permit, visible_cases

MOST_SHOWN = 200


@require_GET
def papers(request: HttpRequest) -> HttpResponse:
    """Referrals within sight with their clocks, and the incidents to be reported."""
    permit(request.user, "see")
    now, today = timezone.now(), timezone.localdate()
    shown = referrals_seen(request.user)[:MOST_SHOWN]
    told = {
        "referrals": [(r, _told_clocks(r, now)) for r in shown],
        "incidents": [(c, incident_of(c, today)) for c in incident_cases(request.user, today)[:MOST_SHOWN]],
        "thresholds": thresholds(today),
        "period": Period(initial={"first": today.replace(month=1, day=1), "last": today}),
    }
    return render(request, "review/documents/papers.html", told)


def _open_step(referral):
    """What the sender still has to do after the answer of the police, and has not recorded."""
    step = AFTER.get(referral.outcome)
    return referral.kind == POLICE and step is not None and step not in referral.document


def _told_clocks(referral, now):
    return [
        {"clock": c, "state": c.state(now), "hours": c.left(now).total_seconds() / 3600}
        for c in clocks_of(referral)
    ]


@require_http_methods(["GET", "POST"])
def referral(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper of a referral: what is entered for it, and then the paper."""
    found = get_object_or_404(referrals_seen(request.user), pk=pk)
    permit(request.user, "issue_paper", found.case)
    not_recused(request.user, found.case)
    form = FORM_OF[found.kind](request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _file(referral_paper(found, request.user, form.cleaned_data, address=_address(request)))
    told = {"referral": found, "case": found.case, "form": form, "letter": LETTER_OF[found.kind]}
    told["after"] = _open_step(found) and After()
    return render(
        request, "review/documents/letter.html", told | {"clocks": _told_clocks(found, timezone.now())}
    )


@require_POST
def after(request: HttpRequest, pk: int) -> HttpResponse:
    """Items handed over after filing, or an objection: recorded with its day."""
    found = get_object_or_404(referrals_seen(request.user), pk=pk)
    permit(request.user, "propose_referral", found.case)
    form = After(request.POST)
    if not form.is_valid():
        raise NotValid("请填写日期", "enter the day")
    actions.record_after(found, request.user, on=form.cleaned_data["on"])
    return redirect("paper_referral", pk=pk)


@require_http_methods(["GET", "POST"])
def notice(request: HttpRequest, case_id: str) -> HttpResponse:
    """核查通知书 of a case."""
    case = get_object_or_404(visible_cases(request.user), pk=case_id)
    permit(request.user, "issue_paper", case)
    not_recused(request.user, case)
    form = Notice(request.POST or None, initial={"officers": f"{request.user.name}、"})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        visit = Visit(
            **{k: told[k] for k in ("day", "place", "officers", "contact", "document_no", "short_because")}
        )
        try:
            return _file(notice_paper(case, request.user, visit, told, address=_address(request)))
        except NotValid as error:
            form.add_error(None, error.shown)
    shown = {
        "case": case,
        "form": form,
        "letter": "核查通知书",
        "notice_days": notice_days(timezone.localdate()),
    }
    return render(request, "review/documents/letter.html", shown | {"doubt": notice_doubt()})


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """登记簿: on the screen, or as a paper with `?paper=1`."""
    permit(request.user, "issue_paper")
    form = Period(request.GET)
    if not form.is_valid():
        raise NotValid("请填写起止日期", "enter the first and the last day")
    first, last = form.cleaned_data["first"], form.cleaned_data["last"]
    if request.GET.get("paper"):
        return _file(register_paper(request.user, first, last, address=_address(request)))
    rows = register_rows(request.user, first, last)
    return render(request, "review/documents/register.html", {"rows": rows, "form": form})


def _file(paper: Paper) -> HttpResponse:
    response = HttpResponse(paper.content, content_type=DOCX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(paper.name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _address(request):
    return request.META.get("REMOTE_ADDR", "")
