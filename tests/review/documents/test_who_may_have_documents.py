"""Role × district × every address of Excel, papers and statistics, as a drawn table."""

import pytest
from django.urls import reverse

from review.documents.urls import urlpatterns as papers
from review.excel.urls import urlpatterns as excel
from review.statistics.urls import urlpatterns as statistics
from tests.review.conftest import make_officer
from tests.review.test_who_may_what import INNER, ONE, ROLES, drawn
from tests.review.test_who_may_what import objects as objects

pytestmark = pytest.mark.django_db

# address (method)       checker reviewer head discipline administrator reader legal security
# auditor planner; . = refused
ADDRESSES = """
excel GET                    x      x      x      x      .      x      .      .      .      .
excel_export POST            x      x      x      x      .      .      .      .      .      .
excel_check POST             x      .      x      x      .      .      .      .      .      .
excel_apply POST             x      .      x      x      .      .      .      .      .      .
excel_problems POST          x      .      x      x      .      .      .      .      .      .
papers GET                   x      x      x      x      .      x      .      .      .      .
papers_register GET          x      x      x      x      .      .      .      .      .      .
paper_chain GET              x      x      x      x      .      .      .      .      .      .
paper_dossier GET            x      x      x      x      .      .      .      .      .      .
paper_bases GET              .      .      .      .      .      .      x      .      .      .
paper_file GET               x      x      x      x      .      .      .      .      .      .
paper_referral GET           x      x      x      x      .      .      .      .      .      .
paper_referral POST          x      x      x      x      .      .      .      .      .      .
paper_notice GET             x      x      x      x      .      .      .      .      .      .
paper_notice POST            x      x      x      x      .      .      .      .      .      .
paper_after POST             x      .      x      x      .      .      .      .      .      .
statistics GET               x      x      x      x      .      x      .      .      .      .
statistics_monthly GET       x      x      x      x      .      x      .      .      .      .
"""
OF_A_CASE = ("paper_referral", "paper_notice", "paper_file", "paper_chain", "paper_dossier")


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path


def address(name, objects, *, restricted):
    at = int(restricted)
    known = {n: [objects["referral"][at]] for n in ("paper_referral", "paper_after")}
    known |= {"paper_notice": [(ONE, INNER)[at]], "paper_file": [objects["paper"][at]]}
    known |= {"paper_chain": [(ONE, INNER)[at], "closing_report"]}
    known |= {"paper_dossier": [(ONE, INNER)[at]]}
    return reverse(name, args=known.get(name, ()))


def test_the_table_names_every_address():
    assert {name for name, *_ in drawn(ADDRESSES)} == {
        p.name for p in [*excel, *papers, *statistics]
    }


def test_an_address_opens_for_its_roles_alone(objects, officers, client):
    for name, method, allowed in drawn(ADDRESSES):
        for role in ROLES:
            client.force_login(officers[role])
            there = address(name, objects, restricted=role == "discipline")
            answer = getattr(client, method.lower())(there)
            assert (answer.status_code in (403, 404)) == (role not in allowed), (
                role,
                name,
                answer.status_code,
            )


def test_nobody_enters_without_signing_in(objects, client):
    for name, method, _ in drawn(ADDRESSES):
        answer = getattr(client, method.lower())(address(name, objects, restricted=False))
        assert answer.status_code == 302 and answer["Location"].startswith("/sign-in/"), name


@pytest.mark.parametrize("name", OF_A_CASE)
def test_the_other_list_and_another_district_do_not_exist(name, objects, officers, client):
    for role in ROLES:
        client.force_login(officers[role])
        assert (
            client.get(address(name, objects, restricted=role != "discipline")).status_code == 404
        ), role
    for scope in (
        {"districts": ["330212"]},
        {"districts": []},
        {"districts": ["*"], "authority": "医保"},
    ):
        client.force_login(make_officer(f"o{len(str(scope))}", "head", **scope))
        assert client.get(address(name, objects, restricted=False)).status_code == 404, scope


@pytest.mark.parametrize("name", ["excel_export", "excel_check", "excel_apply", "excel_problems"])
def test_a_form_from_elsewhere_is_refused(name, officers):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(officers["checker"])
    assert strict.post(reverse(name)).status_code == 403
