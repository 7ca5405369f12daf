"""附件: download and verification."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from review import audit
from review.attachment_files import CONTENT_TYPES, is_unchanged
from review.models import Attachment
from review.pages.auth import get_client_address
from review.permissions import build_visibility_filter
from review.templatetags.desk import t


@require_GET
def download_attachment(request, pk):
    """Return the file as a download, only if it still has its hash."""
    attachment = _get_attachment(request, pk)
    if not is_unchanged(attachment.path, attachment.sha256):
        raise Http404
    audit.record(
        request.user,
        "download",
        attachment.case_id,
        address=get_client_address(request),
        sha256=attachment.sha256,
    )
    return FileResponse(
        attachment.path.open("rb"),
        as_attachment=True,
        filename=attachment.name,
        content_type=CONTENT_TYPES[attachment.kind],
        headers={"X-Content-Type-Options": "nosniff"},
    )


@require_POST
def verify_attachment(request, pk):
    """Check that the file is unchanged since its upload."""
    attachment = _get_attachment(request, pk)
    if is_unchanged(attachment.path, attachment.sha256):
        messages.success(
            request, t(f"校验一致：{attachment.name}", f"unchanged: {attachment.name}")
        )
    else:
        messages.error(
            request, t(f"校验不一致：{attachment.name}", f"changed or lost: {attachment.name}")
        )
    return redirect("case", attachment.case_id)


def _get_attachment(request, pk):
    return get_object_or_404(Attachment, build_visibility_filter(request.user, "case__"), pk=pk)
