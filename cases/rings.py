"""Rings: cases tied by a shared phone, account, address, agent or flagged unit, hubs removed, with what ties them.

The entity graph has subjects on one side and what they share on the other. Links come from every scenario, counted over
all subjects in the engine; only those of flagged subjects reach this file, where scipy finds the connected components.
"""

import hashlib
from decimal import Decimal

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from contracts.bilingual_text import BilingualText

HUB_SUBJECTS = (
    60  # a street window's phone, a bank's account, an HR platform ties everybody and so nobody
)
ENTITIES = (
    "person",
    "employer",
    "institution",
    "operator",
)  # they tie only where they are flagged themselves
KINDS = {
    "person": BilingualText("同一个人", "a person"),
    "employer": BilingualText("同一被提示单位", "a flagged unit"),
    "institution": BilingualText("同一被提示机构", "a flagged institution"),
    "operator": BilingualText("同一经办人", "an operator"),
    "phone": BilingualText("共用电话", "a shared phone"),
    "bank": BilingualText("共用银行账户", "a shared bank account"),
    "device": BilingualText("共用设备", "a shared device"),
    "address": BilingualText("同一地址", "an address"),
    "witness": BilingualText("同一证人", "a witness"),
    "collector": BilingualText("同一代购人", "a collector"),
    "account": BilingualText("同一收款账户", "a payee's account"),
    "group": BilingualText("同一组关联单位", "a group of affiliates"),
    "respondent": BilingualText("同一仲裁被申请人", "a respondent"),
    "legal_rep": BilingualText("同一法定代表人", "a legal representative"),
    "doctor": BilingualText("同一医师", "a doctor"),
    "expert": BilingualText("同一鉴定专家", "an expert"),
    "panel": BilingualText("同一专家组合", "a pair of experts"),
}
TIE_COLUMNS = ["ring_id", "case_id", "link_kind", "link_id", "link_subjects"]
RING_COLUMNS = ["ring_id", "case_count", "amount_involved", "ties_zh", "ties_en"]


def find_ring_ties(
    cases: pd.DataFrame, links: pd.DataFrame, *, hub_subjects: int = HUB_SUBJECTS
) -> pd.DataFrame:
    """The edges of all rings: ring_id, case_id, link_kind, link_id, link_subjects.

    `cases` has case_id, subject_kind, subject_id; `links` subject_kind, subject_id, link_kind, link_id and
    link_subjects (how many subjects the link ties in all, flagged or not, so that hubs are seen). A unit ties its
    people only where it is flagged itself: colleagues of an ordinary firm are no ring. A ring has two cases and
    more; its id is a hash of the smallest case id.
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
    """One row a ring: ring_id, case_count, amount_involved, and in words what ties its cases, strongest first."""
    if ties.empty:
        return pd.DataFrame(columns=RING_COLUMNS)
    members = (
        ties[["ring_id", "case_id"]].drop_duplicates().merge(cases[["case_id", "amount_involved"]])
    )
    descriptions = _describe_ties(ties)
    rows = [
        {
            "ring_id": ring_id,
            "case_count": len(own),
            "amount_involved": sum(own.amount_involved, Decimal(0)),
            "ties_zh": descriptions[ring_id].zh,
            "ties_en": descriptions[ring_id].en,
        }
        for ring_id, own in members.groupby("ring_id", sort=True)
    ]
    return pd.DataFrame(rows, columns=RING_COLUMNS)


def _find_components(case_links):
    """The connected component of each tie."""
    case, members = pd.factorize(case_links.case_id)
    link, groups = pd.factorize(case_links.link_kind + "\x1f" + case_links.link_id)
    size = len(members) + len(groups)
    graph = coo_array(
        (np.ones(len(case_links), dtype=int), (case, link + len(members))), shape=(size, size)
    )
    return connected_components(graph, directed=False)[1][case]


def _describe_ties(ties) -> dict[str, BilingualText]:
    """Ring → what ties its cases: each kind with how many there are and the most cases that one of them ties."""
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
        kind = KINDS.get(row.link_kind, BilingualText(row.link_kind, row.link_kind))
        zh, en = texts_by_ring.setdefault(row.ring_id, ([], []))
        zh.append(f"{kind.zh}{row.number}个，最多牵涉{row.most}件")
        en.append(f"{kind.en} ({row.number}, up to {row.most} cases)")
    return {
        ring_id: BilingualText("；".join(zh), "; ".join(en))
        for ring_id, (zh, en) in texts_by_ring.items()
    }


def _compute_ring_id(smallest_case_id):
    return "R" + hashlib.sha256(smallest_case_id.encode()).hexdigest()[:12]
