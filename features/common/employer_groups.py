"""Groups of affiliated units: same legal representative, phone or address."""

from contracts.derived import DerivedTable, OrEmpty, derived
from contracts.tables.employer import Employer

HUB_UNITS = 30  # an incubator's address or an accountant's phone is shared by more and ties nobody
# each round follows one more tie; longer chains would join strangers
ROUNDS, TIES = 2, ("legal_rep_hash", "phone_hash", "address_hash")
# facts of a unit that is in no delivered table of employers; the others are null
OF_UNKNOWN_UNITS = {
    "group_units": 1,
    "industry_code": "?",
    "is_dispatch": False,
    "is_window": False,
}


@derived(key=("employer_id",))
def single_unit_groups(employers: OrEmpty[Employer]):
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
def known_units(groups: units_in_groups, employers: OrEmpty[Employer]):
    """employer_id with group_id (smallest employer id of the group), group_units and facts of the
    unit; without any row where the table of employers was not delivered (see join_known_units).
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


@derived(key=("employer_id",), view=True)
def affiliates(employers: Employer, units: known_units):
    """The known units, for what cannot be told without the table of employers."""
    return units


def join_known_units(rows, units, *columns: str, employer: str = "employer_id"):
    """Add to rows, by their column of the employer, columns of the known units.

    A unit of which nothing is known is a group of its own, of the industry "?", and neither a
    window nor a dispatch unit; its days and its nature are null.
    """
    own = units.select(*columns, unit_of_right="employer_id")
    joined = rows.left_join(own, rows[employer] == own.unit_of_right)
    of_unknown = {"group_id": joined[employer], **OF_UNKNOWN_UNITS}
    facts = {
        c: joined[c].fill_null(of_unknown[c]) if c in of_unknown else joined[c] for c in columns
    }
    return joined.select(*rows.columns, **facts)


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
