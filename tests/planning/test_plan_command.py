"""`qingfeng plan` on a simulated town: registers drafted, filled in, and a quarter planned."""

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest

from cli.main import main
from contracts.errors import UsageError
from contracts.plans import get_plan_tables
from planning.plan_files import read_plan, write_plan
from tests.planning.drawn_worlds import draw_team

DISTRICTS = ("330203", "330205", "330206", "330211", "330212", "330213")
TITLES = {
    "人员编号": "inspector_id",
    "所在单位": "office",
    "所属区县": "district",
    "执法证号": "licence_no",
    "执法证有效期止": "licence_valid_to",
    "专长": "skills",
    "可任组长": "can_lead",
    "每月可用天数": "days_per_month",
}


@pytest.fixture(scope="module")
def planned(made, tmp_path_factory):
    """A folder with the drafted registers, inspectors filled in, and the plan of a quarter."""
    folder = tmp_path_factory.mktemp("plan")
    book = folder / "registers.xlsx"
    assert main(["plan", "registers", str(made.run), "--out", str(book)]) == 0
    fill_in_inspectors(book)
    assert main([*plan_words(made, book, folder / "plan"), "--staff-days", "20"]) == 0
    return folder


def plan_words(made, book, out):
    words = ["plan", made.run, "--registers", book, "--quarter", "2026Q3", "--out", out]
    return [str(w) for w in [*words, "--set", "candidates=150", "--set", "staff_days_factor=0.5"]]


def fill_in_inspectors(path):
    book = openpyxl.load_workbook(path)
    sheet = book["检查人员库"]
    heads = [cell.value for cell in sheet[1]]
    people = [i for d in DISTRICTS for i in draw_team(d, days=3)]
    for n, person in enumerate(people, start=2):
        for title, name in TITLES.items():
            sheet.cell(n, heads.index(title) + 1, person[name])
    book.save(path)


def test_the_draft_holds_institutions_and_employers_of_cases(planned, made):
    targets = pd.read_excel(planned / "registers.xlsx", sheet_name="被检查对象库", dtype=str)
    cases = pd.read_parquet(made.run / "cases.parquet")
    kinds = ["institution", "employer"]
    assert set(cases[cases.subject_kind.isin(kinds)].subject_id) <= set(targets["对象编号"])
    institutions = pd.read_parquet(made.town / "institution.parquet")
    assert targets["对象类型"].str.startswith("P").sum() <= (institutions.kind == "P").sum()
    assert targets["对象编号"].str.startswith("office-").any()


def test_the_plan_is_written_as_declared_and_read_back(planned):
    tables = read_plan(planned / "plan")
    for name, rows in tables.items():
        schema = pq.read_schema(planned / "plan" / f"{name}.parquet")
        assert schema.equals(get_plan_tables()[name].contract.arrow_schema), name
        assert not rows.duplicated(list(get_plan_tables()[name].contract.key)).any()
    visits, summary = tables["visit"], tables["plan"].iloc[0]
    assert len(visits) == summary.visit_count > 20 and summary.expected_yuan > 0
    assert summary.run_id and set(tables["visit_lead"].visit_id) <= set(visits.visit_id)
    leads = tables["visit_lead"].groupby("visit_id").expected_yuan.sum()
    by_visit = visits.set_index("visit_id").lead_yuan
    pd.testing.assert_series_equal(leads, by_visit[leads.index], check_names=False, atol=0.01)
    assert not visits.target_kind.eq("O").any()


def test_offices_are_in_the_restricted_folder_alone(planned):
    restricted = read_plan(planned / "plan" / "restricted")
    assert set(restricted["plan_candidate"].target_kind) == {"O"}
    assert not (restricted["visit"].district == restricted["visit"].visiting_district).any()
    assert not any(
        rows.astype(str).apply(lambda s: s.str.contains("office-")).any().any()
        for rows in read_plan(planned / "plan").values()
    )


def test_a_head_reads_the_plan_in_a_workbook(planned):
    book = openpyxl.load_workbook(planned / "plan" / "plan.xlsx")
    assert book.sheetnames == [
        "计划概览",
        "检查安排",
        "周历",
        "入选与未入选",
        "备选",
        "任务线索",
        "公平性",
        "增减人日",
    ]
    visits = read_plan(planned / "plan")["visit"]
    assert book["检查安排"].max_row == len(visits) + 1
    cells = "\n".join(str(c.value) for row in book["周历"].iter_rows(min_row=2) for c in row)
    # institutions of the town have no names: a cell then shows the number
    assert all(n in cells for n in visits["name"].fillna(visits.target_id))
    assert book["增减人日"].max_row == 4


def test_the_same_inputs_give_the_same_bytes(planned, made):
    again = planned / "again"
    words = plan_words(made, planned / "registers.xlsx", again)
    assert main([*words, "--staff-days", "20"]) == 0
    names = sorted(p.relative_to(again) for p in again.rglob("*") if p.is_file())
    assert len(names) >= 15
    for name in names:
        assert (again / name).read_bytes() == (planned / "plan" / name).read_bytes(), name


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--quarter", "2026Q5"], "2026Q5"),
        (["--quarter", "2026Q2"], "2026Q2"),
        (["--set", "colour=red"], "colour"),
        (["--set", "random_share=7"], "0 to 1"),
        (["--set", "confidence=brave"], "careful or balanced"),
        (["--staff-days", "150"], "equal to 90"),
    ],
)
def test_a_mistake_is_said_in_one_line(planned, made, capsys, words, expected):
    out = planned / "mistake"
    line = [*plan_words(made, planned / "registers.xlsx", out), *words]
    assert main(line) == 2
    said = capsys.readouterr().err.strip()
    assert expected in said and "\n" not in said and not out.exists()


def test_no_other_folder_is_overwritten(planned, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="已有别的文件"):
        write_plan(None, tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]
