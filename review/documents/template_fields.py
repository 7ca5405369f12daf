"""Fields of the letters, from what was frozen of a case and its referral."""

from datetime import date

from django.conf import settings
from django.utils import timezone

from contracts.codes import get_code_name
from review.documents.amount_in_words import spell_yuan_in_capitals
from review.documents.bases import clean_law
from review.documents.found_facts import (
    cite_laws,
    compose_fact,
    list_confirmed,
    name_party,
    write_days,
)
from review.documents.offices import OFFICES, get_basis, get_discipline_basis, get_offence_law
from review.freezing import format_day, get_referral_content
from review.models import Case, Officer, Referral
from review.models.referral import OUTCOMES
from review.names import find_party

BLANK = "＿＿＿＿＿＿"


def build_party_fields(case: Case, inputs: dict) -> dict:
    """Build the fields of the party: what was entered, else what is known, else blanks."""
    is_person = case.subject_kind in ("person", "operator")
    fields = {
        "name": BLANK,
        "number": BLANK,
        "address": BLANK,
        "unit": BLANK,
        "post": BLANK,
        "politics": BLANK,
        "official": "□ 是　□ 否",
        "more": BLANK,
        "name_label": "姓名" if is_person else "名称",
        "number_label": "证件号码" if is_person else "统一社会信用代码",
        "more_label": "性别、出生日期、职业" if is_person else "法定代表人（负责人）",
    }
    for given in (find_party(case), inputs):
        fields |= {k: v.strip() for k, v in given.items() if k in fields and v and v.strip()}
    return fields


def name_officers(case: Case, officer: Officer) -> str:
    """Name the two who checked a case with their licences, or the officer and a place for another."""
    both = [o for o in (case.concluded_by, case.second_officer) if o is not None]
    named = [
        f"{o.name}（执法证号{o.licence_no}）" if o.licence_no else o.name for o in both or [officer]
    ]
    return "、".join(named) + ("、" if len(named) < 2 else "")


def build_common_fields(case: Case, officers: str, contact: str, *, today: date) -> dict:
    """Build the fields of every document."""
    office = OFFICES[case.authority]
    return {
        "office": office.name,
        "fund": office.fund,
        "you": name_party(case),
        "appeal_to": office.appeal_to,
        "day": format_day(today),
        "case_id": case.case_no or case.case_id,
        "officers": officers or BLANK,
        "contact": contact or BLANK,
        "secrecy": settings.PAPER_SECRECY,
    }


def build_referral_fields(referral: Referral, inputs: dict, *, today: date) -> dict:
    """Build the fields of a referral letter of any kind."""
    case, content = referral.case, get_referral_content(referral)
    office = OFFICES[case.authority]
    evidence = _build_evidence_list(content, office.system)
    flagged = format_day(date.fromisoformat(content["first_flagged_on"]))
    offence = referral.offence or BLANK
    return build_common_fields(
        case, inputs.get("officers", ""), inputs.get("contact", ""), today=today
    ) | {
        "is_draft": referral.approved_by_id is None,
        "document_no": referral.document_no or f"{office.mark}移〔{today.year}〕＿＿号",
        "recipient": referral.recipient,
        "basis": get_discipline_basis()
        if referral.kind == "discipline"
        else get_basis(case.authority, today),
        "offence": offence,
        "offence_law": get_offence_law(referral.offence),
        "cause": f"{'、'.join(content['scenarios']) or office.fund}"
        f"（{get_code_name('district', case.district).zh}）",
        "source": f"{office.fund}监督检查，{flagged}发现",
        "party": build_party_fields(case, inputs),
        "facts": referral.facts,
        "amount": f"{referral.amount:,.2f}",
        "amount_words": spell_yuan_in_capitals(referral.amount),
        "method": "逐笔核实金额相加，同一笔记录涉及多项事实的只计一次"
        f"（共 {len(content['records'])} 笔，明细见调查报告和证据清单）。",
        "measures": content["measures"],
        "history": content["steps"],
        "findings": [build_finding_fields(f) for f in list_confirmed(content)],
        "statement": content["appeals"],
        "opinion": f"当事人行为涉嫌{offence}，建议移送{referral.recipient}处理。",
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


def build_finding_fields(frozen: dict) -> dict:
    """Build the fields of a finding from what was frozen of it."""
    return {
        "n": frozen["n"],
        "kind": frozen["title"],
        "matter": frozen["title"],
        "period": frozen["period"],
        "reason": write_days(frozen["reason"]).rstrip("。；"),
        "law": cite_laws([p.strip() for p in clean_law(frozen["law"]).split("；") if p.strip()]),
        "account": frozen["account"].rstrip("。；") or "（尚未填写）",
        "conclusion": get_code_name("feedback_conclusion", frozen["conclusion"]).zh or "尚无",
        "amount": f"{float(frozen['amount']):,.2f}",
        "fact": compose_fact(frozen),
    }


def _build_evidence_list(content: dict, system: str) -> list[dict]:
    """Build the 证据清单: source rows by table, then attachments, each with its SHA-256."""
    rows = [
        {
            "name": e["name"],
            "kind": "电子数据",
            "source": system,
            "by": BLANK,
            "at": e["as_of"],
            "form": "复制件",
            "count": f"{e['count']} 条",
            "proves": e["proves"],
            "sha256": e["sha256"],
            "remark": "",
        }
        for e in content["evidence"]
    ]
    rows += [
        {
            "name": f["name"],
            "kind": f["category"],
            "source": f["source"],
            "by": f"{f['by']}、{BLANK}",
            "at": f["on"],
            "form": "复制件",
            "count": BLANK,
            "proves": f["proves"] or BLANK,
            "sha256": f["sha256"],
            "remark": f"{f['size']:,} 字节",
        }
        for f in content["files"]
    ]
    return [{"n": n} | row for n, row in enumerate(rows, start=1)]


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
