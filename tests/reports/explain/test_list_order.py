"""The place of a case in the order of its district: drawn lists."""

from types import SimpleNamespace

import pandas as pd

from reports.explain.list_order import build_list_order, find_deciding_key

# case, district, level, status, rank, severity, yuan, sources of evidence
LIST = """
C1 A H listed 1 50 10 2
C2 A H listed 2 90 10 1
C3 A H held   1 80 99 1
C4 A H held   2 80 10 1
C5 A S held   3 95 10 1
C6 A M listed 3 99 10 0
C7 A M held   4 99 10 0
C8 B H listed 1 10 10 1
C9 A H open   5 99 99 3
"""


def draw_run(lines=LIST):
    """A run that holds these cases, and for each source of evidence of a case a finding."""
    columns = [
        "case_id",
        "district",
        "level",
        "list_status",
        "rank",
        "severity",
        "amount_involved",
        "sources",
    ]
    cases = pd.DataFrame([line.split() for line in lines.strip().splitlines()], columns=columns)
    cases = cases.astype({"rank": int, "severity": float, "amount_involved": float, "sources": int})
    findings = [
        (row.case_id, row.level, f"source{n}")
        for row in cases.itertuples()
        for n in range(row.sources)
    ]
    findings = pd.DataFrame(findings, columns=["case_id", "level", "family"])
    cases = cases.assign(authority="人社").set_index("case_id")
    return SimpleNamespace(cases=cases, findings=findings)


def test_cases_stand_by_level_then_sources_then_severity_then_amount():
    order = build_list_order(draw_run())
    positions = {case_id: one.position for case_id, one in order.items()}
    assert positions == {"C1": 1, "C2": 2, "C3": 3, "C4": 4, "C5": 5, "C6": 6, "C7": 7, "C8": 1}


def test_an_open_case_takes_no_place():
    order = build_list_order(draw_run())
    assert "C9" not in order and order["C1"].eligible == 7


def test_what_stands_before_is_counted_by_the_key_that_put_it_there():
    order = build_list_order(draw_run())
    assert order["C1"].before == {}
    assert order["C2"].before == {"sources": 1}
    assert order["C4"].before == {"sources": 1, "severity": 1, "amount": 1}
    assert order["C5"].before == {"level": 4}
    assert order["C7"].before == {"level": 5, "unusual": 1}


def test_the_key_that_decides_between_neighbours_is_the_first_in_which_they_differ():
    order = build_list_order(draw_run())
    decided = {
        c: find_deciding_key(one.previous, one.keys) for c, one in order.items() if one.previous
    }
    assert decided == {
        "C2": "sources",
        "C3": "severity",
        "C4": "amount",
        "C5": "level",
        "C6": "level",
        "C7": "unusual",
    }


def test_the_places_of_a_level_are_counted_in_the_district_and_in_the_city():
    held = build_list_order(draw_run())["C3"]
    assert (held.level_position, held.level_eligible, held.level_listed) == (3, 4, 2)
    assert held.city_listed == {"H": 3, "S": 0, "M": 1}
    assert held.last_listed.case_id == "C2"


def test_an_empty_list_has_no_order():
    assert build_list_order(draw_run("C9 A H open 1 99 99 3")) == {}
