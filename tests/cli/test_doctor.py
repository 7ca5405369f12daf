"""`qingfeng doctor` names what is wrong with an installation and its source, and how to mend it."""

import pytest

from cli.doctor import BAD, GOOD, NOTE, examine
from cli.main import main
from contracts.tables.person import Person
from pipeline.settings import Settings
from tests import postgres
from tests.sources.snapshots import write_snapshot

PEOPLE = "person_id\np1"


@pytest.fixture(scope="module")
def database():
    with postgres.create_database() as url:
        yield url


def signs(source, runs, **settings):
    return list(examine(source, runs, Settings(**settings)))


def test_a_folder_that_is_well(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    folder = write_snapshot(tmp_path / "s", {Person: PEOPLE})
    assert main(["doctor", "--source", str(folder), "--runs", str(tmp_path / "runs")]) == 0
    said = capsys.readouterr().out
    assert "snapshot of 2026-06-30 with 1 tables" in said and BAD not in said
    assert not (tmp_path / "runs").exists()


def test_what_cannot_be_reached_is_told_with_the_way_out(tmp_path, capsys):
    url = f"postgresql://postgres@/x?host={tmp_path}"
    assert main(["doctor", "--source", url, "--runs", str(tmp_path)]) == 2
    said = capsys.readouterr()
    assert f"{BAD} the database cannot be reached" in said.out and "to be fixed" in said.err


def test_a_table_that_lacks_columns_is_named(database, tmp_path):
    postgres.run(database, "CREATE TABLE person (person_id text, updated_at timestamp)")
    found = [s for s in signs(database, tmp_path) if "person lacks" in s.what]
    assert len(found) == 1 and found[0].mark == BAD and "sex" in found[0].what
    assert any(s.mark == NOTE and "not there" in s.what for s in signs(database, tmp_path))
    assert any(s.mark == GOOD and "answers" in s.what for s in signs(database, tmp_path))


def test_a_mapping_that_needs_the_key_asks_for_it(database, tmp_path, monkeypatch):
    monkeypatch.delenv("QINGFENG_AGENCY_KEY", raising=False)
    assert any(
        s.mark == BAD and "QINGFENG_AGENCY_KEY" in s.what
        for s in signs(database, tmp_path, mapping="lb")
    )


def test_a_prefect_that_does_not_answer(tmp_path, monkeypatch):
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    assert any(s.mark == BAD and "Prefect does not answer" in s.what for s in signs(None, tmp_path))
