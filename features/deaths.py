"""Who has died, by how many sources."""

from contracts.derived import derived
from contracts.tables.death_record import DeathRecord

SURE = ("1", "2")  # identity number equal; name and birth date equal
STRONG_SOURCES = ("1", "2", "3", "4")


@derived(DeathRecord, key=("person_id",))
def deaths(records, *, as_of):
    """person_id, death_date (the earliest), death_sources, death_spread_days; doubtful matches are left out."""
    known = records.filter(
        records.received_date <= as_of, records.confidence.isnull() | records.confidence.isin(SURE)
    )
    return known.group_by("person_id").agg(
        death_date=known.death_date.min(),
        death_sources=known.source.nunique(),
        death_spread_days=known.death_date.max().delta(known.death_date.min(), unit="day"),
        death_strong_sources=known.source.isin(STRONG_SOURCES).cast("int64").sum(),
    )
