"""No sequence of accepted inputs makes a page fail, and after every step the books hold."""

import os
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from review import audit, transitions
from review.actions.record_money import AMOUNT_FIELDS, sum_entries
from review.models import Case, Draft, Officer, Proposal, Referral
from review.pages.case_actions import STEPS

pytestmark = pytest.mark.django_db
ONE, TWO = "C0000000000000001", "C0000000000000002"
# sequences a run: enough to walk to the end of a case; more on demand, they take minutes
SEQUENCES = int(os.environ.get("QINGFENG_SEQUENCES", "15"))
WORKERS = ("checker", "reviewer", "head", "李四")
PAGES = ("/", "/cases/", "/cases/?stage=settle", f"/cases/{ONE}/", "/papers/", "/statistics/")
AMOUNTS = ("0", "0.01", "500", "4482", "600000000000", "999999999999.99", "-1", "1e3", "x")
DAYS = (-400, 0, 1, 40)
TEXTS = ("", "理由如此清楚", "长" * 500, "\0", "{{ x }}")

steps = st.lists(
    st.tuples(
        st.sampled_from(WORKERS),
        st.sampled_from(
            ["answer", "decide", "reverse", "proposal", *sorted(set(STEPS) - {"attach"})]
        ),
        st.sampled_from(AMOUNTS),
        st.sampled_from(DAYS),
        st.sampled_from(TEXTS),
        st.integers(0, 3),
    ),
    min_size=10,
    max_size=30,
)
# the way of a case to its settling, so that money and referrals are reached in every sequence
WAY = [
    ("head", "issue"),
    ("checker", "take"),
    ("checker", "answer"),
    ("reviewer", "examine"),
    ("reviewer", "confirm"),
]


@contextmanager
def rolled_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Desk:
    """Officers at the pages of one case."""

    def __init__(self):
        self.clients = {}
        for name in WORKERS:
            self.clients[name] = Client(raise_request_exception=True)
            self.clients[name].force_login(Officer.objects.get(username=name))

    def post(self, who, path, fields):
        answer = self.clients[who].post(path, fields)
        assert answer.status_code < 500, (who, path, fields)

    def take_step(self, who, name, amount="500", days=0, text="理由如此清楚", choice=0):
        day = (timezone.localdate() + timedelta(days)).isoformat()
        fields = {
            "amount": amount,
            "on": day,
            "until": day,
            "filed_on": day,
            "first_due_on": day,
            "checked_on": day,
            "because": text,
            "text": text,
            "facts": text,
            "by_whom": text,
            "answer": text,
            "recipient": text[:80],
            "count": choice,
            "kind": ("to_recover", "recovered", "police", "other")[choice],
            "code": ("2", "5", "9", "x")[choice],
            "document_no": text[:80],
            "cause_code": ("F4", "F8", "", "x")[choice],
            "control_gap": "none",
            "offence": ("诈骗罪", "")[choice % 2],
            "reason": ("other", "interest", "", "x")[choice],
            "into": (TWO, ONE, "C9", "")[choice],
            "to": Officer.objects.get(username=("checker", "李四", "head", "reader")[choice]).pk,
            "approve": str(int(choice < 2)),
            "changed": "0",
        }
        if name == "answer":
            self.answer(who, amount, day, text, choice)
        elif name == "decide":
            for pk in Referral.objects.values_list("pk", flat=True):
                step = ("decide", "send", "receipt", "outcome")[choice]
                self.post(who, reverse("referral", args=[pk, step]), fields | {"outcome": "filed"})
        elif name == "proposal":
            for pk in Proposal.objects.filter(decided_by=None).values_list("pk", flat=True):
                self.post(who, reverse("proposal", args=[pk]), fields)
        elif name == "reverse":
            for pk in Case.objects.get(pk=ONE).money.values_list("pk", flat=True):
                self.post(who, reverse("reverse", args=[ONE, pk]), fields)
        else:
            self.post(who, reverse("do", args=[ONE, name]), fields)

    def answer(self, who, amount, day, text, choice):
        fields = {"second_checker": "李四", "checked_on": day}
        for finding_id in Case.objects.get(pk=ONE).findings.values_list("pk", flat=True):
            fields |= {
                f"{finding_id}-conclusion": ("1", "2", "3", "4")[choice],
                f"{finding_id}-cause_code": ("", "", "F4", "")[choice],
                f"{finding_id}-amount_confirmed": amount if choice < 2 else "",
                f"{finding_id}-nature": "欺诈骗取" if choice < 2 else "",
                f"{finding_id}-account": text,
                f"{finding_id}-remark": text,
            }
        self.post(who, reverse("answer", args=[ONE]), fields)

    def check(self):
        """Every page opens, and the sums, the two persons and the log hold."""
        for name, client in self.clients.items():
            for page in PAGES:
                assert client.get(page).status_code < 500, (name, page)
        for case in Case.objects.filter(is_restricted=False):
            for kind, field in AMOUNT_FIELDS.items():
                assert getattr(case, field) == sum_entries(case, kind) >= 0
            assert case.amount_recovered <= case.amount_to_recover
            if case.state in (transitions.SETTLING, transitions.REFERRED, transitions.CLOSED):
                assert case.confirmed_by_id not in (None, case.concluded_by_id)
            if case.state == transitions.CLOSED:
                assert case.closed_by_id != case.close_proposed_by_id
            assert all(s.is_unchanged for s in case.snapshots.all())
        assert audit.verify_chain().broken_at is None


@given(steps, st.booleans())
@settings(
    max_examples=SEQUENCES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_sequence_makes_a_page_fail(received, officers, some, walks):
    with rolled_back():
        desk = Desk()
        for who, name in WAY if walks else []:
            desk.take_step(who, name)
        if walks:
            assert Case.objects.get(pk=ONE).state == transitions.SETTLING
        for each in some:
            desk.take_step(*each)
        desk.check()


def test_two_huge_sums_brick_nothing(received, officers):
    desk = Desk()
    for who, name in WAY:
        desk.take_step(who, name)
    for _ in range(2):
        desk.take_step("checker", "money", "600000000000")
    assert Case.objects.get(pk=ONE).amount_to_recover == Decimal(600_000_000_000)
    desk.take_step("checker", "reverse")
    assert Case.objects.get(pk=ONE).amount_to_recover == 0
    desk.check()


def test_the_sums_of_many_rich_cases_are_shown(received, officers, client):
    Case.objects.update(amount_involved=Decimal("999999999999.99"))
    client.force_login(officers["head"])
    assert "2,999,999,999,999.97" in client.get("/").content.decode()


ODD = ("\0", "x", "-1", "9" * 30, "１", "%", "'", "长" * 3000, "1e999", "NaN", "2026-13-45")
NAMES = (
    *("state", "level", "district", "status", "authority", "kind", "ring", "batch", "conclusion"),
    *(
        "stage",
        "scenario",
        "indicator",
        "who",
        "due",
        "changed",
        "reappeared",
        "q",
        "order",
        "page",
    ),
    *("amount_from", "amount_to", "first", "last", "frozen", "target", "verify", "paper", "part"),
)


@pytest.mark.parametrize("odd", ODD)
def test_no_parameter_makes_a_page_fail(received, officers, odd):
    given_parameters = dict.fromkeys(NAMES, odd)
    for role in ("head", "administrator", "discipline"):
        client = Client()
        client.force_login(officers[role])
        for page in ("queue", "cases", "runs", "log", "papers", "papers_register", "statistics"):
            assert client.get(reverse(page), given_parameters).status_code < 500, (role, page)
            for name in NAMES:
                found = client.get(reverse(page), {name: odd})
                assert found.status_code < 500, (role, page, name)


@pytest.mark.parametrize("odd", ODD)
def test_no_field_makes_a_form_fail(received, officers, odd, client):
    client.force_login(officers["head"])
    fields = dict.fromkeys(
        ("expected", "bulk", "reach", "query", "ticked", "because", "until", "to", "name", "back"),
        odd,
    )
    for page in ("bulk", "bulk_apply", "save_view", "excel_check", "excel_apply", "excel_export"):
        assert client.post(reverse(page), fields).status_code < 500, page
    for bulk in ("issue", "assign", "snooze", "dismiss", "approve_dismissal", "close"):
        for page in ("bulk", "bulk_apply"):
            assert client.post(reverse(page), fields | {"bulk": bulk}).status_code < 500


def test_a_refused_form_keeps_what_was_typed(received, officers, client):
    client.force_login(officers["head"])
    typed = "这是一段写了很久的理由" * 20
    given_fields = {"until": "2020-01-01", "because": typed}
    answer = client.post(reverse("do", args=[ONE, "snooze"]), given_fields)
    page = answer.content.decode()
    assert answer.status_code == 200 and typed in page and "暂缓日期须晚于今天" in page
    assert '<details class="step" open>' in page


def test_a_draft_is_kept_until_the_answer_is_accepted(received, officers, client):
    desk = Desk()
    for who, name in WAY[:2]:
        desk.take_step(who, name)
    finding_id = Case.objects.get(pk=ONE).findings.first().pk
    client.force_login(officers["checker"])
    typed = {f"{finding_id}-account": "写了一半的说明", "version": "3", "x": "\0"}
    assert client.post(reverse("draft", args=[ONE]), typed).status_code == 204
    page = client.get(reverse("answer", args=[ONE])).content.decode()
    assert "已恢复草稿" in page
    fields = Draft.objects.get().fields
    assert fields[f"{finding_id}-account"] == "写了一半的说明" and "\0" not in str(fields)
    desk.take_step("checker", "answer")
    assert not Draft.objects.exists()


def test_errors_speak_the_style_of_the_desk(received, officers):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(officers["head"])
    refused = strict.post(reverse("take_next"))
    assert refused.status_code == 403 and "desk.css" in refused.content.decode()
    missing = strict.get("/nowhere/")
    assert missing.status_code == 404 and "desk.css" in missing.content.decode()
