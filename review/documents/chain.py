"""执法文书: the chain of papers of a case, from its filing to its closing report."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from contracts.workdays import add_workdays
from review import transitions
from review.actions.move_deadline import start_clock
from review.deadlines import get_day_end
from review.documents.amount_in_words import spell_yuan_in_capitals
from review.documents.bases import clean_law, require_verified
from review.documents.issue_document import IssuedDocument, hand_out, require_permission
from review.documents.offices import get_check_basis
from review.documents.paper_files import keep_paper
from review.documents.render import fill_letter
from review.documents.template_fields import (
    BLANK,
    build_common_fields,
    build_finding_fields,
    build_party_fields,
)
from review.errors import NotNow
from review.freezing import (
    describe_appeals,
    describe_measures,
    describe_steps,
    format_day,
    get_confirmed_content,
)
from review.models import Case, Officer
from review.models.deadline import HEARING

# 行政处罚法第六十四条: a hearing is asked for within five days of the notice; 第八十五条: working
HEARING_WORKING_DAYS = 5
CHECKED = (transitions.SETTLING, transitions.REFERRED, transitions.CLOSED)
AT_WORK = (transitions.ISSUED, transitions.CHECKING, transitions.RETURNED)


@dataclass(frozen=True)
class ChainPaper:
    """A paper; `texts` are (field, Chinese, English) that an officer writes for it.

    `cites_law`: it tells the party a provision, which must have been read.
    """

    key: str
    name: str
    en: str
    states: tuple[str, ...]
    texts: tuple[tuple[str, str, str], ...] = ()
    cites_law: bool = False
    starts_hearing: bool = False


CHAIN = {
    paper.key: paper
    for paper in (
        ChainPaper(
            "filing",
            "立案审批表",
            "filing form",
            (*AT_WORK, *transitions.WAITING_FOR_REVIEW, *CHECKED),
            (("opinion", "承办意见", "Opinion"),),
        ),
        ChainPaper(
            "interview",
            "询问笔录",
            "record of an interview",
            (*AT_WORK, *CHECKED),
            (("place", "询问地点", "Place"), ("text", "询问内容", "What was said")),
        ),
        ChainPaper(
            "site_check",
            "现场检查笔录",
            "record of a check on site",
            (*AT_WORK, *CHECKED),
            (("place", "检查地点", "Place"), ("text", "检查情况", "What was found")),
        ),
        ChainPaper(
            "return_order",
            "责令退回通知书",
            "order to pay back",
            CHECKED,
            (("days", "退回期限（日）", "Days to pay"), ("account", "退回账户", "Account")),
            cites_law=True,
        ),
        ChainPaper(
            "penalty_notice",
            "行政处罚事先告知书",
            "notice before a fine",
            CHECKED,
            (("penalty", "拟作出的处罚", "Intended fine"),),
            cites_law=True,
            starts_hearing=True,
        ),
        ChainPaper(
            "penalty_decision",
            "行政处罚决定书",
            "decision of a fine",
            CHECKED,
            (
                ("penalty", "处罚内容", "Fine"),
                ("account", "缴款方式和期限", "How and when to pay"),
            ),
            cites_law=True,
        ),
        ChainPaper(
            "closing_report",
            "结案报告",
            "closing report",
            CHECKED,
            (("opinion", "结案意见", "Opinion"),),
        ),
        ChainPaper(
            "incident_report",
            "要情报告",
            "report of an incident",
            CHECKED,
            (("text", "原因分析和整改措施", "Causes and remedies"),),
        ),
    )
}


def list_chain_papers(case: Case) -> list[ChainPaper]:
    """List the papers that can be issued in the state of a case."""
    return [paper for paper in CHAIN.values() if case.state in paper.states]


def issue_chain_paper(
    paper: ChainPaper, case: Case, officer: Officer, inputs: dict, *, address: str = ""
) -> IssuedDocument:
    """Issue a paper of the chain and keep it; a notice before a fine starts its clock."""
    require_permission(case, officer)
    if case.state not in paper.states:
        raise NotNow(
            f"案件处于“{transitions.get_state_name(case.state).zh}”，不能出具{paper.name}",
            "this paper is not issued in this state",
        )
    content = get_confirmed_content(case)
    if paper.cites_law:
        require_verified([f["law"] for f in content["findings"]])
    with transaction.atomic():
        kept = keep_paper(
            case,
            officer,
            paper.name,
            fill_letter(paper.name, _build_fields(paper, case, content, inputs)),
            document_no=inputs.get("document_no", ""),
            because=inputs.get("because", ""),
        )
        if paper.starts_hearing:
            due_on = add_workdays(timezone.localdate(), HEARING_WORKING_DAYS)
            start_clock(case, HEARING, get_day_end(due_on))
        return hand_out(kept, officer, address)


def _build_fields(paper, case, content, inputs):
    today = timezone.localdate()
    amount = case.amount_confirmed
    laws = dict.fromkeys(clean_law(f["law"]) for f in content["findings"])
    return (
        build_common_fields(
            case, inputs.get("officers", ""), inputs.get("contact", ""), today=today
        )
        | {
            "document_no": inputs.get("document_no") or f"〔{today.year}〕＿＿号",
            "basis": get_check_basis(case.authority, today),
            "party": build_party_fields(case, inputs),
            "cause": "、".join(content["scenarios"]) or "社会保险基金",
            "findings": [build_finding_fields(f) for f in content["findings"]],
            "laws": "；".join(laws),
            "amount": f"{amount:,.2f}",
            "amount_words": spell_yuan_in_capitals(amount),
            "to_recover": f"{case.amount_to_recover:,.2f}",
            "to_recover_words": spell_yuan_in_capitals(case.amount_to_recover),
            "recovered": f"{case.amount_recovered:,.2f}",
            "waived": f"{case.amount_waived:,.2f}",
            "steps": describe_steps(case),
            "measures": describe_measures(case),
            "statement": describe_appeals(case),
            "flagged": format_day(case.first_flagged_on),
        }
        | {name: inputs.get(name) or BLANK for name, _, _ in paper.texts}
    )
