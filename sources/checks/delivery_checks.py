"""Check a delivery against the nights before; `--set checks.NAME=…` changes the outcome of a check.

Single wrong rows are quarantined by the contract's rules (sources/checks/row_rules.py). The checks
here look at whole tables.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from statistics import median

from contracts.errors import SourceError, UsageError
from contracts.tables import get_input_tables
from sources.checks.meaning.doubt import Doubt

STOP, WARN, QUARANTINE, OFF = "stop", "warn", "quarantine", "off"
FEWEST_ROWS = 100  # a share of fewer rows says nothing
# in a table's profile: column of amounts → its median on the last night on which it was in doubt
# with nobody, so that a slip is told every night until it is mended
USUAL_LEVELS = "usual_levels"


@dataclass(frozen=True)
class Check:
    """A check; `outcome` is stop (the night ends, the old list stays), warn (in run.json and the
    report) or quarantine.
    """

    outcome: str
    zh: str
    en: str


ROW_RULES = ("type", "null", "code", "check", "future", "key", "orphan")
CHECKS = {
    "unusable": Check(
        STOP, "昨夜可用的表今夜不可用", "a table that could be used last night cannot be used"
    ),
    "gone": Check(WARN, "昨夜有的表今夜未提供", "a table of last night was not delivered"),
    "shrunk": Check(
        STOP, "表的行数不足昨夜一半", "a table has less than half of last night's rows"
    ),
    "fewer": Check(
        WARN, "只增不减的表少了5%以上", "a table that only grows lost more than 5 % of its rows"
    ),
    "volume": Check(
        WARN,
        "行数超过近几夜中位数1.5倍",
        "a table has more than 1.5 times the rows of recent nights",
    ),
    "stale": Check(
        STOP,
        "快照日更新而内容与昨夜完全相同",
        "a newer snapshot with nothing changed since last night",
    ),
    "older": Check(
        STOP, "最近更新时间早于昨夜", "the last change of a table lies before last night's"
    ),
    "freshness": Check(
        WARN, "截至日前三天内无任何更新", "nothing changed in the three days before the as-of date"
    ),
    "month_gone": Check(
        STOP, "昨夜有记录的月份今夜为空", "a month that had rows last night has none"
    ),
    "month_gap": Check(WARN, "中间月份几乎没有记录", "a month in the middle has almost no rows"),
    "rejected_most": Check(
        STOP, "一张表一半以上被隔离", "half of a table or more went to quarantine"
    ),
    "fields_lost": Check(
        WARN,
        "某选填列5%以上的值不可用，已按空值处理",
        "5 % of the values of an optional column or more could not be taken",
    ),
    "rejected_many": Check(WARN, "一张表5%以上被隔离", "5 % of a table or more went to quarantine"),
    "nulls": Check(
        WARN,
        "某列空值率上升20个百分点以上",
        "the share of nulls in a column rose by 20 points or more",
    ),
    "level": Check(
        WARN,
        "某列金额的中位数变为以往的10倍以上或十分之一以下（元、分、万元之误？）",
        "the median of a column of amounts is ten times what it was, or a tenth (yuan, cents or "
        "ten thousands?)",
    ),
    "new_code": Check(WARN, "出现近几夜没有的代码", "a code that recent nights did not have"),
    "ids_as_numbers": Check(
        WARN,
        "编号被当作数字存过（科学计数法、末位成零）",
        "identifiers went through a spreadsheet's numbers: powers of ten, last digits zero",
    ),
    "zeros_lost": Check(
        WARN,
        "补回前导零后才找得到所引用的记录",
        "references are found once leading zeros are put back",
    ),
    "fillers": Check(
        WARN,
        "同一个值为数百对象共用，疑为占位值",
        "one value stands for hundreds of subjects: a filler, no tie",
    ),
    "sums": Check(WARN, "合计与分项之和不符", "a sum is not that of its parts"),
    "signs": Check(WARN, "退费行的金额为正", "rows that take money back have positive amounts"),
    "ends_early": Check(
        WARN,
        "快照日前的月份几乎没有记录",
        "the months before the snapshot date have almost no rows",
    ),
    "silent_district": Check(
        WARN, "某区县近月没有记录", "districts that always had rows have none in the last months"
    ),
    **{rule: Check(QUARANTINE, f"行规则 {rule}", f"row rule {rule}") for rule in ROW_RULES},
}


@dataclass(frozen=True)
class Notice:
    """A check that found something; `about` names a table, a column or a month.

    `column` ("table.column", or "table." for all of it) is what cannot be relied on until the
    data's owner has answered, in `districts` or, without any, everywhere; "" where what was
    computed from it stands.
    """

    check: str
    outcome: str
    about: str
    column: str = ""
    districts: tuple[str, ...] = ()

    def __str__(self):
        check = CHECKS[self.check]
        return f"{self.check} [{self.outcome}] {self.about}: {check.zh} / {check.en}"


def resolve_outcomes(chosen: dict[str, str]) -> dict[str, str]:
    """Resolve check → outcome, with some changed by the user.

    Raises UsageError for an unknown check or an outcome it cannot have.
    """
    for name, outcome in chosen.items():
        if name not in CHECKS:
            raise UsageError(f"there is no check {name!r}", next_step=f"known: {', '.join(CHECKS)}")
        allowed = (STOP, QUARANTINE) if name in ROW_RULES else (STOP, WARN, OFF)
        if outcome not in allowed:
            raise UsageError(
                f"checks.{name} cannot be {outcome!r}", next_step=f"one of {', '.join(allowed)}"
            )
    return {name: chosen.get(name, check.outcome) for name, check in CHECKS.items()}


def check_arrival(
    tonight: dict, earlier: list[dict], as_of: date, chosen: dict[str, str]
) -> list[Notice]:
    """Check tonight's arrival against those of earlier nights (oldest first); return what was
    found.

    An arrival: {"snapshot_date": text, "stopped": {table: why}, "tables":
    sources.reading.table_profile, "doubts": sources.checks.meaning as JSON}.
    """
    follows = resolve_outcomes(chosen)
    found = [Notice(check, "", *rest) for check, *rest in _run_checks(tonight, earlier, as_of)]
    found += map(_report_doubt, tonight.get("doubts", []))
    return [
        replace(notice, outcome=follows[notice.check])
        for notice in found
        if follows[notice.check] not in (OFF, QUARANTINE)
    ]


def keep_usual_levels(tonight: dict, earlier: list[dict], notices: list[Notice]) -> None:
    """Write into tonight's profile the levels that the next night is compared with: tonight's,
    but for a column whose level is in doubt that of before.
    """
    before = earlier[-1]["tables"] if earlier else {}
    doubtful = {n.column for n in notices if n.check == "level"}
    for name, now in tonight["tables"].items():
        then = before.get(name, {})
        usual = then.get(USUAL_LEVELS, then.get("levels", {}))
        now[USUAL_LEVELS] = {
            column: usual[column] if f"{name}.{column}" in doubtful else level
            for column, level in now.get("levels", {}).items()
        }


def _report_doubt(found) -> Notice:
    doubt = Doubt(**found | {"districts": tuple(found["districts"])})
    is_relied_on = doubt.column or doubt.districts
    column = f"{doubt.table}.{doubt.column}" if is_relied_on else ""
    return Notice(doubt.check, "", doubt.about, column, doubt.districts)


def raise_on_stop(results: list[Notice]) -> None:
    """Raise SourceError if a check stops the night."""
    stops = [n for n in results if n.outcome == STOP]
    if stops:
        names = ", ".join(dict.fromkeys(n.check for n in stops))
        raise SourceError(
            "the delivery looks wrong: "
            + "; ".join(f"{CHECKS[n.check].en} ({n.about})" for n in stops[:8]),
            next_step="ask the data holder; if it is right, run again with --set "
            f"checks.{stops[0].check}=warn "
            f"(checks: {names}). The last list stays current",
        )


def _run_checks(tonight, earlier, as_of) -> Iterator[tuple[str, ...]]:
    """Yield (check, about) and, where nothing can rest on it, the column."""
    tables = tonight["tables"]
    yield from _check_tonight(tables, as_of)
    if not earlier:
        return
    last = earlier[-1]
    yield from (("unusable", name) for name in tonight["stopped"] if name in last["tables"])
    yield from (
        ("gone", n) for n in last["tables"] if n not in tables and n not in tonight["stopped"]
    )
    if tonight["snapshot_date"] > last["snapshot_date"] and _is_unchanged(tables, last["tables"]):
        yield "stale", f"{last['snapshot_date']} → {tonight['snapshot_date']}"
    for name, now in tables.items():
        if before := last["tables"].get(name):
            yield from _compare_with_last_night(name, now, before)
            yield from _compare_with_recent_nights(
                name, now, [night["tables"][name] for night in earlier if name in night["tables"]]
            )


def _check_tonight(tables, as_of):
    for name, now in tables.items():
        for rule, count in now["rules"].items():
            yield rule, f"{name}: {count:,} rows"
        rejected = sum(now["rules"].values())
        total = now["rows"] + rejected
        # the shares are those that the descriptions in CHECKS name
        if total >= FEWEST_ROWS and rejected >= total / 20:
            yield (
                "rejected_most" if rejected >= total / 2 else "rejected_many",
                f"{name}: {rejected:,} of {total:,}",
            )
        for column, lost in now.get("lost", {}).items():
            if total >= FEWEST_ROWS and lost >= total / 20:
                yield "fields_lost", f"{name}.{column}: {lost:,} of {total:,}"
        yield from (("month_gap", f"{name} {month}") for month in _find_month_gaps(now["months"]))
    newest = max((t["newest"] for t in tables.values() if t["newest"]), default=None)
    if newest and (as_of - datetime.fromisoformat(newest).date()).days > 3:
        yield "freshness", newest[:10]


def _compare_with_last_night(name, now, before):
    grows = get_input_tables()[name].contract.mode == "delta"
    if before["rows"] >= FEWEST_ROWS and now["rows"] < before["rows"] / 2:
        yield "shrunk", f"{name}: {before['rows']:,} → {now['rows']:,}"
    elif grows and before["rows"] >= FEWEST_ROWS and now["rows"] < before["rows"] * 0.95:
        yield "fewer", f"{name}: {before['rows']:,} → {now['rows']:,}"
    if grows and now["newest"] and before["newest"] and now["newest"] < before["newest"]:
        yield "older", f"{name}: {before['newest'][:19]} → {now['newest'][:19]}"
    for month, rows in before["months"].items():
        # a month of fewer rows may well become empty by corrections
        if rows >= FEWEST_ROWS // 5 and not now["months"].get(month) and now["rows"]:
            yield "month_gone", f"{name} {month}"
    usual = before.get(USUAL_LEVELS, before.get("levels", {}))
    for column, level in now.get("levels", {}).items():
        # a level moves by a few percent a year; the slips of units are 100 and 10,000
        if column in usual and now["rows"] >= FEWEST_ROWS and not 0.1 < level / usual[column] < 10:
            place = f"{name}.{column}"
            yield "level", f"{place}: {usual[column]:,.2f} → {level:,.2f}", place
    for column, share in now["nulls"].items():
        if now["rows"] >= FEWEST_ROWS and share - before["nulls"].get(column, share) >= 0.2:
            yield "nulls", f"{name}.{column}: {before['nulls'][column]:.0%} → {share:.0%}"


def _compare_with_recent_nights(name, now, nights):
    usual = median(night["rows"] for night in nights)
    if usual >= FEWEST_ROWS and now["rows"] > usual * 1.5:
        yield "volume", f"{name}: {usual:,.0f} → {now['rows']:,}"
    for column, codes in now["codes"].items():
        known_codes = {code for night in nights for code in night["codes"].get(column, [])}
        if new := sorted(set(codes) - known_codes):
            yield "new_code", f"{name}.{column}: {', '.join(new[:10])}"


def _is_unchanged(now, before):
    return now.keys() == before.keys() and all(
        (now[n]["rows"], now[n]["newest"]) == (before[n]["rows"], before[n]["newest"]) for n in now
    )


def _find_month_gaps(months):
    """Find months between two others that have less than a hundredth of the rows of their
    neighbours.
    """
    if not months:
        return
    numbers = {int(m[:4]) * 12 + int(m[5:]) - 1: rows for m, rows in months.items() if m}
    for number in range(min(numbers) + 1, max(numbers)):
        neighbor_rows = min(numbers.get(number - 1, 0), numbers.get(number + 1, 0))
        if neighbor_rows >= FEWEST_ROWS and numbers.get(number, 0) < neighbor_rows / 100:
            yield f"{number // 12}-{number % 12 + 1:02d}"
