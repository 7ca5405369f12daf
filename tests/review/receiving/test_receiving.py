"""A run is received once and whole; what the desk concluded is carried over."""

from datetime import date, timedelta

import pandas as pd
import pytest
from django.db import connection

from cases.publish import TableWriter
from contracts.errors import RunError
from contracts.published.scores import Scores
from review import transitions
from review.models import Case, CaseEvent, Evidence, Finding, Run
from review.receiving import receive_run
from tests.review.drawn_run import DrawnCase, write_run

pytestmark = pytest.mark.django_db
NEXT = date(2026, 7, 1)
CLAIM = {"unemployment_claim": [{"claim_id": "u1"}]}
MORE = {"unemployment_claim": [{"claim_id": "u1"}, {"claim_id": "u2"}]}


def night(folder, *cases, run_id, as_of=NEXT):
    return receive_run(write_run(folder, list(cases), run_id=run_id, as_of=as_of))[0]


def test_the_run_and_its_restricted_part_arrive_whole(received):
    assert [(r.part, r.was_new, r.changes["new"]) for r in received] == [
        ("ordinary", True, 3),
        ("restricted", True, 1),
    ]
    assert set(Case.objects.values_list("state", flat=True)) == {transitions.JUDGE}
    assert Finding.objects.count() == 5
    rows = Evidence.objects.get(finding__indicator_id="O01").rows()
    assert rows == [("operator_log", {"n": 0}, {"log_id": "l1", "op_id": "op9"})]


def test_scored_records_are_counted_over_every_population(tmp_path):
    folder = write_run(tmp_path / "run", [DrawnCase("C1")])
    population = {
        "population": "p",
        "subject_kind": "person",
        "subject_id": "p1",
        "model_version": "m",
    }
    with TableWriter(
        Scores, folder / "scores.parquet"
    ) as out:  # as a night does: a row group a population
        for scenario_id, table, count in (
            ("a", "x", 2),
            ("b", "x", 3),
            ("b", "y", 1),
            ("c", "z", 2),
        ):
            own = population | {
                "scenario_id": scenario_id,
                "population": table,
                "record_table": table,
            }
            out.add(
                pd.DataFrame(
                    [
                        own | {"record_id": f"r{n}", "score": 0.5, "severity": 1.0}
                        for n in range(count)
                    ]
                )
            )
    receive_run(folder)
    assert Run.objects.get().facts["scored"] == {"a x": 2, "b x": 3, "b y": 1, "c z": 2}


def test_receiving_twice_changes_nothing(received, run_folder):
    events = CaseEvent.objects.count()
    assert [r.was_new for r in receive_run(run_folder)] == [False, False]
    assert (Run.objects.count(), CaseEvent.objects.count()) == (2, events)


def test_other_content_under_a_known_id_is_refused(received, tmp_path):
    other = write_run(tmp_path / "other", [DrawnCase("C0000000000000001", severity=1)])
    with pytest.raises(RunError, match="other content"):
        receive_run(other)


def test_an_older_run_is_refused(received, tmp_path):
    with pytest.raises(RunError, match="older"):
        night(tmp_path / "old", DrawnCase("C1"), run_id="old", as_of=date(2026, 6, 29))


def test_a_run_that_breaks_half_way_leaves_nothing(db, run_folder):
    (run_folder / "restricted" / "evidence.parquet").unlink()
    with pytest.raises(RunError, match=r"evidence\.parquet"):
        receive_run(run_folder)
    assert not Run.objects.exists() and not Case.objects.exists()


@pytest.mark.parametrize(
    ("state", "evidence", "after", "what"),
    [
        (transitions.FALSE_ALARM, CLAIM, transitions.FALSE_ALARM, "kept_closed"),
        (transitions.FALSE_ALARM, MORE, transitions.JUDGE, "reopened"),
        (transitions.CHECKING, MORE, transitions.CHECKING, "changed"),
        (transitions.CHECKING, CLAIM, transitions.CHECKING, "unchanged"),
        (transitions.SNOOZED, MORE, transitions.ISSUED, "woken"),
        (transitions.SNOOZED, CLAIM, transitions.SNOOZED, "unchanged"),
    ],
)
def test_the_next_night_carries_over(tmp_path, state, evidence, after, what):
    first = DrawnCase("C1", findings=[("U04", "H", 4482, CLAIM)])
    night(tmp_path / "one", first, run_id="one", as_of=date(2026, 6, 30))
    Case.objects.update(
        state=state,
        state_before=transitions.ISSUED,
        snoozed_until=date.today() + timedelta(days=9),
        conclusion="3",
    )
    receipt = night(
        tmp_path / "two", DrawnCase("C1", findings=[("U04", "H", 4482, evidence)]), run_id="two"
    )
    case = Case.objects.get()
    assert (case.state, {k for k, n in receipt.changes.items() if n}) == (after, {what})
    if what == "reopened":
        assert "1条疑点证据有变化" in case.reappeared
        assert Evidence.objects.count() == 2  # what was checked then stays


def test_a_case_put_off_until_today_wakes(tmp_path):
    night(tmp_path / "one", DrawnCase("C1"), run_id="one", as_of=date(2026, 6, 30))
    Case.objects.update(
        state=transitions.SNOOZED, state_before=transitions.CHECKING, snoozed_until=date.today()
    )
    assert night(tmp_path / "two", DrawnCase("C1"), run_id="two").changes["woken"] == 1
    assert Case.objects.get().state == transitions.CHECKING


def test_a_case_that_is_gone_is_counted_and_kept(tmp_path):
    night(
        tmp_path / "one",
        DrawnCase("C1"),
        DrawnCase("C2", list_status="held"),
        run_id="one",
        as_of=date(2026, 6, 30),
    )
    assert night(tmp_path / "two", DrawnCase("C3"), run_id="two").changes["gone"] == 1
    assert dict(Case.objects.values_list("case_id", "list_status")) == {
        "C1": "listed",
        "C2": "gone",
        "C3": "listed",
    }


def test_a_finding_that_fell_away_is_no_longer_current(tmp_path):
    both = DrawnCase("C1", findings=[("U04", "H", 1, CLAIM), ("U05", "S", 2, CLAIM)])
    night(tmp_path / "one", both, run_id="one", as_of=date(2026, 6, 30))
    night(tmp_path / "two", DrawnCase("C1", findings=[("U04", "H", 1, CLAIM)]), run_id="two")
    assert dict(Finding.objects.values_list("indicator_id", "is_current")) == {
        "U04": True,
        "U05": False,
    }


@pytest.mark.parametrize("table", ["auditentry", "caseevent"])
@pytest.mark.parametrize(
    "statement", ["DELETE FROM review_{}", "UPDATE review_{} SET action = 'x'"]
)
def test_what_was_recorded_cannot_be_changed_in_the_database(received, table, statement):
    with pytest.raises(Exception, match="append-only"), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


def test_a_changed_district_keeps_the_officer_until_handed_over(tmp_path, officers, client):
    from review import actions
    from tests.review.conftest import make_officer

    night(tmp_path / "one", DrawnCase("C1"), run_id="one", as_of=date(2026, 6, 30))
    mine = make_officer("heli", "checker", ["330203"])
    actions.issue("C1", officers["head"])
    actions.take("C1", mine)
    night(tmp_path / "two", DrawnCase("C1", district="330212"), run_id="two")
    for officer in (mine, officers["head"]):
        client.force_login(officer)
        assert client.get("/cases/C1/").status_code == 200
        assert "属地已变更" in client.get("/").content.decode()
    other = make_officer("shenyu", "checker", ["330212"])
    actions.assign("C1", officers["head"], other)
    client.force_login(mine)
    assert client.get("/cases/C1/").status_code == 404
    assert Case.objects.get().events.filter(action="district_changed").count() == 1


def test_cases_are_numbered_once_by_year(received, tmp_path):
    numbers = dict(Case.objects.values_list("case_id", "case_no"))
    assert sorted(n[-6:] for n in numbers.values()) == ["000001", "000001", "000002", "000003"]
    night(tmp_path / "two", DrawnCase("C0000000000000001"), DrawnCase("Cnew"), run_id="two")
    again = dict(Case.objects.values_list("case_id", "case_no"))
    assert again.pop("Cnew") == "甬清〔2026〕000004"
    assert numbers.items() <= again.items()


def test_a_run_brings_credence_and_whom_a_case_names(received, officers, client):
    case = Case.objects.get(pk="C0000000000000001")
    assert (case.credence, case.source_count) == (0.9, 1)
    (named,) = case.subjects.all()
    assert (named.role, named.subject_id) == ("subject", case.subject_id)
    client.force_login(officers["head"])
    assert "90%" in client.get("/cases/?order=credence").content.decode()
    assert "涉案人员和单位" in client.get(f"/cases/{case.pk}/").content.decode()


def test_a_run_of_an_older_version_is_received_too(tmp_path, officers, client):
    import pyarrow.parquet as pq

    folder = write_run(tmp_path / "old", [DrawnCase("C1")])
    for name, gone in {
        "cases": ["credence", "source_count", "position"],
        "findings": ["credence", "source"],
    }.items():
        rows = pq.read_table(folder / f"{name}.parquet").drop_columns(gone)
        pq.write_table(rows, folder / f"{name}.parquet")
    (folder / "case_subjects.parquet").unlink()
    receive_run(folder)
    case = Case.objects.get()
    assert case.credence is None and not case.subjects.exists()
    client.force_login(officers["head"])
    for page in ("/cases/?order=credence", "/cases/C1/"):
        assert client.get(page).status_code == 200
