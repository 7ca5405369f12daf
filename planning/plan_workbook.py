"""The workbook of a plan: what a head reads before signing it."""

import json
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

from contracts.checklist_book import CellFormats, set_page
from contracts.codes import get_code_name, load_code_lists
from contracts.plans import get_plan_tables

# sheet, table, columns in the order in which they are read (Chinese titles are declared)
VISIT_COLUMNS = [
    "week_start_on",
    "starts_on",
    "working_days",
    "team_id",
    "visiting_district",
    "leader_id",
    "member_ids",
    "helper_ids",
    "target_id",
    "name",
    "target_kind",
    "district",
    "inspection_kind",
    "source",
    "group_id",
    "staff_days",
    "expected_yuan",
    "reason_zh",
    "not_earlier_zh",
    "exempt_reason",
    "visit_id",
]
CANDIDATE_COLUMNS = [
    "value_rank",
    "target_id",
    "name",
    "target_kind",
    "district",
    "is_chosen",
    "source",
    "reason_zh",
    "lead_yuan",
    "extrapolated_yuan",
    "complaint_yuan",
    "harm_weight",
    "expected_low_yuan",
    "expected_yuan",
    "expected_high_yuan",
    "bonus_yuan",
    "staff_days",
    "yuan_per_day",
]
RESERVE_COLUMNS = [
    "position",
    "target_id",
    "name",
    "district",
    "inspection_kind",
    "staff_days",
    "expected_yuan",
    "yuan_per_day",
    "reason_zh",
]
LEAD_COLUMNS = [
    "visit_id",
    "case_id",
    "finding_id",
    "scenario_id",
    "indicator_id",
    "level",
    "record_table",
    "record_id",
    "amount_involved",
    "chance",
    "kappa",
    "expected_yuan",
    "sample_role",
]
FAIRNESS_COLUMNS = [
    "dimension",
    "group_zh",
    "target_count",
    "target_share",
    "visit_count",
    "visit_share",
    "random_count",
]
WHAT_IF_COLUMNS = ["factor", "staff_days", "visit_count", "expected_yuan", "came", "went"]
DIMENSIONS = {
    "district": "区县",
    "kind": "对象类型",
    "level": "机构等级",
    "ownership": "所有制",
    "grade": "监管等级",
    "source": "任务来源",
    "visited": "本年次数",
    "pairing": "互查配对",
}
SUMMARY = [
    "plan_id",
    "quarter",
    "run_id",
    "frozen_on",
    "visit_count",
    "random_count",
    "staff_days_available",
    "staff_days_reserved",
    "staff_days_planned",
    "expected_yuan",
    "expected_low_yuan",
    "status",
    "gap",
    "solver",
]
STATUS = {
    "optimal": "全部约束满足",
    "gap": "达到节点上限，差距见下",
    "relaxed": "有约束放宽，见说明",
}
WIDE, NARROW, TEXT = 60, 13, 18
NOTICE = "计划在公布前保密；本表所列均为待核实线索，不是违法违规结论"


def write_plan_workbook(plan, path: Path) -> None:
    """Write the sheets; the same plan gives the same bytes."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    day = plan.summary["frozen_on"]
    book.set_properties(
        {"title": "检查计划", "created": datetime.combine(day, datetime.min.time())}
    )
    writer = _Writer(book, CellFormats(book), plan)
    writer.write_summary()
    visits = plan["visit"].sort_values(
        ["week_start_on", "team_id", "starts_on", "target_id"], key=lambda s: s.astype(str)
    )
    writer.write_table("检查安排", "visit", VISIT_COLUMNS, visits)
    writer.write_calendar(visits)
    candidates = plan["plan_candidate"].sort_values("value_rank")
    writer.write_table("入选与未入选", "plan_candidate", CANDIDATE_COLUMNS, candidates)
    writer.write_table("备选", "reserve", RESERVE_COLUMNS, plan["reserve"])
    writer.write_table("任务线索", "visit_lead", LEAD_COLUMNS, plan["visit_lead"])
    fairness = plan["fairness"]
    fairness = fairness.assign(dimension=fairness.dimension.map(lambda d: DIMENSIONS.get(d, d)))
    writer.write_table("公平性", "fairness", FAIRNESS_COLUMNS, fairness)
    if "what_if" in plan.tables:
        writer.write_table("增减人日", "what_if", WHAT_IF_COLUMNS, plan["what_if"])
    book.close()


class _Writer:
    def __init__(self, book, looks, plan):
        self.book, self.looks, self.plan = book, looks, plan

    def write_summary(self):
        sheet = self.book.add_worksheet("计划概览")
        sheet.set_column(0, 0, 22)
        sheet.set_column(1, 1, 70)
        sheet.write_string(0, 0, "检查计划", self.looks.of(bold=True, font_size=14, border=0))
        sheet.write_string(1, 0, NOTICE, self.looks.of(border=0, font_color="#7F7F7F"))
        summary, columns = self.plan.summary, get_plan_tables()["plan"].contract.columns
        rows = [(columns[name].zh, self._format(columns[name], summary[name])) for name in SUMMARY]
        rows[SUMMARY.index("status")] = ("状态", STATUS[summary["status"]])
        settings = json.loads(summary["settings"])
        rows += [(f"参数 {name}", str(value)) for name, value in settings.items()]
        for n, (title, value) in enumerate(rows, start=3):
            sheet.write_string(n, 0, title, self.looks.of(bold=True))
            self._write(sheet, n, 1, value)
        notes = summary["notes_zh"].split("\n") if summary["notes_zh"] else ["无"]
        for n, note in enumerate(notes, start=4 + len(rows)):
            sheet.write_string(n, 0, "说明" if n == 4 + len(rows) else "", self.looks.of(bold=True))
            sheet.write_string(n, 1, note, self.looks.of(text_wrap=True))

    def write_table(self, title, table, names, rows):
        columns = get_plan_tables()[table].contract.columns
        sheet = self.book.add_worksheet(title)
        heads = tuple((columns[name].zh, _get_width(name)) for name in names)
        self.looks.write_headings(sheet, heads)
        for n, row in enumerate(rows[names].to_dict("records"), start=1):
            for k, name in enumerate(names):
                self._write(sheet, n, k, self._format(columns[name], row[name]))
        set_page(sheet, len(rows), len(names))

    def write_calendar(self, visits):
        """A grid: a row a team, a column a week, in a cell the targets."""
        sheet = self.book.add_worksheet("周历")
        placed = visits[visits.team_id.notna()]
        weeks = sorted(placed.week_start_on.unique())
        heads = (("检查组", 14), *((f"{week:%m-%d}周", 20) for week in weeks))
        self.looks.write_headings(sheet, heads)
        wrap = self.looks.of(text_wrap=True, valign="top")
        for n, (team, rows) in enumerate(placed.groupby("team_id", sort=True), start=1):
            sheet.write_string(n, 0, team, self.looks.of(bold=True, valign="top"))
            for k, week in enumerate(weeks, start=1):
                of_week = rows[rows.week_start_on == week].sort_values(["starts_on", "target_id"])
                cell = "\n".join(
                    f"{v.starts_on:%m-%d} {v.name if isinstance(v.name, str) else v.target_id}"
                    for v in of_week.drop(columns="name").assign(name=of_week["name"]).itertuples()
                )
                sheet.write_string(n, k, cell, wrap)
        set_page(sheet, placed.team_id.nunique(), len(heads))

    def _format(self, column, value):
        if value is None or value != value:
            return ""
        if isinstance(value, bool):
            return "是" if value else "否"
        if column.codes and str(value) in load_code_lists()[column.codes]:
            return get_code_name(column.codes, str(value)).zh
        if isinstance(value, date):
            return value.isoformat()
        return float(value) if column.type.name in ("money", "number", "int") else str(value)

    def _write(self, sheet, row, column, value):
        if isinstance(value, float):
            whole = value == int(value)
            form = "#,##0" if whole or abs(value) >= 1000 else "0.00##"
            sheet.write_number(row, column, value, self.looks.of(num_format=form))
        else:
            wrap = len(value) > TEXT
            sheet.write_string(row, column, value, self.looks.of(text_wrap=wrap, valign="top"))


def _get_width(name):
    if name in ("reason_zh", "not_earlier_zh", "came", "went"):
        return WIDE
    return TEXT if name.endswith(("_id", "_ids", "name")) else NARROW
