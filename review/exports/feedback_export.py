"""结论回流: verdicts for the next night, as the contract's table `finding_feedback`."""

import os
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from django.db.models import Max, Sum
from django.utils import timezone

from contracts.tables.finding_feedback import FindingFeedback
from review import audit, transitions
from review.models import Case, Finding, Measure, MoneyEntry
from review.models.money import RECOVERED
from review.visits.results import list_visit_verdicts

# rows fetched at once: bounds memory
BATCH = 20_000


def write_verdicts(out: Path) -> int:
    """Write one row for each finding whose case was worked on; return the number of rows.

    A conclusion is exported only when a second officer has confirmed it: until then the night must
    not treat the finding as closed. Money recovered without naming a finding counts for the finding
    with the largest confirmed amount.
    """
    path = out / "finding_feedback.parquet" if out.is_dir() or not out.suffix else out
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = sorted(
        _merge_visit_verdicts(_iterate_rows(), list_visit_verdicts()),
        key=lambda r: (r["finding_id"], r["feedback_date"]),
    )
    beside = path.with_name(f".{path.name}.part")
    table = pa.Table.from_pylist(rows, schema=FindingFeedback.contract.arrow_schema)
    pq.write_table(table, beside, compression="zstd")
    os.chmod(beside, 0o600)  # it names findings of the restricted list too
    os.replace(beside, path)
    audit.record(None, "verdicts", rows=len(rows))
    return len(rows)


def _merge_visit_verdicts(rows, of_visits):
    """The verdicts of visits stand where the case itself has none yet."""
    of_visits = dict(of_visits)
    for row in rows:
        verdict = of_visits.pop(row["finding_id"], None)
        keep = verdict is None or row["conclusion"] is not None
        yield row if keep else verdict | {"stage": row["stage"]}
    yield from of_visits.values()


def _iterate_rows():
    cases = _load_worked_cases()
    recovered, measures = _sum_recoveries(), _load_latest_measures()
    findings = Finding.objects.filter(case__version__gt=0).order_by(
        "case_id", "-amount_confirmed", "finding_id"
    )
    previous = None
    for f in findings.values(
        "finding_id", "case_id", "conclusion", "cause_code", "amount_confirmed"
    ).iterator(BATCH):
        case = cases.get(f["case_id"])
        if case is None:
            continue
        recovered_amount = recovered.get((f["case_id"], f["finding_id"]), Decimal(0))
        if f["case_id"] != previous:
            recovered_amount += recovered.get((f["case_id"], None), Decimal(0))
        previous = f["case_id"]
        is_final = case["confirmed_by"] is not None or case["state"] in transitions.ENDED
        at = timezone.make_naive(case["last"])
        yield {
            "finding_id": f["finding_id"],
            "stage": case["state"],
            "conclusion": (f["conclusion"] or None) if is_final else None,
            "amount_confirmed": f["amount_confirmed"] if is_final else None,
            "amount_recovered": recovered_amount or None,
            "cause_code": (f["cause_code"] or None) if is_final else None,
            "disposition": measures.get(f["case_id"]),
            "feedback_date": at.date(),
            "reviewer_unit": case["concluded_by__unit"] or None,
            "updated_at": at,
            "row_status": "1",
        }


def _load_worked_cases():
    fields = ("case_id", "state", "confirmed_by", "concluded_by__unit", "last")
    worked = Case.objects.filter(version__gt=0).annotate(last=Max("events__at"))
    return {c["case_id"]: c for c in worked.values(*fields)}


def _sum_recoveries():
    sums = defaultdict(Decimal)
    entries = (
        MoneyEntry.objects.filter(kind=RECOVERED)
        .values("case_id", "finding_id")
        .annotate(total=Sum("amount"))
    )
    for e in entries:
        sums[e["case_id"], e["finding_id"]] += Decimal(e["total"]).quantize(Decimal("0.01"))
    return sums


def _load_latest_measures():
    """Load case → the measure recorded last."""
    return dict(Measure.objects.order_by("id").values_list("case_id", "code"))
