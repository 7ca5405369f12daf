"""Plans at the desk: who sees them, two persons, and teams that learn their visits in time."""

from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contracts.errors import UsageError
from contracts.plans import get_plan_tables
from planning.plan_files import write_plan
from review.errors import NotAllowed, NotNow
from review.models import AuditEntry, InspectionPlan, InspectorLicence, PlannedVisit
from review.visits import actions
from review.visits.receive_plan import receive_plan
from tests.review.conftest import make_officer

pytestmark = pytest.mark.django_db
DAY = date(2026, 7, 6)
FILLER = {"id": "x", "string": "x", "code": "x", "number": 0.0, "int": 0, "bool": False}


def build_row(table, **values):
    """A row of a declared table: what is required and not given is filled."""
    columns = get_plan_tables()[table].contract.columns
    row = {c.name: FILLER.get(c.type.name) if c.required else None for c in columns.values()}
    row |= {c.name: DAY for c in columns.values() if c.required and c.type.name == "date"}
    assert set(values) <= set(columns)
    return row | values


def build_visit(number, members, *, plan_id="P1", **values):
    facts = {
        "visit_id": f"{plan_id}-{number:03}",
        "plan_id": plan_id,
        "target_id": f"T{number}",
        "name": f"第{number}药店",
        "district": "330203",
        "lon": 121.5 + number / 100,
        "lat": 29.8,
        "source": "random" if number == 1 else "lead",
        "team_id": "K1",
        "member_ids": members,
        "starts_on": DAY,
        "week_start_on": DAY,
        "reason_zh": f"理由{number}",
        "reason_en": f"reason {number}",
    }
    return build_row("visit", **(facts | values))


class Tables:
    """What `write_plan` writes, without the planner's work."""

    def __init__(self, visits, plan_id="P1", *, is_restricted=False):
        rows = {
            "plan": [
                build_row(
                    "plan",
                    plan_id=plan_id,
                    quarter="2026Q3",
                    is_restricted=is_restricted,
                    notes_zh="",
                )
            ],
            "visit": visits,
            "visit_lead": [
                build_row(
                    "visit_lead", visit_id=visits[0]["visit_id"], finding_id="F1", amount_involved=5
                )
            ],
            "plan_candidate": [
                build_row("plan_candidate", plan_id=plan_id, target_id="T9", reason_zh="人日已满")
            ],
            "reserve": [build_row("reserve", plan_id=plan_id, position=1, target_id="T9")],
            "fairness": [build_row("fairness", plan_id=plan_id, group_zh="海曙区")],
        }
        self.tables = {
            name: pd.DataFrame(found, dtype=object, columns=list(found[0]))
            for name, found in rows.items()
        }

    def __getitem__(self, name):
        return self.tables[name]


@pytest.fixture
def plain_files(monkeypatch):
    """The planner's workbook is the planner's to test."""
    monkeypatch.setattr("planning.plan_workbook.write_plan_workbook", lambda plan, path: None)


@pytest.fixture
def registers(tmp_path):
    """Targets, and four inspectors; li's licence ends the day before the visits."""
    folder = tmp_path / "registers"
    folder.mkdir()
    targets = {"target_id": ["T1"], "target_kind": ["P"], "district": ["330203"]}
    pd.DataFrame(targets).to_csv(folder / "inspection_target.csv", index=False)
    pd.DataFrame(
        {
            "inspector_id": ["checker", "checker2", "reviewer", "li"],
            "office": ["监督处"] * 4,
            "district": ["330203"] * 4,
            "licence_no": ["Z1", "Z2", "Z3", "Z4"],
            "licence_valid_to": ["2027-01-01"] * 3 + ["2026-07-05"],
            "days_per_month": [10] * 4,
        }
    ).to_csv(folder / "inspector.csv", index=False)
    return folder


@pytest.fixture
def planner2(db):
    return make_officer("planner2", "planner")


@pytest.fixture
def plan_folder(tmp_path, plain_files):
    visits = [build_visit(1, "checker,checker2"), build_visit(2, "checker2,li,reviewer")]
    inner = [build_visit(7, "checker,checker2", plan_id="P9")]
    write_plan(
        Tables(visits),
        tmp_path / "plan",
        restricted=Tables(inner, "P9", is_restricted=True),
    )
    return tmp_path / "plan"


@pytest.fixture
def plan(officers, plan_folder, registers):
    return receive_plan(plan_folder, registers, officers["planner"])[0]


@pytest.fixture
def approved(plan, planner2):
    return actions.approve_plan(plan.pk, planner2)


@pytest.fixture
def clock(monkeypatch):
    """Set the desk's clock to an hour of the office's time."""

    def turn(text):
        moment = timezone.make_aware(datetime.fromisoformat(text))
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return turn


def open_as(officer):
    client = Client()
    client.force_login(officer)
    return client


def test_a_plan_is_received_whole_and_shown_with_its_reasons(plan, officers):
    page = open_as(officers["planner"]).get(reverse("plan", args=[plan.pk])).content.decode()
    for text in ("第1药店", "理由2", "人日已满", "海曙区", "<svg", "另一名计划员"):
        assert text in page
    assert page.count("<circle") == 2
    assert plan.visits.get(pk="P1-001").leads[0]["finding_id"] == "F1"
    assert AuditEntry.objects.filter(action="plan_seen", target="P1").count() == 1


def test_each_part_is_open_to_its_role_alone(plan, plan_folder, registers, officers):
    receive_plan(plan_folder, registers, officers["discipline"])
    for role, officer in officers.items():
        client = open_as(officer)
        for plan_id, allowed in (("P1", "planner"), ("P9", "discipline")):
            status = client.get(reverse("plan", args=[plan_id])).status_code
            opens = officer.role == allowed
            assert (status == 200) == opens, (role, plan_id)
            if not opens:
                sent = client.post(reverse("plan_approve", args=[plan_id]))
                assert sent.status_code in (403, 404), (role, plan_id)
    listed = open_as(officers["planner"]).get(reverse("plans")).content.decode()
    assert "P1" in listed and "P9" not in listed
    assert not InspectionPlan.objects.filter(approved_by__isnull=False).exists()


def test_who_made_a_plan_does_not_approve_it(plan, officers, planner2):
    client = open_as(officers["planner"])
    assert client.post(reverse("plan_approve", args=[plan.pk])).status_code == 403
    with pytest.raises(IntegrityError), transaction.atomic():
        InspectionPlan.objects.update(approved_by=officers["planner"])
    assert open_as(planner2).post(reverse("plan_approve", args=[plan.pk])).status_code == 302
    plan.refresh_from_db()
    assert plan.approved_by == planner2
    with pytest.raises(NotNow):
        actions.approve_plan(plan.pk, planner2)


def test_an_approved_plan_stays_and_another_one_is_replaced(
    plan, plan_folder, registers, officers, planner2
):
    receive_plan(plan_folder, registers, officers["planner"])
    assert PlannedVisit.objects.count() == 2
    actions.approve_plan(plan.pk, planner2)
    with pytest.raises(NotNow):
        receive_plan(plan_folder, registers, officers["planner"])


def test_one_plan_of_a_quarter_is_in_force(approved, tmp_path, registers, officers, planner2):
    write_plan(Tables([build_visit(1, "checker", plan_id="P2")], "P2"), tmp_path / "other")
    other = receive_plan(tmp_path / "other", registers, officers["planner"])[0]
    with pytest.raises(NotNow):
        actions.approve_plan(other.pk, planner2)


def test_others_than_planners_receive_nothing(plan_folder, registers, officers, tmp_path):
    for role in ("head", "administrator", "checker"):
        with pytest.raises(NotAllowed):
            receive_plan(plan_folder, registers, officers[role])
    with pytest.raises(UsageError):
        receive_plan(tmp_path, registers, officers["planner"])
    assert not InspectionPlan.objects.exists()


def test_the_command_receives_a_plan(plan_folder, registers, officers, capsys):
    from django.core.management import call_command

    call_command("receive_plan", str(plan_folder), registers=registers, by="planner")
    assert "P1 2026Q3: 2 项检查" in capsys.readouterr().out


def test_a_team_learns_its_visit_48_hours_before_and_others_never(approved, officers, clock):
    """Acceptance 7: others see no visit before it begins, the log shows who did."""
    clock("2026-07-03T23:59")
    for officer in officers.values():
        if officer.role in ("checker", "reviewer", "head", "discipline", "planner"):
            assert actions.list_team_visits(officer) == []
    clock("2026-07-04T00:00")
    page = open_as(officers["checker"]).get(reverse("visits")).content.decode()
    assert "第1药店" in page and "第2药店" not in page
    assert "第2药店" in open_as(officers["reviewer"]).get(reverse("visits")).content.decode()
    for name in ("head", "discipline", "planner"):
        assert "药店" not in open_as(officers[name]).get(reverse("visits")).content.decode()
    seen = AuditEntry.objects.filter(action="visit_seen").values_list("by__username", "target")
    assert set(seen) == {("checker", "P1-001"), ("reviewer", "P1-002")}


def test_a_plan_that_is_not_approved_tells_nobody_anything(plan, officers, clock):
    clock("2026-07-06T08:00")
    assert actions.list_team_visits(officers["checker"]) == []
    with pytest.raises(NotAllowed):
        actions.begin_visit("P1-001", officers["checker"])


def test_a_visit_begins_on_its_day_by_its_team(approved, officers, clock):
    there = reverse("visit_begin", args=["P1-001"])
    clock("2026-07-05T12:00")
    assert open_as(officers["checker"]).post(there).status_code == 409
    clock("2026-07-06T08:00")
    assert open_as(officers["reviewer"]).post(there).status_code == 403
    assert open_as(officers["checker"]).post(there).status_code == 302
    assert PlannedVisit.objects.get(pk="P1-001").begun_by == officers["checker"]
    assert open_as(officers["checker2"]).post(there).status_code == 409


def test_a_team_with_an_expired_licence_is_refused_on_the_day(approved, officers, clock):
    """Acceptance 10: three of the team, two licences valid, and still the third has expired."""
    clock("2026-07-06T08:00")
    with pytest.raises(NotNow, match="已过期"):
        actions.begin_visit("P1-002", officers["reviewer"])
    assert AuditEntry.objects.filter(action="visit_refused", target="P1-002").exists()
    InspectorLicence.objects.filter(pk="li").update(licence_valid_to=DAY)
    assert actions.begin_visit("P1-002", officers["reviewer"]).begun_at


def test_two_valid_licences_are_needed(approved, clock):
    visit = PlannedVisit.objects.get(pk="P1-001")
    assert actions.find_licence_problems(visit, DAY) == []
    InspectorLicence.objects.filter(pk="checker2").update(licence_no="")
    assert len(actions.find_licence_problems(visit, DAY)) == 1
    InspectorLicence.objects.all().delete()
    assert len(actions.find_licence_problems(visit, DAY + timedelta(1))) == 1
