"""Rows as they come, written to one Parquet part a month; a part is whole or not there."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sources.local_time import UPDATED

UNDATED = "undated"
# A group is what one month keeps in memory before it is written. Of 25 months coming in no order (the worst case) all
# together keep no more than HELD rows: at 300 bytes a row of claim_line some 150 MB.
GROUP_ROWS = 100_000
HELD_ROWS = 500_000
# a column gets a dictionary if a value stands LEAST_TIMES in the first SEEN_ROWS, on average
SEEN_ROWS, LEAST_TIMES = 10_000, 5
MONTH = "^[0-9]{4}-(0[1-9]|1[0-2])$"


@dataclass
class _OpenPart:
    """A part in work; it is opened with its first rows, which tell what repeats."""

    path: Path
    schema: pa.Schema
    writer: pq.ParquetWriter | None = None
    buffer: list = field(default_factory=list)
    rows: int = 0

    def flush(self) -> None:
        """Write what is held."""
        rows = pa.Table.from_batches(self.buffer, self.schema)
        if self.writer is None:
            self.writer = open_part_writer(self.path, rows)
        if self.rows:
            self.writer.write_table(rows, row_group_size=GROUP_ROWS * 2)
        self.buffer, self.rows = [], 0

    def close(self) -> None:
        """End the file, if it was begun."""
        if self.writer is not None:
            self.writer.close()


def open_part_writer(path: Path, rows: pa.Table) -> pq.ParquetWriter:
    """A writer of a part whose first rows are given.

    zstd 1 is a third larger than 3 and twice as fast, and the pull is bound by the processor. A dictionary of values that
    hardly repeat (keys, times, sums) costs a sixth to a half of the writing and is thrown away once it is large.
    """
    return pq.ParquetWriter(
        path,
        rows.schema,
        compression="zstd",
        compression_level=1,
        use_dictionary=_find_repeating_columns(rows),
    )


def _find_repeating_columns(rows):
    seen = rows.slice(0, SEEN_ROWS)
    return [
        name
        for name in rows.column_names
        if pc.count_distinct(seen[name]).as_py() <= len(seen) / LEAST_TIMES
    ]


class MonthlyParts:
    """Writes batches of one schema into `folder`/<month of updated_at>.<suffix>.parquet.

    `rows` counts what came, `newest` is the largest updated_at seen that is not later than `limit` (a wrong clock at
    the source must not push the watermark into the future).
    """

    def __init__(self, folder: Path, suffix: str, *, limit: datetime):
        self.rows, self.newest = 0, None
        self._folder, self._suffix, self._limit = folder, suffix, limit
        self._open: dict[str, _OpenPart] = {}
        self._buffered_rows, self._schema = 0, None

    def __enter__(self):
        self._folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, kind, *_):
        if kind is None and not self._open and self._schema:
            self._get_open_part(UNDATED, self._schema)  # an empty table is there and is empty
        for part in self._open.values():
            if kind is None:
                part.flush()
            part.close()

    def add(self, batch: pa.RecordBatch) -> None:
        """Take the rows of a batch; one without rows tells the columns."""
        self.rows, self._schema = self.rows + batch.num_rows, batch.schema
        for month, rows in self._split_by_month(batch):
            part = self._get_open_part(month, rows.schema)
            part.buffer.append(rows)
            part.rows += rows.num_rows
            self._buffered_rows += rows.num_rows
            if part.rows >= GROUP_ROWS:
                self._flush(part)
        while self._buffered_rows > HELD_ROWS:
            self._flush(max(self._open.values(), key=lambda part: part.rows))

    def list_paths(self) -> list[Path]:
        """The parts written, in order of month."""
        return [self._path(month) for month in sorted(self._open)]

    def _split_by_month(self, batch):
        place = batch.schema.get_field_index(UPDATED)
        if not batch.num_rows:
            return []
        if place < 0:
            return [(UNDATED, batch)]
        moments = batch.column(place)
        self._update_newest(moments)
        marks, month_of_mark = _extract_months(moments)
        found = pc.unique(marks).to_pylist()
        if len(found) == 1:
            return [(month_of_mark(found[0]), batch)]
        return [
            (month_of_mark(mark), batch.filter(pc.equal(marks, mark))) for mark in sorted(found)
        ]

    def _update_newest(self, moments):
        moments = _cast_to_time(moments)
        latest = pc.max(
            pc.if_else(pc.less_equal(moments, pa.scalar(self._limit, moments.type)), moments, None)
        ).as_py()
        if latest is not None and (self.newest is None or latest > self.newest):
            self.newest = latest

    def _get_open_part(self, month, schema):
        if month not in self._open:
            self._open[month] = _OpenPart(self._path(month), schema)
        return self._open[month]

    def _flush(self, part):
        self._buffered_rows -= part.rows
        part.flush()

    def _path(self, month):
        return self._folder / f"{month}.{self._suffix}.parquet"


def parse_month(path: Path) -> str:
    """The month of a part, as its name says."""
    return path.name.partition(".")[0]


def _extract_months(moments):
    """(what tells the months of rows apart, and the month that each such mark stands for)."""
    if pa.types.is_temporal(moments.type):
        numbers = pc.add(pc.multiply(pc.year(moments), 12), pc.subtract(pc.month(moments), 1))
        marks = pc.fill_null(numbers, -1)
        return marks, lambda mark: UNDATED if mark < 0 else f"{mark // 12:04d}-{mark % 12 + 1:02d}"
    text = pc.utf8_slice_codeunits(pc.cast(moments, pa.string()), 0, 7)
    is_month = pc.fill_null(pc.match_substring_regex(text, MONTH), False)
    return pc.if_else(is_month, text, UNDATED), lambda mark: mark


def _cast_to_time(moments):
    if pa.types.is_temporal(moments.type):
        return pc.cast(moments, pa.timestamp("us"))
    text = pc.cast(moments, pa.string())
    spelled = pc.fill_null(
        pc.match_substring_regex(text, r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?$"), False
    )
    days = pc.utf8_slice_codeunits(pc.if_else(spelled, text, None), 0, 19)
    return pc.strptime(days, format="%Y-%m-%dT%H:%M:%S", unit="us", error_is_null=True)
