"""What can go wrong with a database: each ends as declared, with words that a newcomer can act on, and loses nothing."""

import threading
from datetime import date, datetime, timedelta

import psycopg
import pytest

from contracts.errors import SourceError
from contracts.tables.claim_line import ClaimLine
from contracts.tables.person import Person
from sources.database import pull
from sources.database.connections import PostgreSQLSession
from sources.database.error_messages import DatabaseFailure, retry_with_backoff
from sources.store.snapshots import Store
from tests import postgres
from tests.postgres import run
from tests.sources.landed import AS_OF, fill_database, pull_to_store, read_rows
from tests.sources.snapshots import read_rejected_rows, receive_snapshot

NEXT = AS_OF + timedelta(days=1)
PEOPLE = "person_id | sex | updated_at\np1 | 1 | 2026-01-01T00:00:00\np2 | 2 | 2026-02-01T00:00:00"
MANY = 300_000


@pytest.fixture
def people(database, tmp_path):
    """A database of two persons, landed once."""
    fill_database(database, tmp_path / "s", {Person: PEOPLE})
    pull_to_store(database, tmp_path / "landed")
    return database


@pytest.fixture
def big(database):
    """A database with a table large enough to be interrupted while it is read."""
    run(
        database,
        "CREATE TABLE claim_line AS SELECT 'l' || n AS feedetl_sn, repeat('x', 200) AS item_code, 1.5::numeric(14,2) AS amount,"
        f" '2026-06-01'::timestamp AS updated_at, '1' AS row_status FROM generate_series(1, {MANY}) n",
    )
    return database


def test_a_connection_cut_in_the_middle_is_tried_again_and_every_row_comes_once(big, tmp_path):
    waited = []

    def cut(seconds):
        waited.append(seconds)

    cutter = _Cutter(big)
    landed = retry_with_backoff(
        lambda: pull_to_store(big, tmp_path / "landed", check_time_left=cutter),
        attempts=3,
        first_wait=0,
        sleep=cut,
    )
    assert cutter.cuts == 1 and waited == [0]
    assert len({row["feedetl_sn"] for row in read_rows(landed, ClaimLine)}) == MANY
    assert len(Store(tmp_path / "landed").list_snapshots()) == 1


def test_a_server_stopped_in_the_middle_leaves_the_store_and_comes_back(tmp_path):
    with postgres.start_own_server(tmp_path / "pg") as server:
        run(
            server.url,
            "CREATE TABLE claim_line AS SELECT 'l' || n AS feedetl_sn, repeat('x', 200) AS item_code,"
            f" '2026-06-01'::timestamp AS updated_at FROM generate_series(1, {MANY}) n",
        )
        stopped = threading.Event()

        def stop():
            if not stopped.is_set():
                server.stop()
                stopped.set()

        with pytest.raises(DatabaseFailure) as failure:
            pull_to_store(server.url, tmp_path / "landed", check_time_left=stop)
        assert failure.value.may_pass and not Store(tmp_path / "landed").list_snapshots()
        assert not list((tmp_path / "landed").glob(".landing-*"))
        with pytest.raises(DatabaseFailure, match="cannot be reached"):
            pull_to_store(server.url, tmp_path / "landed")
        server.start()
        assert len(read_rows(pull_to_store(server.url, tmp_path / "landed"), ClaimLine)) == MANY


def test_a_locked_table_is_waited_for_and_then_named_as_such(people, tmp_path):
    with psycopg.connect(people) as other:
        other.execute("LOCK TABLE person IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(DatabaseFailure, match=r"locked by other work.*55P03") as failure:
            pull_to_store(people, tmp_path / "landed", as_of=NEXT, mode="full", lock_seconds=0.2)
    assert failure.value.may_pass and len(Store(tmp_path / "landed").list_snapshots()) == 1
    assert len(read_rows(pull_to_store(people, tmp_path / "landed", as_of=NEXT), Person)) == 2


def test_a_dropped_column_stops_the_table_and_is_told(people, tmp_path):
    run(people, "ALTER TABLE person DROP COLUMN sex")
    landed = pull_to_store(people, tmp_path / "landed", as_of=NEXT)
    assert "person: the database has no column for sex" in landed.record["warnings"]
    arrival, _ = receive_snapshot(landed.folder)
    assert "no column sex" in arrival.stopped["person"]


def test_an_added_column_is_told_and_changes_nothing(people, tmp_path):
    run(people, "ALTER TABLE person ADD COLUMN nickname text")
    landed = pull_to_store(people, tmp_path / "landed", as_of=NEXT)
    assert landed.record["warnings"] == ["person: columns that nothing reads: nickname"]
    arrival, _ = receive_snapshot(landed.folder)
    assert arrival.tables["person"].accepted == 2


def test_a_type_that_still_says_the_same_is_accepted_and_one_that_does_not_is_quarantined(
    people, tmp_path
):
    run(
        people,
        "ALTER TABLE person ALTER birth_date TYPE text",
        "UPDATE person SET birth_date = '1.1.1970' WHERE person_id = 'p2'",
    )
    landed = pull_to_store(people, tmp_path / "landed", as_of=NEXT)
    arrival, out = receive_snapshot(landed.folder)
    assert arrival.tables["person"].accepted == 1
    (row,) = read_rejected_rows(out, Person)
    assert (row["person_id"], row["rule"], row["column"]) == ("p2", "type", "birth_date")


def test_a_column_of_a_type_that_cannot_be_meant_stops_the_table(people, tmp_path):
    run(people, "ALTER TABLE person ALTER birth_date TYPE boolean USING true")
    arrival, _ = receive_snapshot(pull_to_store(people, tmp_path / "landed", as_of=NEXT).folder)
    assert "birth_date is stored as bool" in arrival.stopped["person"]


@pytest.mark.parametrize("hours", [-30, 30])
def test_a_wrong_clock_of_the_source_stops_before_anything_is_read(
    people, tmp_path, monkeypatch, hours
):
    right = PostgreSQLSession.now
    monkeypatch.setattr(
        PostgreSQLSession, "now", lambda session: right(session) + timedelta(hours=hours)
    )
    with pytest.raises(SourceError, match=r"clock says .*set the wrong clock right"):
        pull_to_store(people, tmp_path / "landed", as_of=NEXT)
    assert len(Store(tmp_path / "landed").list_snapshots()) == 1


def test_a_clock_some_minutes_off_is_told(people, tmp_path, monkeypatch):
    right = PostgreSQLSession.now
    monkeypatch.setattr(
        PostgreSQLSession, "now", lambda session: right(session) - timedelta(minutes=20)
    )
    assert any(
        "20 min off" in w or "19 min off" in w
        for w in pull_to_store(people, tmp_path / "landed", as_of=NEXT).record["warnings"]
    )


def test_a_day_that_has_not_closed_is_refused(people, tmp_path):
    with pytest.raises(SourceError.__mro__[1], match="lies after the database's day"):
        pull_to_store(people, tmp_path / "landed", as_of=date.today() + timedelta(days=3))


def test_a_wrong_user_is_not_tried_again(people, tmp_path):
    with pytest.raises(DatabaseFailure, match="refuses the user") as failure:
        pull_to_store(people.replace("postgres@", "nobody@"), tmp_path / "landed")
    assert not failure.value.may_pass


def test_no_message_repeats_a_value(database, tmp_path):
    """A number that PostgreSQL cannot convert: its own message would quote the amount."""
    run(
        database,
        "CREATE TABLE claim_line AS SELECT 'l1' AS feedetl_sn, 'NaN'::numeric(14,2) AS amount, now()::timestamp AS updated_at",
    )
    with pytest.raises(DatabaseFailure) as failure:
        pull_to_store(database, tmp_path / "landed")
    assert "correct it there" in str(failure.value) and "bigint" not in str(failure.value)


def test_the_default_day_is_yesterday_in_china():
    assert pull._resolve_as_of(None, datetime(2026, 7, 1, 1, 30)) == date(2026, 6, 30)


class _Cutter:
    """Ends all other sessions of a database when the second batch has come, once."""

    def __init__(self, url):
        self.url, self.cuts, self.batches = url, 0, 0

    def __call__(self):
        self.batches += 1
        if self.cuts == 0 and self.batches == 3:
            self.cuts += 1
            run(
                self.url,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()",
            )


def test_a_value_that_a_view_cannot_convert_names_the_table_and_is_not_tried_again(
    database, tmp_path
):
    run(
        database,
        "CREATE TABLE base AS SELECT * FROM (VALUES ('l1', '2026-05-10'), ('l2', '2026-02-30')) AS v (k, d)",
        "CREATE VIEW claim_line AS SELECT k AS feedetl_sn, d::date AS rx_date, now()::timestamp AS updated_at FROM base",
    )
    with pytest.raises(
        DatabaseFailure, match="table claim_line: a value cannot be conv"
    ) as failure:
        pull_to_store(database, tmp_path / "landed")
    assert not failure.value.may_pass and "2026-02-30" not in str(failure.value)
