"""Facts behind the figures: a row for each finding, case and act at the end of a frozen day.

They are read from rows that are only added (events, verdicts, ledger entries, measures, referrals),
each with its time.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from django.utils import timezone

from contracts.checklist import FUNDS
from contracts.levels import LEVEL_ORDER, Level
from contracts.verdict_codes import Conclusion
from review import transitions
from review.actions.answer import combine_conclusions
from review.models import CaseEvent, Finding, Indicator, Measure, MoneyEntry, Referral, Run, Verdict
from review.models.finding import MODEL
from review.models.money import CONFIRMED
from review.models.referral import POLICE

ISSUES = ("issue",)
ENDS_CONCLUSION = ("reopen", "send_back", "decide_appeal")


@dataclass(frozen=True)
class FindingFact:
    """A finding that was handed out; `conclusion` is empty while there is none."""

    finding_id: str
    case_id: str
    authority: str
    district: str
    fund: str
    scenario_id: str
    scenario: str
    indicator_id: str
    indicator: str
    level: str
    model_version: str
    subject: str
    subject_kind: str
    record: str
    record_table: str
    amount_involved: Decimal
    issued_on: date
    due_on: date | None
    conclusion: str
    concluded_on: date | None


@dataclass(frozen=True)
class CaseFact:
    """A case that was handed out, under its principal scenario (that of its worst finding).

    `amount_confirmed` is the ledger's sum once two officers have confirmed the case.
    """

    case_id: str
    authority: str
    district: str
    fund: str
    scenario_id: str
    scenario: str
    subject: str
    subject_kind: str
    state: str
    issued_on: date
    closed_on: date | None
    control_gap: str
    conclusion: str
    amount_confirmed: Decimal
    confirmed_on: date | None
    was_filed: bool


@dataclass(frozen=True)
class ActFact:
    """A dated act, perhaps with money.

    `kind` is "to_recover", "recovered", "measure:5", "referral:police", "filed" …
    """

    kind: str
    on: date
    case_id: str
    authority: str
    district: str
    fund: str
    scenario_id: str
    scenario: str
    subject: str
    subject_kind: str
    amount: Decimal


@dataclass(frozen=True)
class Facts:
    """All facts as of `frozen_on`; `scored` maps "scenario record_table" to records scored."""

    frozen_on: date
    findings: list[FindingFact]
    cases: list[CaseFact]
    acts: list[ActFact]
    scored: dict[str, int]


def collect_facts(day: date, *, restricted: bool = False) -> Facts:
    """Collect the facts as of the end of a day in China."""
    end = timezone.make_aware(datetime.combine(day, time.max))
    courses = _trace_courses(end, restricted)
    verdicts = _load_newest_verdicts(end, restricted, courses)
    titles = _load_titles(end)
    findings = [
        _build_finding_fact(f, courses[f.case_id], verdicts.get(f.pk), titles)
        for f in _iterate_findings(courses, end, restricted)
    ]
    principal = _choose_principal_findings(findings)
    cases = _build_case_facts(courses, principal, findings, end, restricted)
    return Facts(
        day,
        findings,
        cases,
        _build_act_facts(end, restricted, {c.case_id: c for c in cases}),
        _load_scored_counts(end, restricted),
    )


@dataclass
class _Course:
    """State and dates of a case at the end of the frozen day."""

    state: str = ""
    issued_on: date | None = None
    due_on: date | None = None
    closed_on: date | None = None
    confirmed_on: date | None = None
    control_gap: str = "none"
    open_since: datetime | None = None  # conclusions from before do not count


def _trace_courses(end, restricted):
    courses = {}
    events = CaseEvent.objects.filter(at__lte=end, case__is_restricted=restricted).order_by("id")
    values = events.values_list("case_id", "at", "action", "state_to", "facts")
    for case_id, at, action, state, facts in values.iterator(chunk_size=5000):
        course = courses.setdefault(case_id, _Course())
        course.state = state or course.state
        day = timezone.localtime(at).date()
        if "due_on" in facts:
            course.due_on = date.fromisoformat(facts["due_on"])
        if action in ISSUES:
            course.issued_on = course.issued_on or day
        elif action in ENDS_CONCLUSION and state in (transitions.JUDGE, transitions.RETURNED):
            course.open_since, course.closed_on, course.confirmed_on = at, None, None
        elif action == "confirm":
            course.confirmed_on = day
        elif action == "close":
            course.closed_on = day
        course.control_gap = facts.get("control_gap", course.control_gap)
    return courses


def _load_newest_verdicts(end, restricted, courses):
    newest = {}
    rows = Verdict.objects.filter(at__lte=end, case__is_restricted=restricted).order_by("id")
    values = rows.values_list("finding_id", "case_id", "at", "conclusion", "checked_on")
    for finding_id, case_id, at, conclusion, checked_on in values.iterator(chunk_size=5000):
        since = courses[case_id].open_since if case_id in courses else None
        if since is None or at > since:
            newest[finding_id] = (conclusion, checked_on)
        else:
            newest.pop(finding_id, None)
    return newest


def _load_titles(end):
    titles = {}
    rows = Indicator.objects.filter(run__received_at__lte=end).order_by("run__as_of", "run_id")
    for i in rows.iterator():
        titles[i.scenario_id, i.indicator_id] = (i.scenario_zh, i.title_zh)
        titles[i.scenario_id, i.indicator_id, i.run_id] = i.model_version
    return titles


def _iterate_findings(courses, end, restricted):
    """Iterate over findings of issued cases, without those of later runs."""
    issued = {case_id for case_id, c in courses.items() if c.issued_on}
    findings = Finding.objects.filter(
        case__is_restricted=restricted, first_run__received_at__lte=end
    )
    rows = findings.select_related("case").order_by("finding_id")
    for finding in rows.iterator(chunk_size=5000):
        if finding.case_id in issued and not _is_feature(finding):
            yield finding


def _is_feature(finding):
    """Whether a finding is a model feature (M), which is never handed out by itself."""
    return finding.level == Level.UNUSUAL and finding.indicator_id != MODEL


def _build_finding_fact(finding, course, verdict, titles):
    case = finding.case
    scenario, title = titles.get(
        (finding.scenario_id, finding.indicator_id), (finding.scenario_id, "")
    )
    conclusion, checked_on = verdict or ("", None)
    decided = conclusion if conclusion != Conclusion.STILL_CHECKING else ""
    return FindingFact(
        finding_id=finding.pk,
        case_id=case.pk,
        authority=case.authority,
        district=case.district,
        fund=FUNDS.get(finding.scenario_id, ""),
        scenario_id=finding.scenario_id,
        scenario=scenario,
        indicator_id=finding.indicator_id,
        indicator=title,
        level=finding.level,
        model_version=titles.get(
            (finding.scenario_id, finding.indicator_id, finding.first_run_id), ""
        )
        or "",
        subject=case.subject_id,
        subject_kind=case.subject_kind,
        record=finding.record_id,
        record_table=finding.record_table,
        amount_involved=finding.amount_involved,
        issued_on=course.issued_on,
        due_on=course.due_on,
        conclusion=decided,
        concluded_on=checked_on if decided else None,
    )


def _choose_principal_findings(findings):
    """Choose for each case the finding whose scenario the case is counted under."""
    best = {}
    for f in findings:
        rank = (LEVEL_ORDER.get(f.level, len(LEVEL_ORDER)), -f.amount_involved, f.finding_id)
        if f.case_id not in best or rank < best[f.case_id][0]:
            best[f.case_id] = (rank, f)
    return {case_id: f for case_id, (_, f) in best.items()}


def _build_case_facts(courses, principal, findings, end, restricted):
    conclusions = {}
    for f in findings:
        conclusions.setdefault(f.case_id, []).append(f.conclusion)
    confirmed_amounts = _sum_confirmed_amounts(end, restricted)
    answered = Referral.objects.filter(
        case__is_restricted=restricted, sent_at__lte=end, outcome_on__lte=end.date()
    )
    filed = set(answered.filter(kind=POLICE, outcome="filed").values_list("case_id", flat=True))
    return [
        CaseFact(
            case_id=case_id,
            authority=f.authority,
            district=f.district,
            fund=f.fund,
            scenario_id=f.scenario_id,
            scenario=f.scenario,
            subject=f.subject,
            subject_kind=f.subject_kind,
            state=courses[case_id].state,
            issued_on=courses[case_id].issued_on,
            closed_on=courses[case_id].closed_on,
            control_gap=courses[case_id].control_gap,
            conclusion=_combine_if_complete(conclusions[case_id]),
            amount_confirmed=confirmed_amounts.get(case_id, Decimal(0))
            if courses[case_id].confirmed_on
            else Decimal(0),
            confirmed_on=courses[case_id].confirmed_on,
            was_filed=case_id in filed,
        )
        for case_id, f in sorted(principal.items())
    ]


def _sum_confirmed_amounts(end, restricted):
    """Sum the confirmed yuan of the ledger by case."""
    amounts = {}
    entries = MoneyEntry.objects.filter(at__lte=end, kind=CONFIRMED, case__is_restricted=restricted)
    for case_id, amount in entries.values_list("case_id", "amount").iterator(chunk_size=5000):
        amounts[case_id] = amounts.get(case_id, Decimal(0)) + amount
    return amounts


def _combine_if_complete(conclusions):
    return combine_conclusions(conclusions) if all(conclusions) else ""


def _build_act_facts(end, restricted, cases):
    acts = []
    money = MoneyEntry.objects.filter(
        at__lte=end, on__lte=end.date(), case__is_restricted=restricted
    )
    for case_id, kind, on, amount in money.exclude(kind=CONFIRMED).values_list(
        "case_id", "kind", "on", "amount"
    ):
        acts.append(_build_act_fact(cases, case_id, kind, on, amount))
    for m in Measure.objects.filter(
        at__lte=end, on__lte=end.date(), case__is_restricted=restricted
    ):
        acts.append(_build_act_fact(cases, m.case_id, f"measure:{m.code}", m.on, m.amount))
    for r in Referral.objects.filter(case__is_restricted=restricted, sent_at__lte=end):
        acts.append(
            _build_act_fact(
                cases,
                r.case_id,
                f"referral:{r.kind}",
                timezone.localtime(r.sent_at).date(),
                r.amount,
            )
        )
        if r.outcome == "filed" and r.outcome_on and r.outcome_on <= end.date():
            acts.append(_build_act_fact(cases, r.case_id, "filed", r.outcome_on, r.amount))
    return sorted((a for a in acts if a), key=lambda a: (a.on, a.case_id, a.kind, a.amount))


def _build_act_fact(cases, case_id, kind, on, amount):
    case = cases.get(case_id)
    if case is None:
        return None
    same = ("authority", "district", "fund", "scenario_id", "scenario", "subject", "subject_kind")
    return ActFact(kind, on, case_id, *(getattr(case, name) for name in same), Decimal(amount or 0))


def _load_scored_counts(end, restricted):
    """Load the counts of scored records of the newest run of that day."""
    runs = Run.objects.filter(received_at__lte=end, part="restricted" if restricted else "ordinary")
    newest = runs.order_by("as_of", "id").last()
    return dict((newest.facts.get("scored") or {}) if newest else {})
