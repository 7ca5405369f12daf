"""Fields of the desk's forms, labelled in both languages."""

from django import forms
from django.http import QueryDict

from contracts.bilingual_text import BilingualText
from review.labels import is_english, translate, translate_lazily


def build_date_field(zh, en, **rest) -> forms.DateField:
    """A day, entered in the browser's calendar."""
    return forms.DateField(
        label=translate_lazily(zh, en),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        **rest,
    )


def build_textarea_field(zh, en, *, rows=2, most=2000, **rest) -> forms.CharField:
    """Text of several lines, at most `most` characters."""
    return forms.CharField(
        label=translate_lazily(zh, en),
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows}),
        **rest,
    )


def build_text_field(zh, en, *, most=80, **rest) -> forms.CharField:
    """Text of one line, at most `most` characters."""
    return forms.CharField(label=translate_lazily(zh, en), max_length=most, **rest)


def build_yuan_field(zh, en, **rest) -> forms.DecimalField:
    """A sum in yuan with two decimals, as wide as the columns of the ledger."""
    return forms.DecimalField(
        label=translate_lazily(zh, en), max_digits=14, decimal_places=2, **rest
    )


def build_choice_field(zh, en, choices, **rest) -> forms.ChoiceField:
    """One of some choices."""
    return forms.ChoiceField(label=translate_lazily(zh, en), choices=choices, **rest)


def get_plain_text(parameters: QueryDict, name: str) -> str:
    """Return a parameter that no form has checked, without NUL: PostgreSQL refuses it in texts."""
    return parameters.get(name, "").replace("\0", " ").strip()


def get_first_error(form: forms.BaseForm) -> str:
    """Return the first error of a form with the label of its field, for a message."""
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        return f"{label}{': ' if is_english() else '：'}{errors[0]}" if label else str(errors[0])
    return translate(BilingualText("输入无效", "what was entered is not valid"))
