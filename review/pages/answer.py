"""反馈表: a verdict for every finding of my case."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from review import actions
from review.case_actions import can_answer
from review.errors import NotAllowed, Refusal
from review.pages.forms import CheckForm, FindingAnswerForm, get_first_error
from review.pages.queue import get_visible_case
from review.permissions import require_right
from review.templatetags.desk import t


@require_http_methods(["GET", "POST"])
def answer_case(request, case_id):
    """The form, or what was wrong with it, with everything that was entered still there."""
    case, data = (
        get_visible_case(request, case_id),
        request.POST if request.method == "POST" else None,
    )
    require_right(request.user, "answer", case)
    if not can_answer(case, request.user):
        messages.error(
            request,
            t("只能反馈自己承办、正在核查的案件", "only a case of yours that is being checked"),
        )
        return redirect("case", case.pk)
    findings = list(case.findings.filter(is_current=True).order_by("level", "finding_id"))
    check = CheckForm(data, case=case, officer=request.user)
    parts = [
        (f, FindingAnswerForm(data, prefix=f.finding_id, initial=_build_initial(f)))
        for f in findings
    ]
    if data is not None and all([check.is_valid(), *(p.is_valid() for _, p in parts)]):
        answers = {f.finding_id: actions.Answer(**p.cleaned_data) for f, p in parts}
        given = check.cleaned_data
        try:
            actions.answer(
                case,
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
            return redirect("case", case.pk)
    elif data is not None:
        wrong = next(form for form in (check, *(p for _, p in parts)) if not form.is_valid())
        messages.error(request, get_first_error(wrong))
    return render(request, "review/answer.html", {"case": case, "check": check, "parts": parts})


def _build_initial(finding):
    return {
        "conclusion": finding.conclusion,
        "cause_code": finding.cause_code,
        "amount_confirmed": finding.amount_confirmed,
    }
