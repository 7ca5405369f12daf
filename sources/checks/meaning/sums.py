"""Sums that are wider than their parts, and returns that add money instead of taking it back."""

from collections.abc import Iterator

from contracts.constraints import AtLeast
from contracts.tables.claim_header import ClaimHeader
from contracts.tables.claim_line import ClaimLine
from sources.checks.meaning.doubt import SAMPLED_ROWS, AcceptedTable, Doubt, sample_keys

# a column and those of which it is the sum
PARTS = ((ClaimHeader, "total_amount", ("fund_amount", "account_amount", "cash_amount")),)
# a column and that of the rows below it, of which it is the sum where they were delivered
LINES = ((ClaimHeader, "total_amount", ClaimLine, "amount", "setl_id"),)
CENTS = 0.05  # yuan: shares of a few parts are rounded
LEAST_OFF = 0.05  # of the rows; single slips are an agency's everyday
FEWEST = 20  # rows


def find_odd_sums(tables: dict[str, AcceptedTable]) -> Iterator[Doubt]:
    """Find sums that are not those of their parts, and returns with a positive amount."""
    for table, whole, parts in PARTS:
        if accepted := tables.get(table.contract.name):
            rows = accepted.rows
            is_off = (rows[whole] - sum(rows[p] for p in parts)).abs() > CENTS
            words = f"{whole} ≠ {' + '.join(parts)}"
            yield from _judge(accepted, whole, is_off, rows, "sums", words)
    for table, whole, lines, amount, key in LINES:
        if {table.contract.name, lines.contract.name} <= tables.keys():
            yield from _compare_with_lines(tables, table, whole, lines, amount, key)
    for accepted in tables.values():
        yield from _find_positive_returns(accepted)


def _compare_with_lines(tables, table, whole, lines, amount, key):
    heads, below = tables[table.contract.name], tables[lines.contract.name].rows
    every = int(heads.rows.count().execute()) // SAMPLED_ROWS
    below = sample_keys(below, key, every)
    sums = below.group_by(of=below[key]).agg(summed=below[amount].sum())
    rows = heads.rows.inner_join(sums, heads.rows[key] == sums.of)
    words = f"{whole} ≠ Σ {lines.contract.name}.{amount}"
    is_off = (rows[whole] - rows.summed).abs() > CENTS
    # of the table as a whole: the lines may be delivered in part, and the sum be right
    yield from _judge(heads, "", is_off, rows, "sums", words)


def _find_positive_returns(accepted):
    columns = accepted.contract.columns
    if "reversal_of" not in columns:
        return
    returns = accepted.rows.filter(accepted.rows.reversal_of.notnull())
    for column in columns.values():
        takes_back = isinstance(column.check, AtLeast) and column.check.unless == "reversal_of"
        if column.type.name == "money" and takes_back:
            is_off = returns[column.name] > 0
            yield from _judge(accepted, column.name, is_off, returns, "signs", "> 0")


def _judge(accepted, column, is_off, rows, check, words):
    counted = rows.agg(rows=rows.count(), off=is_off.sum()).to_pyarrow().to_pylist()[0]
    off = counted["off"] or 0
    if off >= FEWEST and off >= LEAST_OFF * counted["rows"]:
        figures = f"{words}: {off:,} / {counted['rows']:,}"
        yield Doubt(check, accepted.contract.name, column, figures)
