"""Build the query that reads a table under the contract's names, from the columns that the database
has.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from contracts.table import Column, Contract
from contracts.types import TYPES
from sources.database.mapping import ColumnSource, TableSource
from sources.local_time import LOCAL_ZONE, UPDATED
from sources.reading.spellings import TEXT

MONEY_DIGITS = 14  # digits of the contract's amounts


@dataclass(frozen=True)
class Selection:
    """A query and what is done with its rows before they are written.

    `cents` are columns read as whole hundredths, which is exact and decoded several times faster
    than PostgreSQL's decimals. `pseudonyms` maps a column to the kind of keyed hash that replaces
    it. `lacking` are declared columns that the database does not have, `beyond` columns of the
    database that are not read.
    """

    query: sa.Select
    columns: tuple[str, ...]
    cents: frozenset[str] = frozenset()
    pseudonyms: dict[str, str] | None = None
    lacking: tuple[str, ...] = ()
    beyond: tuple[str, ...] = ()


def build_selection(
    contract: Contract,
    source: TableSource,
    stored: dict[str, sa.types.TypeEngine],
    *,
    since: datetime | None,
) -> Selection:
    """Build the query for the declared columns that exist; with `since`, for changed rows only.

    These are rows changed at that time or later, or without a time. `stored` maps the database's
    column names to their types.
    """
    # databases differ in the case of names, mappings need not
    folded = {name.lower(): name for name in stored}
    present = {
        c: folded[source.column(c).name.lower()]
        for c in contract.columns
        if _has_column(folded, source, c)
    }
    table = _build_sql_table(source.name, stored)
    expressions = {
        c: _build_expression(contract.columns[c], source.column(c), table.c[at])
        for c, at in present.items()
    }
    expressions |= {
        c: sa.cast(sa.literal(source.column(c).constant), sa.Text)
        for c in contract.columns
        if source.column(c).constant is not None
    }
    expressions = {c: expressions[c] for c in contract.columns if c in expressions}
    query = sa.select(*[expression.label(c) for c, expression in expressions.items()])
    if since is not None and UPDATED in present:
        query = query.where(
            _build_changed_condition(
                expressions[UPDATED], table.c[present[UPDATED]], source.column(UPDATED), since
            )
        )
    return Selection(
        query=query,
        columns=tuple(expressions),
        cents=frozenset(
            c for c, at in present.items() if _is_in_cents(contract.columns[c], stored[at])
        ),
        pseudonyms={c: source.column(c).pseudonym for c in present if source.column(c).pseudonym},
        lacking=tuple(c for c in contract.columns if c not in expressions),
        beyond=tuple(sorted(set(stored) - set(present.values()))),
    )


def build_identity_selection(
    source: TableSource, stored: dict[str, sa.types.TypeEngine]
) -> Selection:
    """Build the query for names and numbers: every mapped column as text."""
    folded = {name.lower(): name for name in stored}
    present = {
        field: folded[c.name.lower()]
        for field, c in source.columns.items()
        if c.name.lower() in folded
    }
    table = _build_sql_table(source.name, stored)
    query = sa.select(*[_cast_to_text(table.c[at]).label(field) for field, at in present.items()])
    return Selection(
        query, tuple(present), lacking=tuple(f for f in source.columns if f not in present)
    )


def _has_column(folded, source, column):
    return source.column(column).name.lower() in folded


def _build_sql_table(named, stored):
    schema, _, name = named.rpartition(".")
    return sa.table(name, *[sa.column(c, t) for c, t in stored.items()], schema=schema or None)


def _build_expression(column: Column, source: ColumnSource, stored: sa.ColumnElement):
    """Build the value under the contract's name; it never fails on a dirty value, which the checks
    find later.
    """
    if source.values:
        text = _cast_to_text(stored)
        targets = [(text == k, sa.null() if v is None else v) for k, v in source.values.items()]
        translated = sa.case(*targets, else_=text)
        return _format_if_asked(translated, source.form, stored.type)
    if source.form and not _is_day_or_time(stored.type):
        return _format_time_text(_cast_to_text(stored), source.form)
    if _is_in_cents(column, stored.type):
        return sa.cast(stored * 100, sa.BigInteger)
    if column.type is TYPES["money"] and isinstance(stored.type, postgresql.NUMERIC):
        # 1.5000 becomes 1.50, which is an amount; 1.5050 stays and is rejected
        return sa.func.trim_scale(stored)
    if _has_zone(stored.type):
        return sa.func.timezone(LOCAL_ZONE, stored)
    if column.type.name in (*TEXT, "hash"):
        return stored if _is_text(stored.type) else _cast_to_text(stored)
    return stored if _is_plain(stored.type) else _cast_to_text(stored)


def _format_if_asked(text, form, stored):
    return _format_time_text(text, form) if form and not _is_day_or_time(stored) else text


def _is_day_or_time(stored):
    return isinstance(stored, (sa.Date, sa.DateTime))


def _format_time_text(text, form):
    """Format digits as a time; a text of another length or without a month stays as it is."""
    month = sa.func.substr(text, 5, 2)
    is_formed = (sa.func.length(text) == len(form)) & (month >= "01") & (month <= "12")
    return sa.case((is_formed, _join_digits(text, form)), else_=text)


def _join_digits(text, form):
    def take_digits(first, count):
        return sa.func.substr(text, first, count)

    day = take_digits(1, 4) + "-" + take_digits(5, 2)
    if form == "yyyymm":
        return day
    day += "-" + take_digits(7, 2)
    if form == "yyyymmdd":
        return day
    return day + "T" + take_digits(9, 2) + ":" + take_digits(11, 2) + ":" + take_digits(13, 2)


def _build_changed_condition(expression, stored, source, since):
    is_formed = source.form and not _is_day_or_time(stored.type)
    kept_as_text = is_formed or source.values or _is_text(stored.type)
    bound = since.isoformat(sep="T") if kept_as_text else since
    return sa.or_(expression >= sa.literal(bound), stored.is_(None))


def _is_in_cents(column, stored):
    """True for a decimal that PostgreSQL itself keeps to two places and 14 digits."""
    return (
        column.type is TYPES["money"]
        and isinstance(stored, postgresql.NUMERIC)
        and not isinstance(stored, sa.Float)
        and stored.precision is not None
        and stored.precision <= MONEY_DIGITS
        and (stored.scale or 0) <= 2
    )


def _has_zone(stored):
    return isinstance(stored, postgresql.TIMESTAMP) and stored.timezone


def _is_text(stored):
    # char(n) is padded with blanks, which a cast removes; PostgreSQL does not compare an enum as
    # text
    return isinstance(stored, sa.String) and not isinstance(stored, (sa.CHAR, sa.Enum))


def _is_plain(stored):
    plain_types = (sa.String, sa.Numeric, sa.Integer, sa.Float, sa.Date, sa.DateTime, sa.Boolean)
    return isinstance(stored, plain_types) and not isinstance(stored, (sa.CHAR, sa.Enum))


def _cast_to_text(stored):
    return sa.cast(stored, sa.Text)
