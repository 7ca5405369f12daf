"""The three sets in Polars: one lazy query each, its streaming engine writing the result."""

import polars as pl
from polars import col

from benchmarks.peers.task import Task

ALLOWANCE = pl.when(col("is_long")).then(84).otherwise(30)
TWO_YEARS = 24


def compute(task: Task) -> None:
    """Write the final table of the set."""
    RESULTS[task.name](task).sink_parquet(task.result)


def scan_valid_rows(task, table):
    """Read the valid rows of a table."""
    rows = pl.scan_parquet(task.tables[table]).select(task.columns(table))
    return rows.filter(col("row_status") == "1").drop("row_status")


def is_in_last_year(task):
    return col("service_date").is_between(pl.lit(task.as_of).dt.offset_by("-364d"), task.as_of)


def select_purchases(task):
    """Select settlements of pharmacies that were not taken back in full."""
    headers = scan_valid_rows(task, "claim_header")
    back = headers.filter(col("reversal_of").is_not_null())
    back = back.group_by(setl_id="reversal_of").agg(back=col("total_amount").sum())
    sold = headers.filter(col("med_type") == "41", col("reversal_of").is_null())
    sold = sold.with_columns(service_date=col("service_time").dt.date())
    sold = sold.filter(col("service_date") <= task.as_of).join(back, on="setl_id", how="left")
    sold = sold.filter(col("back").is_null() | (col("total_amount") + col("back") > 0))
    return sold.join(scan_valid_rows(task, "institution"), on="institution_code", how="semi")


def select_returns(task):
    """Select the settlements that take another back (setl_id, original)."""
    back = scan_valid_rows(task, "claim_header").filter(col("reversal_of").is_not_null())
    return back.select("setl_id", original="reversal_of")


def select_purchase_lines(task, sold):
    """Select lines of standing purchases with their catalogue entry and the share left after
    returns.
    """
    lines, pair = scan_valid_rows(task, "claim_line"), ["setl_id", "item_code"]
    back = lines.join(select_returns(task), on="setl_id")
    back = back.group_by(setl_id="original", item_code="item_code").agg(back_qty=col("qty").sum())
    sold_lines = lines.join(sold, on="setl_id")
    bought = (
        sold_lines.join(back, on=pair, how="semi").group_by(pair).agg(bought_qty=col("qty").sum())
    )
    left = bought.join(back, on=pair).select(
        *pair, left_share=1 + col("back_qty") / col("bought_qty")
    )
    sold_lines = sold_lines.join(left, on=pair, how="left").with_columns(
        col("left_share").fill_null(1.0)
    )
    return sold_lines.filter(col("left_share") > 0).join(
        scan_valid_rows(task, "drug_catalog"), on="item_code"
    )


def compute_supply(task):
    """Compute P03: the most days in hand of each drug of a person, beyond the allowance."""
    sold = (
        select_purchases(task)
        .filter(is_in_last_year(task))
        .select("setl_id", "person_id", "service_date")
    )
    packs = scan_valid_rows(task, "claim_line").filter(
        col("qty_unit") == "盒", col("unit_price") > 0
    )
    usual = packs.join(sold, on="setl_id", how="semi").group_by("item_code")
    usual = usual.agg(usual_price=col("unit_price").median())
    drugs = (
        select_purchase_lines(task, sold)
        .join(usual, on="item_code", how="left")
        .with_columns(**build_days_of_supply())
    )
    drugs = drugs.filter(col("list_type") == "101", col("supply_days") > 0)
    return aggregate_by_drug(compute_days_in_hand(drugs, count_family_members(task)))


def build_days_of_supply():
    """Build the columns of days of supply by price (`supply_days`) and as keyed (`keyed_days`)."""
    is_dose, is_pack = col("qty_unit") == "片", col("qty_unit") == "盒"
    is_slip = (col("unit_price") < 0.2 * col("usual_price")) & (col("pack_units") > 1)
    in_doses = col("qty") / col("pack_units")
    keyed = pl.when(is_dose).then(in_doses).when(is_pack).then("qty")
    packs = pl.when(is_pack & is_slip).then(in_doses).otherwise(keyed)
    return {
        "generic": col("generic_code").fill_null(col("generic_name")),
        "supply_days": packs * col("left_share") * col("pack_units") / col("ddd_units"),
        "keyed_days": keyed * col("left_share") * col("pack_units") / col("ddd_units"),
    }


def compute_days_in_hand(drugs, members):
    """Compute a row per person, drug and day with a purchase: what is in hand then, in hundredths
    of a day.
    """
    bought = drugs.group_by("person_id", "generic", "service_date").agg(
        stock=round_to_hundredths("supply_days").sum(),
        keyed_stock=round_to_hundredths("keyed_days").sum(),
        yuan=col("amount").sum(),
        is_long=col("long_rx_flag").any(),
    )
    bought = bought.join(members, on="person_id", how="left")
    clock = (col("service_date") - pl.date(2000, 1, 1)).dt.total_days() * 110
    bought = bought.with_columns(
        clock=clock, together=1 + col("members").fill_null(0).cast(pl.Int64)
    )
    totals = {
        "own": accumulate_by_drug(col("stock").cum_sum()) - col("clock"),
        "family": accumulate_by_drug(col("stock").cum_sum()) - col("clock") * col("together"),
        "keyed": accumulate_by_drug(col("keyed_stock").cum_sum()) - col("clock"),
    }
    stock = {"own": "stock", "family": "stock", "keyed": "keyed_stock"}
    bought = bought.with_columns(**totals)
    return bought.with_columns(
        col(w) - accumulate_by_drug((col(w) - col(s)).cum_min()) for w, s in stock.items()
    )


def round_to_hundredths(column):
    return (col(column) * 100 + 0.5).floor().cast(pl.Int64)


def accumulate_by_drug(expression):
    return expression.over("person_id", "generic", order_by="service_date")


def count_family_members(task):
    """Count persons (person_id, members) tied by a linked account on the as-of day."""
    still = col("to_date").is_null() | (col("to_date") >= task.as_of)
    valid = scan_valid_rows(task, "account_share").filter(col("from_date") <= task.as_of, still)
    ways = [("owner_person_id", "member_person_id"), ("member_person_id", "owner_person_id")]
    ties = pl.concat([valid.select(person_id=one, other=two) for one, two in ways]).unique()
    return ties.group_by("person_id").agg(members=pl.len())


def aggregate_by_drug(bought):
    """Aggregate to a row per person and drug."""
    drugs = bought.group_by("person_id", "generic").agg(
        col("together").max(),
        col("is_long").any(),
        col("yuan").sum(),
        own_days=col("own").max() / 100,
        family_days=col("family").max() / 100,
        keyed_days=col("keyed").max() / 100,
        first_date=col("service_date").min(),
        last_date=col("service_date").max(),
        purchase_days=pl.len(),
    )
    over, keyed = col("own_days") - ALLOWANCE, col("keyed_days") - ALLOWANCE
    is_slip = (over < 30) & (keyed >= 30)
    return drugs.with_columns(
        over_days=pl.when(is_slip).then(keyed).otherwise(over),
        family_over_days=col("family_days") - ALLOWANCE,
        is_unit_slip=is_slip,
    )


def compute_turnover(task):
    """Compute U09 and U10: joiners, leavers and leavers with short spells of a unit in two
    years.
    """
    end = task.as_of.year * 12 + task.as_of.month
    is_left = col("end_month") < end - 1
    recent = build_employment_spells(task).filter(col("end_month") > end - TWO_YEARS)
    units = recent.group_by("employer_id").agg(
        leaver_count=is_left.sum(),
        short_leaver_count=(is_left & (col("spell_months") <= 3)).sum(),
        joiner_count=(col("start_month") > end - TWO_YEARS).sum(),
        month_count=col("spell_months").sum(),
    )
    moves = col("leaver_count") + col("joiner_count")
    return units.select(
        "employer_id",
        "leaver_count",
        "short_leaver_count",
        u10_turnover_share=moves / col("month_count"),
    )


def build_employment_spells(task):
    """Build employer_id, start_month, end_month, spell_months of unbroken runs of months with
    a unit.
    """
    day = col("contrib_month")
    paid = scan_valid_rows(task, "contribution_month").filter(
        col("insurance_type") == "210",
        col("pay_kind") == "1",
        day <= task.as_of,
        col("posted_date").is_null() | (col("posted_date") <= task.as_of),
    )
    windows = scan_valid_rows(task, "employer").filter(col("unit_nature") == "60")
    paid = paid.join(windows, on="employer_id", how="anti")
    month = day.dt.year().cast(pl.Int64) * 12 + day.dt.month()
    months = paid.select("person_id", "employer_id", month=month).unique()
    months = months.sort("person_id", "employer_id", "month")
    goes_on = [col(c) == col(c).shift() for c in ("person_id", "employer_id")]
    starts = ~pl.all_horizontal(*goes_on, col("month") == col("month").shift() + 1)
    runs = months.with_columns(run=starts.fill_null(True).cum_sum()).group_by("run")
    return runs.agg(
        col("employer_id").first(),
        start_month=col("month").min(),
        end_month=col("month").max(),
        spell_months=pl.len().cast(pl.Int64),
    )


def compute_code_reuse(task):
    """Compute P01: codes that a shop settled in the last year though another settlement had settled
    them before.
    """
    recent = find_resold_packs(task).filter(is_in_last_year(task))
    code = col("trace_code_hash")
    return recent.group_by("institution_code").agg(
        p01_codes=code.n_unique(),
        p01_far_codes=code.filter(col("is_far")).n_unique(),
        p01_yuan=col("amount").sum(),
        p01_from=col("first_date").min(),
        p01_to=col("service_date").max(),
        p01_days_apart=col("days_apart").max(),
    )


def find_resold_packs(task):
    """Find whole packs sold again: the later sale of each code with the first one's date."""
    sold = select_standing_codes(task).filter(~col("split_flag"), col("qty_unit") != "片")
    first = sold.group_by("trace_code_hash").agg(
        first_date=col("service_date").min(), settlements=col("setl_id").n_unique()
    )
    sold = sold.join(first.filter(col("settlements").is_between(2, 30)), on="trace_code_hash")
    origin = sold.filter(col("service_date") == col("first_date")).group_by("trace_code_hash")
    origin = origin.agg(first_setl=col("setl_id").min(), first_shop=col("institution_code").min())
    later = sold.join(origin, on="trace_code_hash").filter(col("setl_id") != col("first_setl"))
    days_apart = (col("service_date") - col("first_date")).dt.total_days()
    is_far = (days_apart >= 30) | (col("institution_code") != col("first_shop"))
    return later.with_columns(days_apart=days_apart, is_far=is_far)


def select_standing_codes(task):
    """Select scans of standing purchases whose code occurs more than once and was not taken
    back.
    """
    coded = scan_valid_rows(task, "claim_trace").filter(col("trace_code_hash").is_not_null())
    often = coded.group_by("trace_code_hash").len().filter(col("len") > 1)
    coded = coded.join(often, on="trace_code_hash", how="semi")
    sold = select_purchases(task).select("setl_id", "institution_code", "service_date")
    returned_codes = coded.join(scan_valid_rows(task, "claim_line"), on="feedetl_sn").join(
        select_returns(task), on="setl_id"
    )
    codes = coded.join(select_purchase_lines(task, sold), on="feedetl_sn")
    return codes.join(
        returned_codes,
        left_on=["setl_id", "trace_code_hash"],
        right_on=["original", "trace_code_hash"],
        how="anti",
    )


RESULTS = {
    "supply": compute_supply,
    "turnover": compute_turnover,
    "trace_codes": compute_code_reuse,
}
