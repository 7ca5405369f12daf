"""Whom a case carries: persons and units whose records its evidence names, and their cases."""

import pandas as pd

from cases.independent_sources import SHARED_ROWS

# a case on one of these carries the persons (and an institution's or operator's also the units)
# that its rows name; an ordinary person's case carries nobody
CARRIES = {"employer": ("person",), "institution": ("person", "employer")}
CARRIES["operator"] = CARRIES["institution"]


def find_carrying_cases(
    cases: pd.DataFrame, findings: pd.DataFrame, evidence: pd.DataFrame
) -> pd.DataFrame:
    """Find for each case the cases whose evidence holds more than half of its own rows.

    `cases` has case_id, authority, subject_kind; `findings` (finding_id, case_id) are those that
    count; `evidence` has finding_id, table, row_key. Returns case_id and carrier_id pairs of the
    same authority, where the carrier's kind of subject carries the other's.
    """
    rows = evidence[["finding_id", "table", "row_key"]].merge(
        findings[["finding_id", "case_id"]], on="finding_id"
    )
    rows = rows.drop(columns="finding_id").drop_duplicates()
    rows = rows.merge(cases[["case_id", "authority", "subject_kind"]], on="case_id")
    carriers = rows[rows.subject_kind.isin(list(CARRIES))]
    pairs = rows.merge(carriers, on=["authority", "table", "row_key"], suffixes=("", "_of_carrier"))
    allowed = {(above, below) for above, kinds in CARRIES.items() for below in kinds}
    is_allowed = [
        pair in allowed
        for pair in zip(pairs.subject_kind_of_carrier, pairs.subject_kind, strict=True)
    ]
    shared = pairs[is_allowed].groupby(["case_id", "case_id_of_carrier"]).size()
    sizes = rows.groupby("case_id").size()
    share = shared / sizes.reindex(shared.index.get_level_values("case_id")).to_numpy()
    found = share[share > SHARED_ROWS].index.to_frame(index=False)
    return found.rename(columns={"case_id_of_carrier": "carrier_id"})
