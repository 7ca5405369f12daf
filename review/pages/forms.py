"""Forms of the desk. They say what may be entered; what may be done the actions decide."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from contracts.checklist import MEASURES, NATURES
from review.labels import build_choices, translate, translate_lazily
from review.models import Case, Officer
from review.models.money import KINDS as MONEY_KINDS
from review.models.recusal import REASONS
from review.models.referral import KINDS as REFERRAL_KINDS
from review.models.referral import OUTCOMES

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


def _build_date_field(zh, en, **rest):
    return forms.DateField(
        label=translate_lazily(zh, en),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        **rest,
    )


def _build_textarea_field(zh, en, *, rows=2, most=2000, **rest):
    return forms.CharField(
        label=translate_lazily(zh, en),
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows}),
        **rest,
    )


def _build_text_field(zh, en, *, most=80, **rest):
    return forms.CharField(label=translate_lazily(zh, en), max_length=most, **rest)


def _build_yuan_field(zh, en, **rest):
    return forms.DecimalField(
        label=translate_lazily(zh, en), max_digits=14, decimal_places=2, **rest
    )


def _build_choice_field(zh, en, choices, **rest):
    return forms.ChoiceField(label=translate_lazily(zh, en), choices=choices, **rest)


class CaseForm(forms.Form):
    """Base: knows the case and the officer; carries the version that was on the screen."""

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
    text = _build_textarea_field("意见", "Opinion", required=False)


class ReasonForm(CaseForm):
    because = _build_textarea_field("理由", "Reason")


class IssueForm(CaseForm):
    due_on = _build_date_field(
        "反馈期限（空＝15个工作日）", "To be answered by (empty = 15 working days)", required=False
    )
    batch_no = _build_text_field("批次号", "Batch", required=False, most=32)


class AssignForm(CaseForm):
    to = forms.ModelChoiceField(Officer.objects.none(), label=translate_lazily("承办人", "Officer"))

    def __init__(self, *args, **rest):
        super().__init__(*args, **rest)
        self.fields["to"].queryset = list_assignable_officers(self.officer)
        self.fields["to"].label_from_instance = lambda o: f"{o.name}（{o.unit or '—'}）"


class SnoozeForm(CaseForm):
    until = _build_date_field(
        "暂缓至", "Until", initial=lambda: timezone.localdate() + timedelta(days=14)
    )
    because = _build_textarea_field("等待什么", "Waiting for")


class DismissForm(CaseForm):
    cause_code = _build_choice_field(
        "不属实原因", "Cause", build_choices("feedback_cause", empty="—")
    )
    because = _build_textarea_field("理由", "Reason")


class MergeForm(CaseForm):
    into = _build_text_field("并入的案件编号", "Into case")

    def clean_into(self):
        from review.permissions import list_visible_cases

        found = (
            list_visible_cases(self.officer).filter(pk=self.cleaned_data["into"].strip()).first()
        )
        if found is None:
            raise forms.ValidationError(translate_lazily("没有此案件", "no such case"))
        return found


class MeasureForm(CaseForm):
    code = _build_choice_field("处置措施", "Measure", build_choices("disposition", empty="—"))
    on = _build_date_field("日期", "Day")
    document_no = _build_text_field("文号", "Document no.", required=False)
    amount = _build_yuan_field("罚款金额（元）", "Fine (yuan)", required=False, min_value=0)
    text = _build_textarea_field("说明", "Remark", required=False)


class MoneyForm(CaseForm):
    kind = _build_choice_field(
        "科目", "Kind", lambda: [k for k in MONEY_KINDS if k[0] != "confirmed"]
    )
    amount = _build_yuan_field("金额（元）", "Amount (yuan)")
    on = _build_date_field("日期", "Day")
    document_no = _build_text_field("凭证号", "Voucher", required=False)
    text = _build_text_field("说明", "Remark", required=False, most=400)
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
    first_due_on = _build_date_field("首期应缴日期", "First due on")


class ReferralForm(CaseForm):
    kind = _build_choice_field("移送类型", "Kind", REFERRAL_KINDS)
    recipient = _build_text_field("受送机关", "Recipient")
    offence = _build_choice_field(
        "涉嫌罪名", "Suspected offence", [("", "—"), *((o, o) for o in OFFENCES)], required=False
    )
    amount = _build_yuan_field("涉案金额（元）", "Amount (yuan)", min_value=0)
    facts = _build_textarea_field(
        "违法事实（时间、地点、手段、次数、金额、结果）", "Facts", rows=4, most=8000
    )

    def __init__(self, *args, **rest):
        super().__init__(*args, **rest)
        self.initial.setdefault("amount", self.case.amount_confirmed)


class ProposeCloseForm(CaseForm):
    control_gap = _build_choice_field(
        "制度漏洞", "Control gap", [("none", "未发现"), ("closed", "已整改"), ("open", "未整改")]
    )
    text = _build_textarea_field("说明", "Remark", required=False)


class AppealForm(CaseForm):
    by_whom = _build_text_field("申诉人", "Who appeals")
    filed_on = _build_date_field("申诉日期", "Filed on")
    text = _build_textarea_field("申诉内容", "What is said", rows=3, most=8000)


class NoteForm(CaseForm):
    version = None
    text = _build_textarea_field("备注", "Note", most=4000)


class AttachForm(CaseForm):
    version = None
    file = forms.FileField(
        label=translate_lazily("文件（≤20MB）", "File (≤ 20 MB)"), max_length=255
    )
    category = _build_choice_field(
        "证据种类",
        "Kind of evidence",
        [("", "—"), *((k, k) for k in EVIDENCE_KINDS)],
        required=False,
    )
    proves = _build_text_field("证明内容", "What it proves", required=False, most=400)


class RecuseForm(CaseForm):
    version = None
    reason = _build_choice_field("理由", "Reason", REASONS)
    text = _build_text_field("说明", "Remark", required=False, most=400)


class UnmaskForm(forms.Form):
    reason = _build_textarea_field(
        "查看理由（将记录）", "Reason (is logged)", most=400, min_length=4
    )


class CheckForm(CaseForm):
    """Who checked; the findings' own parts are `FindingAnswer`, one each."""

    second_checker = _build_text_field("第二核查人", "Second officer", most=60)
    checked_on = _build_date_field("核查日期", "Checked on")


class FindingAnswerForm(forms.Form):
    conclusion = _build_choice_field(
        "是否属实", "Conclusion", build_choices("feedback_conclusion", empty="—")
    )
    cause_code = _build_choice_field(
        "不属实原因",
        "Cause if not true",
        build_choices("feedback_cause", empty="—"),
        required=False,
    )
    amount_confirmed = _build_yuan_field(
        "核实金额（元）", "Confirmed (yuan)", required=False, min_value=0
    )
    nature = _build_choice_field(
        "问题性质", "Nature", [("", "—"), *((n, n) for n in NATURES)], required=False
    )
    method = _build_choice_field(
        "核查方式", "Method", [("", "—"), *((m, m) for m in MEASURES)], required=False
    )
    responsible = _build_text_field("责任主体", "Responsible", required=False, most=200)
    account = _build_textarea_field(
        "核查情况说明", "What the check found", rows=2, required=False, most=4000
    )


class DecideReferralForm(forms.Form):
    approve = _build_choice_field("决定", "Decision", [("1", "批准移送"), ("0", "不批准")])
    because = _build_textarea_field("理由", "Reason", required=False)


class SendReferralForm(forms.Form):
    document_no = _build_text_field("文号", "Document no.")


class OutcomeForm(forms.Form):
    outcome = _build_choice_field("受理结果", "Outcome", [o for o in OUTCOMES if o[0]])
    on = _build_date_field("答复日期", "Day")


class DecideAppealForm(forms.Form):
    changed = _build_choice_field("处理结果", "Outcome", [("0", "维持"), ("1", "变更，退回重核")])
    answer = _build_textarea_field("答复", "Answer", rows=3, most=4000)


class SaveViewForm(forms.Form):
    name = _build_text_field("视图名称", "Name", most=40)
    is_shared = forms.BooleanField(label=translate_lazily("共享", "Shared"), required=False)


def list_assignable_officers(officer: Officer):
    """Those whom the officer can give a case to."""
    roles = ["discipline"] if officer.role == "discipline" else ["checker"]
    return Officer.objects.filter(is_active=True, role__in=roles).order_by("last_name", "username")


def get_first_error(form) -> str:
    """The first thing that does not do, with its field, for a message."""
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        return f"{label}: {errors[0]}" if label else str(errors[0])
    return get_default_error()


def get_default_error() -> str:
    from contracts.bilingual_text import BilingualText

    return translate(BilingualText("输入无效", "what was entered does not do"))
