"""Benefits that are drawn twice, for the dead, or from prison."""

import numpy as np

from simulator.background.medical.shopping import any_shops, buy
from simulator.background.survivors import plan_survivors
from simulator.background.work_injuries import plan_case
from simulator.core.clock_and_seeds import month_day, month_of
from simulator.core.population import PENSIONER, RESIDENT, RETIRED
from simulator.core.world import World
from simulator.scenarios.benefit_overlap.building_blocks import (
    checked,
    die,
    draw_until,
    drawing,
    granted,
    note,
    noticed,
    paid_to,
    reimbursed,
    seen,
    sentenced,
    stream,
    vanish,
)
from simulator.scenarios.work_injury.building_blocks import HOUR, hired, work_at


def deliberate_death_claim(world: World) -> None:
    """The family hides a death for half a year to five years, has the check of entitlement passed and uses the card."""
    rng, end = world.town.rng("death claim"), world.town.end
    person = drawing(world, "death claim", world.town.planted(70, 6), low=66, high=92)
    n = len(person)
    received = end - rng.integers(8, 70, n)
    day = received - rng.integers(200, 1800, n)
    die(world, person, day)
    noticed(world, person, received)
    draw_until(world, person, month_of(received))
    seen(world, person, received - rng.integers(3, 40, n))
    method = rng.choice(np.array(["1", "5", "4"], dtype=object), n, p=[0.4, 0.5, 0.1])
    latest = np.maximum(day + 40, received - rng.integers(40, 150, n))
    checked(world, person, latest, method)
    buyer = person[::3]
    after = np.repeat(np.maximum(day[::3] + 30, end - 300), 3) + np.tile([5, 48, 99], len(buyer))
    after = np.minimum(after, end - 2)
    buy(world, rng, np.repeat(buyer, 3), any_shops(world, rng, 3 * len(buyer)), after)
    note(world, "deliberate_death_claim", person)
    world.truth(
        "deliberate_death_claim", "pharmacy_billing", "person", world.people.person_id[buyer], "fraud"
    )


def deliberate_death_claim_hard(world: World) -> None:
    """Two to four months only: money taken out at once, the card laid aside, a check by paper for some of the short ones.

    One in five is known from the police alone, which may as well mean that the person moved abroad.
    """
    rng, town = world.town.rng("short death claim"), world.town
    person = drawing(world, "short death claim", town.planted(50, 6), low=66, high=92)
    n = len(person)
    months = rng.integers(2, 5, n)
    day = month_day(town.last_month - months - rng.integers(2, 12, n), rng.integers(3, 26, n))
    die(world, person, day)
    received = month_day(month_of(day) + months, rng.integers(20, 27, n))
    sole = np.where(np.arange(n) % 5 == 4, "2", "")
    noticed(world, person, received, sole=sole)
    draw_until(world, person, month_of(day) + months)
    seen(world, person, day + rng.integers(2, 20, n))
    by_paper = (months == 2) & (rng.random(n) < 0.6)
    checked(world, person[by_paper], day[by_paper] + 34, "5")
    note(world, "deliberate_death_claim_hard", person)


def double_pension(world: World) -> None:
    """A retired employee goes on drawing the resident pension of the village."""
    rng, town = world.town.rng("double pension"), world.town
    person = drawing(world, "double pension", town.planted(500, 6), schemes=(RETIRED,), high=80)
    first = town.last_month - rng.integers(8, 40, len(person))
    stream(world, person, "170", first, town.last_month, rng.uniform(330, 700, len(person)).round(2))
    note(world, "double_pension", person)


def double_pension_hard(world: World) -> None:
    """A few months only, or booked as back-pay on another account: every month, every quarter, or once in a lump."""
    rng, town = world.town.rng("hidden double pension"), world.town
    person = drawing(world, "hidden double pension", town.planted(200, 8), schemes=(RETIRED,), high=80)
    n = len(person)
    last = town.last_month - rng.integers(0, 12, n)
    way, amount = np.arange(n) % 4, rng.uniform(330, 700, n).round(2)
    covered = np.array([np.nan, 1, 3, 8])[way]
    named = {"kind": np.where(way == 0, "1", "2").astype(object), "backpay_months": covered}
    length = np.where(way == 0, rng.integers(1, 5, n), 8)
    every = np.array([1, 1, 3, 99])[way]
    amount, bank = amount * np.where(way == 0, 1, covered), person + 30_000_000
    stream(world, person, "170", last - length, last, amount, bank=bank, every=every, **named)
    note(world, "double_pension_hard", person)


def serving_and_paid(world: World) -> None:
    """In prison for years, and the pension goes on."""
    rng, town = world.town.rng("prison"), world.town
    person = drawing(world, "prison", town.planted(60, 7), low=61, high=76)
    start = town.end - rng.integers(150, 690, len(person))
    sentenced(world, person, "1", start, start + rng.integers(400, 1500, len(person)))
    note(world, "serving_and_paid", person)


def serving_and_paid_hard(world: World) -> None:
    """Criminal detention of weeks or a few months, over before anyone compared the lists."""
    rng, town = world.town.rng("detention"), world.town
    person = drawing(world, "detention", town.planted(30, 5), low=61, high=76)
    start = town.end - rng.integers(250, 650, len(person))
    sentenced(world, person, "2", start, start + rng.integers(62, 160, len(person)))
    note(world, "serving_and_paid_hard", person)


def adjusted_on_probation(world: World) -> None:
    """A suspended sentence leaves the pension as it is, but the yearly adjustment was given all the same."""
    rng, town = world.town.rng("probation"), world.town
    person = drawing(world, "probation", town.planted(40, 5), low=61, high=76)
    start = np.datetime64(f"{town.as_of.year - 1}-03-01") + rng.integers(0, 90, len(person))
    kind = rng.choice(np.array(["3", "4", "5"], dtype=object), len(person), p=[0.7, 0.1, 0.2])
    sentenced(world, person, kind, start, start + rng.integers(500, 1000, len(person)))
    note(world, "adjusted_on_probation", person)


def funeral_grants_twice(world: World) -> None:
    """The death at work of an insured person: the injury fund and the pension fund both pay the funeral grant."""
    _rng, person, unit, day = hired(world, "two funerals", world.town.planted(40, 5), back=(150, 600))
    _die_at_work(world, person, unit, day, day + 60)
    granted(world, person, "110", month_of(day) + 3, 38_000.0)
    note(world, "funeral_grants_twice", person)


def funeral_grants_twice_hard(world: World) -> None:
    """The second grant comes half a year later from the resident scheme, a few thousand yuan."""
    rng, town = world.town.rng("second funeral"), world.town
    person = drawing(world, "second funeral", town.planted(40, 6), schemes=(RETIRED,))
    day = town.end - rng.integers(280, 650, len(person))
    die(world, person, day)
    noticed(world, person, day + rng.integers(2, 12, len(person)))
    draw_until(world, person, month_of(day))
    granted(world, person, "110", month_of(day) + 1, rng.uniform(30_000, 70_000, len(person)))
    later = month_of(day) + rng.integers(5, 9, len(person))
    granted(world, person, "170", later, rng.uniform(2500, 4500, len(person)))
    note(world, "funeral_grants_twice_hard", person)


def dependant_keeps_drawing(world: World) -> None:
    """Grown up, employed, pensioned or dead, and still paid the allowance of the dependants."""
    town, age = world.town, world.people.age(world.town.end)
    count = town.planted(30, 3)
    grown = (world.people.scheme == RESIDENT) & (age > 20) & (age < 24)
    grown = world.take(grown, count, "grown orphans")
    pensioned = drawing(world, "pensioned dependants", count, low=58, high=80, schemes=(RETIRED,))
    dead = drawing(world, "dead dependants", count, low=70, high=90, schemes=(PENSIONER,))
    day = town.end - world.town.rng("dead dependants").integers(250, 600, len(dead))
    die(world, dead, day)
    draw_until(world, dead, month_of(day))
    noticed(world, dead, day + 20)
    for name, person in (("grown", grown), ("pensioned", pensioned), ("gone", dead)):
        plan_survivors(world, f"{name} dependants' workers", person, town.last_month)
        note(world, "dependant_keeps_drawing", person)


def dependant_keeps_drawing_hard(world: World) -> None:
    """A widow found work some months ago."""
    rng, town, age = world.town.rng("widows"), world.town, world.people.age(world.town.end)
    widow = (world.people.scheme == RESIDENT) & (age > 56) & (age < 59.5) & (world.people.sex == "2")
    person = world.take(widow, town.planted(30, 5), "widows")
    plan_survivors(world, "widows' workers", person, town.last_month)
    units = np.flatnonzero((world.employers.nature == "10") & (world.employers.target > 6))
    start = town.end - rng.integers(80, 200, len(person))
    work_at(world, person, rng.choice(units, len(person)), start)
    note(world, "dependant_keeps_drawing_hard", person)


def silent_very_old(world: World) -> None:
    """Dead for years far away, never registered: a pension, and a paper entered by the office once a year."""
    rng, town = world.town.rng("silent"), world.town
    person = drawing(world, "silent", town.planted(60, 6), low=84, high=104)
    ancient = person[:2]
    world.people.birth[person] = town.end - rng.integers(31_500, 37_000, len(person))
    world.people.birth[ancient] = town.end - rng.integers(38_600, 39_500, len(ancient))
    vanish(world, person, rng)
    note(world, "silent_very_old", person)


def silent_very_old_hard(world: World) -> None:
    """The same, but the family buys a box of pills on the card now and then, or draws at the till."""
    rng, town = world.town.rng("less silent"), world.town
    person = drawing(world, "less silent", town.planted(25, 4), low=82, high=104)
    world.people.birth[person] = town.end - rng.integers(31_500, 36_000, len(person))
    vanish(world, person, rng)
    buyer = person[::2]
    buy(world, rng, buyer, any_shops(world, rng, len(buyer)), town.end - rng.integers(40, 300, len(buyer)))
    seen(world, person[1::2], town.end - rng.integers(100, 400, len(person[1::2])))
    note(world, "silent_very_old_hard", person)


def one_account_collector(world: World) -> None:
    """The resident pensions of a handful of old people of several households run to one account."""
    for n in range(world.town.planted(20, 2)):
        _collect(world, f"collector {n}", 5 + n % 4, 31_000_000 + n, "one_account_collector")


def one_account_collector_hard(world: World) -> None:
    """Two or three old people only."""
    for n in range(world.town.planted(10, 2)):
        _collect(world, f"small collector {n}", 3 - n % 2, 31_500_000 + n, "one_account_collector_hard")


def double_reimbursement(world: World) -> None:
    """One invoice is settled by the employee scheme and by the resident scheme, or again by hand weeks later."""
    rng, person, start, total = _stay(world, "double reimbursement", world.town.planted(60, 6))
    invoice, n = 60_000_000 + np.arange(len(person)), len(person)
    own = {"start": start, "days": 9, "invoice": invoice, "total": total}
    reimbursed(world, person, 0, insurance="310", settled=start + 9, **own)
    second = np.where(np.arange(n) % 2 == 0, "390", "310").astype(object)
    later = start + rng.integers(25, 90, n)
    again = reimbursed(world, person, 100_000, insurance=second, settled=later, **own)
    note(world, "double_reimbursement", person, amount=again)


def double_reimbursement_hard(world: World) -> None:
    """The second time with the number of a copy and a part of the sum: the days moved by one, another hospital's stamp,
    or another month altogether.
    """
    rng, person, start, total = _stay(world, "copied invoice", world.town.planted(40, 6))
    n, invoice = len(person), 61_000_000 + np.arange(len(person))
    own = {"start": start, "days": 9, "settled": start + 9, "invoice": invoice, "total": total}
    reimbursed(world, person, 200_000, insurance="310", **own)
    way = np.arange(n) % 3
    moved = start + np.array([1, 0, 45])[way]
    copy = {"start": moved, "days": 8, "invoice": invoice + 500_000, "total": (total * 0.93).round(2)}
    settled, elsewhere = moved + rng.integers(40, 110, n), np.array([0, 3, 0])[way]
    again = reimbursed(world, person, 300_000, insurance="390", settled=settled, elsewhere=elsewhere, **copy)
    note(world, "double_reimbursement_hard", person, amount=again)


def _die_at_work(world, person, unit, day, paid):
    """The worker dies in the accident; the injury fund pays the funeral grant and the lump sum."""
    work_at(world, person, unit, day - 500, until=day)
    die(world, person, day)
    noticed(world, person, day + 5)
    plan_case(world, person, unit, day + 10 * HOUR, day - 490, grade=-1, medical=2500.0, decision="1")
    plan = world.plans["cases"][-1]
    for item, amount in (("10", 41_000.0), ("12", 1_036_000.0)):
        told = {"plan": plan, "item": item, "amount": amount, "paid": paid, "payee": "4"}
        world.plans["injury_payments"].append(told)


def _collect(world, name, count, account, typology):
    person = drawing(world, name, count, low=70, high=88, schemes=(PENSIONER,))
    paid_to(world, person, account)
    note(world, typology, person)


def _stay(world, name, count):
    """(rng, person, day of admission, cost) of employees who were in hospital."""
    rng, age = world.town.rng(name), world.people.age(world.town.end)
    person = world.take((world.people.scheme == "employee") & (age > 28), count, name)
    start = world.town.end - rng.integers(160, 650, len(person))
    return rng, person, start, rng.uniform(9000, 46_000, len(person)).round(2)
