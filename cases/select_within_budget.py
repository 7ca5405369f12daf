"""Selection within the budget: H, then S, then M, shared out over authority and district."""

import math

import pandas as pd

GROUP = ["authority", "district"]


def split_budget(
    requested: int, *, control_share: float, unusual_share: float
) -> tuple[int, int, int]:
    """(places for flagged cases, of these reserved for unusual ones, places for the control
    sample).
    """
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

    `order` is 0 for the first case of all. `reserved` places go to unusual cases (level M), the
    rest to H, then S, then M. A level that does not fit is shared out over authority and district
    in proportion to its eligible cases. With a column `expected` (chance that a case is true) only
    `exploration_share` of the places is filled in this way, so that kinds without verdicts are
    still checked; the rest goes to the highest `expected`. `caps` ("人社/330203" → cases) bounds a
    group. The result has min(places, eligible) cases, unless caps bind.
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
    """Places per group by the largest-remainder method, at most its size; ties go by name."""
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
    free = [caps.get("/".join(group), math.inf) - used.get(group, 0) for group in groups]
    return pool.case_id[place < free].tolist()
