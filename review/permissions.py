"""Who may do what: role × action, and which cases are within an officer's sight."""

from django.db.models import Q, QuerySet

from review.errors import NotAllowed
from review.models import Case, Officer
from review.models.officer import ADMINISTRATOR, CHECKER, DISCIPLINE, HEAD, READER, REVIEWER

WORKERS = {CHECKER, REVIEWER, HEAD, DISCIPLINE}
SEERS = WORKERS | {READER}
CHECKING = {CHECKER, DISCIPLINE}
REVIEWING = {REVIEWER, HEAD, DISCIPLINE}
STEERING = {HEAD, DISCIPLINE}

# action → roles. A case of the restricted list is worked by discipline alone, whatever the role's rights.
RIGHTS = {
    "see": SEERS,
    "note": WORKERS,
    "attach": WORKERS,
    "unmask": WORKERS,
    "recuse": WORKERS,
    "take": CHECKING,
    "release": CHECKING,
    "answer": CHECKING,
    "money": CHECKING | {HEAD},
    "measure": CHECKING | {HEAD},
    "propose_close": CHECKING,
    "propose_referral": CHECKING | {HEAD},
    "appeal": WORKERS,
    "examine": REVIEWING,
    "confirm": REVIEWING,
    "send_back": REVIEWING,
    "close": REVIEWING,
    "decide_appeal": REVIEWING,
    "decide_referral": STEERING,
    "send_referral": STEERING,
    "issue": STEERING,
    "assign": STEERING,
    "snooze": STEERING,
    "wake": STEERING,
    "dismiss": STEERING,
    "merge": STEERING,
    "reopen": STEERING,
    "bulk": STEERING,
    "issue_paper": WORKERS,
    "export": SEERS - {READER},
    "import": CHECKING | {HEAD},
    "statistics": SEERS,
    "users": {ADMINISTRATOR},
    "audit": {ADMINISTRATOR, DISCIPLINE},
    "receive": {ADMINISTRATOR},
}


def may(officer: Officer, action: str) -> bool:
    """Does the role allow the action on some case?"""
    return officer.is_active and officer.role in RIGHTS[action]


def visible_cases(officer: Officer) -> QuerySet[Case]:
    """The cases within the officer's sight: restricted ones for discipline alone, others by district and authority."""
    return Case.objects.filter(within_sight(officer)) if may(officer, "see") else Case.objects.none()


def within_sight(officer: Officer, case: str = "") -> Q:
    """The same as a condition on what belongs to a case: `within_sight(officer, "case__")`."""
    if not may(officer, "see"):
        return Q(pk__in=[])
    seen = Q(**{f"{case}is_restricted": officer.role == DISCIPLINE})
    if not officer.sees_whole_city:
        seen &= Q(**{f"{case}district__in": officer.districts})
    return seen & Q(**{f"{case}authority": officer.authority}) if _has_authority(officer) else seen


def permit(officer: Officer, action: str, case: Case | None = None) -> None:
    """Raises NotAllowed if the officer may not do this, here."""
    if not may(officer, action):
        raise NotAllowed("您的角色没有此项权限", "your role does not allow this")
    if case is not None and not sees(officer, case):
        raise NotAllowed("该案件不在您的范围内", "this case is not within your scope")


def sees(officer: Officer, case: Case) -> bool:
    """The same rule as `visible_cases`, for a case at hand."""
    return (
        may(officer, "see")
        and case.is_restricted == (officer.role == DISCIPLINE)
        and (officer.sees_whole_city or case.district in officer.districts)
        and (not _has_authority(officer) or case.authority == officer.authority)
    )


def _has_authority(officer):
    return bool(officer.authority) and officer.role != DISCIPLINE


def recused_from(officer: Officer, case: Case) -> bool:
    """Declared so, or the officer's own account handled the business or is the subject."""
    return case.recusals.filter(officer=officer).exists() or (
        bool(officer.op_id)
        and (case.subject_id == officer.op_id or case.handlers.filter(op_id=officer.op_id).exists())
    )


def not_recused(officer: Officer, case: Case) -> None:
    """Raises NotAllowed if the officer must keep away from the case."""
    if recused_from(officer, case):
        raise NotAllowed("您应当回避该案件", "you are recused from this case")
