"""What the dashboard is asked for."""

from datetime import date, timedelta

from django import forms
from django.utils import timezone

from contracts.codes import code_lists
from review.labels import both, said
from review.models import Officer


def _day(zh, en):
    return forms.DateField(
        label=both(zh, en), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


class Asked(forms.Form):
    first = _day("期间起", "From")
    last = _day("期间止", "To")
    frozen_on = _day("冻结日", "As of the end of")
    district = forms.ChoiceField(label=both("属地", "District"), required=False)
    authority = forms.ChoiceField(
        label=both("主管部门", "Authority"),
        required=False,
        choices=[("", "—"), ("人社", "人社"), ("医保", "医保")],
    )

    def __init__(self, *args, officer: Officer, **rest):
        super().__init__(*args, **rest)
        codes = code_lists()["district"]
        seen = [c for c in codes if officer.sees_whole_city or c in officer.districts]
        self.fields["district"].choices = [("", "—"), *((c, said(codes[c])) for c in seen)]

    def clean(self):
        told = super().clean()
        first, last, frozen = told.get("first"), told.get("last"), told.get("frozen_on")
        if first and last and last < first:
            raise forms.ValidationError(both("止期早于起期", "the last day is before the first"))
        if frozen and frozen > timezone.localdate():
            raise forms.ValidationError(both("冻结日晚于今天", "the frozen day is in the future"))
        if first and last and (last - first).days > 366 * 3:
            raise forms.ValidationError(both("期间不超过三年", "three years at most"))
        return told


def usual(today: date) -> dict:
    """What is shown first: this month, as of yesterday."""
    yesterday = today - timedelta(days=1)
    return {
        "first": yesterday.replace(day=1),
        "last": yesterday,
        "frozen_on": yesterday,
        "district": "",
        "authority": "",
    }
