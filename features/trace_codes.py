"""Trace codes: packs settled more than once, and packs sold without a scan."""

from contracts.derived import derived
from contracts.law import law
from contracts.tables.claim_header import ClaimHeader
from contracts.tables.claim_line import ClaimLine
from contracts.tables.claim_trace import ClaimTrace
from features.calendar import days_between
from features.joining import beside
from features.purchases import (
    YEAR_DAYS,
    in_last_days,
    left_shares,
    purchase_lines,
    purchases,
    returns,
    shop_year,
    standing_lines,
)

DRUGS = "101"
OUTAGE = "5"
LEAST_LINES = 20
FAR_DAYS = 30
START = 12  # hexadecimal digits: 48 bits, the most that the engine keeps within its own word
MISSED_SHARE = 0.05  # of lines: misses of any till


@derived(ClaimTrace, key=("feedetl_sn", "seq"))
def codes_seen_again(traces, *, as_of):
    """feedetl_sn, seq, trace_code_hash of packs whose code (by its start: next to none are alike by chance) occurs twice."""
    coded = traces.filter(traces.trace_code_hash.notnull()).select("feedetl_sn", "seq", "trace_code_hash")
    starts = coded.mutate(start=coded.trace_code_hash.left(START))
    seen = starts.group_by("start").agg(times=starts.count())
    return starts.semi_join(seen.filter(seen.times > 1), "start").drop("start")


@derived(codes_seen_again, ClaimLine, key=("feedetl_sn", "seq"))
def lines_seen_again(coded, lines, *, as_of):
    """The same with the line's setl_id, item_code, amount and split_flag."""
    return coded.join(
        lines.select("feedetl_sn", "setl_id", "item_code", "amount", "split_flag"), "feedetl_sn"
    )


@derived(lines_seen_again, purchases, ClaimHeader, left_shares, key=("feedetl_sn", "seq"))
def standing_codes(scanned, sold, headers, left, *, as_of):
    """A row a scanned pack of a standing purchase whose code was scanned again; codes that a return took back are gone."""
    back = scanned.join(returns(headers), "setl_id")
    taken = back.select(setl_id=back.original, trace_code_hash=back.trace_code_hash).distinct()
    standing = standing_lines(scanned, sold, left)
    return standing.drop("left_share").anti_join(taken, ["setl_id", "trace_code_hash"])


@derived(standing_codes, key=("feedetl_sn", "seq"))
def repeated_codes(codes, *, as_of):
    """Packs whose code another settlement had settled earlier: the later sale, with the first one's shop and date.

    Split packs are left out, and so is a code twice on one receipt.
    """
    whole = codes.filter(~codes.split_flag)
    first = whole.group_by("trace_code_hash").agg(
        first_date=whole.service_date.min(), settlements=whole.setl_id.nunique()
    )
    again = whole.join(first.filter(first.settlements >= 2), "trace_code_hash")
    origin = again.filter(again.service_date == again.first_date)
    origin = origin.group_by("trace_code_hash").agg(
        first_setl=origin.setl_id.min(), first_institution=origin.institution_code.min()
    )
    joined = again.join(origin, "trace_code_hash")
    later = joined.filter(joined.setl_id != joined.first_setl)
    gap = days_between(later.service_date, later.first_date)
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


@derived(repeated_codes, key=("institution_code", "setl_id"))
def repeated_code_settlements(repeated, *, as_of):
    """Both settlements of each repeated code, by the shop of the later one."""
    later = repeated.select("institution_code", "setl_id")
    first = repeated.select("institution_code", setl_id=repeated.first_setl)
    return later.union(first, distinct=True)


@derived(repeated_codes, key=("institution_code",))
def code_reuse(repeated, *, as_of):
    """P01: codes that the shop settled though they had been settled before."""
    recent = repeated.filter(in_last_days(repeated.service_date, as_of, YEAR_DAYS))
    return recent.group_by("institution_code").agg(
        p01_codes=recent.trace_code_hash.nunique(),
        p01_far_codes=recent.trace_code_hash.nunique(where=recent.is_far),
        p01_yuan=recent.amount.sum(),
        p01_from=recent.first_date.min(),
        p01_to=recent.service_date.max(),
        p01_days_apart=recent.days_apart.max(),
    )


@derived(purchase_lines, ClaimTrace, key=("feedetl_sn",))
def scan_duty(lines, traces, *, as_of):
    """Lines of the last year that had to be scanned: is_scanned, is_outage (a failure was uploaded as the reason)."""
    due_from = law("trace_code_required").on(as_of)["scan_from"]
    eligible = lines.filter(
        lines.list_type == DRUGS,
        ~lines.trace_exempt,
        ~lines.split_flag,
        lines.service_date >= due_from,
        in_last_days(lines.service_date, as_of, YEAR_DAYS),
    )
    told = traces.group_by("feedetl_sn").agg(
        has_code=traces.trace_code_hash.notnull().any(),
        is_outage=(traces.no_code_reason == OUTAGE).fill_null(False).any(),
        has_reason=traces.no_code_reason.notnull().any(),
    )
    joined = beside(eligible, told, "feedetl_sn")
    excused = joined.has_reason.fill_null(False) & ~joined.is_outage.fill_null(False)
    return joined.filter(~excused).select(
        "feedetl_sn",
        "institution_code",
        "service_date",
        "amount",
        is_scanned=joined.has_code.fill_null(False),
        is_outage=joined.is_outage.fill_null(False),
    )


@derived(scan_duty, key=("institution_code", "feedetl_sn"))
def unscanned_lines(duty, *, as_of):
    """Lines without a code and without a reason, by shop."""
    return duty.filter(~duty.is_scanned).select("institution_code", "feedetl_sn")


@derived(shop_year, scan_duty, key=("institution_code",))
def missing_scans(shops, duty, *, as_of):
    """P02: share of eligible lines without a code (null below twenty lines), outages told apart."""
    missing = ~duty.is_scanned
    counted = duty.group_by("institution_code").agg(
        p02_eligible=duty.count(),
        p02_missing=missing.cast("int64").sum(),
        p02_unexplained=(missing & ~duty.is_outage).cast("int64").sum(),
        p02_yuan=duty.amount.sum(where=missing),
        p02_from=duty.service_date.min(where=missing),
        p02_to=duty.service_date.max(where=missing),
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
        is_scanner_outage=counted.p02_unexplained < MISSED_SHARE * counted.p02_eligible,
    )
