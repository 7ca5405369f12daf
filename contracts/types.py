"""The logical types of a column and how each is stored in Parquet and in CSV."""

from dataclasses import dataclass

import pyarrow as pa


@dataclass(frozen=True)
class LogicalType:
    """A type of the input contract.

    `ibis` is the engine's name of the type, `csv` the accepted spelling in a CSV file.
    """

    name: str
    arrow: pa.DataType
    ibis: str
    csv: str
    en: str


# An amount of so many yuan or more is a slip: no payment, base or refund of a city comes near it,
# and sums of it would not fit the amounts that a night computes.
MONEY_BOUND_YUAN = 10**10

TYPES = {
    t.name: t
    for t in (
        LogicalType("id", pa.string(), "string", "text", "identifier"),
        LogicalType("code", pa.string(), "string", "text", "code"),
        LogicalType(
            "hash", pa.string(), "string", "text", "keyed hash, 8 to 64 hexadecimal digits"
        ),
        LogicalType("string", pa.string(), "string", "text", "text"),
        LogicalType("int", pa.int64(), "int64", "digits with optional minus", "whole number"),
        LogicalType("number", pa.float64(), "float64", "decimal point, no separator", "number"),
        LogicalType(
            "money", pa.decimal128(14, 2), "decimal(14, 2)", "two decimals, below 10^10", "yuan"
        ),
        LogicalType("date", pa.date32(), "date", "YYYY-MM-DD", "day"),
        LogicalType("month", pa.date32(), "date", "YYYY-MM", "month, its first day"),
        LogicalType(
            "ts",
            pa.timestamp("us"),
            "timestamp(6)",
            "YYYY-MM-DDTHH:MM:SS[.ffffff]",
            "local China time",
        ),
        LogicalType("bool", pa.bool_(), "boolean", "0 or 1", "true or false"),
    )
}
