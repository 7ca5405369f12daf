"""Issuing documents: permission, content, and the entry in the log."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from contracts.codes import get_code_name
from review import audit
from review.attachment_files import is_unchanged
from review.documents.bases import require_verified
from review.documents.document_numbers import assign_document_no
from review.documents.paper_files import keep_paper
from review.documents.render import fill_letter
from review.documents.template_fields import build_referral_fields
from review.errors import NotNow, NotValid
from review.freezing import format_day, get_referral_content
from review.models import Case, Officer, Paper, Referral
from review.models.referral import DISCIPLINE, OTHER, POLICE
from review.permissions import build_visibility_filter, require_not_recused, require_right

LETTER_BY_KIND = {POLICE: "涉嫌犯罪案件移送书", DISCIPLINE: "问题线索移送函", OTHER: "案件移送函"}
REFERRAL_MARK = "移"  # in the numbers of referrals
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
        referral.document_no = assign_document_no(
            referral.case,
            REFERRAL_MARK,
            inputs.get("document_no", ""),
            today,
            own=referral.document_no,
        )
        referral.save(update_fields=["document_no"])
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
    """Return an issued paper as it was issued; it names the party in full.

    Raises NotNow if its file is gone or was changed.
    """
    require_right(officer, "issue_paper", paper.case)
    if not is_unchanged(paper.path, paper.sha256):
        raise NotNow("文书文件缺失或被改动", "the file of this paper is gone or was changed")
    return hand_out(paper, officer, address)


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
