"""Where a table is read, and what a damaged file looks like to the engine."""

from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import ibis

# what DuckDB raises for damaged bytes
UNREADABLE = (
    duckdb.InvalidInputException,
    duckdb.ConversionException,
    duckdb.SerializationException,
)


@dataclass(frozen=True)
class ReadContext:
    """Where a table is read: the snapshot folder, a connection, a folder for temporary files.

    `spelled` holds the SQL that interprets a file, by what it depends on: a delivery has a file a
    month, and to spell the SQL costs more than a small file takes to be read.
    """

    source: Path
    connection: ibis.BaseBackend
    scratch: Path
    spelled: dict[tuple, str] = field(default_factory=dict)


def is_unreadable(error: duckdb.Error) -> bool:
    """True for damaged bytes, False for a full disk or memory."""
    # a footer may point beyond the file's end
    if isinstance(error, duckdb.IOException):
        return "Could not read enough bytes" in str(error)
    # A damaged page header is raised by the Thrift library as a bare Error.
    return isinstance(error, UNREADABLE) or type(error) is duckdb.Error
