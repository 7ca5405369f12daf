"""Forms of the Excel page."""

from django import forms

from contracts.codes import load_code_lists
from review.excel.export_checklist import PURPOSES
from review.labels import translate, translate_lazily
from review.models import Officer


class ExportForm(forms.Form):
    district = forms.ChoiceField(label=translate_lazily("属地", "District"))
    purpose = forms.ChoiceField(label=translate_lazily("用途", "Purpose"))
    password = forms.CharField(
        label=translate_lazily(
            "打开密码（可不设，至少8位）", "Password to open (optional, 8 characters or more)"
        ),
        required=False,
        strip=False,
        max_length=64,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, officer: Officer, **rest):
        super().__init__(*args, **rest)
        self.fields["district"].choices = [
            (code, translate(name))
            for code, name in load_code_lists()["district"].items()
            if officer.sees_whole_city or code in officer.districts
        ]
        self.fields["purpose"].choices = [(k, translate(name)) for k, name in PURPOSES.items()]


class ImportForm(forms.Form):
    file = forms.FileField(
        label=translate_lazily("填写后的工作簿（.xlsx）", "The workbook filled in (.xlsx)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )
    password = forms.CharField(
        label=translate_lazily("打开密码（有则填）", "Password to open (if there is one)"),
        required=False,
        strip=False,
        max_length=64,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
