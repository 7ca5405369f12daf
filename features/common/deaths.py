"""Deaths by source, and how reliable the sources are."""

from contracts.derived import derived
from contracts.tables.death_record import DeathRecord

SAME_IDENTITY, SAME_NAME = "1", "2"  # codes of match_confidence
SURE = (SAME_IDENTITY, SAME_NAME)  # identity number equal; name and birth date equal
# a certificate, a cremation, a court: who emigrates is cancelled by the police too, and villages
# err
CERTAIN_SOURCES = ("1", "3", "4")
DISPUTED_DAYS = 31  # dates of the same death differ by days; a month apart, one of them is wrong


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
def death_facts(records: DeathRecord, *, as_of):
    """X02: strength of a death record, with the latest date (payments before it may be due).

    is_weak_death: a single source that is no certificate, cremation or court, or a match by name
    alone. is_death_disputed: the dates of the sources are more than 31 days apart.
    """
    valid_records = select_known_deaths(records, as_of)
    is_certain = valid_records.source.isin(CERTAIN_SOURCES) & (
        valid_records.confidence == SAME_IDENTITY
    ).fill_null(True)
    facts = valid_records.group_by("person_id").agg(
        known_death_date=valid_records.death_date.max(),
        first_death_date=valid_records.death_date.min(),
        first_received_date=valid_records.received_date.min(),
        x02_sources=valid_records.source.nunique(),
        certain_records=is_certain.cast("int64").sum(),
    )
    spread = facts.known_death_date.delta(facts.first_death_date, unit="day")
    return facts.select(
        "person_id",
        "known_death_date",
        "first_death_date",
        "first_received_date",
        "x02_sources",
        x02_spread_days=spread,
        is_weak_death=(facts.x02_sources < 2) & (facts.certain_records == 0),
        is_death_disputed=spread > DISPUTED_DAYS,
    )
