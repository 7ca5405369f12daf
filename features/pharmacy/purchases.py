"""Purchases at designated pharmacies net of returns; the populations of shops and buyers."""

from contracts.derived import OrEmpty, derived
from contracts.tables.claim_header import ClaimHeader
from contracts.tables.claim_line import ClaimLine
from contracts.tables.drug_catalog import DrugCatalog
from contracts.tables.institution import Institution
from contracts.tables.person import Person
from features.common.calendar import (
    count_days_between,
    is_in_last_days,
    make_as_of_literal,
)
from features.common.join_helpers import left_join_columns

PHARMACY = "41"  # code of med_type
PACK, DOSE_UNIT = "盒", "片"
# the population is of one year; persons stay in it for two, so that the dead are seen
YEAR_DAYS, LOOK_BACK_DAYS = 365, 730
SLIP_SHARE = 0.2  # a "pack" at a fifth of its usual price is a tablet that was keyed as a pack


@derived(key=("setl_id",))
def settlement_returns(headers: ClaimHeader):
    """Settlements that return another one, `original`, and their amounts in yuan (negative)."""
    back = headers.filter(headers.reversal_of.notnull())
    return back.select(
        "setl_id", "total_amount", "fund_amount", "account_amount", original=back.reversal_of
    )


@derived(key=("setl_id",))
def purchases(headers: ClaimHeader, back: settlement_returns, institutions: Institution, *, as_of):
    """Pharmacy settlements not returned in full; amounts net of returns, in yuan."""
    sold = headers.filter(
        headers.med_type == PHARMACY,
        headers.reversal_of.isnull(),
        headers.service_time.cast("date") <= as_of,
    )
    back = back.group_by(setl_id=back.original).agg(
        back_total=back.total_amount.sum(),
        back_fund=back.fund_amount.sum(),
        back_account=back.account_amount.sum(),
    )
    joined = left_join_columns(sold, back, "setl_id")
    shops = institutions.select(
        "institution_code",
        chain=institutions.chain_id.fill_null(institutions.institution_code),
        shop_district=institutions.district,
    )
    joined = joined.join(shops, "institution_code")
    net = joined.select(
        "setl_id",
        "person_id",
        "institution_code",
        "chain",
        "shop_district",
        "service_time",
        "collector_hash",
        "payer_person_id",
        "is_online",
        till_id=joined.till_id.fill_null(""),
        service_date=joined.service_time.cast("date"),
        # midnight is what systems write that know the day alone
        has_clock=joined.service_time != joined.service_time.truncate("D"),
        total_yuan=joined.total_amount + joined.back_total.fill_null(0),
        fund_yuan=joined.fund_amount + joined.back_fund.fill_null(0),
        account_yuan=joined.account_amount + joined.back_account.fill_null(0),
        is_untouched=joined.back_total.isnull(),
    )
    return net.filter((net.total_yuan > 0) | net.is_untouched).drop("is_untouched")


@derived(key=("setl_id", "item_code"))
def net_shares(back: settlement_returns, lines: ClaimLine):
    """setl_id, item_code, left_share: share of an item that is left after returns, where there was
    one.
    """
    back = lines.join(back.select("setl_id", "original"), "setl_id")
    back = back.group_by(setl_id=back.original, item_code=back.item_code).agg(
        back_qty=back.qty.sum()
    )
    touched = lines.semi_join(back, ["setl_id", "item_code"])
    touched = touched.group_by("setl_id", "item_code").agg(bought_qty=touched.qty.sum())
    left = touched.join(back, ["setl_id", "item_code"])
    return left.select("setl_id", "item_code", left_share=1 + left.back_qty / left.bought_qty)


def select_standing_lines(lines, sold, left):
    """Lines that belong to the purchases `sold`, with left_share.

    Fully returned lines are left out.

    Adds person_id, institution_code, chain and service_date of the purchase.
    """
    sold_lines = lines.join(
        sold.select("setl_id", "person_id", "institution_code", "chain", "service_date"), "setl_id"
    )
    joined = left_join_columns(sold_lines, left, "setl_id", "item_code")
    return joined.mutate(left_share=joined.left_share.fill_null(1.0)).filter(
        lambda t: t.left_share > 0
    )


def get_generic_key(catalog):
    """Key by which two catalogue entries are the same drug."""
    return catalog.generic_code.fill_null(catalog.generic_name)


@derived(key=("feedetl_sn",))
def purchase_lines(
    sold: purchases, lines: ClaimLine, left: net_shares, catalog: DrugCatalog, *, as_of
):
    """Lines of standing purchases of the last year with net packs.

    packs are minimum sales packs: dose units are divided by the pack size, and so are packs at the
    price of dose units. keyed_days is the supply as keyed.
    """
    recent = sold.filter(is_in_last_days(sold.service_date, as_of, YEAR_DAYS))
    joined = select_standing_lines(lines, recent, left)
    prices = lines.filter(lines.qty_unit == PACK, lines.unit_price > 0).semi_join(recent, "setl_id")
    prices = prices.group_by("item_code").agg(usual_price=prices.unit_price.median())
    joined = left_join_columns(joined, prices, "item_code").join(
        catalog.select(
            "item_code",
            "generic_name",
            "generic_code",
            "pack_units",
            "ddd_units",
            "resale_watch",
            "trace_exempt",
        ),
        "item_code",
    )
    is_slip = (joined.unit_price < SLIP_SHARE * joined.usual_price).fill_null(False) & (
        joined.pack_units > 1
    )
    in_doses = (joined.qty_unit == DOSE_UNIT) | ((joined.qty_unit == PACK) & is_slip)
    packs = (joined.qty_unit == PACK).ifelse(joined.qty, None)
    in_units = (joined.qty_unit == DOSE_UNIT).ifelse(joined.qty / joined.pack_units, packs)
    packs = in_doses.ifelse(joined.qty / joined.pack_units, packs) * joined.left_share
    return joined.select(
        "feedetl_sn",
        "setl_id",
        "person_id",
        "institution_code",
        "chain",
        "service_date",
        "item_code",
        "list_type",
        "amount",
        "unit_price",
        "fund_scope_amount",
        "rx_institution_code",
        "rx_date",
        "rx_doctor_code",
        "rx_no",
        "long_rx_flag",
        "split_flag",
        "resale_watch",
        "trace_exempt",
        packs=packs,
        generic=get_generic_key(joined),
        generic_name=joined.generic_name,
        supply_days=packs * joined.pack_units / joined.ddd_units,
        keyed_days=in_units * joined.left_share * joined.pack_units / joined.ddd_units,
    )


@derived(key=("institution_code",))
def shop_year(institutions: Institution, sold: purchases, *, as_of):
    """Population of shops: pharmacies with a purchase in the last year, and sums of their year."""
    recent = sold.filter(is_in_last_days(sold.service_date, as_of, YEAR_DAYS))
    year = recent.group_by("institution_code").agg(
        year_settlements=recent.count(),
        year_persons=recent.person_id.nunique(),
        year_fund_yuan=recent.fund_yuan.sum(),
        amount_involved=(recent.fund_yuan + recent.account_yuan).sum(),
        period_from=recent.service_date.min(),
        period_to=recent.service_date.max(),
    )
    joined = year.join(institutions, "institution_code")
    return joined.select(
        "institution_code",
        "year_settlements",
        "year_persons",
        "amount_involved",
        "period_from",
        "period_to",
        "is_dual_channel",
        subject_id=joined.institution_code,
        record_id=joined.institution_code,
        district=joined.district,
        shop_kind=joined.is_dual_channel.ifelse("双通道", "普通"),
        fund_per_person_yuan=joined.year_fund_yuan.cast("float64") / joined.year_persons,
        settlements_per_person=joined.year_settlements / joined.year_persons,
    )


@derived(key=("person_id",))
def patient_year(sold: purchases, persons: OrEmpty[Person], *, as_of):
    """Population of buyers: persons with a purchase in two years, and sums of their last year."""
    recent_purchases = sold.filter(is_in_last_days(sold.service_date, as_of, LOOK_BACK_DAYS))
    is_recent = is_in_last_days(recent_purchases.service_date, as_of, YEAR_DAYS)
    year = recent_purchases.group_by("person_id").agg(
        year_settlements=is_recent.cast("int64").sum(),
        year_shops=recent_purchases.chain.nunique(where=is_recent),
        year_fund_yuan=is_recent.ifelse(recent_purchases.fund_yuan, 0).sum(),
        amount_involved=is_recent.ifelse(
            recent_purchases.fund_yuan + recent_purchases.account_yuan, 0
        ).sum(),
        period_from=recent_purchases.service_date.min(),
        period_to=recent_purchases.service_date.max(),
        shop_district=recent_purchases.shop_district.min(),
    )
    facts = persons.select("person_id", "hukou_district", "birth_date")
    joined = left_join_columns(year, facts, "person_id")
    age = count_days_between(make_as_of_literal(as_of), joined.birth_date) / 365.25
    return joined.select(
        "person_id",
        "year_settlements",
        "year_shops",
        "year_fund_yuan",
        "amount_involved",
        "period_from",
        "period_to",
        subject_id=joined.person_id,
        record_id=joined.person_id,
        district=joined.hukou_district.fill_null(joined.shop_district),
        age_band=((age / 20).floor().cast("int64") * 20).cast("string").fill_null("?"),
    )
