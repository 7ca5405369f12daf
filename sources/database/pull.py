"""A database's tables pulled into the landed store: whole, or only what changed since the night before.

All tables are read in one snapshot of the database. A table that lists its whole content each night by contract (mode
`full`) is read whole; of the others only rows changed since the watermark less an overlap, which late transactions
need: a row gets its updated_at when it is written, and is seen when its transaction ends.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq

from contracts.errors import SourceError, UsageError
from contracts.identity import agency_key, write_identities
from contracts.tables import input_tables
from sources.database.connections import Session
from sources.database.mapping import Mapping
from sources.database.prefetch import fetched_ahead
from sources.database.pseudonyms import Pseudonyms
from sources.database.select_query import identity_selection, selection
from sources.local_time import LOCAL_ZONE, UPDATED
from sources.store.merge_parts import merge, next_suffix, same_columns
from sources.store.monthly_parts import MonthlyParts
from sources.store.snapshots import IDENTITY, Snapshot, Store, known_hashes

MODES = ("auto", "delta", "full")
SECONDS_BETWEEN_LINES = 2.0
CLOCK_WARNS, CLOCK_STOPS = timedelta(minutes=5), timedelta(hours=1)


@dataclass(frozen=True)
class Pull:
    """How to pull. `mode` auto: whole where there is nothing to build on or the last whole pull is `full_days` old."""

    as_of: date | None = None
    mode: str = "auto"
    overlap: timedelta = timedelta(hours=48)
    full_days: int = 7
    tell: Callable[[str], None] = lambda line: None
    still_time: Callable[[], None] = lambda: None


@dataclass
class _Done:
    """What one table cost and brought; becomes its entry in landed.json."""

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


def pull(database, mapping: Mapping, store: Store, connection, asked: Pull) -> Snapshot:
    """Land a snapshot and return it; the store is as before if anything fails.

    Raises DatabaseFailure, SourceError for a clock that cannot be right or a database without any mapped table,
    UsageError without the agency's key where one is needed.
    """
    key = agency_key() if mapping.needs_key else None
    with store.building() as building, database.reading() as session:
        landing = _Landing(
            session, mapping, store.newest(database.name, mapping.name), building, connection, asked, key
        )
        return landing.whole(store, database.name)


class _Landing:
    def __init__(self, session: Session, mapping, base, building, connection, asked, key):
        self.session, self.mapping, self.base, self.building = session, mapping, base, building
        self.connection, self.asked, self.key = connection, asked, key
        self.now = session.now()
        self.warnings = _clock_warnings(self.now)
        self.as_of = _day(asked.as_of, self.now)

    def whole(self, store: Store, name: str) -> Snapshot:
        stored = {table: self.session.columns(source.name) for table, source in self.mapping.tables.items()}
        there = [table for table, columns in stored.items() if columns]
        if not there:
            raise SourceError(
                f"{name} has none of the tables that mapping {self.mapping.name} names",
                next_step="correct the mapping or the search_path, or grant SELECT: `qingfeng doctor --source …`",
            )
        done = {}
        for number, table in enumerate(there, start=1):
            done[table] = self._table(table, stored[table], f"[{number}/{len(there)}]")
        persons = self._identities()
        said = {
            "source": name,
            "mapping": self.mapping.name,
            "as_of": self.as_of.isoformat(),
            "snapshot_date": max(self.as_of, self.now.date()).isoformat(),
            "pulled_at": self.now.isoformat(),
            "identities": persons,
            "not_there": [table for table in stored if table not in there],
            "warnings": self.warnings,
            "tables": {table: asdict(d) for table, d in done.items()},
        }
        known = known_hashes(self.building, self.base.folder, self.base.manifest) if self.base else {}
        return store.keep(self.building, said, done, known)

    def _table(self, table, stored, place) -> _Done:
        started, contract = time.monotonic(), input_tables()[table].contract
        since = self._since(table)
        done = self._delta(table, stored, since, place) if since else None
        if done is None:
            done = self._full(table, stored, place)
        done.seconds = round(time.monotonic() - started, 2)
        if done.lacking:
            self.warnings.append(f"{table}: the database has no column for {', '.join(done.lacking)}")
        if done.beyond and self.base and done.beyond != self.base.said["tables"].get(table, {}).get("beyond"):
            self.warnings.append(f"{table}: columns that nothing reads: {', '.join(done.beyond)}")
        how = (
            "全量 whole"
            if done.changed is None
            else f"增量 delta, {done.changed:,} changed of {done.changed + done.known:,}"
        )
        self.asked.tell(f"{place} {table} {contract.zh}: {done.rows:,} rows, {how}, {done.seconds:.1f} s")
        return done

    def _since(self, table) -> datetime | None:
        """From when changes are asked for; None if the table is to be read whole."""
        if self.asked.mode == "full" or self.base is None or not self.base.parts(table):
            return None
        last = self.base.said["tables"][table]
        old = self.as_of - date.fromisoformat(last["whole_on"]) >= timedelta(days=self.asked.full_days)
        if self.asked.mode == "auto" and (old or input_tables()[table].contract.mode == "full"):
            return None
        watermark = self.base.watermark(table)
        return watermark and watermark - self.asked.overlap

    def _full(self, table, stored, place) -> _Done:
        contract, source = input_tables()[table].contract, self.mapping.tables[table]
        asked = selection(contract, source, stored, since=None)
        left = self.session.estimate(source.name)
        with MonthlyParts(self.building / table, "0001", limit=self.now) as parts:
            self._read(asked, parts, f"{place} {table}", left)
        return self._done("full", parts, asked, parts.rows, whole_on=self.as_of.isoformat())

    def _delta(self, table, stored, since, place) -> _Done | None:
        """The change merged; None if the columns are not what they were, so that the table must be read whole."""
        contract, base = input_tables()[table].contract, self.base.parts(table)
        asked = selection(contract, self.mapping.tables[table], stored, since=since)
        if UPDATED in asked.lacking or set(contract.key) & set(asked.lacking):
            return None
        apart = self.building / f".{table}.change"
        with MonthlyParts(apart, next_suffix(base), limit=self.now) as parts:
            self._read(asked, parts, f"{place} {table}", None)
        if parts.rows and not same_columns(base, parts.paths()):
            return None
        merged = merge(self.connection, base, parts.paths(), contract.key, self.building / table)
        rows = sum(pq.read_metadata(p).num_rows for p in (self.building / table).glob("*.parquet"))
        last = self.base.said["tables"][table]
        done = self._done("delta", parts, asked, rows, whole_on=last["whole_on"])
        done.watermark = max(filter(None, (done.watermark, last["watermark"])))
        done.changed, done.known, done.parts_written = merged.changed, merged.known, merged.written
        return done

    def _done(self, mode, parts, asked, rows, *, whole_on):
        watermark = parts.newest and parts.newest.isoformat()
        return _Done(mode, rows, 0.0, watermark, whole_on, lacking=[*asked.lacking], beyond=[*asked.beyond])

    def _read(self, asked, parts, label, left):
        hashed, line = Pseudonyms(asked.pseudonyms or {}, self.key), _Line(label, left, self.asked.tell)
        with closing(fetched_ahead(self.session.batches(asked))) as batches:
            for batch in batches:
                self.asked.still_time()
                parts.add(hashed.applied(batch))
                line.say(parts.rows)

    def _identities(self) -> int | None:
        source = self.mapping.identity
        if source is None:
            return None
        asked = identity_selection(source, self.session.columns(source.name))
        if asked.lacking:
            raise UsageError(
                f"table {source.name} has no column for {asked.lacking[0]} of the identity file",
                next_step="correct `identity` in the mapping, or take it out",
            )
        rows = self._persons(asked)
        return write_identities(self.building / IDENTITY, rows, self.key)

    def _persons(self, asked) -> Iterator[dict]:
        person = self.mapping.tables.get("person")
        kind = person and person.column("person_id").pseudonym
        hashed = Pseudonyms({"person_id": kind} if kind else {}, self.key)
        for batch in self.session.batches(asked):
            yield from hashed.applied(batch).to_pylist()


class _Line:
    """Says every few seconds how many rows came, how fast, and about how many are left."""

    def __init__(self, label, total, tell):
        self._label, self._total, self._tell = label, total, tell
        self._started = self._said = time.monotonic()

    def say(self, rows):
        now = time.monotonic()
        if now - self._said < SECONDS_BETWEEN_LINES:
            return
        self._said, rate = now, rows / (now - self._started)
        left = ""
        if self._total and self._total > rows:
            left = f", about {self._total - rows:,} left ({(self._total - rows) / rate:.0f} s)"
        self._tell(f"{self._label}: {rows:,} rows, {rate:,.0f} rows/s{left}")


def _clock_warnings(now):
    here = datetime.now(ZoneInfo(LOCAL_ZONE)).replace(tzinfo=None)
    apart = abs(now - here)
    if apart > CLOCK_STOPS:
        raise SourceError(
            f"the database's clock says {now:%Y-%m-%d %H:%M}, this machine's {here:%Y-%m-%d %H:%M} (China time)",
            next_step="set the wrong clock right: watermarks and the as-of date rest on it; nothing was read",
        )
    return [f"the database's clock is {apart.seconds // 60} min off"] if apart > CLOCK_WARNS else []


def _day(as_of, now):
    if as_of is None:
        return now.date() - timedelta(days=1)
    if as_of > now.date():
        raise UsageError(
            f"the as-of date {as_of} lies after the database's day {now.date()}",
            next_step="give the last closed day, or leave --as-of out",
        )
    return as_of
