"""Rings: connected components of cases that share a phone, account, address, agent or flagged unit.

The graph is bipartite: subjects, and what they share. Links come from every scenario and are
counted over all subjects in the engine; only those of flagged subjects reach this file. Hubs tie
nobody (decision 20).
"""

import hashlib
from decimal import Decimal

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from contracts.bilingual_text import BilingualText
from contracts.link_kinds import get_link_name

# decision 20: above it stand the phone of a street's service window, an account of a bank, an HR
# platform
HUB_SUBJECTS = 60
# subjects themselves: they tie others only where they are flagged
ENTITIES = ("person", "employer", "institution", "operator")
TIE_COLUMNS = ["ring_id", "case_id", "link_kind", "link_id", "link_subjects"]
RING_COLUMNS = ["ring_id", "case_count", "amount_involved", "ties_zh", "ties_en"]


def find_ring_ties(
    cases: pd.DataFrame, links: pd.DataFrame, *, hub_subjects: int = HUB_SUBJECTS
) -> pd.DataFrame:
    """The edges of all rings: ring_id, case_id, link_kind, link_id, link_subjects.

    `cases` has case_id, subject_kind, subject_id; `links` has subject_kind, subject_id, link_kind,
    link_id and link_subjects (how many subjects the link ties in all, flagged or not). A unit ties
    its people only where it is flagged itself: colleagues of an ordinary firm are no ring. A ring
    has at least two cases.
    """
    flagged = set(zip(cases.subject_kind, cases.subject_id, strict=True))
    is_entity = links.link_kind.isin(ENTITIES)
    is_flagged = np.array(
        [key in flagged for key in zip(links.link_kind, links.link_id, strict=True)], dtype=bool
    )
    links = links[
        (is_entity & is_flagged) | (~is_entity & links.link_subjects.between(2, hub_subjects))
    ]
    case_links = links.merge(
        cases[["case_id", "subject_kind", "subject_id"]], on=["subject_kind", "subject_id"]
    )
    case_links = case_links.drop_duplicates(["case_id", "link_kind", "link_id"])
    is_shared = case_links.groupby(["link_kind", "link_id"]).case_id.transform("size") > 1
    case_links = case_links[is_shared].reset_index(drop=True)
    if case_links.empty:
        return pd.DataFrame(columns=TIE_COLUMNS)
    smallest = case_links.case_id.groupby(_find_components(case_links)).transform("min")
    return case_links.assign(ring_id=smallest.map(_compute_ring_id))[TIE_COLUMNS]


def build_ring_table(ties: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """One row a ring: ring_id, case_count, amount_involved (yuan), ties_zh, ties_en."""
    if ties.empty:
        return pd.DataFrame(columns=RING_COLUMNS)
    members = (
        ties[["ring_id", "case_id"]].drop_duplicates().merge(cases[["case_id", "amount_involved"]])
    )
    descriptions = _describe_ties(ties)
    rows = [
        {
            "ring_id": ring_id,
            "case_count": len(ring_cases),
            "amount_involved": sum(ring_cases.amount_involved, Decimal(0)),
            "ties_zh": descriptions[ring_id].zh,
            "ties_en": descriptions[ring_id].en,
        }
        for ring_id, ring_cases in members.groupby("ring_id", sort=True)
    ]
    return pd.DataFrame(rows, columns=RING_COLUMNS)


def _find_components(case_links):
    """The number of the connected component of each tie."""
    case, members = pd.factorize(case_links.case_id)
    link, groups = pd.factorize(case_links.link_kind + "\x1f" + case_links.link_id)
    size = len(members) + len(groups)
    graph = coo_array(
        (np.ones(len(case_links), dtype=int), (case, link + len(members))), shape=(size, size)
    )
    return connected_components(graph, directed=False)[1][case]


def _describe_ties(ties) -> dict[str, BilingualText]:
    """Ring → its ties in words: each kind, how many links, the most cases that one link ties."""
    link_counts = (
        ties.groupby(["ring_id", "link_kind", "link_id"])
        .case_id.nunique()
        .reset_index(name="cases")
    )
    kinds = link_counts.groupby(["ring_id", "link_kind"]).agg(
        number=("cases", "size"), most=("cases", "max")
    )
    kinds = kinds.reset_index().sort_values(
        ["ring_id", "most", "link_kind"], ascending=[True, False, True]
    )
    texts_by_ring = {}
    for row in kinds.itertuples():
        kind = get_link_name(row.link_kind)
        zh, en = texts_by_ring.setdefault(row.ring_id, ([], []))
        zh.append(f"{kind.zh}{row.number}个，最多牵涉{row.most}件")
        en.append(f"{kind.en} ({row.number}, up to {row.most} cases)")
    return {
        ring_id: BilingualText("；".join(zh), "; ".join(en))
        for ring_id, (zh, en) in texts_by_ring.items()
    }


def _compute_ring_id(smallest_case_id):
    return "R" + hashlib.sha256(smallest_case_id.encode()).hexdigest()[:12]
