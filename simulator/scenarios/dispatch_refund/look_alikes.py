"""Honest conduct that resembles a refund kept back or granted without a condition."""

import numpy as np
import pandas as pd

from simulator.background.blank_lives import take_jobless_adults
from simulator.background.dispatch_refunds import (
    count_look_alike_units,
    get_host_plan,
    get_refund_year,
    list_old_rule_years,
    make_host_rows,
    plan_conduct,
    take_dispatchers,
    take_ordinary,
)
from simulator.background.employment import OPEN, make_spells
from simulator.core.world import World


def agreement_before_2024(world: World) -> None:
    """Up to 2023 the dispatch unit had to pass on the agreed share and no more."""
    unit = take_dispatchers(world, count_look_alike_units(world), "agreement")
    _plan_innocent_conduct(world, "agreement_before_2024", unit, back=list_old_rule_years(world))


def own_staff_kept(world: World) -> None:
    """Half of the staff are the dispatch unit's own, so it lawfully keeps their part."""
    _plan_innocent_conduct(
        world,
        "own_staff_kept",
        take_dispatchers(world, count_look_alike_units(world), "own staff"),
        back=(1, 2),
        own=0.5,
    )


def genuine_outsourcing(world: World) -> None:
    """A licensed dispatch unit really works with its own staff."""
    _plan_innocent_conduct(
        world,
        "genuine_outsourcing",
        take_dispatchers(world, count_look_alike_units(world), "genuine"),
        back=(0, 1, 2),
        own=0.94,
    )


def host_deregistered(world: World) -> None:
    """A host is struck off before its part can be paid, so the bank sends the money back."""
    for unit in take_dispatchers(world, count_look_alike_units(world), "gone host"):
        year = get_refund_year(world, 1)
        gone_host = world.add_units(
            1,
            industry="34",
            registered=np.datetime64("2015-01-01"),
            deregistered=np.datetime64(f"{year}-09-01"),
        )
        _put_host_first(world, unit, make_host_rows(unit, gone_host, 0.3, since=year))
        _plan_innocent_conduct(world, "host_deregistered", unit, bounce="lost", short_part=0.01)


def bounced_and_sent_again(world: World) -> None:
    """A host's account was wrong; the transfer came back and was made again weeks later."""
    unit = take_dispatchers(world, count_look_alike_units(world), "bounced")
    _plan_innocent_conduct(world, "bounced_and_sent_again", unit, bounce="resent", short_part=0.3)


def host_group_treasury(world: World) -> None:
    """A host's group collects its members' money in one company."""
    for unit in take_dispatchers(world, count_look_alike_units(world), "treasury"):
        host = get_host_plan(world, unit).host.iloc[0]
        rep = world.employers.legal_rep[host]
        treasury = world.add_units(
            1, industry="72", registered=np.datetime64("2014-01-01"), legal_rep=rep
        )
        _plan_innocent_conduct(
            world, "host_group_treasury", unit, payee=treasury[0], short_part=0.01
        )


def own_group_host(world: World) -> None:
    """A group's dispatch firm serves a member that has many people of its own."""
    for n, unit in enumerate(take_dispatchers(world, count_look_alike_units(world), "group host")):
        member = take_ordinary(world, 1, f"member {n}", least=30)
        world.employers.legal_rep[unit] = world.employers.legal_rep[member[0]]
        world.plan("hosts", make_host_rows(unit, member, 0.5))
        _plan_innocent_conduct(world, "own_group_host", unit)


def converted_institution(world: World) -> None:
    """The plan still calls a host a public institution that has become an enterprise."""
    for unit in take_dispatchers(world, count_look_alike_units(world), "converted"):
        _plan_innocent_conduct(
            world, "converted_institution", unit, nature="20", is_nature_of_first=True
        )


def year_end_heads(world: World) -> None:
    """The plan holds the heads of December after a year of growth or decline."""
    unit = take_dispatchers(world, count_look_alike_units(world), "year end")
    _plan_innocent_conduct(world, "year_end_heads", unit, is_year_end=True)


def branch_under_head_office(world: World) -> None:
    """A branch is filed under the licence of its head office."""
    for unit in take_dispatchers(world, count_look_alike_units(world), "branch"):
        world.add_units(
            1,
            industry="72",
            registered=np.datetime64("2010-01-01"),
            legal_rep=world.employers.legal_rep[unit],
            is_dispatch=True,
        )
        none = np.datetime64("NaT", "D")
        world.plan("licences", pd.DataFrame({"unit": [unit], "valid_from": none, "valid_to": none}))
        _plan_innocent_conduct(world, "branch_under_head_office", unit, back=(0, 1, 2))


def licence_renewed(world: World) -> None:
    """The licence was renewed last winter, and the register holds the new one alone."""
    unit = take_dispatchers(world, count_look_alike_units(world), "renewed")
    start = np.datetime64(f"{get_refund_year(world, 0)}-01-15")
    world.plan(
        "licences", pd.DataFrame({"unit": unit, "valid_from": start, "valid_to": start + 1095})
    )
    _plan_innocent_conduct(world, "licence_renewed", unit, back=(1, 2))


def supplement_paid(world: World) -> None:
    """The refund came in two parts that together keep to the ceiling."""
    unit = take_ordinary(world, count_look_alike_units(world), "supplement")
    _plan_innocent_conduct(world, "supplement_paid", unit, second=0.35, is_split=True)


def settled_late(world: World) -> None:
    """Premiums of the year before were settled after the statement; the refund rests on all of
    them.
    """
    unit = take_ordinary(world, count_look_alike_units(world), "settled late")
    _plan_innocent_conduct(world, "settled_late", unit, premium_factor=0.88, is_settled_late=True)


def registered_within_the_year(world: World) -> None:
    """A young employer, paid every month since, counts from its registration."""
    for n in range(count_look_alike_units(world)):
        year = get_refund_year(world, 2)
        unit = world.add_units(
            1, industry="65", registered=np.datetime64(f"{year}-02-20"), target=0.0
        )
        person = take_jobless_adults(world, 6, f"young unit {n}")
        start = np.datetime64(f"{year}-03-02")
        world.plan("spells", make_spells(person, np.repeat(unit, len(person)), start, OPEN))
        _plan_innocent_conduct(world, "registered_within_the_year", unit, force=True)


def nobody_in_spring(world: World) -> None:
    """An employer insures nobody in spring: months without staff owe no premium."""
    for n in range(count_look_alike_units(world)):
        rng, year = world.town.make_rng(f"short year {n}"), get_refund_year(world, 2)
        unit = world.add_units(1, industry="51", registered=np.datetime64("2021-05-01"), target=0.0)
        person = take_jobless_adults(world, 8, f"short year {n}")
        again = np.datetime64(f"{year}-05-05") + rng.integers(0, 60)
        first, until = np.datetime64("2021-06-01"), np.datetime64(f"{year}-02-20")
        world.plan("spells", make_spells(person[:4], np.repeat(unit, 4), first, until, reason="21"))
        world.plan("spells", make_spells(person[4:], np.repeat(unit, len(person) - 4), again, OPEN))
        _plan_innocent_conduct(world, "nobody_in_spring", unit, force=True)


def split_company(world: World) -> None:
    """Half of the staff moved to a new company of the group, which is a split and no layoff."""
    for n in range(count_look_alike_units(world)):
        year = get_refund_year(world, 2)
        old, new = world.add_units(
            2, industry="34", registered=np.datetime64("2013-01-01"), target=0.0
        )
        person = take_jobless_adults(world, 12, f"split {n}")
        day = np.datetime64(f"{year}-07-31")
        until = np.where(np.arange(len(person)) < 6, day, OPEN)
        start = np.datetime64("2018-03-01")
        world.plan(
            "spells", make_spells(person, np.repeat(old, len(person)), start, until, reason="51")
        )
        world.plan(
            "spells", make_spells(person[:6], np.repeat(new, len(person[:6])), day + 1, OPEN)
        )
        _plan_innocent_conduct(world, "split_company", old, force=True, recipients_stated=3)


def _put_host_first(world, unit, row):
    """Name a host before all others of its unit."""
    world.plans["hosts"].insert(0, row)


def _plan_innocent_conduct(world, typology, unit, *, back=(1,), **how):
    plan_conduct(world, typology, unit, back=back, label="look_alike", **how)
