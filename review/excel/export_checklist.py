"""Exporting the checklist: findings of a district's cases as rows of a workbook."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b, sha256

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from contracts.bilingual_text import BilingualText
from contracts.checklist import FUNDS
from contracts.codes import get_code_name, load_code_lists
from contracts.levels import RULE_LEVELS, Level, format_level
from review import audit, identity_vault, transitions
from review.errors import NotAllowed, NotValid
from review.excel.evidence_text import build_evidence_rows
from review.excel.import_form import Checklist
from review.excel.write_workbook import write_checklist
from review.identity_access import mask_identity
from review.models import Evidence, Finding, Indicator, Officer, Run
from review.models.finding import BY_LEVEL, MODEL
from review.permissions import list_visible_cases, require_right

TO_CHECK, TO_SETTLE = "check", "settle"
PURPOSES = {
    TO_CHECK: BilingualText("核查反馈", "to be checked"),
    TO_SETTLE: BilingualText("处置与追回", "to be settled"),
}
PURPOSE_STATES = {
    TO_CHECK: (transitions.ISSUED, transitions.CHECKING, transitions.RETURNED),
    TO_SETTLE: (transitions.SETTLING, transitions.REFERRED),
}
EXPORTED_FINDINGS = Q(level__in=[*RULE_LEVELS, Level.CONTROL]) | Q(indicator_id=MODEL)
SHORTEST_PASSWORD = 8  # Excel slows each try down, so that eight characters hold
# a larger workbook opens slowly in Excel
MOST_ROWS = 50_000


@dataclass(frozen=True)
class ExportedWorkbook:
    """A workbook: file name, content, number of findings."""

    name: str
    content: bytes
    findings: int


def export_checklist(
    officer: Officer,
    district: str,
    *,
    purpose: str = TO_CHECK,
    password: str = "",
    address: str = "",
) -> ExportedWorkbook:
    """Export the workbook of a district's visible cases.

    Raises NotAllowed, NotValid.
    """
    require_right(officer, "export")
    _check_district(officer, district)
    if password and len(password) < SHORTEST_PASSWORD:
        raise NotValid(
            f"打开密码至少 {SHORTEST_PASSWORD} 位",
            f"a password has {SHORTEST_PASSWORD} characters or more",
        )
    issue = build_checklist(officer, district, purpose)
    if not issue.rows:
        raise NotValid("该属地没有可导出的案件", "there is no case to hand out in this district")
    content = write_checklist(issue, key=derive_seal_key(), password=password or None)
    audit.record(
        officer,
        "export",
        issue.number,
        address=address,
        district=district,
        purpose=purpose,
        findings=len(issue.rows),
        sha256=sha256(content).hexdigest(),
    )
    name = f"疑点核查清单-{get_code_name('district', district).zh}-{issue.number}.xlsx"
    return ExportedWorkbook(name, content, len(issue.rows))


def derive_seal_key() -> bytes:
    """Derive the key of the seals from the desk's secret, for this use alone."""
    return blake2b(
        b"seal of the checklist", key=settings.SECRET_KEY.encode()[:64], digest_size=32
    ).digest()


def build_checklist(officer: Officer, district: str, purpose: str) -> Checklist:
    """Build the rows of a checklist: findings of a case together, the worst case first."""
    findings = _list_findings(officer, district, purpose)
    catalog = _load_catalog()
    today = timezone.localdate()
    names = _mask_names(findings)
    rows = [_build_row(n, f, catalog, names) for n, f in enumerate(findings, start=1)]
    newest = max((f.last_run for f in findings), key=lambda r: r.as_of, default=None)
    return Checklist(
        number=f"XF-{today:%Y%m%d}-{district}-{secrets.token_hex(3)}",
        run_id=newest.run_id if newest else "",
        district=district,
        issued_on=today,
        issued_by=officer.name,
        rows=rows,
        evidence=list(_list_evidence(findings)),
        indicators=_list_indicators(findings, catalog),
    )


def _check_district(officer, district):
    if district not in load_code_lists()["district"]:
        raise NotValid("没有这个属地", "there is no such district")
    if not officer.sees_whole_city and district not in officer.districts:
        raise NotAllowed("该属地不在您的范围内", "this district is not within your scope")


def _list_findings(officer, district, purpose):
    if purpose not in PURPOSE_STATES:
        raise NotValid("请选择用途", "choose what it is for")
    cases = list_visible_cases(officer).filter(district=district, state__in=PURPOSE_STATES[purpose])
    findings = (
        Finding.objects.filter(EXPORTED_FINDINGS, is_current=True)
        .filter(Q(case__in=cases) | Q(case__merged_into__in=cases, case__state=transitions.MERGED))
        .annotate(worked=Coalesce("case__merged_into", "case_id"))
        .select_related(
            "case", "case__assignee", "case__merged_into", "case__merged_into__assignee", "last_run"
        )
        .order_by(
            "case__authority",
            "case__level_order",
            "-case__severity",
            "worked",
            BY_LEVEL,
            "finding_id",
        )
    )
    findings = list(findings[: MOST_ROWS + 1])
    if len(findings) > MOST_ROWS:
        raise NotValid(
            f"超过 {MOST_ROWS} 条，请分批下发",
            f"more than {MOST_ROWS} findings: hand them out in parts",
        )
    return findings


def is_exported(finding: Finding) -> bool:
    """Whether a finding stands in workbooks: the condition of `EXPORTED_FINDINGS`."""
    return finding.indicator_id == MODEL or finding.level in (*RULE_LEVELS, Level.CONTROL)


def _load_catalog():
    """Load (scenario, indicator) → (scenario title, indicator title, definition), the newest."""
    indicators = Indicator.objects.filter(run__in=Run.objects.all()).order_by(
        "run__as_of", "run_id"
    )
    return {
        (i.scenario_id, i.indicator_id): (i.scenario_zh, i.title_zh, i.definition_zh)
        for i in indicators.iterator()
    }


def _mask_names(findings):
    """Load case → masked name and number; empty while the vault is closed."""
    return {f.case_id: mask_identity(f.case) for f in findings} if identity_vault.is_open() else {}


def _build_row(number, finding: Finding, catalog, names) -> dict:
    case = finding.case.merged_into if finding.case.merged_into_id else finding.case
    identity = names.get(finding.case_id)
    scenario, title, _ = catalog.get(
        (finding.scenario_id, finding.indicator_id), (finding.scenario_id, "", "")
    )
    level = Level.UNUSUAL if finding.indicator_id == MODEL else finding.level
    return {
        "number": number,
        "finding_id": finding.finding_id,
        "batch": case.batch_no,
        "issued_date": case.issued_on,
        "due_date": case.due_on,
        "unit": case.assignee.unit if case.assignee else "",
        "authority": case.authority,
        "fund": FUNDS.get(finding.scenario_id, ""),
        "scenario": scenario,
        "kind": f"{finding.indicator_id} {title}".strip(),
        "level": format_level(level),
        "subject_kind": get_code_name("subject_kind", finding.case.subject_kind).zh,
        "subject_id": finding.case.subject_id,
        "name_masked": identity.name if identity else "",
        "id_last4": identity.id_number[-4:] if identity else "",
        "district": get_code_name("district", case.district).zh,
        "reason": finding.reason_zh,
        "period_from": finding.period_from,
        "period_to": finding.period_to,
        "amount_involved": float(finding.amount_involved),
        "law": finding.law,
        "record": f"{finding.record_table} {finding.record_id}",
        "look_alikes": finding.look_alikes,
        "verify": finding.verify,
        "version": case.version,
    }


def _list_evidence(findings) -> Iterable[tuple]:
    place = {f.finding_id: (n, f.evidence_hash) for n, f in enumerate(findings, start=1)}
    for some in chunked(list(place), 500):
        rows_by_finding = {
            e.finding_id: e.rows()
            for e in Evidence.objects.filter(finding_id__in=some).iterator()
            if e.evidence_hash == place[e.finding_id][1]
        }
        for finding_id in some:
            yield from build_evidence_rows(
                place[finding_id][0], finding_id, rows_by_finding.get(finding_id, [])
            )


def _list_indicators(findings, catalog):
    used = sorted({(f.scenario_id, f.indicator_id) for f in findings} & set(catalog))
    return [(catalog[k][0], f"{k[1]} {catalog[k][1]}", catalog[k][2]) for k in used]


def chunked(items: list, size: int) -> Iterable[list]:
    """Split a list in parts: databases limit the number of parameters."""
    return (items[n : n + size] for n in range(0, len(items), size))
