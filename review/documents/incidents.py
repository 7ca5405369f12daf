"""要情提示: cases whose amount must be reported as an incident."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from contracts.bilingual_text import BilingualText
from contracts.law import get_law_number
from contracts.verdict_codes import CONFIRMED, Conclusion
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
    """A prompt to report; `is_confirmed` if the confirmed sum reached the threshold."""

    level: str
    amount: Decimal
    threshold: Decimal
    is_confirmed: bool
    was_filed: bool

    @property
    def name(self) -> BilingualText:
        return NAMES[self.level]

    @property
    def message(self) -> BilingualText:
        """Instruction for the officer, in both languages."""
        sums = f"{self.amount:,.2f}", f"{self.threshold:,.0f}"
        if self.is_confirmed and self.amount < self.threshold:
            return BilingualText(
                f"核实 {sums[0]} 元，未达 {sums[1]} 元但已立案：按普通要情报告",
                f"{sums[0]} yuan confirmed, below {sums[1]}, but filed by the police: "
                "report as ordinary",
            )
        if self.is_confirmed:
            return BilingualText(
                f"核实 {sums[0]} 元，达到{self.name.zh}标准（{sums[1]} 元）：须经负责人签字盖章后报告",
                f"{sums[0]} yuan confirmed, the threshold of {sums[1]} for a {self.name.en} "
                "is reached: report",
            )
        return BilingualText(
            f"疑似 {sums[0]} 元，达到{self.name.zh}标准（{sums[1]} 元）：请优先核实，核实后报告",
            f"{sums[0]} yuan involved, the threshold of {sums[1]} for a {self.name.en}: "
            "check first, then report",
        )


def get_thresholds(day: date) -> dict[str, Decimal]:
    """Return level → yuan in force on a day (人社部发〔2020〕21号)."""
    return {
        level: Decimal(yuan)
        for level, yuan in get_law_number("incident_report_yuan").on(day).items()
    }


def determine_level(amount: Decimal, day: date) -> str | None:
    """Return the highest level whose threshold the sum reaches, or None."""
    reached = [(yuan, level) for level, yuan in get_thresholds(day).items() if amount >= yuan]
    return max(reached)[1] if reached else None


def assess_incident(case: Case, day: date) -> Incident | None:
    """Return the prompt of a case, or None.

    A confirmed case counts by its confirmed sum, others by the involved sum; a case found untrue
    has no prompt.
    """
    if case.conclusion in (Conclusion.NOT_TRUE, Conclusion.CANNOT_VERIFY):
        return None
    is_confirmed = case.confirmed_by_id is not None
    amount = case.amount_confirmed if is_confirmed else case.amount_involved
    was_filed = is_confirmed and case.referrals.filter(kind=POLICE, outcome="filed").exists()
    level = determine_level(amount, day) or (ORDINARY if was_filed else None)
    if level is None:
        return None
    return Incident(level, amount, get_thresholds(day)[level], is_confirmed, was_filed)


def list_incident_cases(officer: Officer, day: date) -> QuerySet[Case]:
    """List confirmed cases visible to the officer that must be reported, the largest first."""
    least = get_thresholds(day)[ORDINARY]
    confirmed = list_visible_cases(officer).filter(
        confirmed_by__isnull=False, conclusion__in=CONFIRMED
    )
    return (
        confirmed.filter(Q(amount_confirmed__gte=least) | FILED)
        .distinct()
        .order_by("-amount_confirmed", "case_id")
    )
