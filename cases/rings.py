"""Rings: flagged subjects tied by a shared phone, account, address, agent or employer, hubs removed."""

import hashlib

import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

HUB_SUBJECTS = 60  # a street window's phone, a bank's account, an HR platform ties everybody and so nobody


def ring_ids(cases: pd.DataFrame, links: pd.DataFrame, *, hub_subjects: int = HUB_SUBJECTS) -> pd.Series:
    """case_id → ring_id for every case that is tied to another one.

    `links` has subject_kind, subject_id, link_kind, link_id and link_subjects: how many subjects the link ties
    in all, flagged or not, so that hubs are seen. A ring's id is a hash of its smallest case id.
    """
    links = links[links.link_subjects.between(2, hub_subjects)]
    tied = links.merge(cases, on=["subject_kind", "subject_id"])
    if tied.empty:
        return pd.Series(dtype=str)
    members = tied.case_id.astype("category")
    groups = (tied.link_kind + "\x1f" + tied.link_id).astype("category")
    component = _components(members.cat.codes.to_numpy(), groups.cat.codes.to_numpy())
    named = pd.DataFrame(
        {"case_id": members.cat.categories, "component": component[: len(members.cat.categories)]}
    )
    rings = named.groupby("component").case_id.transform("min")
    named = named[named.groupby("component").case_id.transform("size") > 1]
    return pd.Series([_ring_id(rings[i]) for i in named.index], index=named.case_id, dtype=str)


def _components(members, groups):
    count = members.max() + 1
    size = count + groups.max() + 1
    ones = pd.Series(1, index=range(len(members))).to_numpy()
    graph = coo_array((ones, (members, groups + count)), shape=(size, size))
    return connected_components(graph, directed=False)[1]


def _ring_id(smallest_case_id):
    return "R" + hashlib.sha256(smallest_case_id.encode()).hexdigest()[:12]
