"""What looks like a sham claim of unemployment benefit and is none."""

import numpy as np
import pandas as pd

from simulator.background.blank_lives import (
    blank,
    dies,
    elder_at_home,
    ended_jobs,
    flexibly_employed,
    ordinary_units,
    self_paying,
)
from simulator.background.employment import OPEN, spells
from simulator.background.other_authorities import UNINSURED, paid_by, plan_roles, without_wages
from simulator.background.unemployment import plan_claim
from simulator.core.clock_and_seeds import month_day, month_of
from simulator.core.world import World

SCENARIO = "short_term_enrollment"
CLAIM = "unemployment_claim"


def seasonal_toy_factory(world: World) -> None:
    """Hires in March, lays off in January; some of the staff claim, as they may."""
    for n in range(3):
        rng = world.town.rng(f"toys {n}")
        start = (world.town.last_month // 12) * 12 - 10 - 12 * (n % 2)
        factory = world.found(1, industry="24", registered=np.datetime64("2009-05-01"), target=0.0)
        staff = blank(world, 46, f"toys {n}")
        stays = rng.random(len(staff)) < 0.4
        until = np.where(stays, OPEN, month_day(start + 10, 20))
        world.plan(
            "spells",
            spells(
                staff, np.repeat(factory, len(staff)), month_day(start - 12 * stays, 3), until, reason="11"
            ),
        )
        gone = staff[~stays]
        claimants = gone[rng.random(len(gone)) < 0.3]
        plan_claim(world, claimants, factory[0], month_day(start + 10, 20), reason="11", months=2)
        _innocent(world, "seasonal_toy_factory", "employer", world.employers.employer_id[factory])


def bankrupt_plant(world: World) -> None:
    """A plant is wound up: nearly everyone claims, the unit is deregistered."""
    for n in range(3):
        rng = world.town.rng(f"bankrupt {n}")
        month = world.town.last_month - rng.integers(4, 10)
        plant = world.found(
            1, industry="18", registered=np.datetime64("2006-05-01"), deregistered=month_day(month + 1, 15)
        )
        staff = blank(world, 22, f"bankrupt {n}", low=35)
        world.plan(
            "spells",
            spells(
                staff,
                np.repeat(plant, 22),
                month_day(month - rng.integers(20, 120, 22)),
                month_day(month, 20),
                reason="15",
            ),
        )
        told = plan_claim(world, staff[:20], plant[0], month_day(month, 20), reason="15", reason_changes=0)
        _innocent(world, "bankrupt_plant", "employer", world.employers.employer_id[plant])
        _innocent(world, "bankrupt_plant", "person", world.people.person_id[staff[:20]], told)


def backpay_by_arbitration(world: World) -> None:
    """An award makes the old employer pay in for months in which benefit was drawn."""
    _rng, person, unit, end = ended_jobs(world, "arbitration", 6, back=(12, 18))
    told = plan_claim(world, person, unit, end, months=8, reason="13")
    for step in (2, 3, 4, 5):
        month = month_of(end) + step
        rows = {
            "person": person,
            "employer": unit,
            "month": month,
            "posted": month_day(month + 6, 15),
            "pay_kind": "2",
            "insurance": "210",
            "seq": 1,
        }
        world.plan("contributions", pd.DataFrame(rows | {"doc": "甬劳人仲案字〔2025〕第88号"}))
    _innocent(world, "backpay_by_arbitration", "person", world.people.person_id[person], told)


def older_recipient_extended(world: World) -> None:
    """Close to pension age the benefit is extended until then."""
    age = world.people.age(world.town.end)
    near = (world.people.sex == "1") & (world.people.scheme == "resident") & (age > 59.2) & (age < 60.1)
    person = world.take(near, 6, "older recipient")
    rng = world.town.rng("older recipient")
    unit = ordinary_units(world, rng, len(person))
    end = month_day(world.town.last_month - 30, 15)
    world.plan("spells", spells(person, unit, np.repeat(end - 3000, len(person)), end, reason="12"))
    told = plan_claim(
        world, person, unit, end, paid_total=300, granted=36, months=29, kind="5", reason_changes=0
    )
    _innocent(world, "older_recipient_extended", "person", world.people.person_id[person], told)


def household_shared_phone(world: World) -> None:
    """Members of one household who lost their jobs at different firms give one number."""
    rng = world.town.rng("household phone")
    people = world.people
    adult = (
        (people.scheme == "resident") & (people.age(world.town.end) > 21) & (people.age(world.town.end) < 55)
    )
    size = np.bincount(
        people.household[adult & ~world.is_taken() & people.alive], minlength=people.household.max() + 1
    )
    homes = np.flatnonzero(size >= 2)[:4]
    for home in homes:
        person = world.take(adult & (people.household == home), 3, f"household {home}")
        unit = ordinary_units(world, rng, len(person))
        end = month_day(world.town.last_month - 9 + np.arange(len(person)), 20)
        world.plan("spells", spells(person, unit, end - 1500, end, reason="12"))
        told = plan_claim(
            world,
            person,
            unit,
            end,
            phone=int(person[0]),
            device=int(person[0]),
            bank=int(person[0]),
            months=4,
            reason_changes=0,
        )
        _innocent(world, "household_shared_phone", "person", people.person_id[person], told)


def street_window_phone(world: World) -> None:
    """A street window enters its own number for everyone whom it helps."""
    rng = world.town.rng("street window")
    honest = max(world.plans["claims"], key=len)
    helped = rng.choice(len(honest), min(80, len(honest) // 8), replace=False)
    column = honest["phone"].to_numpy().copy()
    column[helped] = 39_999_999
    honest["phone"] = column
    who = world.people.person_id[honest.person.to_numpy()[helped]]
    _innocent(world, "street_window_phone", "person", who, honest.claim_id.to_numpy()[helped])


def flexible_self_payment(world: World) -> None:
    """While drawing benefit a person pays pension insurance for herself: no re-employment."""
    _rng, person, unit, end = ended_jobs(world, "self-payer", 8, back=(10, 14))
    told = plan_claim(world, person, unit, end, paid_total=200, months=7)
    self_paying(world, person, month_of(end) + 1, month_of(end) + 7)
    _innocent(world, "flexible_self_payment", "person", world.people.person_id[person], told)


def dispatch_rotation(world: World) -> None:
    """A group moves its staff between affiliates; the last spell is short, the employment is long."""
    units = world.found(
        2, industry="72", registered=np.datetime64("2011-03-01"), legal_rep=6_000_000, phone=6_000_000
    )
    staff = blank(world, 30, "rotation")
    month = world.town.last_month - 10
    world.plan(
        "spells",
        spells(staff, np.repeat(units[0], 30), month_day(month - 50), month_day(month - 3, 27), reason="51"),
    )
    world.plan("spells", spells(staff[:22], np.repeat(units[1], 22), month_day(month - 2), OPEN))
    gone = staff[22:]
    world.plan(
        "spells",
        spells(gone, np.repeat(units[1], 8), month_day(month - 2), month_day(month, 20), reason="11"),
    )
    told = plan_claim(
        world, gone[:3], units[1], month_day(month, 20), reason="11", months=5, reason_changes=0
    )
    _innocent(world, "dispatch_rotation", "person", world.people.person_id[gone[:3]], told)


def flex_worker_took_a_job(world: World) -> None:
    """Self-payers who really worked for some months, for wages, and were dismissed."""
    rng = world.town.rng("took a job")
    person = flexibly_employed(world, 10, "took a job")
    n = len(person)
    start = rng.integers(world.town.first_month + 4, world.town.last_month - 9, n)
    self_paying(world, person, start - 20, start - 1)
    unit = ordinary_units(world, rng, n, least=15)
    last = month_day(start + rng.integers(1, 6, n), 20)
    world.plan("spells", spells(person, unit, month_day(start, 5), last, reason="16"))
    told = plan_claim(world, person, unit, last, reason="16", paid_total=rng.integers(60, 200, n), months=4)
    _innocent(world, "flex_worker_took_a_job", "person", world.people.person_id[person], told)


def returning_workers_firm(world: World) -> None:
    """A firm hires people who come back to work after years at home; when the order is done, their contracts end."""
    firm = world.found(1, industry="18", registered=np.datetime64("2012-05-01"), target=0.0)
    staff, back = blank(world, 24, "firm's own staff"), blank(world, 9, "returning", low=30, high=46)
    month = world.town.last_month - 9
    world.plan("spells", spells(staff, np.repeat(firm, len(staff)), month_day(month - 30), OPEN))
    last = month_day(month, 20)
    world.plan("spells", spells(back, np.repeat(firm, len(back)), month_day(month - 4, 6), last, reason="11"))
    told = plan_claim(world, back, firm[0], last, reason="11", paid_total=80, months=4, reason_changes=0)
    _innocent(world, "returning_workers_firm", "employer", world.employers.employer_id[firm])
    _innocent(world, "returning_workers_firm", "person", world.people.person_id[back], told)


def wages_paid_by_affiliate(world: World) -> None:
    """A group insures at one unit and pays wages from another."""
    units = world.found(
        2, industry="72", registered=np.datetime64("2010-03-01"), legal_rep=6_000_001, phone=6_000_001
    )
    person, staff = blank(world, 7, "affiliate pays"), blank(world, 30, "affiliate's staff")
    world.plan("spells", spells(staff, np.repeat(units[0], 30), month_day(world.town.last_month - 40), OPEN))
    paid_by(world, staff, units[1])
    last = month_day(world.town.last_month - 8, 20)
    world.plan("spells", spells(person, np.repeat(units[0], 7), last - 120, last, reason="12"))
    paid_by(world, person, units[1])
    told = plan_claim(world, person, units[0], last, paid_total=90, months=4, reason_changes=0)
    _innocent(world, "wages_paid_by_affiliate", "person", world.people.person_id[person], told)


def small_trader_undeclared(world: World) -> None:
    """Helpers of small traders, who pay a fixed tax and declare no wages."""
    person = blank(world, 8, "small trader")
    traders = np.flatnonzero((world.employers.nature == "50") & np.isnat(world.employers.deregistered))
    unit = world.town.rng("small trader").choice(traders, 8, replace=False)
    last = month_day(world.town.last_month - 7, 18)
    world.plan("spells", spells(person, unit, last - 130, last, reason="12"))
    without_wages(world, person)
    told = plan_claim(world, person, unit, last, paid_total=70, months=4, reason_changes=0)
    _innocent(world, "small_trader_undeclared", "person", world.people.person_id[person], told)


def dormant_firm_owner(world: World) -> None:
    """Legal representatives of firms that have stood still for years."""
    _rng, person, unit, end = ended_jobs(world, "dormant", 8, back=(8, 18))
    plan_roles(world, person, UNINSURED - 1 - np.arange(len(person)), "1", end - 2400)
    told = plan_claim(world, person, unit, end, paid_total=120, months=6)
    _innocent(world, "dormant_firm_owner", "person", world.people.person_id[person], told)


def inherited_shares(world: World) -> None:
    """A parent dies and leaves shares to a person who draws benefit."""
    rng = world.town.rng("heirs")
    heir, elder = elder_at_home(world, 5, "heirs")
    unit = ordinary_units(world, rng, len(heir))
    end = month_day(world.town.last_month - 12, 15)
    world.plan("spells", spells(heir, unit, end - 1500, end, reason="12"))
    dies(world, elder, end - 40)
    world.plans["known_dead"].extend(elder)
    plan_roles(world, heir, ordinary_units(world, rng, len(heir), least=3), "2", end + 45, share=30.0)
    told = plan_claim(world, heir, unit, end, paid_total=150, months=8)
    _innocent(world, "inherited_shares", "person", world.people.person_id[heir], told)


def failed_start_up(world: World) -> None:
    """A young firm gives up after five months: all are laid off, it is deregistered."""
    month = world.town.last_month - 7
    firm = world.found(
        1, industry="65", registered=month_day(month - 5), deregistered=month_day(month + 2, 9)
    )
    staff = blank(world, 7, "start-up", low=24, high=34)
    world.people.first_enrolled[staff] = month - 30
    before = ordinary_units(world, world.town.rng("start-up"), 7)
    world.plan("spells", spells(staff, before, month_day(month - 26), month_day(month - 5, 25)))
    last = month_day(month, 25)
    world.plan("spells", spells(staff, np.repeat(firm, 7), month_day(month - 4), last, reason="15"))
    told = plan_claim(world, staff, firm[0], last, reason="15", paid_total=26, months=2, reason_changes=0)
    _innocent(world, "failed_start_up", "employer", world.employers.employer_id[firm])
    _innocent(world, "failed_start_up", "person", world.people.person_id[staff], told)


def _innocent(world, typology, kind, subjects, claims=None):
    record = None if claims is None else (CLAIM, claims)
    world.truth(typology, SCENARIO, kind, subjects, "look_alike", record=record)
