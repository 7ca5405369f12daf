"""Items sold against the catalogue's restrictions by sex, age and insurance."""

from contracts.derived import derived
from contracts.tables.drug_catalog import DrugCatalog
from contracts.tables.person import Person
from features.common.calendar import count_days_between
from features.pharmacy.purchases import YEAR_DAYS, is_in_last_days, purchase_lines, purchases

KNOWN_SEXES = ("1", "2")  # codes of sex, without 9 = not stated
# a line or two of a year and a small sum are slips in a pick-list
# (docs/scenarios/pharmacy_billing.md)
SLIP_LINES, SLIP_YUAN = 2, 300


@derived(key=("feedetl_sn",))
def restriction_lines(
    lines: purchase_lines, sold: purchases, catalog: DrugCatalog, persons: Person, *, as_of
):
    """Lines of a year against a restriction: is_injury_item, is_other_sex, is_other_age."""
    limited = catalog.filter(
        catalog.only_injury
        | catalog.restrict_sex.notnull()
        | catalog.restrict_age_min.notnull()
        | catalog.restrict_age_max.notnull()
    ).select("item_code", "restrict_sex", "restrict_age_min", "restrict_age_max", "only_injury")
    recent = lines.filter(is_in_last_days(lines.service_date, as_of, YEAR_DAYS)).join(
        limited, "item_code"
    )
    joined = recent.join(persons.select("person_id", "sex", "birth_date"), "person_id")
    joined = joined.join(
        sold.select("setl_id", insured_yuan=sold.fund_yuan + sold.account_yuan), "setl_id"
    )
    age = count_days_between(joined.service_date, joined.birth_date) / 365.25
    other_sex = joined.sex.isin(KNOWN_SEXES) & (joined.sex != joined.restrict_sex)
    other_age = (age < joined.restrict_age_min).fill_null(False) | (
        age >= joined.restrict_age_max + 1
    ).fill_null(False)
    with_breaches = joined.mutate(
        is_injury_item=joined.only_injury & (joined.insured_yuan > 0),
        is_other_sex=other_sex.fill_null(False),
        is_other_age=other_age,
    )
    wrong = with_breaches.filter(
        with_breaches.is_injury_item | with_breaches.is_other_sex | with_breaches.is_other_age
    )
    return wrong.select(
        "feedetl_sn",
        "institution_code",
        "person_id",
        "service_date",
        "amount",
        "generic_name",
        "is_injury_item",
        "is_other_sex",
        "is_other_age",
    )


@derived(key=("institution_code",))
def against_restrictions(wrong: restriction_lines):
    """P19: such lines by shop. is_picklist_slip: one or two cheap ones of sex or age alone."""
    counted = wrong.group_by("institution_code").agg(
        p19_lines=wrong.count(),
        p19_injury=wrong.is_injury_item.cast("int64").sum(),
        p19_sex=wrong.is_other_sex.cast("int64").sum(),
        p19_age=wrong.is_other_age.cast("int64").sum(),
        p19_drug=wrong.generic_name.min(),
        p19_persons=wrong.person_id.nunique(),
        p19_yuan=wrong.amount.sum(),
        p19_from=wrong.service_date.min(),
        p19_to=wrong.service_date.max(),
    )
    is_injury = counted.p19_injury > 0
    is_slip = (counted.p19_lines <= SLIP_LINES) & (counted.p19_yuan <= SLIP_YUAN) & ~is_injury
    return counted.mutate(has_injury_item=is_injury, is_picklist_slip=is_slip)


@derived(key=("institution_code", "feedetl_sn"))
def wrong_item_lines(wrong: restriction_lines):
    """The lines behind P19."""
    return wrong.select("institution_code", "feedetl_sn")
