"""反馈表: the form in which an officer answers the findings of a case."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from contracts.checklist import MEASURES, NATURES
from review import actions
from review.actions.answer_rules import (
    MOST_ACCOUNT,
    MOST_RESPONSIBLE,
    Answer,
    find_answer_problems,
    find_check_date_problem,
    find_excess_problem,
)
from review.case_findings import list_case_findings, sum_by_record
from review.errors import NotAllowed, Refusal
from review.form_fields import (
    build_choice_field,
    build_date_field,
    build_text_field,
    build_textarea_field,
    build_yuan_field,
    get_first_error,
)
from review.labels import build_choices, translate
from review.models import Indicator
from review.pages.case_actions import can_answer
from review.pages.case_forms import CaseForm
from review.pages.drafts import drop_draft, find_draft
from review.pages.queue import get_visible_case
from review.pages.source_rows import build_source_tables, load_latest_evidence
from review.permissions import require_right
from review.second_checkers import list_second_checkers
from review.templatetags.desk import t

# source rows of a finding beside its answer; a link leads to all
MOST_ROWS = 8


class CheckForm(CaseForm):
    """Second officer and day of the check; each finding has a `FindingAnswerForm`."""

    second_checker = build_choice_field("第二核查人", "Second officer", [])
    checked_on = build_date_field("核查日期", "Checked on")

    def __init__(self, *args, **rest):
        super().__init__(*args, **rest)
        self.fields["second_checker"].choices = [
            ("", "—"),
            *(
                (o.username, f"{o.name}（{o.unit or o.username}）")
                for o in list_second_checkers(self.case, self.officer)
            ),
        ]

    def clean_checked_on(self):
        day = self.cleaned_data["checked_on"]
        problem = find_check_date_problem(
            day, issued_on=self.case.issued_on, today=timezone.localdate()
        )
        if problem:
            raise forms.ValidationError(translate(problem))
        return day


class FindingAnswerForm(forms.Form):
    """Answer of one finding."""

    conclusion = build_choice_field(
        "是否属实", "Conclusion", build_choices("feedback_conclusion", empty="—")
    )
    cause_code = build_choice_field(
        "不属实原因",
        "Cause if not true",
        build_choices("feedback_cause", empty="—"),
        required=False,
    )
    amount_confirmed = build_yuan_field(
        "核实金额（元）", "Confirmed (yuan)", required=False, min_value=0
    )
    nature = build_choice_field(
        "问题性质", "Nature", [("", "—"), *((n, n) for n in NATURES)], required=False
    )
    method = build_choice_field(
        "核查方式", "Method", [("", "—"), *((m, m) for m in MEASURES)], required=False
    )
    responsible = build_text_field("责任主体", "Responsible", required=False, most=MOST_RESPONSIBLE)
    account = build_textarea_field(
        "核查情况说明", "What the check found", rows=2, required=False, most=MOST_ACCOUNT
    )

    remark = build_text_field(
        "备注（核实金额超过涉及金额的，写明理由）",
        "Remark (why more is confirmed than involved)",
        required=False,
        most=MOST_ACCOUNT,
    )

    def __init__(self, *args, finding=None, **rest):
        super().__init__(*args, **rest)
        self.finding = finding

    def clean(self):
        cleaned_data = super().clean()
        if not self.errors:
            answer = Answer(**cleaned_data)
            for name, problem in find_answer_problems(answer):
                self.add_error(name, translate(problem))
            if self.finding and (
                problem := find_excess_problem(answer, self.finding.amount_involved)
            ):
                self.add_error("remark", translate(problem))
        return cleaned_data


@require_http_methods(["GET", "POST"])
def answer_case(request, case_id):
    """Show the form, or record the answers; on a mistake everything entered stays."""
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
    findings = list(list_case_findings(case))
    check = CheckForm(data, case=case, officer=request.user)
    titles = load_titles(findings)
    parts = [
        (f, FindingAnswerForm(data, prefix=f.finding_id, initial=_build_initial(f), finding=f))
        for f in findings
    ]
    if data is not None and all([check.is_valid(), *(p.is_valid() for _, p in parts)]):
        answers = {f.finding_id: actions.Answer(**p.cleaned_data) for f, p in parts}
        fields = check.cleaned_data
        try:
            actions.answer(
                case,
                request.user,
                answers,
                actions.Check(fields["second_checker"], fields["checked_on"]),
                version=fields["version"],
            )
        except NotAllowed:
            raise
        except Refusal as refusal:
            check.add_error(None, refusal.shown)
        else:
            drop_draft(case, request.user)
            messages.success(request, t("已反馈", "answered"))
            return redirect("case", case.pk)
    elif data is not None:
        wrong = next(form for form in (check, *(p for _, p in parts)) if not form.is_valid())
        messages.error(request, get_first_error(wrong))
    evidence = load_latest_evidence(case)
    context = {
        "draft": find_draft(case, request.user) if data is None else None,
        "case": case,
        "check": check,
        "parts": [
            (f, titles[f.pk], form, _build_tables(evidence.get(f.pk), request.user))
            for f, form in parts
        ],
        "records": [r for r in sum_by_record(findings) if len(r.findings) > 1],
    }
    return render(request, "review/answer.html", context)


def _build_tables(piece, officer):
    return build_source_tables([piece], officer, most=MOST_ROWS) if piece else []


def load_titles(findings) -> dict[str, Indicator]:
    """Load finding id → its indicator as the last run declared it."""
    keys = {(f.last_run_id, f.scenario_id, f.indicator_id) for f in findings}
    indicators = {
        (i.run_id, i.scenario_id, i.indicator_id): i
        for i in Indicator.objects.filter(run__in={k[0] for k in keys})
    }
    return {f.pk: indicators.get((f.last_run_id, f.scenario_id, f.indicator_id)) for f in findings}


def _build_initial(finding):
    return {
        "conclusion": finding.conclusion,
        "cause_code": finding.cause_code,
        "amount_confirmed": finding.amount_confirmed,
    }
