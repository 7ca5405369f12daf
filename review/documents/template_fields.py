"""Fields of the letters, from a case and its referral."""

import hashlib
import json
from datetime import date

from django.utils import timezone

from contracts.codes import get_code_name
from review import labels
from review.documents.amount_in_words import spell_yuan_in_capitals
from review.documents.offices import OFFICES, get_discipline_basis, get_offence_law
from review.excel.evidence_text import format_table_name
from review.models import Case, Evidence, Indicator, Referral
from review.models.finding import BY_LEVEL
from review.models.referral import OUTCOMES

BLANK = "＿＿＿＿＿＿"
REPORTED_EVENTS = (
    "found",
    "changed",
    "issue",
    "take",
    "answer",
    "examine",
    "confirm",
    "send_back",
    "decide_appeal",
)


def format_day(day: date) -> str:
    """Format a day: 2026年11月25日"""
    return f"{day.year}年{day.month}月{day.day}日"


def build_party_fields(case: Case, inputs: dict) -> dict:
    """Build the fields of the party from what was entered; the rest are blanks.

    Names and numbers are printed and not kept.
    """
    is_person = case.subject_kind in ("person", "operator")
    kind = get_code_name("subject_kind", case.subject_kind).zh
    fields = {
        "name": BLANK,
        "number": BLANK,
        "address": BLANK,
        "unit": BLANK,
        "post": BLANK,
        "politics": BLANK,
        "official": "□ 是　□ 否",
        "more": f"系统对象编号 {case.subject_id}（{kind}）",
        "name_label": "姓名" if is_person else "名称",
        "number_label": "证件号码" if is_person else "统一社会信用代码",
        "more_label": "性别、出生日期、职业" if is_person else "法定代表人（负责人）",
    }
    entered = {k: v.strip() for k, v in inputs.items() if k in fields and v and v.strip()}
    if "more" in entered:
        entered["more"] = f"{entered['more']}；{fields['more']}"
    return fields | entered


def build_common_fields(case: Case, officers: str, contact: str, *, today: date) -> dict:
    """Build the fields of every document."""
    office = OFFICES[case.authority]
    return {
        "office": office.name,
        "day": format_day(today),
        "case_id": case.case_id,
        "officers": officers or BLANK,
        "contact": contact or BLANK,
    }


def build_referral_fields(referral: Referral, inputs: dict, *, today: date) -> dict:
    """Build the fields of a referral letter of any kind."""
    case = referral.case
    findings = list(case.findings.filter(is_current=True).order_by(BY_LEVEL, "finding_id"))
    titles = load_newest_indicators(findings)
    evidence = build_evidence_list(case, findings, titles)
    return build_common_fields(
        case, inputs.get("officers", ""), inputs.get("contact", ""), today=today
    ) | {
        "is_draft": referral.approved_by_id is None,
        "document_no": referral.document_no
        or f"{OFFICES[case.authority].mark}〔{today.year}〕＿＿号",
        "recipient": referral.recipient,
        "basis": get_discipline_basis()
        if referral.kind == "discipline"
        else OFFICES[case.authority].basis,
        "offence": referral.offence or BLANK,
        "offence_law": get_offence_law(referral.offence),
        "cause": f"{_list_scenarios(findings)}（{get_code_name('district', case.district).zh}）",
        "source": f"基金监督筛查，批次 {case.first_run.run_id}，{format_day(case.first_flagged_on)}首次发现",
        "party": build_party_fields(case, inputs),
        "facts": referral.facts,
        "amount": f"{referral.amount:,.2f}",
        "amount_words": spell_yuan_in_capitals(referral.amount),
        "method": "逐笔核实金额相加，同一笔记录涉及多项疑点的只计一次（明细见调查报告和证据清单）",
        "measures": describe_measures(case),
        "history": build_history_rows(case),
        "findings": [_build_finding_fields(n, f, titles) for n, f in enumerate(findings, start=1)],
        "statement": _describe_appeals(case),
        "opinion": f"当事人行为涉嫌{referral.offence or BLANK}，建议移送{referral.recipient}处理。",
        "items": inputs.get("items") or "无",
        "appraisals": inputs.get("appraisals") or "无",
        "evidence": evidence,
        "annexes": _list_annexes(referral, evidence),
        "contacted": inputs.get("contacted") or "未接触",
        "split": inputs.get("split") or "无",
        "proposed_by": referral.proposed_by.name,
        "approved_by": referral.approved_by.name if referral.approved_by else BLANK,
        "sent": f"{timezone.localtime(referral.sent_at):%Y-%m-%d %H:%M}"
        if referral.sent_at
        else BLANK,
        "outcome": dict(OUTCOMES).get(referral.outcome, "") if referral.outcome else BLANK,
    }


def load_newest_indicators(findings) -> dict[tuple[str, str], Indicator]:
    """Load (scenario, indicator) → its newest entry in the catalogue."""
    scenario_ids = {f.scenario_id for f in findings}
    indicators = Indicator.objects.filter(scenario_id__in=scenario_ids).order_by(
        "run__as_of", "run_id"
    )
    return {(i.scenario_id, i.indicator_id): i for i in indicators}


def _build_finding_fields(number, finding, titles) -> dict:
    verdict = finding.verdicts.order_by("-id").first()
    title = titles.get((finding.scenario_id, finding.indicator_id))
    return {
        "n": number,
        "kind": f"{finding.indicator_id} {title.title_zh if title else ''}".strip(),
        "matter": title.title_zh if title else finding.indicator_id,
        "period": _format_period(finding),
        "reason": finding.reason_zh,
        "law": finding.law,
        "account": (verdict.account if verdict else "") or "（尚未填写）",
        "conclusion": get_code_name("feedback_conclusion", finding.conclusion).zh or "尚无",
        "amount": f"{finding.amount_confirmed or 0:,.2f}",
    }


def _format_period(finding):
    if not finding.period_from and not finding.period_to:
        return "期间不限"
    return f"{finding.period_from or ''} 至 {finding.period_to or '今'}".strip()


def _list_scenarios(findings):
    titles = load_newest_indicators(findings)
    named = [
        titles[k].scenario_zh if (k := (f.scenario_id, f.indicator_id)) in titles else f.scenario_id
        for f in findings
    ]
    return "、".join(dict.fromkeys(named)) or "社会保险基金"


def describe_measures(case: Case) -> str:
    """Describe the measures ordered and the money recovered in one sentence."""
    parts = []
    for m in case.measures.all():
        part = f"{m.on} {get_code_name('disposition', m.code).zh}"
        part += f"（{m.document_no}）" if m.document_no else ""
        parts.append(part + (f" {m.amount:,.2f} 元" if m.amount else ""))
    if case.amount_to_recover:
        parts.append(
            f"应追回 {case.amount_to_recover:,.2f} 元，已追回 {case.amount_recovered:,.2f} 元"
        )
    return "；".join(parts) or "尚未采取"


def build_history_rows(case: Case) -> list[dict]:
    """List the steps of a case by day, without the text of internal notes."""
    rows = []
    for event in case.events.filter(action__in=REPORTED_EVENTS).select_related("by"):
        name = labels.ACTIONS[event.action].zh if event.action in labels.ACTIONS else event.action
        who = f"（{event.by.name}）" if event.by else ""
        rows.append({"day": f"{timezone.localtime(event.at):%Y-%m-%d}", "text": f"{name}{who}"})
    return rows


def build_evidence_list(case: Case, findings, titles) -> list[dict]:
    """Build the 证据清单: source rows of the findings, then attachments, each with its SHA-256."""
    rows = []
    for finding in findings:
        evidence = (
            Evidence.objects.filter(finding=finding, evidence_hash=finding.evidence_hash)
            .select_related("run")
            .first()
        )
        if evidence is not None:
            rows += _build_data_rows(finding, evidence, titles)
    for file in case.attachments.select_related("by"):
        rows.append(
            {
                "name": file.name,
                "kind": file.category or "书证",
                "source": file.by.unit or "核查单位",
                "by": f"{file.by.name}、{BLANK}",
                "at": f"{timezone.localtime(file.at):%Y-%m-%d}",
                "form": "复制件",
                "count": BLANK,
                "proves": file.proves or BLANK,
                "sha256": file.sha256,
                "remark": f"{file.size:,} 字节",
            }
        )
    return [{"n": n} | row for n, row in enumerate(rows, start=1)]


def _build_data_rows(finding, evidence, titles):
    tables = {}
    for table, key, row in evidence.rows():
        tables.setdefault(table, []).append([key, row])
    title = titles.get((finding.scenario_id, finding.indicator_id))
    for table, table_rows in sorted(tables.items()):
        yield {
            "name": f"{format_table_name(table)} 数据",
            "kind": "电子数据",
            "source": "业务系统快照",
            "by": BLANK,
            "at": evidence.run.as_of.isoformat(),
            "form": "复制件",
            "count": f"{len(table_rows)} 条",
            "proves": title.title_zh if title else finding.indicator_id,
            "sha256": hash_rows(table_rows),
            "remark": finding.finding_id,
        }


def hash_rows(rows: list) -> str:
    """Compute the SHA-256 of rows [key, row] as canonical JSON: sorted, no spaces, UTF-8."""
    lines = sorted(
        json.dumps(r, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
        for r in rows
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _describe_appeals(case):
    appeals = [
        f"{a.filed_on}，{a.by_whom}：{a.text}（{a.get_outcome_display()}）"
        for a in case.appeals.all()
    ]
    return "；".join(appeals) or "无"


def _list_annexes(referral, evidence):
    if referral.kind == "police":
        names = [
            "案件调查报告",
            f"证据清单（{len(evidence)} 项）",
            "涉案物品清单",
            "检验报告或者鉴定结论",
            "移送书（回执）",
        ]
    elif referral.kind == "discipline":
        names = ["问题线索移送登记表", f"证据清单（{len(evidence)} 项）"]
    else:
        names = [f"证据清单（{len(evidence)} 项）"]
    return [f"{n}. {name}" for n, name in enumerate(names, start=1)]
