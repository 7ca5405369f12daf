"""Source rows behind findings, gathered with one pass over a table for all that is asked of it by the same columns."""

from collections import defaultdict
from dataclasses import dataclass

import ibis
import pandas as pd

from contracts.table import InputTable
from scenarios.framework.definition import Evidence
from scenarios.framework.feature_table import Frame

MOST_ROWS = 200  # of one table behind one finding: enough to check, short enough to print
NOT_EVIDENCE = ("updated_at", "row_status")


@dataclass(frozen=True)
class Ask:
    """What one piece of evidence wants: `wanted` holds finding_id and values of `columns` of `table`, each pair once."""

    table: type[InputTable]
    columns: tuple[str, ...]
    wanted: ibis.Table


@dataclass(frozen=True)
class Gathered:
    """Rows of a table behind findings: finding_id and the columns of the table."""

    table: type[InputTable]
    rows: ibis.Table

    def between(self, first: str, last: str):
        """The rows of the findings from one id to another, both included, as an Arrow table."""
        return self.rows.filter(self.rows.finding_id.between(first, last)).to_pyarrow()


def ask(evidence: Evidence, findings: pd.DataFrame, frame: Frame, engine) -> Ask | None:
    """What a piece of evidence wants for findings (finding_id, record_id); None if a table that it needs was not supplied."""
    needed = evidence.keys.missing_from(engine.supplied) if evidence.keys else set()
    if evidence.table.contract.name not in engine.supplied or needed:
        return None
    of_frame = [c for c in evidence.on if c != "record_id"]
    asked = ibis.memtable(findings).join(frame.table.select("record_id", *of_frame), "record_id")
    if evidence.keys is None:
        columns = tuple(evidence.on.values())
        wanted = asked.select("finding_id", **{source: asked[own] for own, source in evidence.on.items()})
    else:
        columns = evidence.table.contract.key
        keys = engine.table(evidence.keys)
        keys = keys.select(*columns, **{f"on_{c}": keys[c] for c in evidence.on})
        asked = asked.select("finding_id", **{f"asked_{c}": asked[c] for c in evidence.on})
        wanted = asked.join(keys, [asked[f"asked_{c}"] == keys[f"on_{c}"] for c in evidence.on])
        wanted = wanted.select("finding_id", *columns)
    return Ask(evidence.table, columns, wanted.distinct())


def gathered(asks: list[Ask], engine) -> list[Gathered]:
    """The rows of every ask, at most MOST_ROWS a finding and ask in order of key; a row may stand there for two asks."""
    alike = defaultdict(lambda: defaultdict(list))
    for one in asks:
        alike[one.table][one.columns].append(one.wanted)
    return [
        Gathered(table, _rows(table, columns, wanted, found, engine))
        for table, by_columns in alike.items()
        for found, told in [_found(table, by_columns, engine)]
        for columns, wanted in told.items()
    ]


def _rows(table, columns, wanted, found, engine):
    rows = found.join(wanted, [found[c] == wanted[f"wanted_{c}"] for c in columns])
    by_key = [rows[k] for k in table.contract.key]
    place = ibis.row_number().over(group_by=["finding_id", "_asked"], order_by=by_key)
    first = rows.mutate(_place=place).filter(lambda t: t._place < MOST_ROWS)
    first = first.select("finding_id", *found.columns).order_by("finding_id")
    return engine.materialize(ibis.util.gen_name("gathered"), first)


def _found(table, by_columns, engine):
    """The rows of a table that anyone wants, kept for all to share; and by columns what is wanted: `wanted_<column>`,
    finding_id and the number of the ask.
    """
    told = {columns: _together(columns, wanted, engine) for columns, wanted in by_columns.items()}
    own = {
        columns: wanted.select(**{c: wanted[f"wanted_{c}"] for c in columns}).distinct()
        for columns, wanted in told.items()
    }
    key, rows = table.contract.key, engine.table(table)
    if len(own) > 1:  # the columns to look for first, all columns once
        keys = [v if c == key else rows.semi_join(v, list(c)).select(*key) for c, v in own.items()]
        own = {key: engine.materialize(ibis.util.gen_name("keys"), ibis.union(*keys, distinct=True))}
    ((columns, values),) = own.items()
    shown = [c for c in table.contract.columns if c not in NOT_EVIDENCE]
    found = rows.select(*shown).semi_join(values, list(columns))
    return engine.materialize(ibis.util.gen_name("found"), found), told


def _together(columns, wanted, engine):
    numbered = [
        own.select("finding_id", _asked=ibis.literal(n), **{f"wanted_{c}": own[c] for c in columns})
        for n, own in enumerate(wanted)
    ]
    every = ibis.union(*numbered) if len(numbered) > 1 else numbered[0]
    return engine.materialize(ibis.util.gen_name("wanted"), every)
