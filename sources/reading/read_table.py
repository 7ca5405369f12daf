"""Read a delivered table as an ibis table: typed values, raw values and the origin of each row."""

import csv
from dataclasses import dataclass
from pathlib import Path

import duckdb
import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from contracts.errors import SourceError
from contracts.manifest import ASK_AGENCY, Delivery
from contracts.table import Contract
from sources.engine.embedded_duckdb import file_name
from sources.reading.cast_values import cast_value

# what DuckDB raises for damaged bytes
UNREADABLE = (
    duckdb.InvalidInputException,
    duckdb.ConversionException,
    duckdb.SerializationException,
)


@dataclass(frozen=True)
class ReadContext:
    """Where a table is read: the snapshot folder, a connection, a folder for temporary files."""

    source: Path
    connection: ibis.BaseBackend
    scratch: Path


@dataclass(frozen=True)
class TableReading:
    """A readable table of `rows` rows.

    `table` has for each declared column `x` its typed value `x` and its raw value `x__raw` (as
    stored; as text if the parts of the table differ), and for each row `path` and `row_number`
    (from 1, without the header). `delivered_paths` maps `path`, which is absolute, to the file's
    path in the snapshot. `cast_columns` are the columns whose values may fail to convert.
    `paths_as_declared` have every column in its declared type, so that a file in which no rule is
    broken needs no writing. The rows of `checked_paths` were found right one by one on an earlier
    night.
    """

    contract: Contract
    table: ibis.Table
    rows: int
    delivered_paths: dict[str, str]
    cast_columns: frozenset[str]
    paths_as_declared: frozenset[str]
    checked_paths: frozenset[str] = frozenset()


def is_unreadable(error: duckdb.Error) -> bool:
    """True for damaged bytes, False for a full disk or memory."""
    # a footer may point beyond the file's end
    if isinstance(error, duckdb.IOException):
        return "Could not read enough bytes" in str(error)
    # A damaged page header is raised by the Thrift library as a bare Error.
    return isinstance(error, UNREADABLE) or type(error) is duckdb.Error


def get_raw_name(name: str) -> str:
    """Get the name of the column with a declared column's value as delivered."""
    return f"{name}__raw"


def read_delivered_table(
    context: ReadContext, delivery: Delivery, contract: Contract
) -> TableReading:
    """Open a table whose files were verified.

    Raises SourceError if a file is unreadable, a column is missing or of a type that cannot be
    meant, or the number of rows is not the manifest's. The message never holds a value of a row.
    """
    paths = {file_name(context.source / path): path for path in sorted(delivery.sha256)}
    if delivery.is_csv:
        paths = {file_name(_stage_csv(context, delivery)): next(iter(paths.values()))}
    groups, rows = {}, 0
    for path in paths:
        schema, count = _read_footer(path, paths[path])
        groups.setdefault(schema, []).append(path)
        rows += count
    if rows != delivery.rows:
        raise SourceError(
            f"table {contract.name} has {rows} rows, manifest.json says {delivery.rows}",
            next_step=ASK_AGENCY,
        )
    scans = [
        _scan_files(context, contract, group, number)
        for number, group in enumerate(groups.values())
    ]
    values = [
        _cast_columns(scan, contract, schema) for scan, schema in zip(scans, groups, strict=True)
    ]
    parts = [
        _select_typed_columns(s, v, as_text=len(scans) > 1)
        for s, v in zip(scans, values, strict=True)
    ]
    table = ibis.union(*parts) if len(parts) > 1 else parts[0]
    converted = frozenset(
        name for part in values for name, (value, typed) in part.items() if typed is not value
    )
    plain = frozenset(
        path
        for scan, group in zip(scans, groups.values(), strict=True)
        if _has_declared_types(scan, contract)
        for path in group
    )
    return TableReading(contract, table, rows, paths, converted, plain)


def _has_declared_types(scan, contract):
    return all(scan[c.name].type() == ibis.dtype(c.type.ibis) for c in contract.columns.values())


def _read_footer(path, delivered_path):
    try:
        meta = pq.read_metadata(path)
        return meta.schema.to_arrow_schema().remove_metadata(), meta.num_rows
    except (pa.ArrowException, OSError):
        raise SourceError(
            f"file {delivered_path} is not readable Parquet", next_step=ASK_AGENCY
        ) from None


def _scan_files(context, contract, paths, number):
    try:
        return context.connection.read_parquet(
            paths,
            table_name=f"raw_{contract.name}_{number}",
            filename=True,
            file_row_number=True,
        )
    except duckdb.Error:
        raise SourceError(
            f"table {contract.name} is not readable Parquet", next_step=ASK_AGENCY
        ) from None


def _select_typed_columns(scan, values, *, as_text):
    columns = {}
    for name, (value, typed) in values.items():
        columns |= {name: typed, get_raw_name(name): value.cast("string") if as_text else value}
    return scan.select(**columns, path=scan.filename, row_number=scan.file_row_number + 1)


def _cast_columns(scan, contract, schema):
    """Cast each column: name → (value as stored, value as declared), the same if null is to
    convert.
    """
    _refuse_missing(contract, schema.names)
    return {
        name: _cast_column(scan, column, schema.field(name).type)
        for name, column in contract.columns.items()
    }


def _cast_column(scan, column, stored):
    # DuckDB reads a column of Arrow's null type as integers, so an all-null code would look wrong.
    if pa.types.is_null(stored):
        null = ibis.null(column.type.ibis)
        return null, null
    value = scan[column.name]
    typed = cast_value(value, column.type)
    if typed is None:
        raise SourceError(
            f"column {column.name} is stored as {stored}, not {column.type.arrow}",
            next_step=f"export the column as {column.type.arrow} and deliver again",
        )
    return value, typed


def _refuse_missing(contract, names):
    if missing := [name for name in contract.columns if name not in names]:
        raise SourceError(
            f"table {contract.name} has no column {', '.join(missing)}",
            next_step="export every column of the contract, all null if null is known, and "
            "deliver again",
        )


def _stage_csv(context, delivery):
    """Write the CSV as a Parquet file of strings, which is parsed once and then read like any other
    table.
    """
    delivered_path, staged = f"{delivery.name}.csv", context.scratch / f"{delivery.name}.parquet"
    names = _read_header(context.source / delivered_path, delivered_path)
    try:
        lines = context.connection.read_csv(
            str(context.source / delivered_path),
            table_name=f"csv_{delivery.name}",
            columns=dict.fromkeys(names, "VARCHAR"),
            auto_detect=False,
            header=True,
            delim=",",
            quote='"',
            escape='"',
            nullstr="",
            allow_quoted_nulls=False,
            strict_mode=True,
            null_padding=False,
            encoding="utf-8",
        )
        context.connection.to_parquet(lines, staged)
    except duckdb.Error as error:
        if not is_unreadable(error):
            raise
        raise SourceError(
            f"file {delivered_path} is not UTF-8 CSV by RFC 4180{_extract_line_number(error)}",
            next_step=ASK_AGENCY,
        ) from None
    return staged


def _read_header(path, delivered_path):
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            names = next(csv.reader(file, strict=True), [])
    except (UnicodeDecodeError, csv.Error):
        raise SourceError(
            f"file {delivered_path} is not UTF-8 CSV by RFC 4180 (header)", next_step=ASK_AGENCY
        ) from None
    if (
        not names
        or "" in names
        or not "".join(names).isprintable()
        or len({n.lower() for n in names}) < len(names)
    ):
        raise SourceError(
            f"file {delivered_path} has no header row of distinct names", next_step=ASK_AGENCY
        )
    return names


def _extract_line_number(error):
    """Extract the line number from DuckDB's message; the rest of the message quotes the row."""
    first = str(error).partition("\n")[0]
    number = first.rpartition("Line: ")[2]
    return f" (line {number})" if number.isdigit() else ""
