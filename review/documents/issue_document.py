"""Issuing documents: permission, content, and the entry in the log."""

from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from contracts.checklist import FUNDS
from contracts.codes import get_code_name
from contracts.law import get_law_number
from contracts.provisions import UNVERIFIED
from review import audit
from review.attachment_files import is_unchanged
from review.case_findings import list_case_findings
from review.documents.bases import require_verified
from review.documents.offices import OFFICES, get_check_basis
from review.documents.paper_files import keep_paper
from review.documents.render import fill_letter
from review.documents.template_fields import (
    build_common_fields,
    build_party_fields,
    build_referral_fields,
)
from review.errors import NotNow, NotValid
from review.freezing import format_day, get_referral_content
from review.models import Case, Officer, Paper, Referral
from review.models.referral import DISCIPLINE, OTHER, POLICE
from review.permissions import build_visibility_filter, require_not_recused, require_right

LETTER_BY_KIND = {POLICE: "涉嫌犯罪案件移送书", DISCIPLINE: "问题线索移送函", OTHER: "案件移送函"}
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class IssuedDocument:
    """A document as a file."""

    name: str
    content: bytes


def list_visible_referrals(officer: Officer) -> QuerySet[Referral]:
    """List the referrals of cases visible to the officer, the newest first."""
    referrals = Referral.objects.filter(build_visibility_filter(officer, "case__")).select_related(
        "case", "case__first_run", "proposed_by", "approved_by"
    )
    return referrals.order_by("-id")


def issue_referral_letter(
    referral: Referral, officer: Officer, inputs: dict, *, address: str = ""
) -> IssuedDocument:
    """Issue the letter of a referral: a draft, or once it is approved the paper that is kept.

    The paper says what was approved, whatever the nights since have brought.
    """
    require_permission(referral.case, officer)
    if referral.refused_by_id:
        raise NotNow("该移送未获批准，不能出具文书", "this referral was refused: there is no paper")
    name, today = LETTER_BY_KIND[referral.kind], timezone.localdate()
    if not referral.approved_by_id:
        content = fill_letter(name, build_referral_fields(referral, inputs, today=today))
        file_name = f"{name}（拟稿）-{referral.case.case_no or referral.case_id}.docx"
        return _log_document(
            referral.case, officer, file_name, content, address, referral=referral.pk
        )
    with transaction.atomic():
        require_verified([f["law"] for f in get_referral_content(referral)["findings"]])
        _assign_document_no(referral, inputs.get("document_no", ""), today)
        content = fill_letter(name, build_referral_fields(referral, inputs, today=today))
        paper = keep_paper(
            referral.case,
            officer,
            name,
            content,
            document_no=referral.document_no,
            referral=referral,
            because=inputs.get("because", ""),
        )
        return hand_out(paper, officer, address)


def _assign_document_no(referral, entered, today):
    """Give the referral its number: the one entered, or the next of its office and year."""
    entered = entered.strip()
    if referral.document_no:
        if entered and entered != referral.document_no:
            raise NotValid(
                f"该移送的文号是 {referral.document_no}", "this referral has another number"
            )
        return
    others = Referral.objects.exclude(pk=referral.pk)
    if entered and others.filter(document_no=entered).exists():
        raise NotValid(f"文号 {entered} 已用于其他文书", "this number is used already")
    prefix = f"{OFFICES[referral.case.authority].mark}〔{today.year}〕"
    used = others.filter(document_no__startswith=prefix).values_list("document_no", flat=True)
    taken = {int(n) for no in used if (n := no.removeprefix(prefix).removesuffix("号")).isdecimal()}
    referral.document_no = entered or f"{prefix}{max(taken, default=0) + 1}号"
    referral.save(update_fields=["document_no"])


def hand_out(paper: Paper, officer: Officer, address: str) -> IssuedDocument:
    """Return a kept paper as a file, and log who had it."""
    content = paper.path.read_bytes()
    return _log_document(
        paper.case,
        officer,
        paper.file_name,
        content,
        address,
        document_no=paper.document_no,
        version=paper.version,
    )


def fetch_paper(paper: Paper, officer: Officer, *, address: str = "") -> IssuedDocument:
    """Return an issued paper as it was issued.

    Raises NotNow if its file is gone or was changed.
    """
    require_right(officer, "see", paper.case)
    if not is_unchanged(paper.path, paper.sha256):
        raise NotNow("文书文件缺失或被改动", "the file of this paper is gone or was changed")
    return hand_out(paper, officer, address)


@dataclass(frozen=True)
class Visit:
    """Day, place and officers of a check, as its notice says."""

    day: date
    place: str = ""
    officers: str = ""
    contact: str = ""
    document_no: str = ""
    short_because: str = ""


def issue_check_notice(
    case: Case, officer: Officer, visit: Visit, inputs: dict, *, address: str = ""
) -> IssuedDocument:
    """Issue a 核查通知书; a notice at short notice must give its reason.

    Raises NotValid.
    """
    require_permission(case, officer)
    today = timezone.localdate()
    days = get_notice_days(today)
    if visit.day < today:
        raise NotValid("核查日期早于今天", "the day of the check is past")
    is_short = visit.day < today + timedelta(days=days)
    if is_short and len(visit.short_because.strip()) < 4:
        raise NotValid(
            f"核查须提前 {days} 日通知；特殊情况不满 {days} 日的，请写明理由",
            f"a check is announced {days} days ahead; if not, say why",
        )
    if len([n for n in visit.officers.replace("，", "、").split("、") if n.strip()]) < 2:
        raise NotValid("核查人员不少于两名，请以“、”隔开", "name two officers or more")
    content = fill_letter(
        "核查通知书", _build_notice_fields(case, visit, inputs, days, is_short, today)
    )
    paper = keep_paper(
        case,
        officer,
        "核查通知书",
        content,
        document_no=visit.document_no,
        because=f"另行通知{format_day(visit.day)}核查",
    )
    return hand_out(paper, officer, address)


def get_notice_days(day: date) -> int:
    """Return by how many days a notice precedes the check."""
    return get_law_number("check_notice_days").on(day)


# what a party of each kind is asked for, whatever is suspected
MATERIALS = {
    "person": (
        "本人身份证件",
        "劳动合同、工资发放凭证或者其他就业证明",
        "社会保险参保缴费、待遇申领的有关材料",
        "与核查事项有关的其他材料",
    ),
    "employer": (
        "营业执照、法定代表人身份证件和授权委托书",
        "职工名册、劳动合同、考勤和工资发放凭证",
        "社会保险参保缴费、待遇申领的有关材料",
        "与核查事项有关的其他材料",
    ),
    "institution": (
        "执业（经营）许可证、服务协议和授权委托书",
        "有关期间的诊疗、处方、结算记录",
        "药品和耗材的购进、销售、库存凭证",
        "与核查事项有关的其他材料",
    ),
}


def get_notice_doubt() -> str:
    """Return （待核实） if the number of days is not verified."""
    return "" if get_law_number("check_notice_days").verified else UNVERIFIED.zh


def _build_notice_fields(case, visit, inputs, days, is_short, today):
    return build_common_fields(case, visit.officers, visit.contact, today=today) | {
        "document_no": visit.document_no or f"〔{today.year}〕＿＿号",
        "basis": get_check_basis(case.authority, today),
        "party": build_party_fields(case, inputs),
        "check_day": format_day(visit.day),
        "check_place": f"在{visit.place}" if visit.place else "",
        "findings": _list_matters(case),
        "materials": [f"{n}. {m}" for n, m in enumerate(_list_materials(case), start=1)],
        "is_short": is_short,
        "notice_days": days,
        "short_because": visit.short_because,
    }


def _list_matters(case):
    """List what is checked by fund and period: a notice gives neither doubt nor method away."""
    periods = {}
    for finding in list_case_findings(case):
        fund = FUNDS.get(finding.scenario_id, "社会保险")
        first, last = periods.get(fund, (None, None))
        periods[fund] = (
            min(filter(None, (first, finding.period_from)), default=None),
            max(filter(None, (last, finding.period_to)), default=None),
        )
    return [
        {"n": n, "matter": f"{fund}有关情况", "period": _format_days(*days)}
        for n, (fund, days) in enumerate(periods.items(), start=1)
    ] or [{"n": 1, "matter": "社会保险有关情况", "period": "期间不限"}]


def _format_days(first, last):
    if not first and not last:
        return "期间不限"
    return f"{format_day(first) if first else ''}至{format_day(last) if last else '今'}"


def _list_materials(case):
    """List the usual materials of a check by the kind of the party."""
    return MATERIALS.get(case.subject_kind, MATERIALS["employer"])


def issue_register(
    officer: Officer, first: date, last: date, *, address: str = ""
) -> IssuedDocument:
    """Issue the 问题线索移送登记簿 of a period: visible referrals to discipline."""
    require_right(officer, "issue_paper")
    if last < first:
        raise NotValid("止期早于起期", "the last day is before the first")
    rows = [
        _build_register_row(n, r)
        for n, r in enumerate(list_register_referrals(officer, first, last), start=1)
    ]
    fields = {
        "first": first.isoformat(),
        "last": last.isoformat(),
        "rows": rows,
        "by": officer.name,
        "secrecy": settings.PAPER_SECRECY,
        "day": format_day(timezone.localdate()),
    }
    content = fill_letter("问题线索移送登记簿", fields)
    audit.record(
        officer,
        "paper",
        "register",
        address=address,
        rows=len(rows),
        sha256=sha256(content).hexdigest(),
    )
    return IssuedDocument(f"问题线索移送登记簿-{first}-{last}.docx", content)


def list_register_referrals(officer: Officer, first: date, last: date) -> list[Referral]:
    """List the referrals to discipline of a period, the oldest first."""
    seen = list_visible_referrals(officer).filter(kind=DISCIPLINE)
    return list(
        seen.filter(proposed_at__date__gte=first, proposed_at__date__lte=last).order_by(
            "proposed_at", "id"
        )
    )


def _build_register_row(number, referral):
    outcome = referral.get_outcome_display() if referral.outcome else "办理中"
    return {
        "n": number,
        "registered_on": f"{timezone.localtime(referral.proposed_at):%Y-%m-%d}",
        "number": referral.case.case_no or referral.case_id,
        "source": "社会保险基金监督检查",
        "subject": get_code_name("subject_kind", referral.case.subject_kind).zh,
        "matter": referral.facts[:200],
        "recipient": referral.recipient,
        "document_no": referral.document_no,
        "sent_on": f"{timezone.localtime(referral.sent_at):%Y-%m-%d}" if referral.sent_at else "",
        "receipt": f"{timezone.localtime(referral.receipt_at):%m-%d}"
        if referral.receipt_at
        else "",
        "outcome": "未批准" if referral.refused_by_id else outcome,
    }


def require_permission(case: Case, officer: Officer) -> None:
    """Refuse a paper to officers without the right, or who must keep away from the case."""
    require_right(officer, "issue_paper", case)
    require_not_recused(officer, case)


def _log_document(case, officer, name, content, address, **detail):
    kind = name.split("-")[0]
    audit.record(
        officer,
        "paper",
        case.pk,
        address=address,
        paper=kind,
        sha256=sha256(content).hexdigest(),
        **detail,
    )
    return IssuedDocument(name, content)
