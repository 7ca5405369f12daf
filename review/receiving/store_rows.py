"""Storing a run's cases, findings and evidence; the desk's own fields are not touched."""

import json
from collections import defaultdict
from dataclasses import dataclass, field

from django.utils import timezone

from contracts.levels import LEVEL_ORDER
from contracts.published.findings import Findings
from review import transitions
from review.models import Case, CaseExplanation, CaseSubject, Evidence, Finding, Handler, Run
from review.receiving.read_run import RESTRICTED, PublishedRun
from review.upsert import upsert

CASE_FIELDS = [
    "authority",
    "district",
    "subject_kind",
    "subject_id",
    "ring_id",
    "level",
    "credence",
    "source_count",
    "position",
    "data_question",
    "carried_by",
    "severity",
    "rank",
    "list_status",
    "amount_involved",
    "finding_count",
    "first_flagged_on",
    "reappeared",
    "summary_zh",
    "summary_en",
]
# the columns of a finding that the desk keeps; others of a newer run are left out
FINDING_FIELDS = [
    c
    for c in Findings.contract.columns
    if c in {f.name for f in Finding._meta.concrete_fields} - {"finding_id"}
]
HEAD = ["finding_id", "case_id", "scenario_id", "indicator_id", "record_id", "evidence_hash"]
OPTIONAL_TEXTS = (
    "source",
    "ring_id",
    "reappeared",
    "data_question",
    "carried_by",
    "unit",
    "peer_group",
)


@dataclass
class RunChanges:
    """Differences between a run and the desk: new cases, new and changed findings by case."""

    cases: set[str] = field(default_factory=set)
    fresh_cases: set[str] = field(default_factory=set)
    fresh: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    changed: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    amount_before: dict[str, object] = field(default_factory=dict)
    district_before: dict[str, str] = field(default_factory=dict)


def store_run(run: Run, published: PublishedRun) -> RunChanges:
    """Insert new rows and update existing ones."""
    arrival = RunChanges()
    heads = published.rows("findings", HEAD)
    _store_cases(run, published.rows("cases"), heads, arrival)
    hashes = dict(
        Finding.objects.filter(case__is_restricted=run.part == RESTRICTED).values_list(
            "finding_id", "evidence_hash"
        )
    )
    _compare_evidence(heads, hashes, arrival)
    _store_findings(run, published.each("findings"))
    finding_ids = {f for ids in (*arrival.fresh.values(), *arrival.changed.values()) for f in ids}
    _store_evidence(
        run, published, {f["finding_id"]: f for f in heads if f["finding_id"] in finding_ids}
    )
    _store_explanations(run, published)
    _store_subjects(run, published)
    return arrival


def _store_subjects(run, published):
    """Store whom each case names; those of a case that the run does not name stay."""
    if not published.has("case_subjects"):
        return
    facts = ["role", "amount_involved", "record_count"]
    key = ["case_id", "subject_kind", "subject_id"]
    known = set(Case.objects.filter(last_run=run).values_list("case_id", flat=True))
    rows = (
        {"run_id": run.pk} | row
        for row in published.each("case_subjects")
        if row["case_id"] in known
    )
    upsert(CaseSubject, rows, key=key, update=["run_id", *facts])
    CaseSubject.objects.filter(case__last_run=run).exclude(run=run).delete()


def _store_explanations(run, published):
    """Store why each case is on the list; a case that the run does not name keeps its words."""
    if not published.has("case_explanations"):
        return
    texts = ["explanation_zh", "explanation_en"]
    rows = ({"run_id": run.pk} | row for row in published.each("case_explanations"))
    upsert(CaseExplanation, rows, key=["case_id"], update=["run_id", *texts])


def _store_cases(run, rows, findings, arrival):
    marks = _collect_filter_marks(findings)
    known = Case.objects.filter(is_restricted=run.part == RESTRICTED)
    previous_amounts = dict(known.values_list("case_id", "amount_involved"))
    assigned = known.filter(assignee__isnull=False, state__in=transitions.OPEN)
    districts = dict(assigned.values_list("case_id", "district"))
    arrival.district_before = {
        row["case_id"]: districts[row["case_id"]]
        for row in rows
        if districts.get(row["case_id"], row["district"]) != row["district"]
    }
    now = timezone.now()
    arrival.cases = {row["case_id"] for row in rows}
    arrival.fresh_cases = arrival.cases - set(previous_amounts)
    arrival.amount_before = {c: previous_amounts[c] for c in arrival.cases & set(previous_amounts)}
    fixed = {
        "is_restricted": run.part == RESTRICTED,
        "first_run_id": run.pk,
        "last_run_id": run.pk,
        "state_since": now,
    }
    upsert(
        Case,
        (
            {"case_id": row["case_id"]}
            | {f: _fill_missing_text(row, f) for f in CASE_FIELDS}
            | {
                "level_order": LEVEL_ORDER[row["level"]],
                "marks": "|".join(["", *sorted(marks.get(row["case_id"], ())), ""]),
            }
            | fixed
            for row in rows
        ),
        key=["case_id"],
        update=[*CASE_FIELDS, "level_order", "marks", "last_run_id"],
    )


def _compare_evidence(heads, hashes, arrival):
    for row in heads:
        before = hashes.get(row["finding_id"])
        if before is None:
            arrival.fresh[row["case_id"]].append(row["finding_id"])
        elif before != row["evidence_hash"]:
            arrival.changed[row["case_id"]].append(row["finding_id"])


def _store_findings(run, rows):
    fixed = {"is_current": True, "first_run_id": run.pk, "last_run_id": run.pk}
    upsert(
        Finding,
        (
            {"finding_id": row["finding_id"], "case_id": row["case_id"]}
            | {f: _fill_missing_text(row, f) for f in FINDING_FIELDS}
            | fixed
            for row in rows
        ),
        key=["finding_id"],
        update=[*FINDING_FIELDS, "case_id", "is_current", "last_run_id"],
    )
    gone = Finding.objects.filter(case__last_run=run, is_current=True).exclude(last_run=run)
    gone.update(is_current=False)


def _store_evidence(run, published, findings_by_id):
    """Store the evidence of new and changed findings, and the operators in it."""
    handlers = set()

    def iterate_evidence():
        for finding_id, rows in published.evidence():
            finding = findings_by_id.get(finding_id)
            if finding is not None:
                handlers.update((finding["case_id"], op) for op in _find_operators(rows))
                yield {
                    "finding_id": finding_id,
                    "evidence_hash": finding["evidence_hash"],
                    "run_id": run.pk,
                    "packed": Evidence.pack(rows),
                }

    upsert(Evidence, iterate_evidence(), key=["finding_id", "evidence_hash"], update=[])
    named = ({"case_id": case_id, "op_id": op_id} for case_id, op_id in sorted(handlers))
    upsert(Handler, named, key=["case_id", "op_id"], update=[])


def _find_operators(rows):
    """Yield the accounts in source rows: columns `op_id` and those that end in `_op`."""
    for _, _, row in rows:
        if '_op"' in row or '"op_id"' in row:
            for name, value in json.loads(row).items():
                if value and (name == "op_id" or name.endswith("_op")):
                    yield value


def _collect_filter_marks(findings):
    marks = defaultdict(set)
    for f in findings:
        marks[f["case_id"]] |= {f["scenario_id"], f["indicator_id"]}
    return marks


def _fill_missing_text(row, name):
    value = row.get(name)
    return "" if value is None and name in OPTIONAL_TEXTS else value
