"""Source rows behind findings, gathered with one pass over a table for all that is asked of it by the same columns."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import ibis
import pandas as pd

from contracts.table import InputTable
from scenarios.kit.definition import Evidence
from scenarios.kit.frame import Frame

MOST_ROWS = 200  # of one table behind one finding: enough to check, short enough to print
NOT_EVIDENCE = ("updated_at", "row_status")


@dataclass(frozen=True)
class Ask:
    """What one piece of evidence wants: `wanted` holds finding_id and values of `columns` of `table`, each pair once."""

    table: type[InputTable]
    columns: tuple[str, ...]
    wanted: ibis.Table


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
    return Ask(evidence.table, columns, engine.materialize(ibis.util.gen_name("wanted"), wanted.distinct()))


def gathered(asks: list[Ask], engine) -> Iterator[tuple[type[InputTable], pd.DataFrame]]:
    """(table, rows) of every ask: finding_id and the table's columns, at most MOST_ROWS a finding in order of key."""
    alike = defaultdict(list)
    for one in asks:
        alike[one.table, one.columns].append(one.wanted)
    for (table, columns), wanted in alike.items():
        found = _found(table, columns, wanted, engine)
        for own in wanted:
            yield table, _rows(table, columns, found, own)


def _found(table, columns, wanted, engine):
    """The rows of a table that anyone wants by these columns, kept for the asks to share."""
    values = [own.select(*columns) for own in wanted]
    values = ibis.union(*values, distinct=True) if len(values) > 1 else values[0].distinct()
    shown = [c for c in table.contract.columns if c not in NOT_EVIDENCE]
    rows = engine.table(table).select(*shown).semi_join(values, list(columns))
    return engine.materialize(ibis.util.gen_name("found"), rows)


def _rows(table, columns, found, wanted):
    wanted = wanted.select("finding_id", **{f"wanted_{c}": wanted[c] for c in columns})
    rows = found.join(wanted, [found[c] == wanted[f"wanted_{c}"] for c in columns])
    place = ibis.row_number().over(group_by="finding_id", order_by=[rows[k] for k in table.contract.key])
    first = rows.mutate(place=place).filter(lambda t: t.place < MOST_ROWS)
    return first.select("finding_id", *found.columns).to_pandas()
