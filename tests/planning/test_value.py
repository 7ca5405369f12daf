"""Value and cost of a target: a worked example by hand, and what each part may do."""

from datetime import date

import pytest

from planning.leads import select_leads
from planning.learned_rates import learn_rates
from planning.settings import PlanSettings
from planning.value import add_chances, keep_best_by_record, value_targets
from tests.planning.drawn_worlds import draw_facts, draw_finding, draw_registers, draw_target


def value(targets, facts, settings=None, **registers):
    registers = draw_registers(targets, **registers)
    leads = select_leads(facts, registers.inspection_target)
    rates = learn_rates(
        registers.visit_result, registers.visit_item, registers.inspection_target, leads
    )
    leads = keep_best_by_record(add_chances(leads, facts, rates))
    valued = value_targets(registers, leads, facts, rates, settings or PlanSettings())
    return valued.set_index("target_id")


def test_the_worked_example():
    """Two findings on one settlement and one on another, a complaint, fraud signs.

    Record 1: the H finding is worth 0.75 × 0.9 × 1,000 = 675, the S finding on it 0.5 × 0.5 × 2,000
    = 500: the better one counts. Record 2: 0.5 × 0.5 × 4,000 = 1,000. Leads: 1,675. 100 records
    are scored, 98 without a finding; 2 % of them are true, their mean yuan is that of the records
    with one, (1,000 + 4,000) / 2 = 2,500 (of the first finding), at a discount of 0.3: 98 × 0.02 ×
    2,500 × 0.3 = 1,470. The complaint names 10,000 at plausibility 2: 3,000. Weight 1.2.
    (1,675 + 1,470 + 3,000) × 1.2 = 7,374. Staff-days: a pharmacy 1, three leads 0.15, rounded to
    half days: 1.
    """
    facts = draw_facts(
        [
            draw_finding("f1", "P1", yuan=1_000, credence=0.75, record="1", level="H"),
            draw_finding("f2", "P1", yuan=2_000, credence=0.5, record="1", indicator_id="P16"),
            draw_finding("f3", "P1", yuan=4_000, credence=0.5, record="2"),
        ],
        scored=[("P1", "claim_header", 100)],
        missed_rate=0.02,
    )
    complaint = {
        "complaint_id": "c1",
        "target_id": "P1",
        "received_on": date(2026, 6, 1),
        "plausibility": 2,
        "amount_yuan": 10_000,
    }
    row = value([draw_target("P1", is_fraud_suspected=True)], facts, complaint=[complaint]).loc[
        "P1"
    ]
    assert row.lead_yuan == 1_675
    assert row.extrapolated_yuan == pytest.approx(1_470)
    assert row.complaint_yuan == 3_000
    assert (row.harm_weight, row.harm_reason) == (1.2, "欺诈迹象×1.2")
    assert row.expected_yuan == pytest.approx(7_374)
    assert (row.staff_days, row.yuan_per_day, row.lead_count) == (1.0, 7_374, 3)
    # lower 2.5 % points of Beta(3, 1) and Beta(2, 2): q³ = 0.025 gives 0.2924, 3q² - 2q³ = 0.025
    # gives 0.0943; what is not proven counts for nothing
    low = (0.2924 * 900 + 0.0943 * 2_000) * 1.2
    assert row.expected_low_yuan == pytest.approx(low, rel=1e-3)
    assert row.expected_low_yuan < row.expected_yuan < row.expected_high_yuan


def test_verdicts_narrow_the_interval_and_end_the_bonus():
    findings = [draw_finding("f1", "P1", yuan=1_000)]
    few = value([draw_target("P1")], draw_facts(findings)).loc["P1"]
    many = draw_facts(findings, judged={("pharmacy_billing", "P15"): 20})
    many = value([draw_target("P1")], many).loc["P1"]
    assert few.expected_yuan == many.expected_yuan == 250
    assert few.expected_low_yuan < many.expected_low_yuan
    # sd of Beta(2, 2) = √(0.25 / 5) = 0.2236; × 0.5 × 1,000 × ε 0.25
    assert few.bonus_yuan == pytest.approx(27.95, abs=0.01) and many.bonus_yuan == 0


@pytest.mark.parametrize(
    "cells",
    [
        {"level": "M"},  # weak hits support others and promise nothing
        {"credence": None},
        {"data_question": "P15"},
        {"level": "control", "indicator_id": "control"},
        {"subject_id": "P9"},  # not in the register
        {"subject_kind": "person", "subject_id": "P1"},
    ],
)
def test_what_is_no_lead_has_no_yuan(cells):
    finding = draw_finding("f1", "P1", yuan=1_000) | cells
    row = value([draw_target("P1")], draw_facts([finding])).loc["P1"]
    assert (row.lead_count, row.expected_yuan) == (0, 0)


def test_an_office_takes_the_findings_on_operators_of_its_district():
    finding = draw_finding("f1", "o1", yuan=1_000, subject_kind="operator")
    targets = [draw_target("office", kind="O"), draw_target("other", "330205", kind="O")]
    valued = value(targets, draw_facts([finding]))
    assert valued.expected_yuan.to_dict() == {"office": 250, "other": 0}


def draw_visit(n, *, days=3.0, source="lead", **cells):
    return {
        "visit_id": f"v{n}",
        "target_id": "P1",
        "inspection_kind": "2",
        "source": source,
        "started_on": date(2026, 3, 1),
        "closed_on": date(2026, 3, 1 + n),
        "staff_days_used": days,
        "entered_by": "a",
        "confirmed_by": "b",
    } | cells


def draw_item(n, visit=1, **cells):
    return {
        "visit_id": f"v{visit}",
        "item_id": f"i{n}",
        "finding_id": f"old{n}",
        "indicator_id": "P15",
        "record_table": "claim_header",
        "record_id": f"r{n}",
        "amount_involved": 100,
        "conclusion": "1",
        "amount_confirmed": 90,
    } | cells


def test_staff_days_are_the_median_of_the_last_twenty_confirmed_visits():
    old = [draw_visit(n, days=50) for n in range(1, 6)]
    new = [draw_visit(n, days=4 if n % 2 else 6) for n in range(6, 26)]
    unconfirmed = [draw_visit(26, days=99, confirmed_by=None)]
    targets, facts = [draw_target("P1")], draw_facts()
    assert value(targets, facts, visit_result=[*old, *new, *unconfirmed]).staff_days["P1"] == 5
    assert value(targets, facts, visit_result=old[:2]).staff_days["P1"] == 1, "two are too few"
    fixed = [draw_target("P1", staff_days_base=7)]
    assert value(fixed, facts, visit_result=new).staff_days["P1"] == 7, "staff know better"


def test_the_confirmed_share_is_learned_from_items_that_two_persons_confirmed():
    facts = draw_facts([draw_finding("f1", "P1", yuan=1_000)])
    items = [draw_item(n) for n in range(6)] + [draw_item(7, conclusion="3", amount_confirmed=0)]
    learned = value([draw_target("P1")], facts, visit_result=[draw_visit(1)], visit_item=items)
    # (4 × 0.5 + 6 × 0.9) / 10 = 0.74
    assert learned.lead_yuan["P1"] == pytest.approx(0.5 * 0.74 * 1_000)
    open_visit = [draw_visit(1, confirmed_by=None)]
    open_ = value([draw_target("P1")], facts, visit_result=open_visit, visit_item=items)
    assert open_.lead_yuan["P1"] == 250


def test_records_that_no_rule_saw_come_from_random_visits_alone():
    facts = draw_facts([draw_finding("f1", "P1", yuan=1_000)], scored=[("P1", "claim_header", 101)])
    items = [
        draw_item(n, finding_id=None, indicator_id=None, conclusion="1" if n < 2 else "3")
        for n in range(20)
    ]
    for source, yuan in (("random", 100 * 0.1 * 1_000 * 0.3), ("lead", 0)):
        visit = [draw_visit(1, source=source)]
        row = value([draw_target("P1")], facts, visit_result=visit, visit_item=items).loc["P1"]
        assert row.extrapolated_yuan == pytest.approx(yuan)
        assert row.lead_yuan == 250, "the yield of a rule that did not fire stays"


def test_a_careful_plan_counts_lower_bounds_and_weights_can_be_switched_off():
    facts = draw_facts([draw_finding("f1", "P1", yuan=1_000)])
    target = [draw_target("P1", is_endangering=True, is_repeat_offender=True)]
    careful = value(target, facts, PlanSettings(confidence="careful")).loc["P1"]
    assert careful.value == pytest.approx(careful.expected_low_yuan + careful.bonus_yuan)
    assert careful.harm_weight == pytest.approx(1.43)
    plain = value(target, facts, PlanSettings(endangered_weight=1, repeat_weight=1)).loc["P1"]
    assert (plain.harm_weight, plain.harm_reason) == (1, None)
