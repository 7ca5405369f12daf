"""A delivery that is not what its manifest says is refused in words that name the next step."""

from datetime import date

import pytest

from contracts.errors import SourceError
from contracts.manifest import compute_snapshot_hash, read_manifest
from contracts.tables.employer import Employer
from contracts.tables.person import Person
from tests.sources.snapshots import compute_sha256, edit_manifest, receive_snapshot, write_snapshot


@pytest.fixture
def folder(tmp_path):
    return write_snapshot(
        tmp_path / "s", {Employer: "employer_id\ne1\ne2", Person: "person_id\np1"}
    )


def refused(folder, *words):
    with pytest.raises(SourceError) as caught:
        receive_snapshot(folder)
    for word in words:
        assert word in str(caught.value)
    assert caught.value.next_step
    assert not folder.with_name("s.out").exists()


def test_a_folder_that_is_not_there(tmp_path):
    refused(tmp_path / "s", "is not a folder")


def test_a_folder_without_a_manifest(folder):
    (folder / "manifest.json").unlink()
    refused(folder, "has no manifest.json")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{", "not JSON"),
        (b"[]", "not a JSON object"),
        (b"\xff", "not UTF-8"),
        (b'{"schema_version": 1}', "snapshot_date"),
    ],
)
def test_a_manifest_that_is_none(folder, content, words):
    (folder / "manifest.json").write_bytes(content)
    refused(folder, words)


WRONG = [
    (lambda m: m.update(schema_version=2), "schema_version 2"),
    (lambda m: m.update(snapshot_date="2026-06-31"), "2026-06-31"),
    (lambda m: m.update(tables={}), "lists no table"),
    (lambda m: m.update(tables=[]), "`tables`"),
    (lambda m: m["tables"].update(persons=m["tables"]["person"]), "persons"),
    (lambda m: m["tables"]["person"].update(rows="1"), "rows"),
    (lambda m: m["tables"]["person"].update(mode="delta"), "person"),
    (lambda m: m["tables"]["person"].update(mode="part"), "mode"),
    (lambda m: m["tables"]["person"].update(sha256={}), "person"),
    (
        lambda m: m["tables"]["person"].update(sha256={"../person.parquet": "0" * 64}),
        "not a file of this table",
    ),
    (lambda m: m["tables"]["person"].update(sha256={"person.parquet": "0"}), "not a SHA-256"),
]


@pytest.mark.parametrize(("change", "words"), WRONG)
def test_a_manifest_that_says_what_cannot_be(folder, change, words):
    edit_manifest(folder, change)
    refused(folder, words)


def test_a_table_in_two_forms_is_ambiguous(folder):
    (folder / "person.csv").write_text("person_id\n")
    refused(folder, "person.csv, person.parquet")


def test_a_snapshot_older_than_the_night_is_refused_and_a_newer_one_is_not(folder):
    with pytest.raises(SourceError, match="older than the as-of date 2026-07-01"):
        receive_snapshot(folder, as_of=date(2026, 7, 1))
    for day in (date(2026, 6, 30), date(2026, 1, 31)):
        arrival, _ = receive_snapshot(folder, as_of=day)
        assert arrival.snapshot_date == date(2026, 6, 30)


def test_a_changed_file_stops_its_table_and_no_other(folder):
    (folder / "person.parquet").write_bytes((folder / "employer.parquet").read_bytes())
    arrival, out = receive_snapshot(folder)
    assert "person.parquet does not match" in arrival.stopped["person"]
    assert list(arrival.tables) == ["employer"]
    assert [p.name for p in (out / "accepted").iterdir()] == ["employer"]


def test_a_missing_file_stops_its_table(folder):
    (folder / "person.parquet").unlink()
    arrival, _ = receive_snapshot(folder)
    assert "not in the folder" in arrival.stopped["person"]


def test_a_row_count_that_differs_stops_the_table(folder):
    edit_manifest(folder, lambda m: m["tables"]["employer"].update(rows=3))
    arrival, _ = receive_snapshot(folder)
    assert "has 2 rows, manifest.json says 3" in arrival.stopped["employer"]


def test_files_beside_the_manifest_are_not_read_but_named(folder):
    (folder / "whitelist.csv").write_text("x")
    (folder / "readme.txt").write_text("x")
    arrival, _ = receive_snapshot(folder)
    assert arrival.warnings == ["whitelist.csv is not in manifest.json and was not read"]
    assert "whitelist" in arrival.not_supplied


def test_the_hash_depends_on_the_content_and_not_on_the_order_of_the_manifest(folder):
    first = compute_snapshot_hash(read_manifest(folder))
    edit_manifest(folder, lambda m: m.update(tables=dict(reversed(m["tables"].items()))))
    assert compute_snapshot_hash(read_manifest(folder)) == first
    edit_manifest(
        folder,
        lambda m: m["tables"]["person"]["sha256"].update(
            {"person.parquet": compute_sha256(folder / "manifest.json")}
        ),
    )
    assert compute_snapshot_hash(read_manifest(folder)) != first
