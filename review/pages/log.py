"""操作日志与接收记录: the audit log and the received runs."""

from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import render
from django.views.decorators.http import require_GET

from review.audit import verify_chain
from review.form_fields import get_plain_text
from review.models import AuditEntry, Case, Run
from review.models.officer import DISCIPLINE
from review.pages.case_filters import find_newest_run
from review.permissions import require_right


@require_GET
def show_log(request):
    """Show the audit log, newest first; `?verify=1` verifies the chain.

    Entries about the restricted list show no target to the administrator.
    """
    require_right(request.user, "audit")
    entries = AuditEntry.objects.select_related("by").order_by("-number")
    if target := get_plain_text(request.GET, "target"):
        entries = entries.filter(Q(target=target))
    if who := get_plain_text(request.GET, "who"):
        entries = entries.filter(by__username=who)
    page = Paginator(entries, 100).get_page(request.GET.get("page"))
    hidden = set()
    if request.user.role != DISCIPLINE:
        targets = {e.target for e in page}
        hidden = set(
            Case.objects.filter(pk__in=targets, is_restricted=True).values_list("pk", flat=True)
        )
    proof = verify_chain() if request.GET.get("verify") else None
    return render(request, "review/log.html", {"page": page, "hidden": hidden, "proof": proof})


@require_GET
def list_runs(request):
    """Show the received runs and what changed each night."""
    require_right(request.user, "see")
    part = "restricted" if request.user.role == DISCIPLINE else "ordinary"
    return render(
        request,
        "review/runs.html",
        {"runs": Run.objects.filter(part=part)[:60], "newest": find_newest_run(request.user)},
    )
