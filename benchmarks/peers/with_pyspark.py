"""The three sets in PySpark's DataFrames on this machine alone. Its Java process starts and ends
within the seconds of the work.
"""

import atexit

from pyspark import SparkContext
from pyspark.sql import SparkSession, Window
from pyspark.sql import functions as F
from pyspark.sql.functions import col

from benchmarks.peers.task import THREADS, Task

SESSION = {
    "spark.master": f"local[{THREADS}]",
    "spark.driver.memory": "8g",  # as ours
    "spark.driver.host": "127.0.0.1",
    "spark.sql.shuffle.partitions": "8",
    "spark.ui.enabled": "false",
    "spark.log.level": "ERROR",
}
YEAR_DAYS, TWO_YEARS = 365, 24


def compute(task: Task) -> None:
    """Write the final table of the set, a folder of parts."""
    atexit.register(_wait_for_java)
    with SparkSession.builder.config(map=SESSION).getOrCreate() as spark:
        RESULTS[task.name](spark, task).write.parquet(str(task.result))


def _wait_for_java():
    """Wait for the Java process, so that the system counts what it used."""
    process = SparkContext._gateway.proc
    process.stdin.close()
    process.wait()


def scan_valid_rows(spark, task, table):
    """Read the valid rows of a table."""
    rows = spark.read.parquet(*task.tables[table]).select(task.columns(table))
    return rows.filter("row_status = '1'").drop("row_status")


def is_in_last_year(task):
    return F.datediff(F.lit(task.as_of), "service_date").between(0, YEAR_DAYS - 1)


def select_purchases(spark, task):
    """Select settlements of pharmacies that were not taken back in full."""
    headers = scan_valid_rows(spark, task, "claim_header")
    back = headers.filter("reversal_of is not null")
    back = back.groupBy(col("reversal_of").alias("setl_id")).agg(
        F.sum("total_amount").alias("back")
    )
    sold = headers.filter("med_type = '41' and reversal_of is null")
    sold = sold.withColumn("service_date", F.to_date("service_time")).join(back, "setl_id", "left")
    sold = sold.filter(col("service_date") <= F.lit(task.as_of))
    sold = sold.filter("back is null or total_amount + back > 0")
    return sold.join(scan_valid_rows(spark, task, "institution"), "institution_code", "semi")


def select_returns(spark, task):
    """Select the settlements that take another back (setl_id, original)."""
    back = scan_valid_rows(spark, task, "claim_header").filter("reversal_of is not null")
    return back.select("setl_id", col("reversal_of").alias("original"))


def select_purchase_lines(spark, task, sold):
    """Select lines of standing purchases with their catalogue entry and the share left after
    returns.
    """
    lines, pair = scan_valid_rows(spark, task, "claim_line"), ["setl_id", "item_code"]
    back = lines.join(select_returns(spark, task), "setl_id").groupBy(
        col("original").alias("setl_id"), "item_code"
    )
    back = back.agg(F.sum("qty").cast("double").alias("back_qty"))
    sold_lines = lines.join(sold, "setl_id")
    bought = (
        sold_lines.join(back, pair, "semi")
        .groupBy(pair)
        .agg(F.sum("qty").cast("double").alias("bought_qty"))
    )
    left = bought.join(back, pair).select(
        *pair, (1 + col("back_qty") / col("bought_qty")).alias("left_share")
    )
    sold_lines = sold_lines.join(left, pair, "left").fillna({"left_share": 1.0})
    return sold_lines.filter("left_share > 0").join(
        scan_valid_rows(spark, task, "drug_catalog"), "item_code"
    )


def compute_supply(spark, task):
    """Compute P03: the most days in hand of each drug of a person, beyond the allowance."""
    sold = (
        select_purchases(spark, task)
        .filter(is_in_last_year(task))
        .select("setl_id", "person_id", "service_date")
    )
    packs = scan_valid_rows(spark, task, "claim_line").filter("qty_unit = '盒' and unit_price > 0")
    usual = packs.join(sold, "setl_id", "semi").groupBy("item_code")
    usual = usual.agg(F.median("unit_price").alias("usual_price"))
    drugs = (
        select_purchase_lines(spark, task, sold)
        .join(usual, "item_code", "left")
        .withColumns(build_days_of_supply())
    )
    drugs = drugs.filter("list_type = '101' and supply_days > 0")
    return aggregate_by_drug(compute_days_in_hand(drugs, count_family_members(spark, task)))


def build_days_of_supply():
    """Columns: the drug, days of supply by price (`supply_days`) and as keyed (`keyed_days`)."""
    qty, in_pack, daily, price = (
        col(c).cast("double") for c in ("qty", "pack_units", "ddd_units", "unit_price")
    )
    is_dose, is_pack = col("qty_unit") == "片", col("qty_unit") == "盒"
    is_slip = (price < 0.2 * col("usual_price")) & (in_pack > 1)
    in_doses = qty / in_pack
    keyed = F.when(is_dose, in_doses).when(is_pack, qty)
    packs = F.when(is_pack & is_slip, in_doses).otherwise(keyed)
    return {
        "generic": F.coalesce("generic_code", "generic_name"),
        "supply_days": packs * col("left_share") * in_pack / daily,
        "keyed_days": keyed * col("left_share") * in_pack / daily,
    }


def compute_days_in_hand(drugs, members):
    """Compute a row per person, drug and day with a purchase: what is in hand then, in hundredths
    of a day.
    """
    bought = drugs.groupBy("person_id", "generic", "service_date").agg(
        sum_hundredths("supply_days").alias("stock"),
        sum_hundredths("keyed_days").alias("keyed_stock"),
        F.sum("amount").alias("yuan"),
        F.bool_or("long_rx_flag").alias("is_long"),
    )
    bought = bought.join(members, "person_id", "left").withColumn(
        "together", 1 + F.coalesce("members", F.lit(0))
    )
    clock = F.datediff("service_date", F.lit("2000-01-01")) * 110
    stocks = {"own": "stock", "family": "stock", "keyed": "keyed_stock"}
    used = {"own": clock, "family": clock * col("together"), "keyed": clock}
    ahead = bought.withColumns(
        {way: accumulate_by_drug(F.sum(stocks[way])) - used[way] for way in stocks}
    )
    least = {way: accumulate_by_drug(F.min(col(way) - col(stock))) for way, stock in stocks.items()}
    return ahead.withColumns({way: col(way) - least[way] for way in stocks})


def sum_hundredths(column):
    return F.sum(F.floor(col(column) * 100 + 0.5))


def accumulate_by_drug(value):
    window = Window.partitionBy("person_id", "generic").orderBy("service_date")
    return value.over(window.rowsBetween(Window.unboundedPreceding, 0))


def count_family_members(spark, task):
    """Count persons (person_id, members) tied by a linked account on the as-of day."""
    day, shares = F.lit(task.as_of), scan_valid_rows(spark, task, "account_share")
    valid = shares.filter(
        (col("from_date") <= day) & (col("to_date").isNull() | (col("to_date") >= day))
    )
    ends = ("owner_person_id", "member_person_id")
    ties = [
        valid.select(col(one).alias("person_id"), col(two).alias("other"))
        for one, two in (ends, ends[::-1])
    ]
    return ties[0].union(ties[1]).distinct().groupBy("person_id").agg(F.count("*").alias("members"))


def aggregate_by_drug(bought):
    """Aggregate to a row per person and drug."""
    drugs = bought.groupBy("person_id", "generic").agg(
        F.max("together").alias("together"),
        F.bool_or("is_long").alias("is_long"),
        F.sum("yuan").alias("yuan"),
        *((F.max(way) / 100).alias(f"{way}_days") for way in ("own", "family", "keyed")),
        F.min("service_date").alias("first_date"),
        F.max("service_date").alias("last_date"),
        F.count("*").alias("purchase_days"),
    )
    allowance = F.when(col("is_long"), 84).otherwise(30)
    over, keyed = col("own_days") - allowance, col("keyed_days") - allowance
    is_slip = (over < 30) & (keyed >= 30)
    return drugs.withColumns(
        {
            "over_days": F.when(is_slip, keyed).otherwise(over),
            "family_over_days": col("family_days") - allowance,
            "is_unit_slip": is_slip,
        }
    )


def compute_turnover(spark, task):
    """Compute U09 and U10: joiners, leavers and leavers with short spells of a unit in two
    years.
    """
    end = task.as_of.year * 12 + task.as_of.month
    is_left = col("end_month") < end - 1
    recent = build_employment_spells(spark, task).filter(col("end_month") > end - TWO_YEARS)
    units = recent.groupBy("employer_id").agg(
        F.count_if(is_left).alias("leaver_count"),
        F.count_if(is_left & (col("spell_months") <= 3)).alias("short_leaver_count"),
        F.count_if(col("start_month") > end - TWO_YEARS).alias("joiner_count"),
        F.sum("spell_months").alias("month_count"),
    )
    moves = (col("leaver_count") + col("joiner_count")) / col("month_count")
    named = moves.alias("u10_turnover_share")
    return units.select("employer_id", "leaver_count", "short_leaver_count", named)


def build_employment_spells(spark, task):
    """Build employer_id, start_month, end_month, spell_months of unbroken runs of months with
    a unit.
    """
    day, posted = col("contrib_month"), col("posted_date")
    paid = scan_valid_rows(spark, task, "contribution_month").filter(
        "insurance_type = '210' and pay_kind = '1'"
    )
    paid = paid.filter(
        (day <= F.lit(task.as_of)) & (posted.isNull() | (posted <= F.lit(task.as_of)))
    )
    windows = scan_valid_rows(spark, task, "employer").filter("unit_nature = '60'")
    paid, who = paid.join(windows, "employer_id", "anti"), ["person_id", "employer_id"]
    months = paid.select(*who, (F.year(day) * 12 + F.month(day)).alias("month")).distinct()
    place = F.row_number().over(Window.partitionBy(who).orderBy("month"))
    runs = months.withColumn("island", col("month") - place).groupBy(*who, "island")
    return runs.agg(
        F.min("month").alias("start_month"),
        F.max("month").alias("end_month"),
        F.count("*").alias("spell_months"),
    )


def compute_code_reuse(spark, task):
    """Compute P01: codes that a shop settled in the last year though another settlement had settled
    them before.
    """
    code = col("trace_code_hash")
    return (
        find_resold_packs(spark, task)
        .filter(is_in_last_year(task))
        .groupBy("institution_code")
        .agg(
            F.count_distinct(code).alias("p01_codes"),
            F.count_distinct(F.when(col("is_far"), code)).alias("p01_far_codes"),
            F.sum("amount").alias("p01_yuan"),
            F.min("first_date").alias("p01_from"),
            F.max("service_date").alias("p01_to"),
            F.max("days_apart").alias("p01_days_apart"),
        )
    )


def find_resold_packs(spark, task):
    """Find whole packs sold again: the later sale of each code with the first one's date."""
    sold = select_standing_codes(spark, task).filter(~col("split_flag") & (col("qty_unit") != "片"))
    first = sold.groupBy("trace_code_hash").agg(
        F.min("service_date").alias("first_date"), F.count_distinct("setl_id").alias("settlements")
    )
    sold = sold.join(first.filter("settlements between 2 and 30"), "trace_code_hash")
    origin = sold.filter(col("service_date") == col("first_date")).groupBy("trace_code_hash")
    origin = origin.agg(
        F.min("setl_id").alias("first_setl"), F.min("institution_code").alias("first_shop")
    )
    later = sold.join(origin, "trace_code_hash").filter(col("setl_id") != col("first_setl"))
    days_apart = F.datediff("service_date", "first_date")
    is_far = (days_apart >= 30) | (col("institution_code") != col("first_shop"))
    return later.withColumns({"days_apart": days_apart, "is_far": is_far})


def select_standing_codes(spark, task):
    """Select scans of standing purchases whose code occurs more than once and was not taken
    back.
    """
    coded = scan_valid_rows(spark, task, "claim_trace").filter("trace_code_hash is not null")
    often = coded.groupBy("trace_code_hash").count().filter("count > 1")
    coded = coded.join(often, "trace_code_hash", "semi")
    sold = select_purchases(spark, task).select("setl_id", "institution_code", "service_date")
    returned_codes = coded.join(scan_valid_rows(spark, task, "claim_line"), "feedetl_sn").join(
        select_returns(spark, task), "setl_id"
    )
    returned_codes = returned_codes.select(col("original").alias("setl_id"), "trace_code_hash")
    codes = coded.join(select_purchase_lines(spark, task, sold), "feedetl_sn")
    return codes.join(returned_codes, ["setl_id", "trace_code_hash"], "anti")


RESULTS = {
    "supply": compute_supply,
    "turnover": compute_turnover,
    "trace_codes": compute_code_reuse,
}
