"""A desk for tests: officers of every role, and a run received."""

import os

import pytest

from review.documents import pdf
from review.models import Officer
from review.models.officer import ROLES
from review.receiving import receive_run
from tests import postgres
from tests.review.drawn_run import DrawnCase, write_run
from tests.review.served_desk import ROOT

PASSWORD = "清风-a-long-password"


@pytest.fixture(autouse=True)
def desk_folder(settings, tmp_path):
    """Attachments go to the test's own folder."""
    settings.MEDIA_ROOT = tmp_path / "attachments"
    return settings.MEDIA_ROOT


@pytest.fixture(autouse=True)
def _spare_office(request, monkeypatch):
    """LibreOffice takes seconds: it is there for the tests alone that ask for `office`."""
    if "office" not in request.fixturenames:
        monkeypatch.setattr(pdf, "find_converter", lambda: None)


@pytest.fixture
def office():
    """LibreOffice, which .ci/run installs. 2026-12-01: a developer's machine may lack it."""
    if pdf.find_converter() is None:
        pytest.skip("LibreOffice is not installed on this machine")


@pytest.fixture(params=["sqlite", "postgresql"])
def environment(request, tmp_path):
    """What a process needs for an empty desk of its own on either database."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("QINGFENG_", "DJANGO_"))}
    kept |= {"QINGFENG_DESK": str(tmp_path / "desk"), "PYTHONPATH": str(ROOT)}
    if request.param == "sqlite":
        yield kept
    else:
        with postgres.create_database() as address:
            yield kept | {"QINGFENG_DESK_DATABASE": address}


@pytest.fixture
def officers(db) -> dict[str, Officer]:
    """One of each role for the whole city, and two more: `checker2`, `discipline2`.

    李四, 李二 and 纪三 are accounts too: tests name them as second checkers.
    """
    for name, role in (("李四", "checker"), ("李二", "checker"), ("纪三", "discipline")):
        make_officer(name, role)
    named = [(r, r) for r, _ in ROLES] + [("checker2", "checker"), ("discipline2", "discipline")]
    return {name: make_officer(name, role) for name, role in named}


def make_officer(name, role, districts=("*",), **rest) -> Officer:
    officer = Officer(
        username=name, role=role, districts=list(districts), must_change_password=False, **rest
    )
    officer.set_password(PASSWORD)
    officer.save()
    return officer


@pytest.fixture
def run_folder(tmp_path):
    """Three ordinary cases in two districts, a ring, and a restricted part with one."""
    operators = {"unemployment_claim": [{"claim_id": "u1", "accept_op": "op7", "review_op": None}]}
    cases = [
        DrawnCase(
            "C0000000000000001",
            ring_id="R1",
            findings=[("U04", "H", 4482, operators), ("U05", "S", 2000, {})],
        ),
        DrawnCase("C0000000000000002", district="330212", ring_id="R1", level="S", severity=70),
        DrawnCase("C0000000000000003", authority="医保", subject_kind="institution", severity=80),
    ]
    folder = write_run(tmp_path / "runs" / "a", cases)
    inner = DrawnCase(
        "C0000000000000009",
        authority="纪检",
        subject_kind="operator",
        subject_id="op9",
        scenario_id="agency_handling",
        findings=[("O01", "H", 0, {"operator_log": [{"log_id": "l1", "op_id": "op9"}]})],
        reason="同一账号受理并复核，涉及{amount}元",
    )
    write_run(folder / "restricted", [inner], part="restricted")
    return folder


@pytest.fixture
def received(db, run_folder):
    """The desk after the first night."""
    return receive_run(run_folder)
