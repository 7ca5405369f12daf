"""The command with paths as people type them: relative, with signs of patterns, from home, through links."""

import os
import subprocess
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from contracts.tables.person import Person
from sources.database.load_postgres import load_snapshot
from tests import postgres
from tests.commands import PROGRAM
from tests.faults.tiny_agency import CLAIMS, PERSONS, SETTINGS, make_tables
from tests.pipeline.nights import read_run_record
from tests.sources.snapshots import write_snapshot

WRONG = "p0007"


def dirty() -> dict:
    """The very small agency's tables, the sex of one person not of the code list."""
    rows = make_tables()
    people = rows[Person]
    sexes = people["sex"].to_pylist()
    sexes[people["person_id"].to_pylist().index(WRONG)] = "7"
    field = people.schema.field("sex")
    return rows | {
        Person: people.set_column(
            people.schema.get_field_index("sex"), field, pa.array(sexes, field.type)
        )
    }


def night(folder: Path, source: str, runs: str, *more: str) -> Path:
    """`qingfeng nightly` in a folder, at home there; the published run."""
    settings = [word for setting in SETTINGS for word in ("--set", setting)]
    said = subprocess.run(
        [PROGRAM, "nightly", f"--source={source}", f"--runs={runs}", *settings, *more],
        cwd=folder,
        env=os.environ | {"HOME": str(folder)},
        capture_output=True,
        text=True,
    )
    assert said.returncode == 0, said.stderr[-3000:]
    return Path(said.stdout.strip().splitlines()[-1])


@pytest.mark.parametrize(
    ("source", "runs"),
    [("town", "runs"), ("~/town [1]", "~/runs [1]*"), ("link/../town #%", "runs 清风 #%20")],
    ids=["relative", "from home, signs of a pattern", "through a link, signs of an address"],
)
def test_a_wrong_row_is_held_back_and_no_other_is_lost(tmp_path, source, runs):
    # a name taken for a pattern finds this folder, a name shortened as text goes up from here
    write_snapshot(tmp_path / "town 1", {Person: "person_id | sex\nx1 | 1"})
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "link").symlink_to("deep/er")
    where = tmp_path / source.replace("~/", "").replace("link/..", "deep")
    write_snapshot(where, dirty())
    run = night(tmp_path, source, runs)
    assert run.parent == tmp_path / runs.replace("~/", "")
    people = read_run_record(run)["counts"]["person"]
    assert (people["rows_in"], people["accepted"], people["quarantined"]) == (
        PERSONS,
        PERSONS - 1,
        1,
    )
    held = pd.read_parquet(run / "quarantine" / "person.parquet")
    assert [*zip(held.person_id, held.file, strict=True)] == [(WRONG, "person.parquet")]
    assert not (tmp_path / "~").exists()


def test_the_manuals_command_lands_a_database_and_the_next_night_its_changes(tmp_path):
    with postgres.create_database() as url:
        load_snapshot(write_snapshot(tmp_path / "town", dirty()), url)
        first = night(tmp_path, url, "runs", "--as-of=2026-06-29")
        postgres.run(
            url,
            "UPDATE unemployment_claim SET monthly_amount = 2345, updated_at = '2026-06-30 12:00' WHERE claim_id = 'c3'",
            f"UPDATE person SET sex = '2', updated_at = '2026-06-30 12:00' WHERE person_id = '{WRONG}'",
        )
        second = night(tmp_path, url, "runs", "--as-of=2026-06-30", "--set", "pull=delta")
    assert read_run_record(first)["counts"]["person"]["quarantined"] == 1
    assert read_run_record(second)["counts"]["person"]["accepted"] == PERSONS
    landed = Path(read_run_record(second)["source"])
    claims = pd.read_parquet(landed / "unemployment_claim")
    assert len(claims) == CLAIMS
    assert claims.set_index("claim_id").monthly_amount["c3"] == 2345
