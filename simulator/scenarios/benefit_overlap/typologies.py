"""Benefits drawn twice, for the dead, or from prison."""

import numpy as np

from simulator.background.survivors import plan_survivors
from simulator.background.work_injuries import plan_case
from simulator.core.clock_and_seeds import get_month_number, make_date
from simulator.core.population import PENSIONER, RESIDENT, RETIRED
from simulator.core.world import World
from simulator.scenarios.benefit_overlap.building_blocks import (
    add_check,
    add_funeral_grant,
    add_pension_stream,
    add_sentence,
    add_settled_stay,
    delay_death_notice,
    draw_pension_until,
    label_persons,
    redirect_pension,
    remove_signs_of_life,
    set_death_day,
    set_last_footprint,
    take_pensioners,
)
from simulator.scenarios.pharmacy_billing.building_blocks import draw_shops, plan_purchases
from simulator.scenarios.work_injury.building_blocks import HOUR, draw_accidents, plan_job


def deliberate_death_claim(world: World) -> None:
    """A family hides a death for half a year to five years, passes the check of entitlement and
    uses the card.
    """
    rng, end = world.town.make_rng("death claim"), world.town.end
    person = take_pensioners(
        world, "death claim", world.town.scale_planted_count(70, 6), low=66, high=92
    )
    n = len(person)
    received = end - rng.integers(8, 70, n)
    day = received - rng.integers(200, 1800, n)
    set_death_day(world, person, day)
    delay_death_notice(world, person, received)
    draw_pension_until(world, person, get_month_number(received))
    set_last_footprint(world, person, received - rng.integers(3, 40, n))
    method = rng.choice(np.array(["1", "5", "4"], dtype=object), n, p=[0.4, 0.5, 0.1])
    latest = np.maximum(day + 40, received - rng.integers(40, 150, n))
    add_check(world, person, latest, method)
    buyer = person[::3]
    after = np.repeat(np.maximum(day[::3] + 30, end - 300), 3) + np.tile([5, 48, 99], len(buyer))
    after = np.minimum(after, end - 2)
    plan_purchases(world, rng, np.repeat(buyer, 3), draw_shops(world, rng, 3 * len(buyer)), after)
    label_persons(world, "deliberate_death_claim", person)
    world.add_truth(
        "deliberate_death_claim",
        "pharmacy_billing",
        "person",
        world.people.person_id[buyer],
        "fraud",
    )


def deliberate_death_claim_hard(world: World) -> None:
    """A family hides a death for two to four months only, takes the money at once and lays the card
    aside.

    One death in five is reported by the police alone, which could also mean that the person moved
    abroad.
    """
    rng, town = world.town.make_rng("short death claim"), world.town
    person = take_pensioners(
        world, "short death claim", town.scale_planted_count(50, 6), low=66, high=92
    )
    n = len(person)
    months = rng.integers(2, 5, n)
    day = make_date(town.last_month - months - rng.integers(2, 12, n), rng.integers(3, 26, n))
    set_death_day(world, person, day)
    received = make_date(get_month_number(day) + months, rng.integers(20, 27, n))
    sole = np.where(np.arange(n) % 5 == 4, "2", "")
    delay_death_notice(world, person, received, sole=sole)
    draw_pension_until(world, person, get_month_number(day) + months)
    set_last_footprint(world, person, day + rng.integers(2, 20, n))
    by_paper = (months == 2) & (rng.random(n) < 0.6)
    add_check(world, person[by_paper], day[by_paper] + 34, "5")
    label_persons(world, "deliberate_death_claim_hard", person)


def double_pension(world: World) -> None:
    """A retired employee goes on drawing the resident pension of the village."""
    rng, town = world.town.make_rng("double pension"), world.town
    person = take_pensioners(
        world, "double pension", town.scale_planted_count(500, 6), schemes=(RETIRED,), high=80
    )
    first = town.last_month - rng.integers(8, 40, len(person))
    add_pension_stream(
        world, person, "170", first, town.last_month, rng.uniform(330, 700, len(person)).round(2)
    )
    label_persons(world, "double_pension", person)


def double_pension_hard(world: World) -> None:
    """A retired employee draws the resident pension for a few months, or as back-pay on another
    account.
    """
    rng, town = world.town.make_rng("hidden double pension"), world.town
    person = take_pensioners(
        world,
        "hidden double pension",
        town.scale_planted_count(200, 8),
        schemes=(RETIRED,),
        high=80,
    )
    n = len(person)
    last = town.last_month - rng.integers(0, 12, n)
    way, amount = np.arange(n) % 4, rng.uniform(330, 700, n).round(2)
    covered = np.array([np.nan, 1, 3, 8])[way]
    # way 0 monthly; 1 monthly, 2 quarterly and 3 once in a lump, booked as back-pay
    columns = {"kind": np.where(way == 0, "1", "2").astype(object), "backpay_months": covered}
    length = np.where(way == 0, rng.integers(1, 5, n), 8)
    every = np.array([1, 1, 3, 99])[way]
    amount, bank = amount * np.where(way == 0, 1, covered), person + 30_000_000
    add_pension_stream(
        world, person, "170", last - length, last, amount, bank=bank, every=every, **columns
    )
    label_persons(world, "double_pension_hard", person)


def serving_and_paid(world: World) -> None:
    """A pensioner is in prison for years while the pension goes on."""
    rng, town = world.town.make_rng("prison"), world.town
    person = take_pensioners(world, "prison", town.scale_planted_count(60, 7), low=61, high=76)
    start = town.end - rng.integers(150, 690, len(person))
    add_sentence(world, person, "1", start, start + rng.integers(400, 1500, len(person)))
    label_persons(world, "serving_and_paid", person)


def serving_and_paid_hard(world: World) -> None:
    """A pensioner is detained for weeks or a few months, which was over before anyone compared the
    lists.
    """
    rng, town = world.town.make_rng("detention"), world.town
    person = take_pensioners(world, "detention", town.scale_planted_count(30, 5), low=61, high=76)
    start = town.end - rng.integers(250, 650, len(person))
    add_sentence(world, person, "2", start, start + rng.integers(62, 160, len(person)))
    label_persons(world, "serving_and_paid_hard", person)


def adjusted_on_probation(world: World) -> None:
    """A pensioner under a suspended sentence keeps the pension by law but wrongly gets the yearly
    adjustment.
    """
    rng, town = world.town.make_rng("probation"), world.town
    person = take_pensioners(world, "probation", town.scale_planted_count(40, 5), low=61, high=76)
    start = np.datetime64(f"{town.as_of.year - 1}-03-01") + rng.integers(0, 90, len(person))
    kind = rng.choice(np.array(["3", "4", "5"], dtype=object), len(person), p=[0.7, 0.1, 0.2])
    add_sentence(world, person, kind, start, start + rng.integers(500, 1000, len(person)))
    label_persons(world, "adjusted_on_probation", person)


def funeral_grants_twice(world: World) -> None:
    """After a death at work the injury fund and the pension fund both pay the funeral grant."""
    _rng, person, unit, day = draw_accidents(
        world, "two funerals", world.town.scale_planted_count(40, 5), back=(150, 600)
    )
    _plan_death_at_work(world, person, unit, day, day + 60)
    add_funeral_grant(world, person, "110", get_month_number(day) + 3, 38_000.0)
    label_persons(world, "funeral_grants_twice", person)


def funeral_grants_twice_hard(world: World) -> None:
    """Half a year after the first grant the resident scheme pays a second one of a few thousand
    yuan.
    """
    rng, town = world.town.make_rng("second funeral"), world.town
    person = take_pensioners(
        world, "second funeral", town.scale_planted_count(40, 6), schemes=(RETIRED,)
    )
    day = town.end - rng.integers(280, 650, len(person))
    set_death_day(world, person, day)
    delay_death_notice(world, person, day + rng.integers(2, 12, len(person)))
    draw_pension_until(world, person, get_month_number(day))
    add_funeral_grant(
        world, person, "110", get_month_number(day) + 1, rng.uniform(30_000, 70_000, len(person))
    )
    later = get_month_number(day) + rng.integers(5, 9, len(person))
    add_funeral_grant(world, person, "170", later, rng.uniform(2500, 4500, len(person)))
    label_persons(world, "funeral_grants_twice_hard", person)


def dependant_keeps_drawing(world: World) -> None:
    """A dependant who is grown up, pensioned or dead is still paid the allowance."""
    town, age = world.town, world.people.age(world.town.end)
    count = town.scale_planted_count(30, 3)
    grown = (world.people.scheme == RESIDENT) & (age > 20) & (age < 24)
    grown = world.take(grown, count, "grown orphans")
    pensioned = take_pensioners(
        world, "pensioned dependants", count, low=58, high=80, schemes=(RETIRED,)
    )
    dead = take_pensioners(world, "dead dependants", count, low=70, high=90, schemes=(PENSIONER,))
    day = town.end - world.town.make_rng("dead dependants").integers(250, 600, len(dead))
    set_death_day(world, dead, day)
    draw_pension_until(world, dead, get_month_number(day))
    delay_death_notice(world, dead, day + 20)
    for name, person in (("grown", grown), ("pensioned", pensioned), ("gone", dead)):
        plan_survivors(world, f"{name} dependants' workers", person, town.last_month)
        label_persons(world, "dependant_keeps_drawing", person)


def dependant_keeps_drawing_hard(world: World) -> None:
    """A widow found work some months ago and keeps the allowance."""
    rng, town, age = world.town.make_rng("widows"), world.town, world.people.age(world.town.end)
    widow = (
        (world.people.scheme == RESIDENT) & (age > 56) & (age < 59.5) & (world.people.sex == "2")
    )
    person = world.take(widow, town.scale_planted_count(30, 5), "widows")
    plan_survivors(world, "widows' workers", person, town.last_month)
    units = np.flatnonzero((world.employers.nature == "10") & (world.employers.target > 6))
    start = town.end - rng.integers(80, 200, len(person))
    plan_job(world, person, rng.choice(units, len(person)), start)
    label_persons(world, "dependant_keeps_drawing_hard", person)


def silent_very_old(world: World) -> None:
    """A very old person died unregistered years ago; the pension goes on, with a paper entered once
    a year.
    """
    rng, town = world.town.make_rng("silent"), world.town
    person = take_pensioners(world, "silent", town.scale_planted_count(60, 6), low=84, high=104)
    ancient = person[:2]
    world.people.birth[person] = town.end - rng.integers(31_500, 37_000, len(person))
    world.people.birth[ancient] = town.end - rng.integers(38_600, 39_500, len(ancient))
    remove_signs_of_life(world, person, rng)
    label_persons(world, "silent_very_old", person)


def silent_very_old_hard(world: World) -> None:
    """As `silent_very_old`, but the family now and then buys pills on the card or draws money."""
    rng, town = world.town.make_rng("less silent"), world.town
    person = take_pensioners(
        world, "less silent", town.scale_planted_count(25, 4), low=82, high=104
    )
    world.people.birth[person] = town.end - rng.integers(31_500, 36_000, len(person))
    remove_signs_of_life(world, person, rng)
    buyer = person[::2]
    plan_purchases(
        world,
        rng,
        buyer,
        draw_shops(world, rng, len(buyer)),
        town.end - rng.integers(40, 300, len(buyer)),
    )
    set_last_footprint(world, person[1::2], town.end - rng.integers(100, 400, len(person[1::2])))
    label_persons(world, "silent_very_old_hard", person)


def one_account_collector(world: World) -> None:
    """Somebody collects the resident pensions of a handful of old people of several households on
    one account.
    """
    for n in range(world.town.scale_planted_count(20, 2)):
        _collect_pensions(
            world, f"collector {n}", 5 + n % 4, 31_000_000 + n, "one_account_collector"
        )


def one_account_collector_hard(world: World) -> None:
    """Somebody collects the pensions of two or three old people only."""
    for n in range(world.town.scale_planted_count(10, 2)):
        _collect_pensions(
            world, f"small collector {n}", 3 - n % 2, 31_500_000 + n, "one_account_collector_hard"
        )


def double_reimbursement(world: World) -> None:
    """One invoice is settled by both schemes, or a second time by hand weeks later."""
    rng, person, start, total = _take_inpatients(
        world, "double reimbursement", world.town.scale_planted_count(60, 6)
    )
    invoice, n = 60_000_000 + np.arange(len(person)), len(person)
    stay = {"start": start, "days": 9, "invoice": invoice, "total": total}
    add_settled_stay(world, person, 0, insurance="310", settled=start + 9, **stay)
    second = np.where(np.arange(n) % 2 == 0, "390", "310").astype(object)
    later = start + rng.integers(25, 90, n)
    again = add_settled_stay(world, person, 100_000, insurance=second, settled=later, **stay)
    label_persons(world, "double_reimbursement", person, amount=again)


def double_reimbursement_hard(world: World) -> None:
    """A copied invoice is settled again with another number and a smaller sum.

    The days are moved by one, the hospital is another, or the month is another.
    """
    rng, person, start, total = _take_inpatients(
        world, "copied invoice", world.town.scale_planted_count(40, 6)
    )
    n, invoice = len(person), 61_000_000 + np.arange(len(person))
    stay = {"start": start, "days": 9, "settled": start + 9, "invoice": invoice, "total": total}
    add_settled_stay(world, person, 200_000, insurance="310", **stay)
    way = np.arange(n) % 3
    second_start = start + np.array([1, 0, 45])[way]
    copy = {
        "start": second_start,
        "days": 8,
        "invoice": invoice + 500_000,
        "total": (total * 0.93).round(2),
    }
    settled, elsewhere = second_start + rng.integers(40, 110, n), np.array([0, 3, 0])[way]
    again = add_settled_stay(
        world, person, 300_000, insurance="390", settled=settled, elsewhere=elsewhere, **copy
    )
    label_persons(world, "double_reimbursement_hard", person, amount=again)


def _plan_death_at_work(world, person, unit, day, paid):
    """Plan the death of workers in an accident; the injury fund pays the funeral grant and the lump
    sum.
    """
    plan_job(world, person, unit, day - 500, until=day)
    set_death_day(world, person, day)
    delay_death_notice(world, person, day + 5)
    plan_case(
        world, person, unit, day + 10 * HOUR, day - 490, grade=-1, medical=2500.0, decision="1"
    )
    plan = world.plans["cases"][-1]
    # funeral grant of six months' wage; twenty times the national disposable income
    for item, amount in (("10", 41_000.0), ("12", 1_036_000.0)):
        payment = {"plan": plan, "item": item, "amount": amount, "paid": paid, "payee": "4"}
        world.plans["injury_payments"].append(payment)


def _collect_pensions(world, name, count, account, typology):
    person = take_pensioners(world, name, count, low=70, high=88, schemes=(PENSIONER,))
    redirect_pension(world, person, account)
    label_persons(world, typology, person)


def _take_inpatients(world, name, count):
    """Take employees who were in hospital: (rng, person, day of admission, cost)."""
    rng, age = world.town.make_rng(name), world.people.age(world.town.end)
    person = world.take((world.people.scheme == "employee") & (age > 28), count, name)
    start = world.town.end - rng.integers(160, 650, len(person))
    return rng, person, start, rng.uniform(9000, 46_000, len(person)).round(2)
