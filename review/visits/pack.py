"""检查任务包: the workbook that a team takes along and sends back with its results."""

import io

import xlsxwriter

from contracts.codes import get_code_name, load_code_lists
from contracts.plans import get_plan_tables
from review.models import InspectorLicence, PlannedVisit
from review.visits.first_day import FIRST_DAY

TASK, FIRST_DAY_SHEET = "任务", "首日封存清单"
ORDER = {"H": 0, "S": 1}  # what proves itself from the records is asked first
WIDE = 24
EMPTY_ROWS = 200  # for sampled records without a finding
TEXT = {"strings_to_formulas": False, "strings_to_urls": False}


def write_pack(visit: PlannedVisit) -> bytes:
    """Write the pack: task and team, first day, and the two sheets that come back filled."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, **TEXT})
    head = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#e4e7eb"})
    _write_rows(book.add_worksheet(TASK), _list_task_rows(visit), head)
    _write_rows(book.add_worksheet(FIRST_DAY_SHEET), _list_first_day_rows(visit), head)
    result = [
        {
            "visit_id": visit.pk,
            "target_id": visit.facts["target_id"],
            "inspection_kind": visit.facts["inspection_kind"],
            "source": visit.facts["source"],
            "started_on": visit.starts_on.isoformat(),
            "entered_by": visit.facts["leader_id"] or visit.member_ids[0],
        }
    ]
    _write_table(book, "visit_result", result, head, 1)
    items = list_issued_items(visit)
    _write_table(book, "visit_item", items, head, len(items) + EMPTY_ROWS)
    book.close()
    return out.getvalue()


def list_issued_items(visit: PlannedVisit) -> list[dict]:
    """The rows of the working paper that were issued: one a lead, in the order of proof."""
    leads = sorted(
        visit.leads, key=lambda r: (ORDER.get(r["level"], 2), -r["expected_yuan"], r["finding_id"])
    )
    return [
        {
            "visit_id": visit.pk,
            "item_id": f"L{n:03}",
            "finding_id": lead["finding_id"],
            "indicator_id": lead["indicator_id"],
            "record_table": lead["record_table"],
            "record_id": lead["record_id"],
            "amount_involved": lead["amount_involved"],
        }
        for n, lead in enumerate(leads, start=1)
    ]


def _list_task_rows(visit):
    facts = visit.facts
    rows = [
        ("任务编号", visit.pk),
        ("对象", facts["name"] or facts["target_id"]),
        ("区县", get_code_name("district", facts["district"]).zh),
        ("检查类型", get_code_name("inspection_kind", facts["inspection_kind"]).zh),
        ("首日", visit.starts_on.isoformat()),
        ("理由", facts["reason_zh"]),
        ("本年已检查次数", facts["visits_this_year"]),
        ("超上限理由", facts["exempt_reason"] or "—"),
        ("专家和第三方（协助，不单独检查、不签字）", facts["helper_ids"] or "—"),
    ]
    people = InspectorLicence.objects.in_bulk(visit.member_ids)
    for member in visit.member_ids:
        person = people.get(member)
        licence = f"{person.licence_no} 至 {person.licence_valid_to}" if person else "未登记"
        rows.append((f"组员 {member} {person.name if person else ''}".strip(), licence))
    return rows


def _list_first_day_rows(visit):
    first, then = FIRST_DAY[visit.facts["target_kind"]]
    rows = [("先", text, "□", "", "") for text in first] + [("后", t, "□", "", "") for t in then]
    return [("次序", "事项", "已取得", "取得时间、经手人", "散列值"), *rows]


def _write_rows(sheet, rows, head):
    sheet.set_column(0, 4, WIDE)
    for n, row in enumerate(rows):
        sheet.write_row(n, 0, row, head if n == 0 and len(row) > 2 else None)


def _write_table(book, name, rows, head, validated):
    contract = get_plan_tables()[name].contract
    sheet = book.add_worksheet(contract.zh)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(contract.columns) - 1, WIDE / 2)
    for n, column in enumerate(contract.columns.values()):
        sheet.write(0, n, column.zh, head)
        for place, row in enumerate(rows, start=1):
            sheet.write(place, n, row.get(column.name))
        if column.codes:
            names = load_code_lists()[column.codes]
            sheet.data_validation(
                1,
                n,
                validated,
                n,
                {"validate": "list", "source": [f"{c} {t.zh}" for c, t in names.items()]},
            )
