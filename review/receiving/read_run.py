"""Reading a published run: record, tables, and a fingerprint of the files."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from pathlib import Path

import pyarrow.parquet as pq

from contracts.errors import RunError
from contracts.published import get_published_tables

REQUIRED_TABLES = ("cases", "findings", "evidence", "rings", "ring_ties", "scenario_catalog")
# runs of versions before 0.5 have none of the first, those before 0.6 none of the others
OPTIONAL_TABLES = ("case_explanations", "case_subjects", "indicator_health")
# columns that runs of versions before 0.6 lack; they are empty then
OPTIONAL_COLUMNS = {
    "cases": {"credence", "source_count", "position", "data_question", "carried_by"},
    "findings": {"credence", "source"},
}
ORDINARY, RESTRICTED = "ordinary", "restricted"


@dataclass(frozen=True)
class PublishedRun:
    """The folder of a run, or of its restricted part."""

    folder: Path

    @cached_property
    def record(self) -> dict:
        """Content of run.json.

        Raises RunError if the folder is no published run.
        """
        path = self.folder / "run.json"
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
            record["run_id"], date.fromisoformat(record["as_of"])
        except (OSError, ValueError, KeyError):
            raise RunError(
                f"{self.folder.name} is not a published run (run.json is missing or unreadable)",
                next_step="name a folder below runs/",
            ) from None
        return record

    @property
    def run_id(self) -> str:
        return self.record["run_id"]

    @property
    def part(self) -> str:
        return self.record.get("part", ORDINARY)

    @property
    def as_of(self) -> date:
        return date.fromisoformat(self.record["as_of"])

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over the files that the desk reads."""
        whole = hashlib.sha256()
        optional = [name for name in OPTIONAL_TABLES if self.has(name)]
        for name in (*REQUIRED_TABLES, *optional):
            with self._path(name).open("rb") as file:
                whole.update(hashlib.file_digest(file, "sha256").digest())
        return whole.hexdigest()

    def has(self, name: str) -> bool:
        """Whether the run holds a table."""
        return (self.folder / f"{name}.parquet").is_file()

    def rows(self, name: str, columns: list[str] | None = None) -> list[dict]:
        """Read a table, or some of its columns, as dictionaries."""
        return self._open(name).read(columns).to_pylist()

    def each(self, name: str) -> Iterator[dict]:
        """Iterate over the rows of a table in batches; 300,000 findings at once took 0.7 GB."""
        for batch in self._open(name).iter_batches(batch_size=10_000):
            yield from batch.to_pylist()

    def scored(self) -> dict[str, int]:
        """Count the scored records by "scenario record_table"; empty if the run has no scores."""
        path = self.folder / "scores.parquet"
        if not path.is_file():
            return {}
        keys = ["scenario_id", "record_table"]
        rows = pq.read_table(path, columns=keys, read_dictionary=keys)
        # every row group has a dictionary of its own, and Arrow does not group by unlike ones
        counts = rows.unify_dictionaries().group_by(keys).aggregate([([], "count_all")])
        return {
            f"{r['scenario_id']} {r['record_table']}": r["count_all"] for r in counts.to_pylist()
        }

    def evidence(self) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
        """Iterate over (finding_id, [(table, row_key, row)]); the file is in order of finding."""
        return (
            (finding_id, [row[1:] for row in rows])
            for finding_id, rows in groupby(self._iterate_evidence_rows(), _get_first)
        )

    def _iterate_evidence_rows(self):
        columns = ["finding_id", "table", "row_key", "row"]
        for batch in self._open("evidence").iter_batches(batch_size=50_000, columns=columns):
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)

    def _open(self, name):
        file = pq.ParquetFile(self._path(name))
        schema = get_published_tables()[name].contract.arrow_schema
        optional = OPTIONAL_COLUMNS.get(name, ())
        held = {*file.schema_arrow.names, *optional}
        missing = [f.name for f in schema if f.name not in held]
        if missing:
            raise RunError(
                f"{name}.parquet lacks {missing}",
                next_step="receive a run of this version of Qingfeng",
            )
        return file

    def _path(self, name):
        path = self.folder / f"{name}.parquet"
        if not path.is_file():
            raise RunError(
                f"{self.folder.name} has no {name}.parquet", next_step="name a whole published run"
            )
        return path


def find_run_parts(folder: Path) -> list[PublishedRun]:
    """Return the run, and its restricted part if there is a readable one."""
    parts = [PublishedRun(folder.resolve())]
    restricted = folder.resolve() / RESTRICTED
    return [*parts, PublishedRun(restricted)] if (restricted / "run.json").is_file() else parts


def _get_first(row):
    return row[0]
