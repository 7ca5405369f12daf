"""Permissions: role × action, visible cases, and recusal."""

from django.db.models import Q, QuerySet

from review.errors import NotAllowed
from review.models import Case, Handler, Officer, Recusal
from review.models.officer import (
    ADMINISTRATOR,
    AUDITOR,
    CHECKER,
    DISCIPLINE,
    HEAD,
    LEGAL,
    PLANNER,
    READER,
    REVIEWER,
    SECURITY,
)

WORK_ROLES = {CHECKER, REVIEWER, HEAD, DISCIPLINE}
SEE_ROLES = WORK_ROLES | {READER}
CHECK_ROLES = {CHECKER, DISCIPLINE}
REVIEW_ROLES = {REVIEWER, HEAD, DISCIPLINE}
STEERING_ROLES = {HEAD, DISCIPLINE}

# action → roles; a case of the restricted list is open to discipline alone
RIGHTS = {
    "see": SEE_ROLES,
    "note": WORK_ROLES,
    "attach": WORK_ROLES,
    "unmask": WORK_ROLES,
    "recuse": WORK_ROLES,
    "take": CHECK_ROLES,
    "release": CHECK_ROLES,
    "answer": CHECK_ROLES,
    "money": CHECK_ROLES | {HEAD},
    "measure": CHECK_ROLES | {HEAD},
    "propose_close": CHECK_ROLES,
    "propose_referral": CHECK_ROLES | {HEAD},
    "appeal": WORK_ROLES,
    "examine": REVIEW_ROLES,
    "confirm": REVIEW_ROLES,
    "send_back": REVIEW_ROLES,
    "close": REVIEW_ROLES,
    "decide_appeal": REVIEW_ROLES,
    "decide_referral": STEERING_ROLES,
    "send_referral": STEERING_ROLES,
    "issue": STEERING_ROLES,
    "assign": STEERING_ROLES,
    "snooze": STEERING_ROLES,
    "wake": STEERING_ROLES,
    "dismiss": STEERING_ROLES,
    "merge": STEERING_ROLES,
    "unmerge": STEERING_ROLES,
    "decide_proposal": REVIEW_ROLES,
    "reopen": STEERING_ROLES,
    "bulk": STEERING_ROLES,
    "spread": STEERING_ROLES,
    "urge": STEERING_ROLES,
    "workload": STEERING_ROLES,
    "health": STEERING_ROLES,
    "approve_dismissal": STEERING_ROLES,
    "issue_paper": WORK_ROLES,
    "verify_basis": {LEGAL},
    "export": SEE_ROLES - {READER},
    "import": CHECK_ROLES | {HEAD},
    "statistics": SEE_ROLES,
    "users": {ADMINISTRATOR},
    "grant": {SECURITY},
    "audit": {AUDITOR, DISCIPLINE},
    "receive": {ADMINISTRATOR},
    # discipline plans the agency's own offices, the planner all others
    "plan": {PLANNER, DISCIPLINE},
    "visits": WORK_ROLES | {PLANNER},
}


def has_right(officer: Officer, action: str) -> bool:
    """Whether the role allows the action on some case."""
    return officer.is_active and officer.role in RIGHTS[action]


def list_visible_cases(officer: Officer) -> QuerySet[Case]:
    """List the cases visible to the officer.

    Restricted cases are visible to discipline alone, others by district and authority. A case whose
    district a night has changed stays visible to its officer until somebody else has it.
    """
    return (
        Case.objects.filter(build_visibility_filter(officer))
        if has_right(officer, "see")
        else Case.objects.none()
    )


def build_visibility_filter(officer: Officer, case: str = "") -> Q:
    """Build the same rule as a condition on a related model: `case` is a prefix like "case__"."""
    if not has_right(officer, "see"):
        return Q(pk__in=[])
    seen = Q(**{f"{case}is_restricted": officer.role == DISCIPLINE})
    if not officer.sees_whole_city:
        seen &= Q(**{f"{case}district__in": officer.districts}) | Q(**{f"{case}assignee": officer})
    return seen & Q(**{f"{case}authority": officer.authority}) if _has_authority(officer) else seen


def require_right(officer: Officer, action: str, case: Case | None = None) -> None:
    """Raise NotAllowed if the officer may not do the action, on this case if one is given."""
    if not has_right(officer, action):
        raise NotAllowed("您的角色没有此项权限", "your role does not allow this")
    if case is not None and not can_see(officer, case):
        raise NotAllowed("该案件不在您的范围内", "this case is not within your scope")


def can_see(officer: Officer, case: Case) -> bool:
    """Apply the rule of `list_visible_cases` to one case."""
    return (
        has_right(officer, "see")
        and case.is_restricted == (officer.role == DISCIPLINE)
        and (
            officer.sees_whole_city
            or case.district in officer.districts
            or case.assignee_id == officer.pk
        )
        and (not _has_authority(officer) or case.authority == officer.authority)
    )


def _has_authority(officer):
    return bool(officer.authority) and officer.role != DISCIPLINE


def recused_case_ids(officer: Officer) -> QuerySet:
    """Select the ids of the cases that the officer must keep away from.

    Recusal was declared, the officer's own account handled the business, or it is the subject.
    """
    condition = Q(pk__in=Recusal.objects.filter(officer=officer).values("case_id"))
    if officer.op_id:
        handled = Handler.objects.filter(op_id=officer.op_id).values("case_id")
        condition |= Q(pk__in=handled) | Q(subject_id=officer.op_id)
    return Case.objects.filter(condition).values_list("pk", flat=True)


def is_recused(officer: Officer, case: Case) -> bool:
    """Whether the officer must keep away from the case."""
    return recused_case_ids(officer).filter(pk=case.pk).exists()


def require_not_recused(officer: Officer, case: Case) -> None:
    """Raise NotAllowed if the officer must keep away from the case."""
    if is_recused(officer, case):
        raise NotAllowed("您应当回避该案件", "you are recused from this case")
