"""Signs of life of benefit recipients: care, cards, checks."""

import ibis

from contracts.derived import derived
from contracts.tables.card_footprint import CardFootprint
from contracts.tables.claim_header import ClaimHeader
from contracts.tables.qualification_check import QualificationCheck
from features.common.benefit_recipients import recipients
from features.common.calendar import count_days_between
from features.pharmacy.purchases import (
    LOOK_BACK_DAYS,
    PHARMACY,
    YEAR_DAYS,
    is_in_last_days,
    make_as_of_literal,
)

AT_HOME, BY_PAPER = "3", "5"  # codes of check_method
IN_PERSON = ("1", "3", "4")
VERY_OLD_YEARS = 85  # at this age hardly anybody goes two years without hospital care


@derived(key=("person_id",))
def recent_checks(checks: QualificationCheck, base: recipients, *, as_of):
    """Checks of recipients in two years: in all, on paper by staff, at home, in person within a
    year.
    """
    recent = checks.filter(is_in_last_days(checks.check_time, as_of, LOOK_BACK_DAYS))
    recent = recent.semi_join(base.filter(base.is_paid_now), "person_id")
    is_in_person = recent.method.isin(IN_PERSON) & is_in_last_days(
        recent.check_time, as_of, YEAR_DAYS
    )
    counted = recent.group_by("person_id").agg(
        check_count=recent.count(),
        paper_checks=(recent.method == BY_PAPER).cast("int64").sum(),
        home_checks=(recent.method == AT_HOME).cast("int64").sum(),
        seen_lately=is_in_person.cast("int64").sum(),
    )
    return counted.select(
        "person_id",
        "check_count",
        "paper_checks",
        other_checks=counted.check_count - counted.paper_checks - counted.home_checks,
        paper_share=counted.paper_checks / counted.check_count,
        is_visited_at_home=counted.home_checks > 0,
        is_checked_in_person=counted.seen_lately > 0,
    )


@derived(key=("person_id",))
def footprints(cards: CardFootprint, *, as_of):
    """Days since the last use of a card or public service known on the as-of date."""
    past_uses = cards.filter(cards.last_seen_date <= as_of)
    return past_uses.select(
        "person_id",
        "last_seen_date",
        unseen_days=count_days_between(make_as_of_literal(as_of), past_uses.last_seen_date),
    )


@derived(key=("person_id",))
def signs_of_life(
    base: recipients,
    claims: ClaimHeader,
    cards: CardFootprint,
    checks: QualificationCheck,
    *,
    as_of,
):
    """Days since the last sign of life: hospital care, a check in person, the card.

    Purchases at a pharmacy and checks on paper do not count, since others can make them.
    """
    treated = claims.filter(claims.med_type != PHARMACY, claims.service_time.cast("date") <= as_of)
    met = checks.filter(checks.method.isin(IN_PERSON), checks.check_time.cast("date") <= as_of)
    used = cards.filter(cards.last_seen_date <= as_of)
    paid = base.filter(base.is_paid_now)
    # the last of each source first: claims are a hundred million rows
    parts = [
        _find_last_day(treated.semi_join(paid, "person_id"), "service_time"),
        _find_last_day(met.semi_join(paid, "person_id"), "check_time"),
        _find_last_day(used.semi_join(paid, "person_id"), "last_seen_date"),
    ]
    signs = ibis.union(*parts)
    last = signs.group_by("person_id").agg(last_sign=signs.day.max())
    return last.select(
        "person_id", silent_days=count_days_between(make_as_of_literal(as_of), last.last_sign)
    )


def _find_last_day(table, column):
    return table.group_by("person_id").agg(day=table[column].max().cast("date"))


@derived(key=("person_id",))
def silent_very_old(
    base: recipients, claims: ClaimHeader, signs: footprints, checks: recent_checks, *, as_of
):
    """X13: recipients of 85 and more without care, footprint or check in two years, but on paper or
    at home.
    """
    old = base.filter(base.is_paid_now, base.age_years >= VERY_OLD_YEARS).select("person_id")
    treated = claims.filter(is_in_last_days(claims.service_time, as_of, LOOK_BACK_DAYS)).select(
        "person_id"
    )
    used = signs.filter(signs.unseen_days < LOOK_BACK_DAYS).select("person_id")
    met = checks.filter(checks.other_checks > 0).select("person_id")
    silent = (
        old.anti_join(treated, "person_id").anti_join(used, "person_id").anti_join(met, "person_id")
    )
    return silent.mutate(x13_flag=1)
