"""Count what was repaired, lost or refused in a table: by rule and column, with masked examples."""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import ibis
import pyarrow.parquet as pq

from contracts.tables import get_input_tables
from sources.reading.interpret import LOST, get_odd_name, get_raw_name
from sources.reading.read_table import TableReading

REPAIRED, FIELD_LOST, ROW_REFUSED = "repaired", "field lost", "row refused"
EXAMPLES = 3
LONGEST_SHOWN = 40  # characters of an example


@dataclass(frozen=True)
class Oddity:
    """What became of some values of a column: `outcome` by which `rule`, how many rows, examples.

    Examples are masked: they show the form of a value and no person.
    """

    outcome: str
    rule: str
    column: str
    rows: int
    examples: tuple[str, ...]

    @property
    def is_refusal(self) -> bool:
        """True if the row went to quarantine."""
        return self.outcome == ROW_REFUSED


def count_odd_values(reading: TableReading) -> list[Oddity]:
    """Count the repairs, and the values that cost an optional column its field."""
    found = []
    for name in sorted(reading.odd_columns):
        column, odd = reading.contract.columns[name], reading.table[get_odd_name(name)]
        counted = _count_by_rule(
            reading.table.filter(odd.notnull()).select(
                rule=odd, value=reading.table[get_raw_name(name)].cast("string")
            )
        )
        for rule, rows, examples in counted:
            if rule in LOST and not column.costs_field:
                continue  # counted with the refused rows
            outcome = FIELD_LOST if rule in LOST else REPAIRED
            found.append(Oddity(outcome, rule, name, rows, examples))
    return found


def count_refused_rows(out: Path, table: str, connection) -> list[Oddity]:
    """Count the quarantined rows of a table by rule and column."""
    path = out / "quarantine" / f"{table}.parquet"
    if not path.is_file():
        return []
    found, columns = [], get_input_tables()[table].contract.columns
    pairs = pq.read_table(path, columns=["rule", "column"]).group_by(["rule", "column"])
    for pair in pairs.aggregate([]).sort_by("rule").to_pylist():
        rows = connection.read_parquet(path, table_name=f"refused_{table}")
        rows = rows.filter(rows.rule == pair["rule"], rows.column == pair["column"])
        value = rows[pair["column"]] if pair["column"] in columns else ibis.null("string")
        ((rule, count, examples),) = _count_by_rule(rows.select(rule=rows.rule, value=value))
        found.append(Oddity(ROW_REFUSED, rule, pair["column"], count, examples))
    return found


def count_lost_fields(oddities: list[Oddity]) -> dict[str, int]:
    """Count by column the values that cost their field."""
    lost = Counter()
    for oddity in oddities:
        if oddity.outcome == FIELD_LOST:
            lost[oddity.column] += oddity.rows
    return dict(lost)


def mask_value(text: str) -> str:
    """Mask a value: digits become 9, letters a or A, Chinese characters 某; marks stay."""
    shown = text[:LONGEST_SHOWN]
    shown = re.sub("[0-9]", "9", shown)
    shown = re.sub("[０-９]", "９", shown)
    shown = re.sub("[a-z]", "a", shown)
    shown = re.sub("[A-Z]", "A", shown)
    shown = "".join("某" if c.isalpha() and not c.isascii() else c for c in shown)
    return shown.encode("unicode_escape").decode() if not shown.isprintable() else shown


def _count_by_rule(rows):
    """Yield (rule, rows, masked examples); the examples are the first by their form."""
    counted = rows.group_by("rule").agg(rows=rows.count()).order_by("rule")
    for row in counted.to_pyarrow().to_pylist():
        of_rule = rows.filter(rows.rule == row["rule"], rows.value.notnull())
        values = of_rule.select("value").distinct().order_by("value").limit(EXAMPLES * 10)
        masked = dict.fromkeys(mask_value(v) for v in values.to_pyarrow()["value"].to_pylist())
        yield row["rule"], row["rows"], tuple(masked)[:EXAMPLES]
