"""The order of a night's list, worked out again from what was published, and what stood before each
case.
"""

from decimal import Decimal

from cases.select_within_budget import GROUP
from contracts.levels import LEVEL_ORDER, RULE_LEVELS
from reports.explain.facts import CaseOrder, OrderKeys
from reports.explain.run_tables import RunTables

# each key of cases/list_cases.py puts a case behind those that are larger in it and equal in all
# before it
KEYS = ("level", "sources", "unusual", "severity", "amount", "case_id")


def build_list_order(run: RunTables) -> dict[str, CaseOrder]:
    """case_id → its place in its authority and district, of the cases that were eligible tonight
    (listed or held).

    The model's own order of unusual cases is not published: within a district it is that of their
    rank.
    """
    cases = _sort_cases(run)
    if cases.empty:
        return {}
    before = _count_before(cases)
    group_size = cases.groupby(GROUP).case_id.transform("size")
    of_level = cases.groupby([*GROUP, "level"])
    level_size, level_listed = (
        of_level.case_id.transform("size"),
        of_level.is_listed.transform("sum"),
    )
    level_position = of_level.cumcount() + 1
    position = cases.groupby(GROUP).cumcount() + 1
    city = cases.groupby("level").is_listed.agg(["size", "sum"])
    city_eligible = {level: int(n) for level, n in city["size"].items()}
    city_listed = {level: int(n) for level, n in city["sum"].items()}
    keys = [_make_keys(row) for row in cases.itertuples()]
    last_listed = {
        group: keys[place]
        for place, (group, is_listed) in enumerate(
            zip(
                cases[[*GROUP, "level"]].itertuples(index=False, name=None),
                cases.is_listed,
                strict=True,
            )
        )
        if is_listed
    }
    orders = {}
    for place, row in enumerate(cases.itertuples()):
        orders[row.case_id] = CaseOrder(
            keys=keys[place],
            position=int(position.iat[place]),
            eligible=int(group_size.iat[place]),
            before={key: int(before[key][place]) for key in KEYS if before[key][place]},
            previous=keys[place - 1] if position.iat[place] > 1 else None,
            level_position=int(level_position.iat[place]),
            level_eligible=int(level_size.iat[place]),
            level_listed=int(level_listed.iat[place]),
            city_eligible=city_eligible,
            city_listed=city_listed,
            last_listed=last_listed.get((row.authority, row.district, row.level)),
        )
    return orders


def _sort_cases(run):
    """The eligible cases, district by district, in the order of the list."""
    cases = run.cases[run.cases.list_status.isin(["listed", "held"])].reset_index()
    strong = run.findings[run.findings.level.isin(RULE_LEVELS)]
    sources = strong.groupby("case_id").family.nunique()
    is_unusual = cases.level == "M"
    cases = cases.assign(
        sources=cases.case_id.map(sources).fillna(0).astype(int),
        is_listed=cases.list_status == "listed",
        level_order=cases.level.map(LEVEL_ORDER),
        unusual=cases["rank"].where(is_unusual, 0)
        + (is_unusual & (cases.list_status == "held")) * 1e9,
        yuan=cases.amount_involved.astype(float),
    )
    by = [*GROUP, "level_order", "sources", "unusual", "severity", "yuan", "case_id"]
    ascending = [True, True, True, False, True, False, False, True]
    return cases.sort_values(by, ascending=ascending).reset_index(drop=True)


def _count_before(cases):
    """Key → for each case how many of its district stand before it by that key."""
    columns = ["level_order", "sources", "unusual", "severity", "yuan"]
    counts, outer = {}, cases.groupby(GROUP).cumcount()
    for number, key in enumerate(KEYS[:-1], 1):
        inner = cases.groupby([*GROUP, *columns[:number]]).cumcount()
        counts[key] = (outer - inner).to_numpy()
        outer = inner
    return counts | {"case_id": outer.to_numpy()}


def find_deciding_key(first: OrderKeys, second: OrderKeys) -> str:
    """The key in which two cases differ first."""
    if first.level != second.level:
        return "level"
    if first.sources != second.sources:
        return "sources"
    if first.level == "M":
        return "unusual"
    if first.severity != second.severity:
        return "severity"
    return "amount" if first.amount != second.amount else "case_id"


def _make_keys(row):
    return OrderKeys(
        row.case_id, row.level, row.sources, float(row.severity), Decimal(row.amount_involved)
    )
