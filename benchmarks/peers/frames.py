"""Convert Arrow tables to pandas frames with plain numbers: money as floats, dates as datetimes."""

import pandas as pd
import pyarrow as pa


def convert_to_frame(table: pa.Table) -> pd.DataFrame:
    """Convert a table; decimals and dates would otherwise become Python objects of a hundred bytes
    each.
    """
    fields = [f.with_type(pa.float64()) if pa.types.is_decimal(f.type) else f for f in table.schema]
    return table.cast(pa.schema(fields)).to_pandas(date_as_object=False)
