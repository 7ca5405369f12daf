"""The state of a subject: a drawn table, and the words of each state."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from contracts.bilingual_text import BilingualText
from reports.explain import conclude
from reports.explain.conclude import conclude_state
from reports.explain.conclusion_text import write_conclusion
from reports.explain.facts import (
    CARRIED,
    CLOSED,
    EXPLAINED,
    HIT,
    NO_VALUE,
    NOT_COMPUTED,
    NOT_HIT,
    Explanation,
    IndicatorResult,
    Subject,
)
from scenarios import load_scenarios

SCENARIO = load_scenarios()["short_term_enrollment"]
RUN = SimpleNamespace(
    scenarios={SCENARIO.id: SCENARIO},
    indicators={(SCENARIO.id, i.id): i for i in SCENARIO.indicators},
)


def result(outcome, level="S", indicator_id="U05", **rest):
    return IndicatorResult(SCENARIO.id, "claim", indicator_id, outcome, level, **rest)


# what the indicators say, and the state of a subject without a case
STATES = {
    "one in no population is absent": ([], False, conclude.ABSENT),
    "a hit of level S alone is below the amount": ([result(HIT)], True, conclude.BELOW_AMOUNT),
    "a kept hit counts as a hit": ([result(CARRIED)], True, conclude.BELOW_AMOUNT),
    "hits of level M alone list nobody": ([result(HIT, "M")], True, conclude.WEAK_ONLY),
    "a closed hit is closed, whatever is explained": (
        [result(CLOSED), result(EXPLAINED)],
        True,
        conclude.CLOSED_UNCHANGED,
    ),
    "explained hits alone are explained": (
        [result(EXPLAINED), result(NOT_HIT)],
        True,
        conclude.ALL_EXPLAINED,
    ),
    "values on the innocent side hit nothing": (
        [result(NOT_HIT), result(NOT_COMPUTED)],
        True,
        conclude.NOTHING_HIT,
    ),
    "indicators that do not apply hit nothing": ([result(NO_VALUE)], True, conclude.NOTHING_HIT),
    "one whose indicators all lack a table is not computed": (
        [result(NOT_COMPUTED)],
        True,
        conclude.NOT_COMPUTED_STATE,
    ),
    "a hit of level H without a case cannot be": ([result(HIT, "H")], True, conclude.UNCLEAR),
}


@pytest.mark.parametrize("results, is_recorded, state", STATES.values(), ids=STATES)
def test_the_state_of_one_who_has_no_case(results, is_recorded, state):
    assert conclude_state(None, results, is_recorded) == state


def test_a_case_has_its_status_on_the_list():
    assert conclude_state({"list_status": "held"}, [], True) == "held"


def words_of(state, *results, **rest):
    explanation = Explanation(
        subject=Subject("人社", "person", "p1"),
        state=state,
        case=None,
        results=results,
        counts={},
        records={(SCENARIO.id, "claim"): 1},
        **rest,
    )
    lines = write_conclusion(explanation, RUN)
    return "\n".join(line.zh for line in lines), "\n".join(line.en for line in lines)


def test_the_words_for_too_little_money_name_both_amounts():
    zh, en = words_of(conclude.BELOW_AMOUNT, result(HIT, amount=Decimal("150.5")))
    assert "U05" in zh and "150.50元" in zh and "2,000.00元" in zh
    assert "150.50 yuan" in en and "2,000.00 yuan" in en


def test_the_words_for_a_closed_hit_name_the_night_on_which_it_was_listed():
    zh, en = words_of(conclude.CLOSED_UNCHANGED, result(CLOSED), listed_on="2026-05-01")
    assert "U05" in zh and "2026-05-01" in zh and "2026-05-01" in en


def test_the_words_for_no_hit_name_the_nearest_indicator_beside_its_threshold():
    zh, en = words_of(conclude.NOTHING_HIT, result(NOT_HIT, value=5.0))
    assert "U05" in zh and "5个月（≤ 3个月即命中）" in zh
    assert "5 months (hits if ≤ 3 months)" in en


def test_the_words_for_an_explained_hit_name_it():
    explained = result(EXPLAINED, value=2.0, explanation=BilingualText("有工资", "wages"))
    zh, en = words_of(conclude.ALL_EXPLAINED, explained)
    assert "U05" in zh and "U05" in en
