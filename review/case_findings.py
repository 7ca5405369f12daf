"""Findings that a case is worked on: its current ones, and those of the cases merged into it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet

from contracts.levels import RULE_LEVELS
from contracts.verdict_codes import CONFIRMED
from review import transitions
from review.models import Case, Finding
from review.models.finding import BY_LEVEL, MODEL


@dataclass(frozen=True)
class EvidenceSource:
    """An independent source of evidence with its hits, the one most likely true first."""

    hits: tuple[Finding, ...]

    @property
    def credence(self) -> float:
        return self.hits[0].credence


@dataclass(frozen=True)
class RecordAmount:
    """A record with the findings that name it; `involved` and `confirmed` are yuan, once."""

    record_table: str
    record_id: str
    findings: tuple[Finding, ...]
    involved: Decimal
    confirmed: Decimal


def list_case_findings(case: Case) -> QuerySet[Finding]:
    """List the findings that are answered with a case, the worst first."""
    # two queries by index: one with OR over the join reads all findings of the desk
    merged = case.merged.filter(state=transitions.MERGED).values_list("pk", flat=True)
    findings = Finding.objects.filter(case__in=[case.pk, *merged], is_current=True)
    return findings.select_related("case").order_by(BY_LEVEL, "finding_id")


def list_evidence_sources(findings: Iterable[Finding]) -> list[EvidenceSource]:
    """Group the hits that make up a case's credence by their source, the strongest first.

    Weak hits (M) of rules promise nothing and are left out; so are findings of runs that did not
    say what a hit is worth.
    """
    by_source = defaultdict(list)
    for finding in findings:
        promises = finding.level in RULE_LEVELS or finding.indicator_id == MODEL
        if promises and finding.credence is not None:
            by_source[finding.source].append(finding)
    sources = [
        EvidenceSource(tuple(sorted(hits, key=lambda f: (-f.credence, f.indicator_id))))
        for hits in by_source.values()
    ]
    return sorted(sources, key=lambda s: (-s.credence, s.hits[0].indicator_id))


def group_findings_by_case(case_ids: Iterable[str]) -> dict[str, dict[str, Finding]]:
    """Return case → finding id → finding, merged ones under the case they are worked with."""
    ids, found = list(case_ids), defaultdict(dict)
    merged = Q(case__merged_into__in=ids, case__state=transitions.MERGED)
    findings = Finding.objects.filter(Q(case__in=ids) | merged, is_current=True)
    for finding in findings.select_related("case"):
        found[finding.worked_case_id][finding.pk] = finding
    return found


def sum_by_record(findings: Iterable[Finding]) -> list[RecordAmount]:
    """Return one amount a record: the largest of its findings, as the run counts what is involved.

    Two findings on one refund name the same money; their amounts are not added.
    """
    by_record = defaultdict(list)
    for finding in findings:
        by_record[finding.record_table, finding.record_id].append(finding)
    return [
        RecordAmount(
            table,
            record_id,
            tuple(some),
            max(f.amount_involved for f in some),
            max(
                (f.amount_confirmed or Decimal(0) for f in some if f.conclusion in CONFIRMED),
                default=Decimal(0),
            ),
        )
        for (table, record_id), some in by_record.items()
    ]


def sum_confirmed(findings: Iterable[Finding]) -> Decimal:
    """Sum the confirmed yuan of some findings, each record once."""
    return sum((r.confirmed for r in sum_by_record(findings)), Decimal(0))
