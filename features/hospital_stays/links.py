"""What ties the subjects of hospital stays: one owner of several hospitals."""

import ibis

from contracts.derived import derived
from contracts.tables.institution import Institution
from features.hospital_stays.populations import hospital_year


@derived(key=("subject_kind", "subject_id", "link_kind", "link_id"))
def stay_links(places: hospital_year, institutions: Institution):
    """Ties of hospitals by a legal representative whom two and more have in common."""
    owned = institutions.filter(institutions.legal_rep_hash.notnull()).semi_join(
        places, "institution_code"
    )
    shared = owned.group_by("legal_rep_hash").agg(hospitals=owned.count())
    shared = shared.filter(shared.hospitals > 1).select("legal_rep_hash")
    tied = owned.semi_join(shared, "legal_rep_hash")
    return tied.select(
        subject_kind=ibis.literal("institution"),
        subject_id=tied.institution_code,
        link_kind=ibis.literal("legal_rep"),
        link_id=tied.legal_rep_hash,
    )
