"""What is entered for a paper. Names and numbers go onto the paper and are not kept."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from review.documents.issue_document import notice_days
from review.labels import both


def _line(zh, en, *, most=120, **rest):
    return forms.CharField(label=both(zh, en), max_length=most, required=False, **rest)


def _day(zh, en, **rest):
    return forms.DateField(
        label=both(zh, en), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **rest
    )


class Party(forms.Form):
    """Who a paper is about or addressed to; what is left empty is a blank on the paper."""

    name = _line("姓名（名称）", "Name")
    number = _line("证件号码（信用代码）", "Identity number (credit code)")
    more = _line("性别、出生日期、职业（法定代表人）", "Sex, birth date, occupation (legal representative)")
    address = _line("住址（地址）", "Address")


class Police(Party):
    officers = _line("承办人（两名，“、”隔开）", "Officers (two)")
    contact = _line("联系人及电话", "Contact")
    items = _line("涉案物品", "Items", most=1000)
    appraisals = _line("检验报告或者鉴定结论", "Appraisals", most=1000)


class Lead(forms.Form):
    """A lead to discipline."""

    name = _line("姓名", "Name")
    unit = _line("单位", "Unit")
    post = _line("职务", "Post")
    politics = _line("政治面貌", "Political status")
    official = _line("是否公职人员", "Public official?")
    contacted = _line("是否接触过本人", "Was the person contacted?")
    split = _line("同案处理（分案移送公安的文号）", "Split cases (cross-reference)")
    contact = _line("联系人及电话", "Contact")


class Other(Party):
    officers = _line("承办人（两名，“、”隔开）", "Officers (two)")
    contact = _line("联系人及电话", "Contact")


class Notice(Party):
    day = _day("核查日期", "Day of the check")
    place = _line("核查地点", "Place")
    officers = forms.CharField(label=both("核查人员（两名，“、”隔开）", "Officers (two)"), max_length=120)
    contact = _line("联系人及电话", "Contact")
    document_no = _line("文号", "Document no.")
    short_because = _line("不满提前日数的理由", "Why it is announced late", most=400)

    def __init__(self, *args, **rest):
        super().__init__(*args, **rest)
        today = timezone.localdate()
        self.fields["day"].initial = today + timedelta(days=notice_days(today))


class After(forms.Form):
    """The day on which something followed the answer of the police."""

    on = _day("日期", "Day", initial=timezone.localdate)


class Period(forms.Form):
    first = _day("起", "From")
    last = _day("止", "To")


FORM_OF = {"police": Police, "discipline": Lead, "other": Other}
