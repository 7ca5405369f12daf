"""移送、提请与申诉: steps after a referral or a way out was proposed, and answers to appeals."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from review import actions
from review.errors import NotAllowed, Refusal
from review.form_fields import (
    build_choice_field,
    build_date_field,
    build_text_field,
    build_textarea_field,
    get_first_error,
)
from review.models import Appeal, Case, Proposal, Referral
from review.models.referral import OUTCOMES
from review.permissions import build_visibility_filter, require_right
from review.templatetags.desk import t

RIGHTS = {
    "decide": "decide_referral",
    "send": "send_referral",
    "receipt": "propose_referral",
    "outcome": "propose_referral",
}


class DecideReferralForm(forms.Form):
    approve = build_choice_field("决定", "Decision", [("1", "批准移送"), ("0", "不批准")])
    because = build_textarea_field("理由", "Reason", required=False)


class SendReferralForm(forms.Form):
    document_no = build_text_field("文号", "Document no.")


class OutcomeForm(forms.Form):
    outcome = build_choice_field("受理结果", "Outcome", [o for o in OUTCOMES if o[0]])
    on = build_date_field("答复日期", "Day")


class DecideAppealForm(forms.Form):
    changed = build_choice_field("处理结果", "Outcome", [("0", "维持"), ("1", "变更，退回重核")])
    answer = build_textarea_field("答复", "Answer", rows=3, most=4000)


class DecideProposalForm(forms.Form):
    approve = build_choice_field("决定", "Decision", [("1", "同意"), ("0", "不同意")])
    answer = build_textarea_field("意见", "Opinion", required=False)


@require_POST
def decide_proposal(request, pk):
    """Approve or refuse what another officer proposed."""
    record = get_object_or_404(Proposal, build_visibility_filter(request.user, "case__"), pk=pk)
    require_right(request.user, "decide_proposal")
    return _run_and_report(
        request,
        record,
        DecideProposalForm,
        lambda fields: actions.decide_proposal(
            record, request.user, approve=fields["approve"] == "1", answer=fields["answer"]
        ),
    )


@require_POST
def advance_referral(request, pk, step):
    """Decide, send, receipt or record the outcome of a referral."""
    record = get_object_or_404(Referral, build_visibility_filter(request.user, "case__"), pk=pk)
    if step not in RIGHTS:
        return redirect("case", record.case_id)
    require_right(request.user, RIGHTS[step])
    form_by_step = {"decide": DecideReferralForm, "send": SendReferralForm, "outcome": OutcomeForm}
    return _run_and_report(
        request,
        record,
        form_by_step.get(step),
        lambda fields: _RUN_BY_STEP[step](record, request.user, fields),
    )


@require_POST
def answer_appeal(request, pk):
    """Answer an appeal."""
    record = get_object_or_404(Appeal, build_visibility_filter(request.user, "case__"), pk=pk)
    require_right(request.user, "decide_appeal")
    return _run_and_report(
        request,
        record,
        DecideAppealForm,
        lambda fields: actions.decide_appeal(
            record, request.user, changed=fields["changed"] == "1", answer=fields["answer"]
        ),
    )


_RUN_BY_STEP = {
    "decide": lambda r, o, g: actions.decide_referral(
        r, o, approve=g["approve"] == "1", because=g["because"]
    ),
    "send": lambda r, o, g: actions.send_referral(r, o, document_no=g["document_no"]),
    "receipt": lambda r, o, g: actions.record_receipt(r, o),
    "outcome": lambda r, o, g: actions.record_outcome(r, o, **g),
}


def _run_and_report(request, record, form_class, run):
    form = form_class(request.POST) if form_class else None
    refusal = get_first_error(form) if form is not None and not form.is_valid() else None
    if refusal is None:
        try:
            run(form.cleaned_data if form else {})
        except NotAllowed:
            raise
        except Refusal as refused:
            refusal = refused.shown
            if form is not None:
                form.add_error(None, refusal)
        else:
            messages.success(request, t("已办理", "done"))
            return redirect("case", record.case_id)
    messages.error(request, refusal)
    from review.pages.case import render_case  # that page takes its forms from here

    filled = {(record._meta.model_name, record.pk): form} if form is not None else {}
    return render_case(request, Case.objects.get(pk=record.case_id), filled)
