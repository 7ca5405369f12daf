"""The acceptance tests of the planner on drawn worlds."""

import json
from datetime import date

import pandas as pd
import pytest

from contracts.errors import UsageError
from planning.chance import draw_targets
from planning.make_plan import make_plan, try_staff_days
from planning.quarter import parse_quarter
from planning.settings import PlanSettings
from tests.planning.drawn_worlds import (
    BEILUN,
    HAISHU,
    JIANGBEI,
    QUARTER,
    ZHENHAI,
    draw_facts,
    draw_finding,
    draw_registers,
    draw_target,
    draw_team,
)

NO_CHANCE = PlanSettings(random_share=0, least_per_district=0, least_per_kind=0)


def plan(findings, registers, settings=NO_CHANCE, **more):
    return make_plan(draw_facts(findings), registers, QUARTER, settings, **more)


def find_visits(plan):
    return plan["visit"].set_index("target_id")


def explain(plan, target_id):
    return plan["plan_candidate"].set_index("target_id").reason_zh[target_id]


class TestTheCap:
    def test_an_enterprise_is_visited_once_a_year_but_for_a_reason(self):
        registers = draw_registers(
            [
                draw_target("P1", visits_this_year=1),
                draw_target("P2", visits_this_year=1, exempt_reason="数据监测线索"),
                draw_target("P3", visits_this_year=1, cap_per_year=2),
                draw_target("P4", visits_this_year=1, is_enterprise=False),
                draw_target("P5"),
            ]
        )
        made = plan([draw_finding(f"f{n}", f"P{n}", yuan=1_000) for n in range(1, 6)], registers)
        assert set(find_visits(made).index) == {"P2", "P3", "P4", "P5"}
        assert find_visits(made).exempt_reason["P2"] == "数据监测线索"
        assert "上限1次" in explain(made, "P1")

    def test_a_complaint_is_a_reason_and_a_deadline_makes_the_visit(self):
        complaint = {
            "complaint_id": "c",
            "target_id": "P1",
            "received_on": date(2026, 6, 1),
            "due_on": date(2026, 7, 20),
            "plausibility": 1,
        }
        registers = draw_registers([draw_target("P1", visits_this_year=1)], complaint=[complaint])
        visit = find_visits(plan([], registers)).loc["P1"]
        assert (visit.source, visit.exempt_reason) == ("complaint", "投诉举报")
        assert visit.starts_on <= date(2026, 7, 20)
        closed = draw_registers(
            [draw_target("P1", visits_this_year=1)], complaint=[complaint | {"is_closed": True}]
        )
        assert plan([], closed)["visit"].empty


class TestChance:
    def test_the_draws_of_a_plan_reproduce_from_its_published_salt(self):
        targets = [draw_target(f"P{n}", grade="A" if n % 2 else "B") for n in range(30)]
        registers = draw_registers(targets)
        findings = [draw_finding(f"f{n}", f"P{n}", yuan=100 * n) for n in range(1, 30)]
        made = plan(findings, registers, PlanSettings())
        visits, summary = made["visit"], made.summary
        random = visits[visits.source == "random"]
        again = draw_targets(registers.inspection_target, summary["salt"], summary["random_count"])
        assert set(random.target_id) == set(again.target_id) and len(random) > 0
        assert len(random) >= 0.15 * len(visits)
        assert set(random.draw_chance) == {len(random) / 30} and set(random.inspection_kind) == {
            "1"
        }

    def test_other_staff_days_draw_from_the_same_lot(self):
        registers = draw_registers([draw_target(f"P{n}") for n in range(10)])
        more = plan([], registers, PlanSettings(staff_days_factor=2)).summary
        less = plan([], registers, PlanSettings()).summary
        assert more["salt"] == less["salt"] and more["plan_id"] != less["plan_id"]


class TestRings:
    def test_a_ring_of_five_pharmacies_starts_on_one_morning(self):
        ring = [
            draw_target(f"P{n}", district=d, ring_id="R")
            for n, d in enumerate((HAISHU, HAISHU, JIANGBEI, BEILUN, BEILUN))
        ]
        people = [i for d in (HAISHU, JIANGBEI, BEILUN) for i in draw_team(d)]
        registers = draw_registers([*ring, draw_target("P9")], people)
        findings = [draw_finding(f"f{n}", f"P{n}", yuan=9_000) for n in (0, 1, 2, 3, 4, 9)]
        visits = find_visits(plan(findings, registers)).loc[[f"P{n}" for n in range(5)]]
        assert visits.week_start_on.nunique() == visits.starts_on.nunique() == 1
        assert set(visits.group_id) == {"R"} and visits.reason_zh.str.contains("同日").all()
        # each team has two pairs of officers, so two members at most
        assert visits.team_id.value_counts().max() <= 2

    def test_a_ring_is_struck_together_or_not_at_all(self):
        ring = [draw_target(f"P{n}", ring_id="R", staff_days_base=10) for n in range(3)]
        registers = draw_registers(ring, draw_team(count=6, days=2))
        # 36 staff-days, 28.8 after the reserve: two of three would fit
        made = plan([draw_finding("f0", "P0", yuan=9_000)], registers)
        assert made["visit"].empty and "须同日检查" in explain(made, "P0")

    def test_a_ring_of_more_than_there_are_pairs_is_said_and_not_asked(self):
        ring = [draw_target(f"P{n}", ring_id="R") for n in range(3)]
        registers = draw_registers(ring)
        made = plan([draw_finding(f"f{n}", f"P{n}", yuan=9_000) for n in range(3)], registers)
        assert len(made["visit"]) == 3 and "未要求同日" in made.summary["notes_zh"]


class TestWhatGivesWay:
    def test_too_few_staff_days_are_named_and_the_plan_is_delivered(self):
        targets = [
            draw_target(f"P{n}", assigned_reason="交办", staff_days_base=4) for n in range(4)
        ]
        # 4 x 0.5 x 3 = 6 staff-days, 4.8 after the reserve; sixteen are ordered
        made = plan([], draw_registers(targets, draw_team(count=4, days=1)))
        assert made.summary["status"] == "relaxed"
        assert json.loads(made.summary["relaxed"])["load|all"] == pytest.approx(16 - 9.6)
        assert "人日" in made.summary["notes_zh"] and len(made["visit"]) == 4

    def test_coverage_gives_way_before_staff_days(self):
        ordered = {"assigned_reason": "交办", "staff_days_base": 1}
        targets = [
            draw_target("P1", **ordered),
            draw_target("P2", **ordered),
            draw_target("P3", JIANGBEI, staff_days_base=1),
        ]
        registers = draw_registers(targets, draw_team(count=4, days=0.25))
        # 3 staff-days, 2.4 after the reserve: the orders alone fit
        made = plan([], registers, PlanSettings(random_share=0))
        assert json.loads(made.summary["relaxed"]) == {f"coverage|{JIANGBEI}": 1.0}
        assert "江北区" in made.summary["notes_zh"]

    def test_a_focus_gives_way_last(self):
        targets = [
            draw_target("P1", JIANGBEI, staff_days_base=2),
            draw_target("P2", assigned_reason="交办", staff_days_base=2),
            draw_target("H1", kind="H", specialty="骨科", staff_days_base=2),
        ]
        registers = draw_registers(targets, draw_team(count=4, days=0.5))
        # 6 staff-days, 4.8 after the reserve
        made = plan([], registers, PlanSettings(random_share=0, focus=("骨科",)))
        assert set(made["visit"].target_id) == {"H1", "P2"}
        assert [*json.loads(made.summary["relaxed"])] == [f"coverage|{JIANGBEI}"]

    @pytest.mark.parametrize(
        ("target", "people", "words"),
        [
            ({"inspection": "4"}, {}, "不得自查"),
            ({}, {"licence_valid_to": date(2026, 6, 30)}, "没有检查组"),
            ({}, {"licence_valid_to": date(2026, 7, 1)}, "证件到期"),
            ({"recused": True}, {}, "须回避"),
        ],
    )
    def test_law_never_gives_way_even_for_an_order(self, target, people, words):
        row = draw_target("P1", assigned_reason="交办", assigned_kind=target.get("inspection"))
        recusal = [
            {
                "recusal_id": f"r{n}",
                "inspector_id": f"I{HAISHU}{n}",
                "target_kind": "P",
                "reason": "1",
            }
            for n in range(1 if target.get("recused") else 0)
        ]
        registers = draw_registers([row], draw_team(**people), recusal_pair=recusal)
        made = plan([], registers)
        assert made["visit"].empty and words in made.summary["notes_zh"]


class TestTeamsAndWeeks:
    def test_a_cross_check_comes_from_the_district_that_was_drawn(self):
        districts = (HAISHU, JIANGBEI, BEILUN, ZHENHAI)
        targets = [draw_target(f"P{d}", d, assigned_kind="4") for d in districts]
        people = [i for d in districts for i in draw_team(d)]
        findings = [draw_finding(f"f{d}", f"P{d}", yuan=1_000) for d in districts]
        made = plan(findings, draw_registers(targets, people))
        visits = made["visit"]
        pairs = set(zip(visits.visiting_district, visits.district, strict=True))
        assert len(visits) == 4 and not any((b, a) in pairs for a, b in pairs)
        pairing = made["fairness"][made["fairness"].dimension == "pairing"]
        assert set(pairing.group_code) == {f"{a}>{b}" for a, b in pairs}

    def test_who_came_in_the_last_two_rounds_does_not_come_again(self):
        districts = (HAISHU, JIANGBEI, BEILUN)
        people = [i for d in districts for i in draw_team(d)]
        past = {"past_visiting_districts": f"{JIANGBEI}，{BEILUN}"}
        targets = [draw_target("P1", assigned_kind="4", **past)]
        made = plan([draw_finding("f", "P1", yuan=1_000)], draw_registers(targets, people))
        assert made["visit"].empty and "最近两轮来查过" in explain(made, "P1")

    def test_a_follow_up_waits_ninety_days_after_closing(self):
        target = draw_target("P1", closed_on=date(2026, 5, 20), follow_up_due_on=date(2026, 9, 20))
        visit = find_visits(plan([], draw_registers([target]))).loc["P1"]
        assert (visit.source, visit.inspection_kind) == ("follow_up", "7")
        assert visit.starts_on >= date(2026, 8, 18) and "满90日" in visit.not_earlier_zh

    def test_closed_weeks_and_blackouts_are_kept(self):
        calendar = {
            "entry_id": "k",
            "period_kind": "national",
            "date_from": date(2026, 7, 1),
            "date_to": date(2026, 7, 31),
        }
        targets = [draw_target("P1", blackout="2026-08-03/2026-08-14")]
        registers = draw_registers(targets, inspection_calendar=[calendar])
        visit = find_visits(plan([draw_finding("f", "P1", yuan=1_000)], registers)).loc["P1"]
        assert visit.starts_on >= date(2026, 8, 17) and "停查" in visit.not_earlier_zh
        campaign = draw_registers(
            [draw_target("P1")], inspection_calendar=[calendar | {"period_kind": "campaign"}]
        )
        early = find_visits(plan([draw_finding("f", "P1", yuan=1_000)], campaign))
        assert early.starts_on["P1"] == date(2026, 7, 1), "a campaign closes nothing"

    def test_an_expert_brings_the_skill_that_a_team_lacks(self):
        people = draw_team(skills="财务")
        target = [draw_target("H1", kind="H", level="1")]
        finding = [draw_finding("f", "H1", yuan=1_000)]
        expert = {
            "expert_id": "e1",
            "district": JIANGBEI,
            "skills": "临床",
            "days_per_quarter": 5,
            "conflict_declared_on": date(2026, 6, 1),
        }
        made = plan(finding, draw_registers(target, people, expert=[expert]))
        assert find_visits(made).helper_ids["H1"] == "e1"
        conflict = expert | {"conflict_target_ids": "H1"}
        made = plan(finding, draw_registers(target, people, expert=[conflict]))
        assert made.summary["notes_zh"] == "H1缺临床专家"
        undeclared = draw_registers(
            target, people, expert=[expert | {"conflict_declared_on": None}]
        )
        assert find_visits(plan(finding, undeclared)).helper_ids["H1"] is None

    def test_a_quarter_that_is_over_cannot_be_planned_and_begun_weeks_are_closed(self):
        registers = draw_registers([draw_target("P1")])
        facts = draw_facts([draw_finding("f", "P1", yuan=1_000)])
        with pytest.raises(UsageError, match="2026Q2"):
            make_plan(facts, registers, parse_quarter("2026Q2"), NO_CHANCE)
        made = plan([draw_finding("f", "P1", yuan=1_000)], registers)
        assert made["visit"].starts_on[0] > date(2026, 6, 30)


class TestChains:
    def test_no_more_of_a_chain_than_the_setting(self):
        registers = draw_registers([draw_target(f"P{n}", chain_id="c") for n in range(5)])
        made = plan([draw_finding(f"f{n}", f"P{n}", yuan=1_000 + n) for n in range(5)], registers)
        assert set(made["visit"].target_id) == {"P2", "P3", "P4"}
        assert "连锁" in explain(made, "P1")


class TestTheRestrictedPart:
    def test_offices_are_planned_apart_and_the_ordinary_part_plans_around_them(self):
        districts = (HAISHU, JIANGBEI, BEILUN)
        people = [i for d in districts for i in draw_team(d, days=6)]
        targets = [draw_target("office", kind="O"), draw_target("P1")]
        registers = draw_registers(targets, people)
        operator = draw_finding("f", "o1", yuan=9_000, subject_kind="operator")
        offices = plan([operator], registers, restricted=True)
        visit = find_visits(offices).loc["office"]
        assert (visit.inspection_kind, visit.is_restricted) == ("9", True)
        assert visit.visiting_district != HAISHU
        ordinary = plan([draw_finding("g", "P1", yuan=9)], registers, busy=offices.busy)
        assert set(ordinary["visit"].target_id) == {"P1"}
        for table in ordinary.tables.values():
            assert not table.astype(str).apply(lambda s: s.str.contains("office")).any().any()


def test_the_same_inputs_give_the_same_tables_and_another_order_of_rows_too():
    targets = [draw_target(f"P{n}", ring_id="R" if n < 2 else None) for n in range(12)]
    findings = [draw_finding(f"f{n}", f"P{n}", yuan=1_000) for n in range(12)]
    one = plan(findings, draw_registers(targets), PlanSettings())
    two = plan(findings, draw_registers(targets[::-1], draw_team()[::-1]), PlanSettings())
    for name, rows in one.tables.items():
        pd.testing.assert_frame_equal(rows, two[name])


def test_more_staff_days_are_tried_without_another_plan():
    registers = draw_registers(
        [draw_target(f"P{n}") for n in range(20)], draw_team(count=4, days=1)
    )
    facts = draw_facts([draw_finding(f"f{n}", f"P{n}", yuan=100 + n) for n in range(20)])
    tried = try_staff_days(facts, registers, QUARTER, NO_CHANCE, (0.8, 1.2)).set_index("factor")
    # 12 staff-days, 9.6 after the reserve, a visit one day
    assert tried.visit_count.to_dict() == {1.0: 9, 0.8: 7, 1.2: 11}
    assert set(tried.went[0.8].split(",")) == {"P11", "P12"} and tried.came[0.8] == ""


def test_the_reserve_holds_the_next_in_order():
    registers = draw_registers([draw_target(f"P{n:02}") for n in range(40)], draw_team(days=1))
    made = plan([draw_finding(f"f{n}", f"P{n:02}", yuan=1_000 + n) for n in range(40)], registers)
    assert sorted(made["visit"].target_id) == [f"P{n}" for n in range(31, 40)]
    reserve = made["reserve"]
    assert reserve.target_id.tolist() == [f"P{n:02}" for n in range(30, 10, -1)]
    assert "低于入选末位" in reserve.reason_zh[0]
