"""The engine on a Spark cluster."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import ibis
import pandas as pd
import pyarrow as pa

from contracts.derived import DerivedTable
from sources.engine.duckdb_engine import Engine
from sources.engine.fetched_rows import FetchedRows
from sources.engine.spark.session import connect_spark


class SparkEngine(Engine):
    """An engine whose rows are on the executors of a cluster."""

    def materialize(self, name: str, expression):
        """Compute an expression now and keep it in the scratch folder."""
        return self.connection.create_table(name, expression)

    def make(self, item: DerivedTable, reads: list):
        """Compute an expression from what it reads, or create a view where it is one."""
        expression = item(*reads, as_of=self.as_of)
        if item.is_view:
            return self.connection.create_view(item.name, expression, overwrite=True)
        return self.materialize(item.name, expression)

    def fetch(
        self, question: list, tables: list[ibis.Table], make: Callable[[], ibis.Table]
    ) -> FetchedRows:
        """Fetch the rows of an expression."""
        expression = make()
        return FetchedRows(self.connection.to_pyarrow(expression), expression.schema())

    def map_batches(
        self, expression, function: Callable[[pd.DataFrame], pd.DataFrame], schema: dict[str, str]
    ) -> pd.DataFrame:
        """Apply a function to an expression's rows, batch by batch on the executors."""
        shape = ibis.schema(schema)
        arrow = shape.to_pyarrow()

        def process_batches(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            for batch in batches:
                if batch.num_rows:
                    result = function(batch.to_pandas())
                    yield pa.RecordBatch.from_pandas(result, schema=arrow, preserve_index=False)

        return self.connection.map_batches(expression, process_batches, shape).to_pandas()

    def close(self) -> None:
        """Disconnect from the cluster."""
        self.connection.disconnect()


def open_spark_engine(
    accepted: Path, settings: dict[str, str], *, scratch: Path, as_of: date
) -> SparkEngine:
    """Open an engine over accepted tables in a folder that driver and executors share.

    Raises UsageError without Spark.
    """
    return SparkEngine.from_folder(accepted, connect_spark(settings, scratch=scratch), as_of=as_of)
