"""Unemployment benefit as those who sell it tell it: each pattern begins with who earns what.

They are planted in the place of the typologies, to see whether indicators find what they were not
written beside.
"""

import numpy as np
import pandas as pd

from simulator.background.blank_lives import (
    choose_ordinary_units,
    plan_ended_jobs,
    plan_old_career,
    plan_self_payment,
    take_flexible_workers,
    take_heirs_and_elders,
    take_jobless_adults,
)
from simulator.background.employment import OPEN, make_spells
from simulator.background.other_authorities import omit_wages, plan_roles
from simulator.background.unemployment import plan_claim
from simulator.core.clock_and_seeds import get_month_number, make_date
from simulator.core.world import World

SCENARIO = "short_term_enrollment"
CLAIM = "unemployment_claim"
AGENT_PHONE = 34_000_000  # first number of phones of agents, apart from those of persons


def retold_bought_certificate(world: World) -> None:
    """A consultancy sells papers to people who left of their own will: the reason is corrected
    after the fact, and the consultancy files from its own few phones for a quarter of the money.
    """
    for broker in range(world.town.scale_planted_count(10, 2)):
        rng = world.town.make_rng(f"retold certificate {broker}")
        clients = int(np.exp(rng.uniform(np.log(3), np.log(18))))
        rng, person, unit, end = plan_ended_jobs(
            world, f"retold certificate {broker}", clients, back=(3, 18), months=(6, 120)
        )
        phones = AGENT_PHONE + 10 * broker + rng.integers(0, int(rng.integers(1, 4)), len(person))
        is_filed_by_broker = rng.random(len(person)) < rng.uniform(0.4, 1.0)
        claim_ids = plan_claim(
            world,
            person,
            unit,
            end,
            claim=end + rng.integers(10, 58, len(person)),
            reason="12",
            reason_changes=rng.integers(1, 3, len(person)),
            phone=np.where(is_filed_by_broker, phones, world.people.phone[person]),
            paid_total=rng.integers(40, 260, len(person)),
        )
        _label_claims(world, "retold_bought_certificate", person, claim_ids)


def retold_rented_desk(world: World) -> None:
    """An accountant with several tiny client firms rents out their rosters: each buyer sits on one
    for as short as the clerk lets pass, then claims on twenty years of premiums.
    """
    for accountant in range(world.town.scale_planted_count(12, 3)):
        rng = world.town.make_rng(f"retold desk {accountant}")
        firms = world.add_units(
            int(rng.integers(2, 7)),
            industry=rng.choice(["51", "62", "72"]),
            registered=world.town.start - int(rng.integers(30, 1500)),
            target=0.0,
            phone=AGENT_PHONE + 5000 + accountant,
        )
        buyers = int(np.exp(rng.uniform(np.log(3), np.log(16))))
        person = take_flexible_workers(world, buyers, f"retold desk {accountant}")
        n = len(person)
        start = rng.integers(world.town.first_month + 2, world.town.last_month - 12, n)
        stay = rng.geometric(0.35, n)
        plan_old_career(world, person, start - rng.integers(8, 60, n), rng)
        plan_self_payment(world, person, start - rng.integers(2, 8, n), start - 1)
        unit = rng.choice(firms, n)
        end = np.minimum(make_date(start + stay - 1, rng.integers(15, 28, n)), world.town.end - 70)
        first = np.minimum(make_date(start, rng.integers(1, 27, n)), end - 2)
        world.plan("spells", make_spells(person, unit, first, end, reason="13"))
        omit_wages(world, person[rng.random(n) < 0.7])
        paid = rng.integers(80, 260, n)
        claim_ids = plan_claim(world, person, unit, end, paid_total=paid, reason="13")
        _label_claims(world, "retold_rented_desk", person, claim_ids)
        used = np.unique(unit)
        ids = world.employers.employer_id[used]
        world.add_truth("retold_rented_desk", SCENARIO, "employer", ids, "fraud")


def retold_relatives_on_the_payroll_hard(world: World) -> None:
    """The owner of a small firm insures relatives who never come, for a year or a little more at
    the lowest base, and dismisses them one by one: the household keeps the benefit.
    """
    count = world.town.scale_planted_count(60, 8)
    rng = world.town.make_rng("retold relatives")
    owner, relative = take_heirs_and_elders(world, count, "retold relatives")
    person = owner
    unit = choose_ordinary_units(world, rng, len(person), least=1, most=12)
    plan_roles(world, relative, unit, "1", world.town.start - 900)
    start = rng.integers(world.town.first_month - 6, world.town.last_month - 18, len(person))
    end = make_date(start + rng.integers(12, 16, len(person)), 25)
    world.plan("spells", make_spells(person, unit, make_date(start), end, reason="12"))
    omit_wages(world, person)
    paid = rng.integers(12, 40, len(person))
    claim_ids = plan_claim(world, person, unit, end, paid_total=paid)
    _label_claims(world, "retold_relatives_on_the_payroll_hard", person, claim_ids)


def retold_hired_on_the_quiet_hard(world: World) -> None:
    """A new employer agrees to report the worker after the benefit has run out and pays the missed
    premiums in one sum; both sides save.
    """
    count = world.town.scale_planted_count(150, 8)
    rng, person, unit, end = plan_ended_jobs(world, "retold quiet", count, back=(14, 22))
    months = rng.integers(5, 9, len(person))
    claim_ids = plan_claim(
        world,
        person,
        unit,
        end,
        claim=end + 5,
        paid_total=rng.integers(90, 240, len(person)),
        months=months,
    )
    job = choose_ordinary_units(world, rng, len(person), least=3, most=150)
    last = get_month_number(end) + months
    hired = get_month_number(end) + rng.integers(2, 4, len(person))
    reported = make_date(last + 1, 3)
    world.plan("spells", make_spells(person, job, reported, OPEN))
    for step in range(8):
        month = hired + step
        is_due = month <= last
        for insurance in ("110", "210"):
            rows = {"person": person, "employer": job, "month": month}
            rows |= {"posted": make_date(last + 2, 12), "pay_kind": "2", "insurance": insurance}
            world.plan("contributions", pd.DataFrame(rows | {"seq": 1, "doc": None})[is_due])
    _label_claims(world, "retold_hired_on_the_quiet_hard", person, claim_ids)


def retold_round_trip_hard(world: World) -> None:
    """A boss sends staff into benefit for the slack season and takes them back into a sister firm
    of the same owner, season after season.
    """
    for boss in range(world.town.scale_planted_count(8, 2)):
        rng = world.town.make_rng(f"retold round trip {boss}")
        owner = {"legal_rep": 36_000_000 + boss, "address": 36_000_000 + boss}
        firms = world.add_units(
            2, industry=rng.choice(["18", "21", "59"]), registered=world.town.start - 1800, **owner
        )
        crew = int(rng.integers(4, 13))
        person = take_jobless_adults(world, crew, f"retold round trip {boss}")
        n, at = len(person), 0
        start = world.town.first_month - int(rng.integers(6, 14))
        while start < world.town.last_month - 7:
            work, idle = int(rng.integers(7, 12)), int(rng.integers(2, 5))
            end = make_date(start + work - 1, 26)
            is_over = end < world.town.end - 60
            world.plan(
                "spells",
                make_spells(
                    person,
                    np.repeat(firms[at % 2], n),
                    make_date(start),
                    end if is_over else OPEN,
                    reason="12",
                ),
            )
            if is_over and end > world.town.start:
                claim_ids = plan_claim(
                    world,
                    person,
                    firms[at % 2],
                    end,
                    claim=end + 6,
                    months=idle,
                    paid_total=np.full(n, work * 3),
                )
                _label_claims(world, "retold_round_trip_hard", person, claim_ids)
            start, at = start + work + idle, at + 1
        ids = world.employers.employer_id[firms]
        world.add_truth("retold_round_trip_hard", SCENARIO, "employer", ids, "fraud")


def retold_one_account(world: World) -> None:
    """A labour boss claims for men who have gone home, with their cards, into accounts that are
    his.
    """
    for boss in range(world.town.scale_planted_count(8, 3)):
        rng = world.town.make_rng(f"retold account {boss}")
        size = int(np.exp(rng.uniform(np.log(3), np.log(14))))
        rng, person, unit, end = plan_ended_jobs(
            world, f"retold account {boss}", size, back=(4, 18), months=(10, 60)
        )
        account = 37_000_000 + 10 * boss
        bank = account + rng.integers(0, int(rng.integers(1, 4)), len(person))
        claim_ids = plan_claim(
            world,
            person,
            unit,
            end,
            bank=bank,
            claim=end + rng.integers(20, 120, len(person)),
            paid_total=rng.integers(24, 120, len(person)),
        )
        _label_claims(world, "retold_one_account", person, claim_ids)


def _label_claims(world, typology, person, claims):
    ids = world.people.person_id[person]
    world.add_truth(typology, SCENARIO, "person", ids, "fraud", record=(CLAIM, claims))
