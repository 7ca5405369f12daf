"""Carry-over: what a new night means for the cases that the desk knew already."""

from django.utils import timezone

from review import transitions
from review.actions.issue import awake, reopened
from review.actions.move_deadline import move
from review.models import Case, CaseEvent, Run
from review.receiving.read_run import RESTRICTED
from review.receiving.store_rows import Arrival
from review.receiving.upsert import upsert


def carry(run: Run, arrival: Arrival) -> dict[str, int]:
    """Counts of what became of the cases.

    A closed case stays closed unless evidence is new or changed; then it is opened again and says what changed. A case
    put off wakes when its day has come or its evidence changed. What is being worked on is marked, never moved.
    """
    counts = dict.fromkeys(("new", "changed", "reopened", "woken", "unchanged", "kept_closed", "gone"), 0)
    counts["new"] = len(arrival.fresh_cases)
    _first_events(run, arrival)
    touched = (set(arrival.fresh) | set(arrival.changed)) - arrival.fresh_cases
    for case in _by_ids(touched):
        counts[_touch(case, run, arrival)] += 1
    for case in _due_to_wake(run):
        awake(case, None, "暂缓期已到")
        counts["woken"] += 1
    here = Case.objects.filter(last_run=run).exclude(first_run=run)
    ended = here.filter(state__in=transitions.ENDED).count()
    counts["kept_closed"] = ended
    counts["unchanged"] = here.count() - ended - counts["changed"] - counts["reopened"] - counts["woken"]
    counts["gone"] = _gone(run)
    return counts


def _first_events(run, arrival):
    said = {
        "at": timezone.now(),
        "action": "found",
        "state_to": transitions.JUDGE,
        "text": run.run_id,
        "facts": "{}",
    }
    upsert(CaseEvent, ({"case_id": c} | said for c in sorted(arrival.fresh_cases)), key=["id"], update=[])


def _touch(case, run, arrival):
    """Evidence of a known case changed: what that means in its state."""
    text = _what_changed(case, arrival)
    case.changed_in = run
    if case.state in (transitions.CLOSED, transitions.FALSE_ALARM):
        case.reappeared = case.reappeared or text
        reopened(case, None, text)
        case.findings.filter(is_current=True).update(conclusion="", cause_code="", amount_confirmed=None)
        return "reopened"
    if case.state == transitions.SNOOZED:
        awake(case, None, text)
        return "woken"
    move(case, None, "changed", None, text, run=run.run_id)
    return "changed"


def _what_changed(case, arrival):
    fresh, changed = len(arrival.fresh[case.pk]), len(arrival.changed[case.pk])
    said = [f"新增疑点{fresh}条"] * bool(fresh) + [f"{changed}条疑点证据有变化"] * bool(changed)
    before, after = arrival.amount_before[case.pk], case.amount_involved
    if before != after:
        said.append(f"涉及金额{before:,.2f}元→{after:,.2f}元")
    return "；".join(said)


def _due_to_wake(run):
    return Case.objects.filter(
        state=transitions.SNOOZED,
        snoozed_until__lte=timezone.localdate(),
        is_restricted=run.part == RESTRICTED,
    )


def _gone(run):
    """Open cases that tonight does not name any more: counted, and those never handed out leave the queue."""
    absent = Case.objects.filter(is_restricted=run.part == RESTRICTED, state__in=transitions.OPEN).exclude(
        last_run=run
    )
    absent.filter(state=transitions.JUDGE, list_status="held").update(list_status="gone")
    return absent.exclude(list_status="gone").count()


def _by_ids(ids):
    ids = sorted(ids)
    for start in range(0, len(ids), 500):
        yield from Case.objects.filter(pk__in=ids[start : start + 500])
