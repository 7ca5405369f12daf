"""The snapshot that a run read, opened again for questions about one subject: nothing is computed
for everybody.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import ibis

from contracts.bilingual_text import BilingualText
from contracts.derived import DerivedTable
from contracts.errors import SourceError
from contracts.manifest import Manifest, compute_snapshot_hash, read_manifest
from sources.delivery.receive import open_read_context
from sources.engine.duckdb_engine import VALID, connect
from sources.reading.read_table import ReadContext, read_delivered_table


class Snapshot:
    """Input tables and named expressions of a snapshot as views: a question is computed for the
    rows that it is about.

    Rows that the night put into quarantine are not taken out; `supplied` names the tables that the
    night had.
    """

    def __init__(
        self, context: ReadContext, manifest: Manifest, *, as_of: date, supplied: set[str]
    ):
        self.as_of, self.supplied = as_of, supplied
        self._context, self._manifest, self._views = context, manifest, {}

    def table(self, item):
        """The ibis table of a table class or a named expression."""
        name = item.name if isinstance(item, DerivedTable) else item.contract.name
        if name not in self._views:
            self._views[name] = self._connection.create_view(
                name, self._build(item), overwrite=True
            )
        return self._views[name]

    def execute(self, expression):
        """An expression over tables and stubs that bear the names of views made before, as a
        DataFrame.
        """
        return self._connection.to_pandas(expression)

    @property
    def _connection(self):
        return self._context.connection

    def _build(self, item):
        if isinstance(item, DerivedTable):
            reads = [self.table(i) for i in (*item.reads, *item.optional)]
            return item(*reads, as_of=self.as_of)
        contract = item.contract
        if contract.name not in self.supplied:
            schema = ibis.schema(contract.ibis_schema)
            return self._connection.create_table(f"empty_{contract.name}", schema=schema, temp=True)
        delivery = self._manifest.tables[contract.name]
        rows = read_delivered_table(self._context, delivery, contract).table
        return rows.filter(rows.row_status == VALID).select(*contract.columns)


@contextmanager
def open_snapshot(record: dict) -> Iterator[tuple[Snapshot | None, BilingualText | None]]:
    """The snapshot named in a run.json; else (None, why it cannot be opened)."""
    source = Path(record["source"])
    reason, manifest = _find_reason_against(source, record["snapshot_hash"])
    if reason is not None:
        yield None, reason
        return
    with TemporaryDirectory(prefix="qingfeng-explain-") as scratch:
        connection = connect(spill=Path(scratch))
        with open_read_context(source, connection, Path(scratch) / "read") as context:
            supplied = set(record["counts"]) & set(manifest.tables)
            as_of = date.fromisoformat(record["as_of"])
            yield Snapshot(context, manifest, as_of=as_of, supplied=supplied), None


def _find_reason_against(source, snapshot_hash):
    gone = BilingualText(
        f"当夜的快照已不在（{source}）", f"the snapshot of the night is no longer there ({source})"
    )
    if not (source / "manifest.json").is_file():
        return gone, None
    try:
        manifest = read_manifest(source)
    except SourceError as error:
        return BilingualText(
            f"快照无法读取（{error.what}）", f"the snapshot cannot be read ({error.what})"
        ), None
    if compute_snapshot_hash(manifest) != snapshot_hash:
        return BilingualText(
            f"{source} 里现在是另一份快照", f"{source} holds another snapshot now"
        ), None
    if manifest.deltas:
        return BilingualText("快照只含变动数据", "the snapshot holds changes alone"), None
    return None, manifest
