"""Registers: what is read, what is refused, and that a message names sheet, row and column."""

from datetime import date

import openpyxl
import pandas as pd
import pytest

from contracts.errors import UsageError
from contracts.registers import get_register_tables
from planning.draft_registers import write_register_workbook
from planning.registers import build_registers, list_skills, read_registers
from tests.planning.drawn_worlds import draw_registers, draw_target, draw_team


def write_workbook(path, *, target=None, inspector=None):
    """A drafted workbook with a target and inspectors typed in below Chinese titles."""
    drafted = pd.DataFrame([draw_target("P1")]).reindex(
        columns=list(get_register_tables()["inspection_target"].contract.columns)
    )
    write_register_workbook(drafted.astype(object).where(drafted.notna(), None), path)
    book = openpyxl.load_workbook(path)
    for sheet, rows in (("被检查对象库", target or []), ("检查人员库", inspector or [])):
        titles = [cell.value for cell in book[sheet][1]]
        for n, cells in rows:
            for title, value in cells.items():
                book[sheet].cell(n, titles.index(title) + 1, value)
    book.save(path)
    return path


PERSON = {
    "人员编号": "I1",
    "所在单位": "局",
    "所属区县": "海曙区",
    "执法证有效期止": date(2027, 1, 1),
    "专长": "临床、财务",
    "可任组长": "是",
    "每月可用天数": 5,
}


def test_a_drafted_workbook_is_read_back_with_names_codes_and_defaults(tmp_path):
    path = write_workbook(
        tmp_path / "r.xlsx",
        # a row is left empty on purpose
        target=[(4, {"对象编号": 7, "对象类型": "H 医疗机构", "所在区县": "330205 江北区"})],
        inspector=[(2, PERSON)],
    )
    registers = read_registers(path)
    targets = registers.inspection_target.set_index("target_id")
    assert targets.target_kind.to_dict() == {"7": "H", "P1": "P"}
    assert targets.district["7"] == "330205"
    assert (targets.cap_per_year["7"], targets.is_enterprise["7"]) == (1, True)
    person = registers.inspector.iloc[0]
    assert (person.district, person.can_lead, person.max_consecutive_weeks) == ("330203", True, 3)
    assert list_skills(person.skills) == {"clinical", "finance"}
    assert len(registers.complaint) == 0


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"所属区县": "999"}, "检查人员库 第3行 row 3 所属区县 district：'999'"),
        ({"每月可用天数": "很多"}, "第3行 row 3 每月可用天数 days_per_month：'很多'"),
        ({"每月可用天数": 40}, "应为 must be 0..31"),
        ({"执法证有效期止": "明年"}, "执法证有效期止 licence_valid_to：'明年'"),
        ({"可任组长": "也许"}, "可任组长 can_lead：'也许'"),
        ({"专长": "临床、唱歌"}, "专长 skills：'唱歌'"),
        ({"人员编号": "I1"}, "人员编号 inspector_id：重复 twice"),
        ({"所在单位": None}, "所在单位 office：必填 required"),
    ],
)
def test_a_wrong_cell_is_named_by_sheet_row_and_column(tmp_path, cells, words):
    rows = [(2, PERSON), (3, PERSON | {"人员编号": "I2"} | cells)]
    with pytest.raises(UsageError) as error:
        read_registers(write_workbook(tmp_path / "r.xlsx", inspector=rows))
    assert words in str(error.value) and "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("others", "words"),
    [
        (
            {
                "recusal_pair": [
                    {"recusal_id": "r", "inspector_id": "x", "target_id": "P1", "reason": "1"}
                ]
            },
            "不在人员库",
        ),
        (
            {
                "recusal_pair": [
                    {
                        "recusal_id": "r",
                        "inspector_id": "I3302030",
                        "reason": "1",
                        "target_kind": None,
                    }
                ]
            },
            "须填其一",
        ),
        (
            {
                "complaint": [
                    {
                        "complaint_id": "c",
                        "target_id": "P9",
                        "received_on": "2026-06-01",
                        "plausibility": 1,
                    }
                ]
            },
            "P9 不在被检查对象库",
        ),
        (
            {
                "inspection_calendar": [
                    {
                        "entry_id": "k",
                        "period_kind": "closing",
                        "date_from": "2026-12-31",
                        "date_to": "2026-12-01",
                    }
                ]
            },
            "早于起始",
        ),
        ({"inspection_target": [draw_target("P1", blackout="7月")]}, "FROM/TO"),
        (
            {"inspection_target": [draw_target("a", kind="O"), draw_target("b", kind="O")]},
            "一地一个经办机构",
        ),
    ],
)
def test_what_only_several_rows_can_say_is_checked(others, words):
    raw = {"inspection_target": [draw_target("P1")], "inspector": draw_team()} | others
    with pytest.raises(UsageError, match=words):
        build_registers({name: pd.DataFrame(rows) for name, rows in raw.items()})


def test_a_missing_register_is_empty_but_targets_and_inspectors_are_needed(tmp_path):
    with pytest.raises(UsageError, match="检查人员库"):
        build_registers({"inspection_target": pd.DataFrame([draw_target("P1")])})
    with pytest.raises(UsageError, match="neither"):
        read_registers(tmp_path / "nowhere.xlsx")


def test_a_folder_of_csv_and_parquet_is_the_same_as_a_workbook(tmp_path):
    pd.DataFrame([draw_target("P1", blackout="2026-07-01/2026-07-02")]).to_csv(
        tmp_path / "inspection_target.csv", index=False
    )
    pd.DataFrame(draw_team()).to_parquet(tmp_path / "inspector.parquet")
    read = read_registers(tmp_path)
    drawn = draw_registers([draw_target("P1", blackout="2026-07-01/2026-07-02")])
    assert read.compute_hash() == drawn.compute_hash()
    pd.DataFrame(draw_team()).to_csv(tmp_path / "inspector.csv")
    with pytest.raises(UsageError, match="twice"):
        read_registers(tmp_path)
