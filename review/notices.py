"""提醒: notices on the desk, reminders of deadlines, and sending them by mail and webhook.

What leaves the desk holds case numbers and kinds of notices, no name of a subject and no text that
somebody wrote.
"""

import json
import urllib.request
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone

from review.deadlines import get_day_end
from review.models import Case, Deadline, Notice, Officer
from review.models.deadline import DECIDE, HAND_OVER
from review.models.notice import DUE_SOON, MENTION
from review.permissions import WORK_ROLES, can_see, has_right
from review.todo import SOON_DAYS

SECONDS = 20  # for a channel to answer: a dead one must not hold a command up
NEWS_DAYS = 7  # what is older was read on the desk, or a channel was set up just now
SHORTEST_NAME = 2  # "@何" would be anybody


def notify(
    officer: Officer | None,
    kind: str,
    case: Case,
    *,
    by: Officer | None = None,
    text: str = "",
    key: str = "",
) -> None:
    """Tell an officer about a case; nobody is told of what they did themselves."""
    if officer is None or (by is not None and officer.pk == by.pk):
        return
    now = timezone.now()
    told = {"officer": officer, "case": case, "kind": kind}
    facts = {"at": now, "by": by, "text": text}
    if key:
        Notice.objects.get_or_create(**told, key=key, defaults=facts)
    else:
        Notice.objects.create(**told, key=now.isoformat(), **facts)


def notify_mentioned(case: Case, by: Officer, text: str) -> list[Officer]:
    """Tell everybody who is named with @ in a text and may see the case; return whom."""
    if "@" not in text:
        return []
    found = [o for o in _list_colleagues() if _is_named(o, text) and can_see(o, case)]
    for officer in found:
        notify(officer, MENTION, case, by=by, text=text[:400])
    return found


def mark_read(officer: Officer, case: Case | None = None) -> int:
    """Mark the officer's notices as read, of one case if one is given; return how many."""
    unread = officer.notices.filter(read_at=None)
    if case is not None:
        unread = unread.filter(case=case)
    return unread.update(read_at=timezone.now())


def remind_of_deadlines() -> int:
    """Announce deadlines that end within three days, each once; return how many notices are new."""
    until = get_day_end(timezone.localdate() + timedelta(days=SOON_DAYS))
    running = Deadline.objects.filter(met_at=None, is_void=False, due_at__lte=until)
    running = running.exclude(case__assignee=None, referral=None)
    before = Notice.objects.count()
    heads = [o for o in _list_colleagues() if has_right(o, "decide_referral")]
    for deadline in running.select_related("case__assignee").iterator():
        key = f"{deadline.kind} {timezone.localtime(deadline.due_at):%Y-%m-%d %H:%M}"
        for officer in _list_responsible(deadline, heads):
            text = f"{deadline.get_kind_display()}：{key.partition(' ')[2]}"
            notify(officer, DUE_SOON, deadline.case, text=text, key=key)
    return Notice.objects.count() - before


def send_notices(say: Callable[[str], None]) -> int:
    """Send what has not been sent, a message an officer; return how many notices went out.

    A channel that fails is reported by `say`; its notices wait for the next time.
    """
    if not (settings.EMAIL_HOST or settings.NOTICE_WEBHOOK):
        return 0
    waiting, newest = defaultdict(list), timezone.now() - timedelta(days=NEWS_DAYS)
    for notice in Notice.objects.filter(sent_at=None, at__gte=newest).select_related(
        "officer", "case"
    ):
        waiting[notice.officer].append(notice)
    sent_count = 0
    for officer, notices in waiting.items():
        try:
            _send(officer, notices)
        except OSError as error:  # smtplib's and urllib's errors are kinds of it
            say(f"{officer.username}: {type(error).__name__}")
            continue
        Notice.objects.filter(pk__in=[n.pk for n in notices]).update(sent_at=timezone.now())
        sent_count += len(notices)
    return sent_count


def _send(officer, notices):
    subject = f"清风 {len(notices)} 条提醒"
    lines = [f"{n.get_kind_display()} {n.case.case_no or n.case_id}" for n in notices]
    body = "\n".join([*lines, settings.NOTICE_ADDRESS]).strip()
    if settings.EMAIL_HOST and officer.email:
        send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [officer.email])
    if settings.NOTICE_WEBHOOK:
        message = {"subject": subject, "officer": officer.username, "text": body}
        data = json.dumps(message, ensure_ascii=False).encode()
        head = {"content-type": "application/json"}
        request = urllib.request.Request(settings.NOTICE_WEBHOOK, data, headers=head)
        urllib.request.urlopen(request, timeout=SECONDS).close()


def _list_colleagues():
    return list(Officer.objects.filter(is_active=True, role__in=WORK_ROLES))


def _is_named(officer, text):
    named = len(officer.name) >= SHORTEST_NAME and f"@{officer.name}" in text
    return named or f"@{officer.username}" in text


def _list_responsible(deadline, heads):
    """List who answers for a deadline: of a referral's decision the heads, else the officer."""
    if deadline.kind in (DECIDE, HAND_OVER):
        return [o for o in heads if can_see(o, deadline.case)]
    return [deadline.case.assignee] if deadline.case.assignee else []
