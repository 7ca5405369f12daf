"""What looks like a benefit drawn twice or for the dead and is none."""

import numpy as np
import pandas as pd

from simulator.background.survivors import plan_survivors
from simulator.core.clock_and_seeds import get_month_number, make_date
from simulator.core.population import EMPLOYEE, PENSIONER, RESIDENT, RETIRED
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


def registered_elsewhere_late(world: World) -> None:
    """Died at a daughter's in Hubei, registered there seventy days later; the pension stopped with the notice."""
    rng, town = world.town.make_rng("Hubei"), world.town
    person = take_pensioners(world, "Hubei", 6, low=68, high=90)
    day = town.end - rng.integers(150, 600, len(person))
    set_death_day(world, person, day)
    received = day + rng.integers(66, 75, len(person))
    delay_death_notice(world, person, received)
    draw_pension_until(world, person, get_month_number(received - 11))
    label_persons(world, "registered_elsewhere_late", person, "look_alike")


def recovered_late_stop(world: World) -> None:
    """Four months too long by mistake, and all of it paid back by the children."""
    rng, town = world.town.make_rng("paid back"), world.town
    person = take_pensioners(world, "paid back", 6, low=68, high=90)
    day = make_date(town.last_month - rng.integers(10, 18, len(person)), 9)
    set_death_day(world, person, day)
    delay_death_notice(world, person, day + 110)
    draw_pension_until(world, person, get_month_number(day) + 4)
    world.plan(
        "recoveries", pd.DataFrame({"person": person, "from_month": get_month_number(day) + 1})
    )
    label_persons(world, "recovered_late_stop", person, "look_alike")


def twins_confused(world: World) -> None:
    """The twin brother died: a record matched by name and birth date alone, from the village."""
    rng, town = world.town.make_rng("twins"), world.town
    person = take_pensioners(world, "twins", 6)
    _add_false_death_record(world, person, town.end - rng.integers(150, 500, len(person)), "5", "2")
    label_persons(world, "twins_confused", person, "look_alike")


def emigrated(world: World) -> None:
    """Moved to the son abroad: the household register was cancelled, nobody died."""
    rng, town = world.town.make_rng("emigrants"), world.town
    person = take_pensioners(world, "emigrants", 6, high=78)
    _add_false_death_record(world, person, town.end - rng.integers(150, 500, len(person)), "2", "1")
    label_persons(world, "emigrated", person, "look_alike")


def year_mistyped(world: World) -> None:
    """The village wrote last year's date on the death of this year."""
    rng, town = world.town.make_rng("mistyped"), world.town
    person = take_pensioners(world, "mistyped", 5, low=70, high=90)
    day = town.end - rng.integers(60, 200, len(person))
    set_death_day(world, person, day)
    delay_death_notice(world, person, day + 9)
    draw_pension_until(world, person, get_month_number(day))
    _add_false_death_record(world, person, day - 365, "5", "1", received=day + 12)
    label_persons(world, "year_mistyped", person, "look_alike")


def suspended_sentence(world: World) -> None:
    """A suspended sentence: the pension goes on by law, unadjusted."""
    rng, town = world.town.make_rng("suspended"), world.town
    person = take_pensioners(world, "suspended", 6, low=61, high=76)
    start = town.end - rng.integers(380, 640, len(person))
    until = start + rng.integers(700, 1200, len(person))
    add_sentence(world, person, "3", start, until)
    frozen = {
        "person": person,
        "frozen_from": get_month_number(start),
        "frozen_to": get_month_number(until),
    }
    world.plan("pension_changes", pd.DataFrame(frozen))
    label_persons(world, "suspended_sentence", person, "look_alike")


def stopped_in_prison(world: World) -> None:
    """In prison, the pension stopped with the month of arrest and taken up after release."""
    rng, town = world.town.make_rng("stopped"), world.town
    person = take_pensioners(world, "stopped", 5, low=61, high=76)
    start = town.end - rng.integers(400, 640, len(person))
    until = start + rng.integers(200, 330, len(person))
    add_sentence(world, person, "1", start, until)
    gap = {
        "person": person,
        "gap_from": get_month_number(start) + 1,
        "gap_to": get_month_number(until) - 1,
    }
    world.plan("pension_changes", pd.DataFrame(gap))
    label_persons(world, "stopped_in_prison", person, "look_alike")


def real_centenarian(world: World) -> None:
    """A hundred and five, visited at home each spring, at the doctor's every month."""
    rng, town = world.town.make_rng("centenarians"), world.town
    person = take_pensioners(world, "centenarians", 4, low=84, high=104)
    world.people.birth[person] = town.end - rng.integers(38_400, 39_000, len(person))
    for back in (60, 425):
        add_check(world, person, town.end - back - rng.integers(0, 60, len(person)), "3")
    label_persons(world, "real_centenarian", person, "look_alike")


def visited_at_home(world: World) -> None:
    """Ninety, treated by the village doctor for cash; the social worker comes once a year."""
    rng, town = world.town.make_rng("villagers"), world.town
    person = take_pensioners(world, "villagers", 6, low=84, high=104)
    remove_signs_of_life(world, person, rng)
    add_check(world, person, town.end - rng.integers(30, 330, len(person)), "3")
    label_persons(world, "visited_at_home", person, "look_alike")


def survivors_allowance(world: World) -> None:
    """The widow of an official draws a survivor's allowance beside her pension: no second pension."""
    town = world.town
    person = take_pensioners(world, "official's widow", 6, schemes=(PENSIONER, RETIRED))
    add_pension_stream(
        world, person, "120", town.first_month - 20, town.last_month, 1150.0, kind="3"
    )
    label_persons(world, "survivors_allowance", person, "look_alike")


def transition_month(world: World) -> None:
    """The month of change from the resident pension to the employee pension was paid by both."""
    rng, town = world.town.make_rng("transition"), world.town
    person = take_pensioners(world, "transition", 6, schemes=(PENSIONER,), high=75)
    change = town.last_month - rng.integers(3, 15, len(person))
    draw_pension_until(world, person, change)
    add_pension_stream(
        world, person, "110", change, town.last_month, rng.uniform(1500, 2600, len(person)).round(2)
    )
    label_persons(world, "transition_month", person, "look_alike")


def checked_by_data(world: World) -> None:
    """The widower still uses her card: an automatic check after the death, the pension had stopped."""
    rng, town = world.town.make_rng("widowers"), world.town
    person = take_pensioners(world, "widowers", 5, low=68, high=90)
    day = town.end - rng.integers(100, 500, len(person))
    set_death_day(world, person, day)
    delay_death_notice(world, person, day + 6)
    draw_pension_until(world, person, get_month_number(day))
    add_check(world, person, day + rng.integers(15, 60, len(person)), "2")
    set_last_footprint(world, person, day + 70)
    label_persons(world, "checked_by_data", person, "look_alike")


def welfare_house_account(world: World) -> None:
    """The welfare house receives the pensions of its forty residents on its own, approved account."""
    person = take_pensioners(world, "welfare house", 40, low=72, high=96, schemes=(PENSIONER,))
    redirect_pension(world, person, 32_000_000)
    world.plans["approved_accounts"].append(32_000_000)
    label_persons(world, "welfare_house_account", person, "look_alike")


def couple_one_account(world: World) -> None:
    """A couple and the mother are paid on one account of the household."""
    house = world.people.household
    old = np.isin(world.people.scheme, [PENSIONER]) & world.people.is_alive & ~world.is_taken()
    counts = np.bincount(house[old], minlength=house.max() + 1)
    shared = np.flatnonzero(counts >= 2)[:6]
    together = old & np.isin(house, shared)
    member = world.take(together, together.sum(), "couples")
    for home in shared:
        redirect_pension(world, member[house[member] == home], 32_100_000 + int(home))
    label_persons(world, "couple_one_account", member, "look_alike")


def one_funeral_grant(world: World) -> None:
    """Insured in two schemes, the family chose the higher grant, in two instalments of one fund."""
    rng, town = world.town.make_rng("one funeral"), world.town
    person = take_pensioners(world, "one funeral", 5, schemes=(RETIRED,))
    day = town.end - rng.integers(200, 600, len(person))
    set_death_day(world, person, day)
    delay_death_notice(world, person, day + 8)
    draw_pension_until(world, person, get_month_number(day))
    add_funeral_grant(world, person, "110", get_month_number(day) + 1, 22_000.0)
    add_funeral_grant(world, person, "110", get_month_number(day) + 2, 31_000.0)
    label_persons(world, "one_funeral_grant", person, "look_alike")


def certified_dependant(world: World) -> None:
    """Grown up but certified unable to work: the allowance goes on for life."""
    town, age = world.town, world.people.age(world.town.end)
    person = world.take((world.people.scheme == RESIDENT) & (age > 20) & (age < 40), 5, "certified")
    plan_survivors(world, "certified dependants' workers", person, town.last_month)
    world.plans["incapable"].append(person)
    label_persons(world, "certified_dependant", person, "look_alike")


def second_layer(world: World) -> None:
    """The large-amount supplement pays its own part of the same invoice, as designed."""
    rng, age = world.town.make_rng("second layer"), world.people.age(world.town.end)
    person = world.take((world.people.scheme == EMPLOYEE) & (age > 30), 6, "second layer")
    start = world.town.end - rng.integers(100, 600, len(person))
    stay = {
        "start": start,
        "days": 12,
        "invoice": 62_000_000 + np.arange(len(person)),
        "settled": start + 12,
    }
    add_settled_stay(
        world, person, 400_000, insurance="310", total=np.full(len(person), 68_000.0), **stay
    )
    add_settled_stay(
        world, person, 500_000, insurance="330", total=np.full(len(person), 9000.0), **stay
    )
    label_persons(world, "second_layer", person, "look_alike")


def interim_bills(world: World) -> None:
    """A long stay is settled in two parts, the second from the day on which the first ended."""
    rng, age = world.town.make_rng("interim"), world.people.age(world.town.end)
    person = world.take((world.people.scheme == EMPLOYEE) & (age > 30), 5, "interim")
    start = world.town.end - rng.integers(120, 600, len(person))
    invoice, total = 63_000_000 + np.arange(len(person)), np.full(len(person), 21_000.0)
    first = {"start": start, "days": 20, "invoice": invoice, "settled": start + 20}
    second = {"start": start + 20, "days": 18, "invoice": invoice + 1000, "settled": start + 38}
    add_settled_stay(world, person, 600_000, insurance="310", total=total, **first)
    add_settled_stay(world, person, 700_000, insurance="310", total=total, **second)
    label_persons(world, "interim_bills", person, "look_alike")


def _add_false_death_record(world, person, day, source, confidence, *, received=None):
    columns = {"person": person, "day": day, "source": source, "confidence": confidence}
    columns["received"] = np.asarray(day) + 20 if received is None else received
    world.plan("death_notes", pd.DataFrame(columns))
