"""Unemployment patterns that no indicator looks for."""

import numpy as np

from simulator.background.blank_lives import (
    choose_ordinary_units,
    plan_ended_jobs,
    take_jobless_adults,
)
from simulator.background.employment import make_spells
from simulator.background.unemployment import compute_granted_months, plan_claim
from simulator.core.clock_and_seeds import make_date
from simulator.core.population import COUNTY_RATE
from simulator.core.world import World

SCENARIO = "short_term_enrollment"
CLAIM = "unemployment_claim"


def novel_one_day_separations(world: World) -> None:
    """Somebody inside enters separations of people of many firms on one day, all with the same
    career.
    """
    for batch in range(world.town.scale_planted_count(6, 1)):
        rng = world.town.make_rng(f"one day {batch}")
        person = take_jobless_adults(world, int(rng.integers(7, 11)), f"one day {batch}")
        unit = _choose_district_units(world, rng, len(person))
        end = world.town.end - rng.integers(240, 560)
        paid = int(rng.integers(70, 150))
        world.plan(
            "spells",
            make_spells(person, unit, end - rng.integers(500, 1800, len(person)), end, reason="12"),
        )
        months = int(compute_granted_months(paid))
        claim_ids = plan_claim(
            world, person, unit, end, paid_total=paid, months=months, reason="11", reason_changes=0
        )
        _label_claims(world, "novel_one_day_separations", person, claim_ids)


def novel_sleeping_entitlement(world: World) -> None:
    """Somebody claims the unused entitlements of people who went abroad months ago, to the last
    month.
    """
    count = world.town.scale_planted_count(60, 8)
    rng, person, unit, end = plan_ended_jobs(
        world, "sleeping", count, back=(14, 22), months=(30, 80)
    )
    paid = rng.integers(120, 260, len(person))
    claim_ids = plan_claim(
        world,
        person,
        unit,
        end,
        claim=end + rng.integers(75, 170, len(person)),
        paid_total=paid,
        reason="11",
    )
    _label_claims(world, "novel_sleeping_entitlement", person, claim_ids)


def novel_year_and_out(world: World) -> None:
    """An employer sells employment of just the length that the law asks for, beside its real
    staff.
    """
    for firm in range(world.town.scale_planted_count(6, 2)):
        rng = world.town.make_rng(f"year {firm}")
        unit = choose_ordinary_units(world, rng, 1, least=40, most=300)
        person = take_jobless_adults(world, int(rng.integers(7, 10)), f"year {firm}")
        first = world.town.last_month - 15 - 2 * np.arange(len(person)) % 9
        last_day = make_date(first + 11, rng.integers(20, 28, len(person)))
        world.plan(
            "spells",
            make_spells(
                person, np.repeat(unit, len(person)), make_date(first), last_day, reason="12"
            ),
        )
        claim_ids = plan_claim(
            world, person, unit[0], last_day, paid_total=rng.integers(60, 150, len(person))
        )
        code, paid = world.employers.employer_id[unit], float(_compute_paid_amounts(world).sum())
        world.add_truth("novel_year_and_out", SCENARIO, "employer", code, "fraud", amount=paid)
        _label_claims(world, "novel_year_and_out", person, claim_ids, "minor")


def _choose_district_units(world, rng, count):
    candidates = choose_ordinary_units(world, rng, 60 * count)
    district = world.employers.district[candidates]
    common = np.unique(district)[np.argmax(np.unique(district, return_counts=True)[1])]
    return candidates[district == common][:count]


def _compute_paid_amounts(world):
    """Compute the yuan paid by the last day on each of the claims planned last."""
    plan = world.plans["claims"][-1]
    months = np.clip(world.town.last_month - plan.first_month + 1, 0, plan.months).to_numpy()
    is_county = np.isin(world.employers.district[plan.employer], COUNTY_RATE)
    # yuan a month of counties and city
    return months * np.where(is_county, 2034.0, 2241.0)


def _label_claims(world, typology, person, claims, label="fraud"):
    code, record = world.people.person_id[person], (CLAIM, claims)
    world.add_truth(
        typology,
        SCENARIO,
        "person",
        code,
        label,
        record=record,
        amount=_compute_paid_amounts(world),
    )
