"""Who gets listed tonight: H before S before unusual, counted per district and authority."""

import math

import pandas as pd

GROUP = ["authority", "district"]


def split_budget(
    requested: int, *, control_share: float, unusual_share: float
) -> tuple[int, int, int]:
    """(places for flagged cases, of which reserved for unusual ones, places for the control sample)."""
    control = math.ceil(requested * control_share) if requested else 0
    places = requested - control
    return places, round(places * unusual_share), control


def select_within_budget(
    cases: pd.DataFrame,
    places: int,
    reserved: int,
    caps: dict[str, int] | None = None,
    *,
    exploration_share: float = 1.0,
) -> set[str]:
    """The case ids to list out of the eligible ones (case_id, level, authority, district, order).

    `order` is 0 for the best case of all. The reserve goes to unusual cases (level M) first; the rest to H, then
    S, then unusual. Where a level does not fit, its places are shared out over authority and district in
    proportion to what is eligible there. With a column `expected` (chance that a case is true) only the share
    `explored` of the places is filled so, that nothing is forgotten which nobody has judged yet; the rest goes to the
    highest expectation. `caps` ("人社/330203" → cases) bounds a group. The result has
    min(places, eligible) cases, unless caps bind.
    """
    if "expected" not in cases:
        return set(_select_by_level(cases, places, reserved, caps))
    level_places = math.ceil(places * exploration_share)
    chosen = _select_by_level(cases, level_places, min(reserved, level_places), caps)
    rest = cases[~cases.case_id.isin(chosen)].sort_values(
        ["expected", "order"], ascending=[False, True]
    )
    used = cases[cases.case_id.isin(chosen)].groupby(GROUP).size().to_dict()
    return {*chosen, *_select_within_caps(rest, caps, used)[: places - len(chosen)]}


def _select_by_level(cases, places, reserved, caps):
    unusual = cases[cases.level == "M"].sort_values("order")
    chosen = _select_within_caps(unusual, caps, {})[:reserved]
    for level in ("H", "S", "M"):
        pool = cases[(cases.level == level) & ~cases.case_id.isin(chosen)].sort_values("order")
        used = cases[cases.case_id.isin(chosen)].groupby(GROUP).size().to_dict()
        within_caps = pool[pool.case_id.isin(_select_within_caps(pool, caps, used))]
        chosen = chosen + _select_by_quota(within_caps, places - len(chosen))
    return chosen


def allocate_places(sizes: dict, places: int) -> dict:
    """Places per group by largest remainder, none above its size; ties go to the first group in order of name."""
    total = sum(sizes.values())
    if places >= total:
        return dict(sizes)
    exact = {group: places * size / total for group, size in sorted(sizes.items())}
    quotas = {group: math.floor(quota) for group, quota in exact.items()}
    by_remainder = sorted(exact, key=lambda group: (quotas[group] - exact[group], group))
    for group in by_remainder[: places - sum(quotas.values())]:
        quotas[group] += 1
    return quotas


def _select_by_quota(pool, places):
    if places <= 0 or pool.empty:
        return []
    quotas = allocate_places(pool.groupby(GROUP).size().to_dict(), places)
    place = pool.groupby(GROUP).cumcount()
    quota = [quotas[group] for group in zip(pool.authority, pool.district, strict=True)]
    return pool.case_id[place < quota].tolist()


def _select_within_caps(pool, caps, used):
    if not caps:
        return pool.case_id.tolist()
    place = pool.groupby(GROUP).cumcount()
    groups = list(zip(pool.authority, pool.district, strict=True))
    room = [caps.get("/".join(group), math.inf) - used.get(group, 0) for group in groups]
    return pool.case_id[place < room].tolist()
