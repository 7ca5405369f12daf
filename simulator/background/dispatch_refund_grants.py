"""Which job-stabilisation refunds are granted each year, and of what amount."""

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from contracts.law import get_law_number
from contracts.tables.contribution_month import ContributionMonth
from simulator.background.dispatch_refunds import CONDUCT, YEARS, look_up_refund_ratio
from simulator.background.unemployment import expand_payments
from simulator.core.employers import get_size_classes
from simulator.core.world import World

# of the employers that meet the tested conditions; the others have arrears or are on lists of bad
# credit
GRANTED_SHARE = 0.7


# natures of employers that may have a refund: enterprises and the like, no public bodies
REFUNDED_NATURES = ("10", "40", "50")


def make_granted_refunds(world: World) -> pd.DataFrame:
    """Make one row per refund decided by the last day: unit, year, conduct, dates, premium, heads
    and yuan.
    """
    granted = _select_granted(world, _compute_unit_years(world))
    return _add_amounts(world, _add_dates(world, granted))


def _compute_unit_years(world):
    """Compute premium, mean_heads, months and December's heads per unit and year of premiums.

    Years before the ledger follow from the next one by a trend.
    """
    ledger, town = _sum_ledger(world), world.town
    rng = town.make_rng("refund trend")
    count = len(world.employers)
    years = range(town.as_of.year - YEARS - 1, town.as_of.year)
    covered = [y for y in years if ledger[ledger.year == y].month.nunique() == 12]
    # two per cent of growth a year, with a spread of seven
    trend = np.exp(rng.normal(-0.02, 0.07, (len(years), count)))
    parts, later = [], None
    for n, year in reversed(list(enumerate(years))):
        year_rows = ledger[ledger.year == year]
        sums = year_rows.groupby("unit").agg(
            premium=("premium", "sum"), heads=("heads", "sum"), months=("month", "nunique")
        )
        sums = sums.reindex(range(count), fill_value=0)
        december = (
            year_rows[year_rows.month == 12]
            .set_index("unit")
            .heads.reindex(range(count), fill_value=0)
        )
        is_covered = year in covered
        if is_covered or later is None:
            rows = pd.DataFrame(
                {"premium": sums.premium, "mean_heads": sums.heads / 12, "months": sums.months}
            )
            rows["december"] = december
        else:
            rows = (later[["premium", "mean_heads", "december"]] * trend[n][:, None]).assign(
                months=12
            )
            rows["december"] = rows.december.round()
            if (year_rows.month == 12).any():
                rows["december"] = december
        rows = rows.assign(unit=np.arange(count), year=year, is_covered=is_covered)
        parts.append(rows)
        later = rows
    return pd.concat(parts, ignore_index=True)


def _sum_ledger(world):
    """Sum heads and premium (employer's and worker's) per unit, year and month of normal
    payments.
    """
    rows = world.get_rows(ContributionMonth)
    rows = rows.filter(
        pc.and_(pc.equal(rows["insurance_type"], "210"), pc.equal(rows["pay_kind"], "1"))
    )
    sums = rows.group_by(["employer_id", "contrib_month"]).aggregate(
        [("base_amount", "sum"), ("person_id", "count")]
    )
    month = pd.to_datetime(sums["contrib_month"].to_pandas())
    number = pd.Series(np.arange(len(world.employers)), index=world.employers.employer_id)
    rate = get_law_number("unemployment_premium_rate").on(world.town.as_of)
    return pd.DataFrame(
        {
            "unit": number[sums["employer_id"].to_pandas()].to_numpy(),
            "year": month.dt.year,
            "month": month.dt.month,
            "heads": sums["person_id_count"].to_pandas(),
            "premium": sums["base_amount_sum"].to_pandas().astype(float) * rate,
        }
    ).sort_values(["unit", "year", "month"], ignore_index=True)


def _select_granted(world, unit_years):
    """Select the refunds granted, one row per unit and year, with the unit's conduct."""
    before = unit_years[["unit", "year", "december"]].assign(year=unit_years.year + 1)
    table = unit_years.merge(before.rename(columns={"december": "heads_y2"}), on=["unit", "year"])
    table = table.rename(columns={"december": "heads_y1"}).assign(year=table.year + 1)
    table = table.merge(_count_recipients(world), on=["unit", "year"], how="left")
    rng, units = world.town.make_rng("refunds granted"), world.employers
    table = table.sort_values(["year", "unit"], ignore_index=True)
    table["is_dispatch"] = units.is_dispatch[table.unit]
    # years without claims in the history: 1.5 % of the staff drew benefit
    usual = rng.poisson(0.015 * table.heads_y1)
    table["recipients"] = np.where(table.is_covered, table.recipients.fillna(0), usual).astype(int)
    table = table.merge(_get_conduct(world), on=["unit", "year"], how="left")
    for name, honest in CONDUCT.items():
        table[name] = (
            table[name].where(table["force"].notna(), honest) if name != "force" else table[name]
        )
    has_conduct = table["force"].notna()
    stated_recipients = table.recipients_stated.astype(int)
    table["recipients"] = np.where(stated_recipients >= 0, stated_recipients, table.recipients)
    table["force"] = table["force"].fillna(False).astype(bool)
    draw = rng.random(len(units))[table.unit] < GRANTED_SHARE
    is_chosen = draw | has_conduct | table.is_dispatch
    return table[is_chosen & (_is_eligible(world, table) | table["force"])].reset_index(drop=True)


def _get_conduct(world):
    if not world.plans["conduct"]:
        return pd.DataFrame(columns=[*CONDUCT, "unit", "year"])
    return world.collect_plan("conduct").drop_duplicates(["unit", "year"])


def _count_recipients(world):
    """Count persons who drew benefit in the year before, per last employer and year of refund."""
    plan = world.collect_plan("claims").reset_index(drop=True)
    paid = expand_payments(plan, world.town)
    claims = plan.iloc[paid.row]
    drawings = pd.DataFrame(
        {
            "unit": claims.employer.to_numpy(),
            "person": claims.person.to_numpy(),
            "year": paid.month.to_numpy() // 12 + 1971,
        }
    )
    return (
        drawings.drop_duplicates()
        .groupby(["unit", "year"])
        .size()
        .rename("recipients")
        .reset_index()
    )


def _is_eligible(world, table):
    units = world.employers
    registered = units.registered[table.unit]
    deregistered = units.deregistered[table.unit]
    opening = ((table.year - 1971) * 12).to_numpy().astype("datetime64[M]").astype("datetime64[D]")
    rule = get_law_number("layoff_rate_limit").on(world.town.as_of)
    small = np.minimum(table.heads_y1, table.heads_y2) <= rule["small_heads"]
    limit = np.where(small, rule["small"], rule["usual"])
    base = table.heads_y2.replace(0, np.nan)
    lower = np.minimum((table.heads_y2 - table.heads_y1) / base, table.recipients / base)
    return (
        (registered < opening)
        & (np.isnat(deregistered) | (deregistered > opening + 700))
        & np.isin(units.nature[table.unit], REFUNDED_NATURES)
        & (table.months == 12)
        & (table.heads_y1 > 0)
        & (lower <= limit)
        # smaller sums are not worth an application
        & (table.premium > 80)
    )


def _add_dates(world, granted):
    """Add days of application (March to August), decision and payment; drop what is not decided
    yet.
    """
    rng, n, end = world.town.make_rng("refund dates"), len(granted), world.town.end
    opening = (
        ((granted.year - 1970) * 12).to_numpy().astype("datetime64[M]").astype("datetime64[D]")
    )
    apply = opening + 68 + rng.integers(0, 150, n)
    approve = apply + rng.integers(8, 36, n)
    paid = approve + rng.integers(5, 21, n)
    granted = granted.assign(
        apply=apply, approve=approve, paid=np.where(paid <= end, paid, np.datetime64("NaT", "D"))
    )
    granted["channel"] = np.where(granted.is_dispatch | (rng.random(n) < 0.25), "2", "1")
    return granted[approve <= end].reset_index(drop=True)


def _add_amounts(world, granted):
    """Add stated premium, ratio, refund and own staff's part; a second refund is a row of its own
    (`place` 2).
    """
    used = granted["size"].where(granted["size"].notna(), get_size_classes(world)[granted.unit])
    ratio = look_up_refund_ratio(granted.year.to_numpy(), used.to_numpy())
    rng = world.town.make_rng("premiums stated")
    # one premium in twenty was corrected by a few per cent after the statement
    corrected = np.where(
        rng.random(len(granted)) < 0.05, rng.uniform(0.97, 1.03, len(granted)), 1.0
    )
    premium = (granted.premium * granted.premium_factor * corrected).round(2)
    rests_on = np.where(granted.is_settled_late.astype(bool), granted.premium, premium)
    full = np.floor(rests_on * ratio * (1 + granted.overpay.astype(float)) * 100) / 100
    second = granted.second.astype(float)
    first = np.where(granted.is_split.astype(bool), full * (1 - second), full).round(2)
    stated = (granted.heads_y1 * granted.heads_y1_factor.astype(float)).round()
    granted = granted.assign(
        used=used, ratio=ratio, stated=premium, amount=first, heads_stated=stated, place=1
    )
    more = granted[second > 0].copy()
    more["amount"] = np.floor(full[second > 0] * second[second > 0] * 100) / 100
    more["place"] = 2
    for step in ("apply", "approve", "paid"):
        more[step] = more[step] + pd.to_timedelta(75, "D")
    more = more[more.approve <= world.town.end]
    more["paid"] = more.paid.where(more.paid <= world.town.end)
    granted = pd.concat([granted, more], ignore_index=True).sort_values(
        ["year", "unit", "place"], ignore_index=True
    )
    own_share = world.plans["own_shares"][0]
    own_share = np.concatenate([own_share, np.full(len(world.employers) - len(own_share), 0.1)])[
        granted.unit
    ]
    noise = np.exp(world.town.make_rng("own staff").normal(0, 0.05, len(granted)))
    granted["own_true"] = granted.own.astype(float).fillna(pd.Series(own_share * noise))
    granted["own_stated"] = np.minimum(granted.own_true * granted.own_factor.astype(float), 0.97)
    granted["own_amount"] = np.where(
        granted.is_dispatch, (granted.amount * granted.own_stated).round(2), np.nan
    )
    return granted.assign(refund_id=world.issue_ids("w", len(granted)))
