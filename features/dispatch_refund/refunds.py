"""Job-stabilisation refunds: amounts, units, and the conditions of each year."""

import ibis

from contracts.derived import derived
from contracts.law import get_law_number
from contracts.tables.employer import Employer
from contracts.tables.stabilization_refund import StabilizationRefund
from features.common.calendar import count_days_between
from features.common.employer_groups import affiliates
from features.common.join_helpers import left_join_columns

LOOK_BACK_YEARS = 5  # refund years that are judged
LARGE = "L"


def look_up_by_year(year, parameter_id: str, pick):
    """A law number as of the year of a refund (an int column); null before its first value."""
    steps = [
        (year >= start.year, pick(value))
        for start, value in reversed(get_law_number(parameter_id).values)
    ]
    return ibis.cases(*steps, else_=None)


def look_up_doubts(year, parameter_id: str):
    """What is not known of the law number of a year (an int column); null where nothing is."""
    number = get_law_number(parameter_id)
    steps = [(year >= start.year, number.doubts.get(start)) for start, _ in reversed(number.values)]
    return ibis.cases(
        *((when, ibis.literal(doubt, "string")) for when, doubt in steps),
        else_=ibis.null("string"),
    )


def convert_to_cents(yuan):
    """Whole cents, so that sums of products with a share do not depend on their order."""
    return (yuan.cast("float64") * 100.0).round().cast("int64")


def convert_to_yuan(whole_cents):
    """Money from whole cents."""
    return (whole_cents.cast("decimal(18,0)") / 100).cast("decimal(14,2)")


@derived(key=("refund_id",))
def refund_base(refunds: StabilizationRefund, units: affiliates, *, as_of):
    """Population: one row a refund approved by the as-of date, of the last five refund years."""
    recent = refunds.filter(
        refunds.approve_date <= as_of, refunds.refund_year > as_of.year - LOOK_BACK_YEARS
    )
    unit_facts = units.select("employer_id", "group_id", "unit_district", "register_date")
    refund_facts = left_join_columns(recent, unit_facts, "employer_id")
    paid = (refund_facts.paid_date <= as_of).ifelse(refund_facts.paid_date, None)
    own_staff_yuan = refund_facts.own_staff_amount.cast("decimal(14,2)")
    return refund_facts.select(
        "refund_id",
        "employer_id",
        "group_id",
        "refund_year",
        "premium_paid_prev_year",
        "ratio",
        "refund_amount",
        "size_class_used",
        "heads_y1",
        "heads_y2",
        "layoff_heads",
        "is_dispatch",
        "register_date",
        "approve_date",
        subject_id=refund_facts.employer_id,
        record_id=refund_facts.refund_id,
        district=refund_facts.unit_district,
        period_from=refund_facts.approve_date,
        period_to=paid.fill_null(refund_facts.approve_date),
        amount_involved=refund_facts.refund_amount,
        received_date=paid,
        decided_date=refund_facts.apply_date.fill_null(refund_facts.approve_date),
        premium_year=refund_facts.refund_year - 1,
        unit_kind=refund_facts.is_dispatch.ifelse("dispatch", "ordinary"),
        own_staff_yuan=refund_facts.is_dispatch.ifelse(own_staff_yuan, None),
        own_staff_share=(refund_facts.is_dispatch & (refund_facts.refund_amount > 0)).ifelse(
            own_staff_yuan.cast("float64") / refund_facts.refund_amount.cast("float64"), None
        ),
        days_since_received=count_days_between(ibis.literal(as_of), paid),
    )


@derived(key=("refund_id",))
def refund_ceiling(refunds: refund_base):
    """Largest lawful refund (yuan): ratio by year and size class, times the premium stated.

    raised_share is the ratio to which a region may raise that of some units (the legal one where
    it may not), raised_yuan the refund by it. ratio_doubt says what is not known of the year's.
    """
    legal_share = _look_up_ratio(refunds, lambda value: value)
    raised_share = _look_up_ratio(refunds, lambda value: value.get("raised", value))
    premium = refunds.premium_paid_prev_year.cast("float64")
    return refunds.select(
        "refund_id",
        legal_share=legal_share,
        ceiling_yuan=convert_to_yuan((premium * legal_share * 100.0).round()),
        raised_share=raised_share,
        raised_yuan=convert_to_yuan((premium * raised_share * 100.0).round()),
        ratio_doubt=look_up_doubts(refunds.refund_year, "stabilization_refund_ratio"),
        refunded_share=(premium > 0).ifelse(refunds.refund_amount.cast("float64") / premium, None),
    )


def _look_up_ratio(refunds, pick):
    """The ratio of a refund's year and size class, out of the part of the law's value picked."""
    large, other = (
        look_up_by_year(
            refunds.refund_year, "stabilization_refund_ratio", lambda v, s=size: pick(v)[s]
        )
        for size in ("large", "other")
    )
    return (refunds.size_class_used == LARGE).ifelse(large, other)


@derived(key=("refund_id",))
def layoff_rates(refunds: refund_base):
    """R07: the lower of the two layoff rates of the year before, less the limit of that refund
    year.

    Either formula suffices: heads lost over the heads of the year before, or recipients of benefit
    over them.
    """
    base = (refunds.heads_y2 > 0).ifelse(refunds.heads_y2.cast("float64"), None)
    heads_lost = (refunds.heads_y2 - refunds.heads_y1) / base
    recipients = refunds.layoff_heads / base
    limit = {
        name: look_up_by_year(refunds.refund_year, "layoff_rate_limit", lambda v, n=name: v[n])
        for name in ("usual", "small", "small_heads")
    }
    # a unit that was small at either end has the small unit's limit
    is_small = ibis.least(refunds.heads_y1, refunds.heads_y2) <= limit["small_heads"]
    allowed = is_small.ifelse(limit["small"], limit["usual"])
    both_known = heads_lost.notnull() & recipients.notnull()
    lower = both_known.ifelse(ibis.least(heads_lost, recipients), None)
    registered = refunds.register_date.year() * 12 + refunds.register_date.month()
    return refunds.select(
        "refund_id",
        heads_lost_share=heads_lost,
        recipients_share=recipients,
        layoff_limit_share=allowed,
        r07_excess=(lower > allowed).ifelse(lower - allowed, None),
        layoff_over_limit=lower / allowed,
        # heads of the end of Y-2 say nothing of a unit that was registered then or later
        is_new_unit=registered >= (refunds.refund_year - 2) * 12 + 12,
    )


@derived(key=("refund_id",))
def size_class(refunds: refund_base, employers: Employer):
    """R09: a smaller size class than the register's was used.

    The register's counts where it is of Y-1 or Y.
    """
    register_sizes = employers.select(
        "employer_id", register_size="size_class", register_size_year="size_year"
    )
    joined = refunds.join(register_sizes, "employer_id")
    is_smaller = (joined.register_size == LARGE) & (joined.size_class_used != LARGE)
    return joined.select(
        "refund_id",
        "register_size",
        "register_size_year",
        r09_smaller=is_smaller.cast("int64"),
        is_class_of_other_year=~joined.register_size_year.between(
            joined.premium_year, joined.refund_year
        ),
    )


@derived(key=("refund_id",))
def dispatch_licence(refunds: refund_base, employers: Employer, units: affiliates):
    """R10: no licence in force on the day of application.

    The register holds the present licence alone: one that begins after the application had an
    unknown one before it. is_licence_over: the register knows a licence, and it was over; of a unit
    without one the register may lack it.
    """
    licences = employers.select(
        "employer_id",
        "dispatch_license_no",
        licence_from=employers.dispatch_valid_from,
        licence_to=employers.dispatch_valid_to,
    )
    joined = refunds.filter(refunds.is_dispatch).join(licences, "employer_id")
    with_affiliate_licence = left_join_columns(
        joined, _find_affiliate_licences(joined, licences, units), "refund_id"
    )
    lapsed = (with_affiliate_licence.licence_to < with_affiliate_licence.decided_date).fill_null(
        False
    )
    later = (with_affiliate_licence.licence_from > with_affiliate_licence.decided_date).fill_null(
        False
    )
    return with_affiliate_licence.select(
        "refund_id",
        "licence_from",
        "licence_to",
        r10_missing=(with_affiliate_licence.dispatch_license_no.isnull() | lapsed | later).cast(
            "int64"
        ),
        is_licence_over=lapsed,
        is_renewed_since=later,
        is_branch_of_licensed=with_affiliate_licence.is_affiliate_licensed.fill_null(False),
    )


def _find_affiliate_licences(refunds, licences, units):
    """Refunds on whose day of application an affiliate of the unit held a licence in force."""
    valid = licences.filter(licences.dispatch_license_no.notnull()).join(
        units.select("employer_id", "group_id"), "employer_id"
    )
    valid = valid.select(
        "group_id", other_id="employer_id", other_from="licence_from", other_to="licence_to"
    )
    both = refunds.select("refund_id", "employer_id", "group_id", "decided_date").join(
        valid, "group_id"
    )
    in_force = both.filter(
        both.other_id != both.employer_id,
        both.other_from.isnull() | (both.other_from <= both.decided_date),
        both.other_to.isnull() | (both.other_to >= both.decided_date),
    )
    return in_force.select("refund_id").distinct().mutate(is_affiliate_licensed=True)


@derived(key=("refund_id",))
def refunds_of_a_year(refunds: refund_base, ceilings: refund_ceiling):
    """Refunds of one unit for one year: position, sum, whether it is within the ceiling."""
    joined = refunds.join(ceilings.select("refund_id", "ceiling_yuan"), "refund_id")
    year = ["employer_id", "refund_year"]
    place = ibis.row_number().over(group_by=year, order_by=["approve_date", "refund_id"])
    totals = joined.group_by(*year).agg(
        refunds_in_year=joined.count(),
        year_refund_yuan=joined.refund_amount.sum(),
        year_ceiling_yuan=joined.ceiling_yuan.max(),
    )
    with_place = joined.mutate(place_in_year=place + 1).join(totals, year)
    return with_place.select(
        "refund_id",
        "place_in_year",
        "refunds_in_year",
        "year_refund_yuan",
        is_within_ceiling=with_place.year_refund_yuan <= with_place.year_ceiling_yuan + 1,
    )


@derived(key=("refund_id",))
def own_share_rise(refunds: refund_base):
    """Rise of the internal staff's part of a dispatch unit's refund over its refund before."""
    with_own_share = refunds.filter(refunds.own_staff_share.notnull())
    before = with_own_share.own_staff_share.lag().over(
        group_by="employer_id", order_by=["refund_year", "approve_date", "refund_id"]
    )
    return with_own_share.select(
        "refund_id", own_share_rise=with_own_share.own_staff_share - before
    )
