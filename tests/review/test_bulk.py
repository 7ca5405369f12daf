"""Bulk actions: counted first, done on what was counted, by the same rules as one by one."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from review import actions, audit
from review.models import Case, SavedView

pytestmark = pytest.mark.django_db
ONE, TWO, THREE = (f"C000000000000000{n}" for n in (1, 2, 3))


def state_of():
    return dict(Case.objects.filter(is_restricted=False).values_list("case_id", "state"))


def test_the_dry_run_changes_nothing_and_says_what_would_be(received, officers, client):
    actions.issue(THREE, officers["head"])
    client.force_login(officers["head"])
    page = client.post(reverse("bulk"), {"bulk": "issue", "reach": "filter", "query": ""})
    count = page.context["count"]
    assert (count.matched, count.would, count.states) == (3, 2, {"已下发": 1})
    assert state_of() == {ONE: "01", TWO: "01", THREE: "02"}


def test_a_filter_is_done_as_a_whole(received, officers, client):
    client.force_login(officers["head"])
    asked = {
        "bulk": "issue",
        "reach": "filter",
        "query": "district=330203",
        "expected": "2",
        "batch_no": "2026-B7",
    }
    page = client.post(reverse("bulk_apply"), asked, follow=True)
    assert "已办理 2 件" in page.content.decode()
    assert page.redirect_chain == [("/cases/?district=330203", 302)], "the filter stays"
    assert state_of() == {ONE: "02", TWO: "01", THREE: "02"}
    assert set(Case.objects.filter(state="02").values_list("batch_no", flat=True)) == {"2026-B7"}
    assert audit.verify_chain().broken_at is None


def test_ticked_cases_alone(received, officers, client):
    client.force_login(officers["head"])
    asked = {"bulk": "issue", "reach": "ticked", "ticked": [TWO], "query": "", "expected": "1"}
    client.post(reverse("bulk_apply"), asked)
    assert state_of() == {ONE: "01", TWO: "02", THREE: "01"}


def test_if_somebody_was_at_work_meanwhile_nothing_is_done(received, officers, client):
    client.force_login(officers["head"])
    actions.issue(ONE, officers["head"])
    asked = {"bulk": "issue", "reach": "filter", "query": "", "expected": "3"}
    page = client.post(reverse("bulk_apply"), asked)
    assert "已变化" in page.content.decode()
    assert state_of() == {ONE: "02", TWO: "01", THREE: "01"}


@pytest.mark.parametrize("expected", ["x", "", "-1", "9" * 30])
def test_a_count_that_is_no_number_of_cases_changes_nothing(received, officers, client, expected):
    client.force_login(officers["head"])
    asked = {"bulk": "issue", "reach": "filter", "query": "", "expected": expected}
    page = client.post(reverse("bulk_apply"), asked)
    assert page.status_code == 200 and "已变化" in page.content.decode()
    assert set(state_of().values()) == {"01"}


def test_a_case_that_one_must_keep_away_from_is_left_out(received, officers, client):
    actions.declare_recusal(Case.objects.get(pk=ONE), officers["head"], reason="interest")
    client.force_login(officers["head"])
    count = client.post(reverse("bulk"), {"bulk": "issue", "reach": "filter", "query": ""}).context[
        "count"
    ]
    assert (count.would, count.recused) == (2, 1)


def test_putting_off_and_false_alarms_need_their_reasons(received, officers, client):
    client.force_login(officers["head"])
    until = date.today() + timedelta(9)
    asked = {
        "bulk": "snooze",
        "reach": "filter",
        "query": "",
        "expected": "3",
        "until": until.isoformat(),
    }
    client.post(reverse("bulk_apply"), asked)
    assert set(state_of().values()) == {"01"}
    client.post(reverse("bulk_apply"), asked | {"because": "等民政数据"})
    assert set(state_of().values()) == {"92"}


def test_a_reach_beyond_ones_scope_finds_nothing(received, officers, client):
    client.force_login(officers["head"])
    asked = {
        "bulk": "issue",
        "reach": "ticked",
        "ticked": ["C0000000000000009"],
        "query": "",
        "expected": "1",
    }
    client.post(reverse("bulk_apply"), asked)
    assert Case.objects.get(pk="C0000000000000009").state == "01"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=u1", set()),
        ("q=c0000000000000002", {"2"}),
        ("q=rC00000000000000010", {"1"}),
        ("q=领取 参保2个月", {"1", "2", "3"}),
        ("level=S", {"2"}),
        ("level=S&level=H", {"1", "2", "3"}),
        ("amount_from=4500", {"1"}),
        ("amount_to=4,482", {"2", "3"}),
        ("indicator=U05", {"1"}),
        ("scenario=short_term_enrollment&kind=institution", {"3"}),
        ("ring=R1", {"1", "2"}),
        ("stage=check", set()),
        ("who=none&changed=1", {"1", "2", "3"}),
        ("due=late", set()),
        ("nonsense=1&order=nonsense", {"1", "2", "3"}),
    ],
)
def test_what_a_filter_finds(received, officers, client, query, found):
    client.force_login(officers["head"])
    page = client.get(f"{reverse('cases')}?{query}").context["page"]
    assert {c.pk[-1] for c in page} == found


def test_a_view_is_kept_under_its_name(received, officers, client):
    client.force_login(officers["head"])
    client.post(
        reverse("save_view"),
        {"name": "海曙高", "query": "district=330203&level=H", "is_shared": "on"},
    )
    client.force_login(officers["reader"])
    assert "海曙高" in client.get(reverse("cases")).content.decode()
    view = SavedView.objects.get()
    assert (
        client.post(reverse("drop_view", args=[view.pk])).status_code == 404
    )  # not the reader's own
