"""提醒: the officer's notices, unread first, and marking them as read."""

from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from review.models import Notice, Officer
from review.notices import mark_read
from review.permissions import build_visibility_filter, require_right

PAGE_SIZE = 50


def list_notices(officer: Officer):
    """List the officer's notices of cases that the officer still sees, the newest first."""
    seen = Notice.objects.filter(build_visibility_filter(officer, "case__"), officer=officer)
    return seen.select_related("case", "by").order_by("-id")


@require_GET
def show_notices(request):
    """Show all notices of the officer."""
    require_right(request.user, "see")
    page = Paginator(list_notices(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "review/notices.html", {"page": page})


@require_POST
def read_notices(request):
    """Mark every notice of the officer as read."""
    require_right(request.user, "see")
    mark_read(request.user)
    return redirect("notices")
