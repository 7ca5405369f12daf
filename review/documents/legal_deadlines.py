"""Statutory clocks of a referral (国令310)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from contracts.bilingual_text import BilingualText
from contracts.law import get_law_number
from contracts.workdays import has_published_calendar, is_workday, roll_to_workday
from review.deadlines import get_day_end
from review.models import Referral
from review.models.referral import POLICE

RUNNING, MET, LATE, MET_LATE = "running", "met", "late", "met_late"


@dataclass(frozen=True)
class Clock:
    """A clock of a referral; `met_at` is None while it runs, `is_ours` marks the sender's duty."""

    key: str
    title: BilingualText
    article: BilingualText
    started_at: datetime
    due_at: datetime
    met_at: datetime | None
    is_ours: bool

    def state(self, now: datetime) -> str:
        """Return running, late, met or met_late."""
        if self.met_at is None:
            return LATE if now > self.due_at else RUNNING
        return MET_LATE if self.met_at > self.due_at else MET

    def left(self, now: datetime) -> timedelta:
        """Return the time to the end; negative once it has passed."""
        return self.due_at - now

    @property
    def note(self) -> BilingualText | None:
        """Hint where the last day is a day off: clocks are counted strictly, without roll-over."""
        last = timezone.localtime(self.due_at).date()
        if is_workday(last):
            return None
        doubt = "" if has_published_calendar(last) else "，该年放假安排未公布，待核实"
        return BilingualText(
            f"末日为休息日，按严格口径不顺延；顺延口径为 {roll_to_workday(last)}{doubt}",
            "the last day is a day off; counted strictly. If carried over: "
            f"{roll_to_workday(last)}",
        )


def compute_day_limit(start: datetime | date, days: int) -> datetime:
    """Compute the end of the `days`-th natural day; the first day is not counted."""
    first = timezone.localtime(start).date() if isinstance(start, datetime) else start
    return get_day_end(first + timedelta(days=days))


def list_clocks(referral: Referral) -> list[Clock]:
    """List every clock that has begun on a referral, in order of its beginning."""
    limits = get_law_number("referral_clock").on(timezone.localtime(referral.proposed_at).date())
    clocks = [_build_decision_clock(referral, limits)]
    if referral.approved_at:
        clocks.append(_build_sending_clock(referral, limits))
    if referral.kind != POLICE or not referral.sent_at:
        return clocks
    clocks.append(_build_filing_clock(referral, limits))
    if referral.outcome == "filed":
        clocks.append(_build_handover_clock(referral, limits))
    if referral.outcome == "not_filed":
        clocks.append(_build_objection_clock(referral, limits))
    return clocks


def _format_article(number, en):
    return BilingualText(f"国令第310号第{number}条", f"order 310 art. {en}")


def _build_decision_clock(referral, limits):
    decided = referral.approved_at or _find_met_at(referral, "decide")
    due = compute_day_limit(referral.proposed_at, limits["decide_days"])
    title = BilingualText("负责人决定是否移送", "the principal decides")
    return Clock(
        "decide", title, _format_article("五", 5), referral.proposed_at, due, decided, True
    )


def _build_sending_clock(referral, limits):
    due = referral.approved_at + timedelta(hours=limits["send_hours"])
    title = BilingualText("批准后移送", "sent after approval")
    return Clock(
        "send", title, _format_article("五", 5), referral.approved_at, due, referral.sent_at, True
    )


def _build_filing_clock(referral, limits):
    start = referral.receipt_at or referral.sent_at
    due = compute_day_limit(start, limits["filing_days"])
    met = get_day_end(referral.outcome_on) if referral.outcome_on else None
    title = BilingualText("公安机关决定是否立案", "the police decide on filing")
    return Clock(
        "filing",
        title,
        _format_article("八", 8),
        start,
        due,
        min(met, due) if _is_in_time(met, due) else met,
        False,
    )


def _is_in_time(met, due):
    """Whether an answer of which only the day is known is in time."""
    return met is not None and timezone.localtime(met).date() <= timezone.localtime(due).date()


def _build_handover_clock(referral, limits):
    title = BilingualText("立案后移交物品和材料", "items and files handed over after filing")
    return _build_follow_up_clock(
        referral,
        "hand_over",
        title,
        _format_article("十二", 12),
        limits["handover_days"],
        "handed_over_on",
    )


def _build_objection_clock(referral, limits):
    title = BilingualText("不予立案的提请复议", "objection where it is not filed")
    return _build_follow_up_clock(
        referral, "object", title, _format_article("九", 9), limits["objection_days"], "objected_on"
    )


def _build_follow_up_clock(referral, key, title, article, days, step):
    """Build a clock that the answer of the police starts; only the days of both ends are known."""
    due = compute_day_limit(referral.outcome_on, days)
    done = referral.document.get(step)
    met = get_day_end(date.fromisoformat(done)) if done else None
    return Clock(key, title, article, get_day_end(referral.outcome_on), due, met, True)


def _find_met_at(referral, kind):
    ended = referral.deadlines.filter(kind=kind, met_at__isnull=False).order_by("-met_at").first()
    return ended.met_at if ended else None
