"""Unemployment benefit: sham employment and other irregular claims."""

import numpy as np

from simulator.background.blank_lives import (
    choose_ordinary_units,
    plan_ended_jobs,
    plan_old_career,
    plan_self_payment,
    set_death_day,
    take_flexible_workers,
    take_jobless_adults,
)
from simulator.background.employment import OPEN, make_spells
from simulator.background.other_authorities import omit_wages, plan_roles
from simulator.background.unemployment import compute_granted_months, plan_claim
from simulator.core.clock_and_seeds import get_month_number, make_date
from simulator.core.world import World

SCENARIO = "short_term_enrollment"
CLAIM = "unemployment_claim"


def shell_employer_ring(world: World) -> None:
    """A shell insures people with long old contributions for 1–3 months and then "dismisses" them,
    so that they may claim.
    """
    for ring in range(world.town.scale_planted_count(16, 3)):
        rng = world.town.make_rng(f"shell {ring}")
        start = rng.integers(world.town.first_month + 2, world.town.last_month - 9)
        shell = world.add_units(
            1, industry=rng.choice(["51", "72", "59"]), registered=make_date(start - 2), target=0.0
        )
        person = take_flexible_workers(world, int(rng.integers(6, 13)), f"shell {ring}")
        _plan_sham_jobs(
            world, rng, person, np.repeat(shell, len(person)), start, (1, 3), "shell_employer_ring"
        )
        _label_employers(world, "shell_employer_ring", shell)


def shell_employer_ring_hard(world: World) -> None:
    """Two affiliated employers with honest staff insure sham staff for 3–6 months, two in five with
    wages declared.
    """
    for ring in range(world.town.scale_planted_count(8, 2)):
        rng = world.town.make_rng(f"hard shell {ring}")
        start = rng.integers(world.town.first_month + 1, world.town.last_month - 14)
        group = 5_000_000 + ring
        units = world.add_units(
            2,
            industry=rng.choice(["51", "72", "39"]),
            registered=make_date(start - 14),
            legal_rep=group,
        )
        staff = take_jobless_adults(world, 16, f"honest staff {ring}")
        world.plan(
            "spells",
            make_spells(
                staff, rng.choice(units, 16), make_date(start - rng.integers(2, 13, 16)), OPEN
            ),
        )
        person = take_flexible_workers(world, int(rng.integers(7, 12)), f"hard shell {ring}")
        _plan_sham_jobs(
            world,
            rng,
            person,
            rng.choice(units, len(person)),
            start,
            (3, 6),
            "shell_employer_ring_hard",
            spread=7,
            declared=float(rng.random() < 0.4),
        )
        _label_employers(world, "shell_employer_ring_hard", units)


def sham_separation(world: World) -> None:
    """A self-payer is insured at a real firm for 1–3 months and then claims."""
    rng, count = world.town.make_rng("sham"), world.town.scale_planted_count(600, 12)
    person = take_flexible_workers(world, count, "sham")
    start = rng.integers(world.town.first_month + 2, world.town.last_month - 8, len(person))
    _plan_sham_jobs(
        world,
        rng,
        person,
        choose_ordinary_units(world, rng, len(person), most=60),
        start,
        (1, 3),
        "sham_separation",
        spread=0,
    )


def sham_separation_hard(world: World) -> None:
    """A few firms insure self-payers for 3–5 months again and again; some had a short real job
    before, and two in five have wages declared.
    """
    rng, count = world.town.make_rng("hard sham"), world.town.scale_planted_count(200, 8)
    person = take_flexible_workers(world, count, "hard sham")
    start = rng.integers(world.town.first_month + 3, world.town.last_month - 10, len(person))
    firms = choose_ordinary_units(world, rng, max(2, count // 4), least=10, most=80)
    between = person[::3]
    job = make_date(start[::3] - 4, 3)
    world.plan(
        "spells",
        make_spells(
            between, choose_ordinary_units(world, rng, len(between)), job, job + 20, reason="21"
        ),
    )
    unit = rng.choice(firms, len(person))
    _plan_sham_jobs(
        world, rng, person, unit, start, (3, 5), "sham_separation_hard", spread=0, declared=0.4
    )
    employer_ids = world.employers.employer_id[np.unique(unit)]
    world.add_truth("sham_separation_hard", SCENARIO, "employer", employer_ids, "minor")


def drawing_while_employed(world: World) -> None:
    """A claimant starts the next job and draws benefit for three months and more."""
    _plan_benefit_while_employed(
        world, "drawing_while_employed", world.town.scale_planted_count(300, 10), (3, 8), "full"
    )


def drawing_while_employed_hard(world: World) -> None:
    """A claimant draws two or three months longer, with only pension insurance paid in the new
    job.
    """
    _plan_benefit_while_employed(
        world,
        "drawing_while_employed_hard",
        world.town.scale_planted_count(150, 6),
        (2, 3),
        "pension",
    )


def overlong_benefit(world: World) -> None:
    """More months are granted and paid than the months of premium give."""
    rng, person, unit, end = plan_ended_jobs(
        world, "overlong", world.town.scale_planted_count(60, 6), back=(12, 22)
    )
    paid_total = rng.integers(14, 60, len(person))
    granted = compute_granted_months(paid_total) + rng.integers(2, 6, len(person))
    claim_ids = plan_claim(
        world,
        person,
        unit,
        end,
        paid_total=paid_total,
        granted=granted,
        months=granted,
        reason_changes=0,
    )
    _label_fraud(world, "overlong_benefit", person, claim_ids)


def benefit_after_death(world: World) -> None:
    """Benefit is paid on after the month of death."""
    count = world.town.scale_planted_count(25, 5)
    rng, person, unit, end = plan_ended_jobs(world, "dead claimant", count, back=(10, 16))
    claim_ids = plan_claim(world, person, unit, end, paid_total=200, months=10)
    set_death_day(
        world, person, make_date(get_month_number(end) + rng.integers(2, 6, len(person)), 12)
    )
    _label_fraud(world, "benefit_after_death", person, claim_ids)


def benefit_with_pension(world: World) -> None:
    """Benefit goes on after the pension has started."""
    age = world.people.age(world.town.end)
    count = world.town.scale_planted_count(40, 5)
    person = world.take(
        (world.people.scheme == "retired") & (age > 60.3) & (age < 61.5),
        count,
        "claimant with pension",
    )
    rng = world.town.make_rng("claimant with pension")
    unit = choose_ordinary_units(world, rng, len(person))
    end = make_date(world.town.last_month - rng.integers(9, 12, len(person)), 20)
    world.plan("spells", make_spells(person, unit, end - 900, end, reason="11"))
    claim_ids = plan_claim(world, person, unit, end, paid_total=240, months=8)
    _label_fraud(world, "benefit_with_pension", person, claim_ids)
    ids = world.people.person_id[person]
    world.add_truth("benefit_with_pension", "benefit_overlap", "person", ids, "fraud")


def benefit_while_in_business(world: World) -> None:
    """The legal representative of a firm with staff is dismissed elsewhere and draws benefit."""
    rng, person, unit, end = plan_ended_jobs(
        world, "in business", world.town.scale_planted_count(60, 6), back=(8, 18)
    )
    firm = choose_ordinary_units(world, rng, len(person), least=3, most=30)
    plan_roles(world, person, firm, "1", end - rng.integers(40, 900, len(person)))
    claim_ids = plan_claim(
        world, person, unit, end, paid_total=rng.integers(60, 200, len(person)), months=7
    )
    _label_fraud(world, "benefit_while_in_business", person, claim_ids)


def benefit_while_in_business_hard(world: World) -> None:
    """A claimant takes a minor holding in a small firm after the benefit has begun."""
    rng, person, unit, end = plan_ended_jobs(
        world, "holder", world.town.scale_planted_count(30, 5), back=(10, 18)
    )
    firm = choose_ordinary_units(world, rng, len(person), least=3, most=12)
    start = make_date(get_month_number(end) + 3, 9)
    plan_roles(
        world, person, firm, "2", start, share=rng.integers(8, 40, len(person)).astype(float)
    )
    claim_ids = plan_claim(
        world, person, unit, end, paid_total=rng.integers(60, 200, len(person)), months=7
    )
    _label_fraud(world, "benefit_while_in_business_hard", person, claim_ids)


def contact_ring(world: World) -> None:
    """An agent claims for clients of several firms from one phone and one device, some into one
    account.
    """
    for ring in range(world.town.scale_planted_count(8, 3)):
        rng, person, unit, end = plan_ended_jobs(
            world, f"contact {ring}", int(8 - ring % 3), back=(4, 16), months=(2, 7)
        )
        agent = 30_000_000 + ring
        bank = np.where(rng.random(len(person)) < 0.5, agent, person)
        claim_ids = plan_claim(
            world,
            person,
            unit,
            end,
            phone=agent,
            device=agent,
            bank=bank,
            paid_total=rng.integers(60, 200, len(person)),
        )
        _label_fraud(world, "contact_ring", person, claim_ids)


def revolving_claims(world: World) -> None:
    """An employer dismisses the same worker and hires again, claim after claim."""
    rng, count = world.town.make_rng("revolving"), world.town.scale_planted_count(60, 6)
    person = take_jobless_adults(world, count, "revolving")
    unit = choose_ordinary_units(world, rng, len(person), most=40)
    for start in (
        world.town.last_month - 33,
        world.town.last_month - 20,
        world.town.last_month - 8,
    ):
        end = make_date(start + 4, 25)
        world.plan("spells", make_spells(person, unit, make_date(start), end, reason="12"))
        claim_ids = plan_claim(
            world, person, unit, end, paid_total=rng.integers(30, 60, len(person)), months=3
        )
    _label_fraud(world, "revolving_claims", person, claim_ids)


def assistance_grant_short(world: World) -> None:
    """A shell insured newcomers for a month or three, so that all drew the assistance grant of
    2020–2023.
    """
    for unit in range(world.town.scale_planted_count(2, 1)):
        rng = world.town.make_rng(f"grant {unit}")
        shell = world.add_units(
            1, industry="72", registered=np.datetime64("2022-01-10"), target=0.0
        )
        person = take_jobless_adults(world, 14, f"grant {unit}", low=20, high=45)
        end = np.datetime64("2022-06-20") + rng.integers(0, 400, len(person))
        hired = end - rng.integers(30, 90, len(person))
        world.people.first_enrolled[person] = get_month_number(hired)
        world.plan(
            "spells",
            make_spells(
                person,
                np.repeat(shell, len(person)),
                hired,
                end,
                reason="12",
            ),
        )
        claim_ids = plan_claim(
            world,
            person,
            shell[0],
            end,
            kind="2",
            paid_total=rng.integers(1, 4, len(person)),
            granted=6,
            months=6,
        )
        _label_fraud(world, "assistance_grant_short", person, claim_ids)


def _plan_sham_jobs(world, rng, person, unit, start, months, typology, *, spread=4, declared=0.1):
    """Plan self-payment, a few months of sham employment, then the claim; wages are declared for a
    share.
    """
    n = len(person)
    start = start + (rng.integers(0, spread, n) if spread else 0)
    length = rng.integers(months[0], months[1] + 1, n)
    plan_old_career(world, person, start - rng.integers(26, 40, n), rng)
    plan_self_payment(world, person, start - 24, start - 1)
    first_day = make_date(start, rng.integers(1, 9, n))
    last_day = np.minimum(
        make_date(start + length - 1, rng.integers(18, 28, n)), world.town.end - 40
    )
    world.plan("spells", make_spells(person, unit, first_day, last_day, reason="12"))
    omit_wages(world, person[rng.random(n) >= declared])
    paid = rng.integers(90, 230, n)
    claim_ids = plan_claim(
        world,
        person,
        unit,
        last_day,
        paid_total=paid,
        months=np.clip(rng.integers(5, 16, n), 1, compute_granted_months(paid)),
    )
    _label_fraud(world, typology, person, claim_ids)


def _plan_benefit_while_employed(world, typology, count, overlap, kind):
    rng, person, unit, end = plan_ended_jobs(world, typology, count, back=(10, 18))
    idle = rng.integers(2, 4, len(person))
    months = idle + rng.integers(overlap[0], overlap[1] + 1, len(person))
    job = make_date(get_month_number(end) + 1 + idle)
    world.plan(
        "spells",
        make_spells(person, choose_ordinary_units(world, rng, len(person)), job, OPEN, kind=kind),
    )
    claim_ids = plan_claim(
        world,
        person,
        unit,
        end,
        claim=end + 3,
        first_month=get_month_number(end) + 1,
        paid_total=220,
        months=months,
    )
    _label_fraud(world, typology, person, claim_ids)


def _label_fraud(world, typology, person, claims):
    world.add_truth(
        typology,
        SCENARIO,
        "person",
        world.people.person_id[person],
        "fraud",
        record=(CLAIM, claims),
    )


def _label_employers(world, typology, units):
    world.add_truth(typology, SCENARIO, "employer", world.employers.employer_id[units], "fraud")
