"""提请与决定: ways out of a case that one officer proposes and another decides."""

from collections.abc import Callable
from decimal import Decimal

from django.utils import timezone

from contracts.verdict_codes import Conclusion
from review import transitions
from review.actions.answer_rules import LEAST_ACCOUNT
from review.actions.countersign import return_locked_case
from review.actions.issue import dismiss_locked_case, merge_locked_case, require_mergeable
from review.actions.move_deadline import check_transition, lock_case, move_case
from review.actions.record_money import add_waived_amount, require_waivable
from review.errors import NotAllowed, NotNow, NotValid
from review.models import Case, Officer, Proposal, Recusal
from review.models.proposal import DISMISS, LIFT_RECUSAL, MERGE, WAIVE
from review.permissions import require_not_recused


def propose_dismissal(
    case, officer: Officer, *, cause_code: str, because: str, version=None
) -> Proposal:
    """Propose to close a lead that is plainly innocent without handing it out."""
    with lock_case(case, officer, "dismiss", version=version) as locked_case:
        if cause_code not in dict(transitions.list_code_choices("feedback_cause")):
            raise NotValid("请选择不属实原因", "choose the cause")
        return _propose(locked_case, officer, DISMISS, because, cause_code=cause_code)


def propose_merge(
    case, officer: Officer, *, into: Case, because: str = "", version=None
) -> Proposal:
    """Propose to work the case as part of another open one of the same authority."""
    with lock_case(case, officer, "merge", version=version) as locked_case:
        require_mergeable(locked_case, into, officer)
        return _propose(locked_case, officer, MERGE, because, into=into.pk)


def propose_waiver(
    case, officer: Officer, *, amount: Decimal, because: str, version=None
) -> Proposal:
    """Propose not to recover a part of the confirmed amount."""
    with lock_case(case, officer, "money", version=version) as locked_case:
        require_waivable(locked_case, amount)
        return _propose(locked_case, officer, WAIVE, because, amount=str(amount))


def propose_lifting_recusal(
    case, officer: Officer, *, recusal: Recusal, because: str, version=None
) -> Proposal:
    """Propose that an officer who was recused may work on the case again."""
    with lock_case(case, officer, "assign", version=version) as locked_case:
        if recusal.case_id != locked_case.pk:
            raise NotNow("该回避不属于本案", "this recusal is of another case")
        if recusal.officer_id == officer.pk:
            raise NotAllowed("不能提请解除本人的回避", "you cannot lift your own recusal")
        return _propose(locked_case, officer, LIFT_RECUSAL, because, who=recusal.officer_id)


def decide_proposal(
    proposal: Proposal, officer: Officer, *, approve: bool, answer: str = ""
) -> Proposal:
    """Approve a proposal, which does what it says, or refuse it; never by who proposed it."""
    with lock_case(proposal.case_id, officer, "decide_proposal") as case:
        proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
        if proposal.decided_by_id:
            raise NotNow("该提请已有决定", "this proposal has been decided")
        if proposal.proposed_by_id == officer.pk:
            raise NotAllowed(
                "提请人不能自己决定（须两人）", "who proposed cannot decide: two persons are needed"
            )
        if not approve and not answer.strip():
            raise NotValid("请写明不同意的理由", "say why it is refused")
        proposal.decided_by, proposal.decided_at = officer, timezone.now()
        proposal.is_approved, proposal.answer = approve, answer.strip()
        proposal.save()
        if approve:
            _RUN[proposal.kind](case, officer, proposal)
        else:
            move_case(case, officer, "refuse_proposal", None, answer, kind=proposal.kind)
        return proposal


def approve_dismissal(case, officer: Officer, *, text: str = "", version=None) -> Proposal:
    """Approve the dismissal that waits on a case, for many cases at once."""
    waiting = Proposal.objects.filter(
        case_id=getattr(case, "pk", case), kind=DISMISS, decided_by=None
    ).first()
    if waiting is None:
        raise NotNow("没有待决定的误报关闭", "no dismissal waits for a decision")
    return decide_proposal(waiting, officer, approve=True, answer=text)


def _propose(case, officer, kind, because, **fields):
    if len(because.strip()) < LEAST_ACCOUNT:
        raise NotValid(
            f"请写明理由，不少于 {LEAST_ACCOUNT} 字",
            f"say why, in {LEAST_ACCOUNT} characters or more",
        )
    if case.proposals.filter(kind=kind, decided_by=None).exists():
        raise NotNow("同一事项已提请，待决定", "this is proposed already and waits")
    proposal = Proposal.objects.create(
        case=case,
        kind=kind,
        fields=fields,
        because=because.strip(),
        proposed_by=officer,
        proposed_at=timezone.now(),
    )
    move_case(case, officer, f"propose_{kind}", None, because, **fields)
    return proposal


def _run_dismissal(case, officer, proposal):
    check_transition(case, "dismiss", None)
    cause_code = proposal.fields["cause_code"]
    case.concluded_by, case.conclusion = proposal.proposed_by, Conclusion.NOT_TRUE
    dismiss_locked_case(case, officer, cause_code, proposal.because)


def _run_merge(case, officer, proposal):
    check_transition(case, "merge", None)
    into = Case.objects.select_for_update().get(pk=proposal.fields["into"])
    require_mergeable(case, into, officer)
    merge_locked_case(case, officer, into)
    if into.state in transitions.WAITING_FOR_REVIEW:  # its answer lacks the merged findings
        return_locked_case(into, officer, "send_back", "他案并入，须一并反馈")


def _run_waiver(case, officer, proposal):
    amount = Decimal(proposal.fields["amount"])
    require_waivable(case, amount)
    add_waived_amount(case, officer, amount, proposal.because)


def _run_lifting(case, officer, proposal):
    recused = Officer.objects.get(pk=proposal.fields["who"])
    if recused.pk == officer.pk:
        raise NotAllowed("不能决定本人的回避", "you cannot decide on your own recusal")
    Recusal.objects.filter(case=case, officer=recused).delete()
    require_not_recused(recused, case)  # whose account handled the business stays recused
    move_case(case, officer, "lift_recusal", None, proposal.because, who=recused.pk)


_RUN: dict[str, Callable] = {
    DISMISS: _run_dismissal,
    MERGE: _run_merge,
    WAIVE: _run_waiver,
    LIFT_RECUSAL: _run_lifting,
}
