"""Files are found by their names, however these are spelt: no row is lost, and none is read from
another file.
"""

import os
from pathlib import Path

import pytest

from contracts.errors import InvariantError
from contracts.tables.claim_line import ClaimLine
from contracts.tables.person import Person
from sources.delivery.quarantine_corrections import merge_corrections
from sources.engine.duckdb_engine import connect
from sources.engine.embedded_duckdb import file_name
from sources.store.merge_parts import merge_parts
from sources.store.snapshots import Store
from tests.sources.delivery.test_merge_changes import (
    BASE,
    CHANGES,
    MERGED,
    read_amounts,
    take_delivery,
    write_delivery,
)
from tests.sources.delivery.test_quarantine_corrections import (
    NOW,
    PEOPLE,
    correct_sex,
    hand_in_corrections,
)
from tests.sources.snapshots import (
    read_accepted_rows,
    read_rejected_rows,
    receive_snapshot,
    write_snapshot,
)

# each beside folders that it would name too if it were a pattern, or whose name says another value
# of a column
NAMES = [
    "town",
    "town [1]",
    "town*",
    "to?n 1",
    "{town,other}",
    'town\'s "own" #%20',
    "sex=1",
    "清风 town",
]
OTHER = """
    person_id | sex
    x1        | 1
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder that paths are relative to."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "home").mkdir()
    return Path("home")


def one_of_two(folder):
    """p1 is accepted, p2 (sex 7) held back under the file's own name."""
    arrival, out = receive_snapshot(folder)
    assert not arrival.stopped
    assert [(r["person_id"], r["sex"]) for r in read_accepted_rows(out, Person)] == [("p1", "1")]
    held = read_rejected_rows(out, Person)
    assert [r["person_id"] for r in held] == ["p2"]
    return [r["file"] for r in held]


@pytest.mark.parametrize("form", ["parquet", "parts", "csv"])
@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_row_is_held_back_and_the_others_stay_in_a_folder_of_any_name(here, name, form):
    for other in ("town 1", "town1", "town", "other"):
        write_snapshot(here / other, {Person: OTHER}, form=form)
    made = write_snapshot(
        here / name / "in" if name == "town" else here / name, {Person: PEOPLE}, form=form
    )
    assert one_of_two(made) == [
        {"parquet": "person.parquet", "parts": "person/part-0.parquet", "csv": "person.csv"}[form]
    ]


def test_links_lead_to_their_files_and_dots_go_up_from_where_a_link_leads(here):
    made = write_snapshot(here / "kept" / "town", {Person: PEOPLE}, form="parts")
    (here / "link").symlink_to(made.resolve())
    (here / "deep").symlink_to((made / "person").resolve())
    assert one_of_two(here / "link") == ["person/part-0.parquet"]
    # `deep/..` is the town: shortened as text it would be the folder that holds `deep`
    assert one_of_two(here / "deep" / "..") == ["person/part-0.parquet"]


def test_a_linked_file_is_taken_over_itself_and_not_its_link(here):
    made = write_snapshot(here / "town", {Person: OTHER})
    os.rename(made / "person.parquet", here / "elsewhere.parquet")
    (made / "person.parquet").symlink_to("../elsewhere.parquet")
    _, out = receive_snapshot(made)
    assert [r["person_id"] for r in read_accepted_rows(out, Person)] == ["x1"]
    assert not (out / "accepted" / "person" / "person.parquet").is_symlink()


@pytest.mark.parametrize("name", NAMES)
def test_changes_are_merged_in_a_store_of_any_name(here, name):
    store = Store(here / name / "landed")
    take_delivery(write_delivery(here / name / "0630", {ClaimLine: BASE}, "2026-06-30"), store)
    changes = write_delivery(here / name / "0701", {ClaimLine: CHANGES}, "2026-07-01", "claim_line")
    assert read_amounts(take_delivery(changes, store)) == MERGED


@pytest.mark.parametrize("name", NAMES)
def test_corrections_are_merged_in_a_store_of_any_name(here, name):
    (here / name).mkdir()
    folder = write_snapshot(here / name / "s", {Person: PEOPLE}, form="csv")
    store = hand_in_corrections(here / name, folder, Person, correct_sex)
    _, out = receive_snapshot(merge_corrections(folder, store, connect(threads=1), now=NOW))
    assert [(r["person_id"], r["sex"]) for r in read_accepted_rows(out, Person)] == [
        ("p1", "1"),
        ("p2", "2"),
    ]


def test_changed_rows_of_a_file_that_nobody_named_stop_the_merging(here, monkeypatch):
    base, change = (
        [write_snapshot(here / name, {ClaimLine: rows}) / "claim_line.parquet"]
        for name, rows in (("base", BASE), ("change", CHANGES))
    )
    monkeypatch.setattr("sources.store.merge_parts.file_name", str)
    with pytest.raises(InvariantError, match="not among those that were read"):
        merge_parts(connect(threads=1), base, change, ("feedetl_sn",), here / "out")


def test_a_file_is_called_as_the_rows_say(here):
    made = write_snapshot(here / "town [1]", {Person: OTHER})
    path = made / "person.parquet"
    rows = connect(threads=1).read_parquet(path, filename=True).to_pyarrow().to_pylist()
    assert [r["filename"] for r in rows] == [file_name(path)] == [str(path.resolve())]
