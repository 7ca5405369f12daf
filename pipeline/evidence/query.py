"""Source rows behind findings.

All questions asked of a table by the same columns are answered in one pass over it.
"""

from collections import defaultdict
from dataclasses import dataclass

import ibis
import pandas as pd

from contracts.table import InputTable
from scenarios.framework.definition import Evidence
from scenarios.framework.feature_table import FeatureTable

MOST_ROWS = 200  # of one table behind one finding: enough to check, short enough to print
# of the delivery, not of the fact: a repeated delivery must not look like changed evidence
NOT_EVIDENCE = ("updated_at", "row_status")


@dataclass(frozen=True)
class EvidenceQuery:
    """What a piece of evidence asks for.

    `lookup_keys` holds finding_id and values of `columns` of `table`, each pair once.
    """

    table: type[InputTable]
    columns: tuple[str, ...]
    lookup_keys: ibis.Table


@dataclass(frozen=True)
class EvidenceRows:
    """Rows of a table behind findings: finding_id and the columns of the table."""

    table: type[InputTable]
    rows: ibis.Table

    def between(self, first: str, last: str):
        """Read the rows of the findings from one id to another, both included."""
        return self.rows.filter(self.rows.finding_id.between(first, last)).to_pyarrow()


def build_evidence_query(
    evidence: Evidence, findings: pd.DataFrame, frame: FeatureTable, engine
) -> EvidenceQuery | None:
    """Build the query of a piece of evidence for findings (finding_id, record_id).

    None if a table that it needs was not supplied, or a law has no value on that day.
    """
    needed = (
        evidence.keys.find_missing_inputs(engine.supplied, engine.as_of) if evidence.keys else set()
    )
    if evidence.table.contract.name not in engine.supplied or needed:
        return None
    of_frame = [c for c in evidence.on if c != "record_id"]
    finding_rows = ibis.memtable(findings).join(
        frame.table.select("record_id", *of_frame), "record_id"
    )
    if evidence.keys is None:
        columns = tuple(evidence.on.values())
        lookup_keys = finding_rows.select(
            "finding_id", **{source: finding_rows[column] for column, source in evidence.on.items()}
        )
    else:
        columns = evidence.table.contract.key
        keys = engine.table(evidence.keys)
        keys = keys.select(*columns, **{f"on_{c}": keys[c] for c in evidence.on})
        finding_rows = finding_rows.select(
            "finding_id", **{f"asked_{c}": finding_rows[c] for c in evidence.on}
        )
        lookup_keys = finding_rows.join(
            keys, [finding_rows[f"asked_{c}"] == keys[f"on_{c}"] for c in evidence.on]
        )
        lookup_keys = lookup_keys.select("finding_id", *columns)
    return EvidenceQuery(evidence.table, columns, lookup_keys.distinct())


def fetch_evidence_rows(queries: list[EvidenceQuery], engine) -> list[EvidenceRows]:
    """Fetch the rows of all queries, at most MOST_ROWS a finding and query, in order of key.

    A row that two queries ask for is returned twice.
    """
    keys_by_table = defaultdict(lambda: defaultdict(list))
    for query in queries:
        keys_by_table[query.table][query.columns].append(query.lookup_keys)
    return [
        EvidenceRows(
            table, _limit_rows_per_finding(table, columns, lookup_keys, table_rows, engine)
        )
        for table, by_columns in keys_by_table.items()
        for table_rows, keys in [_fetch_shared_rows(table, by_columns, engine)]
        for columns, lookup_keys in keys.items()
    ]


def _limit_rows_per_finding(table, columns, lookup_keys, table_rows, engine):
    rows = table_rows.join(
        lookup_keys, [table_rows[c] == lookup_keys[f"wanted_{c}"] for c in columns]
    )
    by_key = [rows[k] for k in table.contract.key]
    # by key: the same rows are cut off wherever the night runs
    place = ibis.row_number().over(group_by=["finding_id", "_asked"], order_by=by_key)
    first = rows.mutate(_place=place).filter(lambda t: t._place < MOST_ROWS)
    first = first.select("finding_id", *table_rows.columns).order_by("finding_id")
    return engine.materialize(ibis.util.gen_name("gathered"), first)


def _fetch_shared_rows(table, by_columns, engine):
    """Fetch the rows that any query asks for, and the keys asked for by columns.

    The keys hold `wanted_<column>`, finding_id and the number of the query.
    """
    lookup_keys = {
        columns: _combine_lookup_keys(columns, key_tables, engine)
        for columns, key_tables in by_columns.items()
    }
    distinct_keys = {
        columns: keys.select(**{c: keys[f"wanted_{c}"] for c in columns}).distinct()
        for columns, keys in lookup_keys.items()
    }
    key, rows = table.contract.key, engine.table(table)
    if len(distinct_keys) > 1:  # the columns to look for first, all columns once
        keys = [
            v if c == key else rows.semi_join(v, list(c)).select(*key)
            for c, v in distinct_keys.items()
        ]
        distinct_keys = {
            key: engine.materialize(ibis.util.gen_name("keys"), ibis.union(*keys, distinct=True))
        }
    ((columns, values),) = distinct_keys.items()
    evidence_columns = [c for c in table.contract.columns if c not in NOT_EVIDENCE]
    table_rows = rows.select(*evidence_columns).semi_join(values, list(columns))
    return engine.materialize(ibis.util.gen_name("found"), table_rows), lookup_keys


def _combine_lookup_keys(columns, key_tables, engine):
    numbered = [
        keys.select(
            "finding_id", _asked=ibis.literal(n), **{f"wanted_{c}": keys[c] for c in columns}
        )
        for n, keys in enumerate(key_tables)
    ]
    every = ibis.union(*numbered) if len(numbered) > 1 else numbered[0]
    return engine.materialize(ibis.util.gen_name("wanted"), every)
