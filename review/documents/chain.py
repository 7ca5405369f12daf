"""执法文书: the chain of papers of a case, from its filing to its closing report."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from contracts.workdays import add_workdays
from review import transitions
from review.actions.move_deadline import start_clock
from review.deadlines import get_day_end
from review.documents.amount_in_words import spell_yuan_in_capitals
from review.documents.bases import list_all_unverified, raise_unread, require_verified
from review.documents.document_numbers import assign_document_no
from review.documents.found_facts import (
    cite_laws,
    compose_facts,
    find_unread_laws,
    list_confirmed,
    list_laws,
    list_penal_laws,
)
from review.documents.incidents import assess_incident
from review.documents.issue_document import IssuedDocument, hand_out, require_permission
from review.documents.offices import OFFICES, get_check_basis
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
    list_files,
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

    `mark` stands in its numbers; a paper without one has none. `cites_law`: it tells the party a
    provision, which must have been read.
    """

    key: str
    name: str
    en: str
    states: tuple[str, ...]
    texts: tuple[tuple[str, str, str], ...] = ()
    mark: str = ""
    cites_law: bool = False
    starts_hearing: bool = False


FOUND = ("found", "查明的事实（可修改）", "Facts found (can be edited)")
VIOLATED = ("violated", "违反的规定", "Provisions broken")
PENALTY_BASIS = ("penalty_basis", "处罚依据", "Provisions that set the fine")

CHAIN = {
    paper.key: paper
    for paper in (
        ChainPaper(
            "filing",
            "立案审批表",
            "filing form",
            (*AT_WORK, *transitions.WAITING_FOR_REVIEW, *CHECKED),
            (("opinion", "承办意见", "Opinion"),),
            mark="立",
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
            (
                FOUND,
                ("days", "退回期限（日）", "Days to pay"),
                ("account", "退回账户", "Account"),
            ),
            mark="责退",
            cites_law=True,
        ),
        ChainPaper(
            "penalty_notice",
            "行政处罚事先告知书",
            "notice before a fine",
            CHECKED,
            (FOUND, VIOLATED, PENALTY_BASIS, ("penalty", "拟作出的处罚", "Intended fine")),
            mark="罚告",
            cites_law=True,
            starts_hearing=True,
        ),
        ChainPaper(
            "penalty_decision",
            "行政处罚决定书",
            "decision of a fine",
            CHECKED,
            (
                FOUND,
                VIOLATED,
                PENALTY_BASIS,
                ("penalty", "处罚内容", "Fine"),
                ("account", "缴款方式和期限", "How and when to pay"),
            ),
            mark="罚决",
            cites_law=True,
        ),
        ChainPaper(
            "closing_report",
            "结案报告",
            "closing report",
            CHECKED,
            (FOUND, ("opinion", "结案意见", "Opinion")),
        ),
        ChainPaper(
            "incident_report",
            "要情报告",
            "report of an incident",
            CHECKED,
            (FOUND, ("text", "原因分析和整改措施", "Causes and remedies")),
            mark="要情",
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
    _require_steps_before(paper, case)
    if paper.cites_law:
        _require_read_laws(content, inputs)
    with transaction.atomic():
        fields = _build_fields(paper, case, content, inputs)
        fields["document_no"] = _assign_number(paper, case, inputs)
        kept = keep_paper(
            case,
            officer,
            paper.name,
            fill_letter(paper.name, fields),
            document_no=fields["document_no"],
            because=inputs.get("because", ""),
        )
        if paper.starts_hearing:
            due_on = add_workdays(timezone.localdate(), HEARING_WORKING_DAYS)
            start_clock(case, HEARING, get_day_end(due_on))
        return hand_out(kept, officer, address)


def propose_texts(paper: ChainPaper, case: Case) -> dict[str, str]:
    """Propose the texts of a paper that follow from what was confirmed, for an officer to edit."""
    content = get_confirmed_content(case)
    laws = list_laws(content)
    texts = {
        "found": "\n".join(compose_facts(content)),
        "violated": cite_laws(laws),
        "penalty_basis": cite_laws(list_penal_laws(laws)),
    }
    return {name: texts[name] for name, _, _ in paper.texts if name in texts}


def _require_steps_before(paper, case):
    """Refuse a paper that orders nothing, or a fine before the party could be heard."""
    if paper.key == "return_order" and case.amount_outstanding <= 0:
        raise NotNow(
            "尚无应退回而未退回的金额：请先登记应追回金额",
            "nothing is outstanding: first enter what is to be recovered",
        )
    if paper.key != "penalty_decision":
        return
    if not case.papers.filter(name=CHAIN["penalty_notice"].name).exists():
        raise NotNow(
            "作出行政处罚决定前须先出具行政处罚事先告知书（行政处罚法第四十四条）",
            "the notice before a fine comes first",
        )
    clock = case.deadlines.filter(kind=HEARING, is_void=False).order_by("-id").first()
    if clock and clock.due_at > timezone.now() and not case.appeals.exists():
        raise NotNow(
            f"听证申请期限至{format_day(timezone.localtime(clock.due_at).date())}；"
            "当事人已陈述申辩或者放弃的，请先登记",
            "the party may still ask for a hearing; enter its statement or waiver first",
        )


def _require_read_laws(content, inputs):
    require_verified([f["law"] for f in list_confirmed(content)])
    typed = [inputs.get(name) or "" for name in ("found", "violated", "penalty_basis")]
    if unread := find_unread_laws(typed, list_all_unverified()):
        raise_unread(unread)


def _assign_number(paper, case, inputs):
    """Return the number of a paper: the one it has, the one entered, or the next."""
    entered = inputs.get("document_no", "")
    if not paper.mark:
        return entered
    last = case.papers.filter(name=paper.name, referral=None).last()
    today = timezone.localdate()
    return assign_document_no(
        case, paper.mark, entered, today, own=last.document_no if last else ""
    )


def _split_lines(text):
    return [line.strip() for line in text.splitlines() if line.strip()]


def _build_fields(paper, case, content, inputs):
    today = timezone.localdate()
    amount = case.amount_confirmed
    laws, proposed = list_laws(content), propose_texts(paper, case)
    texts = {name: inputs.get(name) or proposed.get(name) or BLANK for name, _, _ in paper.texts}
    incident = assess_incident(case, today)
    return (
        build_common_fields(
            case, inputs.get("officers", ""), inputs.get("contact", ""), today=today
        )
        | {
            "basis": get_check_basis(case.authority, today),
            "party": build_party_fields(case, inputs),
            "cause": "、".join(content["scenarios"]) or OFFICES[case.authority].fund,
            "findings": [build_finding_fields(f) for f in list_confirmed(content)],
            "laws": cite_laws(laws),
            "proofs": "、".join(_list_proofs(content, case)),
            "level": incident.name.zh if incident else BLANK,
            "amount": f"{amount:,.2f}",
            "amount_words": spell_yuan_in_capitals(amount),
            "to_recover": f"{case.amount_to_recover:,.2f}",
            "to_recover_words": spell_yuan_in_capitals(case.amount_to_recover),
            "outstanding": f"{max(case.amount_outstanding, 0):,.2f}",
            "outstanding_words": spell_yuan_in_capitals(max(case.amount_outstanding, 0)),
            "recovered": f"{case.amount_recovered:,.2f}",
            "waived": f"{case.amount_waived:,.2f}",
            "steps": describe_steps(case),
            "measures": describe_measures(case),
            "statement": describe_appeals(case),
            "flagged": format_day(case.first_flagged_on),
        }
        | texts
        | {"found": _split_lines(texts.get("found", "")), "text": texts.get("text", BLANK)}
    )


def _list_proofs(content, case):
    """List what proves the facts, as a decision names it."""
    names = [f"{e['name']}（{e['count']}条）" for e in content["evidence"]]
    files = [f"{f['category']}《{f['name'].rsplit('.', 1)[0]}》" for f in list_files(case)]
    return [*names, *files] or ["核查记录"]
