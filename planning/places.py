"""Places of a visit: the teams and weeks that law, calendar and staff-days leave open to it."""

import math
from collections import Counter
from datetime import timedelta

from planning.quarter import Closings, Quarter, overlaps, parse_stretches
from planning.teams import Rules, Team, find_hindrance

FOLLOW_UP = "7"
FOLLOW_UP_DAYS = 90  # a target shall have had time to mend what was found
MOST_WEEKS = 3  # of one visit: a team that is longer away is another team
SLACK = 1e-9  # sums of days in floats


def list_open_weeks(target, closings: Closings) -> list[int]:
    """The numbers of the weeks in which a target may be visited: no blackout, no closing, and
    for a 回头看 90 days after closing.
    """
    quarter, closed = closings.quarter, closings.list_weeks(target.district)
    blackout = parse_stretches(target.blackout)
    first = quarter.first
    is_follow_up = target.source == "follow_up" or target.inspection_kind == FOLLOW_UP
    if is_follow_up and target.closed_on is not None:
        first = target.closed_on + timedelta(FOLLOW_UP_DAYS)
    return [
        n
        for n, week in enumerate(quarter.weeks)
        if n not in closed and week.workdays[0] >= first and not overlaps(week, blackout)
    ]


def get_month(quarter: Quarter, week: int) -> int:
    """The month whose staff-days a week takes: that of its first working day in the quarter."""
    return quarter.weeks[week].workdays[0].month


def get_capacity(team: Team, week: int, quarter: Quarter) -> float:
    """Staff-days of a team in a week."""
    return float(team.persons * len(quarter.weeks[week].workdays))


def get_month_room(team: Team, month: int, quarter: Quarter, busy: dict) -> float:
    """Staff-days that a team gives in a month, less those that another plan has taken."""
    weeks = range(len(quarter.weeks))
    taken = sum(busy.get((team.team_id, n), 0.0) for n in weeks if get_month(quarter, n) == month)
    return max(team.days_per_month - taken, 0.0)


def count_weeks(target, team: Team) -> int | None:
    """Weeks that a visit takes of a team, five days each; None if it is too much for three."""
    weeks = max(1, math.ceil(target.staff_days / (team.persons * 5) - SLACK))
    return weeks if weeks <= min(MOST_WEEKS, team.most_weeks) else None


def list_places(target, teams, rules: Rules, closings: Closings, busy: dict) -> tuple:
    """The places (team, week, weeks) of a target, and reason → teams that have none."""
    open_weeks = set(list_open_weeks(target, closings))
    places, hindered = [], {}
    for team in teams:
        why = find_hindrance(team, target, rules)
        weeks = count_weeks(target, team)
        if why is None and weeks is None:
            why = "size"
        if why is None:
            open_to_both = open_weeks - closings.list_weeks(team.district)
            starts = [
                t
                for t in range(len(closings.quarter.weeks) - weeks + 1)
                if all(n in open_to_both for n in range(t, t + weeks))
                and all(_is_licensed(team, n, closings.quarter) for n in range(t, t + weeks))
            ]
            fitting = [t for t in starts if _fits(target, team, t, weeks, closings.quarter, busy)]
            if fitting:
                places += [(team, t, weeks) for t in fitting]
                continue
            why = "size" if starts else "week"
        hindered[why] = hindered.get(why, 0) + 1
    return places, hindered


def _is_licensed(team, week, quarter):
    return team.licensed_until >= quarter.weeks[week].workdays[-1]


def _fits(target, team, start, weeks, quarter, busy):
    """Whether weeks and months of a team have room for a visit alone."""
    days, span = target.staff_days / weeks, range(start, start + weeks)
    by_month = Counter(get_month(quarter, n) for n in span)
    return all(
        days <= get_capacity(team, n, quarter) - busy.get((team.team_id, n), 0.0) + SLACK
        for n in span
    ) and all(
        days * count <= get_month_room(team, month, quarter, busy) + SLACK
        for month, count in by_month.items()
    )
