"""Accepted parts are the delivered files under a second name, unless something in them had to change."""

import pyarrow as pa
import pytest

from contracts.errors import SourceError
from contracts.tables.employer import Employer
from contracts.tables.person import Person
from sources.accepted import ACCEPTED, refuse_changed, stamps
from tests.drawn import drawn_arrow
from tests.sources.snapshots import accepted, received, snapshot

TWO = "employer_id\ne1\ne2"
ONE_BLANK = 'employer_id\ne1\n" e2"'


def part(out, table, number=0):
    return sorted((out / ACCEPTED / table.contract.name).iterdir())[number]


def test_a_clean_part_is_the_delivered_file_itself(tmp_path):
    folder = snapshot(tmp_path / "s", {Employer: TWO})
    _, out = received(folder)
    assert part(out, Employer).samefile(folder / "employer.parquet")


def test_only_the_part_with_a_rejected_row_is_written_again(tmp_path):
    rows = pa.concat_tables([drawn_arrow(Employer, TWO), drawn_arrow(Employer, "employer_id\ne3\ne3")])
    folder = snapshot(tmp_path / "s", {Employer: rows}, form="parts")
    _, out = received(folder)
    delivered = sorted((folder / "employer").iterdir())
    same = [part(out, Employer, n).samefile(path) for n, path in enumerate(delivered)]
    assert sorted(same) == [False, True]
    assert [row["employer_id"] for row in accepted(out, Employer)] == ["e1", "e2", "e3"]


def test_a_column_in_another_type_is_written_in_the_declared_one(tmp_path):
    rows = drawn_arrow(Person, "person_id | birth_date\np1 | 1980-01-02")
    place = rows.column_names.index("birth_date")
    folder = snapshot(
        tmp_path / "s", {Person: rows.set_column(place, "birth_date", rows["birth_date"].cast(pa.string()))}
    )
    _, out = received(folder)
    assert not part(out, Person).samefile(folder / "person.parquet")
    assert [str(row["birth_date"]) for row in accepted(out, Person)] == ["1980-01-02"]


def test_columns_that_the_contract_does_not_know_are_not_read(tmp_path):
    rows = drawn_arrow(Employer, TWO).append_column("secret", pa.array(["a", "b"]))
    _, out = received(snapshot(tmp_path / "s", {Employer: rows}))
    assert list(accepted(out, Employer)[0]) == list(Employer.contract.columns)


def test_a_delivery_that_is_written_to_during_the_night_is_refused(tmp_path):
    folder = snapshot(tmp_path / "s", {Employer: TWO})
    _, out = received(folder)
    known = stamps(out / ACCEPTED)
    refuse_changed(out / ACCEPTED, known)
    with (folder / "employer.parquet").open("ab") as file:
        file.write(b"more")
    with pytest.raises(SourceError, match=r"written to while the night ran: employer/employer\.parquet"):
        refuse_changed(out / ACCEPTED, known)
