"""What stays of the last year were charged day by day, and pictures, operations and rules beside.

Only a year and few items a day are written: patterns need no more, and a town of 200,000 stays
below a million rows.
"""

import numpy as np
import pandas as pd

from contracts.tables.drug_catalog import DrugCatalog
from contracts.tables.exam_report import ExamReport
from contracts.tables.incision_group import IncisionGroup
from contracts.tables.item_limit_rule import ItemLimitRule
from contracts.tables.item_pair_rule import ItemPairRule
from contracts.tables.stay_item_day import StayItemDay
from simulator.core.clock_and_seeds import format_ids, hash_numbers
from simulator.core.world import World

# code, name, yuan a unit, charged by the hour, by the day, minutes of hands-on work
SERVICES = (
    ("f001", "床位费", 45, False, True, np.nan),
    ("f002", "二级护理", 28, False, True, np.nan),
    ("f003", "静脉输液", 90, False, False, np.nan),
    ("f004", "血常规", 25, False, False, np.nan),
    ("f005", "C反应蛋白测定", 20, False, False, np.nan),
    ("f006", "超敏C反应蛋白测定", 60, False, False, np.nan),
    ("f007", "吸氧", 4, True, False, np.nan),
    ("f008", "糖化血红蛋白测定", 70, False, False, np.nan),
    ("f009", "血气分析", 90, False, False, np.nan),
    ("f010", "推拿治疗", 60, False, False, 30),
    ("f011", "胃肠手术一", 2000, False, False, np.nan),
    ("f012", "胃肠手术二", 1800, False, False, np.nan),
    ("f013", "其他药品和耗材", 1, False, False, np.nan),
    ("f014", "超声检查", 120, False, False, np.nan),
    ("f015", "脑钠肽测定", 130, False, False, np.nan),
    ("f016", "血培养", 110, False, False, np.nan),
)
PRICES = {code: price for code, _, price, *_ in SERVICES}
THERAPISTS = 4
BATCH_SHARE = 0.025  # of stays: their lines carry the time of the settlement
SLIP_SHARE = 0.4  # of hospitals charge a pair of items now and then
RULES_FROM = np.datetime64("2020-01-01")


def plan_charging(world: World, hospital, habit: str, share: float) -> None:
    """Let a hospital charge a share of its stays in a way of its own.

    Habits: pairs, hours, idle (nothing done on most days), minutes (a therapist of many hours),
    upcoding, pictures, batch (all lines posted on discharge).
    """
    world.plans["charging"].append((int(hospital), habit, share))


def add_severe_diagnoses(world: World, rng, stays: pd.DataFrame) -> None:
    """Code failing lungs for stays of hospitals that code so."""
    chosen = _choose(world, rng, stays, "upcoding") & (_is_last_year(world, stays))
    stays.loc[chosen, "others"] = "J96.0 " + stays.others[chosen]
    stays["is_upcoded"] = chosen


def write_charges(world: World, stays: pd.DataFrame) -> None:
    """Write items by day, pictures, rules and the catalogue's services."""
    rng = world.town.make_rng("charges of stays")
    _write_catalogue_and_rules(world)
    year = stays[_is_last_year(world, stays)].reset_index(drop=True)
    rows = pd.concat(_draw_items(world, rng, year), ignore_index=True)
    rows = _post_in_one_go(world, rng, year, rows)
    rows["amount"] = (rows.qty * rows.item.map(PRICES)).round(2)
    rows = _add_the_rest(year, rows)
    world.add(
        StayItemDay,
        {
            "setl_id": year.setl_id.to_numpy()[rows.row],
            "item_code": rows.item.to_numpy(),
            "day": rows.time.to_numpy().astype("datetime64[D]"),
            "qty": rows.qty.to_numpy(),
            "amount": rows.amount.to_numpy(),
            "fund_scope_amount": rows.amount.to_numpy(),
            "first_fee_time": rows.time.to_numpy(),
            "last_fee_time": rows.time.to_numpy(),
            "exec_staff_code": rows.staff.to_numpy(),
        },
    )
    _write_pictures(world, rng, year)


def _is_last_year(world, stays):
    return (stays.admit.to_numpy() > world.town.end - 365) & (stays.nights.to_numpy() < 70)


def _choose(world, rng, stays, habit):
    """Choose the stays of hospitals with a habit."""
    share = np.zeros(len(world.institutions))
    for hospital, name, part in world.plans["charging"]:
        if name == habit:
            share[hospital] = part
    return rng.random(len(stays)) < share[stays.hospital.to_numpy()]


def _draw_items(world, rng, year):
    """Draw the parts of a ward's bill, each a frame of row, item, qty, time, staff."""
    n, nights = len(year), year.nights.to_numpy()
    row = np.repeat(np.arange(n), nights)
    day = np.arange(len(row)) - np.repeat(np.cumsum(nights) - nights, nights)
    admit = year.admit.to_numpy().astype("M8[s]")
    is_idle = _choose(world, rng, year, "idle")

    def part(rows, days, item, qty, hour, staff=None):
        time = admit[rows] + np.asarray(days).astype("timedelta64[D]") + np.timedelta64(hour, "h")
        time = time + rng.integers(0, 1800, len(rows)).astype("timedelta64[s]")
        return pd.DataFrame({"row": rows, "item": item, "qty": qty, "time": time, "staff": staff})

    done = rng.random(len(row)) < np.where(is_idle[row] & (day > 1), 0.05, 0.9)
    first = np.arange(n)
    infected = year.diag.str.match("J|K85|N39").to_numpy() & (rng.random(n) < 0.5)
    slips = rng.random(len(world.institutions)) < SLIP_SHARE
    both = _choose(world, rng, year, "pairs")
    both |= slips[year.hospital.to_numpy()] & (rng.random(n) < 0.003)
    oxygen = (rng.random(n) < 0.1) | year.diag.str.match("J44|J18").to_numpy()
    oxygen &= ~year.is_upcoded.to_numpy()
    hours = (nights * rng.uniform(2, 12, n)).round()
    is_beyond = _choose(world, rng, year, "hours")
    hours = np.where(is_beyond, nights * 24 + rng.integers(6, 60, n), hours)
    oxygen |= hours > nights * 24
    gas = year.diag.str.match("J44|J18").to_numpy() & (rng.random(n) < 0.5) & ~year.is_upcoded
    weak, septic = (year.diag.str.match(c).to_numpy() for c in ("I50", "A41"))
    sugar = year.diag.str.match("E11").to_numpy() | (rng.random(n) < 0.15)
    again = sugar & (rng.random(n) < 0.012) & (nights > 3)
    back = (year.dept == "A20").to_numpy()[row] & (rng.random(len(row)) < 0.5) & done
    surgery = (year.dept == "B02").to_numpy() & (nights > 1)
    second = surgery & (rng.random(n) < 0.2)
    units = np.where(_choose(world, rng, year, "minutes")[row[back]], 24.0, 1.0)
    therapist = year.hospital.to_numpy()[row[back]] * 10 + np.where(
        units > 1, 0, rng.integers(0, THERAPISTS, back.sum())
    )
    tests = [
        part(first, np.zeros(n, int), "f004", 1.0, 9),
        part(first[infected | both], np.ones((infected | both).sum(), int), "f005", 1.0, 10),
        part(first[both], np.ones(both.sum(), int), "f006", 1.0, 10),
        part(first[oxygen], np.zeros(oxygen.sum(), int), "f007", hours[oxygen], 12),
        part(first[sugar], np.zeros(sugar.sum(), int), "f008", 1.0, 8),
        part(first[again], np.full(again.sum(), 3), "f008", 1.0, 8),
        part(first[gas], np.zeros(gas.sum(), int), "f009", 1.0, 13),
        part(first[weak], np.zeros(weak.sum(), int), "f015", 1.0, 10),
        part(first[septic], np.zeros(septic.sum(), int), "f016", 1.0, 11),
        part(first, np.zeros(n, int), "f014", 1.0, 14),
        part(first[surgery], np.ones(surgery.sum(), int), "f011", 1.0, 15),
        part(first[second], np.ones(second.sum(), int), "f012", 0.5, 15),
    ]
    return [
        part(row, day, "f001", 1.0, 6),
        part(row, day, "f002", 1.0, 7),
        part(row[done], day[done], "f003", 1.0, 9),
        part(row[back], day[back], "f010", units, 16, format_ids("t", therapist, 6)),
        *tests,
    ]


def _post_in_one_go(world, rng, year, rows):
    """Give all lines of some stays the time of their settlement; one row an item is left."""
    batch = (rng.random(len(year)) < BATCH_SHARE) | _choose(world, rng, year, "batch")
    settled = year.leave.to_numpy().astype("M8[s]") + np.timedelta64(10, "h")
    posted = batch[rows.row.to_numpy()]
    rows.loc[posted, "time"] = settled[rows.row[posted].to_numpy()]
    rows["day"] = rows.time.dt.floor("D")
    keys = ["row", "item", "day"]
    together = {"qty": "sum", "time": "min", "staff": "first"}
    return rows.groupby(keys, sort=False).agg(together).reset_index().drop(columns="day")


def _add_the_rest(year, rows):
    """Add one line a stay of what makes up its total."""
    known = rows.groupby("row").amount.sum().reindex(range(len(year)), fill_value=0.0)
    rest = np.maximum(year.total.to_numpy() - known.to_numpy(), 0.0).round(2)
    when = rows.groupby("row").time.max().reindex(range(len(year)))
    more = pd.DataFrame(
        {"row": np.arange(len(year)), "item": "f013", "qty": rest, "time": when.to_numpy()}
    )
    more = more.assign(staff=None, amount=rest)[rest > 0]
    return pd.concat([rows, more], ignore_index=True)


def _write_catalogue_and_rules(world):
    n = len(SERVICES)
    code, name, price, hourly, daily, minutes = zip(*SERVICES, strict=True)
    is_surgery = np.isin(code, ["f011", "f012"])
    world.add(
        DrugCatalog,
        {
            "item_code": np.array(code, dtype=object),
            "kind": np.full(n, "2", dtype=object),
            "generic_name": np.array(name, dtype=object),
            "list_type": np.full(n, "201", dtype=object),
            "only_injury": np.zeros(n, dtype=bool),
            "resale_watch": np.zeros(n, dtype=bool),
            "trace_exempt": np.ones(n, dtype=bool),
            "valid_from": np.full(n, RULES_FROM),
            "unit_minutes": np.array(minutes, dtype=float),
            "hourly": np.array(hourly),
            "daily": np.array(daily),
            **{f"price_{k}": np.where(is_surgery, price, np.nan) for k in (3, 2, 1)},
        },
    )
    dated = {"valid_from": np.array([RULES_FROM])}
    pair = {"item_a": ["f005"], "item_b": ["f006"], "window": ["2"]}
    world.add(ItemPairRule, pair | dated)
    world.add(ItemLimitRule, {"item_code": ["f005"], "per_day": np.array([1])} | dated)
    world.add(
        IncisionGroup,
        {
            "item_code": ["f011", "f012"],
            "incision_group": ["胃肠", "胃肠"],
            "second_share": np.array([0.5, 0.5]),
            "valid_from": np.full(2, RULES_FROM),
        },
    )


def _write_pictures(world, rng, year):
    """Write the report of each stay's ultrasound; hospitals with the habit use a few pictures."""
    reused = _choose(world, rng, year, "pictures")
    number = np.arange(len(year)) + 10**9
    number = np.where(reused, year.hospital.to_numpy() * 10 + rng.integers(0, 3, len(year)), number)
    time = year.admit.to_numpy().astype("M8[s]") + np.timedelta64(15, "h")
    world.add(
        ExamReport,
        {
            "report_id": format_ids("u", np.arange(len(year)), 9),
            "mdtrt_id": year.mdtrt_id.to_numpy(),
            "item_code": np.full(len(year), "f014", dtype=object),
            "reported_at": time,
            "image_hash": hash_numbers("picture", number),
        },
    )
