"""The place of a case in the order of the city, and what its credence is made of: drawn lists."""

from types import SimpleNamespace

import pandas as pd

from reports.explain.list_order import (
    build_list_order,
    find_deciding_key,
    list_source_credence,
)

# case, level, status, position, credence, yuan, severity, case that carries it
LIST = """
C1 H listed 1 0.95 10 50 -
C2 H listed 2 0.90 90 50 -
C3 H held   3 0.90 80 99 C1
C4 S listed 4 0.60 80 99 -
C5 S held   5 0.60 80 10 -
C6 M listed 6 0.15 10 99 -
C7 M held   7 0.15 10 99 -
C9 H open   8 0.10 10 99 -
"""
COLUMNS = [
    *("case_id", "level", "list_status", "position", "credence", "amount_involved", "severity"),
    "carried_by",
]


def draw_run(lines=LIST):
    """A run that holds these cases."""
    cases = pd.DataFrame([line.split() for line in lines.strip().splitlines()], columns=COLUMNS)
    cases = cases.astype({"position": int, "credence": float, "severity": float})
    cases["carried_by"] = cases.carried_by.replace("-", None)
    return SimpleNamespace(cases=cases.assign(source_count=1).set_index("case_id"))


def test_cases_stand_in_the_order_of_the_city_and_open_ones_take_no_place():
    order = build_list_order(draw_run())
    assert [order[f"C{n}"].position for n in range(1, 8)] == [1, 2, 3, 4, 5, 6, 7]
    assert "C9" not in order and order["C1"].cases == 7


def test_the_key_that_decides_between_neighbours_is_the_first_in_which_they_differ():
    order = build_list_order(draw_run())
    decided = {
        c: find_deciding_key(one.previous, one.keys) for c, one in order.items() if one.previous
    }
    assert decided == {
        "C2": "credence",
        "C3": "amount",
        "C4": "credence",
        "C5": "severity",
        "C6": "credence",
        "C7": "unusual",
    }
    assert order["C4"].next.case_id == "C5" and order["C7"].next is None


def test_places_are_counted_apart_for_rules_and_for_the_model():
    order = build_list_order(draw_run())
    assert (order["C5"].eligible, order["C5"].listed) == (5, 3)
    assert order["C5"].last_listed.case_id == "C4"
    assert (order["C7"].eligible, order["C7"].listed) == (2, 1)
    assert order["C3"].carrier.case_id == "C1" and order["C5"].carrier is None


def test_the_best_hit_of_each_source_makes_the_credence():
    findings = pd.DataFrame(
        [
            ("F1", "C1", "s", "U1", "S", "a", 0.6),
            ("F2", "C1", "s", "U2", "H", "a", 0.9),
            ("F3", "C1", "s", "U3", "S", "b", 0.2),
            ("F4", "C1", "s", "U4", "M", "c", None),
            ("F5", "C2", "s", "U1", "S", "a", 0.6),
        ],
        columns=[
            *("finding_id", "case_id", "scenario_id", "indicator_id", "level", "source"),
            "credence",
        ],
    )
    health = {
        ("s", "U3"): {"subjects_hit": 300, "plausible": 35.0, "judged": 4, "rate": 0.5},
    }
    sources = list_source_credence(SimpleNamespace(findings=findings, health=health), "C1")
    assert [(s.indicator_id, s.credence) for s in sources] == [("U2", 0.9), ("U3", 0.2)]
    assert (sources[1].subjects_hit, sources[1].judged, sources[1].rate) == (300, 4, 0.5)


def test_an_empty_list_has_no_order():
    assert build_list_order(draw_run("C9 H open 1 0.9 99 99 -")) == {}
