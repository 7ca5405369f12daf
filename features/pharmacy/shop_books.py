"""A pharmacy's money of December, its settlements while suspended, its resold drugs."""

from datetime import date

import ibis

from contracts.derived import OrEmpty, derived
from contracts.tables.institution import Institution
from contracts.tables.institution_event import InstitutionEvent
from features.common.calendar import compute_month_index, extract_month_index
from features.common.join_helpers import left_join_columns
from features.pharmacy.purchases import (
    YEAR_DAYS,
    is_in_last_days,
    purchase_lines,
    purchases,
    shop_year,
)

# small shops double by chance (docs/scenarios/pharmacy_billing.md, P14)
LEAST_MONTH_YUAN, LEAST_EXCESS_YUAN = 500.0, 2000.0
# a few packs, or five per cent of what was sold, are errors of counting
LEAST_PACKS, SOLD_SHARE = 5, 0.05
DRUGS = "101"  # codes of list_type and institution_event_kind
SUSPENDED, RESUMED, INTERRUPTED, ENDED = "1", "2", "4", "3"
# of the shops whose term has run out; three by themselves may be what they seem
RENEWED_SHARE, LEAST_RENEWALS = 0.5, 4


@derived(key=("institution_code",))
def december_rise(sold: purchases, shops: shop_year, *, as_of):
    """P14: pooled yuan of the last December over the mean of July to November, net of the
    district's rise.
    """
    december = date(as_of.year if as_of >= date(as_of.year, 12, 31) else as_of.year - 1, 12, 1)
    last = compute_month_index(december)
    dated = sold.mutate(month=extract_month_index(sold.service_date))
    year = dated.filter(dated.month.between(last - 5, last))
    is_december = year.month == last
    by_shop = year.group_by("institution_code", "shop_district").agg(
        p14_yuan=is_december.ifelse(year.fund_yuan, 0).sum(),
        before_yuan=is_december.ifelse(0, year.fund_yuan).sum(),
        months=year.month.nunique(where=~is_december),
    )
    mean = by_shop.before_yuan.cast("float64") / 5
    raw = by_shop.mutate(
        p14_mean_yuan=mean,
        raw_ratio=((mean >= LEAST_MONTH_YUAN) & (by_shop.months == 5)).ifelse(
            by_shop.p14_yuan.cast("float64") / mean, None
        ),
    )
    factor = raw.group_by("shop_district").agg(district_rise=raw.raw_ratio.median())
    joined = left_join_columns(raw, factor, "shop_district").semi_join(shops, "institution_code")
    rise = ibis.greatest(joined.district_rise.fill_null(1.0), 1.0)
    # a small shop doubles by chance; what counts is also how much came in beyond the season
    is_much = joined.p14_yuan.cast("float64") - joined.p14_mean_yuan * rise >= LEAST_EXCESS_YUAN
    return joined.select(
        "institution_code",
        "p14_yuan",
        "p14_mean_yuan",
        p14_rise_ratio=joined.raw_ratio,
        p14_district_ratio=rise,
        p14_ratio=is_much.ifelse(joined.raw_ratio / rise, None),
        p14_from=ibis.literal(december),
        p14_to=ibis.literal(date(december.year, 12, 31)),
    )


@derived(key=("institution_code", "closed_from"))
def closure_periods(institutions: Institution, events: OrEmpty[InstitutionEvent]):
    """Periods in which a pharmacy may not settle: suspended, interrupted, no agreement.

    Bounds included. A suspension ends the day before it was resumed. is_register_only: no decision
    is told, the agreement's term alone has run out.
    """
    master = institutions.filter(institutions.suspension_from.notnull())
    ended = institutions.filter(institutions.agreement_to.notnull())
    closed = events.filter(events.event_kind.isin([SUSPENDED, INTERRUPTED, ENDED]))
    far = ibis.literal(date(9999, 12, 31))
    parts = [
        master.select(
            "institution_code",
            closed_from=master.suspension_from,
            closed_to=master.suspension_to.fill_null(far),
            is_final=ibis.literal(False),
            is_register_only=ibis.literal(False),
        ),
        ended.select(
            "institution_code",
            closed_from=ended.agreement_to + ibis.interval(days=1),
            closed_to=far,
            is_final=ibis.literal(True),
            is_register_only=ibis.literal(True),
        ),
        closed.select(
            "institution_code",
            closed_from=closed.date_from,
            closed_to=closed.date_to.fill_null(far),
            is_final=closed.event_kind == ENDED,
            is_register_only=ibis.literal(False),
        ),
    ]
    periods = ibis.union(
        *[
            p.mutate(closed_from=p.closed_from.cast("date"), closed_to=p.closed_to.cast("date"))
            for p in parts
        ],
        distinct=True,
    )
    resumed = events.filter(events.event_kind == RESUMED)
    resumed = resumed.select(shop=resumed.institution_code, resumed_date=resumed.date_from)
    later = periods.filter(~periods.is_final).join(
        resumed,
        [periods.institution_code == resumed.shop, resumed.resumed_date > periods.closed_from],
    )
    ends = later.group_by("institution_code", "closed_from").agg(
        resumed_date=later.resumed_date.min().cast("date")
    )
    joined = left_join_columns(periods, ends, "institution_code", "closed_from")
    before = (joined.resumed_date - ibis.interval(days=1)).cast("date")
    closed_to = ibis.least(joined.closed_to, before.fill_null(joined.closed_to))
    by_day = joined.mutate(closed_to=joined.is_final.ifelse(joined.closed_to, closed_to)).group_by(
        "institution_code", "closed_from"
    )
    return by_day.agg(
        closed_to=lambda t: t.closed_to.max(),
        is_register_only=lambda t: t.is_register_only.all(),
    )


@derived(key=("institution_code", "setl_id"))
def closure_settlements(sold: purchases, periods: closure_periods):
    """Purchases strictly inside a closed period; the day of effect may still settle."""
    joined = sold.join(periods, "institution_code")
    inside = joined.filter(
        (joined.service_date > joined.closed_from) & (joined.service_date <= joined.closed_to)
    )
    return inside.group_by(
        "institution_code", "setl_id", "service_date", "fund_yuan", "account_yuan"
    ).agg(is_register_only=inside.is_register_only.all())


@derived(key=("institution_code",))
def closure_settlement_totals(settlements: closure_settlements, periods: closure_periods, *, as_of):
    """P18: settlements inside a suspension or after the end of the agreement.

    is_renewal_missing: the term alone has run out, and most shops whose term has go on settling:
    the register does not keep renewals.
    """
    first = periods.group_by("institution_code").agg(p18_closed_date=periods.closed_from.min())
    counted = settlements.group_by("institution_code").agg(
        p18_count=settlements.setl_id.nunique(),
        p18_yuan=(settlements.fund_yuan + settlements.account_yuan).sum(),
        p18_from=settlements.service_date.min(),
        p18_to=settlements.service_date.max(),
        is_term_only=settlements.is_register_only.all(),
    )
    run_out = periods.filter(periods.is_register_only, periods.closed_from <= as_of)
    going_on = settlements.filter(settlements.is_register_only)
    city = run_out.agg(run_out=run_out.institution_code.nunique()).cross_join(
        going_on.agg(going_on=going_on.institution_code.nunique())
    )
    joined = counted.join(first, "institution_code").cross_join(city)
    is_stale = (joined.going_on >= LEAST_RENEWALS) & (
        joined.going_on > RENEWED_SHARE * joined.run_out
    )
    return joined.select(
        "institution_code",
        "p18_count",
        "p18_yuan",
        "p18_from",
        "p18_to",
        "p18_closed_date",
        is_renewal_missing=joined.is_term_only & is_stale,
    )


@derived(key=("institution_code",))
def shop_drugs(lines: purchase_lines, *, as_of):
    """P13: share of drugs on the resale watch-list in the yuan of the year."""
    recent = lines.filter(is_in_last_days(lines.service_date, as_of, YEAR_DAYS))
    counted = recent.group_by("institution_code").agg(
        watch_yuan=recent.resale_watch.ifelse(recent.amount, 0).sum(),
        all_yuan=recent.amount.sum(),
        lines=recent.count(),
    )
    return counted.select(
        "institution_code",
        "watch_yuan",
        line_count=counted["lines"],
        p13_watch_share=counted.watch_yuan.cast("float64") / counted.all_yuan.cast("float64"),
        mean_line_yuan=counted.all_yuan.cast("float64") / counted["lines"],
    )
