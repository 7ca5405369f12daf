"""Freezing a case: facts, evidence, law texts and amounts, as papers say them."""

import hashlib
import json
from datetime import date

from django.utils import timezone

from contracts.codes import get_code_name
from contracts.tables import get_input_tables
from review.case_findings import list_case_findings, sum_by_record
from review.documents.offices import OFFICES
from review.models import Case, Evidence, Indicator, Officer, Referral, Snapshot, Verdict
from review.models.finding import MODEL
from review.models.snapshot import APPROVE, CONFIRM


def freeze_confirmed_case(case: Case, officer: Officer) -> Snapshot:
    """Freeze a case that has just been confirmed."""
    return _save(case, officer, CONFIRM, build_content(case), None)


def freeze_approved_referral(referral: Referral, officer: Officer) -> Snapshot:
    """Freeze what a referral that has just been approved says: the confirmed facts, and since."""
    case = referral.case
    content = get_confirmed_content(case) | {
        "referral": {
            "kind": referral.kind,
            "recipient": referral.recipient,
            "offence": referral.offence,
            "amount": str(referral.amount),
            "facts": referral.facts,
        },
        "measures": describe_measures(case),
        "appeals": describe_appeals(case),
        "files": list_files(case),
        "steps": describe_steps(case),
    }
    return _save(case, officer, APPROVE, content, referral)


def get_confirmed_content(case: Case) -> dict:
    """Return what was confirmed; cases confirmed before this was kept are read as they are."""
    newest = case.snapshots.filter(occasion=CONFIRM).last()
    return dict(newest.content) if newest and case.confirmed_by_id else build_content(case)


def get_referral_content(referral: Referral) -> dict:
    """Return what an approved referral says, or a draft's content as it stands now."""
    frozen = referral.snapshots.filter(occasion=APPROVE).last()
    if frozen is not None:
        return dict(frozen.content)
    case = referral.case
    return get_confirmed_content(case) | {
        "measures": describe_measures(case),
        "appeals": describe_appeals(case),
        "files": list_files(case),
        "steps": describe_steps(case),
    }


def build_content(case: Case) -> dict:
    """Build the content of a snapshot: texts and plain values alone, no key of a database."""
    findings = list(list_case_findings(case))
    titles = load_newest_indicators(findings)
    return {
        "conclusion": case.conclusion,
        "nature": case.nature,
        "amount": str(case.amount_confirmed),
        "first_flagged_on": case.first_flagged_on.isoformat(),
        "scenarios": list(
            dict.fromkeys(
                t.scenario_zh if (t := _find_title(titles, f)) else f.scenario_id for f in findings
            )
        ),
        "findings": [_describe_finding(n, f, titles) for n, f in enumerate(findings, start=1)],
        "records": [
            {
                "involved": str(r.involved),
                "confirmed": str(r.confirmed),
                "findings": len(r.findings),
            }
            for r in sum_by_record(findings)
        ],
        "evidence": _list_evidence(findings, titles),
    }


def _describe_finding(number, finding, titles):
    verdict = finding.verdicts.order_by("-id").first()
    title = _find_title(titles, finding)
    return {
        "n": number,
        "scenario": title.scenario_zh if title else "",
        "title": title.title_zh if title else "社会保险基金有关事项",
        "period": format_period(finding),
        # what the model finds unusual is a reason to look, and no fact
        "reason": "" if finding.indicator_id == MODEL else finding.reason_zh,
        "law": finding.law,
        "account": verdict.account if verdict else "",
        "nature": verdict.nature if verdict else "",
        "conclusion": finding.conclusion,
        "amount": str(finding.amount_confirmed or 0),
        "evidence_hash": finding.evidence_hash,
    }


def _list_evidence(findings, titles):
    """List the evidence by source table: each row once, under the first finding it supports."""
    rows, proves, days = {}, {}, {}
    pieces = Evidence.objects.filter(finding__in=[f.pk for f in findings]).select_related("run")
    by_finding = {(e.finding_id, e.evidence_hash): e for e in pieces}
    for finding in findings:
        piece = by_finding.get((finding.pk, finding.evidence_hash))
        for table, key, row in piece.rows() if piece else ():
            title = _find_title(titles, finding)
            rows.setdefault(table, {})[json.dumps(key, sort_keys=True)] = [key, row]
            proves.setdefault(table, {})[title.title_zh if title else "有关事实"] = None
            days[table] = piece.run.as_of.isoformat()
    return [
        {
            "name": f"{name_table(table)}数据",
            "count": len(found),
            "proves": "、".join(proves[table]),
            "as_of": days[table],
            "sha256": hash_rows(list(found.values())),
        }
        for table, found in sorted(rows.items())
    ]


def name_table(table: str) -> str:
    """Name a source table in Chinese; papers carry no name of a table."""
    known = get_input_tables().get(table)
    return known.contract.zh if known else "业务系统"


def hash_rows(rows: list) -> str:
    """Compute the SHA-256 of rows [key, row] as canonical JSON: sorted, no spaces, UTF-8."""
    lines = sorted(
        json.dumps(r, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
        for r in rows
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def load_newest_indicators(findings) -> dict[tuple[str, str], Indicator]:
    """Load (scenario, indicator) → its newest entry in the catalogue."""
    indicators = Indicator.objects.filter(
        scenario_id__in={f.scenario_id for f in findings}
    ).order_by("run__as_of", "run_id")
    return {(i.scenario_id, i.indicator_id): i for i in indicators}


def _find_title(titles, finding):
    return titles.get((finding.scenario_id, finding.indicator_id))


def format_day(day: date) -> str:
    """Format a day: 2026年11月25日"""
    return f"{day.year}年{day.month}月{day.day}日"


def format_period(finding) -> str:
    """Format the period of a finding: 2026年1月1日至2026年3月31日"""
    return format_days(finding.period_from, finding.period_to)


def format_days(first: date | None, last: date | None) -> str:
    """Format a period; some runs name its ends the other way round."""
    if not first and not last:
        return "期间不限"
    if first and last:
        first, last = sorted((first, last))
    return f"{format_day(first) if first else ''}至{format_day(last) if last else '今'}"


def describe_measures(case: Case) -> str:
    """Describe the measures ordered and the money recovered in one sentence."""
    parts = []
    for m in case.measures.all():
        part = f"{format_day(m.on)}{get_code_name('disposition', m.code).zh}"
        part += f"（{m.document_no}）" if m.document_no else ""
        parts.append(part + (f" {m.amount:,.2f} 元" if m.amount else ""))
    if case.amount_to_recover:
        parts.append(
            f"应追回 {case.amount_to_recover:,.2f} 元，已追回 {case.amount_recovered:,.2f} 元"
        )
    return "；".join(parts) or "尚未采取其他措施"


def describe_appeals(case: Case) -> str:
    """Describe what the party said, and what was answered."""
    appeals = [
        f"{format_day(a.filed_on)}，{a.by_whom}提出：{a.text.rstrip('。')}"
        + (f"（{a.get_outcome_display()}）" if a.outcome else "")
        for a in case.appeals.all()
    ]
    return "；".join(appeals) or "当事人未提出陈述和申辩"


def list_files(case: Case) -> list[dict]:
    """List the attachments of a case as items of evidence."""
    return [
        {
            "name": f.name,
            "category": f.category or "书证",
            "source": f.by.unit or "核查单位",
            "by": f.by.name,
            "on": timezone.localtime(f.at).date().isoformat(),
            "proves": f.proves,
            "sha256": f.sha256,
            "size": f.size,
        }
        for f in case.attachments.select_related("by")
    ]


def describe_steps(case: Case) -> str:
    """Describe the course of the check as prose, from the last hand-out on."""
    events = {
        e.action: timezone.localtime(e.at).date()
        for e in case.events.filter(action__in=("issue", "take", "answer", "confirm"))
    }
    fund = OFFICES[case.authority].fund
    parts = [f"{format_day(case.first_flagged_on)}，我单位在{fund}监督检查中发现该线索"]
    if "issue" in events:
        parts.append(f"{format_day(events['issue'])}交由核查人员核查")
    verdict = Verdict.objects.filter(case=case).select_related("by").last()
    if verdict is not None:
        how = f"采取{verdict.method}方式，" if verdict.method else ""
        parts.append(
            f"{verdict.by.name}、{verdict.second_checker}两名核查人员{how}"
            f"于{format_day(verdict.checked_on)}完成核查"
        )
    if case.confirmed_by_id and case.confirmed_on:
        parts.append(f"{format_day(case.confirmed_on)}经{case.confirmed_by.name}复核确认")
    return "；".join(parts) + "。"


def _save(case, officer, occasion, content, referral):
    return Snapshot.objects.create(
        case=case,
        referral=referral,
        occasion=occasion,
        content=content,
        sha256=Snapshot.compute_hash(content),
        by=officer,
        at=timezone.now(),
    )
