"""为何在清单上: the explanation of a case, in headings and lines."""

import re

from django.shortcuts import render
from django.views.decorators.http import require_GET

from review import audit
from review.labels import is_english
from review.models import CaseExplanation
from review.pages.auth import get_client_address
from review.pages.queue import get_visible_case

HEADING = re.compile(r"^(?:【(?P<zh>[^】]+)】|\[(?P<en>[^]]+)\])$")


@require_GET
def show_explanation(request, case_id):
    """Show why a case is on the list. That it was seen is logged, as on the page of the case."""
    case = get_visible_case(request, case_id)
    audit.record(request.user, "view", case.pk, address=get_client_address(request))
    explanation = CaseExplanation.objects.filter(case=case).select_related("run").first()
    sections = []
    if explanation is not None:
        text = explanation.explanation_en if is_english() else explanation.explanation_zh
        sections = split_sections(text)
    context = {"case": case, "explanation": explanation, "sections": sections}
    return render(request, "review/why.html", context)


def split_sections(text: str) -> list[tuple[str, list[tuple[bool, str]]]]:
    """(Heading, lines) of an explanation; a line is (is an item of a list, its words). The first
    heading is empty.
    """
    sections = [("", [])]
    for line in text.splitlines():
        heading = HEADING.match(line)
        if heading:
            sections.append((heading["zh"] or heading["en"], []))
        else:
            sections[-1][1].append((line.startswith("- "), line.removeprefix("- ")))
    return sections
