"""Nights on folders that bring changes only: the list is that of a whole delivery, also after kill -9 in the middle of merging."""

import os
import shutil
import signal
from datetime import date, datetime

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from contracts.tables.person import Person
from contracts.tables.unemployment_claim import UnemploymentClaim
from pipeline.runs import list_published_runs
from sources.store.snapshots import Store
from tests.faults.kill_process import PROCESSES
from tests.faults.tiny_agency import make_tables, read_published_tables, run_whole_night, write_town
from tests.sources.snapshots import edit_manifest, write_snapshot

NEXT, CHANGED = date(2026, 7, 1), 5


def make_changed_claims(claims: pa.Table) -> pa.Table:
    """The first claims, of another amount since the night before."""
    first = claims.slice(0, CHANGED)
    amounts = pc.cast(
        pc.add(first["monthly_amount"], 1), claims.schema.field("monthly_amount").type
    )
    moment = pa.array([datetime(2026, 7, 1, 12)] * CHANGED, claims.schema.field("updated_at").type)
    names = claims.column_names
    first = first.set_column(
        names.index("monthly_amount"), claims.schema.field("monthly_amount"), amounts
    )
    return first.set_column(names.index("updated_at"), claims.schema.field("updated_at"), moment)


@pytest.fixture
def delivered(tmp_path):
    """(changes of the next day, the same day delivered whole)."""
    rows = make_tables()
    claims = rows[UnemploymentClaim]
    changes = {table: own if table is Person else own.slice(0, 0) for table, own in rows.items()}
    changes[UnemploymentClaim] = make_changed_claims(claims)
    whole = rows | {
        UnemploymentClaim: pa.concat_tables([changes[UnemploymentClaim], claims.slice(CHANGED)])
    }
    made = write_snapshot(tmp_path / "changes", changes, snapshot_date=NEXT.isoformat())
    deltas = [table.contract.name for table in changes if table is not Person]
    edit_manifest(made, lambda m: [m["tables"][name].update(mode="delta") for name in deltas])
    return made, write_snapshot(tmp_path / "whole", whole, snapshot_date=NEXT.isoformat())


@pytest.fixture
def runs_after_the_first_night(undisturbed, tmp_path):
    """Make a runs folder with the night before on the agency's first, whole delivery."""
    folder = write_town(tmp_path / "first")

    def make(name):
        runs = tmp_path / name
        runs.mkdir()
        shutil.copytree(undisturbed.runs / "models", runs / "models")
        run_whole_night(str(folder), runs)
        return runs

    return make


def run_night_killed_sealing(source, runs):
    """A night whose process dies when the merged snapshot is to be sealed."""
    Store.keep = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
    run_whole_night(source, runs, as_of=NEXT)


def test_a_night_on_changes_gives_the_list_of_a_night_on_the_whole_delivery_also_when_it_was_killed(
    delivered, runs_after_the_first_night
):
    changes, whole = delivered
    expected = read_published_tables(
        run_whole_night(str(whole), runs_after_the_first_night("plain"), as_of=NEXT)
    )
    runs = runs_after_the_first_night("runs")
    ((first, _),) = list_published_runs(runs)
    process = PROCESSES.Process(target=run_night_killed_sealing, args=(str(changes), runs))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL and (runs / "current").resolve() == first
    assert Store(runs / "landed").list_snapshots() == [] and list(
        (runs / "landed").glob(".landing-*")
    )
    run = run_whole_night(str(changes), runs, as_of=NEXT)
    assert read_published_tables(run) == expected
    assert (
        run_whole_night(str(changes), runs, as_of=NEXT) == run
        and len(list_published_runs(runs)) == 2
    )
    (landed,) = Store(runs / "landed").list_snapshots()
    assert landed.record["tables"]["unemployment_claim"]["changed"] == CHANGED
    assert not list((runs / "landed").glob(".landing-*"))
