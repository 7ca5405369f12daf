"""Results of visits: entered by one of the team, confirmed by another, and given back."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import NamedTemporaryFile

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import transaction
from django.utils import timezone

from contracts.plans import get_plan_tables
from contracts.verdict_codes import CONFIRMED, Conclusion
from review import audit, transitions
from review.errors import NotAllowed, NotNow, NotValid
from review.excel.file_safety import UnsafeFile, open_workbook
from review.models import Officer, PlannedVisit, VisitOutcome
from review.permissions import require_right
from review.visits.pack import list_issued_items

FROZEN = ("finding_id", "indicator_id", "record_table", "record_id")
STAYS = ("target_id", "inspection_kind", "source")


def find_team_visit(visit_id: str, officer: Officer) -> PlannedVisit:
    """Return a visit of the officer's team that has begun. Raises NotAllowed, NotNow."""
    require_right(officer, "visits")
    visit = PlannedVisit.objects.filter(pk=visit_id, plan__approved_by__isnull=False).first()
    if visit is None or officer.username not in visit.member_ids:
        raise NotAllowed("不是您的检查任务", "this is not a visit of yours")
    if not visit.begun_at:
        raise NotNow("该检查尚未开始", "this visit has not begun")
    return visit


def take_results(visit_id: str, officer: Officer, content: bytes) -> VisitOutcome:
    """Take the filled pack of a visit; until it is confirmed a new one replaces it.

    Every issued lead must come back as it went out, with a conclusion; rows without a finding are
    sampled records. Raises NotValid for what is wrong, UsageError with the cell.
    """
    from planning.registers import read_results

    visit = find_team_visit(visit_id, officer)
    try:
        plain = open_workbook(content)
    except UnsafeFile as error:
        raise NotValid(str(error), "the file is refused") from None
    with NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(plain)
        file.flush()
        results, items = read_results(Path(file.name))
    result, items = _make_rows(results), _make_rows(items)
    _check_result(visit, result)
    _check_items(visit, items)
    with transaction.atomic():
        visit = PlannedVisit.objects.select_for_update().get(pk=visit.pk)
        if VisitOutcome.objects.filter(visit=visit, confirmed_by__isnull=False).exists():
            raise NotNow("该结果已复核", "these results are confirmed")
        outcome, _ = VisitOutcome.objects.update_or_create(
            visit=visit,
            defaults={
                # who sends it enters it, whatever the sheet says
                "result": result[0] | {"entered_by": officer.username, "confirmed_by": None},
                "items": items,
                "entered_by": officer,
                "entered_at": timezone.now(),
            },
        )
        audit.record(officer, "visit_entered", visit.pk, items=len(items))
    return outcome


def confirm_results(visit_id: str, officer: Officer) -> VisitOutcome:
    """Confirm the results of a visit by another member of its team."""
    visit = find_team_visit(visit_id, officer)
    with transaction.atomic():
        outcome = VisitOutcome.objects.select_for_update().filter(visit=visit).first()
        if outcome is None or outcome.confirmed_by_id:
            raise NotNow("没有待复核的结果", "nothing waits to be confirmed")
        if outcome.entered_by_id == officer.pk:
            raise NotAllowed("填报人不能复核自己的结果", "a second person must confirm")
        outcome.confirmed_by, outcome.confirmed_at = officer, timezone.now()
        outcome.result |= {"confirmed_by": officer.username}
        outcome.save()
        audit.record(officer, "visit_confirmed", visit.pk)
    return outcome


def list_visit_verdicts() -> list[tuple[str, dict]]:
    """(finding, row of finding_feedback) of every confirmed item that rests on a finding.

    A sampled record without a finding says nothing about a rule: it goes to the planner alone, by
    `write_results`. Of two visits the later one counts.
    """
    outcomes = VisitOutcome.objects.filter(confirmed_by__isnull=False).select_related(
        "confirmed_by"
    )
    return [
        (item["finding_id"], _build_verdict(item, outcome))
        for outcome in outcomes.order_by("confirmed_at", "pk")
        for item in outcome.items
        if item["finding_id"] and item["conclusion"] != Conclusion.STILL_CHECKING
    ]


def write_results(out: Path) -> tuple[int, int]:
    """Write confirmed results as visit_result and visit_item for the registers of the next plan.

    The restricted part goes below `restricted/`. Returns the numbers of visits and items.
    """
    counts = [0, 0]
    for is_restricted, folder in ((False, out), (True, out / "restricted")):
        outcomes = VisitOutcome.objects.filter(
            confirmed_by__isnull=False, visit__plan__is_restricted=is_restricted
        ).order_by("visit_id")
        if is_restricted and not outcomes:
            continue
        rows = {
            "visit_result": [o.result for o in outcomes],
            "visit_item": [i for o in outcomes for i in o.items],
        }
        folder.mkdir(parents=True, exist_ok=True)
        for n, (name, found) in enumerate(rows.items()):
            pq.write_table(_make_arrow(found, name), folder / f"{name}.parquet")
            counts[n] += len(found)
    audit.record(None, "visit_results", visits=counts[0], items=counts[1])
    return counts[0], counts[1]


def _check_result(visit, rows):
    if len(rows) != 1 or rows[0]["visit_id"] != visit.pk:
        raise NotValid("“检查结果”须恰有本任务一行", "one row of this visit is wanted")
    if any(rows[0][name] != visit.facts[name] for name in STAYS):
        raise NotValid("对象、类型、来源不得改动", "target, kind and source stay as issued")
    if not rows[0]["closed_on"]:
        raise NotValid("请填写办结日期", "the day of closing is missing")
    if date.fromisoformat(rows[0]["closed_on"]) > timezone.localdate():
        raise NotValid("办结日期晚于今日", "the day of closing lies ahead")


def _check_items(visit, items):
    issued = {row["item_id"]: row for row in list_issued_items(visit)}
    returned = {row["item_id"]: row for row in items}
    if any(row["visit_id"] != visit.pk for row in items):
        raise NotValid("底稿中有别的任务", "a row belongs to another visit")
    for item_id, row in issued.items():
        back = returned.get(item_id)
        if back is None or any(back[name] != row[name] for name in FROZEN):
            raise NotValid(f"底稿 {item_id} 缺失或被改动", f"row {item_id} is gone or was changed")
        if round(back["amount_involved"] - row["amount_involved"], 2):
            raise NotValid(f"底稿 {item_id} 涉及金额被改动", f"the yuan of {item_id} were changed")
    for item_id, row in returned.items():
        if item_id not in issued and (row["finding_id"] or row["indicator_id"]):
            raise NotValid(f"底稿 {item_id} 的疑点未下发", f"{item_id} names another finding")
        if row["conclusion"] in CONFIRMED and row["amount_confirmed"] is None:
            raise NotValid(f"底稿 {item_id} 缺核实金额", f"{item_id} lacks the yuan confirmed")
        if row["conclusion"] == Conclusion.NOT_TRUE and not row["cause_code"]:
            raise NotValid(f"底稿 {item_id} 缺不属实原因", f"{item_id} lacks a cause")


def _build_verdict(item, outcome):
    at = timezone.make_naive(outcome.confirmed_at)
    yuan = item["amount_confirmed"]
    return {
        "finding_id": item["finding_id"],
        "stage": transitions.EXAMINED,
        "conclusion": item["conclusion"],
        "amount_confirmed": None if yuan is None else Decimal(str(yuan)),
        "amount_recovered": None,
        "cause_code": item["cause_code"],
        "disposition": None,
        "feedback_date": at.date(),
        "reviewer_unit": outcome.confirmed_by.unit or None,
        "updated_at": at,
        "row_status": "1",
    }


def _make_rows(frame):
    return [
        {name: _make_plain(value) for name, value in row.items()}
        for row in frame.astype(object).where(frame.notna(), None).to_dict("records")
    ]


def _make_plain(value):
    match value:
        case date():
            return value.isoformat()
        case Decimal():
            return float(value)
    return value


def _make_arrow(rows, name):
    contract = get_plan_tables()[name].contract
    columns = []
    for column in contract.columns.values():
        values = [_restore(column, row.get(column.name)) for row in rows]
        columns.append(pa.array(values, type=column.type.arrow))
    return pa.Table.from_arrays(columns, schema=contract.arrow_schema)


def _restore(column, value):
    if value is None:
        return None
    match column.type.name:
        case "money":
            return Decimal(str(value)).quantize(Decimal("0.01"))
        case "date":
            return date.fromisoformat(value)
    return value
