"""反馈表: a verdict for every finding of my case."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from review import actions
from review.case_actions import can_answer
from review.errors import NotAllowed, Refusal
from review.pages.forms import Check, FindingAnswer, first_error
from review.pages.queue import case_of
from review.permissions import permit
from review.templatetags.desk import t


@require_http_methods(["GET", "POST"])
def answer(request, case_id):
    """The form, or what was wrong with it, with everything that was entered still there."""
    shown, data = case_of(request, case_id), request.POST if request.method == "POST" else None
    permit(request.user, "answer", shown)
    if not can_answer(shown, request.user):
        messages.error(
            request, t("只能反馈自己承办、正在核查的案件", "only a case of yours that is being checked")
        )
        return redirect("case", shown.pk)
    findings = list(shown.findings.filter(is_current=True).order_by("level", "finding_id"))
    check = Check(data, case=shown, officer=request.user)
    parts = [(f, FindingAnswer(data, prefix=f.finding_id, initial=_initial(f))) for f in findings]
    if data is not None and all([check.is_valid(), *(p.is_valid() for _, p in parts)]):
        answers = {f.finding_id: actions.Answer(**p.cleaned_data) for f, p in parts}
        given = check.cleaned_data
        try:
            actions.answer(
                shown,
                request.user,
                answers,
                actions.Check(given["second_checker"], given["checked_on"]),
                version=given["version"],
            )
        except NotAllowed:
            raise
        except Refusal as refusal:
            messages.error(request, refusal.shown)
        else:
            messages.success(request, t("已反馈", "answered"))
            return redirect("case", shown.pk)
    elif data is not None:
        wrong = next(form for form in (check, *(p for _, p in parts)) if not form.is_valid())
        messages.error(request, first_error(wrong))
    return render(request, "review/answer.html", {"case": shown, "check": check, "parts": parts})


def _initial(finding):
    return {
        "conclusion": finding.conclusion,
        "cause_code": finding.cause_code,
        "amount_confirmed": finding.amount_confirmed,
    }
