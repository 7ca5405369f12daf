"""备注与回避: notes on a case, and recusal."""

from django.utils import timezone

from review import audit, transitions
from review.actions.move_deadline import lock_case, move_case
from review.errors import NotValid
from review.models import Case, Note, Officer, Recusal
from review.models.recusal import REASONS
from review.notices import notify_mentioned
from review.permissions import require_right

# long enough for a page of text; the forms and the import cut notes by it
MAX_NOTE_LENGTH = 4000


def add_note(case, officer: Officer, text: str) -> Note:
    """Add a remark that everybody who sees the case can read; who is named with @ is told."""
    with lock_case(case, officer, "note") as locked_case:
        text = text.strip()
        if not text or len(text) > MAX_NOTE_LENGTH:
            raise NotValid("备注须为1至4000字", "a note has 1 to 4000 characters")
        note = Note.objects.create(case=locked_case, by=officer, at=timezone.now(), text=text)
        audit.record(officer, "note", locked_case.case_id)
        notify_mentioned(locked_case, officer, text)
        return note


def declare_recusal(
    case: Case, officer: Officer, *, who: Officer | None = None, reason: str, text: str = ""
) -> Recusal:
    """Record that an officer must keep away from a case; a case assigned to them becomes free.

    `who` is somebody else only where an officer who assigns cases orders it.
    """
    who = who or officer
    require_right(officer, "recuse", case)
    if who != officer:
        require_right(officer, "assign", case)
    if reason not in dict(REASONS):
        raise NotValid("请选择回避理由", "choose the reason")
    from django.db import transaction

    with transaction.atomic():
        locked_case = Case.objects.select_for_update().get(pk=case.pk)
        recusal, _ = Recusal.objects.get_or_create(
            officer=who,
            case=locked_case,
            defaults={
                "reason": reason,
                "text": text.strip(),
                "declared_by": officer,
                "at": timezone.now(),
            },
        )
        to = None
        if locked_case.assignee_id == who.pk:
            locked_case.assignee = locked_case.taken_at = None
            to = transitions.ISSUED if locked_case.state == transitions.CHECKING else None
        move_case(locked_case, officer, "recuse", to, who=who.pk, reason=reason)
        return recusal
