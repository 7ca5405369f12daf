"""What every plan must keep, checked from the registers and the plan's tables alone."""

from collections import defaultdict
from datetime import timedelta

from planning.quarter import Quarter, parse_stretches
from planning.registers import split_list

CROSS = ("4", "9")
DECIDED_FREELY = ("lead", "coverage")


def list_breaches(plan, registers, quarter: Quarter, settings) -> list[str]:
    """Every breach of what never gives way, in words; empty for a lawful plan."""
    visits = plan["visit"]
    people = registers.inspector.set_index("inspector_id")
    targets = registers.inspection_target.set_index("target_id")
    placed = visits[visits.team_id.notna()]
    breaches = []
    for v in placed.itertuples():
        members = v.member_ids.split(",")
        target, week = targets.loc[v.target_id], _find_week(quarter, v.week_start_on)
        last = quarter.weeks[week].workdays[-1]
        if v.inspection_kind in CROSS and v.visiting_district == v.district:
            breaches.append(f"{v.target_id}: a team in its own district")
        if v.inspection_kind in CROSS and v.visiting_district in split_list(
            target.past_visiting_districts
        ):
            breaches.append(f"{v.target_id}: came in the last two rounds")
        if {people.district[i] for i in members} != {v.visiting_district}:
            breaches.append(f"{v.target_id}: members of another district")
        licensed = [
            i for i in members if people.licence_no[i] and people.licence_valid_to[i] >= last
        ]
        if len(licensed) < 2 or v.leader_id not in licensed or not people.can_lead[v.leader_id]:
            breaches.append(f"{v.target_id}: licences {licensed}, leader {v.leader_id}")
        for r in registers.recusal_pair.itertuples():
            is_meant = r.target_id == v.target_id or r.target_kind == v.target_kind
            is_in_force = r.until_on is None or r.until_on >= quarter.first
            if r.inspector_id in [*members, *split_list(v.helper_ids)] and is_meant and is_in_force:
                breaches.append(f"{v.target_id}: {r.inspector_id} is recused")
        days = [d for n in range(week, week + _count_weeks(v)) for d in quarter.weeks[n].workdays]
        stretches = parse_stretches(target.blackout) + [
            (c.date_from, c.date_to)
            for c in registers.inspection_calendar.itertuples()
            if c.is_closed and c.district in (None, v.district, v.visiting_district)
        ]
        if any(first <= d <= end for d in days for first, end in stretches):
            breaches.append(f"{v.target_id}: in a closed week")
        is_follow_up = v.source == "follow_up" or v.inspection_kind == "7"
        if is_follow_up and target.closed_on and v.starts_on < target.closed_on + timedelta(90):
            breaches.append(f"{v.target_id}: looked at again too early")
        if v.starts_on not in quarter.weeks[week].workdays:
            breaches.append(f"{v.target_id}: starts on no working day")
    for v in visits.itertuples():
        target = targets.loc[v.target_id]
        is_capped = target.is_enterprise and v.visits_this_year >= target.cap_per_year
        if is_capped and not v.exempt_reason:
            breaches.append(f"{v.target_id}: over the cap without a reason")
    breaches += _check_circle(placed) + _check_groups(placed, visits)
    breaches += _check_loads(placed, people, quarter)
    return breaches + _check_choice(plan, visits, targets, settings)


def _find_week(quarter, monday):
    return next(n for n, w in enumerate(quarter.weeks) if w.monday == monday)


def _count_weeks(visit):
    """Weeks of a visit: at most five days a week of each member."""
    per_week = 5 * len(visit.member_ids.split(","))
    return max(1, -(-int(visit.staff_days * 2) // (per_week * 2)))


def _check_circle(placed):
    crossed = placed[placed.inspection_kind.isin(CROSS)]
    pairs = set(zip(crossed.visiting_district, crossed.district, strict=True))
    return [f"{a} and {b} visit each other" for a, b in pairs if (b, a) in pairs and a < b]


def _check_groups(placed, visits):
    breaches = []
    for group, members in placed.groupby("group_id"):
        starts = members.groupby("week_start_on").starts_on.agg(["nunique", "size"])
        if len(starts) > 1 or members.starts_on.nunique() > 1:
            breaches.append(f"{group}: on several mornings")
        if len(members) != (visits.group_id == group).sum():
            breaches.append(f"{group}: a part has no team")
        for team, together in members.groupby("team_id"):
            if 2 * len(together) > len(together.member_ids.iloc[0].split(",")):
                breaches.append(f"{group}: {team} has no pair for each")
    return breaches


def _check_loads(placed, people, quarter):
    by_week, by_month = defaultdict(float), defaultdict(float)
    size, days, most, breaches = {}, {}, {}, []
    for v in placed.itertuples():
        members = v.member_ids.split(",")
        size[v.team_id] = len(members)
        days[v.team_id] = sum(people.days_per_month[i] for i in members)
        most[v.team_id] = min(people.max_consecutive_weeks[i] for i in members)
        first, weeks = _find_week(quarter, v.week_start_on), _count_weeks(v)
        for n in range(first, first + weeks):
            by_week[v.team_id, n] += v.staff_days / weeks
            month = quarter.weeks[n].workdays[0].month
            by_month[v.team_id, month] += v.staff_days / weeks
    for (team, n), load in by_week.items():
        if load > size[team] * len(quarter.weeks[n].workdays) + 1e-6:
            breaches.append(f"{team}: {load} staff-days in week {n}")
    for (team, month), load in by_month.items():
        if load > days[team] + 1e-6:
            breaches.append(f"{team}: {load} staff-days in month {month}, gives {days[team]}")
    for team, most_weeks in most.items():
        away = {n for k, n in by_week if k == team}
        if any(all(n + m in away for m in range(most_weeks + 1)) for n in away):
            breaches.append(f"{team}: more than {most_weeks} weeks in a row")
    return breaches


def _check_choice(plan, visits, targets, settings):
    """Coverage, load and random share hold or are named; chains and rings hold."""
    summary, breaches = plan.summary, []
    random = int((visits.source == "random").sum())
    eligible = plan["plan_candidate"]
    if random != summary["random_count"]:
        breaches.append("random visits are miscounted")
    if summary["relaxed"] == "{}":
        room = summary["staff_days_available"] - summary["staff_days_reserved"]
        if visits.staff_days.sum() > room + 1e-6:
            breaches.append("more staff-days than there are")
    free = visits[visits.source.isin(DECIDED_FREELY)]
    chains = free.target_id.map(targets.chain_id).value_counts()
    if (chains > settings.most_per_chain).any():
        breaches.append("too many of a chain")
    hindered = eligible.reason_zh.str.contains("无例外理由|没有可派的检查组")
    hindered = set(eligible[hindered].target_id)
    for ring, ids in targets.groupby("ring_id").groups.items():
        members = set(ids) - hindered
        free_members = set(free.target_id) & members
        is_asked = len(members) > 1 and f"团伙{ring}家数多于" not in summary["notes_zh"]
        if is_asked and free_members and not members <= set(visits.target_id):
            breaches.append(f"{ring}: a part of the ring is visited")
    if visits.target_id.duplicated().any():
        breaches.append("a target is visited twice")
    return breaches
