"""What is done with plans and visits: seen, approved, begun; each is logged."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from review import audit
from review.errors import NotAllowed, NotNow
from review.models import InspectionPlan, InspectorLicence, Officer, PlannedVisit
from review.models.officer import DISCIPLINE
from review.permissions import has_right, require_right

LEAST_LICENSED = 2  # 条例 735 art. 29: two officers at least, who show their licences


def list_visible_plans(officer: Officer) -> QuerySet[InspectionPlan]:
    """List the plans of the officer's part: of offices for discipline, all others for planners."""
    if not has_right(officer, "plan"):
        return InspectionPlan.objects.none()
    return InspectionPlan.objects.filter(is_restricted=officer.role == DISCIPLINE)


def approve_plan(plan_id: str, officer: Officer) -> InspectionPlan:
    """Approve a plan by a second person; from then on its teams learn their visits in time."""
    require_right(officer, "plan")
    with transaction.atomic():
        plan = list_visible_plans(officer).select_for_update().get(pk=plan_id)
        if plan.approved_by_id:
            raise NotNow("该计划已批准", "this plan is approved already")
        if plan.made_by_id == officer.pk:
            raise NotAllowed(
                "编制人不能批准自己的计划", "who made the plan cannot approve it: a second person"
            )
        others = InspectionPlan.objects.filter(
            quarter=plan.quarter, is_restricted=plan.is_restricted, approved_by__isnull=False
        )
        if others.exists():
            raise NotNow("本季度已有批准的计划", "another plan of this quarter is approved")
        plan.approved_by, plan.approved_at = officer, timezone.now()
        plan.save(update_fields=["approved_by", "approved_at"])
        audit.record(officer, "plan_approved", plan.pk)
    return plan


def list_team_visits(officer: Officer) -> list[PlannedVisit]:
    """List the officer's own visits that may be known now, the earliest first.

    A visit is known VISIT_SHOWN_HOURS before the midnight that begins its first day.
    """
    require_right(officer, "visits")
    latest = timezone.now() + timedelta(hours=settings.VISIT_SHOWN_HOURS)
    visits = PlannedVisit.objects.filter(
        plan__approved_by__isnull=False, starts_on__isnull=False
    ).select_related("plan", "outcome__entered_by", "outcome__confirmed_by")
    return [v for v in visits if officer.username in v.member_ids and _find_midnight(v) <= latest]


def begin_visit(visit_id: str, officer: Officer) -> PlannedVisit:
    """Begin a visit on its day; every licensed member's licence is looked at once more.

    Raises NotAllowed for others than the team, NotNow before the day or without valid licences.
    """
    visit = next((v for v in list_team_visits(officer) if v.pk == visit_id), None)
    if visit is None:
        raise NotAllowed("不是您的检查任务", "this is not a visit of yours")
    today = timezone.localdate()
    if today < visit.starts_on:
        raise NotNow("检查日未到", "the day of the visit has not come")
    if problems := find_licence_problems(visit, today):
        audit.record(officer, "visit_refused", visit.pk, problems=len(problems))
        raise NotNow(
            "执法证不合要求，不得开展检查：" + "；".join(p[0] for p in problems),
            "licences forbid the visit: " + "; ".join(p[1] for p in problems),
        )
    with transaction.atomic():
        visit = PlannedVisit.objects.select_for_update().get(pk=visit.pk)
        if visit.begun_at:
            raise NotNow("该检查已开始", "this visit has begun")
        visit.begun_at, visit.begun_by = timezone.now(), officer
        visit.save(update_fields=["begun_at", "begun_by"])
        audit.record(officer, "visit_begun", visit.pk)
    return visit


def find_licence_problems(visit: PlannedVisit, day) -> list[tuple[str, str]]:
    """What the licences of a team lack on a day, in both languages.

    A member without a licence number is a helper; an expired licence stops the whole team.
    """
    known = InspectorLicence.objects.in_bulk(visit.member_ids)
    licensed = [p for p in known.values() if p.licence_no]
    expired = [p for p in licensed if p.licence_valid_to is None or p.licence_valid_to < day]
    problems = [
        (f"{p.name or p.pk}的执法证已过期或未登记有效期", f"{p.pk}: the licence has expired")
        for p in expired
    ]
    if len(licensed) - len(expired) < LEAST_LICENSED:
        problems.append(
            (
                f"持有效执法证的不足{LEAST_LICENSED}人",
                f"fewer than {LEAST_LICENSED} members hold a valid licence",
            )
        )
    return problems


def _find_midnight(visit):
    return timezone.make_aware(datetime.combine(visit.starts_on, time.min))
