"""Independent sources of evidence: families of rules that rest on the same rows are one."""

import json

import pandas as pd

from contracts.levels import RULE_LEVELS

# two families of a case that share more of the smaller one's rows rest on the same facts
SHARED_ROWS = 0.5


def find_independent_sources(findings: pd.DataFrame, evidence: pd.DataFrame) -> pd.Series:
    """Find the source of each finding: its family, or the name of all families it shares rows with.

    `findings` have finding_id, case_id, family, level, record_table, record_id; `evidence` has
    finding_id, table, row_key. The row of the record itself is shown by every finding on it: it
    counts only where a family has no other row.
    """
    strong = _select_strong_of_several(findings)
    names = {}
    for case_id, families in _collect_rows(strong, evidence).groupby(level="case_id"):
        joined = _join_families(families.droplevel("case_id").to_dict())
        names |= {(case_id, family): name for family, name in joined.items()}
    keys = zip(findings.case_id, findings.family, strict=True)
    return pd.Series([names.get(key, key[1]) for key in keys], index=findings.index, dtype=object)


def read_record_ids(row_keys: pd.Series) -> pd.Series:
    """The record ids that keys of evidence rows (JSON) spell: parts joined by |."""
    ids = {key: "|".join(map(str, json.loads(key).values())) for key in row_keys.unique()}
    return row_keys.map(ids).astype(object)  # pandas makes it a number where there is no row


def _select_strong_of_several(findings):
    """Select the findings of levels H and S in cases with several families of them."""
    strong = findings[findings.level.isin(RULE_LEVELS)]
    return strong[strong.groupby("case_id").family.transform("nunique") > 1]


def _collect_rows(findings, evidence):
    """(case_id, family) → (all rows, rows but those of the records themselves), as sets."""
    columns = ["finding_id", "case_id", "family", "record_table", "record_id"]
    rows = evidence[["finding_id", "table", "row_key"]].astype(object)
    rows = rows.merge(findings[columns].astype(object), on="finding_id")
    rows = rows.assign(
        key=rows.table + "\x1f" + rows.row_key,
        is_record=(rows.table == rows.record_table)
        & (read_record_ids(rows.row_key) == rows.record_id),
    )
    groups = rows.groupby(["case_id", "family"])
    return pd.Series(
        {key: (frozenset(g.key), frozenset(g.key[~g.is_record])) for key, g in groups},
        index=pd.MultiIndex.from_tuples(groups.groups, names=["case_id", "family"]),
        dtype=object,
    )


def _join_families(rows_by_family):
    """family → joint name, for families that share rows with another; {} if none do."""
    names = sorted(rows_by_family)
    group = {name: {name} for name in names}
    for place, first in enumerate(names):
        for second in names[place + 1 :]:
            if _share_rows(rows_by_family[first], rows_by_family[second]):
                joined = group[first] | group[second]
                for name in joined:
                    group[name] = joined
    return {name: "+".join(sorted(g)) for name, g in group.items() if len(g) > 1}


def _share_rows(first, second):
    (all_first, rest_first), (all_second, rest_second) = first, second
    if not rest_first or not rest_second:
        rest_first, rest_second = all_first, all_second
    shared = len(rest_first & rest_second)
    return shared > SHARED_ROWS * min(len(rest_first), len(rest_second))
