"""The enumerations of codes agree with the code lists that tables are checked against."""

from contracts.codes import load_code_lists
from contracts.levels import LEVEL_NAMES, LEVEL_ORDER, Level, format_level
from contracts.verdict_codes import CLOSED_STAGE, FALSE_ALARM_STAGE, Conclusion


def test_every_conclusion_is_a_code_of_its_list_and_the_other_way_round():
    assert {str(code) for code in Conclusion} == set(load_code_lists()["feedback_conclusion"])


def test_the_stages_that_end_a_finding_are_named_closed():
    stages = load_code_lists()["feedback_stage"]
    assert stages[CLOSED_STAGE].zh == "已销号"
    assert stages[FALSE_ALARM_STAGE].zh == "误报关闭"


def test_every_level_has_a_name_and_a_place():
    assert list(LEVEL_NAMES) == list(LEVEL_ORDER) == [str(level) for level in Level]
    assert [format_level(level) for level in Level] == ["高 H", "中 S", "异常 M", "对照"]
