"""Read a delivered table as an ibis table: typed values, raw values and the origin of each row."""

from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from pathlib import Path

import duckdb
import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from contracts.errors import SourceError
from contracts.manifest import ASK_AGENCY, PARQUET, Delivery
from contracts.table import Contract
from sources.engine.embedded_duckdb import file_name
from sources.reading.interpret import (
    find_odd_columns,
    get_odd_name,
    get_raw_name,
    interpret,
    refuse_stored_types,
)
from sources.reading.list_stored_parts import (
    copy_declared_columns,
    has_unclear_names,
    read_footer,
    refuse_other_count,
)
from sources.reading.read_context import ReadContext, is_unreadable
from sources.reading.stage_text import (
    match_names,
    refuse_missing,
    stage_text_file,
    write_shaped_rows,
)

PLACE = ("filename", "file_row_number")


@dataclass(frozen=True)
class TableReading:
    """A readable table of `rows` rows.

    `table` has for each declared column `x` its typed value `x`, its raw value `x__raw` and what is
    odd about it, `x__odd` (sources/reading/interpret.py), and for each row `path` and `row_number`
    (from 1, without the header). `delivered_paths` maps `path`, which is absolute, to the file's
    path in the snapshot. `odd_columns` have an odd value in some row; only the rules of their
    spelling can be broken. `paths_as_declared` have every column in its declared type and no odd
    value, so that a file in which no rule is broken needs no writing. The rows of `checked_paths`
    were found right one by one on an earlier night. `notes` say how the files came.
    """

    contract: Contract
    table: ibis.Table
    rows: int
    delivered_paths: dict[str, str]
    odd_columns: frozenset[str]
    paths_as_declared: frozenset[str]
    checked_paths: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()


@dataclass
class _Parts:
    """The files of a table as they are opened: path → delivered path, rows, notes."""

    delivered_paths: dict[str, str] = field(default_factory=dict)
    schemas: dict[pa.Schema, list[str]] = field(default_factory=dict)
    staged: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)
    rows: int = 0


def read_delivered_table(
    context: ReadContext,
    delivery: Delivery,
    contract: Contract,
    *,
    checked_files: frozenset[str] = frozenset(),
) -> TableReading:
    """Open a table whose files were verified.

    `checked_files` are delivered paths whose rows were found right on an earlier night. Raises
    SourceError if a file is unreadable, a required column is missing or of a type that cannot be
    meant, or the number of rows is not the manifest's. The message never holds a value of a row.
    """
    if delivery.is_parquet:
        # before the engine looks at a file: a footer of other rows may be a damaged one
        counts = [read_footer(file_name(context.source / p), p)[1] for p in delivery.sha256]
        refuse_other_count(contract, sum(counts), delivery)
    parts = _Parts()
    for number, path in enumerate(sorted(delivery.sha256)):
        _open_file(context, contract, path, parts, number)
    refuse_other_count(contract, parts.rows, delivery)
    checked = frozenset(p for p, d in parts.delivered_paths.items() if d in checked_files)
    tables, odd_columns, plain = [], set(), []
    for number, (schema, paths) in enumerate(parts.schemas.items()):
        scan = _scan_files(context, f"raw_{contract.name}_{number}", paths)
        rows = _select_raw_columns(scan, contract, schema)
        odd = find_odd_columns(rows, contract, paths=[p for p in paths if p not in checked])
        tables.append(interpret(rows, contract, only=odd))
        odd_columns |= odd
        plain += sorted(set(paths) - _find_odd_paths(tables[-1], odd))
    if parts.staged:
        scan = _scan_files(context, f"staged_{contract.name}", parts.staged)
        tables.append(
            scan.mutate(path=scan.filename, row_number=scan.file_row_number + 1).drop(*PLACE)
        )
        odd_columns |= _find_marked_columns(parts.staged, contract)
    tables = [_order_columns(t, contract, as_text=len(tables) > 1) for t in tables]
    rows = ibis.union(*tables) if len(tables) > 1 else tables[0]
    return TableReading(
        contract,
        # a view is spelled once; each check would spell the whole reading again
        context.connection.create_view(f"delivered_{contract.name}", rows, overwrite=True),
        parts.rows,
        parts.delivered_paths,
        frozenset(odd_columns),
        frozenset(plain),
        checked,
        tuple(parts.notes) + _describe_missing(contract, parts.missing),
    )


def _open_file(context, contract, path, parts, number):
    """Open one file; one that is not Parquet in the declared types is staged in these."""
    target = _name_staged(context, contract, path)
    if not path.endswith(PARQUET):
        plain = stage_text_file(context, path, contract, target)
        if plain.form:
            parts.notes.append(f"{path}: {plain.form}")
        missing = [n for n in contract.columns if n not in match_names(plain.names, contract)]
        _add_staged(parts, target, path, missing)
        return
    file = file_name(context.source / path)
    schema, count = read_footer(file, path)
    missing = refuse_missing(contract, match_names(schema.names, contract))
    # Arrow reads what DuckDB cannot tell apart, and refuses a damaged footer that lost a column in
    # words, where DuckDB would end the process's database
    if not set(contract.columns) <= set(schema.names) or has_unclear_names(schema.names):
        copied = target.with_suffix(".columns.parquet")
        copy_declared_columns(file, path, contract, copied)
        file = file_name(copied)
        schema, count = read_footer(file, path)
    if _has_declared_types(schema, contract):
        parts.delivered_paths[file] = path
        parts.schemas.setdefault(schema, []).append(file)
        parts.rows += count
        return
    scan = _scan_files(context, f"stored_{contract.name}_{number}", [file])
    rows = _select_raw_columns(scan, contract, schema)
    kinds = {n: (rows[get_raw_name(n)], _find_stored(schema, n)) for n in contract.columns}
    refuse_stored_types(contract, kinds)

    def read(rows):
        return interpret(rows, contract).drop("path", "row_number")

    try:
        write_shaped_rows(context, contract, rows, read, target)
    except duckdb.Error as error:
        if not is_unreadable(error):
            raise
        raise SourceError(f"file {path} cannot be read to its end", next_step=ASK_AGENCY) from None
    _add_staged(parts, target, path, missing)


def _describe_missing(contract, missing):
    if not missing:
        return ()
    names = ", ".join(n for n in contract.columns if n in missing)
    return (f"{contract.name}: columns not delivered, taken as unknown: {names}",)


def _name_staged(context, contract, path):
    """Name a staged file after the delivered one; of two with one stem the second is numbered."""
    folder = context.scratch / contract.name
    folder.mkdir(exist_ok=True)
    stem = Path(path).name.split(".")[0]
    taken = len([p for p in folder.glob("*.parquet") if p.name.split(".")[0] == stem])
    return folder / f"{stem}{f'.{taken}' if taken else ''}.parquet"


def _add_staged(parts, target, path, missing):
    file = file_name(target)
    parts.delivered_paths[file] = path
    parts.staged.append(file)
    parts.rows += pq.read_metadata(target).num_rows
    parts.missing.update(missing)


def _has_declared_types(schema, contract):
    return all(
        name in schema.names and _is_declared(schema.field(name).type, column)
        for name, column in contract.columns.items()
    )


def _is_declared(stored, column):
    if pa.types.is_dictionary(stored):
        stored = stored.value_type
    if column.type.arrow == pa.string():
        return pa.types.is_string(stored) or pa.types.is_large_string(stored)
    return stored == column.type.arrow


def _find_stored(schema, name):
    places = {n.lower(): n for n in schema.names}
    return schema.field(places[name]).type if name in places else None


def _scan_files(context, table_name, paths):
    try:
        return context.connection.read_parquet(
            paths, table_name=table_name, filename=True, file_row_number=True
        )
    except duckdb.Error:
        raise SourceError(
            f"table {table_name.split('_', 1)[1]} is not readable Parquet", next_step=ASK_AGENCY
        ) from None


def _select_raw_columns(scan, contract, schema):
    """Select the columns as stored, under `x__raw`; what is not there is null."""
    places = {n: schema.names[at] for n, at in match_names(schema.names, contract).items()}

    def find(name):
        # DuckDB reads a column of Arrow's null type as integers: an all-null code would look wrong
        if name not in places or pa.types.is_null(schema.field(places[name]).type):
            return ibis.null(contract.columns[name].type.ibis)
        return scan[places[name]]

    raws = {get_raw_name(name): find(name) for name in contract.columns}
    return scan.select(**raws, path=scan.filename, row_number=scan.file_row_number + 1)


def _find_odd_paths(table, columns):
    """Find the files in which a value of some columns is odd."""
    if not columns:
        return set()
    marks = reduce(or_, (table[get_odd_name(name)].notnull() for name in sorted(columns)))
    return set(table.filter(marks).select("path").distinct().to_pyarrow()["path"].to_pylist())


def _find_marked_columns(paths, contract):
    """Find by the footers of staged files which columns hold an odd value."""
    marked, names = set(), {get_odd_name(n): n for n in contract.columns}
    for footer in map(pq.read_metadata, paths):
        for group in (footer.row_group(n) for n in range(footer.num_row_groups)):
            for column in (group.column(n) for n in range(group.num_columns)):
                name = names.get(column.path_in_schema)
                if name and _may_hold_values(column, group.num_rows):
                    marked.add(name)
    return marked


def _may_hold_values(column, rows):
    statistics = column.statistics
    return statistics is None or not statistics.has_null_count or statistics.null_count < rows


def _order_columns(table, contract, *, as_text):
    """Order the columns; with `as_text` raw values are text, for parts that are stored unlike."""
    raws = {
        get_raw_name(n): table[get_raw_name(n)].cast("string")
        if as_text
        else table[get_raw_name(n)]
        for n in contract.columns
    }
    odd = {get_odd_name(n): table[get_odd_name(n)] for n in contract.columns}
    return table.select(
        *contract.columns, **raws, **odd, path=table.path, row_number=table.row_number
    )
