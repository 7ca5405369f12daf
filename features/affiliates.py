"""Units that are one in fact: the same legal representative, phone or address."""

from contracts.derived import derived
from contracts.tables.employer import Employer

HUB_UNITS = 30  # an incubator's address or an accountant's phone is shared by more and ties nobody
ROUNDS = 2


@derived(Employer, key=("employer_id",))
def affiliates(employers, *, as_of):
    """employer_id, group_id (the smallest employer id of the group), group_units, unit_nature, industry_code, …"""
    grouped = employers.mutate(group_id=employers.employer_id)
    for _ in range(ROUNDS):
        for key in ("legal_rep_hash", "phone_hash", "address_hash"):
            grouped = _merged(grouped, key)
    size = grouped.group_by("group_id").agg(group_units=grouped.count())
    grouped = grouped.join(size, "group_id")
    return grouped.select(
        "employer_id",
        "group_id",
        "group_units",
        "unit_nature",
        unit_district=grouped.district,
        industry_code=grouped.industry_code.fill_null("?"),
        register_date=grouped.register_date,
        deregister_date=grouped.deregister_date,
        is_dispatch=grouped.dispatch_license_no.notnull(),
        is_window=grouped.unit_nature == "60",
    )


def _merged(grouped, key):
    """Give units with the same key the smallest group id among them, hubs left alone."""
    known = grouped.filter(grouped[key].notnull())
    shared = known.group_by(key).agg(
        shared_group=known.group_id.min(), shared_units=known.employer_id.nunique()
    )
    shared = shared.filter(shared.shared_units.between(2, HUB_UNITS)).drop("shared_units")
    joined = grouped.left_join(shared, key)
    lower = joined.shared_group.fill_null(joined.group_id)
    return joined.mutate(group_id=(joined.group_id < lower).ifelse(joined.group_id, lower)).select(
        grouped.columns
    )
