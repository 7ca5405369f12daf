"""The case page says what its credence is made of, and why a case is held."""

import pytest
from django.test import Client
from django.urls import reverse

from review.case_findings import list_evidence_sources
from review.models import Case, Finding
from review.receiving import receive_run
from tests.review.conftest import make_officer
from tests.review.drawn_run import DrawnCase, write_run

pytestmark = pytest.mark.django_db
ONE, TWO = "C0000000000000001", "C0000000000000002"


@pytest.fixture
def night(tmp_path, officers):
    """A case with two hits of one source, one of another and a weak hit; one that it carries."""
    hits = [("U04", "H", 4482, {}), ("U05", "S", 2000, {}), ("U11", "S", 100, {})]
    cases = [
        DrawnCase(ONE, findings=[*hits, ("U12", "M", 50, {})]),
        DrawnCase(TWO, district="330212", list_status="held"),
    ]
    receive_run(write_run(tmp_path / "run", cases))
    for indicator_id, source, credence in (
        ("U04", "timing", 0.7),
        ("U05", "timing", 0.5),
        ("U11", "contacts", 0.4),
        ("U12", "phones", 0.3),
    ):
        Finding.objects.filter(indicator_id=indicator_id, case=ONE).update(
            source=source, credence=credence
        )
    Case.objects.filter(pk=ONE).update(credence=0.82, source_count=2)
    return officers


def open_case(officer, case_id):
    client = Client()
    client.force_login(officer)
    return " ".join(client.get(reverse("case", args=[case_id])).content.decode().split())


def test_hits_of_one_source_count_once_and_the_best_is_named(night):
    sources = list_evidence_sources(Finding.objects.filter(case=ONE))
    assert [[f.indicator_id for f in s.hits] for s in sources] == [["U04", "U05"], ["U11"]]
    page = open_case(night["head"], ONE)
    assert "82%：2个独立来源" in page and "U05 50%" in page
    assert "U12 30%" not in page


def test_findings_of_older_runs_show_no_sources(night):
    Finding.objects.update(credence=None, source="")
    Case.objects.update(credence=None, source_count=None)
    assert "独立来源" not in open_case(night["head"], ONE)


def test_a_carried_case_leads_to_its_carrier_if_that_may_be_seen(night):
    Case.objects.filter(pk=TWO).update(carried_by=ONE)
    number = Case.objects.get(pk=ONE).case_no
    assert f'<a href="/cases/{ONE}/">{number}</a>' in open_case(night["head"], TWO)
    outside = open_case(make_officer("far", "head", ["330212"]), TWO)
    assert "不在您的范围内" in outside and f"/cases/{ONE}/" not in outside


def test_a_case_under_a_data_question_says_so(night):
    Case.objects.filter(pk=TWO).update(data_question="U11")
    assert "只凭待数据方答复的指标 U11" in open_case(night["head"], TWO)
    assert 'id="data-question"' not in open_case(night["head"], ONE)
