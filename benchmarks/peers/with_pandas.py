"""The three sets in plain pandas, as an analyst would write them from the words of the
indicators.
"""

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from benchmarks.peers.frames import convert_to_frame
from benchmarks.peers.task import Task

USUAL_DAYS, LONG_DAYS, LEAST_OVER_DAYS = 30, 84, 30
USED_A_DAY = 110  # hundredths of a dose: a tenth is rounding
SLIP_SHARE, YEAR_DAYS = 0.2, 365
SHORT_MONTHS, TWO_YEARS = 3, 24
FAR_DAYS, MOST_SETTLEMENTS = 30, 30


def compute(task: Task) -> None:
    """Write the final table of the set."""
    RESULTS[task.name](task).to_parquet(task.result, index=False)


def read_valid_rows(task, table, *filters):
    """Read the valid rows of a table."""
    filters = [("row_status", "==", "1"), *filters]
    return convert_to_frame(
        pq.read_table(task.tables[table], columns=task.columns(table), filters=filters)
    )


def is_in_last_year(day, as_of):
    return (day <= as_of) & (day > as_of - pd.Timedelta(days=YEAR_DAYS))


def select_purchases(task, headers):
    """Select settlements of pharmacies that were not taken back in full."""
    back = headers[headers.reversal_of.notna()].groupby("reversal_of").total_amount.sum()
    sold = headers[(headers.med_type == "41") & headers.reversal_of.isna()]
    sold = sold.assign(service_date=sold.service_time.dt.normalize(), back=sold.setl_id.map(back))
    stands = sold.back.isna() | ((sold.total_amount + sold.back).round(2) > 0)
    is_known_shop = sold.institution_code.isin(
        read_valid_rows(task, "institution").institution_code
    )
    return sold[stands & is_known_shop & (sold.service_date <= pd.Timestamp(task.as_of))]


def select_purchase_lines(sold, headers, lines, catalog):
    """Select lines of standing purchases with their catalogue entry and the share left after
    returns.
    """
    back = lines.merge(select_returns(headers), on="setl_id")
    back = back.groupby(["original", "item_code"], as_index=False).qty.sum()
    back = back.rename(columns={"original": "setl_id", "qty": "back_qty"})
    sold_lines = lines.merge(sold, on="setl_id").merge(
        back, on=["setl_id", "item_code"], how="left"
    )
    touched = sold_lines[sold_lines.back_qty.notna()]
    bought = touched.groupby(["setl_id", "item_code"]).qty.transform("sum")
    sold_lines["left_share"] = (1 + touched.back_qty / bought).reindex(sold_lines.index).fillna(1.0)
    return sold_lines[sold_lines.left_share > 0].merge(catalog, on="item_code")


def select_returns(headers):
    """Select the settlements that take another back (setl_id, original)."""
    back = headers.loc[headers.reversal_of.notna(), ["setl_id", "reversal_of"]]
    return back.rename(columns={"reversal_of": "original"})


def compute_supply(task):
    """Compute P03: the most days in hand of each drug of a person, beyond the allowance."""
    headers, lines = read_valid_rows(task, "claim_header"), read_valid_rows(task, "claim_line")
    sold = select_purchases(task, headers)[["setl_id", "person_id", "service_date"]]
    sold = sold[is_in_last_year(sold.service_date, pd.Timestamp(task.as_of))]
    packs = lines[
        (lines.qty_unit == "盒") & (lines.unit_price > 0) & lines.setl_id.isin(sold.setl_id)
    ]
    usual = packs.groupby("item_code").unit_price.median()
    bought = select_purchase_lines(sold, headers, lines, read_valid_rows(task, "drug_catalog"))
    drugs = add_days_of_supply(bought, usual)
    drugs = drugs[(drugs.list_type == "101") & (drugs.supply_days > 0)]
    return aggregate_by_drug(compute_days_in_hand(task, drugs))


def add_days_of_supply(bought, usual):
    """Add days of supply by price (`supply_days`) and as keyed (`keyed_days`)."""
    is_dose, is_pack = bought.qty_unit == "片", bought.qty_unit == "盒"
    is_slip = (bought.unit_price < SLIP_SHARE * bought.item_code.map(usual)) & (
        bought.pack_units > 1
    )
    in_doses = bought.qty / bought.pack_units
    keyed = bought.qty.where(is_pack).mask(is_dose, in_doses)
    packs = keyed.mask(is_pack & is_slip, in_doses)
    return bought.assign(
        generic=bought.generic_code.fillna(bought.generic_name),
        supply_days=packs * bought.left_share * bought.pack_units / bought.ddd_units,
        keyed_days=keyed * bought.left_share * bought.pack_units / bought.ddd_units,
    )


def compute_days_in_hand(task, drugs):
    """Compute a row per person, drug and day with a purchase: what is in hand then, in hundredths
    of a day.
    """
    drugs = drugs.assign(
        stock=np.floor(drugs.supply_days * 100 + 0.5).astype("int64"),
        keyed_stock=np.floor(drugs.keyed_days * 100 + 0.5).astype("int64"),
    )
    days = drugs.groupby(["person_id", "generic", "service_date"], as_index=False).agg(
        stock=("stock", "sum"),
        keyed_stock=("keyed_stock", "sum"),
        yuan=("amount", "sum"),
        is_long=("long_rx_flag", "any"),
    )
    days["together"] = 1 + days.person_id.map(count_family_members(task)).fillna(0).astype("int64")
    clock = (days.service_date - pd.Timestamp("2000-01-01")).dt.days * USED_A_DAY
    days["own"] = compute_stock_in_hand(days, "stock", clock)
    days["family"] = compute_stock_in_hand(days, "stock", clock * days.together)
    days["keyed"] = compute_stock_in_hand(days, "keyed_stock", clock)
    return days


def compute_stock_in_hand(days, stock, used):
    """Compute the largest sum bought in any window up to now, less what is used in that window."""
    by = [days.person_id, days.generic]
    total = days.groupby(["person_id", "generic"])[stock].cumsum() - used
    return total - (total - days[stock]).groupby(by).cummin()


def count_family_members(task):
    """Count per person_id the persons tied by a linked account on the as-of day."""
    shares, as_of = read_valid_rows(task, "account_share"), pd.Timestamp(task.as_of)
    valid = shares[
        (shares.from_date <= as_of) & (shares.to_date.isna() | (shares.to_date >= as_of))
    ]
    ends = ["owner_person_id", "member_person_id"]
    ties = pd.DataFrame(np.vstack([valid[ends], valid[ends[::-1]]]), columns=["person_id", "other"])
    return ties.drop_duplicates().groupby("person_id").size()


def aggregate_by_drug(days):
    """Aggregate to a row per person and drug."""
    drugs = days.groupby(["person_id", "generic"], as_index=False).agg(
        own_days=("own", "max"),
        family_days=("family", "max"),
        keyed_days=("keyed", "max"),
        together=("together", "max"),
        is_long=("is_long", "any"),
        yuan=("yuan", "sum"),
        first_date=("service_date", "min"),
        last_date=("service_date", "max"),
        purchase_days=("service_date", "size"),
    )
    for column in ("own_days", "family_days", "keyed_days"):
        drugs[column] /= 100
    allowance = np.where(drugs.is_long, LONG_DAYS, USUAL_DAYS)
    over, keyed = drugs.own_days - allowance, drugs.keyed_days - allowance
    is_slip = (over < LEAST_OVER_DAYS) & (keyed >= LEAST_OVER_DAYS)
    return drugs.assign(
        over_days=over.mask(is_slip, keyed),
        family_over_days=drugs.family_days - allowance,
        is_unit_slip=is_slip,
    )


def compute_turnover(task):
    """Compute U09 and U10: joiners, leavers and leavers with short spells of a unit in two
    years.
    """
    as_of = pd.Timestamp(task.as_of)
    end = as_of.year * 12 + as_of.month
    spells = build_employment_spells(task, as_of)
    recent = spells[spells.end_month > end - TWO_YEARS]
    recent = recent.assign(
        is_left=recent.end_month < end - 1, is_joined=recent.start_month > end - TWO_YEARS
    )
    recent["is_short"] = recent.is_left & (recent.spell_months <= SHORT_MONTHS)
    units = recent.groupby("employer_id", as_index=False).agg(
        leaver_count=("is_left", "sum"),
        short_leaver_count=("is_short", "sum"),
        joiner_count=("is_joined", "sum"),
        month_count=("spell_months", "sum"),
    )
    units["u10_turnover_share"] = (units.leaver_count + units.joiner_count) / units.month_count
    return units.drop(columns=["joiner_count", "month_count"])


def build_employment_spells(task, as_of):
    """Build employer_id, start_month, end_month, spell_months of unbroken runs of months with
    a unit.
    """
    kinds = [("insurance_type", "==", "210"), ("pay_kind", "==", "1")]
    paid, units = (
        read_valid_rows(task, "contribution_month", *kinds),
        read_valid_rows(task, "employer"),
    )
    arrived = paid.posted_date.isna() | (paid.posted_date <= as_of)
    paid = paid[arrived & (paid.contrib_month <= as_of)]
    paid = paid[~paid.employer_id.isin(units.employer_id[units.unit_nature == "60"])]
    months = paid[["person_id", "employer_id"]].assign(
        month=paid.contrib_month.dt.year * 12 + paid.contrib_month.dt.month
    )
    months = months.drop_duplicates().sort_values(["person_id", "employer_id", "month"])
    last = months.shift()
    goes_on = (months.person_id == last.person_id) & (months.employer_id == last.employer_id)
    starts = ~(goes_on & (months.month == last.month + 1))
    return months.groupby(starts.cumsum()).agg(
        employer_id=("employer_id", "first"),
        start_month=("month", "min"),
        end_month=("month", "max"),
        spell_months=("month", "size"),
    )


def compute_code_reuse(task):
    """Compute P01: codes that a shop settled in the last year though another settlement had settled
    them before.
    """
    again = find_resold_packs(task)
    recent = again[is_in_last_year(again.service_date, pd.Timestamp(task.as_of))]
    shops = recent.groupby("institution_code").agg(
        p01_codes=("trace_code_hash", "nunique"),
        p01_yuan=("amount", "sum"),
        p01_from=("first_date", "min"),
        p01_to=("service_date", "max"),
        p01_days_apart=("days_apart", "max"),
    )
    far = recent[recent.is_far].groupby("institution_code").trace_code_hash.nunique()
    shops["p01_far_codes"] = far.reindex(shops.index).fillna(0).astype("int64")
    return shops.reset_index()


def find_resold_packs(task):
    """Find whole packs sold again: the later sale of each code with the first one's date."""
    sold = select_standing_codes(task)
    sold = sold[~sold.split_flag & (sold.qty_unit != "片")]
    by_code = sold.groupby("trace_code_hash")
    first_date, settlements = by_code.service_date.min(), by_code.setl_id.nunique()
    sold = sold.assign(first_date=sold.trace_code_hash.map(first_date))
    sold = sold[sold.trace_code_hash.map(settlements).between(2, MOST_SETTLEMENTS)]
    origin = sold[sold.service_date == sold.first_date].groupby("trace_code_hash", as_index=False)
    origin = origin.agg(first_setl=("setl_id", "min"), first_shop=("institution_code", "min"))
    later = sold.merge(origin, on="trace_code_hash")
    later = later[later.setl_id != later.first_setl]
    days_apart = (later.service_date - later.first_date).dt.days
    is_far = (days_apart >= FAR_DAYS) | (later.institution_code != later.first_shop)
    return later.assign(days_apart=days_apart, is_far=is_far)


def select_standing_codes(task):
    """Select scans of standing purchases whose code occurs more than once and was not taken
    back.
    """
    headers, lines, traces = (
        read_valid_rows(task, t) for t in ("claim_header", "claim_line", "claim_trace")
    )
    sold = select_purchases(task, headers)[["setl_id", "institution_code", "service_date"]]
    sold_lines = select_purchase_lines(sold, headers, lines, read_valid_rows(task, "drug_catalog"))
    coded = traces.dropna(subset="trace_code_hash")[["feedetl_sn", "trace_code_hash"]]
    coded = coded[coded.trace_code_hash.duplicated(keep=False)]
    returned_codes = coded.merge(lines[["feedetl_sn", "setl_id"]], on="feedetl_sn").merge(
        select_returns(headers), on="setl_id"
    )
    returned_codes = (
        returned_codes[["original", "trace_code_hash"]]
        .drop_duplicates()
        .rename(columns={"original": "setl_id"})
    )
    sold_lines = sold_lines[
        [
            *("feedetl_sn", "setl_id", "institution_code", "service_date", "amount"),
            *("split_flag", "qty_unit"),
        ]
    ]
    codes = coded.merge(sold_lines, on="feedetl_sn")
    codes = codes.merge(
        returned_codes, on=["setl_id", "trace_code_hash"], how="left", indicator="found"
    )
    return codes[codes.found == "left_only"]


RESULTS = {
    "supply": compute_supply,
    "turnover": compute_turnover,
    "trace_codes": compute_code_reuse,
}
