"""A day on the desk in Debian's chromium against the real server.

Cases are issued, taken, checked, confirmed, referred and closed; the checklist goes out and comes
back; two more nights follow. The pictures of docs/操作手册.md are made here.
"""

import io
import os
import re
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.review import served_desk
from tests.review.browser_steps import (
    FIRST,
    assert_fits_phone,
    find_serious_barriers,
    opened,
    picture,
    sign_in,
    state,
    step,
)
from tests.review.excel.workbooks import filled
from tests.review.served_desk import (
    CHROMIUM,
    HEIGHT,
    WIDTH,
    first_night,
    next_night,
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    folder = tmp_path_factory.mktemp("day")
    with served_desk.served(folder / "desk") as desk:
        desk.command("receive", str(first_night(folder / "runs" / "one")))
        yield desk


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--lang=zh-CN"],
            env={**os.environ, "LANGUAGE": "zh_CN"},
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def at(desk, chromium):
    """login → that officer's page, signed in; the first password is changed on the way."""
    pages, complaints = {}, []

    def page_of(login: str) -> Page:
        if login not in pages:
            context = chromium.new_context(
                viewport={"width": WIDTH, "height": HEIGHT}, locale="zh-CN", accept_downloads=True
            )
            page = context.new_page()
            page.on(
                "console",
                lambda m: (
                    complaints.append(m.text)
                    if m.type == "error" and "status of" not in m.text
                    else None
                ),
            )
            page.on("pageerror", lambda e: complaints.append(str(e)))
            sign_in(page, desk, login)
            pages[login] = page
        return pages[login]

    yield page_of
    assert complaints == [], (
        "the console of the browser must stay silent: no script and no style was refused"
    )


class TestADay:
    def test_1_the_head_issues_what_a_filter_finds(self, desk, at):
        page = at("zhuguan")
        page.goto(f"{desk.address}/cases/?level=H&level=S&district=330203")
        picture(page, "cases")
        matched = int(re.search(r"(\d+)\s*件", page.inner_text(".pages"))[1])
        page.select_option("[name=reach]", "filter")
        page.select_option("[name=bulk]", "issue")
        page.click("text=批量办理…")
        assert f"其中可办理 {matched} 件" in page.inner_text("main")
        picture(page, "bulk")
        page.click("button.main")
        assert f"已办理 {matched} 件" in page.inner_text(".messages")
        page.goto(f"{desk.address}/statistics/")
        assert page.locator("svg.picture").count() == 5

    def test_2_the_checker_takes_the_best_case_by_a_key(self, desk, at):
        page = at("heli")
        page.goto(desk.address)
        page.keyboard.press("n")
        page.wait_for_url("**/cases/*/")
        assert page.url.endswith(f"/cases/{FIRST}/")
        assert state(page) == "核查中"

    def test_3_and_reads_why(self, desk, at):
        page = opened(at("heli"), desk)
        said = page.inner_text("main")
        for word in (
            "末次参保仅2个月",
            "社会保险法第八十八条",
            "企业破产集中裁员",
            "同类中位",
            "证据时间线",
            "共用银行账户",
            "失业",
        ):
            assert word in said
        assert "op0293" not in page.content(), "operators are not named on the ordinary list"
        assert page.locator("svg.picture").count() >= 4
        picture(page, "case")
        page.locator("#timeline").scroll_into_view_if_needed()
        picture(page, "evidence")
        ring = page.locator("#ring")
        ring.scroll_into_view_if_needed()
        picture(page, "ring")
        whole = ring.locator("svg").get_attribute("viewBox")
        ring.locator(".zoom button").first.click()
        assert ring.locator("svg").get_attribute("viewBox") != whole
        ring.locator(".zoom button").last.click()
        assert ring.locator("svg").get_attribute("viewBox") == whole
        page.goto(f"{page.url.partition('#')[0]}?all=1")
        page.emulate_media(media="print")
        assert not page.locator(".bar").is_visible() and page.locator(".watermark").is_visible()
        for part in ("#money", "#files", "#history", "#rows table >> nth=-1", "#ring table"):
            assert page.locator(part).is_visible(), "the print holds everything"
        assert not page.locator("#step-note").is_visible()
        assert (
            page.pdf(format="A4").startswith(b"%PDF")
            if page.context.browser.browser_type.name == "chromium"
            else True
        )
        page.emulate_media(media="screen")

    def test_4_attaches_a_file_that_keeps_its_hash(self, desk, at, tmp_path):
        page = opened(at("heli"), desk)
        file = tmp_path / "银行流水.txt"
        file.write_text("2026-02-15 2241.00", encoding="utf-8")
        assert "上传附件" in step(
            page, "attach", file=str(file), category="书证", proves="逐月领取失业保险金"
        )
        page.click("#files button")
        assert "校验一致" in page.inner_text(".messages")
        with page.expect_download() as download:
            page.click("#files a")
        assert Path(download.value.path()).read_text(encoding="utf-8") == "2026-02-15 2241.00"

    def test_5_concludes_and_what_is_missing_is_said(self, desk, at):
        page = opened(at("heli"), desk)
        page.keyboard.press("a")
        page.wait_for_url("**/answer/")
        page.select_option("[name=second_checker]", "shenyu")
        first = page.locator("[data-answers]").first
        first.locator("[name$=-conclusion]").select_option("1")
        first.locator("[name$=-nature]").select_option("欺诈骗取")
        first.locator("[name$=-method]").select_option("现场")
        first.locator("[name$=-account]").fill(
            "到单位和住处核查：无劳动合同、无工资发放，本人承认挂靠参保。"
        )
        page.click("[data-copy-first]")
        page.click("button.main")
        assert "须填写核实金额" in page.inner_text(".messages")
        assert (
            "挂靠参保" in page.locator("[data-answers]").nth(1).locator("textarea").input_value()
        ), "nothing entered is lost"
        for part, amount in zip(
            page.locator("[data-answers]").all(), ("53784.00", "0"), strict=True
        ):
            part.locator("[name$=-amount_confirmed]").fill(amount)
        assert "53,784.00" in page.inner_text("#answer-total")
        picture(page, "answer")
        page.click("button.main")
        assert state(page) == "已反馈"

    def test_6_the_reviewer_confirms(self, desk, at):
        page = opened(at("fuhe"), desk)
        step(page, "examine")
        assert state(page) == "待复审"
        step(page, "confirm", text="事实清楚，同意")
        assert state(page) == "处置中"
        assert "53,784.00" in page.inner_text("#money")

    def test_7_the_case_is_referred_by_two_and_the_paper_printed(self, desk, at):
        page = opened(at("heli"), desk)
        step(
            page,
            "propose_referral",
            kind="police",
            recipient="宁波市公安局海曙分局",
            offence="诈骗罪",
            amount="53784.00",
            facts="2026年1月挂靠参保后骗领失业保险金，共3次。",
        )
        assert page.locator("#referral-decide").count() == 0, "who proposed does not decide"
        head = opened(at("zhuguan"), desk)
        head.click("#referral-decide button")
        with head.expect_download() as download:
            _print_referral(head)
        paper = Path(download.value.path()).read_bytes()
        assert download.value.suggested_filename.endswith(".docx") and paper.startswith(b"PK")
        opened(head, desk)
        head.fill("#referral-send [name=document_no]", "甬社监移〔2026〕1号")
        head.click("#referral-send button")
        assert state(head) == "已移送"
        picture(head, "referral")
        head.goto(f"{desk.address}/papers/")
        assert "公安机关决定是否立案" in head.inner_text("#referrals")
        picture(head, "papers")
        today = datetime.now(ZoneInfo("Asia/Shanghai")).date().isoformat()
        head.goto(f"{desk.address}/statistics/?first={today[:8]}01&last={today}&frozen_on={today}")
        picture(head, "statistics")

    def test_8_money_is_booked_and_the_case_closed_by_another(self, desk, at):
        page = opened(at("heli"), desk)
        step(page, "money", kind="to_recover", amount="53784.00", on=date.today().isoformat())
        step(page, "plan_instalments", count="6", first_due_on="2026-12-31")
        assert "8,964.00" in page.inner_text("#money")
        step(page, "propose_close", control_gap="none")
        reviewer = opened(at("fuhe"), desk)
        step(reviewer, "close", text="同意销号")
        assert state(reviewer) == "已销号"

    def test_9_the_checklist_goes_out_and_comes_back_with_errors_told_by_cell(
        self, desk, at, tmp_path
    ):
        page = at("heli")
        page.goto(f"{desk.address}/excel/")
        picture(page, "excel")
        page.select_option("#export [name=district]", "330203")
        with page.expect_download() as download:
            page.click("#export button")
        issued = Path(download.value.path()).read_bytes()
        path = tmp_path / "填好.xlsx"
        path.write_bytes(_filled_with_errors(issued))
        page.set_input_files("#take-back [name=file]", str(path))
        page.click("#take-back button")
        said = page.inner_text("main")
        assert "尚未写入任何内容" in said and "下发清单" in said and "错误" in said
        picture(page, "excel_checked")
        page.click("#apply button")
        assert "导入完成" in page.inner_text("main")

    def test_a_the_next_night_leaves_the_closed_case_closed(self, desk, at, tmp_path):
        desk.command("receive", str(next_night(tmp_path / "two", closed_changed=False)))
        assert state(opened(at("fuhe"), desk)) == "已销号"

    def test_b_changed_evidence_opens_it_again_and_says_what_changed(self, desk, at, tmp_path):
        desk.command("receive", str(next_night(tmp_path / "three", closed_changed=True)))
        page = opened(at("zhuguan"), desk)
        assert state(page) == "待研判"
        assert "疑点证据有变化" in page.inner_text(
            ".notice >> nth=0"
        ) and "56,025.00元→58,266.00元" in page.inner_text("#history")
        page.goto(f"{desk.address}/runs/")
        picture(page, "runs")

    def test_c_discipline_alone_sees_its_list_and_the_log_is_whole(self, desk, at):
        page = at("jijian")
        page.goto(f"{desk.address}/cases/?status=listed")
        assert "op0417" in page.inner_text("main") and FIRST not in page.content()
        assert at("zhuguan").goto(f"{desk.address}/cases/C0a9b8c7d6e5f4099/").status == 404
        log = at("shenji")
        log.goto(f"{desk.address}/log/?verify=1")
        assert "链完整" in log.inner_text(".notice")
        picture(log, "log")

    def test_d_english_is_one_click_away(self, desk, at):
        page = opened(at("fuhe"), desk)
        page.click("text=English")
        assert "Findings and reasons" in page.inner_text("main")
        picture(page, "english")
        page.click("text=中文")

    def test_e_verdicts_go_back_to_the_night(self, desk, tmp_path):
        import pyarrow.parquet as pq

        desk.command("verdicts", str(tmp_path / "feedback.parquet"))
        rows = pq.read_table(tmp_path / "feedback.parquet").to_pylist()
        reopened = [r for r in rows if r["stage"] == "01"]
        assert reopened and {r["conclusion"] for r in reopened} == {None}
        assert os.stat(tmp_path / "feedback.parquet").st_mode & 0o077 == 0

    def test_f_what_is_ticked_stays_ticked_on_other_pages(self, desk, at):
        page = at("zhuguan")
        for level in ("S", "control"):
            page.goto(f"{desk.address}/cases/?level={level}")
            page.locator("input[name=ticked]").first.check()
        assert "2" in page.inner_text("#selection")
        page.click("thead >> text=预计属实")
        assert page.locator("input[name=ticked]:checked").count() == 1
        page.select_option("[name=bulk]", "assign")
        page.click("text=批量办理…")
        assert "范围内 2 件" in page.inner_text("main")
        page.click("text=返回")
        page.click("text=清除勾选")
        assert not page.locator("#selection").is_visible()

    def test_g_the_homes_show_what_waits(self, desk, at):
        head, checker = at("zhuguan"), at("heli")
        head.goto(f"{desk.address}/")
        assert "何力" in head.inner_text("#workload")
        picture(head, "home_head")
        head.goto(f"{desk.address}/cases/?todo=unassigned")
        head.locator("input[name=ticked]").first.check()
        head.select_option("[name=bulk]", "spread")
        head.click("text=批量办理…")
        head.check("[name=among] >> nth=0")
        head.click("text=看分配方案")
        assert "尚未执行" in head.inner_text("main")
        picture(head, "plan")
        head.click("main button.main")
        assert "已办理 1 件" in head.inner_text(".messages")
        for login in ("heli", "shenyu"):
            at(login).goto(desk.address)
        told = [at(login).locator("#notices").count() for login in ("heli", "shenyu")]
        assert sum(told) == 1, "one of the two got the case and is told"
        picture(checker, "queue")
        head.goto(f"{desk.address}/calendar/")
        picture(head, "calendar")

    def test_h_axe_finds_nothing_serious(self, desk, at):
        pages = {
            "heli": ("/", "/cases/", f"/cases/{FIRST}/", "/excel/", "/calendar/"),
            "zhuguan": ("/", "/workload/", "/views/", "/papers/", "/statistics/"),
            "shenji": ("/log/",),
        }
        barriers = []
        for login, paths in pages.items():
            for path in paths:
                at(login).goto(f"{desk.address}{path}")
                barriers += find_serious_barriers(at(login))
        assert barriers == []


class TestAtTheCounter:
    """On a phone of 390 pixels: take, note, photo, conclude."""

    @pytest.fixture(scope="class")
    def phone(self, desk, chromium):
        context = chromium.new_context(
            viewport={"width": 390, "height": 844}, locale="zh-CN", has_touch=True, is_mobile=True
        )
        page = context.new_page()
        desk.add("shouji", "checker", "于帆", "330203", "330212")
        sign_in(page, desk, "shouji")
        return page

    def test_a_case_is_taken_noted_photographed_and_concluded(self, desk, phone, tmp_path):
        page = phone
        page.goto(desk.address)
        assert_fits_phone(page)
        page.tap("#take-next")
        page.wait_for_url("**/cases/*/")
        assert_fits_phone(page)
        assert state(page) == "核查中"
        page.tap(".quick >> text=备注")
        note = page.locator("#step-note")
        note.locator("[name=text]").fill("窗口核查：本人到场")
        note.locator("button").tap()
        assert "添加备注" in page.inner_text(".messages")
        photo = tmp_path / "现场.png"
        Image.new("RGB", (40, 30), "white").save(photo)
        page.tap(".quick >> text=拍照")
        form = page.locator("#step-attach")
        assert "image/*" in form.locator("[name=file]").get_attribute("accept")
        form.locator("[name=file]").set_input_files(str(photo))
        form.locator("button").tap()
        page.locator("#files a", has_text="现场.png").wait_for()
        page.tap(".quick >> text=结论")
        page.wait_for_url("**/answer/")
        assert_fits_phone(page)
        assert find_serious_barriers(page) == []
        page.select_option("[name=second_checker]", "shenyu")
        for part in page.locator("[data-answers]").all():
            part.locator("[name$=-conclusion]").select_option("3")
            part.locator("[name$=-cause_code]").select_option("F4")
            part.locator("[name$=-account]").fill("政策允许，材料齐全")
        page.locator("main button.main").last.tap()
        page.locator("h1 .badge", has_text="已反馈").wait_for()

    def test_the_list_is_read_without_scrolling_sideways(self, desk, phone):
        phone.goto(f"{desk.address}/cases/")
        assert_fits_phone(phone)
        assert phone.locator(".list tbody tr").first.is_visible()


def _print_referral(page):
    page.locator("#papers a", has_text="移送公安").click()
    page.locator("main form.form button.main").click()


def _filled_with_errors(content: bytes) -> bytes:
    """Fill in the first case right, a second without its amount, a third with an altered cell."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    rows = book["下发清单"].max_row
    good = {
        "checkers": "何力、沈瑜",
        "checked_date": date.today(),
        "method": "现场",
        "account": "无劳动合同和工资发放",
        "conclusion": "1 属实",
        "amount_confirmed": 1000,
        "nature": "违规",
    }
    assert rows > 5
    return filled(
        content,
        {
            1: good,
            2: good | {"amount_confirmed": None},
            3: good | {"account": "=HYPERLINK(1)", "conclusion": "9 也许"},
        },
    )
