"""Sales of pharmacies as plans: who buys what where and when."""

import numpy as np
import pandas as pd

from simulator.core.clock_and_seeds import get_month_number
from simulator.core.population import EMPLOYEE, FLEX, RETIRED
from simulator.core.world import World

# opening hours and their shares: peaks at nine and after work
HOURS = np.array([8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20])
HOUR_SHARES = np.array(
    [0.07, 0.12, 0.11, 0.08, 0.05, 0.05, 0.06, 0.07, 0.07, 0.08, 0.10, 0.09, 0.05]
)
# first day of the lunar year
NEW_YEARS = [
    np.datetime64(d) for d in ("2023-01-22", "2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06")
]
NOBODY, NO_CODE_GIVEN = -1, -1
INTERNET_EVERY = 40  # one chronic prescription in so many is from the internet hospital


def plan_sales(world: World, person, shop, time, items, qty, **more) -> np.ndarray:
    """Plan sales of one line each (arrays or scalars); return their numbers. `add_lines` adds more
    lines.

    `more` of a sale: till, payer, collector (numbers, -1 = none), fund, account (shares), online,
    settle_delay_days, in_two_places (meant to be so). `more` of a line: hospital, rx_day, doctor,
    long, days, split, unit, scan ("code", "none", or a reason), code, doctor_code (in place of the
    doctor's), unit_slip (dose units written as packs).
    """
    person = np.atleast_1d(person)
    n = len(person)
    first = world.sale_count
    world.sale_count += n
    sale = first + np.arange(n)
    columns = {
        "sale": sale,
        "person": person,
        "shop": shop,
        "time": np.asarray(time).astype("datetime64[s]"),
        "till": 0,
    }
    columns |= {
        "payer": NOBODY,
        "collector": NOBODY,
        "fund": 0.0,
        "account": 0.7,
        "online": False,
        "settle_delay_days": 0,
        "in_two_places": False,
    }
    plan = _fill_columns(columns, {k: v for k, v in more.items() if k in columns}, n)
    world.plan("sales", plan)
    add_lines(world, sale, items, qty, **{k: v for k, v in more.items() if k not in columns})
    return sale


def add_lines(world: World, sale, items, qty, **more) -> None:
    """Add lines to planned sales, one a sale."""
    columns = {
        "sale": sale,
        "item": items,
        "qty": qty,
        "hospital": NOBODY,
        "rx_day": np.datetime64("NaT", "D"),
        "doctor": NOBODY,
    }
    columns |= {
        "long": False,
        "days": np.nan,
        "split": False,
        "unit": "盒",
        "scan": "code",
        "code": NO_CODE_GIVEN,
        "phantom": False,
        "doctor_code": None,
        "unit_slip": False,
    }
    world.plan("lines", _fill_columns(columns, more, len(sale)))


def plan_visits(world: World, person, hospital, day, doctor, **more) -> None:
    """Plan visits at hospitals; `more`: med_type, diag, until (discharge), fund, total, invoice,
    returned.
    """
    columns = {
        "person": np.atleast_1d(person),
        "hospital": hospital,
        "day": day,
        "doctor": doctor,
        "med_type": "11",
    }
    columns |= {
        "diag": "I10",
        "until": np.datetime64("NaT", "D"),
        "total": 180.0,
        "invoice": NOBODY,
        "returned": False,
    }
    world.plan("visits", _fill_columns(columns, more, len(np.atleast_1d(person))))


def plan_honest_sales(world: World) -> None:
    """Plan chronic refills by prescription and everyday purchases."""
    favourites = _draw_favourite_shops(world)
    _plan_refills(world, favourites)
    _plan_everyday(world, favourites)
    _move_ward_sales_online(world)


def _move_ward_sales_online(world):
    """Turn purchases during a stay in hospital into online orders."""
    visits = world.collect_plan("visits")
    stays = visits[visits.med_type == "21"]
    never = np.datetime64("2100-01-01")
    start, end = np.full(len(world.people), never), np.full(len(world.people), never)
    start[stays.person], end[stays.person] = stays.day, stays.until
    for plan in world.plans["sales"]:
        day = plan.time.to_numpy().astype("datetime64[D]")
        inside = (day > start[plan.person]) & (day < end[plan.person])
        plan["online"] = plan.online.to_numpy() | inside


def draw_opening_times(rng, day) -> np.ndarray:
    """Draw times of day for days, by the shops' opening hours."""
    hour = rng.choice(HOURS, len(day), p=HOUR_SHARES)
    seconds = hour * 3600 + rng.integers(0, 3600, len(day))
    return np.asarray(day).astype("datetime64[s]") + seconds.astype("timedelta64[s]")


def draw_trading_days(world: World, rng, count: int) -> np.ndarray:
    """Draw days of the history by weekday, season and New Year."""
    days = np.arange(world.town.start, world.town.end + 1)
    # Mondays 8 % more
    weight = 1.0 + 0.08 * ((days.astype(int) + 3) % 7 == 0)
    month = get_month_number(days) % 12
    # December a quarter more (allowances are used up), the flu months a tenth
    weight = weight * np.select([month == 11, (month == 0) | (month == 1)], [1.25, 1.10], 1.0)
    for new_year in NEW_YEARS:
        # the holiday week trades 55 % less
        weight = np.where((days >= new_year - 1) & (days < new_year + 7), weight * 0.45, weight)
    return rng.choice(days, count, p=weight / weight.sum())


def _draw_favourite_shops(world):
    """Draw three shops per person: two near home by size, one anywhere."""
    rng, shops, institutions = (
        world.town.make_rng("favourites"),
        world.institutions.shops,
        world.institutions,
    )
    favourites = np.empty((len(world.people), 3), dtype=int)
    for district in np.unique(world.people.district):
        district_shops = shops[institutions.district[shops] == district]
        rows = np.flatnonzero(world.people.district == district)
        favourites[rows] = rng.choice(
            district_shops,
            (len(rows), 3),
            p=institutions.size[district_shops] / institutions.size[district_shops].sum(),
        )
    favourites[:, 2] = rng.choice(
        shops, len(favourites), p=institutions.size[shops] / institutions.size[shops].sum()
    )
    return favourites


def move_conflicts_online(sales: pd.DataFrame) -> pd.DataFrame:
    """Turn a purchase within two hours of one at another shop into an online order."""
    order = sales.sort_values(["person", "time"], kind="stable")
    same = order.person.eq(order.person.shift()) & order["shop"].ne(order["shop"].shift())
    soon = (order.time - order.time.shift()) < pd.Timedelta(hours=2)
    later = order.index[same & soon & ~order.in_two_places & (order.collector == NOBODY)]
    online = sales.online.to_numpy().copy()
    online[later] = True
    return sales.assign(online=online)


def _choose_shops(rng, favourites, person):
    # people buy mostly at one shop
    return favourites[person, rng.choice(3, len(person), p=[0.62, 0.28, 0.10])]


def _draw_payment_shares(rng, people, person, *, pooled):
    worker = np.isin(people.scheme[person], [EMPLOYEE, RETIRED, FLEX])
    fund = np.where(pooled, rng.choice([0.0, 0.5, 0.6], len(person), p=[0.3, 0.35, 0.35]), 0.0)
    account = np.where(
        worker, (1 - fund) * rng.choice([0.4, 0.8, 1.0], len(person), p=[0.2, 0.3, 0.5]), 0.0
    )
    return fund, account


def _draw_collectors(rng, world, person):
    """Draw a collector of the household for seven purchases in a hundred."""
    house = world.people.household
    mate = np.clip(person + rng.choice([-1, 1], len(person)), 0, len(house) - 1)
    sends = (rng.random(len(person)) < 0.07) & (house[mate] == house[person])
    return np.where(sends, mate, NOBODY)


def _plan_refills(world, favourites):
    """Plan refills every four weeks (one in six: twelve) on prescriptions of the same or the
    previous day.
    """
    rng, town, people = world.town.make_rng("refills"), world.town, world.people
    for letter, ill in (("h", people.hypertension), ("d", people.diabetes)):
        patient = np.flatnonzero(
            # half of the ill get their drugs at pharmacies, the others in hospital
            ill & (rng.random(len(people)) < 0.5) & people.is_alive & ~world.is_taken()
        )
        stock = world.catalog.select_by_use(letter)
        # no dear drugs: they need another kind of prescription
        stock = stock[world.catalog.price[stock] < 200]
        drug, hospital = (
            rng.choice(stock, len(patient)),
            rng.choice(world.institutions.hospitals, len(patient)),
        )
        # long prescriptions are a sixth of chronic lines
        is_long = rng.random(len(patient)) < 0.17
        step = np.where(is_long, 84, 28)
        first = rng.integers(0, step)
        count = ((30.4 * town.months - first) / (step + 2)).astype(int)
        row = np.repeat(np.arange(len(patient)), count)
        turn = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
        day = town.start + first[row] + turn * (step[row] + 2) + rng.integers(0, 4, len(row))
        is_kept = (day <= town.end) & (rng.random(len(row)) < 0.9)
        row, day = row[is_kept], day[is_kept]
        _plan_prescribed(
            world, rng, favourites, patient[row], drug[row], hospital[row], day, is_long[row]
        )


def _plan_prescribed(world, rng, favourites, person, drug, hospital, day, is_long):
    n, catalog = len(person), world.catalog
    before = rng.integers(0, 2, n)
    online = rng.random(n) < 1 / INTERNET_EVERY
    internet_hospital = np.flatnonzero(world.institutions.is_internet_hospital)[0]
    doctor = rng.integers(0, 12, n)
    days = np.where(is_long, 84, 28)
    packs = np.maximum(1, np.round(days * catalog.per_day[drug] / catalog.pack[drug]))
    fund, account = _draw_payment_shares(rng, world.people, person, pooled=True)
    sale = plan_sales(
        world,
        person,
        _choose_shops(rng, favourites, person),
        draw_opening_times(rng, day),
        drug,
        packs,
        till=rng.integers(0, 3, n),
        collector=_draw_collectors(rng, world, person),
        fund=fund,
        account=account,
        hospital=np.where(online, internet_hospital, hospital),
        rx_day=day - before,
        doctor=doctor,
        long=is_long,
        days=days.astype(float),
    )
    has_visit = ~online
    plan_visits(
        world,
        person[has_visit],
        hospital[has_visit],
        (day - before)[has_visit],
        doctor[has_visit],
        med_type="14",
    )
    has_more = rng.random(n) < 0.3
    add_lines(
        world,
        sale[has_more],
        rng.choice(catalog.select_by_use("o"), has_more.sum()),
        rng.integers(1, 3, has_more.sum()),
    )


def _plan_everyday(world, favourites):
    """Plan purchases by season, one to three items at a time."""
    rng, people, catalog = world.town.make_rng("everyday"), world.people, world.catalog
    age = people.age(world.town.end)
    # older people buy more; employees, who have an account, three times as often as residents
    by_age = np.select([age < 40, age < 60, age < 75], [0.5, 1.0, 1.7], 2.0)
    insured = np.where(np.isin(people.scheme, [EMPLOYEE, RETIRED, FLEX]), 2.6, 0.9)
    visits = rng.poisson(by_age * insured * world.town.months / 12)
    person = np.repeat(np.arange(len(people)), visits)
    day = draw_trading_days(world, rng, len(person))
    dead = people.death[person] <= day
    person, day = person[~dead], day[~dead]
    n, stock = len(person), catalog.select_by_use("o")
    fund, account = _draw_payment_shares(rng, people, person, pooled=False)
    sale = plan_sales(
        world,
        person,
        _choose_shops(rng, favourites, person),
        draw_opening_times(rng, day),
        rng.choice(stock, n),
        1 + (rng.random(n) < 0.25),
        till=rng.integers(0, 3, n),
        collector=_draw_collectors(rng, world, person),
        fund=fund,
        account=account,
        online=rng.random(n) < 0.03,
    )
    for share in (0.55, 0.3):
        has_more = rng.random(n) < share
        add_lines(world, sale[has_more], rng.choice(stock, has_more.sum()), np.ones(has_more.sum()))


def _fill_columns(columns, more, n):
    merged = columns | more
    return pd.DataFrame({k: np.broadcast_to(np.asarray(v), n) for k, v in merged.items()})
