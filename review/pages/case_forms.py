"""Forms of the steps of a case; the actions decide whether a step is allowed."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from review.form_fields import (
    build_choice_field,
    build_date_field,
    build_text_field,
    build_textarea_field,
    build_yuan_field,
)
from review.labels import build_choices, translate_lazily
from review.models import Case, Officer
from review.models.money import KINDS as MONEY_KINDS
from review.models.money import RECOVERED, TO_RECOVER
from review.models.officer import CHECKER, DISCIPLINE
from review.models.recusal import REASONS
from review.models.referral import KINDS as REFERRAL_KINDS
from review.permissions import list_visible_cases
from review.workload import count_in_hand

OFFENCES = (
    "诈骗罪",
    "掩饰、隐瞒犯罪所得罪",
    "非法经营罪",
    "伪造印章罪",
    "伪造身份证件罪",
    "贪污罪",
    "受贿罪",
    "滥用职权罪",
    "玩忽职守罪",
)
EVIDENCE_KINDS = (
    "书证",
    "物证",
    "证人证言",
    "当事人陈述",
    "视听资料",
    "电子数据",
    "鉴定意见",
    "勘验笔录",
)


class CaseForm(forms.Form):
    """Base of the forms: case, officer, and the version of the case on the screen."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, case: Case | None = None, officer: Officer | None = None, **rest):
        super().__init__(*args, **rest)
        self.case, self.officer = case, officer
        if case is not None:
            self.initial.setdefault("version", case.version)
        for field in self.fields.values():
            if isinstance(field, forms.DateField) and field.required and field.initial is None:
                field.initial = timezone.localdate


class ConfirmForm(CaseForm):
    pass


class OpinionForm(CaseForm):
    text = build_textarea_field("意见", "Opinion", required=False)


class ReasonForm(CaseForm):
    because = build_textarea_field("理由", "Reason")


class IssueForm(CaseForm):
    due_on = build_date_field(
        "反馈期限（空＝15个工作日）", "To be answered by (empty = 15 working days)", required=False
    )
    batch_no = build_text_field("批次号", "Batch", required=False, most=32)


class AssignForm(CaseForm):
    to = forms.ModelChoiceField(Officer.objects.none(), label=translate_lazily("承办人", "Officer"))

    def __init__(self, *args, **rest):
        super().__init__(*args, **rest)
        self.fields["to"].queryset = _list_assignable_officers(self.officer)
        self.fields["to"].label_from_instance = lambda o: f"{o.name}（{o.unit or '—'}）"


class SpreadForm(CaseForm):
    among = forms.ModelMultipleChoiceField(
        Officer.objects.none(),
        label=translate_lazily("分给（在办件数）", "Among (cases in hand)"),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, **rest):
        super().__init__(*args, **rest)
        officers = _list_assignable_officers(self.officer)
        load = count_in_hand([o.pk for o in officers])
        self.fields["among"].queryset = officers
        self.fields["among"].label_from_instance = lambda o: f"{o.name}（{load[o.pk]}）"


class SnoozeForm(CaseForm):
    until = build_date_field(
        "暂缓至", "Until", initial=lambda: timezone.localdate() + timedelta(days=14)
    )
    because = build_textarea_field("等待什么", "Waiting for")


class DismissForm(CaseForm):
    cause_code = build_choice_field(
        "不属实原因", "Cause", build_choices("feedback_cause", empty="—")
    )
    because = build_textarea_field("理由", "Reason", min_length=4)


class MergeForm(CaseForm):
    into = build_text_field("并入的案件编号", "Into case")
    because = build_textarea_field("理由", "Reason", min_length=4)

    def clean_into(self):
        case_id = self.cleaned_data["into"].strip()
        target = list_visible_cases(self.officer).filter(pk=case_id).first()
        if target is None:
            raise forms.ValidationError(translate_lazily("没有此案件", "no such case"))
        return target


class WaiverForm(CaseForm):
    amount = build_yuan_field("免予追回金额（元）", "Amount to waive (yuan)", min_value=0)
    because = build_textarea_field("理由", "Reason", min_length=4)

    def __init__(self, *args, **rest):
        super().__init__(*args, **rest)
        self.initial.setdefault("amount", self.case.amount_unsettled)


class LiftRecusalForm(CaseForm):
    recusal = forms.ModelChoiceField(None, label=translate_lazily("回避人", "Who is recused"))
    because = build_textarea_field("理由", "Reason", min_length=4)

    def __init__(self, *args, **rest):
        super().__init__(*args, **rest)
        field = self.fields["recusal"]
        field.queryset = self.case.recusals.exclude(officer=self.officer).select_related("officer")
        field.label_from_instance = lambda r: f"{r.officer.name}（{r.get_reason_display()}）"


class MeasureForm(CaseForm):
    code = build_choice_field("处置措施", "Measure", build_choices("disposition", empty="—"))
    on = build_date_field("日期", "Day")
    document_no = build_text_field("文号", "Document no.", required=False)
    amount = build_yuan_field("罚款金额（元）", "Fine (yuan)", required=False, min_value=0)
    text = build_textarea_field("说明", "Remark", required=False)


class MoneyForm(CaseForm):
    kind = build_choice_field(
        "科目", "Kind", lambda: [k for k in MONEY_KINDS if k[0] in (TO_RECOVER, RECOVERED)]
    )
    amount = build_yuan_field("金额（元）", "Amount (yuan)")
    on = build_date_field("日期", "Day")
    document_no = build_text_field("凭证号", "Voucher", required=False)
    text = build_text_field("说明", "Remark", required=False, most=400)
    instalment = forms.ModelChoiceField(
        None, label=translate_lazily("所缴分期", "Instalment"), required=False
    )

    def __init__(self, *args, **rest):
        super().__init__(*args, **rest)
        unpaid = self.case.instalments.filter(paid_by__isnull=True)
        self.fields["instalment"].queryset = unpaid
        self.fields["instalment"].label_from_instance = lambda i: (
            f"{i.number}: {i.due_on} {i.amount:,.2f}"
        )
        if not unpaid:
            del self.fields["instalment"]


class InstalmentsForm(CaseForm):
    count = forms.IntegerField(
        label=translate_lazily("期数（按月等额）", "Instalments (equal, monthly)"),
        min_value=1,
        max_value=120,
    )
    first_due_on = build_date_field("首期应缴日期", "First due on")


class ReferralForm(CaseForm):
    kind = build_choice_field("移送类型", "Kind", REFERRAL_KINDS)
    recipient = build_text_field("受送机关", "Recipient")
    offence = build_choice_field(
        "涉嫌罪名", "Suspected offence", [("", "—"), *((o, o) for o in OFFENCES)], required=False
    )
    amount = build_yuan_field("涉案金额（元）", "Amount (yuan)", min_value=0)
    facts = build_textarea_field(
        "违法事实（时间、地点、手段、次数、金额、结果）", "Facts", rows=4, most=8000
    )

    def __init__(self, *args, **rest):
        super().__init__(*args, **rest)
        self.initial.setdefault("amount", self.case.amount_confirmed)


class ProposeCloseForm(CaseForm):
    control_gap = build_choice_field(
        "制度漏洞", "Control gap", [("none", "未发现"), ("closed", "已整改"), ("open", "未整改")]
    )
    text = build_textarea_field("说明", "Remark", required=False)


class AppealForm(CaseForm):
    by_whom = build_text_field("申诉人", "Who appeals")
    filed_on = build_date_field("申诉日期", "Filed on")
    text = build_textarea_field("申诉内容", "What is said", rows=3, most=8000)


class NoteForm(CaseForm):
    version = None
    text = build_textarea_field("备注", "Note", most=4000)


class AttachForm(CaseForm):
    version = None
    file = forms.FileField(
        label=translate_lazily("文件（≤20MB）", "File (≤ 20 MB)"),
        max_length=255,
        # a phone offers its camera for images
        widget=forms.FileInput(attrs={"accept": "image/*,.pdf,.docx,.xlsx,.txt,.csv"}),
    )
    category = build_choice_field(
        "证据种类",
        "Kind of evidence",
        [("", "—"), *((k, k) for k in EVIDENCE_KINDS)],
        required=False,
    )
    proves = build_text_field("证明内容", "What it proves", required=False, most=400)


class RecuseForm(CaseForm):
    version = None
    reason = build_choice_field("理由", "Reason", REASONS)
    text = build_text_field("说明", "Remark", required=False, most=400)


def _list_assignable_officers(officer: Officer):
    """List the officers to whom a case can be given: discipline works the restricted list alone."""
    role = DISCIPLINE if officer.role == DISCIPLINE else CHECKER
    return Officer.objects.filter(is_active=True, role=role).order_by("last_name", "username")
