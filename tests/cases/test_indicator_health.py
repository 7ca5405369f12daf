"""States of indicators from drawn counts, and what the agency's answers change."""

import pandas as pd
import pytest

from cases.indicator_health import Decision, Question
from contracts.bilingual_text import BilingualText
from contracts.health_states import HealthState
from tests.cases.drawn_findings import finding, findings
from tests.cases.test_credence import assess, count


def state(*counts, **more):
    return assess(*counts, **more).table.set_index("indicator_id").state["U1"]


def districts(**hits):
    """Counts by district: name=(hits, subjects)."""
    return [
        count("U1", found, size, dimension="district", value=name)
        for name, (found, size) in hits.items()
    ]


@pytest.mark.parametrize(
    ("hits", "subjects", "expected"),
    [
        (3, 8, HealthState.TRUSTED),  # three planted shops of eight
        (20, 2000, HealthState.COMMON),
        (4, 12, HealthState.COMMON),  # a third of a tiny agency is four who may cheat
        (7, 7, HealthState.COMMON),
        (8, 10, HealthState.DATA_QUESTION),
        (10, 50, HealthState.DATA_QUESTION),
        (10, 80, HealthState.COMMON),  # an eighth of eighty is a tenth within its interval
        (201, 2000, HealthState.COMMON),
        (240, 2000, HealthState.DATA_QUESTION),
        (0, 2000, HealthState.TRUSTED),
        (0, 0, HealthState.NOT_COMPUTED),
    ],
)
def test_the_state_follows_from_how_much_of_its_population_it_hits(hits, subjects, expected):
    assert state(count("U1", hits, subjects)) == expected


def test_one_that_supports_others_only_is_no_question_however_common():
    assert state(count("U1", 900, 1000, level="M")) == HealthState.TRUSTED


def test_a_district_that_hits_ten_times_as_often_is_asked_and_the_others_keep_their_hits():
    by_district = districts(a=(60, 500), b=(3, 500), c=(4, 500))
    health = assess(count("U1", 67, 1500), *by_district)
    assert health.questioned == {("some_scenario", "U1"): frozenset({"a"})}
    rows = health.weigh(
        findings(*(finding(d, level="S", indicator_id="U1", district=d) for d in "ab"))
    )
    assert rows.is_questioned.tolist() == [True, False]
    # 3 plausible of 7 hits outside the district
    assert rows.credence.iloc[1] == pytest.approx(3.5 / 7)


def test_an_indicator_on_a_doubtful_column_is_asked_however_few_it_hits():
    doubt = Question(None, BilingualText("金额的单位", "the unit of an amount"))
    few = count("U1", 1, 2000)
    doubts = {("some_scenario", "U1"): doubt}
    assert state(few) == HealthState.TRUSTED
    assert state(few, doubts=doubts) == HealthState.DATA_QUESTION
    assert state(count("U1", 0, 2000), doubts=doubts) == HealthState.TRUSTED
    assert state(few, doubts=doubts, answers={"U1": Decision.DATA_IS_RIGHT}) == HealthState.TRUSTED


def test_two_districts_of_one_habit_are_both_asked():
    by_district = districts(a=(64, 300), b=(47, 400), c=(1, 500), d=(2, 500), e=(0, 900))
    health = assess(count("U1", 114, 2600), *by_district)
    assert health.questioned == {("some_scenario", "U1"): frozenset("ab")}


def test_people_of_few_units_are_a_gang_and_no_habit_of_their_district():
    def hit_in_one_district(units):
        at = [count("U1", 60, 500, dimension="district", value="a", units=units)]
        return state(count("U1", 67, 1500), *at, *districts(b=(3, 500), c=(4, 500)))

    assert hit_in_one_district(units=4) == HealthState.COMMON
    assert hit_in_one_district(units=40) == HealthState.DATA_QUESTION


def test_a_gang_in_one_district_is_no_question():
    assert state(count("U1", 14, 6000), *districts(a=(14, 2000), b=(0, 4000))) == HealthState.COMMON


def test_a_jump_from_one_night_to_the_next_is_a_question_and_a_new_case_is_not():
    before = assess(count("U1", 10, 1000)).table
    assert state(count("U1", 60, 1000), before=before) == HealthState.DATA_QUESTION
    assert state(count("U1", 12, 1000), before=before) == HealthState.COMMON


@pytest.mark.parametrize(
    ("hits", "expected"), [(7, HealthState.COMMON), (40, HealthState.DATA_QUESTION)]
)
def test_the_first_hits_in_a_small_town_are_no_jump(hits, expected):
    before = assess(count("U1", 0, 1000)).table
    assert state(count("U1", hits, 1000), before=before) == expected


def test_answers_lift_or_suspend():
    common = count("U1", 500, 1000)
    assert state(common, answers={"U1": Decision.DATA_IS_RIGHT}) == HealthState.COMMON
    assert state(count("U1", 1, 1000), answers={"U1": Decision.SUSPEND}) == HealthState.SUSPENDED
    by_district = districts(a=(60, 500), b=(3, 500), c=(4, 500))
    answered = {"U1/a": Decision.DATA_IS_RIGHT}
    assert state(count("U1", 67, 1500), *by_district, answers=answered) == HealthState.COMMON
    health = assess(count("U1", 2, 1000), answers={"U1/b": Decision.SUSPEND})
    assert health.questioned == {("some_scenario", "U1"): frozenset({"b"})}


def test_verdicts_suspend_a_rule_that_is_never_right():
    verdicts = pd.DataFrame(
        {"scenario_id": "some_scenario", "indicator_id": "U1", "label": [0.0] * 60}
    )
    assert state(count("U1", 5, 1000), verdicts=verdicts) == HealthState.SUSPENDED
    assert state(count("U1", 5, 1000), verdicts=verdicts.head(9)) != HealthState.SUSPENDED
