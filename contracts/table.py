"""How a table is declared: once, as a class, with its columns as attributes.

    class Payment(InputTable, zh="发放", en="payments", key=("claim_id", "seq"), mode="delta",
    delivery="first"):
        claim_id = Column("id", "申领编号", "claim", required=True)

`Payment.contract` holds the declaration; `Payment.claim_id` is the column, so that a misspelt name
fails at import.
"""

import re
from dataclasses import dataclass, field

import pyarrow as pa

from contracts.constraints import Constraint
from contracts.types import TYPES, LogicalType


class Column:
    """A column of a table.

    `pii` is "direct" (identifying by itself), "pseudonym" (a salted id or hash of a person) or
    None. `odd` says what a value costs that is none of the column: its "row", or its "field" alone,
    which is then null. Optional columns cost the field unless null has a meaning of its own that
    weighs against somebody.
    """

    name: str

    def __init__(
        self,
        type_name,
        zh,
        en,
        *,
        required=False,
        codes=None,
        check=None,
        unit=None,
        pii=None,
        odd=None,
    ):
        self.type: LogicalType = TYPES[type_name]
        self.zh, self.en = zh, en
        self.required: bool = required
        self.codes: str | None = codes
        self.check: Constraint | None = check
        self.unit: str | None = unit
        self.pii: str | None = pii
        self.odd: str = odd or ("row" if required else "field")

    @property
    def costs_field(self) -> bool:
        """True if a value that is none of the column costs the field alone, not the row."""
        return self.odd == "field"

    def __set_name__(self, owner, name):
        self.name = name

    def __repr__(self):
        return f"Column({self.name}: {self.type.name})"


@dataclass(frozen=True)
class ForeignKey:
    """`columns` name a row of `table` by its `references`.

    strict: an orphan is rejected; soft: only reported.
    """

    columns: tuple[str, ...]
    table: str
    references: tuple[str, ...]
    on_orphan: str


@dataclass(frozen=True)
class Contract:
    """Everything that is declared of one table."""

    name: str
    zh: str
    en: str
    key: tuple[str, ...]
    columns: dict[str, Column]
    mode: str | None = None
    delivery: str | None = None
    # column with the day from which the agency knew a row; None: rows go with those they belong to
    known_from: str | None = None
    # column with what a fund pays by a row; None: a row is no payment
    fund_money: str | None = None
    foreign_keys: tuple[ForeignKey, ...] = ()
    notes: tuple[str, ...] = ()
    rows_at_city_scale: dict[str, int] = field(default_factory=dict)

    @property
    def arrow_schema(self) -> pa.Schema:
        """Names, physical types and nullability, in the order of declaration."""
        return pa.schema(
            [pa.field(c.name, c.type.arrow, nullable=not c.required) for c in self.columns.values()]
        )

    @property
    def ibis_schema(self) -> dict[str, str]:
        """Column name → engine type."""
        return {c.name: c.type.ibis for c in self.columns.values()}


class Table:
    """Base of every declared table.

    A subclass gets its `contract` from its keywords and its columns.
    """

    contract: Contract

    def __init_subclass__(cls, *, abstract=False, zh="", en="", key=(), **rest):
        super().__init_subclass__()
        if abstract:
            return
        columns = {}
        for owner in (cls, *cls.__mro__[1:]):
            columns |= {
                n: c for n, c in vars(owner).items() if isinstance(c, Column) and n not in columns
            }
        unknown = set(key) - set(columns)
        if unknown:
            raise TypeError(f"{cls.__name__}: key columns {sorted(unknown)} are not declared")
        for keyword in ("known_from", "fund_money"):
            if rest.get(keyword) and rest[keyword] not in columns:
                raise TypeError(f"{cls.__name__}: {keyword}={rest[keyword]!r} is not declared")
        name = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()
        cls.contract = Contract(name=name, zh=zh, en=en, key=tuple(key), columns=columns, **rest)


def get_internal_name(name: str) -> str:
    """Name a column that the program adds to declared ones for a while; no declared column has such
    a name.
    """
    return f"#{name}"  # a declared column is an attribute of a class: its name is an identifier


class InputTable(Table, abstract=True):
    """A table that an agency hands over; the last two columns are common to all."""

    updated_at = Column("ts", "更新时间", "last change of the row at the source", required=True)
    row_status = Column(
        "code", "有效标志", "validity of the row", required=True, codes="row_status"
    )


class PublishedTable(Table, abstract=True):
    """A table of a published run."""


class RegisterTable(Table, abstract=True):
    """A table that staff keep for the planning of inspections, by hand or in a workbook."""


class PlanTable(Table, abstract=True):
    """A table of an inspection plan."""
