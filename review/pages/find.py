"""Finding cases by an exact name, identity number or telephone, through the agency's key.

What was entered stands neither in an address nor in the log; the list is asked for by pseudonym.
"""

import re
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from review import audit, identity_vault
from review.form_fields import build_text_field, get_first_error
from review.labels import translate_lazily
from review.pages.auth import get_client_address
from review.permissions import list_visible_cases, require_right

# 18 digits, the last may be X: an identity number of a resident
IDENTITY_NUMBER = re.compile(r"\d{17}[\dXx]")


class FindForm(forms.Form):
    """What an officer knows of a person or unit."""

    known = build_text_field(
        "姓名、证件号码或者电话（完全一致）", "Name, number or telephone", most=80
    )


@require_POST
def find_subject(request):
    """Find the cases of a person and show them as the list of their pseudonyms."""
    require_right(request.user, "unmask")
    form = FindForm(request.POST)
    if not form.is_valid():
        messages.error(request, get_first_error(form))
        return redirect("cases")
    return show_subject(request, form.cleaned_data["known"])


def show_subject(request, known: str):
    """Log the search and go to the list of the subjects found that the officer may see."""
    subjects = identity_vault.find_subjects(known)
    seen = list_visible_cases(request.user).filter(subject_id__in=[i for _, i in subjects])
    pairs = set(seen.values_list("subject_kind", "subject_id"))
    ids = sorted(i for kind, i in subjects if (kind, i) in pairs)
    audit.record(request.user, "find", address=get_client_address(request), cases=len(ids))
    if not identity_vault.is_open():
        messages.error(
            request,
            translate_lazily(
                "服务器未设身份密钥，不能按姓名、证件号码检索个人",
                "the vault is closed: persons cannot be searched",
            ),
        )
    elif not ids:
        messages.info(request, translate_lazily("没有相符的案件", "no case of that person"))
    if not ids:
        return redirect("cases")
    return redirect(f"{reverse('cases')}?{urlencode({'subject': ids}, doseq=True)}")
