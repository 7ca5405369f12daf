"""Selection within the budget: the likeliest cases first, model-only ones within their share."""

import math

import pandas as pd

GROUP = ["authority", "district"]


def split_budget(
    requested: int, *, control_share: float, unusual_share: float
) -> tuple[int, int, int]:
    """(places for flagged cases, of these the share of unusual ones, places for the control
    sample).
    """
    control = math.ceil(requested * control_share) if requested else 0
    places = requested - control
    return places, round(places * unusual_share), control


def select_within_budget(
    cases: pd.DataFrame, places: int, reserved: int, caps: dict[str, int] | None = None
) -> set[str]:
    """The case ids to list out of the eligible ones (case_id, level, authority, district, order).

    `order` is 0 for the first case of all. `reserved` places are for cases that the model alone
    found (level M), never more: a place that no other case takes stays empty. The rest goes to the
    first cases of the whole city, so that a district with many weak cases takes no place from one
    with few strong ones. `caps` ("人社/330203" → cases) bounds a group.
    """
    ordered = cases.sort_values("order")
    unusual, flagged = ordered[ordered.level == "M"], ordered[ordered.level != "M"]
    chosen = _select_within_caps(unusual, caps, {})[:reserved]
    used = cases[cases.case_id.isin(chosen)].groupby(GROUP).size().to_dict()
    return {*chosen, *_select_within_caps(flagged, caps, used)[: places - len(chosen)]}


def count_expected_places(cases: pd.DataFrame, places: int, reserved: int) -> int:
    """Count the cases that the list promises where no cap binds."""
    unusual = int((cases.level == "M").sum())
    return min(places, len(cases) - unusual + min(unusual, reserved))


def _select_within_caps(pool, caps, used):
    if not caps:
        return pool.case_id.tolist()
    place = pool.groupby(GROUP).cumcount()
    groups = list(zip(pool.authority, pool.district, strict=True))
    free = [caps.get("/".join(group), math.inf) - used.get(group, 0) for group in groups]
    return pool.case_id[place < free].tolist()
