"""附件: a file is checked for what it really is, hashed, and kept under its hash."""

from django.utils import timezone

from review import audit
from review.actions.move_deadline import changing
from review.attachment_files import kept, shown_name
from review.models import Attachment, Officer


def attach(case, officer: Officer, file, *, category: str = "", proves: str = "") -> Attachment:
    """Keep an uploaded file (name, size, chunks()). Raises NotValid for what may not be kept."""
    stored = kept(file)
    with changing(case, officer, "attach") as held:
        attachment = Attachment.objects.create(
            case=held,
            name=shown_name(file.name),
            kind=stored.kind,
            category=category,
            proves=proves[:400],
            size=stored.size,
            sha256=stored.sha256,
            by=officer,
            at=timezone.now(),
        )
        audit.record(officer, "attach", held.case_id, sha256=stored.sha256, size=stored.size)
        return attachment
