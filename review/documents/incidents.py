"""要情提示: from which sums an incident is to be reported, and which cases have reached one."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from contracts.bilingual_text import BilingualText
from contracts.law import get_law_number
from review.models import Case, Officer
from review.models.referral import POLICE
from review.permissions import list_visible_cases

ORDINARY, MAJOR = "ordinary", "major"
NAMES = {
    ORDINARY: BilingualText("普通要情", "ordinary incident"),
    MAJOR: BilingualText("重大要情", "major incident"),
}
FILED = Q(referrals__kind=POLICE, referrals__outcome="filed")


@dataclass(frozen=True)
class Incident:
    """A prompt: `is_confirmed` tells whether the confirmed sum reached the threshold, or the involved one alone."""

    level: str
    amount: Decimal
    threshold: Decimal
    is_confirmed: bool
    was_filed: bool

    @property
    def name(self) -> BilingualText:
        return NAMES[self.level]

    @property
    def told(self) -> BilingualText:
        """What is to be done, in both languages."""
        sums = f"{self.amount:,.2f}", f"{self.threshold:,.0f}"
        if self.is_confirmed and self.amount < self.threshold:
            return BilingualText(
                f"核实 {sums[0]} 元，未达 {sums[1]} 元但已立案：按普通要情报告",
                f"{sums[0]} yuan confirmed, below {sums[1]}, but filed by the police: report as ordinary",
            )
        if self.is_confirmed:
            return BilingualText(
                f"核实 {sums[0]} 元，达到{self.name.zh}标准（{sums[1]} 元）：须经负责人签字盖章后报告",
                f"{sums[0]} yuan confirmed, the threshold of {sums[1]} for a {self.name.en} is reached: report",
            )
        return BilingualText(
            f"疑似 {sums[0]} 元，达到{self.name.zh}标准（{sums[1]} 元）：请优先核实，核实后报告",
            f"{sums[0]} yuan involved, the threshold of {sums[1]} for a {self.name.en}: check first, then report",
        )


def get_thresholds(day: date) -> dict[str, Decimal]:
    """Level → yuan, in force on a day (人社部发〔2020〕21号)."""
    return {
        level: Decimal(yuan)
        for level, yuan in get_law_number("incident_report_yuan").on(day).items()
    }


def determine_level(amount: Decimal, day: date) -> str | None:
    """The level that a sum reaches: at or above the threshold."""
    reached = [(yuan, level) for level, yuan in get_thresholds(day).items() if amount >= yuan]
    return max(reached)[1] if reached else None


def assess_incident(case: Case, day: date) -> Incident | None:
    """The prompt of a case; a confirmed case counts by its confirmed sum, others by the involved one.

    What was found untrue prompts nothing.
    """
    if case.conclusion in ("3", "5"):
        return None
    is_confirmed = case.confirmed_by_id is not None
    amount = case.amount_confirmed if is_confirmed else case.amount_involved
    was_filed = is_confirmed and case.referrals.filter(kind=POLICE, outcome="filed").exists()
    level = determine_level(amount, day) or (ORDINARY if was_filed else None)
    if level is None:
        return None
    return Incident(level, amount, get_thresholds(day)[level], is_confirmed, was_filed)


def list_incident_cases(officer: Officer, day: date) -> QuerySet[Case]:
    """Confirmed cases within the officer's sight that are to be reported, the largest first."""
    least = get_thresholds(day)[ORDINARY]
    confirmed = list_visible_cases(officer).filter(
        confirmed_by__isnull=False, conclusion__in=["1", "2"]
    )
    return (
        confirmed.filter(Q(amount_confirmed__gte=least) | FILED)
        .distinct()
        .order_by("-amount_confirmed", "case_id")
    )
