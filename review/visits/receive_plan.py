"""Receiving the folder of `qingfeng plan`: all of it or nothing."""

import math
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from contracts.run_layout import RESTRICTED
from planning.plan_files import read_plan
from planning.registers import read_registers, split_list
from review import audit
from review.errors import NotAllowed, NotNow
from review.models import InspectionPlan, InspectorLicence, Officer, PlannedVisit
from review.models.officer import DISCIPLINE
from review.permissions import require_right


def receive_plan(folder: Path, registers: Path, by: Officer) -> list[InspectionPlan]:
    """Receive a plan and its restricted part, made by an officer who may plan.

    The part of the offices is kept if discipline receives it, the other part if the planner does.
    The register of inspectors replaces the licences that the desk knows. A plan that is not
    approved yet is replaced. Raises UsageError for files that are none, NotNow if it is approved.
    """
    require_right(by, "plan")
    is_restricted = by.role == DISCIPLINE
    part = folder / RESTRICTED if is_restricted else folder
    if not part.is_dir():
        raise NotAllowed(
            "该计划没有您可接收的部分", "the plan has no part that your role may receive"
        )
    tables = read_plan(part)
    with transaction.atomic():
        plan = _store_plan(tables, by, is_restricted)
        count = _store_licences(registers)
        audit.record(by, "plan_received", plan.pk, visits=plan.visits.count(), inspectors=count)
    return [plan]


def _store_plan(tables, by, is_restricted):
    rows = {name: _list_rows(frame) for name, frame in tables.items()}
    head, visits = rows["plan"][0], rows.pop("visit")
    leads = rows.pop("visit_lead")
    if bool(head["is_restricted"]) != is_restricted:
        raise NotAllowed("计划的受限标记与所在目录不符", "the part of the plan is another one")
    known = InspectionPlan.objects.select_for_update().filter(pk=head["plan_id"]).first()
    if known and known.approved_by_id:
        raise NotNow("该计划已批准，不再更改", "this plan is approved and stays as it is")
    if known:
        known.delete()
    plan = InspectionPlan.objects.create(
        plan_id=head["plan_id"],
        quarter=head["quarter"],
        run_id=head["run_id"],
        frozen_on=date.fromisoformat(head["frozen_on"]),
        is_restricted=is_restricted,
        tables=rows,
        made_by=by,
        received_at=timezone.now(),
    )
    PlannedVisit.objects.bulk_create(
        PlannedVisit(
            visit_id=row["visit_id"],
            plan=plan,
            starts_on=date.fromisoformat(row["starts_on"]) if row["starts_on"] else None,
            member_ids=split_list(row["member_ids"]),
            facts=row,
            leads=[r for r in leads if r["visit_id"] == row["visit_id"]],
        )
        for row in visits
    )
    return plan


def _store_licences(registers):
    people = read_registers(registers).inspector
    InspectorLicence.objects.all().delete()
    InspectorLicence.objects.bulk_create(
        InspectorLicence(
            inspector_id=row.inspector_id,
            name=row.name or "",
            licence_no=row.licence_no or "",
            licence_valid_to=row.licence_valid_to or None,
        )
        for row in people.itertuples()
    )
    return len(people)


def _list_rows(frame):
    return [
        {name: _make_plain(value) for name, value in row.items()}
        for row in frame.astype(object).to_dict("records")
    ]


def _make_plain(value):
    """A value as JSON holds it: days as ISO texts, yuan as numbers, missing ones as None."""
    match value:
        case datetime():
            return value.date().isoformat() if value == value else None
        case date():
            return value.isoformat()
        case Decimal():
            return float(value)
        case float():
            return value if math.isfinite(value) else None
    return value if isinstance(value, str | int | bool) else None
