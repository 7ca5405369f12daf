"""What a head sees of the work, how cases are shared out, and what a search finds."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from review import actions, transitions
from review.actions.bulk import BULK_ACTIONS, apply_bulk_action
from review.actions.spread import plan_spread
from review.models import Case
from review.receiving import receive_run
from review.workload import list_district_workloads, list_officer_workloads
from tests.review.conftest import make_officer
from tests.review.drawn_run import DrawnCase, write_run

pytestmark = pytest.mark.django_db
ONE = "C0000000000000001"


@pytest.fixture
def many(tmp_path, officers):
    """Eight cases in one district, two in another."""
    cases = [
        DrawnCase(f"C{n:016x}", district="330212" if n > 8 else "330203") for n in range(1, 11)
    ]
    receive_run(write_run(tmp_path / "run", cases))
    return officers


def share(officers, *among):
    spread = BULK_ACTIONS["spread"]
    cases = Case.objects.filter(district="330203")
    fields = {"plan": plan_spread(cases, among)}
    return apply_bulk_action(spread, cases, officers["head"], expected=cases.count(), fields=fields)


def count_by_officer():
    return sorted(
        Case.objects.filter(assignee=o).count()
        for o in {c.assignee for c in Case.objects.filter(assignee__isnull=False)}
    )


def test_cases_are_shared_out_evenly(many):
    done = share(many, many["checker"], many["checker2"])
    assert done["done"] == 8 and count_by_officer() == [4, 4]


def test_who_has_much_in_hand_gets_less(many):
    for case_id in Case.objects.filter(district="330212").values_list("pk", flat=True):
        actions.assign(case_id, many["head"], many["checker"])
    share(many, many["checker"], many["checker2"])
    assert count_by_officer() == [5, 5]


def test_who_may_not_take_a_case_gets_none(many):
    elsewhere = make_officer("far", "checker", ["330281"])
    done = share(many, elsewhere, many["checker"])
    assert done["done"] == 8 and not Case.objects.filter(assignee=elsewhere).exists()
    Case.objects.update(assignee=None, state=transitions.JUDGE)
    assert share(many, elsewhere)["done"] == 0


def test_who_knows_the_scenario_gets_two_more_at_most(many):
    known = Case.objects.filter(district="330212").first()
    Case.objects.filter(pk=known.pk).update(
        concluded_by=many["checker2"], confirmed_by=many["reviewer"], state=transitions.SETTLING
    )
    share(many, many["checker"], many["checker2"])
    assert count_by_officer() == [3, 5]
    assert Case.objects.filter(assignee=many["checker2"]).count() == 5


def test_the_plan_is_shown_first_and_what_was_shown_is_done(many, client):
    client.force_login(many["head"])
    asked = {"bulk": "spread", "query": "district=330203", "reach": "filter", "expected": "8"}
    asked |= {"among": [many["checker"].pk, many["checker2"].pk]}
    page = client.post(reverse("bulk_apply"), asked)
    assert [s.new for s in page.context["plan"].shares] == [4, 4]
    assert "短期参保骗取失业保险待遇 4" in " ".join(page.content.decode().split())
    assert not Case.objects.filter(assignee__isnull=False).exists(), "nothing is done yet"
    digest = page.context["plan"].digest
    actions.assign("C0000000000000009", many["head"], many["checker"])
    again = client.post(reverse("bulk_apply"), asked | {"digest": digest})
    assert again.context["plan"].digest != digest, "the load has changed: shown again"
    client.post(reverse("bulk_apply"), asked | {"digest": again.context["plan"].digest})
    assert count_by_officer() == [4, 5]


def test_a_head_sees_the_work_of_each(many, client):
    share(many, many["checker"], many["checker2"])
    Case.objects.filter(assignee=many["checker"]).update(
        due_on=date.today() - timedelta(1), issued_on=date.today() - timedelta(10)
    )
    by_name = {w.name: w for w in list_officer_workloads(many["head"])[0]}
    assert (by_name["checker"].in_hand, by_name["checker"].overdue) == (4, 4)
    assert (by_name["checker"].mean_days, by_name["checker2"].overdue) == (10, 0)
    (district,) = list_district_workloads(many["head"])
    assert (district.open, district.overdue) == (8, 4)
    client.force_login(many["head"])
    assert "checker2" in client.get(reverse("workload")).content.decode()
    client.force_login(many["checker"])
    assert client.get(reverse("workload")).status_code == 403


class TestSearch:
    @pytest.mark.parametrize(
        ("words", "found"),
        [
            ("短期参保", {"1", "2", "3"}),
            ("末次参保过短", {"1"}),
            ("何力", {"1"}),
            ("〔2026〕000002", {"2"}),
            ("pc0", set()),
            ("p0000000000000003", {"3"}),
            ("U05 何力", {"1"}),
        ],
    )
    def test_a_word_finds_titles_officers_and_numbers(
        self, received, officers, client, words, found
    ):
        heli = make_officer("heli", "checker", last_name="何", first_name="力")
        actions.assign(ONE, officers["head"], heli)
        client.force_login(officers["head"])
        page = client.get(reverse("cases"), {"q": words}).context["page"]
        assert {c.pk[-1] for c in page} == found

    def test_the_list_names_scenarios_and_sorts_by_its_headings(self, received, officers, client):
        client.force_login(officers["head"])
        page = client.get(reverse("cases"), {"order": "amount"}).content.decode()
        assert "短期参保骗取失业保险待遇" in page and 'href="?order=due"' in page
        assert "涉及金额 ↓" in page

    def test_every_officer_is_in_the_filter(self, received, officers, client):
        actions.assign(ONE, officers["head"], officers["checker2"])
        client.force_login(officers["head"])
        page = client.get(reverse("cases"), {"who": officers["checker2"].pk})
        assert [c.pk for c in page.context["page"]] == [ONE]
        assert ">checker2</option>" in page.content.decode()
