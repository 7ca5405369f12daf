"""Rows that a query brought into this process, and their way into pandas."""

from dataclasses import dataclass

import ibis
import pandas as pd
import pyarrow as pa
import pyarrow.types as kinds
from ibis.backends.duckdb.converter import DuckDBPandasData


@dataclass(frozen=True)
class FetchedRows:
    """Rows as Arrow, with the types that ibis promises for them.

    They go into pandas part by part: a column of whole numbers stays one where the part has no
    null, as if the part had been asked for by itself.
    """

    arrow: pa.Table
    schema: ibis.Schema

    def to_pandas(
        self, columns: dict[str, str] | None = None, *, where: str | None = None
    ) -> pd.DataFrame:
        """Convert some columns (new name → name) of the rows where a column is true."""
        columns = columns or {name: name for name in self.schema}
        rows = self.arrow if where is None else self.arrow.filter(self.arrow[where])
        if not rows.num_rows:
            return pd.DataFrame(columns=list(columns))
        parts = {new: _list_values(rows[name]) for new, name in columns.items()}
        schema = ibis.schema({new: self.schema[name] for new, name in columns.items()})
        return DuckDBPandasData.convert_table(pd.DataFrame(parts), schema)


def _list_values(column):
    # as ibis does it for a whole query
    is_listed = kinds.is_nested(column.type) or kinds.is_dictionary(column.type)
    return column.to_pylist() if is_listed or column.null_count else column.to_pandas()
