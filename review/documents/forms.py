"""Forms of documents. Names and numbers are printed on the document and not kept."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from review.documents.check_notice import get_notice_days
from review.form_fields import build_date_field, build_text_field, build_textarea_field
from review.labels import translate_lazily


def _build_text_field(zh, en, *, most=120):
    return build_text_field(zh, en, most=most, required=False)


class PartyForm(forms.Form):
    """Party of a document; an empty field is a blank on the document."""

    name = _build_text_field("姓名（名称）", "Name")
    number = _build_text_field("证件号码（信用代码）", "Identity number (credit code)")
    more = _build_text_field(
        "性别、出生日期、职业（法定代表人）", "Sex, birth date, occupation (legal representative)"
    )
    address = _build_text_field("住址（地址）", "Address")


class IssueForm(forms.Form):
    """Number of a paper, and why it is issued again."""

    document_no = _build_text_field(
        "文号（空＝自动编号）", "Document no. (empty = the next)", most=80
    )
    because = _build_text_field("重新出具的理由", "Why it is issued again", most=400)


class PoliceReferralForm(PartyForm, IssueForm):
    officers = _build_text_field("承办人（两名，“、”隔开）", "Officers (two)")
    contact = _build_text_field("联系人及电话", "Contact")
    items = _build_text_field("涉案物品", "Items", most=1000)
    appraisals = _build_text_field("检验报告或者鉴定结论", "Appraisals", most=1000)


class DisciplineReferralForm(IssueForm):
    """Fields of a lead to discipline."""

    name = _build_text_field("姓名", "Name")
    unit = _build_text_field("单位", "Unit")
    post = _build_text_field("职务", "Post")
    politics = _build_text_field("政治面貌", "Political status")
    official = _build_text_field("是否公职人员", "Public official?")
    contacted = _build_text_field("是否接触过本人", "Was the person contacted?")
    split = _build_text_field("同案处理（分案移送公安的文号）", "Split cases (cross-reference)")
    contact = _build_text_field("联系人及电话", "Contact")


class OtherReferralForm(PartyForm, IssueForm):
    officers = _build_text_field("承办人（两名，“、”隔开）", "Officers (two)")
    contact = _build_text_field("联系人及电话", "Contact")


class BasisForm(forms.Form):
    """A provision that the legal section has read."""

    text = _build_text_field("依据", "Provision", most=400)
    verified_on = build_date_field("核对日期", "Read on", initial=timezone.localdate)
    remark = _build_text_field("核对说明", "Remark", most=400)


class CheckNoticeForm(PartyForm):
    day = build_date_field("核查日期", "Day of the check")
    place = _build_text_field("核查地点", "Place")
    officers = forms.CharField(
        label=translate_lazily("核查人员（两名，“、”隔开）", "Officers (two)"), max_length=120
    )
    contact = _build_text_field("联系人及电话", "Contact")
    document_no = _build_text_field("文号", "Document no.")
    short_because = _build_text_field("不满提前日数的理由", "Why it is announced late", most=400)

    def __init__(self, *args, **rest):
        super().__init__(*args, **rest)
        today = timezone.localdate()
        self.fields["day"].initial = today + timedelta(days=get_notice_days(today))


class ChainPaperForm(PartyForm, IssueForm):
    """Party, officers and number of a paper of the chain, and the texts written for it."""

    officers = _build_text_field("承办人（两名，“、”隔开）", "Officers (two)")
    contact = _build_text_field("联系人及电话", "Contact")

    def __init__(self, *args, paper, **rest):
        super().__init__(*args, **rest)
        for name, zh, en in paper.texts:
            self.fields[name] = build_textarea_field(zh, en, rows=3, most=8000, required=False)


class FollowUpForm(forms.Form):
    """Day of the step after the answer of the police."""

    on = build_date_field("日期", "Day", initial=timezone.localdate)


class PeriodForm(forms.Form):
    first = build_date_field("起", "From")
    last = build_date_field("止", "To")


FORM_BY_KIND = {
    "police": PoliceReferralForm,
    "discipline": DisciplineReferralForm,
    "other": OtherReferralForm,
}
