"""Whom a case carries: persons and units whose records its evidence names, and their cases."""

import pandas as pd

from cases.independent_sources import read_record_ids

# a case on one of these carries the persons (and an institution's or operator's also the units)
# that its rows name; an ordinary person's case carries nobody
CARRIES = {"employer": ("person",), "institution": ("person", "employer")}
CARRIES["operator"] = CARRIES["institution"]


def find_carrying_cases(
    cases: pd.DataFrame, findings: pd.DataFrame, evidence: pd.DataFrame
) -> pd.DataFrame:
    """Find for each case the cases whose evidence names all records that it rests on.

    `cases` has case_id, authority, subject_kind; `findings` (finding_id, case_id, record_table,
    record_id) are those that count; `evidence` has finding_id, table, row_key. Returns case_id and
    carrier_id pairs of the same authority, where the carrier's kind of subject carries the other's.
    """
    records = findings[["case_id", "record_table", "record_id"]].drop_duplicates()
    records = records.merge(cases[["case_id", "authority", "subject_kind"]], on="case_id")
    carriers = cases[cases.subject_kind.isin(list(CARRIES))]
    named = (
        evidence[["finding_id", "table", "row_key"]]
        .astype(object)
        .merge(
            findings.loc[findings.case_id.isin(carriers.case_id), ["finding_id", "case_id"]],
            on="finding_id",
        )
    )
    named = named.drop(columns="finding_id").drop_duplicates()
    named = named.merge(carriers[["case_id", "authority", "subject_kind"]], on="case_id")
    named = named.assign(record_table=named.table, record_id=read_record_ids(named.row_key))
    # a night without evidence has columns without a type, which join with nothing
    named, records = named.astype(object), records.astype(object)
    pairs = records.merge(
        named, on=["authority", "record_table", "record_id"], suffixes=("", "_of_carrier")
    )
    allowed = {(above, below) for above, kinds in CARRIES.items() for below in kinds}
    is_allowed = [
        pair in allowed
        for pair in zip(pairs.subject_kind_of_carrier, pairs.subject_kind, strict=True)
    ]
    found = pairs[pd.Series(is_allowed, index=pairs.index, dtype=bool)]
    found = found.groupby(["case_id", "case_id_of_carrier"]).size()
    sizes = records.groupby("case_id").size()
    is_whole = found == sizes.reindex(found.index.get_level_values("case_id")).to_numpy()
    pairs = found[is_whole].index.to_frame(index=False)
    return pairs.rename(columns={"case_id_of_carrier": "carrier_id"})
