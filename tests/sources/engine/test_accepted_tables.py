"""Accepted parts are the delivered files under a second name, unless something in them had to
change.
"""

import json

import pyarrow as pa
import pytest

from contracts.errors import SourceError
from contracts.manifest import read_manifest
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.employer import Employer
from contracts.tables.person import Person
from sources.checks import quarantine
from sources.delivery.checked_parts import CHECKED_PARTS_FILE, read_checked_parts
from sources.engine.accepted_tables import ACCEPTED, read_file_stamps, refuse_changed
from tests.drawn_tables import make_arrow_table
from tests.sources.snapshots import (
    read_accepted_rows,
    read_rejected_rows,
    receive_snapshot,
    write_snapshot,
)

TWO = "employer_id\ne1\ne2"
ONE_UNKNOWN_CODE = "employer_id | unit_nature\ne1 | 999"


def get_part(out, table, number=0):
    return sorted((out / ACCEPTED / table.contract.name).iterdir())[number]


def test_a_clean_part_is_the_delivered_file_itself(tmp_path):
    folder = write_snapshot(tmp_path / "s", {Employer: TWO})
    _, out = receive_snapshot(folder)
    assert get_part(out, Employer).samefile(folder / "employer.parquet")


def test_only_the_part_with_a_rejected_row_is_written_again(tmp_path):
    rows = pa.concat_tables(
        [make_arrow_table(Employer, TWO), make_arrow_table(Employer, "employer_id\ne3\ne3")]
    )
    folder = write_snapshot(tmp_path / "s", {Employer: rows}, form="parts")
    _, out = receive_snapshot(folder)
    delivered = sorted((folder / "employer").iterdir())
    same = [get_part(out, Employer, n).samefile(path) for n, path in enumerate(delivered)]
    assert sorted(same) == [False, True]
    assert [row["employer_id"] for row in read_accepted_rows(out, Employer)] == ["e1", "e2", "e3"]


def test_a_column_in_another_type_is_written_in_the_declared_one(tmp_path):
    rows = make_arrow_table(Person, "person_id | birth_date\np1 | 1980-01-02")
    place = rows.column_names.index("birth_date")
    folder = write_snapshot(
        tmp_path / "s",
        {Person: rows.set_column(place, "birth_date", rows["birth_date"].cast(pa.string()))},
    )
    _, out = receive_snapshot(folder)
    assert not get_part(out, Person).samefile(folder / "person.parquet")
    assert [str(row["birth_date"]) for row in read_accepted_rows(out, Person)] == ["1980-01-02"]


def test_columns_that_the_contract_does_not_know_are_not_read(tmp_path):
    rows = make_arrow_table(Employer, TWO).append_column("secret", pa.array(["a", "b"]))
    _, out = receive_snapshot(write_snapshot(tmp_path / "s", {Employer: rows}))
    assert list(read_accepted_rows(out, Employer)[0]) == list(Employer.contract.columns)


def test_a_delivery_that_is_written_to_during_the_night_is_refused(tmp_path):
    folder = write_snapshot(tmp_path / "s", {Employer: TWO})
    _, out = receive_snapshot(folder)
    known = read_file_stamps(out / ACCEPTED)
    refuse_changed(out / ACCEPTED, known)
    with (folder / "employer.parquet").open("ab") as file:
        file.write(b"more")
    with pytest.raises(
        SourceError, match=r"written to while the night ran: employer/employer\.parquet"
    ):
        refuse_changed(out / ACCEPTED, known)


@pytest.fixture
def all_large(monkeypatch):
    monkeypatch.setattr(quarantine, "LARGE", 1)


def test_a_known_part_is_not_looked_at_row_by_row_again(tmp_path, all_large):
    folder = write_snapshot(tmp_path / "s", {Employer: ONE_UNKNOWN_CODE})
    arrival, out = receive_snapshot(folder)
    assert [row["rule"] for row in read_rejected_rows(out, Employer)] == [
        "code"
    ] and arrival.right == {}
    (part,) = arrival.tables["employer"].files.values()
    # one who says that it is right is believed: this is what makes it cheap
    _, out = receive_snapshot(folder, checked_parts={part: "2026-06-30"})
    assert read_rejected_rows(out, Employer) == []
    _, out = receive_snapshot(
        folder, checked_parts={part: "2026-07-01"}
    )  # right by a later day is not right by an earlier one
    assert [row["rule"] for row in read_rejected_rows(out, Employer)] == ["code"]


@pytest.mark.parametrize("first", [None, "2026-05-31"])
def test_parts_without_a_rejected_row_are_told_with_the_earliest_day(tmp_path, all_large, first):
    rows = pa.concat_tables(
        [make_arrow_table(Employer, TWO), make_arrow_table(Employer, "employer_id\ne3\ne3")]
    )
    folder = write_snapshot(tmp_path / "s", {Employer: rows}, form="parts")
    hashes = read_manifest(folder).tables["employer"].sha256
    right = receive_snapshot(folder)[0].right
    assert len(right) == len(hashes) - 1 and set(right.values()) == {"2026-06-30"}
    arrival, _ = receive_snapshot(
        folder, checked_parts=dict.fromkeys(right, first) if first else {}
    )
    assert arrival.right == dict.fromkeys(right, first or "2026-06-30")


def test_references_of_known_parts_are_compared_all_the_same(tmp_path, all_large):
    folder = write_snapshot(
        tmp_path / "s", {ContributionMonth: "person_id\np1\np9", Person: "person_id\np1"}
    )
    known = {
        h: "2026-06-30" for d in read_manifest(folder).tables.values() for h in d.sha256.values()
    }
    _, out = receive_snapshot(folder, checked_parts=known)
    assert [row["rule"] for row in read_rejected_rows(out, ContributionMonth)] == ["orphan"]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"version": "other", "parts": {"a": "2026-06-30"}}']
)
def test_a_damaged_or_older_note_of_known_parts_lets_every_part_be_checked(tmp_path, text):
    (tmp_path / CHECKED_PARTS_FILE).write_text(text, encoding="utf-8")
    assert read_checked_parts(tmp_path, "this") == {}
    assert read_checked_parts(tmp_path / "nowhere", "this") == {}


def test_known_parts_are_read_back(tmp_path):
    (tmp_path / CHECKED_PARTS_FILE).write_text(
        json.dumps({"version": "v", "parts": {"a": "2026-06-30"}}), encoding="utf-8"
    )
    assert read_checked_parts(tmp_path, "v") == {"a": "2026-06-30"}


def test_a_key_in_two_known_parts_is_found_all_the_same(tmp_path, all_large):
    rows = pa.concat_tables(
        [make_arrow_table(Employer, "employer_id\ne1\ne2"), make_arrow_table(Employer, TWO)]
    )
    folder = write_snapshot(tmp_path / "s", {Employer: rows}, form="parts")
    known = dict.fromkeys(read_manifest(folder).tables["employer"].sha256.values(), "2026-06-30")
    _, out = receive_snapshot(folder, checked_parts=known)
    assert [row["rule"] for row in read_rejected_rows(out, Employer)] == ["key", "key"]


def test_a_known_part_whose_keys_lie_apart_is_believed_to_hold_none_twice(tmp_path, all_large):
    rows = pa.concat_tables(
        [make_arrow_table(Employer, TWO), make_arrow_table(Employer, "employer_id\ne3\ne3")]
    )
    folder = write_snapshot(tmp_path / "s", {Employer: rows}, form="parts")
    hashes = read_manifest(folder).tables["employer"].sha256.values()
    _, out = receive_snapshot(folder, checked_parts=dict.fromkeys(hashes, "2026-06-30"))
    assert read_rejected_rows(out, Employer) == []
