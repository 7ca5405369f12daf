"""Trace codes: packs settled twice, and packs sold without a scan."""

from contracts.derived import derived
from contracts.law import get_law_number
from contracts.tables.claim_line import ClaimLine
from contracts.tables.claim_trace import ClaimTrace
from features.common.calendar import count_days_between
from features.common.join_helpers import left_join_columns
from features.pharmacy.purchases import (
    YEAR_DAYS,
    is_in_last_days,
    net_shares,
    purchase_lines,
    purchases,
    select_standing_lines,
    settlement_returns,
    shop_year,
)
from features.pharmacy.standing_out import (
    LEAST_CASES,
    STANDS_OUT,
    add_sums_of_others,
    compute_excess_rarity,
    compute_rate_of_others,
)

DRUGS = "101"  # code of list_type
OUTAGE = "5"  # code of no_code_reason: scanner failure
LEAST_LINES = 20  # a share of fewer lines is chance
CODED_SHARE = 0.5  # at the shop that scans an item most; below, single packs bear a code
FAR_DAYS = 30  # a code sold again after a month was not a till's double entry
# a published case is eight times; from dozens on the code is a product's, or a test's
MOST_SETTLEMENTS = 30
DOSE_UNIT = "片"  # code of qty_unit
# where that many others deliver codes, a shop without any is asked for them
LEAST_OTHERS, SUPPLIED_SHARE = 3, 0.9
START = 12  # hexadecimal digits: 48 bits, the most that the engine keeps within its own word
MISSED_SHARE = 0.05  # of lines: misses of any till


@derived(key=("feedetl_sn", "seq"))
def codes_seen_again(traces: ClaimTrace):
    """Packs whose code occurs twice, found by the start of the code: feedetl_sn, seq,
    trace_code_hash.
    """
    coded = traces.filter(traces.trace_code_hash.notnull()).select(
        "feedetl_sn", "seq", "trace_code_hash"
    )
    starts = coded.mutate(start=coded.trace_code_hash.left(START))
    code_counts = starts.group_by("start").agg(times=starts.count())
    return starts.semi_join(code_counts.filter(code_counts.times > 1), "start").drop("start")


@derived(key=("feedetl_sn", "seq"))
def lines_seen_again(coded: codes_seen_again, lines: ClaimLine):
    """The same with setl_id, item_code, amount and split_flag of the line."""
    return coded.join(
        lines.select("feedetl_sn", "setl_id", "item_code", "amount", "split_flag", "qty_unit"),
        "feedetl_sn",
    )


@derived(key=("feedetl_sn", "seq"))
def codes_without_return(
    scanned: lines_seen_again, sold: purchases, back: settlement_returns, left: net_shares
):
    """One row a scanned pack of a standing purchase with a repeated code, without returned ones."""
    back = scanned.join(back.select("setl_id", "original"), "setl_id")
    returned_codes = back.select(
        setl_id=back.original, trace_code_hash=back.trace_code_hash
    ).distinct()
    standing = select_standing_lines(scanned, sold, left)
    return standing.drop("left_share").anti_join(returned_codes, ["setl_id", "trace_code_hash"])


@derived(key=("feedetl_sn", "seq"))
def code_repeats(codes: codes_without_return):
    """Packs whose code an earlier settlement had settled: the later sale, with the first's shop and
    date.

    Split packs, packs sold by the dose and a code twice on one receipt are left out, and so are
    codes settled so often that they name a product and not a pack.
    """
    whole = codes.filter(~codes.split_flag, codes.qty_unit != DOSE_UNIT)
    first = whole.group_by("trace_code_hash").agg(
        first_date=whole.service_date.min(), settlements=whole.setl_id.nunique()
    )
    again = whole.join(
        first.filter(first.settlements.between(2, MOST_SETTLEMENTS)), "trace_code_hash"
    )
    origin = again.filter(again.service_date == again.first_date)
    origin = origin.group_by("trace_code_hash").agg(
        first_setl=origin.setl_id.min(), first_institution=origin.institution_code.min()
    )
    joined = again.join(origin, "trace_code_hash")
    later = joined.filter(joined.setl_id != joined.first_setl)
    gap = count_days_between(later.service_date, later.first_date)
    return later.select(
        "feedetl_sn",
        "seq",
        "setl_id",
        "institution_code",
        "trace_code_hash",
        "service_date",
        "first_date",
        "first_setl",
        "amount",
        days_apart=gap,
        is_far=(gap >= FAR_DAYS) | (later.first_institution != later.institution_code),
    )


@derived(key=("institution_code", "setl_id"))
def code_repeat_settlements(repeated: code_repeats):
    """Both settlements of each repeated code, by the shop of the later one."""
    later = repeated.select("institution_code", "setl_id")
    first = repeated.select("institution_code", setl_id=repeated.first_setl)
    return later.union(first, distinct=True)


@derived(key=("feedetl_sn",))
def scan_reasons(traces: ClaimTrace):
    """Lines with an uploaded reason for a missing code; is_outage: a scanner failure."""
    with_reason = traces.filter(traces.no_code_reason.notnull())
    return with_reason.group_by("feedetl_sn").agg(
        is_outage=(with_reason.no_code_reason == OUTAGE).any()
    )


@derived(key=("institution_code", "item_code"))
def scans_by_item(lines: purchase_lines, traces: ClaimTrace):
    """Drug lines of a shop and item, those with a code, and the first day with any upload."""
    uploaded = traces.group_by("feedetl_sn").agg(codes=traces.trace_code_hash.count())
    drugs = lines.filter(lines.list_type == DRUGS)
    joined = left_join_columns(drugs, uploaded, "feedetl_sn")
    return joined.group_by("institution_code", "item_code").agg(
        sold_lines=joined.count(),
        coded_lines=(joined.codes > 0).fill_null(False).cast("int64").sum(),
        first_upload_date=joined.service_date.min(where=joined.codes.notnull()),
    )


@derived(key=("institution_code",))
def code_reuse_counts(repeated: code_repeats, *, as_of):
    """P01: codes that the shop settled after another settlement, counted."""
    recent = repeated.filter(is_in_last_days(repeated.service_date, as_of, YEAR_DAYS))
    return recent.group_by("institution_code").agg(
        p01_codes=recent.trace_code_hash.nunique(),
        p01_far_codes=recent.trace_code_hash.nunique(where=recent.is_far),
        p01_yuan=recent.amount.sum(),
        p01_from=recent.first_date.min(),
        p01_to=recent.service_date.max(),
        p01_days_apart=recent.days_apart.max(),
    )


@derived(key=("institution_code",))
def code_reuse(counted: code_reuse_counts, scans: scans_by_item):
    """P01: the counts, and whether they are usual.

    is_usual_repeat: no more than the other shops' repeats among their scanned lines lead to expect,
    where they have some: double uploads of a system are everybody's.
    """
    shops = scans.group_by("institution_code").agg(coded_lines=scans.coded_lines.sum())
    shops = left_join_columns(
        shops, counted.select("institution_code", repeats="p01_codes"), "institution_code"
    )
    shops = shops.mutate(repeats=shops.repeats.fill_null(0), compared=shops.count().over())
    shops = add_sums_of_others(
        shops, ("repeats", "coded_lines"), cases="repeats", unit="institution_code"
    )
    rate = compute_rate_of_others(shops.repeats_elsewhere, shops.coded_lines_elsewhere)
    rarity = compute_excess_rarity(shops.repeats, shops.coded_lines, rate, shops.compared)
    is_usual = (rarity < STANDS_OUT) & (shops.repeats_elsewhere >= LEAST_CASES)
    usual = shops.select("institution_code", is_usual_repeat=is_usual)
    return left_join_columns(counted, usual, "institution_code")


@derived(key=("item_code",))
def items_with_codes(scans: scans_by_item):
    """Items of which most packs are scanned somewhere, and so bear a code.

    Judged by the shop that scans most of them: an item that every shop leaves out is on a no-code
    list that was not delivered.
    """
    items = scans.group_by("item_code").agg(best_share=(scans.coded_lines / scans.sold_lines).max())
    return items.filter(items.best_share >= CODED_SHARE).select("item_code")


@derived(key=("institution_code",))
def first_scans(scans: scans_by_item):
    """First month (date) of the year from which a shop's codes were delivered.

    A shop without any has the city's, if nine in ten of three and more others deliver; else no row.
    """
    shops = scans.group_by("institution_code").agg(started=scans.first_upload_date.min())
    city = shops.agg(
        shops=shops.count(), scanning=shops.started.count(), city_started=shops.started.min()
    )
    joined = shops.cross_join(city)
    is_asked = (joined.scanning >= LEAST_OTHERS) & (
        joined.scanning >= SUPPLIED_SHARE * (joined.shops - 1)
    )
    first = joined.started.fill_null(is_asked.ifelse(joined.city_started, None))
    return joined.select(
        "institution_code", first_scan_date=first.truncate("M").cast("date")
    ).filter(lambda t: t.first_scan_date.notnull())


@derived(key=("feedetl_sn",), view=True)
def scan_duty(
    lines: purchase_lines,
    reasons: scan_reasons,
    items: items_with_codes,
    started: first_scans,
    *,
    as_of,
):
    """Lines of the last year that had to be scanned, with is_outage; other reasons are left out.

    Items that bear codes, and shops whose codes were delivered, from their first month on: what was
    never delivered was not never scanned.
    """
    due_from = get_law_number("trace_code_required").on(as_of)["scan_from"]
    lines = lines.semi_join(items, "item_code").join(started, "institution_code")
    lines = lines.filter(lines.service_date >= lines.first_scan_date)
    eligible = lines.filter(
        lines.list_type == DRUGS,
        ~lines.trace_exempt,
        ~lines.split_flag,
        lines.service_date >= due_from,
        is_in_last_days(lines.service_date, as_of, YEAR_DAYS),
    )
    joined = left_join_columns(eligible, reasons, "feedetl_sn")
    return joined.filter(joined.is_outage.isnull() | joined.is_outage).select(
        "feedetl_sn",
        "institution_code",
        "service_date",
        "amount",
        is_outage=joined.is_outage.fill_null(False),
    )


@derived(key=("institution_code", "feedetl_sn"))
def lines_without_scan(due: scan_duty, traces: ClaimTrace):
    """Lines of the last year without code and reason, by shop.

    is_outage: a failure was uploaded.
    """
    scanned = traces.filter(traces.trace_code_hash.notnull()).select("feedetl_sn")
    return due.anti_join(scanned, "feedetl_sn")


@derived(key=("institution_code",))
def scan_gaps(shops: shop_year, due: scan_duty, unscanned: lines_without_scan):
    """P02: share of lines without a code (null below twenty lines).

    is_scanner_outage explains it.
    """
    eligible = due.group_by("institution_code").agg(p02_eligible=due.count())
    missing = unscanned.group_by("institution_code").agg(
        missing=unscanned.count(),
        unexplained=(~unscanned.is_outage).cast("int64").sum(),
        p02_yuan=unscanned.amount.sum(),
        p02_from=unscanned.service_date.min(),
        p02_to=unscanned.service_date.max(),
    )
    counted = left_join_columns(eligible, missing, "institution_code")
    counted = counted.mutate(
        p02_missing=counted.missing.fill_null(0), p02_unexplained=counted.unexplained.fill_null(0)
    )
    enough = counted.p02_eligible >= LEAST_LINES
    return counted.semi_join(shops, "institution_code").select(
        "institution_code",
        "p02_eligible",
        "p02_missing",
        "p02_yuan",
        "p02_from",
        "p02_to",
        p02_share=enough.ifelse(counted.p02_missing / counted.p02_eligible, None),
        # without any outage nothing is explained by one, however few the missing scans
        is_scanner_outage=(counted.p02_unexplained < MISSED_SHARE * counted.p02_eligible)
        & (counted.p02_unexplained < counted.p02_missing),
    )
