"""Days and months alike among those whose years were bought in lump sums by one unit."""

from contracts.derived import derived
from features.common.coincidences import compute_coincidence_rarity
from features.service_and_retirement.lump_sums import lump_months

VALUES, HANDS = ("posted_day", "months_bought"), ("employer_id",)


@derived(key=("person_id",))
def lump_coincidences(lumps: lump_months):
    """same_lump_rarity: days of posting or numbers of months alike among the buyers of one unit."""
    bought = lumps.group_by("person_id", "employer_id").agg(
        posted_day=lumps.posted_date.max(), months_bought=lumps.contrib_month.nunique()
    )
    return compute_coincidence_rarity(
        bought, subject="person_id", values=VALUES, groups=HANDS, name="same_lump_rarity"
    )
