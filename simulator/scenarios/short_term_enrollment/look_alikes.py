"""What looks like a sham claim of unemployment benefit and is none."""

import numpy as np
import pandas as pd

from simulator.background.blank_lives import (
    choose_ordinary_units,
    plan_ended_jobs,
    plan_self_payment,
    set_death_day,
    take_flexible_workers,
    take_heirs_and_elders,
    take_jobless_adults,
)
from simulator.background.employment import OPEN, make_spells
from simulator.background.other_authorities import UNINSURED, omit_wages, plan_roles, set_wage_payer
from simulator.background.unemployment import plan_claim
from simulator.core.clock_and_seeds import get_month_number, make_date
from simulator.core.world import World

SCENARIO = "short_term_enrollment"
CLAIM = "unemployment_claim"


def seasonal_toy_factory(world: World) -> None:
    """Hires in March, lays off in January; some of the staff claim, as they may."""
    for n in range(3):
        rng = world.town.make_rng(f"toys {n}")
        start = (world.town.last_month // 12) * 12 - 10 - 12 * (n % 2)
        factory = world.add_units(
            1, industry="24", registered=np.datetime64("2009-05-01"), target=0.0
        )
        staff = take_jobless_adults(world, 46, f"toys {n}")
        stays = rng.random(len(staff)) < 0.4
        until = np.where(stays, OPEN, make_date(start + 10, 20))
        world.plan(
            "spells",
            make_spells(
                staff,
                np.repeat(factory, len(staff)),
                make_date(start - 12 * stays, 3),
                until,
                reason="11",
            ),
        )
        former_staff = staff[~stays]
        claimants = former_staff[rng.random(len(former_staff)) < 0.3]
        plan_claim(world, claimants, factory[0], make_date(start + 10, 20), reason="11", months=2)
        _label_look_alike(
            world, "seasonal_toy_factory", "employer", world.employers.employer_id[factory]
        )


def bankrupt_plant(world: World) -> None:
    """A plant is wound up: nearly everyone claims, the unit is deregistered."""
    for n in range(3):
        rng = world.town.make_rng(f"bankrupt {n}")
        month = world.town.last_month - rng.integers(4, 10)
        plant = world.add_units(
            1,
            industry="18",
            registered=np.datetime64("2006-05-01"),
            deregistered=make_date(month + 1, 15),
        )
        staff = take_jobless_adults(world, 22, f"bankrupt {n}", low=35)
        world.plan(
            "spells",
            make_spells(
                staff,
                np.repeat(plant, 22),
                make_date(month - rng.integers(20, 120, 22)),
                make_date(month, 20),
                reason="15",
            ),
        )
        claim_ids = plan_claim(
            world, staff[:20], plant[0], make_date(month, 20), reason="15", reason_changes=0
        )
        _label_look_alike(world, "bankrupt_plant", "employer", world.employers.employer_id[plant])
        _label_look_alike(
            world, "bankrupt_plant", "person", world.people.person_id[staff[:20]], claim_ids
        )


def backpay_by_arbitration(world: World) -> None:
    """An award makes the old employer pay in for months in which benefit was drawn."""
    _rng, person, unit, end = plan_ended_jobs(world, "arbitration", 6, back=(12, 18))
    claim_ids = plan_claim(world, person, unit, end, months=8, reason="13")
    for step in (2, 3, 4, 5):
        month = get_month_number(end) + step
        rows = {
            "person": person,
            "employer": unit,
            "month": month,
            "posted": make_date(month + 6, 15),
            "pay_kind": "2",
            "insurance": "210",
            "seq": 1,
        }
        world.plan("contributions", pd.DataFrame(rows | {"doc": "甬劳人仲案字〔2025〕第88号"}))
    _label_look_alike(
        world, "backpay_by_arbitration", "person", world.people.person_id[person], claim_ids
    )


def older_recipient_extended(world: World) -> None:
    """Close to pension age the benefit is extended until then."""
    age = world.people.age(world.town.end)
    near = (
        (world.people.sex == "1")
        & (world.people.scheme == "resident")
        & (age > 59.2)
        & (age < 60.1)
    )
    person = world.take(near, 6, "older recipient")
    rng = world.town.make_rng("older recipient")
    unit = choose_ordinary_units(world, rng, len(person))
    end = make_date(world.town.last_month - 30, 15)
    world.plan(
        "spells", make_spells(person, unit, np.repeat(end - 3000, len(person)), end, reason="12")
    )
    claim_ids = plan_claim(
        world, person, unit, end, paid_total=300, granted=36, months=29, kind="5", reason_changes=0
    )
    _label_look_alike(
        world, "older_recipient_extended", "person", world.people.person_id[person], claim_ids
    )


def household_shared_phone(world: World) -> None:
    """Members of one household who lost their jobs at different firms give one number."""
    rng = world.town.make_rng("household phone")
    people = world.people
    adult = (
        (people.scheme == "resident")
        & (people.age(world.town.end) > 21)
        & (people.age(world.town.end) < 55)
    )
    size = np.bincount(
        people.household[adult & ~world.is_taken() & people.is_alive],
        minlength=people.household.max() + 1,
    )
    homes = np.flatnonzero(size >= 2)[:4]
    for home in homes:
        person = world.take(adult & (people.household == home), 3, f"household {home}")
        unit = choose_ordinary_units(world, rng, len(person))
        end = make_date(world.town.last_month - 9 + np.arange(len(person)), 20)
        world.plan("spells", make_spells(person, unit, end - 1500, end, reason="12"))
        claim_ids = plan_claim(
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
        _label_look_alike(
            world, "household_shared_phone", "person", people.person_id[person], claim_ids
        )


def street_window_phone(world: World) -> None:
    """A street window enters its own number for everyone whom it helps."""
    rng = world.town.make_rng("street window")
    honest = max(world.plans["claims"], key=len)
    helped = rng.choice(len(honest), min(80, len(honest) // 8), replace=False)
    column = honest["phone"].to_numpy().copy()
    column[helped] = 39_999_999
    honest["phone"] = column
    who = world.people.person_id[honest.person.to_numpy()[helped]]
    _label_look_alike(
        world, "street_window_phone", "person", who, honest.claim_id.to_numpy()[helped]
    )


def flexible_self_payment(world: World) -> None:
    """While drawing benefit a person pays pension insurance for herself: no re-employment."""
    _rng, person, unit, end = plan_ended_jobs(world, "self-payer", 8, back=(10, 14))
    claim_ids = plan_claim(world, person, unit, end, paid_total=200, months=7)
    plan_self_payment(world, person, get_month_number(end) + 1, get_month_number(end) + 7)
    _label_look_alike(
        world, "flexible_self_payment", "person", world.people.person_id[person], claim_ids
    )


def dispatch_rotation(world: World) -> None:
    """A group moves its staff between affiliates; the last spell is short, the employment is long."""
    units = world.add_units(
        2,
        industry="72",
        registered=np.datetime64("2011-03-01"),
        legal_rep=6_000_000,
        phone=6_000_000,
    )
    staff = take_jobless_adults(world, 30, "rotation")
    month = world.town.last_month - 10
    world.plan(
        "spells",
        make_spells(
            staff,
            np.repeat(units[0], 30),
            make_date(month - 50),
            make_date(month - 3, 27),
            reason="51",
        ),
    )
    world.plan(
        "spells", make_spells(staff[:22], np.repeat(units[1], 22), make_date(month - 2), OPEN)
    )
    former_staff = staff[22:]
    world.plan(
        "spells",
        make_spells(
            former_staff,
            np.repeat(units[1], 8),
            make_date(month - 2),
            make_date(month, 20),
            reason="11",
        ),
    )
    claim_ids = plan_claim(
        world,
        former_staff[:3],
        units[1],
        make_date(month, 20),
        reason="11",
        months=5,
        reason_changes=0,
    )
    _label_look_alike(
        world, "dispatch_rotation", "person", world.people.person_id[former_staff[:3]], claim_ids
    )


def flex_worker_took_a_job(world: World) -> None:
    """Self-payers who really worked for some months, for wages, and were dismissed."""
    rng = world.town.make_rng("took a job")
    person = take_flexible_workers(world, 10, "took a job")
    n = len(person)
    start = rng.integers(world.town.first_month + 4, world.town.last_month - 9, n)
    plan_self_payment(world, person, start - 20, start - 1)
    unit = choose_ordinary_units(world, rng, n, least=15)
    last = make_date(start + rng.integers(1, 6, n), 20)
    world.plan("spells", make_spells(person, unit, make_date(start, 5), last, reason="16"))
    claim_ids = plan_claim(
        world, person, unit, last, reason="16", paid_total=rng.integers(60, 200, n), months=4
    )
    _label_look_alike(
        world, "flex_worker_took_a_job", "person", world.people.person_id[person], claim_ids
    )


def returning_workers_firm(world: World) -> None:
    """A firm hires people who come back to work after years at home; when the order is done, their contracts end."""
    firm = world.add_units(1, industry="18", registered=np.datetime64("2012-05-01"), target=0.0)
    staff, back = (
        take_jobless_adults(world, 24, "firm's own staff"),
        take_jobless_adults(world, 9, "returning", low=30, high=46),
    )
    month = world.town.last_month - 9
    world.plan(
        "spells", make_spells(staff, np.repeat(firm, len(staff)), make_date(month - 30), OPEN)
    )
    last = make_date(month, 20)
    world.plan(
        "spells",
        make_spells(back, np.repeat(firm, len(back)), make_date(month - 4, 6), last, reason="11"),
    )
    claim_ids = plan_claim(
        world, back, firm[0], last, reason="11", paid_total=80, months=4, reason_changes=0
    )
    _label_look_alike(
        world, "returning_workers_firm", "employer", world.employers.employer_id[firm]
    )
    _label_look_alike(
        world, "returning_workers_firm", "person", world.people.person_id[back], claim_ids
    )


def wages_paid_by_affiliate(world: World) -> None:
    """A group insures at one unit and pays wages from another."""
    units = world.add_units(
        2,
        industry="72",
        registered=np.datetime64("2010-03-01"),
        legal_rep=6_000_001,
        phone=6_000_001,
    )
    person, staff = (
        take_jobless_adults(world, 7, "affiliate pays"),
        take_jobless_adults(world, 30, "affiliate's staff"),
    )
    world.plan(
        "spells",
        make_spells(staff, np.repeat(units[0], 30), make_date(world.town.last_month - 40), OPEN),
    )
    set_wage_payer(world, staff, units[1])
    last = make_date(world.town.last_month - 8, 20)
    world.plan("spells", make_spells(person, np.repeat(units[0], 7), last - 120, last, reason="12"))
    set_wage_payer(world, person, units[1])
    claim_ids = plan_claim(world, person, units[0], last, paid_total=90, months=4, reason_changes=0)
    _label_look_alike(
        world, "wages_paid_by_affiliate", "person", world.people.person_id[person], claim_ids
    )


def small_trader_undeclared(world: World) -> None:
    """Helpers of small traders, who pay a fixed tax and declare no wages."""
    person = take_jobless_adults(world, 8, "small trader")
    traders = np.flatnonzero(
        (world.employers.nature == "50") & np.isnat(world.employers.deregistered)
    )
    unit = world.town.make_rng("small trader").choice(traders, 8, replace=False)
    last = make_date(world.town.last_month - 7, 18)
    world.plan("spells", make_spells(person, unit, last - 130, last, reason="12"))
    omit_wages(world, person)
    claim_ids = plan_claim(world, person, unit, last, paid_total=70, months=4, reason_changes=0)
    _label_look_alike(
        world, "small_trader_undeclared", "person", world.people.person_id[person], claim_ids
    )


def dormant_firm_owner(world: World) -> None:
    """Legal representatives of firms that have stood still for years."""
    _rng, person, unit, end = plan_ended_jobs(world, "dormant", 8, back=(8, 18))
    plan_roles(world, person, UNINSURED - 1 - np.arange(len(person)), "1", end - 2400)
    claim_ids = plan_claim(world, person, unit, end, paid_total=120, months=6)
    _label_look_alike(
        world, "dormant_firm_owner", "person", world.people.person_id[person], claim_ids
    )


def inherited_shares(world: World) -> None:
    """A parent dies and leaves shares to a person who draws benefit."""
    rng = world.town.make_rng("heirs")
    heir, elder = take_heirs_and_elders(world, 5, "heirs")
    unit = choose_ordinary_units(world, rng, len(heir))
    end = make_date(world.town.last_month - 12, 15)
    world.plan("spells", make_spells(heir, unit, end - 1500, end, reason="12"))
    set_death_day(world, elder, end - 40)
    world.plans["known_dead"].extend(elder)
    plan_roles(
        world,
        heir,
        choose_ordinary_units(world, rng, len(heir), least=3),
        "2",
        end + 45,
        share=30.0,
    )
    claim_ids = plan_claim(world, heir, unit, end, paid_total=150, months=8)
    _label_look_alike(world, "inherited_shares", "person", world.people.person_id[heir], claim_ids)


def failed_start_up(world: World) -> None:
    """A young firm gives up after five months: all are laid off, it is deregistered."""
    month = world.town.last_month - 7
    firm = world.add_units(
        1, industry="65", registered=make_date(month - 5), deregistered=make_date(month + 2, 9)
    )
    staff = take_jobless_adults(world, 7, "start-up", low=24, high=34)
    world.people.first_enrolled[staff] = month - 30
    before = choose_ordinary_units(world, world.town.make_rng("start-up"), 7)
    world.plan(
        "spells", make_spells(staff, before, make_date(month - 26), make_date(month - 5, 25))
    )
    last = make_date(month, 25)
    world.plan(
        "spells", make_spells(staff, np.repeat(firm, 7), make_date(month - 4), last, reason="15")
    )
    claim_ids = plan_claim(
        world, staff, firm[0], last, reason="15", paid_total=26, months=2, reason_changes=0
    )
    _label_look_alike(world, "failed_start_up", "employer", world.employers.employer_id[firm])
    _label_look_alike(world, "failed_start_up", "person", world.people.person_id[staff], claim_ids)


def _label_look_alike(world, typology, kind, subjects, claims=None):
    record = None if claims is None else (CLAIM, claims)
    world.add_truth(typology, SCENARIO, kind, subjects, "look_alike", record=record)
