"""Write rows as they come to one Parquet part per month; an interrupted part does not count."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sources.local_time import UPDATED

UNDATED = "undated"
# Rows that one month buffers before they are written, and all months together: even if 25 months
# come
# in no order memory stays at some 150 MB (300 bytes a row of claim_line).
GROUP_ROWS = 100_000
BUFFERED_ROWS = 500_000
# a column gets a dictionary if each value occurs LEAST_TIMES on average in the first SAMPLE_ROWS
SAMPLE_ROWS, LEAST_TIMES = 10_000, 5
MONTH = "^[0-9]{4}-(0[1-9]|1[0-2])$"


@dataclass
class _OpenPart:
    """A part being written; its file is opened with the first rows, which show what repeats."""

    path: Path
    schema: pa.Schema
    writer: pq.ParquetWriter | None = None
    buffer: list = field(default_factory=list)
    rows: int = 0

    def flush(self) -> None:
        """Write the buffered rows."""
        rows = pa.Table.from_batches(self.buffer, self.schema)
        if self.writer is None:
            self.writer = open_part_writer(self.path, rows)
        if self.rows:
            self.writer.write_table(rows, row_group_size=GROUP_ROWS * 2)
        self.buffer, self.rows = [], 0

    def close(self) -> None:
        """Close the file if it was opened."""
        if self.writer is not None:
            self.writer.close()


def open_part_writer(path: Path, rows: pa.Table) -> pq.ParquetWriter:
    """Open a writer of a part whose first rows are given.

    zstd 1 gives files a third larger than 3 and is twice as fast, and the pull is bound by the
    processor. A dictionary of values that hardly repeat (keys, times, sums) costs a sixth to a half
    of the writing and is dropped once it is large.
    """
    return pq.ParquetWriter(
        path,
        rows.schema,
        compression="zstd",
        compression_level=1,
        use_dictionary=_find_repeating_columns(rows),
    )


def _find_repeating_columns(rows):
    sample = rows.slice(0, SAMPLE_ROWS)
    return [
        name
        for name in rows.column_names
        if pc.count_distinct(sample[name]).as_py() <= len(sample) / LEAST_TIMES
    ]


class MonthlyParts:
    """Writes batches of one schema into `folder`/<month of updated_at>.<suffix>.parquet.

    `rows` counts the rows added. `newest` is the largest updated_at that is not later than `limit`,
    so that a wrong clock at the source cannot push the watermark into the future.
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
            # an empty table is a part without rows
            self._get_open_part(UNDATED, self._schema)
        for part in self._open.values():
            if kind is None:
                part.flush()
            part.close()

    def add(self, batch: pa.RecordBatch) -> None:
        """Add the rows of a batch; one without rows shows the columns."""
        self.rows, self._schema = self.rows + batch.num_rows, batch.schema
        for month, rows in self._split_by_month(batch):
            part = self._get_open_part(month, rows.schema)
            part.buffer.append(rows)
            part.rows += rows.num_rows
            self._buffered_rows += rows.num_rows
            if part.rows >= GROUP_ROWS:
                self._flush(part)
        while self._buffered_rows > BUFFERED_ROWS:
            self._flush(max(self._open.values(), key=lambda part: part.rows))

    def list_paths(self) -> list[Path]:
        """List the parts written, in order of month."""
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
        distinct_marks = pc.unique(marks).to_pylist()
        if len(distinct_marks) == 1:
            return [(month_of_mark(distinct_marks[0]), batch)]
        return [
            (month_of_mark(mark), batch.filter(pc.equal(marks, mark)))
            for mark in sorted(distinct_marks)
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
    """Parse the month of a part from its name."""
    return path.name.partition(".")[0]


def _extract_months(moments):
    """Extract a mark of each row's month, and the function from a mark to its month."""
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
