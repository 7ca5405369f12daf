"""移送: a referral is proposed, decided by another officer, sent, receipted and answered.

The order of the State Council no. 310 (国令310) gives three days to decide and 24 hours to send.
"""

from datetime import date
from decimal import Decimal

from django.utils import timezone

from review import transitions
from review.actions.move_deadline import get_today, lock_case, move_case, start_clock, stop_clock
from review.deadlines import compute_due_in_days, compute_due_in_hours
from review.errors import NotAllowed, NotNow, NotValid
from review.freezing import freeze_approved_referral
from review.models import Measure, Officer, Referral
from review.models.deadline import DECIDE, FILING, HAND_OVER, OBJECTION
from review.models.measure import TO_DISCIPLINE, TO_OTHERS, TO_POLICE
from review.models.money import MOST_YUAN
from review.models.referral import DISCIPLINE, KINDS, OTHER, OUTCOMES, POLICE

FOLLOW_UPS = {"filed": "handed_over_on", "not_filed": "objected_on"}
MEASURE_BY_KIND = {POLICE: TO_POLICE, DISCIPLINE: TO_DISCIPLINE, OTHER: TO_OTHERS}


def propose_referral(
    case,
    officer: Officer,
    *,
    kind: str,
    recipient: str,
    amount: Decimal,
    facts: str,
    offence="",
    document=None,
    version=None,
) -> Referral:
    """Propose a referral and start the three days of its decision."""
    with lock_case(case, officer, "propose_referral", version=version) as locked_case:
        _require_referable_state(locked_case)
        if kind not in dict(KINDS) or not recipient.strip() or len(facts.strip()) < 2:
            raise NotValid("请填写移送类型、受送机关和事实", "enter kind, recipient and facts")
        if kind == POLICE and not offence.strip():
            raise NotValid("请填写涉嫌罪名", "name the suspected offence")
        if amount is None or not 0 <= amount <= MOST_YUAN:
            raise NotValid("涉案金额须不小于0", "the amount must be 0 or more")
        if (
            locked_case.referrals.filter(kind=kind, refused_by__isnull=True)
            .exclude(outcome="not_filed")
            .exists()
        ):
            raise NotNow("同类移送已提出", "a referral of this kind is under way")
        referral = Referral.objects.create(
            case=locked_case,
            kind=kind,
            recipient=recipient.strip(),
            amount=amount,
            facts=facts.strip(),
            offence=offence.strip(),
            document=document or {},
            proposed_by=officer,
            proposed_at=timezone.now(),
        )
        start_clock(locked_case, DECIDE, compute_due_in_days("decide_days"), referral)
        move_case(
            locked_case,
            officer,
            "propose_referral",
            None,
            kind=kind,
            recipient=referral.recipient,
            amount=str(amount),
        )
        return referral


def decide_referral(
    referral: Referral, officer: Officer, *, approve: bool, because: str = ""
) -> Referral:
    """Approve or refuse a referral; approval starts the 24 hours of sending."""
    with lock_case(referral.case_id, officer, "decide_referral") as case:
        referral = Referral.objects.select_for_update().get(pk=referral.pk)
        if referral.approved_by_id or referral.refused_by_id:
            raise NotNow("该移送已有决定", "this referral has been decided")
        if referral.proposed_by_id == officer.pk:
            raise NotAllowed(
                "提出人不能审批（须两人）", "who proposed cannot decide: two persons are needed"
            )
        if not approve and not because.strip():
            raise NotValid("请写明不批准的理由", "say why it is refused")
        stop_clock(case, DECIDE, referral)
        if approve:
            referral.approved_by, referral.approved_at = officer, timezone.now()
            start_clock(case, HAND_OVER, compute_due_in_hours("send_hours"), referral)
        else:
            referral.refused_by, referral.refused_because = officer, because.strip()
        referral.save()
        if approve:
            freeze_approved_referral(referral, officer)
        move_case(
            case,
            officer,
            "approve_referral" if approve else "refuse_referral",
            None,
            because,
            kind=referral.kind,
            recipient=referral.recipient,
        )
        return referral


def send_referral(referral: Referral, officer: Officer, *, document_no: str) -> Referral:
    """Move to 07 under the document's number; the police have three days to decide on filing."""
    with lock_case(referral.case_id, officer, "send_referral") as case:
        referral = Referral.objects.select_for_update().get(pk=referral.pk)
        if not referral.approved_by_id or referral.sent_at:
            raise NotNow("移送未批准或已送达", "not approved, or sent already")
        if not document_no.strip():
            raise NotValid("请填写文号", "enter the number of the document")
        if referral.document_no and referral.document_no != document_no.strip():
            raise NotValid(
                f"文书已以 {referral.document_no} 出具，文号须一致",
                f"the paper was issued as {referral.document_no}: the numbers must agree",
            )
        referral.document_no, referral.sent_at = document_no.strip(), timezone.now()
        referral.save()
        stop_clock(case, HAND_OVER, referral)
        if referral.kind == POLICE:
            start_clock(case, FILING, compute_due_in_days("filing_days"), referral)
        Measure.objects.create(
            case=case,
            code=MEASURE_BY_KIND[referral.kind],
            on=get_today(),
            document_no=referral.document_no,
            by=officer,
            at=timezone.now(),
        )
        move_case(
            case,
            officer,
            "send_referral",
            transitions.REFERRED,
            kind=referral.kind,
            document_no=referral.document_no,
        )
        return referral


def record_receipt(referral: Referral, officer: Officer) -> Referral:
    """Record that the recipient has signed the receipt."""
    with lock_case(referral.case_id, officer, "propose_referral") as case:
        referral = Referral.objects.select_for_update().get(pk=referral.pk)
        if not referral.sent_at or referral.receipt_at:
            raise NotNow("尚未送达或已有回执", "not sent, or receipted already")
        referral.receipt_at = timezone.now()
        referral.save()
        move_case(case, officer, "receipt", None)
        return referral


def record_outcome(referral: Referral, officer: Officer, *, outcome: str, on: date) -> Referral:
    """Record the recipient's decision; a refusal of the police leaves three days to object."""
    with lock_case(referral.case_id, officer, "propose_referral") as case:
        referral = Referral.objects.select_for_update().get(pk=referral.pk)
        if not referral.sent_at or not outcome or outcome not in dict(OUTCOMES):
            raise NotNow("尚未送达或结果无效", "not sent, or no valid outcome")
        if not timezone.localtime(referral.sent_at).date() <= on <= get_today():
            raise NotValid(
                "答复日期应在送达与今天之间", "the day lies between the sending and today"
            )
        referral.outcome, referral.outcome_on = outcome, on
        referral.save()
        stop_clock(case, FILING, referral)
        if outcome == "not_filed" and referral.kind == POLICE:
            start_clock(case, OBJECTION, compute_due_in_days("objection_days"), referral)
        move_case(case, officer, "outcome", None, outcome=outcome, on=on.isoformat())
        return referral


def record_follow_up(referral: Referral, officer: Officer, *, on: date) -> Referral:
    """Record the step after the answer of the police.

    Filed: items and files were handed over. Not filed: an objection was made.
    """
    with lock_case(referral.case_id, officer, "propose_referral") as case:
        referral = Referral.objects.select_for_update().get(pk=referral.pk)
        step = FOLLOW_UPS.get(referral.outcome)
        if referral.kind != POLICE or step is None or step in referral.document:
            raise NotNow(
                "公安机关尚未答复，或已登记",
                "the police have not answered, or it is recorded already",
            )
        if not referral.outcome_on <= on <= get_today():
            raise NotValid(
                "日期应在答复日期与今天之间", "the day lies between the answer and today"
            )
        referral.document = referral.document | {step: on.isoformat()}
        referral.save()
        stop_clock(case, OBJECTION, referral)
        move_case(case, officer, step.removesuffix("_on"), None)
        return referral


def _require_referable_state(case):
    if case.state not in transitions.TRANSITIONS["refer"]:
        raise NotNow(
            "只有处置中的案件可以移送", "only a case that is being dealt with can be referred"
        )
