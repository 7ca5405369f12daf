"""A quarter in Debian's chromium: plan, second person, pack on the day, results, next registers."""

import os
from datetime import date, timedelta

import pandas as pd
import pytest
from playwright.sync_api import sync_playwright

from planning.plan_files import write_plan
from planning.registers import read_results
from tests.review import served_desk
from tests.review.browser_steps import find_serious_barriers, picture, sign_in
from tests.review.served_desk import CHROMIUM, HEIGHT, WIDTH
from tests.review.test_plans import Tables, build_visit
from tests.review.test_visit_results import fill_cells

TODAY = date.today()
LEAD = {"level": "H", "indicator_id": "P03", "amount_involved": 5000, "expected_yuan": 4050.0}


def write_quarter(folder):
    """A plan with a visit today and one in three days, and the registers behind it."""
    shared = {"target_kind": "P", "inspection_kind": "1", "leader_id": "heli"}
    visits = [
        build_visit(1, "heli,shenyu", starts_on=TODAY, week_start_on=TODAY, **shared),
        build_visit(
            2, "heli,shenyu", starts_on=TODAY + timedelta(3), week_start_on=TODAY, **shared
        ),
    ]
    tables = Tables(visits)
    tables.tables["visit_lead"] = tables["visit_lead"].assign(**LEAD)
    write_plan(tables, folder / "plan")
    registers = folder / "registers"
    registers.mkdir()
    targets = {"target_id": ["T1"], "target_kind": ["P"], "district": ["330203"]}
    pd.DataFrame(targets).to_csv(registers / "inspection_target.csv", index=False)
    pd.DataFrame(
        {
            "inspector_id": ["heli", "shenyu"],
            "name": ["何力", "沈瑜"],
            "office": "基金监督处",
            "district": "330203",
            "licence_no": ["浙A1", "浙A2"],
            "licence_valid_to": [TODAY + timedelta(365), TODAY + timedelta(365)],
            "days_per_month": 10,
        }
    ).to_csv(registers / "inspector.csv", index=False)


@pytest.fixture
def desk(tmp_path, monkeypatch):
    # the planner's own tests look at its workbook
    monkeypatch.setattr("planning.plan_workbook.write_plan_workbook", lambda plan, path: None)
    write_quarter(tmp_path)
    with served_desk.served(tmp_path / "desk") as desk:
        desk.add("jihua", "planner", "计华", "*")
        desk.add("jihua2", "planner", "季骅", "*")
        registers = str(tmp_path / "registers")
        desk.command(
            "receive_plan", str(tmp_path / "plan"), "--registers", registers, "--by", "jihua"
        )
        yield desk


def test_a_quarter_from_the_plan_to_the_next_registers(desk, tmp_path):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--lang=zh-CN"],
            env={**os.environ, "LANGUAGE": "zh_CN"},
        )
        pages = {}
        for login in ("jihua", "jihua2", "heli", "shenyu"):
            context = browser.new_context(
                viewport={"width": WIDTH, "height": HEIGHT}, locale="zh-CN", accept_downloads=True
            )
            pages[login] = context.new_page()
            sign_in(pages[login], desk, login)
        live_through(pages, desk, tmp_path)
        browser.close()
    out = tmp_path / "next"
    assert "1 项检查" in desk.command("visit_results", str(out))
    items = pd.read_parquet(out / "visit_item.parquet")
    assert items[["finding_id", "indicator_id", "conclusion"]].values.tolist() == [
        ["F1", "P03", "1"]
    ]


def live_through(pages, desk, folder):
    for login in ("heli", "shenyu"):
        pages[login].goto(f"{desk.address}/visits/")
        assert "没有可告知" in pages[login].inner_text("main")
    pages["jihua"].goto(f"{desk.address}/plans/P1/")
    assert pages["jihua"].locator("#approval form").count() == 0
    page = pages["jihua2"]
    page.goto(f"{desk.address}/plans/P1/")
    assert find_serious_barriers(page) == []
    picture(page, "inspection_plan", whole=True)
    page.click("#approval button")
    assert "计划已批准" in page.inner_text(".messages")
    page = pages["heli"]
    page.goto(f"{desk.address}/visits/")
    assert "第1药店" in page.inner_text("main") and "第2药店" not in page.inner_text("main")
    with page.expect_download() as download:
        page.click("text=下载任务包")
    pack = folder / "pack.xlsx"
    download.value.save_as(pack)
    page.click("text=开始检查")
    assert "检查已开始" in page.inner_text(".messages")
    assert find_serious_barriers(page) == []
    answers = {"核查结论": "1 属实", "核实金额": 4200}
    pack.write_bytes(fill_cells(pack.read_bytes(), {"办结日期": TODAY, "实际人日": 1}, answers))
    assert len(read_results(pack)[1]) == 1
    page.set_input_files("[name=file]", pack)
    page.click("text=报送结果")
    assert "待另一名组员复核" in page.inner_text("main")
    picture(page, "visit", whole=True)
    page = pages["shenyu"]
    page.goto(f"{desk.address}/visits/")
    page.click("text=复核结果")
    assert "结果已复核" in page.inner_text(".messages")
