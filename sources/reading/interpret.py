"""Interpret raw columns: typed values, and what is odd about each.

For each declared column `x` a table then has `x` (typed), `x__raw` (as stored) and `x__odd`: null
for a value in order, else a repair (sources/reading/spellings.py), or why it could not be taken:
UNREAD, "code" or "check". A value of an optional column that cannot be taken is null, which costs
the row nothing but this field; of a required column, or one declared `odd="row"`, it costs the row
(sources/checks/row_rules.py).
"""

from functools import reduce
from operator import or_

import ibis

from contracts.codes import load_code_lists
from contracts.errors import SourceError
from contracts.table import Contract
from sources.reading.cast_values import cast_value, is_declared_value
from sources.reading.constraint_conditions import build_check_condition
from sources.reading.spellings import UNREAD, is_plain_text, read_text

LOST = (UNREAD, "code", "check")  # what costs an optional column its value
LARGE = 1_000_000  # rows from which a further pass costs more than a further query
ORIGIN = ("path", "row_number")


def get_raw_name(name: str) -> str:
    """Get the name of the column with a declared column's value as delivered."""
    return f"{name}__raw"


def get_odd_name(name: str) -> str:
    """Get the name of the column that says what is odd about a declared column's value."""
    return f"{name}__odd"


def interpret(
    rows: ibis.Table,
    contract: Contract,
    *,
    only: frozenset | None = None,
    loses_fields: bool = True,
) -> ibis.Table:
    """Interpret the columns `x__raw`; columns that are not in `only` are known to be in order.

    Without `loses_fields` values that break a code list or check of an optional column stay.
    """
    columns = contract.columns
    odd = {n: c for n, c in columns.items() if only is None or n in only}
    texts = {n: c for n, c in odd.items() if rows[get_raw_name(n)].type().is_string()}
    rows = rows.mutate(
        **{n: rows[get_raw_name(n)] for n in columns if n not in odd},
        **{get_odd_name(n): ibis.null("string") for n in columns if n not in odd},
    )
    rows = read_text(rows, texts) if texts else rows
    rows = rows.mutate(
        **{
            name: value
            for n, c in odd.items()
            if n not in texts
            for name, value in _read_stored(rows, n, c).items()
        }
    )
    return _lose_fields(rows, odd) if loses_fields else rows


def find_odd_columns(rows: ibis.Table, contract: Contract, *, paths: list[str]) -> frozenset[str]:
    """Find the columns, stored in the declared type, in which a row of `paths` holds an odd value.

    In a large table each column is tested alone: DuckDB compares a column alone entry by entry of
    its dictionary, but one among others row by row.
    """
    rows = rows.filter(rows.path.isin(sorted(paths)))
    marks = {n: mark for n, c in contract.columns.items() if (mark := _mark_odd(rows, n, c))}
    if not paths or not marks:
        return frozenset()
    if rows.count().execute() >= LARGE:
        return frozenset(
            n for n, (_, mark) in marks.items() if rows.filter(mark).limit(1).count().execute()
        )
    found = rows.agg(**{n: mark.any() for n, (_, mark) in marks.items()}).to_pyarrow().to_pylist()
    return frozenset(n for n, is_odd in found[0].items() if is_odd)


def _mark_odd(rows, name, column):
    value = rows[get_raw_name(name)]
    marks = []
    if column.type.ibis == "string":
        marks.append(value.notnull() & ~is_plain_text(value, column))
    elif (in_order := is_declared_value(value, column)) is not None:
        marks.append(~in_order)
    if column.costs_field and column.check:
        plain = {n: rows[get_raw_name(n)] for n in (name, *column.check.named_columns)}
        marks.append(~build_check_condition(plain, column))
    return (name, reduce(or_, marks)) if marks else None


def _read_stored(rows, name, column):
    """Read a value that is stored as something else than text."""
    raw = rows[get_raw_name(name)]
    if raw.type().is_null():
        return {name: ibis.null(column.type.ibis), get_odd_name(name): ibis.null("string")}
    typed = cast_value(raw, column)
    if typed is None:
        typed = ibis.null(column.type.ibis)
    if raw.type() == ibis.dtype(column.type.ibis):
        in_order = is_declared_value(raw, column)
        typed = raw if in_order is None else in_order.ifelse(raw, ibis.null(raw.type()))
    is_unread = raw.notnull() & typed.isnull()
    return {name: typed, get_odd_name(name): is_unread.ifelse(UNREAD, ibis.null("string"))}


def _lose_fields(rows, columns):
    """Take the value from optional columns where it breaks their code list or check."""
    broken = {}
    for name, column in columns.items():
        if not column.costs_field:
            continue
        cases = []
        if column.codes:
            codes = list(load_code_lists()[column.codes])
            cases.append((rows[name].notin(codes), "code"))
        if column.check:
            cases.append((~build_check_condition(rows, column), "check"))
        if cases:
            broken[name] = ibis.cases(*cases, else_=ibis.null("string"))
    if not broken:
        return rows
    rows = rows.mutate(**{f"{n}__lost": lost for n, lost in broken.items()})
    rows = rows.mutate(
        **{
            n: rows[f"{n}__lost"].isnull().ifelse(rows[n], ibis.null(rows[n].type()))
            for n in broken
        },
        **{
            get_odd_name(n): ibis.coalesce(rows[f"{n}__lost"], rows[get_odd_name(n)])
            for n in broken
        },
    )
    return rows.drop(*(f"{n}__lost" for n in broken))


def refuse_stored_types(contract: Contract, stored: dict) -> None:
    """Raise SourceError if a required column is stored as what cannot be meant.

    `stored` maps a column to (raw value, its type in words).
    """
    for name, (raw, words) in stored.items():
        column, kind = contract.columns[name], raw.type()
        is_clear = kind.is_string() or kind.is_null() or cast_value(raw, column) is not None
        if not column.costs_field and not is_clear:
            raise SourceError(
                f"column {name} is stored as {words}, not {column.type.arrow}",
                next_step=f"export the column as {column.type.arrow} and deliver again",
            )
