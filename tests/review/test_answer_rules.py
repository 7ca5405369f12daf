"""The desk and a workbook refuse the same answers, at the same place."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contracts.checklist import MEASURES, NATURES
from contracts.codes import load_code_lists
from review.actions.answer_rules import (
    LEAST_ACCOUNT,
    MOST_ACCOUNT,
    MOST_AMOUNT,
    MOST_RESPONSIBLE,
    Answer,
    find_answer_problems,
    find_check_date_problem,
)
from review.excel.parse_feedback import ANSWER_COLUMNS, parse_row
from review.excel.read_workbook import OPEN_KEYS, ReturnedRow, locate_cell
from review.pages.answer import FindingAnswerForm

ISSUED_ON, TODAY = date(2026, 11, 2), date(2026, 11, 20)
ROW = 5
CENT = Decimal("0.01")


def codes(list_name):
    return st.sampled_from(["", "别的", *load_code_lists()[list_name]])


def texts(*lengths):
    return st.sampled_from([" ", *("查" * n for n in lengths)])


answers = st.builds(
    Answer,
    conclusion=codes("feedback_conclusion"),
    cause_code=codes("feedback_cause"),
    nature=st.sampled_from(["", "坏", *NATURES]),
    amount_confirmed=st.sampled_from(
        [None, Decimal(0), CENT, Decimal("12.345"), -CENT, MOST_AMOUNT, MOST_AMOUNT + CENT]
    ),
    method=st.sampled_from(["", "猜测", *MEASURES]),
    account=texts(0, LEAST_ACCOUNT - 1, LEAST_ACCOUNT, MOST_ACCOUNT, MOST_ACCOUNT + 1),
    responsible=texts(0, MOST_RESPONSIBLE, MOST_RESPONSIBLE + 1),
)
GOOD = Answer("1", nature="违规", amount_confirmed=Decimal(0), account="查" * LEAST_ACCOUNT)


def list_workbook_errors(answer):
    """Fields of `Answer` whose cells are refused in a row that has nothing else wrong."""
    feedback = dict.fromkeys(OPEN_KEYS) | {
        key: getattr(answer, name) for name, key in ANSWER_COLUMNS.items()
    }
    feedback |= {"checkers": "王一、李二", "checked_date": ISSUED_ON}
    row = ReturnedRow(number=ROW, issued={"finding_id": "F1"}, feedback=feedback, seal="")
    parsed, problems = parse_row(row, issued_on=ISSUED_ON, today=TODAY)
    assert (parsed is None) is bool(problems)
    cells = {locate_cell(key, ROW): name for name, key in ANSWER_COLUMNS.items()}
    return {cells[p.cell] for p in problems}


def list_form_errors(answer):
    """Fields that the answer page marks."""
    given = {k: "" if v is None else str(v) for k, v in vars(answer).items()}
    return set(FindingAnswerForm(given).errors)


@given(answers)
@example(GOOD)
def test_both_ways_refuse_the_same_answers(answer):
    problems = {name for name, _ in find_answer_problems(answer)}
    in_workbook, in_form = list_workbook_errors(answer), list_form_errors(answer)
    assert bool(problems) is bool(in_workbook) is bool(in_form)
    if answer.conclusion in load_code_lists()["feedback_conclusion"]:
        assert in_workbook <= problems and in_form <= problems


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("conclusion", ""),
        ("cause_code", "F4"),
        ("nature", ""),
        ("nature", "坏"),
        ("amount_confirmed", None),
        ("amount_confirmed", MOST_AMOUNT + CENT),
        ("method", "猜测"),
        ("account", "查" * (LEAST_ACCOUNT - 1)),
        ("account", "查" * (MOST_ACCOUNT + 1)),
        ("responsible", "查" * (MOST_RESPONSIBLE + 1)),
    ],
)
def test_each_broken_rule_is_named_with_its_field_by_every_way(field, value):
    assert find_answer_problems(GOOD) == []
    wrong = Answer(**(vars(GOOD) | {field: value}))
    assert {name for name, _ in find_answer_problems(wrong)} == {field}
    assert list_workbook_errors(wrong) == list_form_errors(wrong) == {field}


@pytest.mark.parametrize(
    ("day", "is_refused"),
    [
        (ISSUED_ON - timedelta(days=1), True),
        (ISSUED_ON, False),
        (TODAY, False),
        (TODAY + timedelta(days=1), True),
    ],
)
def test_a_check_lies_between_the_hand_out_and_today(day, is_refused):
    problem = find_check_date_problem(day, issued_on=ISSUED_ON, today=TODAY)
    assert bool(problem) is is_refused
