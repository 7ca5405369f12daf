"""The scenario kit on a scenario of two tables: frames, hits, levels, exclusions, peers, words."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import ibis
import pytest

from contracts.bilingual_text import BilingualText
from contracts.derived import derived
from contracts.tables.death_record import DeathRecord
from contracts.tables.unemployment_claim import UnemploymentClaim
from contracts.tables.whitelist import Whitelist
from scenarios.framework.definition import (
    Exclusion,
    Indicator,
    ModelFeature,
    Population,
    Scenario,
    above,
    at_least,
)
from scenarios.framework.hits import apply_threshold_overrides
from scenarios.framework.reason_text import fill_template
from tests.run_scenario import run_scenario


@derived(key=("claim_id",))
def claims_of_the_kit(claims: UnemploymentClaim):
    return claims.select(
        "claim_id",
        "district",
        subject_id=claims.person_id,
        record_id=claims.claim_id,
        person_id=claims.person_id,
        period_from=claims.claim_date,
        period_to=claims.claim_date,
        amount_involved=claims.monthly_amount,
        granted_months=claims.granted_months,
        is_extension=claims.benefit_kind == "5",
    )


@derived(key=("person_id",))
def deaths_of_the_kit(deaths: DeathRecord):
    return deaths.group_by("person_id").agg(death_count=deaths.count())


@derived(key=("claim_id",))
def shares_of_the_kit(claims: UnemploymentClaim):
    """A tenth, with what floats leave of it, for grants of a year and less; half for the others."""
    tenth = ibis.literal(1.1 - 1, "float64")
    return claims.select(
        "claim_id", share_of_the_kit=(claims.granted_months > 12).ifelse(0.5, tenth)
    )


def indicator(indicator_id, column, threshold, **other):
    words = BilingualText("本人核定{granted_months}个月", "{granted_months} months granted")
    defaults = {
        "direction": "high",
        "title": words,
        "definition": words,
        "reason": words,
        "look_alikes": words,
        "verify": words,
    }
    return Indicator(
        id=indicator_id,
        population="claim",
        column=column,
        unit="months",
        threshold=threshold,
        level="H",
        evidence_source="claims",
        laws=("social-insurance-45", "assistance-grant-2020"),
        **(defaults | other),
    )


POPULATION = Population(
    id="claim",
    title=BilingualText("申领", "claims"),
    subject_kind="person",
    record=UnemploymentClaim,
    base=claims_of_the_kit,
    model_features=(
        ModelFeature(
            "granted_months",
            "high",
            "months",
            BilingualText("核定月数", "months granted"),
            "claims",
        ),
    ),
    peer_group=("district",),
    evidence=(),
)
SCENARIO = Scenario(
    id="kit",
    title=BilingualText("示例", "example"),
    question=BilingualText("", ""),
    authority="人社",
    laws=("social-insurance-45",),
    innocent_explanations=(),
    populations=(POPULATION,),
    indicators=(
        indicator(
            "K1",
            "granted_months",
            12,
            peer_group=("district",),
            level_when=(("is_extension", "S"),),
            exclusions=(Exclusion("is_extension", BilingualText("大龄延长", "extension")),),
        ),
        indicator("K2", "death_count", 1),
    ),
    ring_links=None,
    owner="x",
    review_due=date(2027, 1, 1),
)
CLAIMS = """
    claim_id | person_id | district | granted_months | benefit_kind | claim_date
    c1       | p1        | 330203   | 11             | 1            | 2026-01-05
    c2       | p2        | 330203   | 12             | 1            | 2026-01-05
    c3       | p3        | 330203   | 24             | 5            | 2026-01-05
    c4       | p4        | 330205   | 24             | 1            | 2026-01-05
"""


def test_the_threshold_itself_is_a_hit_and_one_below_is_none():
    found = run_scenario(SCENARIO, {UnemploymentClaim: CLAIMS})
    assert set(found.of("K1").record_id) == {"c2", "c4"}


@pytest.mark.parametrize(
    ("direction", "threshold", "hit", "words"),
    [
        ("high", 12, {"c2", "c4"}, "≥ 12"),
        ("high", at_least(12), {"c2", "c4"}, "≥ 12"),
        ("high", above(12), {"c4"}, "> 12"),
        ("high", above(11.99), {"c2", "c4"}, "> 11.99"),
        ("low", 11, {"c1"}, "≤ 11"),
    ],
)
def test_the_comparison_says_whether_the_threshold_is_a_hit(direction, threshold, hit, words):
    rule = indicator("K3", "granted_months", threshold, direction=direction)
    scenario = replace(SCENARIO, indicators=(rule,))
    found = run_scenario(scenario, {UnemploymentClaim: CLAIMS}).of("K3")
    assert set(found.record_id) - {"c3"} == hit and str(rule.cut) == words
    assert set(found.threshold) == {rule.cut.number}


def test_above_a_share_is_not_what_floats_leave_of_it():
    rule = indicator("K3", "share_of_the_kit", above(0.1))
    scenario = replace(SCENARIO, indicators=(rule,))
    assert set(run_scenario(scenario, {UnemploymentClaim: CLAIMS}).of("K3").record_id) == {
        "c3",
        "c4",
    }


def test_the_settings_move_the_number_and_leave_the_comparison():
    assert (
        str(
            apply_threshold_overrides(
                indicator("K3", "granted_months", above(12)), {"K3": 18.0}
            ).cut
        )
        == "> 18"
    )
    assert (
        str(apply_threshold_overrides(indicator("K3", "granted_months", 12), {"K3": 18.0}).cut)
        == "≥ 18"
    )
    assert (
        str(
            apply_threshold_overrides(
                indicator("K3", "granted_months", 12, direction="low"), {"K1": 1.0}
            ).cut
        )
        == "≤ 12"
    )


def test_an_excluded_hit_is_explained_with_its_reason():
    found = run_scenario(SCENARIO, {UnemploymentClaim: CLAIMS})
    assert found.explained[["subject_id", "exclusion", "reason_zh"]].values.tolist() == [
        ["p3", "is_extension", "大龄延长"]
    ]


def test_a_missing_table_makes_its_indicator_not_computed_and_the_others_stand():
    found = run_scenario(SCENARIO, {UnemploymentClaim: CLAIMS})
    assert found.not_computed == {"K2": ["death_record"]}


def test_a_supplied_empty_table_makes_no_hit_and_is_computed():
    found = run_scenario(SCENARIO, {UnemploymentClaim: CLAIMS, DeathRecord: "person_id"})
    assert found.not_computed == {} and found.of("K2").empty


def test_peers_are_those_of_the_group():
    found = run_scenario(SCENARIO, {UnemploymentClaim: CLAIMS}).of("K1").set_index("record_id")
    assert found.loc["c2", ["peer_group", "peer_median"]].tolist() == ["330203", 12.0]
    assert found.loc["c2", "peer_percentile"] == pytest.approx(200 / 3)


def test_a_white_listed_subject_is_explained():
    whitelist = """
        subject_kind | subject_id | rule_id | valid_from | valid_to
        person       | p2         | K1      | 2026-01-01 | -
        person       | p4         | *       | 2025-01-01 | 2025-12-31
    """
    found = run_scenario(SCENARIO, {UnemploymentClaim: CLAIMS, Whitelist: whitelist})
    assert ("K1", "p2", "whitelisted") in found.explained_ids()
    assert set(found.of("K1").subject_id) == {"p4"}


def test_ids_do_not_depend_on_the_night_and_differ_by_record():
    first = run_scenario(SCENARIO, {UnemploymentClaim: CLAIMS}).of("K1").finding_id.tolist()
    later = (
        run_scenario(SCENARIO, {UnemploymentClaim: CLAIMS}, as_of="2026-07-31")
        .of("K1")
        .finding_id.tolist()
    )
    assert first == later and len(set(first)) == 2


def test_an_unverified_provision_is_marked():
    law = run_scenario(SCENARIO, {UnemploymentClaim: CLAIMS}).of("K1").law.iloc[0]
    assert law == "社会保险法第四十五条；人社部发〔2020〕40号（待核实）"


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("paid_yuan", 12345.6, "12,345.60"),
        ("amount", Decimal("3.5"), "3.50"),
        ("top_share", 0.1234, "12.3%"),
        ("benefit_month", date(2026, 3, 1), "2026-03"),
        ("claim_date", datetime(2026, 3, 1), "2026-03-01"),
        ("injury_time", datetime(2026, 3, 1, 10, 5), "2026-03-01 10:05:00"),
        ("claims", 3, "3"),
        ("ratio", 2.5, "2.5"),
        ("ratio", float("nan"), "—"),
        ("ratio", None, "—"),
    ],
)
def test_values_are_worded_by_the_name_of_their_column(name, value, text):
    assert fill_template("{" + name + "}", {name: value}) == text
