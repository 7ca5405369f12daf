"""The statutory clocks of a referral (国令310), counted from what happened and shown with what is left."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from contracts.bilingual_text import Text
from contracts.law import law
from contracts.workdays import is_arranged, is_workday, workday_from
from review.deadlines import end_of
from review.models import Referral
from review.models.referral import POLICE

RUNNING, MET, LATE, MET_LATE = "running", "met", "late", "met_late"


@dataclass(frozen=True)
class Clock:
    """`met_at` is None while it runs. `is_ours`: the duty is the sender's, not the recipient's."""

    key: str
    title: Text
    article: Text
    started_at: datetime
    due_at: datetime
    met_at: datetime | None
    is_ours: bool

    def state(self, now: datetime) -> str:
        """running, late, met or met_late."""
        if self.met_at is None:
            return LATE if now > self.due_at else RUNNING
        return MET_LATE if self.met_at > self.due_at else MET

    def left(self, now: datetime) -> timedelta:
        """Time to the end; negative once it has passed."""
        return self.due_at - now

    @property
    def note(self) -> Text | None:
        """Where the last day is a day off: the strict end is counted, the next working day is told beside it."""
        last = timezone.localtime(self.due_at).date()
        if is_workday(last):
            return None
        doubt = "" if is_arranged(last) else "，该年放假安排未公布，待核实"
        return Text(
            f"末日为休息日，按严格口径不顺延；顺延口径为 {workday_from(last)}{doubt}",
            f"the last day is a day off; counted strictly. If carried over: {workday_from(last)}",
        )


def days_after(start: datetime | date, days: int) -> datetime:
    """The end of the `days`-th day: the first day is not counted, days are natural days."""
    first = timezone.localtime(start).date() if isinstance(start, datetime) else start
    return end_of(first + timedelta(days=days))


def clocks_of(referral: Referral) -> list[Clock]:
    """Every clock that has begun to run on a referral, in the order in which they began."""
    told = law("referral_clock").on(timezone.localtime(referral.proposed_at).date())
    clocks = [_decide(referral, told)]
    if referral.approved_at:
        clocks.append(_send(referral, told))
    if referral.kind != POLICE or not referral.sent_at:
        return clocks
    clocks.append(_filing(referral, told))
    if referral.outcome == "filed":
        clocks.append(_hand_over(referral, told))
    if referral.outcome == "not_filed":
        clocks.append(_object(referral, told))
    return clocks


def _article(number, en):
    return Text(f"国令第310号第{number}条", f"order 310 art. {en}")


def _decide(referral, told):
    decided = referral.approved_at or _met(referral, "decide")
    due = days_after(referral.proposed_at, told["decide_days"])
    title = Text("负责人决定是否移送", "the principal decides")
    return Clock("decide", title, _article("五", 5), referral.proposed_at, due, decided, True)


def _send(referral, told):
    due = referral.approved_at + timedelta(hours=told["send_hours"])
    title = Text("批准后移送", "sent after approval")
    return Clock("send", title, _article("五", 5), referral.approved_at, due, referral.sent_at, True)


def _filing(referral, told):
    start = referral.receipt_at or referral.sent_at
    due = days_after(start, told["filing_days"])
    met = end_of(referral.outcome_on) if referral.outcome_on else None
    title = Text("公安机关决定是否立案", "the police decide on filing")
    return Clock(
        "filing", title, _article("八", 8), start, due, min(met, due) if _in_time(met, due) else met, False
    )


def _in_time(met, due):
    """A day alone is known of the answer: the same day is in time."""
    return met is not None and timezone.localtime(met).date() <= timezone.localtime(due).date()


def _hand_over(referral, told):
    title = Text("立案后移交物品和材料", "items and files handed over after filing")
    return _after(referral, "hand_over", title, _article("十二", 12), told["handover_days"], "handed_over_on")


def _object(referral, told):
    title = Text("不予立案的提请复议", "objection where it is not filed")
    return _after(referral, "object", title, _article("九", 9), told["objection_days"], "objected_on")


def _after(referral, key, title, article, days, step):
    """A clock that the answer of the police starts; a day alone is known of both ends."""
    due = days_after(referral.outcome_on, days)
    done = referral.document.get(step)
    met = end_of(date.fromisoformat(done)) if done else None
    return Clock(key, title, article, end_of(referral.outcome_on), due, met, True)


def _met(referral, kind):
    ended = referral.deadlines.filter(kind=kind, met_at__isnull=False).order_by("-met_at").first()
    return ended.met_at if ended else None
