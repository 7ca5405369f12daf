"""Which targets may be visited in a quarter, as what kind of inspection, and which must be."""

from datetime import timedelta

import pandas as pd

from planning.places import FOLLOW_UP, FOLLOW_UP_DAYS, list_places
from planning.quarter import Closings, Quarter
from planning.settings import PlanSettings

RANDOM, LEAD, COMPLAINT, ASSIGNED, FOLLOW, COVERAGE = (
    "random",
    "lead",
    "complaint",
    "assigned",
    "follow_up",
    "coverage",
)
ROUTINE, LEADS, CROSS, SHORT, AUDIT, INTERNAL = "1", "2", "4", "6", "8", "9"
COMPLAINT_EXEMPT, ASSIGNED_EXEMPT = "投诉举报", "上级交办"


def add_tasks(
    valued: pd.DataFrame, complaints: pd.DataFrame, quarter: Quarter, settings: PlanSettings
) -> pd.DataFrame:
    """Add source (of visits that must be, else None), due_on, inspection_kind, exempt_reason.

    A complaint that is due by the end of the quarter, an order from above and a 回头看 that is due
    must be. Complaints and orders are exempt from the yearly cap by the year plan's rule (咸宁
    2026), leads in the data only where the register says so.
    """
    open_ = complaints[~complaints.is_closed.astype(bool)]
    due = open_[open_.due_on.map(lambda d: d is not None and d <= quarter.last).astype(bool)]
    due = due.groupby("target_id").due_on.min().to_dict()
    complained = set(open_.target_id)
    rows = []
    for row in valued.itertuples():
        source = (
            COMPLAINT
            if row.target_id in due
            else ASSIGNED
            if row.assigned_reason
            else FOLLOW
            if _is_follow_up_due(row, quarter)
            else None
        )
        exempt = row.exempt_reason or (
            COMPLAINT_EXEMPT
            if row.target_id in complained
            else ASSIGNED_EXEMPT
            if row.assigned_reason
            else None
        )
        rows.append(
            {
                "source": source,
                "due_on": due.get(row.target_id),
                "inspection_kind": _choose_kind(row, source, settings),
                "exempt_reason": exempt,
            }
        )
    tasks = pd.DataFrame(rows, columns=["source", "due_on", "inspection_kind", "exempt_reason"])
    tasks = tasks.astype(object).where(tasks.notna(), None)
    rest = valued.drop(columns=["exempt_reason"]).reset_index(drop=True)
    return pd.concat([rest, tasks.astype(object)], axis=1)


def _is_follow_up_due(row, quarter):
    if row.follow_up_due_on is None or row.follow_up_due_on > quarter.last:
        return False
    return row.closed_on is None or row.closed_on + timedelta(FOLLOW_UP_DAYS) <= quarter.last


def _choose_kind(row, source, settings):
    if row.target_kind == "O":
        return INTERNAL
    if source == FOLLOW:
        return FOLLOW_UP
    if row.assigned_kind:
        return row.assigned_kind
    if row.target_kind == "E":
        return AUDIT
    if row.target_kind in settings.cross_check:
        return CROSS
    return SHORT if row.lead_count == 1 else LEADS


def find_obstacles(tasks: pd.DataFrame, teams, rules, closings: Closings, busy) -> dict:
    """Target id → (code, words in Chinese, in English) for those that cannot be visited.

    The yearly cap, and targets that no team has a week for.
    """
    obstacles = {}
    for row in tasks.itertuples():
        is_capped = row.is_enterprise and row.visits_this_year >= row.cap_per_year
        if is_capped and not row.exempt_reason:
            obstacles[row.target_id] = (
                "cap",
                f"本年已检查{row.visits_this_year}次，上限{row.cap_per_year}次，无例外理由",
                f"visited {row.visits_this_year} times this year, the cap is {row.cap_per_year} "
                "and no exemption is given",
            )
            continue
        places, hindered = list_places(row, teams, rules, closings, busy)
        if not places:
            zh, en = describe_hindrances(hindered)
            obstacles[row.target_id] = ("team", zh, en)
    return obstacles


HINDRANCES = {
    "home": ("本区县不得自查", "its own district"),
    "circle": ("不是抽定的来查区县", "not the district that the circle drew"),
    "rotation": ("最近两轮来查过", "came in the last two rounds"),
    "recusal": ("须回避", "recused"),
    "skill": ("缺少所需专长", "lacks the skill"),
    "size": ("人日不够", "fewer staff-days in its weeks and months than it takes"),
    "week": ("没有可用的周（停查、证件到期或已占用）", "no open week (blackout, licence, busy)"),
}


def describe_hindrances(hindered: dict[str, int]) -> tuple[str, str]:
    """Say why no team may come, in Chinese and English."""
    if not hindered:
        return "没有检查组", "there is no team"
    parts = [(*HINDRANCES[code], count) for code, count in hindered.items()]
    zh = "、".join(f"{count}个组{words}" for words, _, count in parts)
    en = ", ".join(f"{count} teams: {words}" for _, words, count in parts)
    return f"没有可派的检查组：{zh}", f"no team can be sent: {en}"
