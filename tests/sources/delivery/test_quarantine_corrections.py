"""Quarantined rows are exported, corrected, handed in and accepted with the next snapshot, without
a full reload.
"""

import json
from datetime import datetime

import pandas as pd
import pytest

from contracts.errors import SourceError
from contracts.tables import get_input_tables
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.person import Person
from sources.delivery.quarantine_corrections import (
    export_quarantined_rows,
    merge_corrections,
    resubmit_rows,
)
from sources.engine.duckdb_engine import connect
from sources.store.snapshots import Store
from tests.drawn_tables import format_rows, make_arrow_table
from tests.postgres import run
from tests.sources.landed import AS_OF, fill_database, pull_to_store
from tests.sources.snapshots import (
    read_accepted_rows,
    read_rejected_rows,
    receive_snapshot,
    write_snapshot,
)

PEOPLE = """
    person_id | sex | updated_at
    p1        | 1   | 2026-01-01T00:00:00
    p2        | 7   | 2026-02-01T00:00:00
"""
MONTHS = """
    person_id | employer_id | contrib_month | pay_kind | updated_at
    p1        | e1          | 2026-01       | 99       | 2026-02-01T00:00:00
    p1        | e1          | 2026-02       | 99       | 2026-02-01T00:00:00
"""
NOW = datetime(2026, 7, 1, 9)
# values that meet the check of a column, where the neutral value of a drawn row does not
CHECKED = {
    "institution": ("institution_code", "H33020300001"),
    "pension_approval": ("legal_age_months", "720"),
    "special_job_filing": ("job_code", "10001"),
    "stabilization_refund": ("refund_year", "2025"),
}


def hand_in_corrections(tmp_path, folder, table, change, now=NOW):
    """The rejected rows of a snapshot exported, changed and handed in; the store."""
    _, out = receive_snapshot(folder)
    store, file = Store(tmp_path / "landed"), tmp_path / "rows.csv"
    assert export_quarantined_rows(out, table.contract.name, file) == len(
        read_rejected_rows(out, table)
    )
    rows = pd.read_csv(file, dtype=str)
    change(rows)
    rows.to_csv(file, index=False)
    resubmit_rows(store, table.contract.name, file, "王五", now=now)
    return store


def correct_sex(rows):
    rows["sex"] = "2"


@pytest.mark.parametrize("form", ["parquet", "csv", "parts"])
def test_a_corrected_row_takes_the_place_of_the_wrong_one(tmp_path, form):
    folder = write_snapshot(tmp_path / "s", {Person: PEOPLE, ContributionMonth: MONTHS}, form=form)
    store = hand_in_corrections(tmp_path, folder, Person, correct_sex)
    fixed = merge_corrections(folder, store, connect(threads=1), now=NOW)
    arrival, out = receive_snapshot(fixed)
    assert not arrival.stopped and arrival.tables["person"].rows_in == 2
    assert [(r["person_id"], r["sex"]) for r in read_accepted_rows(out, Person)] == [
        ("p1", "1"),
        ("p2", "2"),
    ]
    assert (
        not read_rejected_rows(out, Person) and len(read_rejected_rows(out, ContributionMonth)) == 2
    )
    (said,) = [
        json.loads(line)
        for line in (store.folder / "corrections/log.jsonl").read_text("utf-8").splitlines()
    ]
    assert (said["by"], said["table"], said["rows"]) == ("王五", "person", 1)


def test_a_key_with_a_month_is_matched_in_csv_and_parquet(tmp_path):
    for form in ("csv", "parquet"):
        folder = write_snapshot(tmp_path / form / "s", {ContributionMonth: MONTHS}, form=form)
        store = hand_in_corrections(
            tmp_path / form,
            folder,
            ContributionMonth,
            lambda rows: rows.__setitem__("pay_kind", "1"),
        )
        _, out = receive_snapshot(merge_corrections(folder, store, connect(threads=1), now=NOW))
        assert len(read_accepted_rows(out, ContributionMonth)) == 2 and not read_rejected_rows(
            out, ContributionMonth
        )


def test_rows_that_are_still_wrong_are_named_by_line_and_nothing_is_accepted(tmp_path):
    folder = write_snapshot(tmp_path / "s", {Person: PEOPLE})
    with pytest.raises(SourceError, match=r"line 2 \(sex: code\).*") as refused:
        hand_in_corrections(tmp_path, folder, Person, lambda rows: None)
    assert "nothing was accepted" in str(refused.value)
    assert not list((tmp_path / "landed").rglob("*.parquet"))


def test_a_correction_lasts_from_night_to_night_and_steps_back_for_a_newer_row_of_the_source(
    database, tmp_path
):
    fill_database(database, tmp_path / "s", {Person: PEOPLE})
    landed = pull_to_store(database, tmp_path / "landed")
    store = hand_in_corrections(tmp_path, landed.folder, Person, correct_sex)
    run(database, "UPDATE person SET updated_at = '2026-06-30' WHERE person_id = 'p1'")
    again = pull_to_store(database, tmp_path / "landed", as_of=AS_OF.replace(month=7, day=1))
    fixed = merge_corrections(again.folder, store, connect(threads=1), now=NOW)
    _, out = receive_snapshot(fixed)
    assert fixed != again.folder and [r["sex"] for r in read_accepted_rows(out, Person)] == [
        "1",
        "2",
    ]
    run(
        database,
        "UPDATE person SET sex = '1', updated_at = '2026-07-01 12:00' WHERE person_id = 'p2'",
    )
    healed = pull_to_store(database, tmp_path / "landed", as_of=AS_OF.replace(month=7, day=2))
    assert merge_corrections(healed.folder, store, connect(threads=1), now=NOW) == healed.folder


def test_without_corrections_the_folder_is_the_folder(tmp_path):
    folder = write_snapshot(tmp_path / "s", {Person: PEOPLE})
    assert (
        merge_corrections(folder, Store(tmp_path / "landed"), connect(threads=1), now=NOW) == folder
    )
    assert not (tmp_path / "landed").exists()


@pytest.mark.parametrize("table", get_input_tables().values(), ids=lambda t: t.contract.name)
def test_a_correction_of_any_table_keeps_every_column(tmp_path, table):
    column, value = CHECKED.get(table.contract.name, ("row_status", "9"))
    cells = {"row_status": "9", "updated_at": "2026-01-01T00:00:00", column: value}
    wrong = make_arrow_table(table, format_rows(cells, {}))
    folder = write_snapshot(tmp_path / "s", {table: wrong})
    store = hand_in_corrections(
        tmp_path, folder, table, lambda rows: rows.__setitem__("row_status", "1")
    )
    arrival, out = receive_snapshot(merge_corrections(folder, store, connect(threads=1), now=NOW))
    assert not arrival.stopped and not read_rejected_rows(out, table)
    (corrected,) = read_accepted_rows(out, table)
    assert corrected == wrong.to_pylist()[0] | {"row_status": "1"}
