"""Rows of a declared table as JSON texts, column by column: an equal value is encoded once."""

import json
import math

import numpy as np
import pyarrow as pa

from contracts.table import Contract

# one encoder for all values: json.dumps would make one for each
encode_json = json.JSONEncoder(ensure_ascii=False).encode
DAY_FORMS = {"date": "%Y-%m-%d", "month": "%Y-%m"}


def encode_rows_as_json(rows: pa.Table, contract: Contract) -> list[str]:
    """Encode each row as an object; whole numbers stay whole though the column has gaps.

    `rows` holds columns of the contract; what JSON has no form for (money, times) is text.
    """
    form = "{" + ", ".join(f"{json.dumps(name)}: %s" for name in rows.column_names) + "}"
    encoded_columns = [
        _encode_column(rows[name], contract.columns[name].type) for name in rows.column_names
    ]
    return [form % values for values in zip(*encoded_columns, strict=True)]


def _encode_column(column, kind):
    column = column.combine_chunks().cast(kind.arrow)
    if pa.types.is_floating(column.type):  # 0.0 and -0.0 are one value to a dictionary
        return [_encode_value(value, kind) for value in column.to_pylist()]
    coded = column.dictionary_encode()
    texts = np.array(
        [*(_encode_value(v, kind) for v in coded.dictionary.to_pylist()), "null"], dtype=object
    )
    return texts[coded.indices.fill_null(len(texts) - 1).to_numpy(zero_copy_only=False)]


def _encode_value(value, kind):
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "null"
    if kind.name in DAY_FORMS:
        value = f"{value:{DAY_FORMS[kind.name]}}"
    plain = value if isinstance(value, bool | int | float | str) else str(value)
    return encode_json(plain)
