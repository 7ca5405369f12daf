"""附件: adding a file to a case."""

from django.utils import timezone

from review import audit
from review.actions.move_deadline import lock_case
from review.attachment_files import clean_file_name, store_file
from review.models import Attachment, Officer


def attach(case, officer: Officer, file, *, category: str = "", proves: str = "") -> Attachment:
    """Store an uploaded file (name, size, chunks()) under its hash.

    Raises NotValid if its kind or content is not allowed.
    """
    stored = store_file(file)
    with lock_case(case, officer, "attach") as locked_case:
        attachment = Attachment.objects.create(
            case=locked_case,
            name=clean_file_name(file.name),
            kind=stored.kind,
            category=category,
            proves=proves[:400],
            size=stored.size,
            sha256=stored.sha256,
            by=officer,
            at=timezone.now(),
        )
        audit.record(officer, "attach", locked_case.case_id, sha256=stored.sha256, size=stored.size)
        return attachment
