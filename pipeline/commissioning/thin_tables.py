"""Where delivered tables are thinner than the indicators assume: gaps, habits, partial books.

What is found here is a question to the data's owner, never a lead.
"""

from dataclasses import dataclass

import ibis
import pandas as pd

from contracts.bilingual_text import BilingualText
from contracts.codes import load_code_lists
from contracts.table import Contract, InputTable
from contracts.tables import get_input_tables
from contracts.tables.claim_line import ClaimLine
from contracts.tables.stock_month import StockMonth
from sources.checks.row_districts import add_district

# the most telling first: many optional columns are empty by their nature
KINDS = ("books", "register", "alike", "unknown_codes", "month", "filled")
# an optional column that so few rows fill says nothing of the others
LEAST_FILLED = 0.5
# one code for nearly all rows of a district, where elsewhere it is one of several
ALIKE_SHARE, ALIKE_ROWS, USUAL_SHARE = 0.95, 30, 0.7
# a month with so few rows beside the usual one was not delivered whole
THIN_MONTH = 0.3
# so few of the keys that one table names are known to the table that should know them
LEAST_COVERED = 0.8
# tables that keep books of what another table sells: keys of the first cover those of the second
BOOKS = ((StockMonth, ClaimLine, "item_code"),)


@dataclass(frozen=True)
class Thinness:
    """A gap in a delivered table; `share` says how much there is (0 to 1)."""

    table: str
    column: str
    kind: str  # one of KINDS
    share: float
    text: BilingualText


def find_thin_tables(engine) -> list[Thinness]:
    """Find gaps in all supplied tables of an engine, by kind, table and column."""
    found = []
    for name, table in sorted(get_input_tables().items()):
        if name not in engine.supplied:
            continue
        rows = engine.table(table)
        if rows.count().execute() == 0:
            text = BilingualText("表内没有记录", "the table holds no row")
            found.append(Thinness(name, "", "filled", 0.0, text))
            continue
        found += _find_empty_columns(table.contract, rows)
        found += _find_odd_codes(table, rows, engine)
        found += _find_thin_months(table.contract, rows)
        found += _find_unknown_keys(table.contract, rows, engine)
    found += _find_partial_books(engine)
    return sorted(found, key=lambda gap: (KINDS.index(gap.kind), gap.table, gap.column))


def _find_empty_columns(contract: Contract, rows):
    optional = [c.name for c in contract.columns.values() if not c.required]
    if not optional:
        return
    filled = rows.agg(**{c: rows[c].notnull().mean() for c in optional}).to_pandas().iloc[0]
    for column in optional:
        if filled[column] < LEAST_FILLED:
            yield Thinness(
                contract.name,
                column,
                "filled",
                float(filled[column]),
                BilingualText(
                    f"只有{filled[column]:.0%}的记录填写了{contract.columns[column].zh}",
                    f"{filled[column]:.0%} of the rows fill it in",
                ),
            )


def _find_odd_codes(table: type[InputTable], rows, engine):
    """Code columns with values of no list, or with one value for nearly a whole district."""
    contract = table.contract
    coded = [c for c in contract.columns.values() if c.codes]
    with_district = add_district(
        contract, rows, lambda t: engine.table(t) if t.contract.name in engine.supplied else None
    )
    for column in coded:
        known = list(load_code_lists().get(column.codes, {}))
        values = rows[column.name]
        unknown = (values.notnull() & ~values.isin(known)).mean().execute() if known else 0.0
        if unknown > 1 - ALIKE_SHARE:
            yield Thinness(
                contract.name,
                column.name,
                "unknown_codes",
                float(unknown),
                BilingualText(
                    f"{unknown:.0%}的{column.zh}不在代码表“{column.codes}”中",
                    f"{unknown:.0%} of the values are not in the code list {column.codes}",
                ),
            )
        if with_district is not None:
            yield from _find_alike_districts(contract, column, with_district)


def _find_alike_districts(contract, column, rows):
    counted = (
        rows.filter(rows[column.name].notnull(), rows.of_district.notnull())
        .group_by("of_district", value=rows[column.name])
        .agg(rows=ibis._.count())
        .to_pandas()
    )
    totals = counted.groupby("of_district").rows.transform("sum")
    counted = counted.assign(total=totals, share=counted.rows / totals)
    for row in counted[counted.share >= ALIKE_SHARE].itertuples():
        elsewhere = counted[counted.of_district != row.of_district]
        usual = elsewhere.rows[elsewhere.value == row.value].sum() / max(elsewhere.rows.sum(), 1)
        if row.total >= ALIKE_ROWS and usual < USUAL_SHARE:
            yield Thinness(
                contract.name,
                column.name,
                "alike",
                float(row.share),
                BilingualText(
                    f"{row.of_district}的{row.total}条记录中{row.share:.0%}为同一{column.zh}“{row.value}”，"
                    f"其他区县为{usual:.0%}",
                    f"{row.share:.0%} of the {row.total} rows of {row.of_district} bear one value "
                    f"({row.value}), {usual:.0%} elsewhere",
                ),
            )


def _find_thin_months(contract: Contract, rows):
    for column in contract.columns.values():
        if column.type.name != "month" or column.name not in contract.key:
            continue
        counted = (
            rows.group_by(month=rows[column.name])
            .agg(rows=ibis._.count())
            .order_by("month")
            .to_pandas()
        )
        if len(counted) < 3:
            continue
        months = pd.to_datetime(counted.month).dt.to_period("M")
        by_month = counted.set_axis(months).rows
        by_month = by_month.reindex(pd.period_range(months.min(), months.max(), freq="M"))
        usual = by_month.median()
        # the first and the last month of a table are often part of one
        thin = by_month.iloc[1:-1][by_month.iloc[1:-1].fillna(0) < THIN_MONTH * usual]
        if len(thin):
            listed = "、".join(map(str, thin.index[:6])) + ("…" if len(thin) > 6 else "")
            yield Thinness(
                contract.name,
                column.name,
                "month",
                1 - len(thin) / len(by_month),
                BilingualText(
                    f"{len(thin)}个月份的记录不到通常的{THIN_MONTH:.0%}：{listed}",
                    f"{len(thin)} months have less than {THIN_MONTH:.0%} of the usual rows: "
                    f"{listed.replace('、', ', ')}",
                ),
            )


def _find_unknown_keys(contract: Contract, rows, engine):
    """Soft foreign keys that the register does not know: doctors, operators, prescribers."""
    for key in contract.foreign_keys:
        if key.on_orphan != "soft" or len(key.columns) > 1 or key.table not in engine.supplied:
            continue
        (column,), (reference,) = key.columns, key.references
        parents = engine.table(get_input_tables()[key.table]).select(known=reference).distinct()
        named = rows.filter(rows[column].notnull()).select(named=column)
        total = named.count().execute()
        if not total:
            continue
        share = named.semi_join(parents, named.named == parents.known).count().execute() / total
        if share < LEAST_COVERED:
            register = get_input_tables()[key.table].contract.zh
            yield Thinness(
                contract.name,
                column,
                "register",
                float(share),
                BilingualText(
                    f"{total}条中只有{share:.0%}的{contract.columns[column].zh}"
                    f"在{register} {key.table}中",
                    f"of {total} rows {share:.0%} name something that {key.table} knows",
                ),
            )


def _find_partial_books(engine):
    for books, sales, column in BOOKS:
        if not {books.contract.name, sales.contract.name} <= engine.supplied:
            continue
        sold = engine.table(sales).select(column).distinct()
        kept = engine.table(books).select(column).distinct()
        total = sold.count().execute()
        covered = sold.semi_join(kept, column).count().execute()
        if total and covered < LEAST_COVERED * total:
            name = books.contract.columns[column].zh
            yield Thinness(
                books.contract.name,
                column,
                "books",
                covered / total,
                BilingualText(
                    f"{sales.contract.zh}中有{total}种{name}，{books.contract.zh}只有其中{covered}种",
                    f"{sales.contract.name} names {total} of it, {books.contract.name} holds "
                    f"{covered} of these",
                ),
            )
