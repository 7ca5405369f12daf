"""Refunds kept back by dispatch units, and refunds of employers that lacked a condition."""

import numpy as np
import pandas as pd

from simulator.background.blank_lives import take_jobless_adults
from simulator.background.dispatch_refunds import (
    count_faulty_units,
    get_host_plan,
    get_refund_year,
    list_old_rule_years,
    make_host_rows,
    plan_conduct,
    take_dispatchers,
    take_ordinary,
    take_unit_staff,
)
from simulator.background.employment import OPEN, make_spells
from simulator.background.unemployment import plan_claim
from simulator.background.work_injuries import plan_case
from simulator.core.world import World

HOUR = np.timedelta64(1, "h")


def retention_all(world: World) -> None:
    """The dispatch unit passes nothing on to the hosts."""
    unit = take_dispatchers(world, count_faulty_units(world), "retention all")
    plan_conduct(world, "retention_all", unit, back=(1, 2), passed=0.0)


def retention_part(world: World) -> None:
    """The dispatch unit keeps to the old split under the new rule and passes on a half to three
    quarters.
    """
    rng, unit = (
        world.town.make_rng("retention part"),
        take_dispatchers(world, count_faulty_units(world), "retention part"),
    )
    plan_conduct(
        world, "retention_part", unit, back=(1, 2), passed=rng.uniform(0.4, 0.75, len(unit))
    )


def retention_part_hard(world: World) -> None:
    """The dispatch unit shortens one host in four by a tenth or a fifth, in instalments, and pays
    the others in full.
    """
    rng, unit = (
        world.town.make_rng("hard retention"),
        take_dispatchers(world, count_faulty_units(world), "hard retention"),
    )
    passed = rng.uniform(0.78, 0.92, len(unit))
    plan_conduct(
        world, "retention_part_hard", unit, passed=passed, short_part=0.25, instalments=3, gap=6
    )


def retention_old_rule(world: World) -> None:
    """Up to 2023 the dispatch unit passed on hardly anything of the agreed share."""
    rng, unit = (
        world.town.make_rng("old rule"),
        take_dispatchers(world, count_faulty_units(world), "old rule", is_larger=True),
    )
    passed = rng.uniform(0.0, 0.25, len(unit))
    plan_conduct(world, "retention_old_rule", unit, back=list_old_rule_years(world), passed=passed)


def retention_old_rule_hard(world: World) -> None:
    """Up to 2023 the dispatch unit passed on most of the agreed share, to most of the hosts."""
    rng, unit = (
        world.town.make_rng("hard old rule"),
        take_dispatchers(world, count_faulty_units(world), "hard old rule", is_larger=True),
    )
    passed = rng.uniform(0.3, 0.7, len(unit))
    back = list_old_rule_years(world)
    plan_conduct(world, "retention_old_rule_hard", unit, back=back, passed=passed, short_part=0.6)


def unplanned_rest_hard(world: World) -> None:
    """The dispatch unit leaves some hosts out of the plan and pays those in it in full and in
    time.
    """
    unit = take_dispatchers(world, count_faulty_units(world), "unplanned rest", is_larger=True)
    plan_conduct(world, "unplanned_rest_hard", unit, plan_part=0.6)


def own_staff_inflated_hard(world: World) -> None:
    """The dispatch unit books dispatched workers' money as the part of its own staff."""
    rng, unit = (
        world.town.make_rng("own inflated"),
        take_dispatchers(world, count_faulty_units(world), "own inflated", is_larger=True),
    )
    plan_conduct(
        world,
        "own_staff_inflated_hard",
        unit,
        own=0.15,
        own_factor=rng.uniform(2.0, 4.0, len(unit)),
    )


def own_staff_reclassified_hard(world: World) -> None:
    """The dispatch unit calls part of the dispatched its own staff, in money and in heads, so that
    the plan is consistent.
    """
    rng, unit = (
        world.town.make_rng("reclassified"),
        take_dispatchers(world, count_faulty_units(world), "reclassified", is_larger=True),
    )
    plan_conduct(world, "own_staff_reclassified_hard", unit, own=rng.uniform(0.45, 0.7, len(unit)))


def late_transfer(world: World) -> None:
    """The dispatch unit passes the whole on only after it has used the money for months."""
    rng, unit = (
        world.town.make_rng("late transfer"),
        take_dispatchers(world, count_faulty_units(world), "late transfer", is_larger=True),
    )
    plan_conduct(world, "late_transfer", unit, back=(1, 2), delay=rng.integers(95, 230, len(unit)))


def slow_trickle_hard(world: World) -> None:
    """The dispatch unit pays a first instalment at once and the others month by month."""
    rng, unit = (
        world.town.make_rng("slow trickle"),
        take_dispatchers(world, count_faulty_units(world), "slow trickle", is_larger=True),
    )
    plan_conduct(
        world, "slow_trickle_hard", unit, delay=8, instalments=rng.integers(4, 7, len(unit)), gap=24
    )


def money_returned(world: World) -> None:
    """Hosts are paid in time and send the money back within weeks."""
    rng, unit = (
        world.town.make_rng("money returned"),
        take_dispatchers(world, count_faulty_units(world), "money returned"),
    )
    plan_conduct(world, "money_returned", unit, back_share=rng.uniform(0.8, 1.0, len(unit)))


def money_returned_hard(world: World) -> None:
    """A third of the hosts send a fee of a tenth to a quarter back."""
    rng, unit = (
        world.town.make_rng("fee returned"),
        take_dispatchers(world, count_faulty_units(world), "fee returned", is_larger=True),
    )
    fee = rng.uniform(0.1, 0.25, len(unit))
    plan_conduct(world, "money_returned_hard", unit, short_part=0.34, back_share=fee)


def shell_host(world: World) -> None:
    """The plan names as host a firm without staff of the unit's own legal representative, which
    gets a third.
    """
    for unit in take_dispatchers(world, count_faulty_units(world), "shell host", is_larger=True):
        shell = _add_own_firm(world, unit)
        world.plan("hosts", make_host_rows(unit, shell, 0.5, since=get_refund_year(world, 1)))
        plan_conduct(world, "shell_host", unit, back=(0, 1))


def stranger_shell_hard(world: World) -> None:
    """The plan names as host a young firm without staff, with a straw man as representative, which
    gets a third.
    """
    for unit in take_dispatchers(
        world, count_faulty_units(world), "stranger shell", is_larger=True
    ):
        shell = world.add_units(1, industry="72", registered=np.datetime64("2023-02-01"))
        world.plan("hosts", make_host_rows(unit, shell, 0.5, since=get_refund_year(world, 1)))
        plan_conduct(world, "stranger_shell_hard", unit, back=(0, 1))


def payee_off_plan(world: World) -> None:
    """The money of most hosts goes to a consultancy that no plan names."""
    for unit in take_dispatchers(world, count_faulty_units(world), "off plan", is_larger=True):
        other = world.add_units(1, industry="72", registered=np.datetime64("2023-03-01"))
        plan_conduct(world, "payee_off_plan", unit, payee=other[0], short_part=0.7)


def own_account_hard(world: World) -> None:
    """On paper the hosts are paid, but the account of half of them belongs to a firm of the unit's
    representative.
    """
    for unit in take_dispatchers(world, count_faulty_units(world), "own account", is_larger=True):
        firm = _add_own_firm(world, unit)
        plan_conduct(
            world, "own_account_hard", unit, bank=world.employers.bank[firm[0]], short_part=0.5
        )


def collector_account_hard(world: World) -> None:
    """On paper the hosts are paid, but several share one account of a person in no register."""
    for n, unit in enumerate(
        take_dispatchers(world, count_faulty_units(world), "collector", is_larger=True)
    ):
        plan_conduct(world, "collector_account_hard", unit, bank=55_000_000_000 + n, short_part=0.8)


def public_host(world: World) -> None:
    """A public institution, which may have no refund, is in the plan with an amount."""
    _plan_public_hosts(world, "public_host", nature=None)


def public_host_hard(world: World) -> None:
    """A public institution is in the plan, stated as an enterprise."""
    _plan_public_hosts(world, "public_host_hard", nature="10")


def licence_expired(world: World) -> None:
    """The dispatch licence ran out before the year of the refund."""
    rng, unit = (
        world.town.make_rng("licence"),
        take_dispatchers(world, count_faulty_units(world), "licence"),
    )
    until = np.datetime64(f"{get_refund_year(world, 1)}-02-01") - rng.integers(20, 330, len(unit))
    world.plan(
        "licences", pd.DataFrame({"unit": unit, "valid_from": until - 1095, "valid_to": until})
    )
    plan_conduct(world, "licence_expired", unit, back=(0, 1))


def premium_overstated_hard(world: World) -> None:
    """The premium is stated a tenth to a quarter above the ledger's while everything else fits."""
    rng, unit = (
        world.town.make_rng("overstated"),
        take_dispatchers(world, count_faulty_units(world), "overstated", is_larger=True),
    )
    plan_conduct(
        world, "premium_overstated_hard", unit, premium_factor=rng.uniform(1.1, 1.25, len(unit))
    )


def paper_transfers_hard(world: World) -> None:
    """The books hold transfers that no bank made: no voucher, no upload."""
    unit = take_dispatchers(world, count_faulty_units(world), "paper", is_larger=True)
    plan_conduct(world, "paper_transfers_hard", unit, unproved=0.9)


def inflated_heads(world: World) -> None:
    """Premium and dispatched heads are stated far above the ledger's."""
    rng, unit = (
        world.town.make_rng("inflated"),
        take_dispatchers(world, count_faulty_units(world), "inflated", is_larger=True),
    )
    factor = rng.uniform(1.3, 1.7, len(unit))
    plan_conduct(world, "inflated_heads", unit, premium_factor=factor, heads_factor=factor)


def counted_twice(world: World) -> None:
    """Dispatched workers are insured by the host as well, and both get a refund for them."""
    for n, unit in enumerate(take_dispatchers(world, count_faulty_units(world), "counted twice")):
        host = take_ordinary(world, 1, f"host of twice {n}", most=120)
        world.plan("hosts", make_host_rows(unit, host, 0.5, since=get_refund_year(world, 1)))
        person = take_unit_staff(world, unit, 4, f"twice {n}")
        start = np.datetime64(f"{get_refund_year(world, 2)}-01-08") + 30 * (n % 3)
        world.plan(
            "spells",
            make_spells(person, np.repeat(host, len(person)), start, start + 300, reason="51"),
        )
        plan_conduct(world, None, host, label=None)
        plan_conduct(world, "counted_twice", unit)


def false_outsourcing(world: World) -> None:
    """Nearly all staff are called the unit's own, but they are hurt at other firms' machines."""
    for n, unit in enumerate(
        take_dispatchers(world, count_faulty_units(world), "outsourcing", is_larger=True)
    ):
        rng = world.town.make_rng(f"outsourcing {n}")
        person = take_unit_staff(world, unit, 4, f"outsourcing {n}")
        host = get_host_plan(world, unit).host.iloc[0]
        day = world.town.end - rng.integers(60, 690, len(person))
        cover = np.datetime64(f"{get_refund_year(world, 3)}-01-01")
        plan_case(world, person, unit, day + 10 * HOUR, cover, host=host, decision="1")
        plan_conduct(world, "false_outsourcing", unit, own=0.95)


def wrong_ratio(world: World) -> None:
    """The refund is a sixth to a half above the ceiling."""
    rng, unit = (
        world.town.make_rng("wrong ratio"),
        take_ordinary(world, count_faulty_units(world), "wrong ratio"),
    )
    plan_conduct(world, "wrong_ratio", unit, overpay=rng.uniform(0.15, 0.5, len(unit)))


def wrong_ratio_hard(world: World) -> None:
    """Arrears are counted in, so the refund is a few per cent too high."""
    rng, unit = (
        world.town.make_rng("arrears"),
        take_ordinary(world, count_faulty_units(world), "arrears", least=40),
    )
    plan_conduct(world, "wrong_ratio_hard", unit, overpay=rng.uniform(0.03, 0.08, len(unit)))


def size_misstated_hard(world: World) -> None:
    """An employer that is large by the register is refunded as a medium-sized one."""
    unit = take_ordinary(world, count_faulty_units(world), "size")
    world.plan("register_sizes", pd.DataFrame({"unit": unit, "size": "L"}))
    plan_conduct(world, "size_misstated_hard", unit, size="M")


def refunded_twice(world: World) -> None:
    """An employer gets two refunds of a year, each in full."""
    unit = take_ordinary(world, count_faulty_units(world), "refunded twice")
    plan_conduct(world, "refunded_twice", unit, second=1.0)


def refunded_twice_hard(world: World) -> None:
    """A small second refund looks like a supplement but exceeds the ceiling."""
    rng, unit = (
        world.town.make_rng("small second"),
        take_ordinary(world, count_faulty_units(world), "small second"),
    )
    plan_conduct(world, "refunded_twice_hard", unit, second=rng.uniform(0.1, 0.3, len(unit)))


def layoff_over_limit(world: World) -> None:
    """An employer that laid off two in five, who drew benefit, gets the refund all the same."""
    for unit in _add_layoff_units(world, "layoffs"):
        plan_conduct(world, "layoff_over_limit", unit, force=True)


def layoff_hidden_hard(world: World) -> None:
    """The employer hides the layoffs by stating the heads at the end of the year as if nobody had
    gone.
    """
    for unit in _add_layoff_units(world, "hidden layoffs"):
        plan_conduct(world, "layoff_hidden_hard", unit, force=True, heads_y1_factor=12 / 7)


def _add_own_firm(world, unit):
    """Add a young firm without staff under the dispatch unit's legal representative."""
    rep = world.employers.legal_rep[unit]
    home = world.employers.district[unit]
    return world.add_units(
        1, industry="72", registered=np.datetime64("2022-09-01"), legal_rep=rep, district=home
    )


def _plan_public_hosts(world, typology, *, nature):
    public = np.flatnonzero((world.employers.nature == "20") & (world.employers.target >= 4))
    rng = world.town.make_rng(typology)
    for unit in take_dispatchers(world, count_faulty_units(world), typology):
        host = rng.choice(public, 1)
        world.plan("hosts", make_host_rows(unit, host, 0.35, since=get_refund_year(world, 1)))
        plan_conduct(world, typology, unit, back=(0, 1), nature=nature)


def _add_layoff_units(world, name):
    """Add employers of twelve, five of whom go in the year before last year's refund and claim."""
    units = []
    for n in range(count_faulty_units(world)):
        rng, year = world.town.make_rng(f"{name} {n}"), get_refund_year(world, 2)
        unit = world.add_units(1, industry="18", registered=np.datetime64("2016-05-01"), target=0.0)
        person = take_jobless_adults(world, 12, f"{name} {n}", low=28)
        start = np.datetime64("2019-01-01") + rng.integers(0, 900, len(person))
        end = np.full(len(person), OPEN)
        end[:5] = np.datetime64(f"{year}-03-01") + rng.integers(0, 150, 5)
        world.plan(
            "spells", make_spells(person, np.repeat(unit, len(person)), start, end, reason="14")
        )
        plan_claim(world, person[:5], unit[0], end[:5], reason="14", months=4, reason_changes=0)
        units.append(unit[0])
    return units
