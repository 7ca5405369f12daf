"""Who may do what: role × action, and which cases are within an officer's sight."""

from django.db.models import Q, QuerySet

from review.errors import NotAllowed
from review.models import Case, Officer
from review.models.officer import ADMINISTRATOR, CHECKER, DISCIPLINE, HEAD, READER, REVIEWER

WORK_ROLES = {CHECKER, REVIEWER, HEAD, DISCIPLINE}
SEE_ROLES = WORK_ROLES | {READER}
CHECK_ROLES = {CHECKER, DISCIPLINE}
REVIEW_ROLES = {REVIEWER, HEAD, DISCIPLINE}
STEERING_ROLES = {HEAD, DISCIPLINE}

# action → roles. A case of the restricted list is worked by discipline alone, whatever the role's rights.
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
    "reopen": STEERING_ROLES,
    "bulk": STEERING_ROLES,
    "issue_paper": WORK_ROLES,
    "export": SEE_ROLES - {READER},
    "import": CHECK_ROLES | {HEAD},
    "statistics": SEE_ROLES,
    "users": {ADMINISTRATOR},
    "audit": {ADMINISTRATOR, DISCIPLINE},
    "receive": {ADMINISTRATOR},
}


def has_right(officer: Officer, action: str) -> bool:
    """Does the role allow the action on some case?"""
    return officer.is_active and officer.role in RIGHTS[action]


def list_visible_cases(officer: Officer) -> QuerySet[Case]:
    """The cases within the officer's sight: restricted ones for discipline alone, others by district and authority."""
    return (
        Case.objects.filter(build_visibility_filter(officer))
        if has_right(officer, "see")
        else Case.objects.none()
    )


def build_visibility_filter(officer: Officer, case: str = "") -> Q:
    """The same as a condition on what belongs to a case: `within_sight(officer, "case__")`."""
    if not has_right(officer, "see"):
        return Q(pk__in=[])
    seen = Q(**{f"{case}is_restricted": officer.role == DISCIPLINE})
    if not officer.sees_whole_city:
        seen &= Q(**{f"{case}district__in": officer.districts})
    return seen & Q(**{f"{case}authority": officer.authority}) if _has_authority(officer) else seen


def require_right(officer: Officer, action: str, case: Case | None = None) -> None:
    """Raises NotAllowed if the officer may not do this, here."""
    if not has_right(officer, action):
        raise NotAllowed("您的角色没有此项权限", "your role does not allow this")
    if case is not None and not can_see(officer, case):
        raise NotAllowed("该案件不在您的范围内", "this case is not within your scope")


def can_see(officer: Officer, case: Case) -> bool:
    """The same rule as `visible_cases`, for a case at hand."""
    return (
        has_right(officer, "see")
        and case.is_restricted == (officer.role == DISCIPLINE)
        and (officer.sees_whole_city or case.district in officer.districts)
        and (not _has_authority(officer) or case.authority == officer.authority)
    )


def _has_authority(officer):
    return bool(officer.authority) and officer.role != DISCIPLINE


def is_recused(officer: Officer, case: Case) -> bool:
    """Declared so, or the officer's own account handled the business or is the subject."""
    return case.recusals.filter(officer=officer).exists() or (
        bool(officer.op_id)
        and (case.subject_id == officer.op_id or case.handlers.filter(op_id=officer.op_id).exists())
    )


def require_not_recused(officer: Officer, case: Case) -> None:
    """Raises NotAllowed if the officer must keep away from the case."""
    if is_recused(officer, case):
        raise NotAllowed("您应当回避该案件", "you are recused from this case")
