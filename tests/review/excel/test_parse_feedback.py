"""What may be filled in, and what is said of everything else."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.excel.file_safety import open_workbook
from review.excel.parse_feedback import (
    BadCell,
    _parse_date,
    _parse_yuan,
    parse_fine,
    parse_row,
)
from review.excel.read_workbook import (
    ReturnedRow,
    format_cell_name,
    locate_cell,
    read_returned_workbook,
)
from tests.review.excel.workbooks import (
    FILLED,
    ISSUED_ON,
    TODAY,
    edited,
    filled,
    issued_row,
    written,
)


def told(**changes):
    """(answer, errors as (cell, message)) of a row that is filled in right but for the changes."""
    answers = {k: v for k, v in (FILLED | changes).items() if v is not None}
    (row,) = read_returned_workbook(
        open_workbook(filled(written([issued_row()]), {1: answers}))
    ).rows
    answer, problems = parse_row(row, issued_on=ISSUED_ON, today=TODAY)
    return answer, [(p.cell, p.message) for p in problems if p.is_error]


def test_a_row_filled_in_right():
    answer, errors = told()
    assert not errors
    assert (answer.conclusion, answer.nature, answer.method) == ("1", "欺诈骗取", "现场")
    assert answer.amount_confirmed == Decimal("1234.50") and answer.checkers == ("王一", "李二")
    assert answer.disposition == ("2",) and answer.checked_date == date(2026, 11, 10)


@pytest.mark.parametrize(
    ("changes", "column", "said"),
    [
        ({"conclusion": None}, "conclusion", "须同时填写是否属实"),
        ({"conclusion": "大概属实"}, "conclusion", "“大概属实”不在可选内容中，可填：1 属实；"),
        ({"conclusion": "3", "amount_confirmed": None}, "cause", "须选择不属实原因"),
        ({"cause": "F4"}, "cause", "只有不属实才填写"),
        ({"cause": "F9 别的"}, "cause", "不在可选内容中"),
        ({"conclusion": "3", "cause": "F4"}, "amount_confirmed", "不应有核实金额"),
        ({"amount_confirmed": None}, "amount_confirmed", "没有损失填 0"),
        ({"amount_confirmed": "十万"}, "amount_confirmed", "勿填写“万”"),
        ({"amount_confirmed": -5}, "amount_confirmed", "不小于 0"),
        ({"amount_confirmed": "12.345"}, "amount_confirmed", "超过两位小数"),
        ({"amount_confirmed": "约三千"}, "amount_confirmed", "不是金额"),
        ({"nature": None}, "nature", "须选择问题性质"),
        ({"checkers": "王一"}, "checkers", "须有两名核查人"),
        ({"checkers": "王一、王一"}, "checkers", "须有两名核查人"),
        ({"account": None}, "account", "须填写核查情况说明"),
        ({"account": "长" * 2001}, "account", "不超过 2000 字"),
        ({"checked_date": None}, "checked_date", "须填写核查日期"),
        ({"checked_date": "2026-13-01"}, "checked_date", "不是日期"),
        ({"checked_date": date(2026, 11, 21)}, "checked_date", "晚于今天"),
        ({"checked_date": date(2026, 10, 30)}, "checked_date", "早于下发日期"),
        (
            {"amount_recovered": 10, "recovered_date": date(2026, 11, 12)},
            "amount_recovered",
            "大于应追回",
        ),
        ({"amount_to_recover": 10, "amount_recovered": 10}, "recovered_date", "须填写追回日期"),
        ({"disposition": "2、99"}, "disposition", "“99”不在可选内容中"),
        ({"amount_confirmed": "=1+1"}, "amount_confirmed", "不接受公式"),
    ],
)
def test_each_mistake_names_its_cell(changes, column, said):
    answer, errors = told(**changes)
    assert answer is None
    assert [cell for cell, _ in errors] == [locate_cell(column, 2)]
    assert said in errors[0][1]


def test_all_mistakes_of_a_row_are_told_at_once():
    _, errors = told(conclusion="？", amount_confirmed="x", checked_date="昨天")
    assert len(errors) == 3


def test_still_being_checked_needs_no_more():
    (row,) = read_returned_workbook(
        open_workbook(filled(written([issued_row()]), {1: {"conclusion": "正在核查"}}))
    ).rows
    answer, problems = parse_row(row, issued_on=ISSUED_ON, today=TODAY)
    assert answer.conclusion == "4" and not problems


def test_examining_and_closing_are_done_on_the_desk():
    content = filled(
        written([issued_row()]), {1: FILLED | {"closer": "某人", "examiner_view": "同意"}}
    )
    (row,) = read_returned_workbook(open_workbook(content)).rows
    answer, problems = parse_row(row, issued_on=ISSUED_ON, today=TODAY)
    assert answer is not None
    assert [p.is_error for p in problems] == [False, False] and "系统内办理" in problems[0].message


@pytest.mark.parametrize(
    "said", ["2、3", "2，3", "责令退回;分期或抵扣", "2 责令退回\n3 分期或抵扣", "2/３"]
)
def test_several_measures_may_be_named(said):
    answer, errors = told(disposition=said)
    assert not errors and answer.disposition == ("2", "3")


@pytest.mark.parametrize(
    "said",
    [
        "2026-11-10",
        "2026/11/10",
        "2026.11.10",
        "2026年11月10日",
        "20261110",
        20261110.0,
        46336,
        "２０２６－１１－１０",
    ],
)
def test_a_date_may_be_written_in_many_ways(said):
    assert _parse_date(said) == date(2026, 11, 10)


@pytest.mark.parametrize(
    "said", ["1,234.50", "¥1234.5", "1234.5元", "１２３４．５", 1234.5, " 1234.50 "]
)
def test_money_may_be_written_in_many_ways(said):
    assert _parse_yuan(said) == Decimal("1234.50")


@given(st.text(max_size=20) | st.floats() | st.integers() | st.booleans())
def test_whatever_stands_in_a_cell_is_a_value_or_a_message(cell):
    for read in (_parse_date, _parse_yuan):
        try:
            read(cell)
        except BadCell as error:
            assert str(error)


@given(st.decimals(0, 9_999_999_999, places=2))
def test_money_that_excel_keeps_as_a_float_is_read_to_the_cent(amount):
    assert _parse_yuan(float(amount)) == amount


@given(st.integers(0, 16_383), st.integers(1, 1_048_576))
def test_cells_are_named_as_excel_names_them(column, row):
    from openpyxl.utils import coordinate_to_tuple

    assert coordinate_to_tuple(format_cell_name(column, row)) == (row, column + 1)


def test_an_empty_row_below_the_list_is_nothing():
    rows = read_returned_workbook(
        open_workbook(edited(written([issued_row()]), {(9, "remark"): " "}))
    ).rows
    assert [isinstance(r, ReturnedRow) and r.is_filled for r in rows] == [False, False]


@pytest.mark.parametrize("text", ["1,5", "12,34", "1，5", "1,234,5", "1234,567", ",5", "1,"])
def test_a_comma_that_parts_no_groups_is_refused(text):
    answer, errors = told(amount_confirmed=text)
    assert answer is None and "不是金额" in errors[0][1]


@pytest.mark.parametrize(
    ("text", "yuan"),
    [("1,234.50", "1234.50"), ("￥１，２３４", "1234"), ("12,3456元", "123456"), ("1234", "1234")],
)
def test_commas_between_groups_are_read(text, yuan):
    assert _parse_yuan(text) == Decimal(yuan)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("张　三、李　四", ("张三", "李四")),
        ("张 三，李四", ("张三", "李四")),
        ("王一 李二", ("王一", "李二")),
        ("王一\n李　二", ("王一", "李二")),
        ("买买提·艾力、Anna Li", ("买买提·艾力", "Anna Li")),
    ],
)
def test_a_blank_within_a_name_does_not_part_it(text, names):
    answer, errors = told(checkers=text)
    assert not errors and answer.checkers == names


def test_a_fine_with_a_comma_for_a_point_is_no_fine():
    assert parse_fine("甬人社罚〔2026〕1号 5000,5元") is None
    assert parse_fine("甬人社罚〔2026〕1号 5,000元") == ("甬人社罚〔2026〕1号", Decimal(5000))
