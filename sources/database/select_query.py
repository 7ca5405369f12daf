"""The query that reads a table under the contract's names, from whatever columns the database has."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from contracts.table import Column, Contract
from contracts.types import TYPES
from sources.database.mapping import ColumnOf, TableOf
from sources.local_time import LOCAL_ZONE, UPDATED
from sources.reading.cast_values import TEXT

MONEY_DIGITS = 14


@dataclass(frozen=True)
class Selection:
    """A query and what is to be done with its answer before it is written.

    `cents` are columns read as whole hundredths: a whole number is decoded several times faster than PostgreSQL's
    decimals and is as exact. `pseudonyms` maps a column to the kind of keyed hash that takes its place. `lacking` are
    declared columns that the database does not have, `beyond` columns of the database that nobody asked for.
    """

    query: sa.Select
    columns: tuple[str, ...]
    cents: frozenset[str] = frozenset()
    pseudonyms: dict[str, str] | None = None
    lacking: tuple[str, ...] = ()
    beyond: tuple[str, ...] = ()


def selection(
    contract: Contract, source: TableOf, stored: dict[str, sa.types.TypeEngine], *, since: datetime | None
) -> Selection:
    """Read the declared columns that there are; with `since`, rows changed at that time or later (or at no known time).

    `stored` maps the database's column names to their types.
    """
    folded = {name.lower(): name for name in stored}
    found = {c: folded[source.column(c).name.lower()] for c in contract.columns if _has(folded, source, c)}
    table = _table(source.name, stored)
    asked = {c: _expression(contract.columns[c], source.column(c), table.c[at]) for c, at in found.items()}
    query = sa.select(*[expression.label(c) for c, expression in asked.items()])
    if since is not None and UPDATED in found:
        query = query.where(_changed(asked[UPDATED], table.c[found[UPDATED]], source.column(UPDATED), since))
    return Selection(
        query=query,
        columns=tuple(asked),
        cents=frozenset(c for c, at in found.items() if _in_cents(contract.columns[c], stored[at])),
        pseudonyms={c: source.column(c).pseudonym for c in found if source.column(c).pseudonym},
        lacking=tuple(c for c in contract.columns if c not in found),
        beyond=tuple(sorted(set(stored) - set(found.values()))),
    )


def identity_selection(source: TableOf, stored: dict[str, sa.types.TypeEngine]) -> Selection:
    """The query for names and numbers: every mapped column as text."""
    folded = {name.lower(): name for name in stored}
    found = {field: folded[c.name.lower()] for field, c in source.columns.items() if c.name.lower() in folded}
    table = _table(source.name, stored)
    query = sa.select(*[_text(table.c[at]).label(field) for field, at in found.items()])
    return Selection(query, tuple(found), lacking=tuple(f for f in source.columns if f not in found))


def _has(folded, source, column):
    return source.column(column).name.lower() in folded


def _table(named, stored):
    schema, _, name = named.rpartition(".")
    return sa.table(name, *[sa.column(c, t) for c, t in stored.items()], schema=schema or None)


def _expression(column: Column, source: ColumnOf, stored: sa.ColumnElement):
    """The value under the contract's name; nothing here can fail on a dirty value, the checks find those."""
    if source.values:
        return sa.case(source.values, value=_text(stored), else_=_text(stored))
    if source.form:
        return _spelled(_text(stored), source.form)
    if _in_cents(column, stored.type):
        return sa.cast(stored * 100, sa.BigInteger)
    if column.type is TYPES["money"] and isinstance(stored.type, postgresql.NUMERIC):
        return sa.func.trim_scale(stored)  # 1.5000 is an amount to two places, 1.5050 is not
    if _has_zone(stored.type):
        return sa.func.timezone(LOCAL_ZONE, stored)
    if column.type.name in (*TEXT, "hash"):
        return stored if _is_text(stored.type) else _text(stored)
    return stored if _is_plain(stored.type) else _text(stored)


def _spelled(text, form):
    def digits(first, count):
        return sa.func.substr(text, first, count)

    day = digits(1, 4) + "-" + digits(5, 2)
    if form == "yyyymm":
        return day
    day += "-" + digits(7, 2)
    if form == "yyyymmdd":
        return day
    return day + "T" + digits(9, 2) + ":" + digits(11, 2) + ":" + digits(13, 2)


def _changed(expression, stored, source, since):
    kept_as_text = source.form or source.values or _is_text(stored.type)
    bound = since.isoformat(sep="T") if kept_as_text else since
    return sa.or_(expression >= sa.literal(bound), stored.is_(None))


def _in_cents(column, stored):
    """True for a decimal that PostgreSQL itself holds to two places and 14 digits."""
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
    # char(n) is padded with blanks, which a cast takes off; an enum is no text to PostgreSQL
    return isinstance(stored, sa.String) and not isinstance(stored, (sa.CHAR, sa.Enum))


def _is_plain(stored):
    known = (sa.String, sa.Numeric, sa.Integer, sa.Float, sa.Date, sa.DateTime, sa.Boolean)
    return isinstance(stored, known) and not isinstance(stored, (sa.CHAR, sa.Enum))


def _text(stored):
    return sa.cast(stored, sa.Text)
