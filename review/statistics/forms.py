"""Form of the dashboard."""

from datetime import date, timedelta

from django import forms
from django.utils import timezone

from contracts.codes import load_code_lists
from review.form_fields import build_date_field
from review.labels import translate, translate_lazily
from review.models import Officer


class StatisticsForm(forms.Form):
    first = build_date_field("期间起", "From")
    last = build_date_field("期间止", "To")
    frozen_on = build_date_field("冻结日", "As of the end of")
    district = forms.ChoiceField(label=translate_lazily("属地", "District"), required=False)
    authority = forms.ChoiceField(
        label=translate_lazily("主管部门", "Authority"),
        required=False,
        choices=[("", "—"), ("人社", "人社"), ("医保", "医保")],
    )

    def __init__(self, *args, officer: Officer, **rest):
        super().__init__(*args, **rest)
        codes = load_code_lists()["district"]
        seen = [c for c in codes if officer.sees_whole_city or c in officer.districts]
        self.fields["district"].choices = [("", "—"), *((c, translate(codes[c])) for c in seen)]

    def clean(self):
        cleaned_data = super().clean()
        first, last, frozen = (
            cleaned_data.get("first"),
            cleaned_data.get("last"),
            cleaned_data.get("frozen_on"),
        )
        if first and last and last < first:
            raise forms.ValidationError(
                translate_lazily("止期早于起期", "the last day is before the first")
            )
        if frozen and frozen > timezone.localdate():
            raise forms.ValidationError(
                translate_lazily("冻结日晚于今天", "the frozen day is in the future")
            )
        if first and last and (last - first).days > 366 * 3:
            raise forms.ValidationError(translate_lazily("期间不超过三年", "three years at most"))
        return cleaned_data


def get_default_query(today: date) -> dict:
    """Return the first query: this month, as of yesterday."""
    yesterday = today - timedelta(days=1)
    return {
        "first": yesterday.replace(day=1),
        "last": yesterday,
        "frozen_on": yesterday,
        "district": "",
        "authority": "",
    }
