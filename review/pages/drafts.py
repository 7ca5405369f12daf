"""草稿: keeping what is typed into the answer form, every few seconds."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from review.models import Case, Draft, Officer
from review.pages.queue import get_visible_case
from review.permissions import require_right

# fields of the form that are no part of a draft
NOT_KEPT = ("csrfmiddlewaretoken", "version")
# a page of a case of 700 findings; more is no draft of a form
MOST_LETTERS = 2_000_000


@require_POST
def keep_draft(request, case_id):
    """Keep the fields that are sent, in place of those kept before."""
    case = get_visible_case(request, case_id)
    require_right(request.user, "answer", case)
    fields = {  # PostgreSQL takes no NUL
        k.replace("\0", ""): v.replace("\0", "")
        for k, v in request.POST.items()
        if k not in NOT_KEPT and v
    }
    if sum(map(len, fields.values())) <= MOST_LETTERS:
        Draft.objects.update_or_create(
            officer=request.user, case=case, defaults={"fields": fields, "at": timezone.now()}
        )
    return HttpResponse(status=204)


def find_draft(case: Case, officer: Officer) -> Draft | None:
    """Return the draft of an officer for a case."""
    return Draft.objects.filter(case=case, officer=officer).first()


def drop_draft(case: Case, officer: Officer) -> None:
    """Delete the draft once its form was accepted."""
    Draft.objects.filter(case=case, officer=officer).delete()
