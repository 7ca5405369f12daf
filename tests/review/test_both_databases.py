"""The desk behaves alike on SQLite and PostgreSQL, with officers at work at the same time."""

import json

from tests.review.drawn_run import DrawnCase, with_texts, write_run
from tests.review.served_desk import ROOT, first_night, ran

TAKERS = 4
LETTERS = 300  # longer than any name, title or key that a source has shown


def test_nobody_collides_and_nothing_is_rewritten(environment, tmp_path, request):
    run = first_night(tmp_path / "run")
    assert "新 new 17" in ran(environment, "review", "receive", str(run), folder=tmp_path)
    assert "未改动" in ran(environment, "review", "receive", str(run), folder=tmp_path)
    found = json.loads(ran(environment, "tests.review.races", str(TAKERS), folder=ROOT))
    assert found["vendor"] in request.node.callspec.id
    assert found["taken"] == found["issued"], "every case is taken once"
    assert found["checking"] == len(found["issued"]) == 16
    assert found["log_broken_at"] is None and found["log_entries"] >= 2 + 2 * 16
    assert all(found["refused"].values()), found["refused"]
    words = found["found"]
    assert words["参保"] == words["申领失业保险金"] == words["参"] == 15
    assert words["药品追溯"] == 1
    assert words["c000"] == 12 and words["保参"] == words["zz"] == words["'"] == 0


def test_what_changed_is_brought_up_to_date(environment, tmp_path):
    first = DrawnCase("C1", severity=50)
    ran(
        environment,
        "review",
        "receive",
        str(write_run(tmp_path / "a", [first], run_id="a")),
        folder=tmp_path,
    )
    again = DrawnCase(
        "C1", severity=60, findings=[("U04", "H", 9, {"unemployment_claim": [{"claim_id": "u2"}]})]
    )
    said = ran(
        environment,
        "review",
        "receive",
        str(write_run(tmp_path / "b", [again], run_id="b")),
        folder=tmp_path,
    )
    assert "新 new 0，证据有变化 changed 1" in said
    ran(environment, "review", "verdicts", str(tmp_path / "out"), folder=tmp_path)
    assert (tmp_path / "out" / "finding_feedback.parquet").is_file()


def test_a_night_of_long_texts_is_received_and_shown(environment, tmp_path):
    rows = {"unemployment_claim": [{"claim_id": "u" * LETTERS, "accept_op": "o" * LETTERS}]}
    hit, control = (
        DrawnCase(
            f"C{n:016x}",
            ring_id="R1",
            level=level,
            list_status=status,
            findings=[("U04", level, 1, rows)],
        )
        for n, (level, status) in enumerate([("H", "listed"), ("control", "control")])
    )
    run = with_texts(write_run(tmp_path / "run", [hit, control]), LETTERS)
    assert "新 new 2" in ran(environment, "review", "demo", str(run), folder=tmp_path)
    found = json.loads(ran(environment, "tests.review.every_page", "2", folder=ROOT))
    (cases,) = (cases for scenario, cases in found["cases"].items() if scenario != "control")
    for pages in (*cases.values(), *found["cases"]["control"].values()):
        assert pages["case"] == pages["answer"] == pages["case in English"] == 200
    assert len(cases) == len(found["cases"]["control"]) == 1
