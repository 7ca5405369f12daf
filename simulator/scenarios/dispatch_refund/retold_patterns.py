"""Refund fraud as the books of a dispatch firm show it: each pattern begins with who earns what.

They are planted in the place of the typologies, to see whether indicators find what they were not
written beside.
"""

import numpy as np

from simulator.background.dispatch_refunds import (
    count_faulty_units,
    get_refund_year,
    list_old_rule_years,
    make_host_rows,
    plan_conduct,
    take_dispatchers,
    take_ordinary,
)
from simulator.core.world import World


def retold_kept_as_fee(world: World) -> None:
    """The manager calls the refund his service fee and passes on what a host happens to ask for:
    from nothing to nearly all, to some hosts or to all.
    """
    rng, unit = _take(world, "retold fee", 3)
    plan_conduct(
        world,
        "retold_kept_as_fee",
        unit,
        back=(1,),
        passed=rng.uniform(0.0, 0.9, len(unit)),
        short_part=rng.uniform(0.4, 1.0, len(unit)),
    )


def retold_lent_out(world: World) -> None:
    """The treasurer lends the money to a friend's firm for some months before the hosts see it."""
    rng, unit = _take(world, "retold lent", 2)
    delay = np.exp(rng.uniform(np.log(45), np.log(300), len(unit))).astype(int)
    plan_conduct(world, "retold_lent_out", unit, back=(1, 2), delay=delay)


def retold_thanks_in_return_hard(world: World) -> None:
    """Hosts that want to stay customers send part of it back as thanks, some weeks later."""
    rng, unit = _take(world, "retold thanks", 2)
    plan_conduct(
        world,
        "retold_thanks_in_return_hard",
        unit,
        back_share=rng.uniform(0.1, 0.95, len(unit)),
        short_part=rng.uniform(0.25, 1.0, len(unit)),
    )


def retold_staff_made_own_hard(world: World) -> None:
    """Before the application the firm moves the dispatched into its own payroll on paper, because
    the refund for own staff stays in the house.
    """
    rng, unit = _take(world, "retold own", 2)
    plan_conduct(world, "retold_staff_made_own_hard", unit, own=rng.uniform(0.3, 0.95, len(unit)))


def retold_forgotten_hosts_hard(world: World) -> None:
    """Hosts that have left, or never ask, are forgotten in the plan; the rest stays."""
    rng, unit = _take(world, "retold forgotten", 2)
    plan_conduct(
        world, "retold_forgotten_hosts_hard", unit, plan_part=rng.uniform(0.3, 0.8, len(unit))
    )


def retold_cousins_company(world: World) -> None:
    """A cousin's company stands in the plan as a host and takes a share for nobody."""
    _rng, unit = _take(world, "retold cousin", 2)
    for one in unit:
        rng = world.town.make_rng(f"retold cousin {one}")
        is_open = rng.random() < 0.5  # some use a straw man
        owner = {"legal_rep": world.employers.legal_rep[one]} if is_open else {}
        founded = np.datetime64("2021-01-01") + int(rng.integers(0, 900))
        shell = world.add_units(1, industry="72", registered=founded, **owner)
        weight = float(rng.uniform(0.15, 0.8))
        world.plan("hosts", make_host_rows(one, shell, weight, since=get_refund_year(world, 1)))
        plan_conduct(world, "retold_cousins_company", one, back=(0, 1))


def retold_borrowed_account_hard(world: World) -> None:
    """The money goes to accounts that the accountant controls, while the books name the hosts."""
    _rng, unit = _take(world, "retold accountant", 2)
    for n, one in enumerate(unit):
        rng = world.town.make_rng(f"retold accountant {one}")
        plan_conduct(
            world,
            "retold_borrowed_account_hard",
            one,
            bank=57_000_000_000 + n,
            short_part=float(rng.uniform(0.3, 1.0)),
        )


def retold_generous_statement(world: World) -> None:
    """An applicant states premiums that were billed but never paid, and heads that had left."""
    rng, unit = _take(world, "retold statement", 2)
    factor = 1 + np.exp(rng.uniform(np.log(0.12), np.log(1.2), len(unit)))
    plan_conduct(
        world,
        "retold_generous_statement",
        unit,
        premium_factor=factor,
        heads_factor=np.where(rng.random(len(unit)) < 0.5, factor, 1.0),
    )


def retold_twice_at_two_counters(world: World) -> None:
    """An employer applies at two counters, or is paid a correction that corrects nothing."""
    count = count_faulty_units(world)
    unit = take_ordinary(world, count, "retold counters")
    rng = world.town.make_rng("retold counters")
    second = np.exp(rng.uniform(np.log(0.15), np.log(1.0), len(unit)))
    plan_conduct(world, "retold_twice_at_two_counters", unit, second=second)


def retold_old_habit_hard(world: World) -> None:
    """Under the old rule the firm agreed on a half and paid what was left at the year's end."""
    rng, unit = _take(world, "retold habit", 2)
    plan_conduct(
        world,
        "retold_old_habit_hard",
        unit,
        back=list_old_rule_years(world),
        passed=rng.uniform(0.05, 0.8, len(unit)),
        short_part=rng.uniform(0.4, 1.0, len(unit)),
    )


def _take(world, name, share):
    """Take dispatch units whose refunds are material: `share` times the units of a typology."""
    unit = take_dispatchers(world, share * count_faulty_units(world), name, is_larger=True)
    return world.town.make_rng(name), unit
