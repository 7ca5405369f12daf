"""The operator log: routine, business in three pairs of hands, and what the business tables say of their handlers."""

import numpy as np
import pandas as pd
import pyarrow as pa

from contracts.tables.injury_payment import InjuryPayment
from contracts.tables.operator_log import OperatorLog
from contracts.tables.pension_approval import PensionApproval
from contracts.tables.stabilization_refund import StabilizationRefund
from contracts.tables.unemployment_claim import UnemploymentClaim
from simulator.background.operators import draw_handlers, list_accounts, list_operator_ids
from simulator.core.clock_and_seeds import format_ids, hash_numbers
from simulator.core.population import DISTRICTS
from simulator.core.world import World

ROSTER, CLOSED_MONTHS, IDENTITY, MERGE, ACCOUNT = "01", "02", "03", "04", "05"
UNEMPLOYMENT, INJURY, RETIREMENT, BACK_PAY, STATUS, CHECK, REFUND = (
    "06",
    "07",
    "09",
    "11",
    "12",
    "13",
    "14",
)
REIMBURSEMENT, LOOK_UP, OTHER = "15", "16", "99"
ACCEPTED, REVIEWED, APPROVED, SENT_BACK, LOOKED_UP, EDITED, CANCELLED, OVERRIDDEN = "12345678"
NEW_YEAR = {2023: "01-21", 2024: "02-10", 2025: "01-28", 2026: "02-16", 2027: "02-05"}
REVIEW_SECONDS, REVIEW_SPREAD = 95, 0.7  # log-normal
PIECES_A_DAY = 1.4  # routine pieces of an account; a city's accounts do ten times as many
NO_ONE, USUAL_TERMINAL = -1, -1
AFRESH, AWAY = (
    200_000,
    1_000_000,
)  # added to the number of a terminal: a replaced one, one outside the office
COLUMNS = {
    "biz_id": None,
    "person": NO_ONE,
    "employer": NO_ONE,
    "field": None,
    "amount": np.nan,
    "order": None,
    "warning": None,
    "terminal": USUAL_TERMINAL,
}


def plan_log_rows(world: World, op_id, ts, biz, action, **more) -> np.ndarray:
    """Plan rows of the log (arrays or scalars); their business ids, the agency's own numbers where none is given.

    `more`: biz_id, person, employer (numbers), field, amount, order (work order), warning, terminal (number).
    """
    columns = {"op_id": op_id, "ts": ts, "biz": biz, "action": action} | COLUMNS | more
    sizes = [np.size(v) for v in columns.values() if np.ndim(v)]
    n = 0 if 0 in sizes else max(sizes, default=1)
    if not n:
        return np.empty(0, dtype=object)
    rows = pd.DataFrame({k: np.broadcast_to(np.ravel(v), n) for k, v in columns.items()})
    if rows.biz_id.isna().all():
        rows["biz_id"] = world.issue_ids("b", n)
    world.plan("log", rows)
    return rows.biz_id.to_numpy()


def roll_to_workday(world: World, day) -> np.ndarray:
    """The day itself or the next one on which the offices are open."""
    return np.busday_offset(
        np.asarray(day, "datetime64[D]"), 0, roll="forward", holidays=_list_holidays(world)
    )


def draw_office_time(world: World, day, rng) -> np.ndarray:
    """A second of the next open day, between half past eight and five, noon left out."""
    day = roll_to_workday(world, day)
    n = np.size(day)
    morning = rng.random(n) < 0.55
    second = np.where(
        morning, 30_600 + rng.integers(0, 11_700, n), 47_400 + rng.integers(0, 13_500, n)
    )
    return day.astype("datetime64[s]") + second


def plan_approval_chain(world: World, rng, pieces: pd.DataFrame, *, first=ACCEPTED) -> np.ndarray:
    """One accepts, another reviews after a look, a third approves (where there is one): `pieces` has accept_op,
    review_op, approve_op, ts, biz and any of plan_log_rows's columns; the ids of the business.
    """
    more = {k: pieces[k].to_numpy() for k in COLUMNS if k in pieces}
    ts = pieces.ts.to_numpy().astype("datetime64[s]")
    biz_id = plan_log_rows(
        world, pieces.accept_op.to_numpy(), ts, pieces.biz.to_numpy(), first, **more
    )
    more = {k: v for k, v in more.items() if k in ("person", "employer", "amount")} | {
        "biz_id": biz_id
    }
    for name, action in (("review_op", REVIEWED), ("approve_op", APPROVED)):
        ts = draw_office_time(
            world, ts.astype("datetime64[D]") + 1 + rng.integers(0, 3, len(ts)), rng
        )
        if name in pieces:
            op_id = pieces[name].to_numpy()
            look_up = {"person": more.get("person", NO_ONE), "biz_id": biz_id}
            plan_log_rows(world, op_id, ts, LOOK_UP, LOOKED_UP, **look_up)
            duration = (
                np.exp(rng.normal(np.log(REVIEW_SECONDS), REVIEW_SPREAD, len(ts))).astype(int) + 4
            )
            plan_log_rows(world, op_id, ts + duration, pieces.biz.to_numpy(), action, **more)
    return biz_id


def plan_honest_log(world: World) -> None:
    """Routine of every account, corrections of closed months and of persons' data, manual reimbursements."""
    rng, staff_accounts = world.town.make_rng("routine"), list_accounts(world)
    staff_accounts = staff_accounts[~staff_accounts.is_service.to_numpy(dtype=bool)].reset_index(
        drop=True
    )
    _plan_routine(world, rng, staff_accounts)
    _plan_corrections(world, world.town.make_rng("corrections"))
    _plan_batches(world, staff_accounts)
    _plan_from_tables(world)


def write_log(world: World) -> None:
    """The table `operator_log` from all that was written down, in order of time."""
    rows = world.collect_plan("log")
    rows = rows[rows.ts < np.datetime64(world.town.end + 1, "s")]
    rows = rows.sort_values(["ts", "op_id", "biz_id", "action"], kind="stable").reset_index(
        drop=True
    )
    number = rows.op_id.str[1:].astype(np.int64).to_numpy()
    place = np.array(list(DISTRICTS), dtype=object)[number % len(DISTRICTS)]
    terminal = np.where(
        rows.terminal >= 0, rows.terminal, number + AFRESH * _has_new_terminal(world, rows)
    )
    is_away = (rows.terminal >= AWAY).to_numpy()
    world.add(
        OperatorLog,
        {
            "log_id": format_ids("l", np.arange(len(rows)), 9),
            "op_id": rows.op_id,
            "ts": rows.ts,
            "terminal_hash": _hash_terminals("terminal", terminal),
            "ip_segment": np.where(is_away, "10.250.8", "10.60." + place.astype(str)).astype(
                object
            ),
            "biz_type": rows.biz,
            "biz_id": rows.biz_id,
            "person_id": _look_up_ids(world.people.person_id, rows.person),
            "employer_id": _look_up_ids(world.employers.employer_id, rows.employer),
            "action": rows.action,
            "field_changed": rows.field,
            "amount": rows.amount.astype(float),
            "work_order_no": rows.order,
            "warning_code": rows.warning,
        },
    )


def _has_new_terminal(world, rows):
    """True where the account's computer had been replaced by then."""
    since = pd.concat([pd.DataFrame({"op_id": [], "since": []}), *world.plans["new_terminals"]])
    since = rows.op_id.map(since.set_index("op_id").since)
    return (rows.ts >= pd.to_datetime(since)).to_numpy()


def _list_holidays(world):
    years = range(world.town.start.astype(object).year - 1, world.town.end.astype(object).year + 2)
    spans = [(f"{y}-10-01", 7) for y in years] + [(f"{y}-05-01", 3) for y in years]
    spans += [(f"{y}-{NEW_YEAR[y]}", 8) for y in years if y in NEW_YEAR]
    return np.concatenate([np.datetime64(first) + np.arange(n) for first, n in spans])


def _hash_terminals(space, numbers):
    distinct, at = np.unique(np.asarray(numbers, dtype=np.int64), return_inverse=True)
    return hash_numbers(space, distinct)[at]


def _look_up_ids(names, numbers):
    numbers = numbers.to_numpy().astype(np.int64)
    return np.where(numbers >= 0, names[np.maximum(numbers, 0)], None)


def _draw_residents(world, district, rng):
    """A random living insured person of each district."""
    people = world.people
    alive = np.flatnonzero(people.is_alive)
    order = alive[np.argsort(people.district[alive], kind="stable")]
    homes = people.district[order]
    low, high = np.searchsorted(homes, district), np.searchsorted(homes, district, side="right")
    return order[low + (rng.random(len(district)) * (high - low)).astype(int)]


def _plan_routine(world, rng, staff_accounts):
    """A look and then the business, some looks alone; accounts differ in pace, and take their leave."""
    town, n = world.town, len(staff_accounts)
    leaves = staff_accounts.active_to.fillna(town.end).to_numpy().astype("datetime64[D]")
    open_days = np.busday_count(
        town.start, np.minimum(leaves, town.end) + 1, holidays=_list_holidays(world)
    )
    pace = PIECES_A_DAY * np.exp(rng.normal(0, 0.35, n))
    count = rng.poisson(pace * open_days)
    row = np.repeat(np.arange(n), count)
    day = np.busday_offset(
        town.start,
        (rng.random(len(row)) * open_days[row]).astype(int),
        roll="forward",
        holidays=_list_holidays(world),
    )
    week = (day - town.start).astype(int) // 7
    on_leave = (week + row * 7) % 26 == 0
    row, day = row[~on_leave], day[~on_leave]
    op_id, ts = staff_accounts.op_id.to_numpy()[row], draw_office_time(world, day, rng)
    person = _draw_residents(world, staff_accounts.district.to_numpy().astype(str)[row], rng)
    is_look_only = rng.random(len(row)) < 0.2
    has_look_up = is_look_only | (rng.random(len(row)) < 0.65)
    plan_log_rows(
        world, op_id[has_look_up], ts[has_look_up], LOOK_UP, LOOKED_UP, person=person[has_look_up]
    )
    has_action = ~is_look_only
    biz = rng.choice(np.array([ROSTER, OTHER], dtype=object), len(row), p=[0.72, 0.28])
    action = rng.choice(
        np.array([ACCEPTED, SENT_BACK, EDITED], dtype=object), len(row), p=[0.93, 0.02, 0.05]
    )
    biz = np.where(action == EDITED, OTHER, biz)
    field = np.where(action == EDITED, "phone", None)
    duration = rng.integers(40, 400, len(row))
    plan_log_rows(
        world,
        op_id[has_action],
        (ts + duration)[has_action],
        biz[has_action],
        action[has_action],
        person=person[has_action],
        field=field[has_action],
    )


def _plan_corrections(world, rng):
    """Closed months edited, names and numbers corrected, hospital bills taken by hand: each seen by a second person."""
    town, people = world.town, world.people
    adults = np.flatnonzero(people.is_alive & (people.age(town.end) > 22) & ~world.is_taken())
    yearly = {
        CLOSED_MONTHS: (0.006, "contrib_month"),
        IDENTITY: (0.004, "name"),
        REIMBURSEMENT: (0.01, None),
    }
    for biz, (share, field) in yearly.items():
        n = int(share * len(adults) * town.months / 12)
        person = rng.choice(adults, min(n, len(adults)), replace=False)
        n = len(person)
        day = town.start + rng.integers(0, 30 * town.months, n)
        pieces = pd.DataFrame(draw_handlers(world, people.district[person], rng))
        pieces = pieces.assign(ts=draw_office_time(world, day, rng), biz=biz, person=person)
        if biz == REIMBURSEMENT:
            pieces["amount"] = np.exp(rng.normal(np.log(2600), 1.1, n)).round(2)
            plan_approval_chain(world, rng, pieces)
            continue
        # half of the closed months are corrected on order; a name is corrected alone, a number now and then
        has_order = rng.random(n) < 0.5
        pieces["order"] = np.where(
            has_order, np.char.add("W", (200_000 + np.arange(n)).astype(str)), None
        )
        other = rng.random(n) < 0.3
        pieces["field"] = np.where(other & (biz == IDENTITY), "id_no", field)
        plan_approval_chain(world, rng, pieces.drop(columns="approve_op"), first=EDITED)


def _plan_batches(world, staff_accounts):
    """The month's end by the service accounts, at night; the offices sit late with them in December."""
    town, rng = world.town, world.town.make_rng("batches")
    services = list_accounts(world)
    services = services[services.is_service.to_numpy(dtype=bool)].op_id.to_numpy()
    for month in range(town.first_month, town.last_month + 1):
        last = np.datetime64(month + 1, "M").astype("datetime64[D]") - 1
        ts = last.astype("datetime64[s]") + 22 * 3600 + np.sort(rng.integers(0, 5000, 40))
        if len(services):
            biz_id = plan_log_rows(world, services[0], ts, STATUS, ACCEPTED)
            plan_log_rows(world, services[0], ts + 1, STATUS, REVIEWED, biz_id=biz_id)
        if month % 12 == 11:
            _plan_overtime(world, rng, staff_accounts, roll_to_workday(world, last - 3))


def _plan_overtime(world, rng, staff_accounts, day):
    regular = staff_accounts[staff_accounts.op_id.isin(list_operator_ids(world))]
    staff = regular.op_id.to_numpy()
    ts = day.astype("datetime64[s]") + 20 * 3600 + rng.integers(0, 3500, len(staff))
    person = _draw_residents(world, regular.district.to_numpy().astype(str), rng)
    for step in range(4):
        plan_log_rows(
            world, staff, ts + step * 60, REIMBURSEMENT, ACCEPTED, person=np.roll(person, step)
        )


def _plan_from_tables(world):
    """What claims, approvals, refunds and payments say of their handlers stands in the log too."""
    rng = world.town.make_rng("tables log")
    claims = _read_handled_rows(
        world, UnemploymentClaim, "claim_id", "person_id", "claim_date", "accept_op", "review_op"
    )
    _log_business(world, rng, claims, UNEMPLOYMENT, biz_id="claim_id", day=claims.claim_date)
    refunds = _read_handled_rows(
        world,
        StabilizationRefund,
        "refund_id",
        "approve_date",
        "refund_amount",
        "accept_op",
        "review_op",
    )
    days = pd.to_datetime(refunds.approve_date) - pd.Timedelta(days=8)
    _log_business(world, rng, refunds, REFUND, biz_id="refund_id", day=days, amount="refund_amount")
    approvals = _read_handled_rows(
        world,
        PensionApproval,
        "approval_id",
        "person_id",
        "apply_date",
        "accept_op",
        "review_op",
        "approve_op",
    )
    _log_business(world, rng, approvals, RETIREMENT, biz_id="approval_id", day=approvals.apply_date)
    payments = _read_handled_rows(
        world, InjuryPayment, "payment_id", "person_id", "paid_date", "amount", "op_id"
    )
    if len(payments):
        number = payments.op_id.str[1:].astype(int).to_numpy() % len(DISTRICTS)
        others = pd.DataFrame(
            draw_handlers(world, np.array(list(DISTRICTS), dtype=object)[number], rng)
        )
        payments = payments.rename(columns={"op_id": "accept_op"})
        payments = payments.assign(review_op=others.review_op, approve_op=others.approve_op)
        days = pd.to_datetime(payments.paid_date) - pd.Timedelta(days=12)
        _log_business(world, rng, payments, INJURY, biz_id="payment_id", day=days, amount="amount")


def _read_handled_rows(world, table, *columns):
    rows: pa.Table = world.get_rows(table)
    frame = rows.select(list(columns)).to_pandas(date_as_object=False)
    return frame.dropna(
        subset=[c for c in columns if c.endswith("op") or c == "op_id"]
    ).reset_index(drop=True)


def _log_business(world, rng, rows, biz, *, biz_id, day, amount=None):
    rows = rows.assign(day=day.to_numpy().astype("datetime64[D]") if len(rows) else [])
    rows = rows[rows.day >= world.town.start].reset_index(drop=True) if len(rows) else rows
    if rows.empty:
        return
    names = ["accept_op", "review_op", *(["approve_op"] if "approve_op" in rows else [])]
    pieces = rows[names].assign(
        ts=draw_office_time(world, rows.day.to_numpy().astype("datetime64[D]"), rng),
        biz=biz,
        biz_id=rows[biz_id],
    )
    if "person_id" in rows:
        pieces["person"] = rows.person_id.str[1:].astype(int)
    if amount:
        pieces["amount"] = rows[amount].astype(float).clip(lower=0)
    plan_approval_chain(world, rng, pieces)
