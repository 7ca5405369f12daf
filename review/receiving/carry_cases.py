"""Carry-over: effects of a new night on existing cases."""

from django.utils import timezone

from review import transitions
from review.actions.issue import reopen_locked_case, sum_merged_amounts, wake_locked_case
from review.actions.move_deadline import move_case
from review.models import Case, CaseEvent, Finding, Run
from review.models.notice import MOVED
from review.notices import notify
from review.receiving.read_run import RESTRICTED
from review.receiving.store_rows import RunChanges
from review.upsert import upsert

MOST_NAMED = 6  # changed findings that the history names; the page shows all


def carry_over_cases(run: Run, arrival: RunChanges) -> dict[str, int]:
    """Apply a new run to existing cases and count the effects.

    A closed case stays closed unless evidence is new or changed; then it is reopened with a note of
    the change. A case put off wakes when its day has come or its evidence changed. A case being
    worked on is marked but keeps its state.
    """
    counts = dict.fromkeys(
        ("new", "changed", "reopened", "woken", "unchanged", "kept_closed", "gone"), 0
    )
    counts["new"] = len(arrival.fresh_cases)
    _add_first_events(run, arrival)
    touched = (set(arrival.fresh) | set(arrival.changed)) - arrival.fresh_cases
    for case in _iterate_cases(touched):
        counts[_update_changed_case(case, run, arrival)] += 1
    for case in _list_cases_to_wake(run):
        wake_locked_case(case, None, "暂缓期已到")
        counts["woken"] += 1
    cases_in_run = Case.objects.filter(last_run=run).exclude(first_run=run)
    ended = cases_in_run.filter(state__in=transitions.ENDED).count()
    counts["kept_closed"] = ended
    counts["unchanged"] = (
        cases_in_run.count() - ended - counts["changed"] - counts["reopened"] - counts["woken"]
    )
    counts["gone"] = _mark_gone_cases(run)
    _sum_merged_cases(run)
    _tell_changed_districts(arrival)
    return counts


def _add_first_events(run, arrival):
    event_fields = {
        "at": timezone.now(),
        "action": "found",
        "state_to": transitions.JUDGE,
        "text": run.run_id,
        "facts": "{}",
    }
    upsert(
        CaseEvent,
        ({"case_id": c} | event_fields for c in sorted(arrival.fresh_cases)),
        key=["id"],
        update=[],
    )


def _update_changed_case(case, run, arrival):
    """Reopen, wake or mark a case whose evidence changed; return the name of its count."""
    text = _describe_changes(case, arrival)
    case.changed_in = run
    if case.state in (transitions.CLOSED, transitions.FALSE_ALARM):
        case.reappeared = case.reappeared or text
        reopen_locked_case(case, None, text)
        case.findings.filter(is_current=True).update(
            conclusion="", cause_code="", amount_confirmed=None
        )
        return "reopened"
    if case.state == transitions.SNOOZED:
        wake_locked_case(case, None, text)
        return "woken"
    move_case(case, None, "changed", None, text, run=run.run_id)
    return "changed"


def _describe_changes(case, arrival):
    parts = [
        words + _name_findings(ids)
        for words, ids in (
            (f"新增疑点{len(arrival.fresh[case.pk])}条", arrival.fresh[case.pk]),
            (f"{len(arrival.changed[case.pk])}条疑点证据有变化", arrival.changed[case.pk]),
        )
        if ids
    ]
    before, after = arrival.amount_before[case.pk], case.amount_involved
    if before != after:
        parts.append(f"涉及金额{before:,.2f}元→{after:,.2f}元")
    return "；".join(parts)


def _name_findings(finding_ids):
    """Name the indicators and records of some findings: （U05 u1）."""
    found = Finding.objects.filter(pk__in=finding_ids[:MOST_NAMED]).order_by("indicator_id", "pk")
    names = "、".join(f"{f.indicator_id} {f.record_id}" for f in found)
    more = "等" if len(finding_ids) > MOST_NAMED else ""
    return f"（{names}{more}）"


def _list_cases_to_wake(run):
    return Case.objects.filter(
        state=transitions.SNOOZED,
        snoozed_until__lte=timezone.localdate(),
        is_restricted=run.part == RESTRICTED,
    )


def _mark_gone_cases(run):
    """Count open cases that the run does not contain; take those never handed out off the list."""
    absent = Case.objects.filter(
        is_restricted=run.part == RESTRICTED, state__in=transitions.OPEN
    ).exclude(last_run=run)
    absent.filter(state=transitions.JUDGE, list_status="held").update(list_status="gone")
    return absent.exclude(list_status="gone").count()


def _sum_merged_cases(run):
    """Bring what merged cases involve up to date, on the cases that they are worked with."""
    merged = Case.objects.filter(state=transitions.MERGED, last_run=run)
    for case in Case.objects.filter(pk__in=merged.values("merged_into")):
        sum_merged_amounts(case)
        case.save(update_fields=["amount_merged"])


def _tell_changed_districts(arrival):
    """Say in the history of assigned cases that their district changed; their officer keeps them."""
    for case in _iterate_cases(arrival.district_before):
        before = arrival.district_before[case.pk]
        move_case(
            case,
            None,
            "district_changed",
            None,
            "属地已变更，承办人仍可办理，直至移交",
            district_before=before,
            district=case.district,
        )
        notify(case.assignee, MOVED, case)


def _iterate_cases(ids):
    ids = sorted(ids)
    for start in range(0, len(ids), 500):
        yield from Case.objects.filter(pk__in=ids[start : start + 500])
