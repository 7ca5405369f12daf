"""Pull a database's tables into the landed store: whole, or only what changed since the night
before.

All tables are read in one snapshot of the database. A table that lists its whole content each night
by contract (mode `full`) is read whole. Of the others only rows changed since the watermark are
read, less an overlap for late transactions: a row gets its updated_at when it is written, and
becomes visible when its transaction ends.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq

from contracts.errors import SourceError, UsageError
from contracts.identity import read_agency_key, write_identities
from contracts.tables import get_input_tables
from sources.database.connections import Session
from sources.database.error_messages import DatabaseFailure, name_table
from sources.database.mapping import Mapping, resolve_names
from sources.database.prefetch import prefetch
from sources.database.pseudonyms import Pseudonyms
from sources.database.select_query import build_identity_selection, build_selection
from sources.local_time import LOCAL_ZONE, UPDATED
from sources.store.merge_parts import get_next_suffix, has_same_columns, merge_parts
from sources.store.monthly_parts import MonthlyParts
from sources.store.snapshots import IDENTITY, Snapshot, Store, collect_unchanged_hashes

MODES = ("auto", "delta", "full")
SECONDS_BETWEEN_LINES = 2.0  # of progress: often enough to see life, rare enough for a log
# Difference of clocks that is reported, and that stops the pull: the watermark's overlap hides
# minutes, and an hour means a wrong time zone.
CLOCK_WARNS, CLOCK_STOPS = timedelta(minutes=5), timedelta(hours=1)


@dataclass(frozen=True)
class PullOptions:
    """How to pull.

    `mode` auto reads a table whole if there is nothing to build on or its last whole pull is
    `full_days` old; `overlap` is read again before the watermark.
    """

    as_of: date | None = None
    mode: str = "auto"
    overlap: timedelta = timedelta(hours=48)  # longer than any batch job's transaction
    full_days: int = 7  # a week bounds how long a row deleted at the source stays here
    report_progress: Callable[[str], None] = lambda line: None
    check_time_left: Callable[[], None] = lambda: None


@dataclass
class TableResult:
    """The result of one table, which is its entry in landed.json: rows, cost, watermark, columns.

    `known` rows were there already; `lacking` and `beyond` are columns missing and unread.
    """

    mode: str
    rows: int
    seconds: float
    watermark: str | None
    whole_on: str
    changed: int | None = None
    known: int | None = None
    parts_written: int | None = None
    lacking: list = field(default_factory=list)
    beyond: list = field(default_factory=list)


def pull_snapshot(
    database, mapping: Mapping, store: Store, connection, options: PullOptions
) -> Snapshot:
    """Pull a snapshot into the store and return it; if anything fails the store is as before.

    Raises DatabaseFailure; SourceError for a wrong clock or a database without any mapped table;
    UsageError without the agency's key where one is needed.
    """
    key = read_agency_key() if mapping.needs_key else None
    with store.build_folder() as building, database.open_session() as session:
        landing = SnapshotPull(
            session,
            mapping,
            store.newest(database.name, mapping.name),
            building,
            connection,
            options,
            key,
        )
        return landing.pull_all_tables(store, database.name)


class SnapshotPull:
    """One pull: a session of the database, the snapshot it builds on, the folder that it builds."""

    def __init__(self, session: Session, mapping, base, building, connection, options, key):
        self.session, self.base, self.build_folder = session, base, building
        self.mapping = resolve_names(mapping, session.find_name)
        self.connection, self.options, self.key = connection, options, key
        self.now = session.now()
        self.warnings = _check_clock(self.now)
        self.as_of = _resolve_as_of(options.as_of, self.now)

    def pull_all_tables(self, store: Store, name: str) -> Snapshot:
        """Pull every mapped table that exists, and the identities; return the sealed snapshot."""
        stored = {
            table: self.session.columns(source.name)
            for table, source in self.mapping.tables.items()
        }
        existing = [table for table, columns in stored.items() if columns]
        if not existing:
            raise SourceError(
                f"{name} has none of the tables that mapping {self.mapping.name} names",
                next_step="correct the mapping or the search_path, or grant SELECT: `qingfeng "
                "doctor --source …`",
            )
        results = {}
        for number, table in enumerate(existing, start=1):
            results[table] = self._pull_table(table, stored[table], f"[{number}/{len(existing)}]")
        persons = self._pull_identities()
        record = {
            "source": name,
            "mapping": self.mapping.name,
            "as_of": self.as_of.isoformat(),
            "snapshot_date": max(self.as_of, self.now.date()).isoformat(),
            "pulled_at": self.now.isoformat(),
            "identities": persons,
            "not_there": [table for table in stored if table not in existing],
            "warnings": self.warnings,
            "tables": {table: asdict(d) for table, d in results.items()},
        }
        unchanged_hashes = (
            collect_unchanged_hashes(self.build_folder, self.base.folder, self.base.manifest)
            if self.base
            else {}
        )
        return store.keep(self.build_folder, record, results, unchanged_hashes)

    def _pull_table(self, table, stored, place) -> TableResult:
        started, contract = time.monotonic(), get_input_tables()[table].contract
        since = self._determine_since(table)
        try:
            result = self._pull_delta(table, stored, since, place) if since else None
            if result is None:
                result = self._pull_full(table, stored, place)
        except DatabaseFailure as failure:
            raise name_table(failure, self.mapping.tables[table].name) from None
        result.seconds = round(time.monotonic() - started, 2)
        if result.lacking:
            self.warnings.append(
                f"{table}: the database has no column for {', '.join(result.lacking)}"
            )
        if (
            result.beyond
            and self.base
            # unread columns are reported once, not every night
            and result.beyond != self.base.record["tables"].get(table, {}).get("beyond")
        ):
            self.warnings.append(f"{table}: columns that nothing reads: {', '.join(result.beyond)}")
        how = (
            "全量 whole"
            if result.changed is None
            else f"增量 delta, {result.changed:,} changed of {result.changed + result.known:,}"
        )
        self.options.report_progress(
            f"{place} {table} {contract.zh}: {result.rows:,} rows, {how}, {result.seconds:.1f} s"
        )
        return result

    def _determine_since(self, table) -> datetime | None:
        """Determine the time from which changes are read; None if the table is to be read whole."""
        if self.options.mode == "full" or self.base is None or not self.base.parts(table):
            return None
        last = self.base.record["tables"][table]
        old = self.as_of - date.fromisoformat(last["whole_on"]) >= timedelta(
            days=self.options.full_days
        )
        if self.options.mode == "auto" and (
            old or get_input_tables()[table].contract.mode == "full"
        ):
            return None
        watermark = self.base.watermark(table)
        return watermark and watermark - self.options.overlap

    def _pull_full(self, table, stored, place) -> TableResult:
        contract, source = get_input_tables()[table].contract, self.mapping.tables[table]
        query = build_selection(contract, source, stored, since=None)
        left = self.session.estimate(source.name)
        with MonthlyParts(self.build_folder / table, "0001", limit=self.now) as parts:
            self._read(query, parts, f"{place} {table}", left)
        return self._make_result("full", parts, query, parts.rows, whole_on=self.as_of.isoformat())

    def _pull_delta(self, table, stored, since, place) -> TableResult | None:
        """Merge the changes; None if the columns changed, so that the table must be read whole."""
        contract, base = get_input_tables()[table].contract, self.base.parts(table)
        query = build_selection(contract, self.mapping.tables[table], stored, since=since)
        if UPDATED in query.lacking or set(contract.key) & set(query.lacking):
            return None
        change_folder = self.build_folder / f".{table}.change"
        with MonthlyParts(change_folder, get_next_suffix(base), limit=self.now) as parts:
            self._read(query, parts, f"{place} {table}", None)
        if parts.rows and not has_same_columns(base, parts.list_paths()):
            return None
        merged = merge_parts(
            self.connection, base, parts.list_paths(), contract.key, self.build_folder / table
        )
        rows = sum(
            pq.read_metadata(p).num_rows for p in (self.build_folder / table).glob("*.parquet")
        )
        last = self.base.record["tables"][table]
        result = self._make_result("delta", parts, query, rows, whole_on=last["whole_on"])
        # a night without changes keeps the watermark
        result.watermark = max(filter(None, (result.watermark, last["watermark"])))
        result.changed, result.known, result.parts_written = (
            merged.changed,
            merged.known,
            merged.written,
        )
        return result

    def _make_result(self, mode, parts, query, rows, *, whole_on):
        watermark = parts.newest and parts.newest.isoformat()
        return TableResult(
            mode, rows, 0.0, watermark, whole_on, lacking=[*query.lacking], beyond=[*query.beyond]
        )

    def _read(self, query, parts, label, left):
        hasher, line = (
            Pseudonyms(query.pseudonyms or {}, self.key),
            _ProgressLine(label, left, self.options.report_progress),
        )
        with closing(prefetch(self.session.stream_batches(query))) as batches:
            for batch in batches:
                self.options.check_time_left()
                parts.add(hasher.apply(batch))
                line.report(parts.rows)

    def _pull_identities(self) -> int | None:
        source = self.mapping.identity
        if source is None:
            return None
        query = build_identity_selection(source, self.session.columns(source.name))
        if query.lacking:
            raise UsageError(
                f"table {source.name} has no column for {query.lacking[0]} of the identity file",
                next_step="correct `identity` in the mapping, or take it out",
            )
        rows = self._read_persons(query)
        return write_identities(self.build_folder / IDENTITY, rows, self.key)

    def _read_persons(self, query) -> Iterator[dict]:
        person = self.mapping.tables.get("person")
        kind = person and person.column("person_id").pseudonym
        hasher = Pseudonyms({"person_id": kind} if kind else {}, self.key)
        for batch in self.session.stream_batches(query):
            yield from hasher.apply(batch).to_pylist()


class _ProgressLine:
    """Reports every few seconds how many rows came, how fast, and about how many are left."""

    def __init__(self, label, total, report):
        self._label, self._total, self._report = label, total, report
        self._started = self._reported = time.monotonic()

    def report(self, rows):
        now = time.monotonic()
        if now - self._reported < SECONDS_BETWEEN_LINES:
            return
        self._reported, rate = now, rows / (now - self._started)
        left = ""
        if self._total and self._total > rows:
            left = f", about {self._total - rows:,} left ({(self._total - rows) / rate:.0f} s)"
        self._report(f"{self._label}: {rows:,} rows, {rate:,.0f} rows/s{left}")


def _check_clock(now):
    here = datetime.now(ZoneInfo(LOCAL_ZONE)).replace(tzinfo=None)
    offset = abs(now - here)
    if offset > CLOCK_STOPS:
        raise SourceError(
            f"the database's clock says {now:%Y-%m-%d %H:%M}, this machine's {here:%Y-%m-%d %H:%M} "
            "(China time)",
            next_step="set the wrong clock right: watermarks and the as-of date rest on it; "
            "nothing was read",
        )
    return (
        [f"the database's clock is {offset.seconds // 60} min off"] if offset > CLOCK_WARNS else []
    )


def _resolve_as_of(as_of, now):
    if as_of is None:
        return now.date() - timedelta(days=1)
    if as_of > now.date():
        raise UsageError(
            f"the as-of date {as_of} lies after the database's day {now.date()}",
            next_step="give the last closed day, or leave --as-of out",
        )
    return as_of
