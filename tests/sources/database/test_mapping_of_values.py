"""Mappings: names in any case, null among the targets, and forms that leave days as they are."""

from datetime import date

import pytest

from contracts.tables.person import Person
from sources.database.connections import open_database
from sources.database.mapping import read_mapping
from sources.database.pull import PullOptions, pull_snapshot
from sources.engine.duckdb_engine import connect
from sources.store.snapshots import Store
from tests.postgres import run
from tests.sources.snapshots import read_accepted_rows, read_rejected_rows, receive_snapshot

MAPPING = """
zh: 某地
en: some city
tables:
  person:
    from: sibak.ac01
    columns:
      person_id: aac001
      id_hash: aac002
      sex: aac004
      birth_date: {from: aac006, form: yyyymmdd}
      hukou_district: {from: x2, values: {"": null, 无: null}}
      first_enroll_month: {from: aac049, form: yyyymm, values: {"000000": null}}
      updated_at: {from: aae036, form: yyyymmddhhmmss}
      row_status: aae100
      person_kind: {constant: 1}
"""


@pytest.fixture
def landed(database, tmp_path):
    """Three persons of a schema in capitals, landed by a mapping in small letters."""
    run(
        database,
        'CREATE SCHEMA "SIBAK"',
        'CREATE TABLE "SIBAK"."AC01" ("AAC001" text, "AAC002" text, "AAC004" text, "AAC006" date,'
        ' "X2" text, "AAC049" text, "AAE036" timestamp, "AAE100" text)',
        'INSERT INTO "SIBAK"."AC01" VALUES'
        " ('p1', '0123abcd', '1', '1990-03-07', '无', '000000', '2026-01-01 08:00', '1'),"
        " ('p2', '0123abce', '2', '1950-01-07', '330203', '201001', '2026-01-01 09:00', '1'),"
        " ('p3', '0123abcf', '男', '1960-01-07', '', '0', '2026-01-01 09:00', '1')",
    )
    path = tmp_path / "map.yaml"
    path.write_text(MAPPING, encoding="utf-8")
    options = PullOptions(as_of=date(2026, 6, 30))
    store = Store(tmp_path / "landed")
    snapshot = pull_snapshot(
        open_database(database), read_mapping(str(path)), store, connect(threads=1), options
    )
    return receive_snapshot(snapshot.folder)


def test_days_are_taken_as_they_are_and_null_is_a_target(landed):
    _, out = landed
    found = [
        (r["person_id"], r["birth_date"], r["hukou_district"], r["first_enroll_month"])
        for r in read_accepted_rows(out, Person)
    ]
    assert found == [
        ("p1", date(1990, 3, 7), None, None),
        ("p2", date(1950, 1, 7), "330203", date(2010, 1, 1)),
    ]


def test_quarantine_shows_the_value_of_the_source(landed):
    _, out = landed
    (row,) = read_rejected_rows(out, Person)
    assert (row["rule"], row["sex"], row["first_enroll_month"]) == ("code", "男", "0")
