"""Issuing documents: permission, content, and the entry in the log."""

from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from django.db.models import QuerySet
from django.utils import timezone

from contracts.law import get_law_number
from contracts.levels import Level
from contracts.provisions import UNVERIFIED
from review import audit
from review.documents.offices import OFFICES
from review.documents.render import fill_letter
from review.documents.template_fields import (
    build_common_fields,
    build_party_fields,
    build_referral_fields,
    format_day,
    load_newest_indicators,
)
from review.errors import NotNow, NotValid
from review.models import Case, Officer, Referral
from review.models.finding import BY_LEVEL
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
    """Issue the letter of a referral, marked as a draft until another officer has approved it."""
    _require_permission(referral.case, officer)
    if referral.refused_by_id:
        raise NotNow("该移送未获批准，不能出具文书", "this referral was refused: there is no paper")
    name = LETTER_BY_KIND[referral.kind]
    content = fill_letter(name, build_referral_fields(referral, inputs, today=timezone.localdate()))
    file_name = f"{name}{'' if referral.approved_by_id else '（拟稿）'}-{referral.case_id}.docx"
    return _log_document(referral.case, officer, file_name, content, address, referral=referral.pk)


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
    _require_permission(case, officer)
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
    return _log_document(case, officer, f"核查通知书-{case.case_id}.docx", content, address)


def get_notice_days(day: date) -> int:
    """Return by how many days a notice precedes the check."""
    return get_law_number("check_notice_days").on(day)


def get_notice_doubt() -> str:
    """Return （待核实） if the number of days is not verified."""
    return "" if get_law_number("check_notice_days").verified else UNVERIFIED.zh


def _build_notice_fields(case, visit, inputs, days, is_short, today):
    findings = list(
        case.findings.filter(is_current=True)
        .exclude(level=Level.UNUSUAL)
        .order_by(BY_LEVEL, "finding_id")
    )
    titles = load_newest_indicators(findings)
    materials = dict.fromkeys(
        part for f in findings for part in f.verify.replace(";", "；").split("；") if part.strip()
    )
    return build_common_fields(case, visit.officers, visit.contact, today=today) | {
        "document_no": visit.document_no or f"〔{today.year}〕＿＿号",
        "basis": OFFICES[case.authority].check_basis,
        "party": build_party_fields(case, inputs),
        "check_day": format_day(visit.day),
        "check_place": f"在{visit.place}" if visit.place else "",
        "findings": [
            {"n": n, "matter": _describe_matter(f, titles), "period": _format_period(f)}
            for n, f in enumerate(findings, start=1)
        ],
        "materials": [f"{n}. {m.strip()}" for n, m in enumerate(materials, start=1)]
        or ["与上述事项有关的材料"],
        "is_short": is_short,
        "notice_days": days,
        "short_because": visit.short_because,
    }


def _describe_matter(finding, titles):
    """Name the subject of a finding without its figures, which would warn the party."""
    title = titles.get((finding.scenario_id, finding.indicator_id))
    return f"{title.scenario_zh}有关情况" if title else "社会保险待遇有关情况"


def _format_period(finding):
    if not finding.period_from and not finding.period_to:
        return "期间不限"
    return f"{finding.period_from or ''} 至 {finding.period_to or '今'}"


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
        "number": referral.case_id,
        "source": f"筛查批次 {referral.case.first_run.run_id}",
        "subject": referral.case.subject_id,
        "matter": referral.facts[:200],
        "recipient": referral.recipient,
        "document_no": referral.document_no,
        "sent_on": f"{timezone.localtime(referral.sent_at):%Y-%m-%d}" if referral.sent_at else "",
        "receipt": f"{timezone.localtime(referral.receipt_at):%m-%d}"
        if referral.receipt_at
        else "",
        "outcome": "未批准" if referral.refused_by_id else outcome,
    }


def _require_permission(case, officer):
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
