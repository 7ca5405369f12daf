"""The monthly table as a workbook; the same facts give the same bytes."""

import io
from dataclasses import dataclass
from datetime import date, datetime

import xlsxwriter

from contracts.checklist_book import CellFormats
from contracts.codes import get_code_name
from contracts.law import get_law_number
from contracts.workdays import find_nth_workday
from review.excel.cells import clean_text
from review.statistics.facts import Facts
from review.statistics.figures import (
    Figures,
    compute_figures,
    compute_figures_by,
    compute_hit_rates,
    estimate_missed,
    list_last_months,
)

SHARE, YUAN, COUNT = "0.0%", "#,##0.00", "#,##0"
COLUMNS = (
    ("疑点数", lambda f: f.findings, COUNT),
    ("案件数", lambda f: f.cases, COUNT),
    ("涉及人数", lambda f: f.persons, COUNT),
    ("涉及单位机构数", lambda f: f.bodies, COUNT),
    ("已核查数", lambda f: f.checked, COUNT),
    ("核查率", lambda f: f.verification_rate.value, SHARE),
    ("核实数（属实+部分）", lambda f: f.confirmed, COUNT),
    ("属实率", lambda f: f.hit_share.value, SHARE),
    ("不属实数", lambda f: f.not_true, COUNT),
    ("无法核实数", lambda f: f.unknown, COUNT),
    ("正在核查数", lambda f: f.pending, COUNT),
    ("逾期数", lambda f: f.overdue, COUNT),
    ("涉及金额（疑似，元）", lambda f: float(f.involved), YUAN),
    ("核实金额（元）", lambda f: float(f.confirmed_yuan), YUAN),
    ("应追回（元）", lambda f: float(f.to_recover), YUAN),
    ("已追回（元）", lambda f: float(f.recovered), YUAN),
    ("追回率", lambda f: f.recovered_share, SHARE),
    ("行政处罚（件）", lambda f: f.fines, COUNT),
    ("行政处罚（元）", lambda f: float(f.fines_yuan), YUAN),
    ("协议处理（家）", lambda f: f.agreements, COUNT),
    ("移送公安（件）", lambda f: f.police_cases, COUNT),
    ("移送公安（人、家）", lambda f: f.police_persons, COUNT),
    ("移送公安（元）", lambda f: float(f.police_yuan), YUAN),
    ("立案数", lambda f: f.filed, COUNT),
    ("移送纪检（件）", lambda f: f.discipline_cases, COUNT),
    ("移送纪检（人）", lambda f: f.discipline_persons, COUNT),
    ("移送其他（件）", lambda f: f.other_cases, COUNT),
    ("要情 普通", lambda f: f.incidents, COUNT),
    ("要情 重大", lambda f: f.incidents_major, COUNT),
    ("制度漏洞数", lambda f: f.gaps, COUNT),
    ("整改数", lambda f: f.gaps_closed, COUNT),
    ("销号数", lambda f: f.closed, COUNT),
    ("销号率", lambda f: f.closure_rate.value, SHARE),
)
NOTES = (
    "疑点数、核查、核实、逾期按期内下发的疑点计（同一批疑点跟踪到冻结日）；追回、处罚、移送、销号按发生日计。",
    "核查率＝有结论÷下发；属实率＝（属实＋部分属实）÷已核查，即准确率；“正在核查”不算结论。",
    "涉及金额：同一笔记录被多条规则提示的只计一次（取最大）；核实金额以两人复核确认、记入台账的为准，计入期内下发的案件。",
    "跨场景的案件，核实金额、追回、处罚、移送、销号计入其级别最高的疑点所属场景，不重复计。",
    "随机对照样本不计入疑点数；模型特征（M）不单独下发，不计入。",
    "区间为 Wilson 95% 置信区间；漏查估计＝对照样本属实率×未列入清单的记录数，样本少时区间很宽，仅供判断量级。",
    "所列疑点在核实前均为线索。",
)


@dataclass(frozen=True)
class FrozenFacts:
    """Facts, the digest of their file ("" if the day is not over), and the scope as text."""

    facts: Facts
    digest: str
    scope: str


def write_monthly_workbook(frozen: FrozenFacts, first: date, last: date) -> bytes:
    """Write the workbook of a period."""
    return _Book(frozen, first, last).write()


def compute_due_day(last: date) -> date:
    """Compute the working day of the next month on which the table is due."""
    year, month = (last.year + 1, 1) if last.month == 12 else (last.year, last.month + 1)
    return find_nth_workday(year, month, get_law_number("monthly_report_working_day").on(last))


class _Book:
    def __init__(self, frozen, first, last):
        self.frozen, self.first, self.last = frozen, first, last
        self.out = io.BytesIO()
        self.book = xlsxwriter.Workbook(
            self.out, {"strings_to_formulas": False, "strings_to_urls": False}
        )
        self.looks = CellFormats(self.book)
        created_at = datetime.combine(frozen.facts.frozen_on, datetime.min.time())
        self.book.set_properties({"title": "社会保险基金监督月报", "created": created_at})

    def write(self) -> bytes:
        self._write_main_sheet()
        self._write_months_sheet()
        self._write_rates_sheet(
            "规则属实率", ("场景", "规则", "名称"), compute_hit_rates(self.frozen.facts)
        )
        self._write_rates_sheet(
            "模型属实率", ("场景", "模型版本"), compute_hit_rates(self.frozen.facts, of_models=True)
        )
        self._write_missed_sheet()
        self._write_notes_sheet()
        self.book.close()
        return self.out.getvalue()

    def _format(self, **looks):
        return self.looks.of(**{"valign": "vcenter"} | looks)

    def _add_sheet(self, name, titles, *, head=0, widths=None, frozen=3):
        sheet = self.book.add_worksheet(name)
        look = self.looks.head()
        for n, title in enumerate(titles):
            sheet.set_column(n, n, (widths or {}).get(n, 13))
            sheet.write_string(head, n, title, look)
        sheet.set_row(head, 44)
        sheet.freeze_panes(head + 1, frozen)
        sheet.set_landscape()
        sheet.set_paper(8)  # A3: thirty-six columns on two pages' width
        sheet.fit_to_pages(2 if len(titles) > 20 else 1, 0)
        sheet.repeat_rows(head)
        if frozen:
            sheet.repeat_columns(0, frozen - 1)
        sheet.set_footer(
            "&L清风　冻结日 " + f"{self.frozen.facts.frozen_on}" + "&C第 &P 页 共 &N 页"
        )
        return sheet

    def _write_main_sheet(self):
        titles = ("险种", "场景", "属地", *(c[0] for c in COLUMNS))
        sheet = self._add_sheet("月报", titles, head=3, widths={0: 24, 1: 26, 2: 12})
        sheet.write_string(
            0, 0, "社会保险基金监督月报", self._format(bold=True, font_size=14, border=0)
        )
        state = "已冻结" if self.frozen.digest else "当日数据，尚未冻结"
        subtitle = (
            f"期间 {self.first} 至 {self.last}　冻结日 {self.frozen.facts.frozen_on}（{state}）　"
            f"范围 {self.frozen.scope}"
        )
        sheet.write_string(1, 0, clean_text(subtitle), self._format(border=0))
        sheet.write_string(
            2,
            0,
            f"报送期限 {compute_due_day(self.last)}（待核实）",
            self._format(border=0, font_color="#7F7F7F"),
        )
        cut = compute_figures_by(
            self.frozen.facts, lambda r: (r.fund, r.scenario, r.district), self.first, self.last
        )
        row = 4
        for key, row_figures in cut.items():
            self._write_row(
                sheet, row, (key[0], key[1], get_code_name("district", key[2]).zh), row_figures
            )
            row += 1
        self._write_row(
            sheet,
            row,
            ("合计", "", ""),
            compute_figures(self.frozen.facts, self.first, self.last),
            bold=True,
        )

    def _write_months_sheet(self):
        sheet = self._add_sheet("近十二个月", ("月份", *(c[0] for c in COLUMNS)), frozen=1)
        for n, (first, last) in enumerate(list_last_months(self.last, 12), start=1):
            self._write_row(
                sheet, n, (f"{first:%Y-%m}",), compute_figures(self.frozen.facts, first, last)
            )

    def _write_row(self, sheet, row, names, row_figures: Figures, **looks):
        for n, name in enumerate(names):
            sheet.write_string(row, n, clean_text(name), self._format(num_format="@", **looks))
        for n, (_, value, form) in enumerate(COLUMNS, start=len(names)):
            self._write_number(sheet, row, n, value(row_figures), form, **looks)

    def _write_number(self, sheet, row, column, value, form, **looks):
        if value is None:
            sheet.write_string(row, column, "—", self._format(align="right", **looks))
        else:
            sheet.write_number(row, column, value, self._format(num_format=form, **looks))

    def _write_rates_sheet(self, name, keys, rates):
        titles = (*keys, "已核查数", "核实数", "属实率", "区间下限", "区间上限")
        sheet = self._add_sheet(name, titles, widths={0: 28, 1: 18, 2: 34}, frozen=0)
        for row, (key, share) in enumerate(rates.items(), start=1):
            for n, text in enumerate(key):
                sheet.write_string(row, n, clean_text(text or "—"), self._format(num_format="@"))
            numbers = (
                (share.count, COUNT),
                (share.hits, COUNT),
                (share.value, SHARE),
                (share.low, SHARE),
                (share.high, SHARE),
            )
            for n, (value, form) in enumerate(numbers, start=len(key)):
                self._write_number(sheet, row, n, value, form)

    def _write_missed_sheet(self):
        titles = (
            "场景",
            "记录表",
            "对照已核查",
            "对照属实",
            "未列入记录数",
            "估计漏查",
            "区间下限",
            "区间上限",
        )
        sheet = self._add_sheet("漏查估计", titles, widths={0: 28, 1: 24}, frozen=0)
        for row, ((scenario, table), m) in enumerate(
            estimate_missed(self.frozen.facts).items(), start=1
        ):
            for n, text in enumerate((scenario, table)):
                sheet.write_string(row, n, clean_text(text), self._format(num_format="@"))
            for n, value in enumerate(
                (m.sample.count, m.sample.hits, m.unlisted, m.expected, m.low, m.high), start=2
            ):
                self._write_number(sheet, row, n, value, COUNT)

    def _write_notes_sheet(self):
        sheet = self.book.add_worksheet("口径说明")
        sheet.set_column(0, 0, 120)
        wrapped = self._format(text_wrap=True)
        lines = [
            *NOTES,
            f"冻结日 {self.frozen.facts.frozen_on}；数据文件 SHA-256：{self.frozen.digest or '未冻结'}",
        ]
        for n, text in enumerate(lines):
            sheet.write_string(n, 0, f"{n + 1}. {text}", wrapped)
