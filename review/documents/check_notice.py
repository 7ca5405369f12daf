"""核查通知书: what a party is told before a check, and nothing of what is suspected."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from contracts.checklist import FUNDS
from contracts.law import get_law_number
from contracts.provisions import UNVERIFIED
from review.case_findings import list_case_findings
from review.documents.document_numbers import assign_document_no
from review.documents.issue_document import IssuedDocument, hand_out, require_permission
from review.documents.offices import get_check_basis
from review.documents.paper_files import keep_paper
from review.documents.render import fill_letter
from review.documents.template_fields import build_common_fields, build_party_fields
from review.errors import NotValid
from review.freezing import format_day, format_days
from review.models import Case, Officer

NAME, MARK = "核查通知书", "核"  # the mark in its numbers


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
    with transaction.atomic():
        last = case.papers.filter(name=NAME).last()
        number = assign_document_no(
            case, MARK, visit.document_no, today, own=last.document_no if last else ""
        )
        fields = _build_notice_fields(case, visit, inputs, days, is_short, today)
        paper = keep_paper(
            case,
            officer,
            NAME,
            fill_letter(NAME, fields | {"document_no": number}),
            document_no=number,
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
    "doctor": (
        "医师执业证书和多点执业备案",
        "有关期间的病历、医嘱、手术和排班记录",
        "与核查事项有关的其他材料",
    ),
}


def get_notice_doubt() -> str:
    """Return （待核实） if the number of days is not verified."""
    return "" if get_law_number("check_notice_days").verified else UNVERIFIED.zh


def _build_notice_fields(case, visit, inputs, days, is_short, today):
    return build_common_fields(case, visit.officers, visit.contact, today=today) | {
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
        {"n": n, "matter": f"{fund}有关情况", "period": format_days(*days)}
        for n, (fund, days) in enumerate(periods.items(), start=1)
    ] or [{"n": 1, "matter": "社会保险有关情况", "period": "期间不限"}]


def _list_materials(case):
    """List the usual materials of a check by the kind of the party."""
    return MATERIALS.get(case.subject_kind, MATERIALS["employer"])
