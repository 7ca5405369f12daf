"""Three administrators: accounts, roles and the log are in three hands."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from review.errors import NotAllowed
from review.models import Officer, RoleGrant
from review.officers import create_officer, grant_role, reset_password, second_grant
from tests.review.conftest import make_officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def newcomer(officers):
    return create_officer("xinren", by=officers["administrator"], last_name="新")[0]


@pytest.fixture
def security2(officers):
    return make_officer("anquan2", "security")


def test_no_single_administrator_makes_a_discipline_account(officers, newcomer, security2):
    with pytest.raises(NotAllowed):
        grant_role(newcomer, officers["administrator"], role="discipline", districts=["*"])
    grant = grant_role(newcomer, officers["security"], role="discipline", districts=["*"])
    assert Officer.objects.get(pk=newcomer.pk).role == ""
    for wrong in (officers["security"], officers["administrator"]):
        with pytest.raises(NotAllowed):
            second_grant(grant, wrong)
    second_grant(grant, security2)
    assert Officer.objects.get(pk=newcomer.pk).role == "discipline"


def test_an_ordinary_role_takes_one_security_administrator(officers, newcomer):
    grant_role(newcomer, officers["security"], role="checker", districts=["330203"])
    found = Officer.objects.get(pk=newcomer.pk)
    assert (found.role, found.districts) == ("checker", ["330203"])
    with pytest.raises(NotAllowed, match="自己"):
        grant_role(officers["security"], officers["security"], role="head", districts=["*"])


@pytest.mark.parametrize("role", ["discipline", "head"])
def test_the_database_refuses_a_role_that_was_not_granted(officers, newcomer, role):
    with pytest.raises(DatabaseError), transaction.atomic():
        Officer.objects.filter(pk=newcomer.pk).update(role=role)


def test_the_database_refuses_a_grant_of_one_hand(officers, newcomer):
    grant = grant_role(newcomer, officers["security"], role="discipline", districts=["*"])
    with pytest.raises(DatabaseError), transaction.atomic():
        RoleGrant.objects.filter(pk=grant.pk).update(seconded_by=officers["security"])
    with pytest.raises(DatabaseError), transaction.atomic():
        Officer.objects.filter(pk=newcomer.pk).update(role="discipline")
    RoleGrant.objects.filter(pk=grant.pk).update(role="head", granted_by=officers["administrator"])
    with pytest.raises(DatabaseError), transaction.atomic():
        Officer.objects.filter(pk=newcomer.pk).update(role="head")


def test_who_resets_a_password_does_not_become_the_account(officers):
    reset_password(officers["discipline"], by=officers["administrator"])
    assert Officer.objects.get(username="discipline").role == ""
    reset_password(officers["checker"], by=officers["administrator"])
    assert Officer.objects.get(username="checker").role == "checker"


def test_each_begins_at_home_and_sees_nothing_else(received, officers, client):
    homes = {"administrator": "people", "security": "grants", "auditor": "log", "planner": "plans"}
    for role, home in homes.items():
        client.force_login(officers[role])
        assert client.get(reverse("queue")).headers["Location"] == reverse(home)
        for other in {*homes.values(), "cases", "statistics"} - {home}:
            assert client.get(reverse(other)).status_code == 403, (role, other)


def test_grants_are_made_and_seconded_on_the_pages(officers, newcomer, security2, client):
    client.force_login(officers["security"])
    given = {"role": "discipline", "districts": ["*"]}
    client.post(reverse("grant", args=[newcomer.pk]), given)
    grant = RoleGrant.objects.get()
    assert client.post(reverse("second_grant", args=[grant.pk])).status_code == 403
    client.force_login(security2)
    assert "同意授权" in client.get(reverse("grants")).content.decode()
    client.post(reverse("second_grant", args=[grant.pk]))
    assert Officer.objects.get(pk=newcomer.pk).role == "discipline"
