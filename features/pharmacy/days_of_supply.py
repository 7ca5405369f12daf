"""Days of supply that a person bought, and places where the same drug was bought."""

import ibis

from contracts.derived import OrEmpty, derived
from contracts.law import get_law_number
from contracts.tables.account_share import AccountShare
from contracts.tables.drug_catalog import DrugCatalog
from features.common.calendar import count_days_between
from features.common.join_helpers import left_join_columns, select_first_per_group
from features.pharmacy.purchases import YEAR_DAYS, get_generic_key, is_in_last_days, purchase_lines

USUAL_ALLOWANCE_DAYS = 30  # a prescription of the usual length in hand is no surplus
# a tenth of the time is rounding: thirty tablets every twenty-eight days are treatment
ROUNDING = 1.1
# what regular buyers of a drug take beyond its daily dose is the drug's dose and not a person's:
# three quarters of at least twenty who came three times in sixty days and more
DOSE_QUANTILE, LEAST_REGULARS, REGULAR_PURCHASES, REGULAR_DAYS = 0.75, 20, 3, 60
LEAST_OVER_DAYS = 30  # less than a month too much is stocking up
SAME_DRUG_DAYS = 30  # a month's supply from several places
# decision 15: a bottle that lasts for months is one purchase, not a habit
LEAST_PURCHASES, CRITICAL_DAYS = 3, 180
MANY_PLACES = 3  # two places are common: a shop and a hospital's
DRUGS = "101"  # code of list_type: western and patent Chinese drugs
EXACT = 100  # days are counted in whole hundredths, so that sums do not depend on their order


@derived(key=("feedetl_sn",), view=True)
def drug_lines(lines: purchase_lines, *, as_of):
    """Lines of drugs of the last year with a known daily dose."""
    return lines.filter(
        lines.list_type == DRUGS,
        lines.supply_days > 0,
        is_in_last_days(lines.service_date, as_of, YEAR_DAYS),
    )


@derived(key=("person_id",))
def account_family(shares: AccountShare, *, as_of):
    """person_id, family_members: persons tied by a linked account on the as-of date."""
    valid = shares.filter(
        shares.from_date <= as_of, shares.to_date.isnull() | (shares.to_date >= as_of)
    )
    ties = ibis.union(
        valid.select(person_id=valid.owner_person_id, other=valid.member_person_id),
        valid.select(person_id=valid.member_person_id, other=valid.owner_person_id),
        distinct=True,
    )
    return ties.group_by("person_id").agg(family_members=ties.count())


def compute_days_on_hand(bought, ways: dict[str, tuple[str, str]]):
    """Days in hand after each purchase, one column for each of `ways` (name → (stock, rate)).

    `bought` has person_id, generic and service_date, unique. Stock is used up by `rate` days a day
    and never falls below zero (Lindley's recursion): the largest sum bought in any window less the
    use in that window. Rates are hundredths of a day's supply a day.
    """

    def build_running_window(table):
        return {
            "group_by": [table.person_id, table.generic],
            "order_by": table.service_date,
            "rows": (None, 0),
        }

    sums = {
        f"sum_of_{stock}": bought[stock].sum().over(**build_running_window(bought))
        for stock, _ in ways.values()
    }
    bought = bought.mutate(
        clock=count_days_between(bought.service_date, ibis.date("2000-01-01")), **sums
    )
    ahead = {
        name: (bought[f"sum_of_{stock}"] - bought.clock * bought[rate], bought[stock])
        for name, (stock, rate) in ways.items()
    }
    on_hand = {
        name: total - (total - stock).min().over(**build_running_window(bought))
        for name, (total, stock) in ahead.items()
    }
    return bought.mutate(**on_hand)


def sum_stocks(lines) -> dict:
    """Days supplied by drug lines, as counted and as keyed, in hundredths."""
    return {
        "stock": (lines.supply_days * EXACT).round().cast("int64").sum(),
        "keyed_stock": (lines.keyed_days * EXACT).round().cast("int64").sum(),
    }


@derived(key=("generic",))
def usual_doses(lines: drug_lines):
    """daily_doses: doses a day (of the catalogue) that regular buyers of a drug take, 1 and more.

    More than one where three quarters of them take less than it all the same: their doctors
    prescribe so much, or the catalogue's dose is half of the true one.
    """
    bought = lines.group_by("person_id", "generic", "service_date").agg(**sum_stocks(lines))
    persons = bought.group_by("person_id", "generic").agg(
        days=bought.count(),
        first_date=bought.service_date.min(),
        last_date=bought.service_date.max(),
        # what was bought last is not used up yet
        used=bought.stock.sum() - bought.stock.argmax(bought.service_date),
    )
    span = count_days_between(persons.last_date, persons.first_date)
    regulars = persons.mutate(doses=persons.used / EXACT / span).filter(
        persons.days >= REGULAR_PURCHASES, span >= REGULAR_DAYS
    )
    drugs = regulars.group_by("generic").agg(
        usual=regulars.doses.quantile(DOSE_QUANTILE), regulars=regulars.count()
    )
    drugs = drugs.filter(drugs.regulars >= LEAST_REGULARS)
    return drugs.select("generic", daily_doses=ibis.greatest(drugs.usual, 1.0))


def convert_to_usual_days(lines, doses):
    """Drug lines whose supply_days and keyed_days are days at the drug's usual doses."""
    joined = left_join_columns(lines, doses, "generic")
    daily = joined.daily_doses.fill_null(1.0)
    return joined.mutate(
        supply_days=joined.supply_days / daily, keyed_days=joined.keyed_days / daily
    ).drop("daily_doses")


def compute_peak_on_hand(lines, family):
    """Per person and drug: purchase days and the peak in hand, in hundredths of days.

    own_most; family_most if the linked family uses the drug too; keyed_most as the packs were
    keyed.
    """
    bought = lines.group_by("person_id", "generic", "service_date").agg(**sum_stocks(lines))
    bought = left_join_columns(bought, family, "person_id")
    alone = ibis.literal(round(EXACT * ROUNDING))
    bought = bought.mutate(alone=alone, together=alone * (1 + bought.family_members.fill_null(0)))
    ways = {
        "own": ("stock", "alone"),
        "family": ("stock", "together"),
        "keyed": ("keyed_stock", "alone"),
    }
    on_hand = compute_days_on_hand(bought, ways)
    return on_hand.group_by("person_id", "generic").agg(
        days=on_hand.count(),
        own_most=on_hand.own.max(),
        family_most=on_hand["family"].max(),
        keyed_most=on_hand.keyed.max(),
    )


@derived(key=("person_id", "generic"))
def oversupply_by_drug(
    lines: drug_lines, doses: usual_doses, shares: OrEmpty[AccountShare], *, as_of
):
    """Days in hand beyond the allowance (30 days, 84 on long prescriptions), per person and drug.

    In any window what was bought less what is used up in it: a tenth more than the dose, or than
    what regular buyers of the drug take.
    """
    return compute_oversupply(convert_to_usual_days(lines, doses), shares, as_of=as_of)


def compute_oversupply(lines, shares, *, as_of):
    """Compute days in hand beyond the allowance from drug lines, per person and drug."""
    long_days = get_law_number("prescription_days").on(as_of)["long"]
    family = account_family(shares, as_of=as_of)
    drugs = lines.group_by("person_id", "generic").agg(
        **sum_stocks(lines),
        is_long=lines.long_rx_flag.any(),
        yuan=lines.amount.sum(),
        first_date=lines.service_date.min(),
        last_date=lines.service_date.max(),
    )
    # most are bought on one day: what was bought is what is in hand
    often = drugs.filter(drugs.first_date != drugs.last_date)
    often = often.select(buyer=often.person_id, bought=often.generic)
    lines = lines.semi_join(often, [lines.person_id == often.buyer, lines.generic == often.bought])
    drugs = left_join_columns(drugs, compute_peak_on_hand(lines, family), "person_id", "generic")
    drugs = left_join_columns(drugs, family, "person_id")
    drugs = drugs.mutate(
        purchase_days=drugs.days.fill_null(1),
        own_days=drugs.own_most.fill_null(drugs.stock) / EXACT,
        family_days=drugs.family_most.fill_null(drugs.stock) / EXACT,
        keyed_days=drugs.keyed_most.fill_null(drugs.keyed_stock) / EXACT,
        together=1 + drugs.family_members.fill_null(0),
    )
    allowance = drugs.is_long.ifelse(long_days, USUAL_ALLOWANCE_DAYS)
    over, keyed = drugs.own_days - allowance, drugs.keyed_days - allowance
    # tablets keyed as packs: far too much as keyed, nothing of the kind by their price
    is_slip = (over < LEAST_OVER_DAYS) & (keyed >= LEAST_OVER_DAYS)
    return drugs.select(
        "person_id",
        "generic",
        "own_days",
        "family_days",
        "keyed_days",
        "together",
        "is_long",
        "yuan",
        "first_date",
        "last_date",
        "purchase_days",
        over_days=is_slip.ifelse(keyed, over),
        family_over_days=drugs.family_days - allowance,
        is_unit_slip=is_slip,
    )


@derived(key=("person_id",))
def oversupply(drugs: oversupply_by_drug, catalog: DrugCatalog):
    """P03: days too many of a person's worst drug; yuan and dates are that drug's."""
    order = ["is_below", "is_unit_slip", ibis.desc("over_days"), "generic"]
    ranked = drugs.mutate(is_below=drugs.over_days < LEAST_OVER_DAYS)
    names = catalog.group_by(generic=get_generic_key(catalog)).agg(
        generic_name=catalog.generic_name.min()
    )
    worst = left_join_columns(select_first_per_group(ranked, "person_id", order), names, "generic")
    # a bottle that lasts for months is one purchase, not a habit
    is_habit = (worst.purchase_days >= LEAST_PURCHASES) | (worst.over_days > CRITICAL_DAYS)
    return worst.select(
        "person_id",
        p03_days=is_habit.ifelse(worst.over_days, None),
        p03_generic=worst.generic,
        p03_drug=worst.generic_name,
        p03_purchase_days=worst.purchase_days,
        p03_yuan=worst.yuan,
        p03_from=worst.first_date,
        p03_to=worst.last_date,
        is_unit_slip=worst.is_unit_slip,
        is_for_family=(worst.together > 1) & (worst.family_over_days <= USUAL_ALLOWANCE_DAYS),
    )


@derived(key=("person_id", "feedetl_sn"))
def oversupply_lines(worst: oversupply, lines: drug_lines):
    """The lines behind P03."""
    worst_drugs = worst.select("person_id", generic=worst.p03_generic)
    return lines.join(worst_drugs, ["person_id", "generic"]).select("person_id", "feedetl_sn")


@derived(key=("person_id",))
def same_drug_places(lines: drug_lines):
    """P04: most places (a chain is one) that sold one drug to a person within thirty days.

    Null where all came from one place. p04_institutions, the model's feature, counts drugs bought
    in three places of the year.
    """
    drugs = lines.group_by("person_id", "generic").agg(
        one=lines.chain.min(), another=lines.chain.max()
    )
    days = lines.semi_join(drugs.filter(drugs.one != drugs.another), ["person_id", "generic"])
    days = days.select("person_id", "generic", "chain", "service_date").distinct()
    year = days.group_by("person_id", "generic").agg(year_places=days.chain.nunique())
    days = days.join(year, ["person_id", "generic"])
    later = days.drop("year_places").rename(
        later_person="person_id",
        later_generic="generic",
        later_chain="chain",
        later_date="service_date",
    )
    gap = count_days_between(later.later_date, days.service_date)
    joined = days.join(
        later,
        [
            days.person_id == later.later_person,
            days.generic == later.later_generic,
            gap.between(0, SAME_DRUG_DAYS - 1),
        ],
    )
    windows = joined.group_by("person_id", "generic", "service_date").agg(
        places=joined.later_chain.nunique(), year_places=joined.year_places.max()
    )
    is_wide = windows.year_places >= MANY_PLACES
    widest = windows.group_by("person_id").agg(wide_places=windows.places.max(where=is_wide))
    order = [ibis.desc("places"), "service_date", "generic"]
    most = select_first_per_group(windows, "person_id", order).join(widest, "person_id")
    return most.select(
        "person_id",
        p04_places=most.places,
        p04_institutions=most.wide_places,
        p04_generic=most.generic,
        p04_from=most.service_date,
        p04_to=most.service_date + ibis.interval(days=SAME_DRUG_DAYS - 1),
    )


@derived(key=("person_id", "feedetl_sn"))
def same_drug_lines(places: same_drug_places, lines: drug_lines):
    """The lines behind P04, with yuan."""
    drug_windows = places.select("person_id", "p04_from", "p04_to", generic=places.p04_generic)
    joined = lines.join(drug_windows, ["person_id", "generic"])
    within = joined.filter(joined.service_date.between(joined.p04_from, joined.p04_to))
    return within.select("person_id", "feedetl_sn", "amount", "generic_name")


@derived(key=("person_id",))
def same_drug_money(lines: same_drug_lines):
    """Yuan and name of the drug behind P04."""
    return lines.group_by("person_id").agg(
        p04_yuan=lines.amount.sum(), p04_drug=lines.generic_name.min()
    )


@derived(key=("person_id",))
def patient_drugs(lines: drug_lines):
    """Purchases of a person's year: packs, yuan of watch-listed drugs, number of drugs."""
    return lines.group_by("person_id").agg(
        year_packs=(lines.packs * EXACT).round().cast("int64").sum() / EXACT,
        watch_yuan=lines.resale_watch.ifelse(lines.amount, 0).sum(),
        year_drugs=lines.generic.nunique(),
    )
