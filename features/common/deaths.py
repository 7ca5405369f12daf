"""Deaths by source, and how reliable the sources are."""

import ibis

from contracts.derived import OrEmpty, derived
from contracts.tables.claim_header import ClaimHeader
from contracts.tables.death_record import DeathRecord
from contracts.tables.person import Person
from contracts.tables.qualification_check import QualificationCheck
from features.common.calendar import count_days_between
from features.common.join_helpers import left_join_columns

SAME_IDENTITY, SAME_NAME = "1", "2"  # codes of match_confidence
SURE = (SAME_IDENTITY, SAME_NAME)  # identity number equal; name and birth date equal
# a certificate, a cremation, a court: who emigrates is cancelled by the police too, and villages
# err
CERTIFICATE, POLICE, CREMATION, COURT = "1", "2", "3", "4"  # codes of death_source
CERTAIN_SOURCES = (CERTIFICATE, CREMATION, COURT)
DISPUTED_DAYS = 31  # dates of the same death differ by days; a month apart, one of them is wrong
PHARMACY = "41"  # code of med_type
# codes of check_method: by face and at home the person is seen; at a counter or by an operator
# somebody acts for the person
SEEN_BY, ACTED_BY = ("1", "3"), ("4", "5")
QUIET_DAYS = 183  # half a year without any sign
# who had no more than one sign in the year before the death is not missed for half a year
YEAR_DAYS, USUAL_SIGNS = 365, 2


def select_known_deaths(records, as_of):
    """Records received by the as-of date, without doubtful matches."""
    return records.filter(
        records.received_date <= as_of, records.confidence.isnull() | records.confidence.isin(SURE)
    )


@derived(key=("person_id",))
def deaths(records: DeathRecord, *, as_of):
    """person_id, death_date (the earliest), death_sources, death_spread_days.

    Doubtful matches are left out.
    """
    valid_records = select_known_deaths(records, as_of)
    return valid_records.group_by("person_id").agg(
        death_date=valid_records.death_date.min(),
        death_sources=valid_records.source.nunique(),
        death_spread_days=valid_records.death_date.max().delta(
            valid_records.death_date.min(), unit="day"
        ),
    )


@derived(key=("person_id",))
def death_strengths(records: DeathRecord, persons: Person, *, as_of):
    """Date and strength of a person's death by all its sources.

    known_death_date is that on which certificate and cremation agree, else the latest of the
    certain sources, else the latest: what may have been in life is not held against anybody.
    is_uncertain_death: a single source that is no certificate, cremation or court, or a match by
    name alone. A doubtful match counts only where the identity numbers are equal.
    """
    known = records.filter(records.received_date <= as_of)
    identities = persons.select("person_id", own_hash="id_hash")
    known = left_join_columns(known, identities, "person_id")
    is_equal = (known.id_hash == known.own_hash).fill_null(False)
    known = known.mutate(
        is_same_identity=is_equal
        | (known.id_hash.isnull() & (known.confidence == SAME_IDENTITY)).fill_null(False),
        is_other_identity=known.id_hash.notnull() & ~is_equal,
    )
    known = known.filter(
        known.confidence.isnull() | known.confidence.isin(SURE) | known.is_same_identity
    )
    is_certain = known.source.isin(CERTAIN_SOURCES) & (
        (known.confidence == SAME_IDENTITY).fill_null(True) | known.is_same_identity
    )
    facts = known.group_by("person_id").agg(
        last_date=known.death_date.max(),
        certain_date=known.death_date.max(where=is_certain),
        certified_date=known.death_date.max(where=is_certain & (known.source == CERTIFICATE)),
        cremated_date=known.death_date.max(where=is_certain & (known.source == CREMATION)),
        first_death_date=known.death_date.min(),
        first_received_date=known.received_date.min(),
        x02_sources=known.source.nunique(),
        certain_records=is_certain.cast("int64").sum(),
        is_same_identity=known.is_same_identity.any(),
        is_other_identity=known.is_other_identity.all(),
        is_police_identity=((known.source == POLICE) & known.is_same_identity).any(),
    )
    is_agreed = (facts.certified_date == facts.cremated_date).fill_null(False)
    latest = facts.certain_date.fill_null(facts.last_date)
    return facts.select(
        "person_id",
        "first_death_date",
        "first_received_date",
        "x02_sources",
        "is_same_identity",
        "is_other_identity",
        "is_police_identity",
        known_death_date=is_agreed.ifelse(facts.certified_date, latest),
        x02_spread_days=facts.last_date.delta(facts.first_death_date, unit="day"),
        is_single_source=facts.x02_sources < 2,
        is_uncertain_death=(facts.x02_sources < 2) & (facts.certain_records == 0),
    )


@derived(key=("person_id",))
def life_after_death(
    strengths: death_strengths,
    claims: OrEmpty[ClaimHeader],
    checks: OrEmpty[QualificationCheck],
    *,
    as_of,
):
    """Signs that a person lives whose death only one source tells, and acts in his name.

    Signs are own visits and purchases (not collected, not online) and checks by face or at home.
    has_signs: later than the month that dates of one death may differ by, or within the last half
    year. has_usual_signs: two and more in the year before. acts: checks at a counter or entered by
    an operator after the death. is_seen_and_treated: later than that month both a check by face or
    at home and own care, which nobody else can have had. Signs can be missed only where any were
    supplied: is_visible.
    """
    uncertain = strengths.filter(strengths.is_single_source)
    uncertain = uncertain.select("person_id", "known_death_date")
    own = claims.filter(
        claims.reversal_of.isnull(),
        claims.service_time.cast("date") <= as_of,
        (claims.med_type != PHARMACY) | (claims.collector_hash.isnull() & ~claims.is_online),
    )
    past_checks = checks.filter(checks.check_time.cast("date") <= as_of)
    seen = past_checks.filter(past_checks.method.isin(SEEN_BY))
    acted = past_checks.filter(past_checks.method.isin(ACTED_BY))
    signs = ibis.union(
        own.select(
            "person_id",
            day=own.service_time.cast("date"),
            is_act=ibis.literal(False),
            is_seen=ibis.literal(False),
            is_care=own.med_type != PHARMACY,
        ),
        _select_checks(seen, is_act=False),
        _select_checks(acted, is_act=True),
    )
    dated = signs.join(uncertain, "person_id")
    days_after = count_days_between(dated.day, dated.known_death_date)
    is_recent = count_days_between(ibis.literal(as_of), dated.day) < QUIET_DAYS
    is_life = ~dated.is_act & (days_after > 0) & ((days_after > DISPUTED_DAYS) | is_recent)
    is_before = ~dated.is_act & days_after.between(-YEAR_DAYS, 0)
    counted = dated.group_by("person_id").agg(
        has_signs=is_life.any(),
        is_seen=(dated.is_seen & (days_after > DISPUTED_DAYS)).any(),
        is_treated=(dated.is_care & (days_after > DISPUTED_DAYS)).any(),
        signs_before=is_before.cast("int64").sum(),
        acts=(dated.is_act & (days_after > 0)).cast("int64").sum(),
    )
    supplied = ibis.union(claims.select("person_id").limit(1), checks.select("person_id").limit(1))
    supplied = supplied.agg(rows=supplied.count())
    joined = left_join_columns(uncertain, counted, "person_id").cross_join(supplied)
    return joined.select(
        "person_id",
        has_signs=joined.has_signs.fill_null(False),
        is_seen_and_treated=(joined.is_seen & joined.is_treated).fill_null(False),
        has_usual_signs=joined.signs_before.fill_null(0) >= USUAL_SIGNS,
        acts=joined.acts.fill_null(0),
        is_visible=joined["rows"] > 0,
        is_quiet=count_days_between(ibis.literal(as_of), joined.known_death_date) >= QUIET_DAYS,
    )


def _select_checks(checks, *, is_act):
    """person_id, day and what the check is, as signs of life are counted."""
    return checks.select(
        "person_id",
        day=checks.check_time.cast("date"),
        is_act=ibis.literal(is_act),
        is_seen=ibis.literal(not is_act),
        is_care=ibis.literal(False),
    )


@derived(key=("person_id",))
def death_facts(strengths: death_strengths, life: life_after_death):
    """X02: date and strength of a person's death.

    is_weak_death: a single weak source, and the person may live: there are signs of life after it,
    the identity is another's, or it is not known and nothing is missed yet; or any single source,
    and the person was seen and treated since. is_sure_death: certain,
    told by two sources, by the police with the identity number, or acted upon at a counter.
    is_death_disputed: the dates of the sources are more than 31 days apart.
    """
    joined = left_join_columns(strengths, life, "person_id")
    is_uncertain = joined.is_uncertain_death | joined.is_seen_and_treated.fill_null(False)
    is_missed = joined.is_quiet & joined.has_usual_signs
    is_lead = (
        joined.is_visible
        & ~joined.has_signs
        & ~joined.is_other_identity
        & (joined.is_same_identity | is_missed)
    ).fill_null(False)
    return joined.select(
        "person_id",
        "known_death_date",
        "first_death_date",
        "first_received_date",
        "x02_sources",
        "x02_spread_days",
        is_weak_death=is_uncertain & ~is_lead,
        is_sure_death=~is_uncertain
        | (is_lead & (joined.is_police_identity | (joined.acts > 0).fill_null(False))),
        is_death_disputed=joined.x02_spread_days > DISPUTED_DAYS,
    )
