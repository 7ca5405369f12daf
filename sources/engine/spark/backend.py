"""An ibis backend over a Spark session with what the engine needs: temporary tables, one Parquet
file, pandas.
"""

import re
import shutil
from pathlib import Path

import ibis
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from ibis.backends.duckdb.converter import DuckDBPandasData
from ibis.backends.pyspark import Backend
from ibis.backends.pyspark.datatypes import PySparkSchema

from sources.engine.spark.sql import compiler


class Spark(Backend):
    """A Spark session; computed tables are kept as Parquet in `scratch`, which driver and executors
    share.
    """

    compiler = compiler

    def do_connect(self, session, scratch: Path) -> None:
        """Connect to a session."""
        super().do_connect(session)
        self._scratch = Path(scratch)

    def create_table(self, name, obj=None, /, *, schema=None, temp=True, overwrite=False):
        """Create a table of the session: the present rows of an expression, or an empty one of a
        schema.
        """
        if obj is None:
            empty = self._session.createDataFrame([], _convert_schema(schema))
            empty.createOrReplaceTempView(name)
            return self.table(name)
        return self._read(
            [self._write_parts(obj, name)],
            name,
            self._session.read.schema(_convert_schema(obj.schema())),
        )

    def read_parquet(self, path, /, *, table_name):
        """Read a Parquet file, a folder of parts, or a list of files under a name."""
        return self._read(
            path if isinstance(path, list) else [path], table_name, self._session.read
        )

    def to_parquet(self, expr, path, /, *, compression="zstd") -> None:
        """Write an expression as one Parquet file in its order: executors write parts, the driver
        joins them.
        """
        parts = self._write_parts(expr, f"parts_of_{Path(path).stem}")
        schema = _make_nullable(expr.schema()).to_pyarrow()
        with pq.ParquetWriter(path, schema, compression=compression) as writer:
            for part in sorted(parts.glob("part-*.parquet")):
                for batch in pq.ParquetFile(part).iter_batches():
                    writer.write_table(pa.Table.from_batches([batch]).cast(schema))
        shutil.rmtree(parts)

    def map_batches(self, expr, function, schema) -> pa.Table:
        """Apply a function to an expression's record batches on the executors; columns of an ibis
        schema.
        """
        return self._convert_to_spark(expr).mapInArrow(function, _convert_schema(schema)).toArrow()

    def to_pyarrow(self, expr, /, **_) -> pa.Table:
        """Compute the rows of an expression as an Arrow table."""
        return self._convert_to_spark(expr.as_table()).toArrow()

    def execute(self, expr, /, **_):
        """Compute the rows of an expression in pandas, with the same types as from DuckDB."""
        table = self.to_pyarrow(expr)
        columns = {
            name: column.to_pylist() if column.null_count else column.to_pandas()
            for name, column in zip(table.column_names, table.columns, strict=True)
        }
        rows = DuckDBPandasData.convert_table(pd.DataFrame(columns), expr.as_table().schema())
        return expr.__pandas_result__(rows)

    def _read(self, paths, name, reader):
        reader.parquet(*map(_pattern, paths)).createOrReplaceTempView(name)
        return self.table(name)

    def _convert_to_spark(self, expr):
        """Convert an expression to a Spark DataFrame with the column types that ibis promises."""
        self._run_pre_execute_hooks(expr)
        return self._session.sql(self.compile(expr)).to(_convert_schema(expr.schema()))

    def _write_parts(self, expr, name):
        path = self._scratch / f"{name}.parquet"
        self._convert_to_spark(expr).write.mode("overwrite").parquet(str(path))
        return path

    def _register_in_memory_table(self, op) -> None:
        self._session.createDataFrame(op.data.to_pyarrow(op.schema)).createOrReplaceTempView(
            op.name
        )


def _pattern(path):
    """Make the pattern that matches exactly one file or folder: Spark treats a path as a
    pattern.
    """
    return re.sub(r"([\[\]{}*?\\])", r"\\\1", str(path))


def _convert_schema(schema):
    return PySparkSchema.from_ibis(_make_nullable(schema))


def _make_nullable(schema):
    """Make every column nullable: Spark sees nulls where ibis knows that there are none."""
    return ibis.schema(
        {name: kind.copy(nullable=True) for name, kind in ibis.schema(schema).items()}
    )
