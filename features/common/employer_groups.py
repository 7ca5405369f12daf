"""Groups of affiliated units: same legal representative, phone or address."""

from contracts.derived import DerivedTable, derived
from contracts.tables.employer import Employer

HUB_UNITS = 30  # an incubator's address or an accountant's phone is shared by more and ties nobody
# each round follows one more tie; longer chains would join strangers
ROUNDS, TIES = 2, ("legal_rep_hash", "phone_hash", "address_hash")


@derived(key=("employer_id",))
def single_unit_groups(employers: Employer):
    """Every unit with its tie columns, as a group of its own; the start of the merging."""
    return employers.select("employer_id", *TIES, group_id=employers.employer_id)


def _declare_merge(units: DerivedTable, tie: str, name: str) -> DerivedTable:
    """Declare the groups after a merge by `tie`; stored, since the next step reads them twice."""

    def merge(grouped):
        """Groups of affiliated units: employer_id, its ties, group_id (smallest employer id)."""
        return _merge_groups(grouped, tie)

    return DerivedTable(name, merge, (units,), (), ("employer_id",))


def _declare_groups() -> DerivedTable:
    units = single_unit_groups
    for number in range(1, ROUNDS + 1):
        for tie in TIES:
            units = _declare_merge(units, tie, f"units_by_{tie}_{number}")
    return units


units_in_groups = _declare_groups()


@derived(key=("employer_id",))
def affiliates(employers: Employer, groups: units_in_groups):
    """employer_id with group_id (smallest employer id of the group), group_units and facts of the
    unit.
    """
    size = groups.group_by("group_id").agg(group_units=groups.count())
    groups = groups.select("employer_id", "group_id").join(size, "group_id")
    grouped = employers.join(groups, "employer_id")
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


def _merge_groups(grouped, key):
    """Give units with the same key the smallest group id among them, hubs left alone."""
    with_key = grouped.filter(grouped[key].notnull())
    shared_keys = with_key.group_by(key).agg(
        shared_group=with_key.group_id.min(), shared_units=with_key.employer_id.nunique()
    )
    shared_keys = shared_keys.filter(shared_keys.shared_units.between(2, HUB_UNITS)).drop(
        "shared_units"
    )
    joined = grouped.left_join(shared_keys, key)
    lower = joined.shared_group.fill_null(joined.group_id)
    return joined.mutate(group_id=(joined.group_id < lower).ifelse(joined.group_id, lower)).select(
        grouped.columns
    )
