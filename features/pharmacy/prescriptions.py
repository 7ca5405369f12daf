"""External prescriptions that pharmacies filled: visits behind them, and concentration on
prescribers.
"""

import ibis

from contracts.derived import derived
from contracts.tables.claim_header import ClaimHeader
from contracts.tables.institution import Institution
from features.common.calendar import count_days_between
from features.common.join_helpers import left_join_columns, select_first_per_group
from features.pharmacy.purchases import YEAR_DAYS, is_in_last_days, purchase_lines
from features.pharmacy.standing_out import (
    PRIOR_TRIALS,
    STANDS_OUT,
    add_sums_of_others,
    compute_excess_rarity,
    compute_rate_of_others,
)

# codes of med_type: visits and stays at which a doctor prescribes
VISITS = ("11", "13", "14", "21", "52")
NEAR_DAYS, LONG_DAYS = 1, 84  # a day for what is entered late; 84 days is the longest prescription
# a fifth: what is rare among thousands of visits and still a small part of them is a habit of entry
LEAST_SHARE = 0.2
DEAR_YUAN = 1000  # a pack
LEAST_INTERNET = 10  # fewer visits of an internet hospital are not worth an explanation
PAIR = ("institution_code", "rx_institution_code")
LEAST_LINES = 50  # the first prescriber's share of fewer lines is chance
NO_LEVEL = "0"  # code of institution_level: village clinics
# what systems enter where no doctor is named
FILLERS = ("匿名", "默认", "无", "未知", "其他", "0", "9999", "99999")


@derived(key=("feedetl_sn",))
def prescription_lines(lines: purchase_lines, institutions: Institution, *, as_of):
    """Lines of the last year sold on a prescription of another institution.

    is_listed: the city lists the institution; those of other cities it need not.
    """
    external = lines.filter(
        lines.rx_institution_code.notnull(),
        lines.rx_institution_code != lines.institution_code,
        is_in_last_days(lines.service_date, as_of, YEAR_DAYS),
    )
    prescribers = institutions.select(
        rx_institution_code="institution_code",
        rx_level="level",
        rx_district="district",
        is_internet="is_internet",
    )
    joined = left_join_columns(external, prescribers.mutate(is_listed=True), "rx_institution_code")
    homes = institutions.select("institution_code", shop_home="district")
    joined = joined.join(homes, "institution_code")
    return joined.mutate(
        is_listed=joined.is_listed.fill_null(False), is_internet=joined.is_internet.fill_null(False)
    )


@derived(key=("feedetl_sn",))
def unseen_prescriptions(lines: prescription_lines, headers: ClaimHeader):
    """Prescription lines.

    is_unseen: no visit within a day of the prescription (84 days for a long one).

    Institutions that supplied no visits are left out. Internet hospitals stay, marked is_internet.
    """
    visits = headers.filter(headers.med_type.isin(VISITS), headers.reversal_of.isnull())
    supplied = visits.select(rx_institution_code="institution_code").distinct()
    visit_windows = visits.select(
        visit_place="institution_code",
        visitor="person_id",
        visit_date=visits.service_time.cast("date"),
        visit_end=visits.discharge_date.fill_null(visits.service_time.cast("date")),
    )
    dated = lines.filter(lines.rx_date.notnull())
    with_look_back = dated.mutate(back=dated.long_rx_flag.ifelse(LONG_DAYS, NEAR_DAYS))
    joined = with_look_back.join(
        visit_windows,
        [
            with_look_back.rx_institution_code == visit_windows.visit_place,
            with_look_back.person_id == visit_windows.visitor,
            count_days_between(with_look_back.rx_date, visit_windows.visit_end)
            <= with_look_back.back,
            count_days_between(visit_windows.visit_date, with_look_back.rx_date) <= NEAR_DAYS,
        ],
    )
    seen_lines = joined.select("feedetl_sn").distinct().mutate(is_seen=True)
    checkable_lines = dated.left_join(supplied.mutate(is_supplied=True), "rx_institution_code")
    checkable_lines = checkable_lines.filter(
        checkable_lines.is_supplied.fill_null(False) | checkable_lines.is_internet
    )
    with_seen = left_join_columns(
        checkable_lines.drop("rx_institution_code_right", "is_supplied"), seen_lines, "feedetl_sn"
    )
    return with_seen.select(
        "feedetl_sn",
        "institution_code",
        "person_id",
        "service_date",
        "amount",
        "unit_price",
        "rx_institution_code",
        "rx_date",
        "is_internet",
        is_unseen=~with_seen.is_seen.fill_null(False),
    )


@derived(key=("institution_code", "rx_institution_code"))
def unseen_by_prescriber(checked_lines: unseen_prescriptions):
    """Visits behind a shop's prescriptions of an institution, and those that it does not know.

    A visit is a person's day of prescription: lines of one purchase, and prescriptions of one day,
    are one event. is_many: a fifth of the visits and more is unseen, and no chance: at the
    institution's rate with other shops (drawn to the city's), among all pairs of the city, for
    visits and for persons alike. Where three and more other shops fill its prescriptions, the one
    with most unseen visits is left out of the rate, so that two shops do not cover each other.
    """
    dear = checked_lines.is_unseen & (checked_lines.unit_price >= DEAR_YUAN)
    visits = checked_lines.group_by(*PAIR, "is_internet", "person_id", "rx_date").agg(
        unseen=checked_lines.is_unseen.any().cast("int64"), dear=dear.any().cast("int64")
    )
    persons = visits.group_by(*PAIR, "is_internet", "person_id").agg(
        visits=visits.count(),
        unseen_visits=visits.unseen.sum(),
        dear=visits.dear.sum(),
        is_unseen=visits.unseen.max(),
    )
    pairs = persons.group_by(*PAIR, "is_internet").agg(
        visits=persons.visits.sum(),
        unseen_visits=persons.unseen_visits.sum(),
        persons=persons.count(),
        unseen_persons=persons.is_unseen.sum(),
        dear=persons.dear.sum(),
    )
    compared = pairs.filter(~pairs.is_internet).agg(compared=lambda t: t.count())
    pairs = _add_sums_of_others(pairs).cross_join(compared)
    rarity = ibis.least(
        *[
            compute_excess_rarity(
                pairs[f"unseen_{kind}"],
                pairs[kind],
                _compute_usual_rate(pairs, kind),
                pairs.compared,
            )
            for kind in ("visits", "persons")
        ]
    )
    is_many = (rarity >= STANDS_OUT) & (pairs.unseen_visits >= LEAST_SHARE * pairs.visits)
    # an internet hospital sees nobody: every visit is unseen, and explained
    is_many = is_many | (pairs.is_internet & (pairs.unseen_visits >= LEAST_INTERNET))
    return pairs.select(
        *PAIR, "is_internet", "visits", "unseen_visits", "dear", is_many=is_many
    ).filter(lambda t: t.is_many | (t.dear > 0))


def _add_sums_of_others(pairs):
    """Add sums over the other shops of an institution, and over the other pairs of the city."""
    names = ("visits", "unseen_visits", "persons", "unseen_persons")
    pairs = add_sums_of_others(
        pairs,
        names,
        cases="unseen_visits",
        unit="institution_code",
        within="rx_institution_code",
    )
    city = {name: (~pairs.is_internet).ifelse(pairs[name], 0) for name in names}
    return pairs.mutate(
        **{f"{name}_in_city": city[name].sum().over() - city[name] for name in names}
    )


def _compute_usual_rate(pairs, kind):
    """Rate of unseen visits or persons of the institution at other shops, drawn to the city's."""
    city = compute_rate_of_others(pairs[f"unseen_{kind}_in_city"], pairs[f"{kind}_in_city"])
    seen_by_others = pairs[f"unseen_{kind}_elsewhere"] + PRIOR_TRIALS * city
    return seen_by_others / (pairs[f"{kind}_elsewhere"] + PRIOR_TRIALS)


@derived(key=("feedetl_sn",))
def suspicious_prescriptions(
    checked_lines: unseen_prescriptions, prescribers: unseen_by_prescriber
):
    """Unseen lines of the institutions that stand out at a shop; without any, those of dear drugs.

    An internet hospital's only if there is no other.
    """
    ranked = prescribers.mutate(
        rank=ibis.cases(
            (prescribers.is_many & ~prescribers.is_internet, 0),
            (~prescribers.is_internet, 1),
            else_=2,
        )
    )
    best = ranked.group_by("institution_code").agg(rank=ranked["rank"].min())
    worst = ranked.semi_join(best, ["institution_code", "rank"])
    lines = checked_lines.filter(checked_lines.is_unseen)
    joined = lines.join(worst.select(*PAIR, "is_many"), list(PAIR))
    return joined.filter(joined.is_many | (joined.unit_price >= DEAR_YUAN))


@derived(key=("institution_code", "feedetl_sn"))
def unseen_lines(lines: suspicious_prescriptions):
    """The lines behind P07."""
    return lines.select("institution_code", "feedetl_sn")


@derived(key=("institution_code",))
def unseen_share(lines: suspicious_prescriptions, prescribers: unseen_by_prescriber):
    """P07: unseen visits behind the prescriptions that a shop filled, and their share.

    is_unseen_often: they stand out; else a single dear drug stands for the shop.
    """
    visits = lines.select("institution_code", "rx_institution_code", "person_id", "rx_date")
    visits = visits.distinct().group_by("institution_code").agg(p07_visits=lambda t: t.count())
    counted = lines.group_by("institution_code").agg(
        p07_lines=lines.count(),
        p07_dear=(lines.unit_price >= DEAR_YUAN).cast("int64").sum(),
        p07_persons=lines.person_id.nunique(),
        p07_places=lines.rx_institution_code.nunique(),
        p07_yuan=lines.amount.sum(),
        p07_from=lines.service_date.min(),
        p07_to=lines.service_date.max(),
        is_internet_rx=lines.is_internet.all(),
        is_unseen_often=lines.is_many.any(),
    )
    unseen_prescribers = prescribers.semi_join(lines, list(PAIR))
    of = unseen_prescribers.group_by("institution_code").agg(
        p07_considered=unseen_prescribers.visits.sum()
    )
    joined = counted.join(visits, "institution_code").join(of, "institution_code")
    return joined.mutate(p07_share=joined.p07_visits / joined.p07_considered)


@derived(key=("institution_code",))
def prescribers(lines: prescription_lines):
    """P08: share of the first prescriber in the prescription money (null below fifty lines)."""
    by_doctor = lines.group_by("institution_code", "rx_institution_code", "rx_doctor_code").agg(
        lines=lines.count(),
        yuan=lines.fund_scope_amount.sum(),
        rx_level=lines.rx_level.max(),
        rx_district=lines.rx_district.max(),
        shop_home=lines.shop_home.max(),
        first=lines.service_date.min(),
        last=lines.service_date.max(),
    )
    shops = by_doctor.group_by("institution_code").agg(
        p08_lines=by_doctor["lines"].sum(), all_yuan=by_doctor.yuan.sum()
    )
    order = [ibis.desc("yuan"), "rx_institution_code", "rx_doctor_code"]
    top = select_first_per_group(by_doctor, "institution_code", order).join(
        shops, "institution_code"
    )
    enough = (top.p08_lines >= LEAST_LINES) & (top.all_yuan > 0)
    return top.select(
        "institution_code",
        "p08_lines",
        p08_share=enough.ifelse(top.yuan.cast("float64") / top.all_yuan.cast("float64"), None),
        p08_yuan=top.yuan,
        p08_doctor=top.rx_doctor_code,
        p08_place=top.rx_institution_code,
        p08_from=top["first"],
        p08_to=top["last"],
        is_filler_prescriber=top.rx_doctor_code.strip().isin(FILLERS).fill_null(False),
        is_village_doctor=(
            (top.rx_level == NO_LEVEL) & (top.rx_district == top.shop_home)
        ).fill_null(False),
    )


@derived(key=("institution_code", "feedetl_sn"))
def first_prescriber_lines(top: prescribers, lines: prescription_lines):
    """The lines behind P08."""
    top_prescribers = top.select(
        "institution_code", rx_doctor_code="p08_doctor", rx_institution_code="p08_place"
    )
    joined = lines.semi_join(
        top_prescribers, ["institution_code", "rx_doctor_code", "rx_institution_code"]
    )
    return joined.select("institution_code", "feedetl_sn")
