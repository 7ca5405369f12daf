"""Alerts: of a night that failed, and of a list half or twice as long as usual.

Channels: Prefect notification blocks (setting `alert_blocks`, e.g.
slack-webhook/ops,custom-webhook/duty), a webhook (QINGFENG_ALERT_WEBHOOK) and e-mail
(QINGFENG_ALERT_EMAIL, addresses by comma, through QINGFENG_SMTP=[user@]host[:port]; a user logs
in with QINGFENG_SMTP_PASSWORD once the connection is encrypted). No alert names a subject.
"""

import json
import os
import smtplib
import ssl
import urllib.request
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from statistics import median

from pipeline.runs import list_main_runs, read_run_record
from pipeline.settings import Settings

WEBHOOK, EMAIL, SENDER = "QINGFENG_ALERT_WEBHOOK", "QINGFENG_ALERT_EMAIL", "QINGFENG_ALERT_FROM"
SMTP, MAIL_PASSWORD = "QINGFENG_SMTP", "QINGFENG_SMTP_PASSWORD"
SECONDS = 20  # for a channel to take an alert: a dead one must not hold a night up
# a week of lists, since their length differs by the day; a median of fewer than three is no rule
NIGHTS_COMPARED, FEWEST_NIGHTS = 7, 3

LENGTHS = {
    "清单长度 length of the list": lambda record: record["list"]["listed"],
    "疑点对象总数 cases found": lambda record: sum(
        record["list"][k] for k in ("listed", "held", "open")
    ),
}


def send_alert(subject: str, body: str, settings: Settings, *, tell: Callable[[str], None]) -> int:
    """Send to every channel that is set up; return how many took it.

    A channel that fails is reported by `tell` and stops nothing.
    """
    sent_count = 0
    for name, send in _list_channels(settings):
        try:
            send(f"清风 {subject}", body)
            sent_count += 1
        except Exception as error:  # a mail server in trouble must not become a night in trouble
            tell(f"[alert] {name}: {type(error).__name__}")
    return sent_count


def find_anomalies(run: Path, runs: Path) -> list[str]:
    """Describe how the list of a published night differs from those of the nights before."""
    tonight = read_run_record(run)
    earlier = [record for _, record in list_main_runs(runs) if record["as_of"] < tonight["as_of"]]
    compared = earlier[-NIGHTS_COMPARED:]
    if len(compared) < FEWEST_NIGHTS:
        return []
    return [
        f"{words}: {count(tonight):,} tonight, "
        f"{usual:,.0f} as a rule (median of {len(compared)} nights)"
        for words, count in LENGTHS.items()
        if (usual := median(count(record) for record in compared))
        # half or twice as long: the module's docstring promises these bounds
        and not usual / 2 < count(tonight) < usual * 2
    ]


def _list_channels(settings) -> Iterator[tuple[str, Callable]]:
    for block in filter(None, (b.strip() for b in settings.alert_blocks.split(","))):
        yield block, lambda subject, body, block=block: _send_by_block(block, subject, body)
    if os.environ.get(WEBHOOK):
        yield "webhook", _send_by_webhook
    if os.environ.get(EMAIL):
        yield "e-mail", _send_by_mail


def _send_by_block(name, subject, body):
    from prefect.blocks.core import Block

    Block.load(name).notify(body=body, subject=subject)


def _send_by_webhook(subject, body):
    data = json.dumps({"subject": subject, "text": body}, ensure_ascii=False).encode()
    request = urllib.request.Request(
        os.environ[WEBHOOK], data, headers={"content-type": "application/json"}
    )
    urllib.request.urlopen(request, timeout=SECONDS).close()


def _send_by_mail(subject, body):
    message = EmailMessage()
    message["Subject"], message["To"] = subject, os.environ[EMAIL]
    message["From"] = os.environ.get(SENDER, "qingfeng@localhost")
    message.set_content(body)
    user, _, address = os.environ.get(SMTP, "localhost").rpartition("@")
    host, _, port = address.partition(":")
    with smtplib.SMTP(host, int(port or 25), timeout=SECONDS) as server:
        if user:
            # a server that cannot encrypt gets no password
            server.starttls(context=ssl.create_default_context())
            server.login(user, os.environ.get(MAIL_PASSWORD, ""))
        server.send_message(message)
