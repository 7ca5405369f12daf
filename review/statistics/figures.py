"""Figures of the monthly table, computed from facts alone: the same facts, the same figures.

Findings issued in the period are followed as a cohort (checked, confirmed, overdue as of the frozen
day); money, measures, referrals and closings count by their own day.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from contracts.levels import Level
from contracts.verdict_codes import CONFIRMED, Conclusion
from review import transitions
from review.documents.incidents import MAJOR, ORDINARY, determine_level
from review.models.finding import MODEL
from review.models.measure import AGREEMENT, FINE
from review.statistics.facts import ActFact, CaseFact, Facts, FindingFact
from review.statistics.rate_intervals import MissedEstimate, Share

PERSON_KINDS = ("person", "operator")


@dataclass(frozen=True)
class Figures:
    """One row of the table."""

    findings: int
    cases: int
    persons: int
    bodies: int
    checked: int
    confirmed: int
    not_true: int
    unknown: int
    pending: int
    overdue: int
    involved: Decimal
    confirmed_yuan: Decimal
    to_recover: Decimal
    recovered: Decimal
    fines: int
    fines_yuan: Decimal
    agreements: int
    police_cases: int
    police_persons: int
    police_yuan: Decimal
    filed: int
    discipline_cases: int
    discipline_persons: int
    other_cases: int
    incidents: int
    incidents_major: int
    gaps: int
    gaps_closed: int
    closed: int

    @property
    def verification_rate(self) -> Share:
        """核查率: concluded ÷ issued."""
        return Share(self.checked, self.findings)

    @property
    def hit_share(self) -> Share:
        """属实率: true or partly true ÷ concluded."""
        return Share(self.confirmed, self.checked)

    @property
    def closure_rate(self) -> Share:
        """销号率: closed ÷ issued, in cases."""
        return Share(self.closed, self.cases)

    @property
    def recovered_share(self) -> float | None:
        """追回率: recovered ÷ to recover."""
        return float(self.recovered / self.to_recover) if self.to_recover else None


def restrict_facts(
    facts: Facts, *, districts: Iterable[str] | None = None, authority: str = ""
) -> Facts:
    """Keep the facts of some districts (None = all) and of one authority ("" = both)."""
    district_codes = None if districts is None else set(districts)

    def filter_rows(rows):
        return [
            r
            for r in rows
            if (district_codes is None or r.district in district_codes)
            and authority in ("", r.authority)
        ]

    return Facts(
        facts.frozen_on,
        filter_rows(facts.findings),
        filter_rows(facts.cases),
        filter_rows(facts.acts),
        facts.scored,
    )


def compute_figures(facts: Facts, first: date, last: date) -> Figures:
    """Compute the figures of a period."""
    return _tabulate_figures(
        [f for f in facts.findings if first <= f.issued_on <= last and f.level != Level.CONTROL],
        [c for c in facts.cases if first <= c.issued_on <= last],
        [a for a in facts.acts if first <= a.on <= last],
        facts,
        (first, last),
    )


def compute_figures_by(
    facts: Facts, key: Callable, first: date, last: date
) -> dict[tuple, Figures]:
    """Compute figures for each key of a fact, in order of key; empty rows are left out."""
    parts = defaultdict(lambda: ([], [], []))
    for n, rows in enumerate((facts.findings, facts.cases, facts.acts)):
        for row in rows:
            parts[key(row)][n].append(row)
    cut = {k: Facts(facts.frozen_on, *rows, facts.scored) for k, rows in sorted(parts.items())}
    return {
        k: row for k, part in cut.items() if (row := compute_figures(part, first, last)) != EMPTY
    }


def _tabulate_figures(
    findings: list[FindingFact], cases: list[CaseFact], acts: list[ActFact], facts: Facts, period
) -> Figures:
    checked = [f for f in findings if f.conclusion]
    subjects = {(f.subject_kind, f.subject) for f in findings}
    persons = sum(kind in PERSON_KINDS for kind, _ in subjects)
    late = [f for f in findings if not f.conclusion and f.due_on and f.due_on < facts.frozen_on]
    levels = [
        level
        for c in facts.cases
        if _is_in_period(c.confirmed_on, period)
        and (level := _determine_incident_level(c, facts.frozen_on))
    ]
    return Figures(
        findings=len(findings),
        cases=len({f.case_id for f in findings}),
        persons=persons,
        bodies=len(subjects) - persons,
        checked=len(checked),
        confirmed=sum(f.conclusion in CONFIRMED for f in checked),
        not_true=sum(f.conclusion == Conclusion.NOT_TRUE for f in checked),
        unknown=sum(f.conclusion == Conclusion.CANNOT_VERIFY for f in checked),
        pending=len(findings) - len(checked),
        overdue=len(late),
        involved=sum_distinct_amounts(findings),
        confirmed_yuan=sum((c.amount_confirmed for c in cases), Decimal(0)),
        **_summarize_acts(acts),
        incidents=levels.count(ORDINARY),
        incidents_major=levels.count(MAJOR),
        gaps=sum(c.control_gap in ("open", "closed") for c in cases),
        gaps_closed=sum(c.control_gap == "closed" for c in cases),
        closed=sum(
            _is_in_period(c.closed_on, period) and c.state == transitions.CLOSED
            for c in facts.cases
        ),
    )


def sum_distinct_amounts(findings: list[FindingFact]) -> Decimal:
    """Sum the yuan involved; a record of several findings counts once, at its largest amount."""
    largest = {}
    for f in findings:
        record = (f.case_id, f.record_table, f.record)
        largest[record] = max(largest.get(record, Decimal(0)), f.amount_involved)
    return sum(largest.values(), Decimal(0))


def _summarize_acts(acts):
    kinds = defaultdict(list)
    for act in acts:
        kinds[act.kind].append(act)

    def sum_yuan(kind):
        return sum((a.amount for a in kinds[kind]), Decimal(0))

    def count_subjects(kind):
        return len({(a.subject_kind, a.subject) for a in kinds[kind]})

    return {
        "to_recover": sum_yuan("to_recover"),
        "recovered": sum_yuan("recovered"),
        "fines": len(kinds[f"measure:{FINE}"]),
        "fines_yuan": sum_yuan(f"measure:{FINE}"),
        "agreements": count_subjects(f"measure:{AGREEMENT}"),
        "police_cases": len(kinds["referral:police"]),
        "police_persons": count_subjects("referral:police"),
        "police_yuan": sum_yuan("referral:police"),
        "filed": len(kinds["filed"]),
        "discipline_cases": len(kinds["referral:discipline"]),
        "discipline_persons": count_subjects("referral:discipline"),
        "other_cases": len(kinds["referral:other"]),
    }


def _determine_incident_level(case, day):
    if case.conclusion not in CONFIRMED:
        return None
    return determine_level(case.amount_confirmed, day) or (ORDINARY if case.was_filed else None)


def _is_in_period(day, period):
    return day is not None and period[0] <= day <= period[1]


def compute_hit_rates(facts: Facts, *, of_models: bool = False) -> dict[tuple, Share]:
    """Compute (scenario, indicator, title) → share found true of concluded findings.

    With `of_models` by (scenario, model version). Everything concluded up to the frozen day counts,
    whatever the period, because few cases make wide intervals.
    """
    counts = defaultdict(lambda: [0, 0])
    for f in facts.findings:
        if (
            f.level == Level.CONTROL
            or not f.conclusion
            or (f.indicator_id == MODEL) is not of_models
        ):
            continue
        key = (
            (f.scenario, f.model_version)
            if of_models
            else (f.scenario, f.indicator_id, f.indicator)
        )
        counts[key][0] += f.conclusion in CONFIRMED
        counts[key][1] += 1
    return {key: Share(*pair) for key, pair in sorted(counts.items())}


def estimate_missed(facts: Facts) -> dict[tuple[str, str], MissedEstimate]:
    """Estimate true leads below the cut by (scenario, record table), from the control sample."""
    sample, listed = defaultdict(lambda: [0, 0]), defaultdict(set)
    names = {}
    for f in facts.findings:
        names[f.scenario_id] = f.scenario
        if f.level != Level.CONTROL:
            listed[f.scenario_id, f.record_table].add(f.record)
        elif f.conclusion:
            sample[f.scenario_id, f.record_table][0] += f.conclusion in CONFIRMED
            sample[f.scenario_id, f.record_table][1] += 1
    return {
        (names[scenario], table): MissedEstimate(
            Share(*pair),
            max(facts.scored.get(f"{scenario} {table}", 0) - len(listed[scenario, table]), 0),
        )
        for (scenario, table), pair in sorted(sample.items())
    }


def list_last_months(day: date, count: int) -> list[tuple[date, date]]:
    """List (first day, last day) of the last `count` months up to that of `day`, oldest first."""
    index = day.year * 12 + day.month - 1
    starts = [date(n // 12, n % 12 + 1, 1) for n in range(index - count + 1, index + 2)]
    return [(a, date.fromordinal(b.toordinal() - 1)) for a, b in pairwise(starts)]


EMPTY = _tabulate_figures(
    [], [], [], Facts(date(2000, 1, 1), [], [], [], {}), (date(2000, 1, 1), date(2000, 1, 1))
)
