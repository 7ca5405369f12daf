"""Ways to draw a maternity allowance without the job, the birth or the wage, as cases tell them.

Each begins with who earns: the boss of empty firms, the labour service that sells places, the
friend with a firm, the mother whose bookkeeper files a higher base, the clerk who forges a birth.
"""

import numpy as np
import pandas as pd

from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.unemployment_claim import UnemploymentClaim
from contracts.tables.unemployment_payment import UnemploymentPayment
from simulator.background.blank_lives import choose_ordinary_units, take_jobless_adults
from simulator.background.maternity import (
    INSURANCES,
    draw_days,
    draw_hospitals,
    read_insured_women,
    take_women,
    write_allowances,
    write_hospital,
    write_jobs,
    write_units,
)
from simulator.core.clock_and_seeds import get_month_number, make_date
from simulator.core.extent import stretch
from simulator.core.world import World
from simulator.mess.rows import change_rows

SCENARIO = "maternity_allowance"
PAYMENT = "maternity_payment"
REPRESENTATIVE = 46_000_000  # numbers of representatives, phones and addresses of these actors
BIRTHS = np.array(["1", "2"], dtype=object)


def boss_of_empty_firms(world: World) -> None:
    """A boss without any business insures women who are eight months pregnant at two or three firms
    of one address, from a high base, and drops them when the money has come.
    """
    for n in range(world.town.scale_planted_count(4, 3)):
        rng = world.town.make_rng(f"empty firms {n}")
        ties = REPRESENTATIVE + n
        units = write_units(world, 2 + n % 2, legal_rep=ties, address=ties, phone=ties)
        mothers = int(stretch(world, f"empty firms {n}", 9, least=4, most=24))
        person = take_women(world, mothers, f"empty firms {n}")
        unit = rng.choice(units, len(person))
        months = stretch(world, f"empty firms' months {n}", rng.integers(2, 4, len(person)), most=5)
        _park(world, rng, "boss_of_empty_firms", person, unit, months, base=(13_000, 20_000))
        ids = world.employers.employer_id[np.unique(unit)]
        world.add_truth("boss_of_empty_firms", SCENARIO, "employer", ids, "fraud")


def labour_service_sells_places(world: World) -> None:
    """A labour service has real staff and sells places beside: it applies for the mothers, takes
    the allowance on an account of its own, and declares a token wage for some.
    """
    for n in range(world.town.scale_planted_count(3, 2)):
        rng = world.town.make_rng(f"labour service {n}")
        unit = write_units(world, 1)[0]
        staff = take_jobless_adults(world, 22, f"maternity staff {n}", low=28)
        wage = rng.uniform(4500, 9000, len(staff))
        _write_staff(world, rng, staff, unit, wage)
        count = int(stretch(world, f"labour service {n}", 10, least=5, most=24))
        person = take_women(world, count, f"labour service {n}")
        months = stretch(world, f"labour months {n}", rng.integers(2, 4, len(person)), most=6)
        token = np.where(rng.random(len(person)) < 0.4, 3000.0, np.nan)
        _park(
            world,
            rng,
            "labour_service_sells_places",
            person,
            np.full(len(person), unit),
            months,
            base=(10_000, 16_000),
            wage=token,
            agent=1000 + n,
            account=1000 + n,
        )
        ids = world.employers.employer_id[[unit]]
        world.add_truth("labour_service_sells_places", SCENARIO, "employer", ids, "fraud")


def agent_of_small_firms_hard(world: World) -> None:
    """An agent rents places at firms that have nothing to do with each other, two or three women
    each, with a token wage for half of them.
    """
    for n in range(world.town.scale_planted_count(2, 1)):
        rng = world.town.make_rng(f"small firms {n}")
        units = choose_ordinary_units(world, rng, 5, most=30)
        person = take_women(world, 12, f"small firms {n}")
        months = stretch(world, f"small firms {n}", rng.integers(2, 5, len(person)), most=6)
        token = np.where(rng.random(len(person)) < 0.5, 3000.0, np.nan)
        _park(
            world,
            rng,
            "agent_of_small_firms_hard",
            person,
            rng.choice(units, len(person)),
            months,
            base=(8000, 14_000),
            wage=token,
            agent=2000 + n,
        )


def place_at_a_friend_s_firm(world: World) -> None:
    """A friend with a firm insures a woman for the last months of pregnancy, from a high base."""
    rng = world.town.make_rng("friend's firm")
    person = take_women(world, world.town.scale_planted_count(30, 14), "friend's firm")
    months = stretch(world, "friend's firm", rng.integers(2, 4, len(person)), most=5)
    unit = choose_ordinary_units(world, rng, len(person), most=60)
    _park(world, rng, "place_at_a_friend_s_firm", person, unit, months, base=(10_000, 20_000))


def place_at_a_friend_s_firm_hard(world: World) -> None:
    """The same, begun as soon as she knew, with a low wage declared for a part of the months and an
    end that is not at once.
    """
    rng = world.town.make_rng("friend's firm hard")
    person = take_women(world, world.town.scale_planted_count(10, 8), "friend's firm hard")
    n = len(person)
    unit = choose_ordinary_units(world, rng, n, most=60)
    months = stretch(world, "friend's firm hard", rng.integers(4, 7, n), least=3, most=7)
    wage = np.where(rng.random(n) < 0.5, 3000.0, np.nan)
    _park(
        world,
        rng,
        "place_at_a_friend_s_firm_hard",
        person,
        unit,
        months,
        base=(8000, 13_000),
        wage=wage,
        after=(1, 4),
    )


def base_raised_before_leave(world: World) -> None:
    """A bookkeeper files two to four times the wage as base for the months before the leave."""
    _raise_bases(
        world, "base_raised_before_leave", world.town.scale_planted_count(25, 12), (2.2, 3.5)
    )


def base_raised_before_leave_hard(world: World) -> None:
    """The same by half, which looks like a rise."""
    count = world.town.scale_planted_count(10, 6)
    _raise_bases(world, "base_raised_before_leave_hard", count, (1.5, 1.9))


def two_firms_one_birth(world: World) -> None:
    """A mother is insured by two firms, and both apply for the same birth."""
    rng = world.town.make_rng("two firms")
    person = take_women(world, world.town.scale_planted_count(4, 5), "two firms")
    n = len(person)
    birth = _draw_births(world, rng, n)
    ids = []
    for unit in (choose_ordinary_units(world, rng, n), choose_ordinary_units(world, rng, n)):
        base = rng.uniform(5000, 9000, n)
        first = get_month_number(birth) - rng.integers(12, 20, n)
        write_jobs(
            world, rng, person, unit, first, np.full(n, world.town.last_month), base, wage=base
        )
        ids.append(_pay(world, rng, person, unit, birth, base))
    _write_births(world, rng, person, birth)
    _label(world, "two_firms_one_birth", person, ids[1])


def forged_birth(world: World) -> None:
    """A clerk forges hospital papers of a birth that there was not, for real employees."""
    rng = world.town.make_rng("forged birth")
    person = take_women(world, world.town.scale_planted_count(8, 6), "forged birth")
    n = len(person)
    birth, unit = _draw_births(world, rng, n), choose_ordinary_units(world, rng, n)
    base = rng.uniform(5000, 9000, n)
    first = get_month_number(birth) - rng.integers(10, 20, n)
    write_jobs(world, rng, person, unit, first, np.full(n, world.town.last_month), base, wage=base)
    _label(world, "forged_birth", person, _pay(world, rng, person, unit, birth, base))


def benefit_and_allowance(world: World) -> None:
    """A woman draws unemployment benefit and has a relative's firm apply for the allowance."""
    rng = world.town.make_rng("benefit and allowance")
    people = world.people
    drawn = _read_benefit_months(world)
    age = people.age(world.town.end)
    fit = np.isin(np.arange(len(people)), drawn.person) & (people.sex == "2")
    fit &= (age > 22) & (age < 44)
    person = world.take(fit, world.town.scale_planted_count(5, 4), "maternity benefit")
    if not len(person):
        return
    first = drawn.set_index("person").month.groupby(level=0).min().loc[person].to_numpy()
    birth = make_date(first, 2)
    unit = choose_ordinary_units(world, rng, len(person), most=60)
    base = rng.uniform(8000, 12_000, len(person))
    write_jobs(world, rng, person, unit, first - 2, first + 5, base)
    _write_births(world, rng, person, birth)
    ids = _pay(world, rng, person, unit, birth, base)
    _label(world, "benefit_and_allowance", person, ids)


def losses_in_series(world: World) -> None:
    """A doctor certifies losses that a firm claims for its women, three and four times."""
    rng = world.town.make_rng("losses")
    person = take_women(world, world.town.scale_planted_count(5, 4), "losses")
    n = len(person)
    unit, base = choose_ordinary_units(world, rng, n), rng.uniform(5000, 9000, n)
    first = np.full(n, world.town.first_month - 6)
    write_jobs(world, rng, person, unit, first, np.full(n, world.town.last_month), base, wage=base)
    for time in range(4):
        birth = make_date(world.town.last_month - 4 - 5 * time - rng.integers(0, 2, n), 8)
        ids = _pay(world, rng, person, unit, birth, base, kind="4", days=np.full(n, 42))
        if not time:
            _label(world, "losses_in_series", person, ids)


def _park(
    world,
    rng,
    typology,
    person,
    unit,
    months,
    *,
    base,
    wage=None,
    after=(0, 2),
    agent=-1,
    account=-1,
):
    """Insure women for some months before a birth, pay the allowance, and end the job after it."""
    n = len(person)
    birth = _draw_births(world, rng, n)
    yuan = rng.uniform(*base, n)
    month = get_month_number(birth)
    last = month + 5 + rng.integers(*after, n)
    write_jobs(world, rng, person, unit, month - months, last, yuan, wage=wage)
    _write_births(world, rng, person, birth)
    ids = _pay(world, rng, person, unit, birth, yuan, agent=agent, account=account)
    _label(world, typology, person, ids)


def _draw_births(world, rng, count):
    """Days of birth whose leave ended within the history, so that the money has come."""
    month = world.town.last_month - rng.integers(8, 19, count)
    return make_date(month, rng.integers(2, 27, count))


def _pay(world, rng, person, unit, birth, base, *, kind=None, days=None, agent=-1, account=-1):
    """Pay allowances for births at hospitals of the city; return their ids."""
    n = len(person)
    kinds = rng.choice(BIRTHS, n) if kind is None else np.full(n, kind, dtype=object)
    hospital = draw_hospitals(world, rng, n)
    rows = pd.DataFrame(
        {
            "person": person,
            "employer": unit,
            "birth": birth,
            "kind": kinds,
            "days": draw_days(rng, kinds) if days is None else days,
            "base": base,
            "institution": world.institutions.institution_code[hospital],
            "agent": agent,
            "account": account,
            "base_source": "2",
        }
    )
    return write_allowances(world, rng, rows)


def _write_births(world, rng, person, birth):
    n = len(person)
    hospital = draw_hospitals(world, rng, n)
    visits = 2 + rng.poisson(3, n)
    write_hospital(
        world, rng, person, birth, hospital, has_stay=np.ones(n, dtype=bool), visits=visits
    )


def _write_staff(world, rng, staff, unit, wage):
    first = np.full(len(staff), world.town.first_month - 4)
    last = np.full(len(staff), world.town.last_month)
    write_jobs(world, rng, staff, np.full(len(staff), unit), first, last, wage, wage=wage)


def _raise_bases(world, typology, count, times):
    """Raise the bases of employed women for three to six months before a birth, and pay by them."""
    rng = world.town.make_rng(typology)
    women = read_insured_women(world)
    last, start = world.town.last_month, world.town.first_month
    jobs = (
        women[women.month >= start]
        .groupby(["person", "employer"])
        .agg(months=("month", "nunique"), base=("base", "mean"))
    )
    whole = jobs[(jobs.months >= last - start) & (jobs.base < 7000)].reset_index()
    whole = whole.drop_duplicates("person").set_index("person")
    fit = np.isin(np.arange(len(world.people)), whole.index)
    person = world.take(fit, count, f"maternity {typology}")
    unit = whole.employer.loc[person].to_numpy()
    birth = _draw_births(world, rng, len(person))
    usual = whole.base.loc[person].to_numpy()
    base = np.minimum(usual * rng.uniform(*times, len(person)), 24_930)
    month = get_month_number(birth)
    first = month - rng.integers(3, 7, len(person))
    rows = world.get_rows(ContributionMonth)
    frame = rows.select(["person_id", "employer_id", "insurance_type", "contrib_month"]).to_pandas(
        date_as_object=False
    )
    at = get_month_number(frame.contrib_month.to_numpy())
    for n, woman in enumerate(person):
        mine = (
            (frame.person_id == world.people.person_id[woman])
            & (frame.employer_id == world.employers.employer_id[unit[n]])
            & frame.insurance_type.isin(INSURANCES)
        ).to_numpy()
        during = np.flatnonzero(mine & (at >= first[n]) & (at <= month[n] + 4))
        change_rows(world, ContributionMonth, during, {"base_amount": round(base[n], 2)})
    _write_births(world, rng, person, birth)
    _label(world, typology, person, _pay(world, rng, person, unit, birth, base))


def _read_benefit_months(world):
    """Persons with unemployment benefit of three months and more, and their months."""
    payments = (
        world.get_rows(UnemploymentPayment)
        .select(["claim_id", "benefit_month"])
        .to_pandas(date_as_object=False)
    )
    claims = world.get_rows(UnemploymentClaim).select(["claim_id", "person_id"]).to_pandas()
    rows = payments.merge(claims, on="claim_id")
    index = pd.Series(np.arange(len(world.people)), index=world.people.person_id)
    drawn = pd.DataFrame(
        {
            "person": index.loc[rows.person_id].to_numpy(),
            "month": get_month_number(rows.benefit_month.to_numpy()),
        }
    )
    drawn = drawn[drawn.month <= world.town.last_month - 6]
    return drawn[drawn.groupby("person").month.transform("nunique") >= 3]


def _label(world, typology, person, ids):
    paid = ids != ""
    world.add_truth(
        typology,
        SCENARIO,
        "person",
        world.people.person_id[person[paid]],
        "fraud",
        record=(PAYMENT, ids[paid]),
    )
