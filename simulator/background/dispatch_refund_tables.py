"""The books of the refunds: rows of the three tables, from the contribution ledger, the hosts and the conduct."""

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from contracts.law import get_law_number
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.refund_allocation import RefundAllocation
from contracts.tables.refund_transfer import RefundTransfer
from contracts.tables.stabilization_refund import StabilizationRefund
from simulator.background.dispatch_refunds import (
    CONDUCT,
    NOT_INSURED_HERE,
    REFUND,
    SCENARIO,
    YEARS,
    look_up_refund_ratio,
)
from simulator.background.operators import draw_handlers
from simulator.background.unemployment import expand_payments
from simulator.core.clock_and_seeds import hash_numbers
from simulator.core.employers import PERSON_SPACE, get_size_classes
from simulator.core.world import World

GRANTED_SHARE = 0.7  # of the units that meet the conditions: some have arrears, some are on lists
REFUNDED_NATURES = ("10", "40", "50")
NAME_SPACE = 70_000_000_000
LATE_SHARE = 0.03  # honest dispatch units that pass on some days after the deadline


def write_refunds(world: World) -> None:
    """The tables `stabilization_refund`, `refund_allocation` and `refund_transfer`, after work has been written."""
    granted = _select_granted(world, _compute_unit_years(world))
    granted = _add_dates(world, granted)
    granted = _add_amounts(world, granted)
    _add_refunds(world, granted)
    shares = _allocate_shares(world, granted[granted.is_dispatch & (granted.place == 1)])
    _add_allocations(world, shares)
    _add_transfers(world, shares)
    _note_truth(world, granted)


def _compute_unit_years(world):
    """unit, year (of premiums): premium, mean_heads, months, and heads at its end; years before the ledger by trend."""
    ledger, town = _sum_ledger(world), world.town
    rng = town.make_rng("refund trend")
    count = len(world.employers)
    years = range(town.as_of.year - YEARS - 1, town.as_of.year)
    covered = [y for y in years if ledger[ledger.year == y].month.nunique() == 12]
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
    """unit, year, month: heads and premium (employer's and worker's) of normal payments."""
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
    """One row a unit and refund year that is granted, with its conduct."""
    before = unit_years[["unit", "year", "december"]].assign(year=unit_years.year + 1)
    table = unit_years.merge(before.rename(columns={"december": "heads_y2"}), on=["unit", "year"])
    table = table.rename(columns={"december": "heads_y1"}).assign(year=table.year + 1)
    table = table.merge(_count_recipients(world), on=["unit", "year"], how="left")
    rng, units = world.town.make_rng("refunds granted"), world.employers
    table = table.sort_values(["year", "unit"], ignore_index=True)
    table["is_dispatch"] = units.is_dispatch[table.unit]
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
    """unit, year (of refund): persons who drew benefit in the year before, by their last employer."""
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
        & (table.premium > 80)
    )


def _add_dates(world, granted):
    """Applications from March to August, decided in weeks, paid days later; what is not yet decided is left out."""
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
    """Stated premium, ratio and refund; a second refund is a row of its own (`place` 2)."""
    used = granted["size"].where(granted["size"].notna(), get_size_classes(world)[granted.unit])
    ratio = look_up_refund_ratio(granted.year.to_numpy(), used.to_numpy())
    rng = world.town.make_rng("premiums stated")
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


def _add_refunds(world, granted):
    rng = world.town.make_rng("refund operators")
    by = draw_handlers(world, world.employers.district[granted.unit], rng)
    applied = granted.channel == "2"
    world.add(
        StabilizationRefund,
        {
            "refund_id": granted.refund_id,
            "employer_id": world.employers.employer_id[granted.unit],
            "refund_year": granted.year,
            "premium_paid_prev_year": granted.stated,
            "ratio": granted.ratio,
            "refund_amount": granted.amount,
            "apply_date": np.where(applied, granted["apply"], np.datetime64("NaT", "D")),
            "approve_date": granted.approve,
            "paid_date": granted.paid,
            "size_class_used": granted.used,
            "heads_y1": granted.heads_stated.astype(int),
            "heads_y2": granted.heads_y2.astype(int),
            "layoff_heads": granted.recipients.astype(int),
            "channel": granted.channel,
            "is_dispatch": granted.is_dispatch,
            "own_staff_amount": granted.own_amount,
            "accept_op": by["accept_op"],
            "review_op": by["review_op"],
        },
    )


def _allocate_shares(world, refunds):
    """One row a refund and host in the plan: planned amount, heads, nature, agreed share, what is due."""
    plan = world.collect_plan("hosts")
    rows = refunds.merge(plan.rename(columns={"unit": "of"}), left_on="unit", right_on="of")
    rows = rows[rows.since <= rows.year].reset_index(drop=True)
    rng = world.town.make_rng("refund shares")
    rows["weight"] = rows.weight * np.exp(rng.normal(0, 0.1, len(rows)))
    by = rows.groupby("refund_id")
    rows["part"] = rows.weight / by.weight.transform("sum")
    rows["place_of_host"] = by.cumcount()
    rows["host_count"] = by.place_of_host.transform("size")
    rows["planned"] = ((rows.amount - rows.own_amount) * rows.part).round(2)
    heads = np.where(
        rows.is_year_end.astype(bool), rows.heads_y1, rows.mean_heads
    ) * rows.heads_factor.astype(float)
    counted = np.exp(world.town.make_rng("counting heads").normal(0, 0.02, len(refunds)))
    counted = rows.refund_id.map(pd.Series(counted, index=refunds.refund_id))
    rows["heads"] = _round_heads(heads * (1 - rows.own_true) * counted, rows)
    rest = (rows.amount - rows.own_amount).round(2) - by.planned.transform("sum").round(2)
    rows["planned"] = (rows.planned + rest.where(rows.place_of_host == 0, 0)).round(2).clip(lower=0)
    keep = np.maximum(1, np.floor(rows.plan_part.astype(float) * rows.host_count))
    rows = rows[rows.place_of_host < keep].reset_index(drop=True)
    before = rows.year < 2024
    agreed = rng.choice([0.5, 0.6, 0.7, 0.8, 1.0], len(rows), p=[0.25, 0.2, 0.25, 0.15, 0.15])
    rows["agreed"] = np.where(before, agreed, np.nan)
    rows["due"] = (rows.planned * np.where(before, agreed, 1.0)).round(2)
    rows["seq"] = rows.groupby("refund_id").cumcount() + 1
    return rows


def _round_heads(total, rows):
    """Heads of each host in whole persons that add up to the total (cumulative rounding)."""
    upto = (rows.groupby("refund_id").part.cumsum() * total).round()
    before = upto.groupby(rows.refund_id).shift(fill_value=0)
    return (upto - before).clip(lower=0).astype(int)


def _add_allocations(world, shares):
    host = shares.host.to_numpy()
    is_insured = host != NOT_INSURED_HERE
    nature = world.employers.nature[np.where(is_insured, host, 0)]
    is_restated = np.isin(nature, ["20", "30"]) | (
        shares.is_nature_of_first.astype(bool) & (shares.place_of_host == 0)
    )
    stated = np.where(is_insured & is_restated & shares.nature.notna(), shares.nature, nature)
    world.add(
        RefundAllocation,
        {
            "refund_id": shares.refund_id,
            "seq": shares.seq,
            "host_employer_id": np.where(
                is_insured, world.employers.employer_id[np.where(is_insured, host, 0)], None
            ),
            "host_name_hash": hash_numbers("name", _number_hosts(shares)),
            "host_nature": np.where(is_insured, stated, "10").astype(object),
            "host_size_class": np.where(
                is_insured, get_size_classes(world)[np.where(is_insured, host, 0)], None
            ).astype(object),
            "dispatched_heads": shares.heads,
            "planned_amount": shares.planned,
            "agreement_share": shares.agreed,
        },
    )


def _number_hosts(shares):
    """A number for each host: its index, or one for a host that is not insured here."""
    elsewhere = shares.unit * 1000 + shares.place_of_host + NAME_SPACE
    return np.where(shares.host != NOT_INSURED_HERE, shares.host, elsewhere)


def _add_transfers(world, shares):
    moves = _make_transfers(
        world, shares[shares.paid.notna() & (shares.due > 0)].reset_index(drop=True)
    )
    moves = moves[(moves.date <= world.town.end) & (moves.amount.abs() > 0.009)]
    moves = moves.sort_values(["refund_id", "date", "seq"], kind="stable").reset_index(drop=True)
    rng, n = world.town.make_rng("refund proofs"), len(moves)
    is_insured = moves.payee.to_numpy() != NOT_INSURED_HERE
    is_proved = rng.random(n) >= np.maximum(0.02, moves.unproved.astype(float))
    uploaded = moves.date.to_numpy().astype("datetime64[D]") + rng.integers(1, 15, n)
    proof = ["甬银" + str(v) for v in rng.integers(10**9, 10**10, n)]
    world.add(
        RefundTransfer,
        {
            "transfer_id": world.issue_ids("x", n),
            "refund_id": moves.refund_id,
            "payee_employer_id": np.where(
                is_insured, world.employers.employer_id[np.where(is_insured, moves.payee, 0)], None
            ),
            "payee_bank_hash": hash_numbers(
                "bank", moves.account.to_numpy().astype(np.int64) + PERSON_SPACE
            ),
            "amount": moves.amount,
            "transfer_date": moves.date,
            "voucher_no": np.where(is_proved, np.array(proof, dtype=object), None),
            "uploaded_at": np.where(
                is_proved & (uploaded <= world.town.end), uploaded, np.datetime64("NaT", "D")
            ),
            "returned": moves.returned.astype(bool),
        },
    )


def _make_transfers(world, shares):
    """Transfers: instalments of what is passed on, bounced ones, and what came back."""
    rng, n = world.town.make_rng("refund transfers"), len(shares)
    is_affected = shares.place_of_host < np.ceil(
        shares.short_part.astype(float) * shares.host_count
    )
    amount = (shares.due * np.where(is_affected, shares.passed.astype(float), 1.0)).round(2)
    usual = np.clip(rng.gamma(2.2, 4.5, n), 1, 27).astype(int)
    honest_delay = np.where(_is_late(world, shares), 32 + usual % 20, usual)
    delay = np.where(is_affected & (shares.delay >= 0), shares.delay, honest_delay).astype(int)
    payee = np.where(is_affected & (shares.payee >= 0), shares.payee, shares.host).astype(int)
    own_account = np.where(
        payee != NOT_INSURED_HERE, world.employers.bank[payee], _number_hosts(shares)
    )
    moves = shares[["refund_id", "seq", "unproved", "instalments", "gap"]].assign(
        payee=payee,
        account=np.where(is_affected & (shares.bank >= 0), shares.bank, own_account),
        amount=amount,
        date=shares.paid + pd.to_timedelta(delay, "D"),
        returned=False,
    )
    is_lost = (is_affected & (shares.bounce == "lost")).to_numpy()
    is_resent = (is_affected & (shares.bounce == "resent")).to_numpy()
    moves.loc[is_lost, "returned"] = True
    again = moves[is_resent].assign(date=moves.date[is_resent] + pd.to_timedelta(38, "D"))
    moves.loc[is_resent, "returned"] = True
    share_back = np.where(is_affected & ~is_lost, shares.back_share.astype(float), 0.0)
    back = moves.assign(amount=-(moves.amount * share_back).round(2))
    back["date"] = back.date + pd.to_timedelta(9 + usual * 2, "D")
    return pd.concat([_split_instalments(moves), again, back[share_back > 0]], ignore_index=True)


def _split_instalments(moves):
    count = moves.instalments.astype(int).to_numpy()
    rows = moves.loc[moves.index.repeat(count)].copy()
    place = np.arange(len(rows)) - np.repeat(np.cumsum(count) - count, count)
    each = (rows.amount / rows.instalments.astype(int)).round(2)
    last = rows.amount - each * (rows.instalments.astype(int) - 1)
    rows["amount"] = np.where(place == rows.instalments.astype(int) - 1, last, each).round(2)
    rows["date"] = rows.date + pd.to_timedelta(place * rows["gap"].astype(int).to_numpy(), "D")
    return rows


def _is_late(world, shares):
    """Honest dispatch units that pass on a few days late in one of their years."""
    draw = world.town.make_rng("late refunds").random((len(world.employers), YEARS))
    year = shares.year - (world.town.as_of.year - YEARS + 1)
    return (draw[shares.unit, year] < LATE_SHARE) & ~np.isin(
        shares.unit, world.plans["refund_units"]
    )


def _note_truth(world, granted):
    planned = granted[granted.typology.notna()]
    # of two refunds of a year the second is the one too many
    planned = planned[
        (planned.place == 2) | ~planned.refund_id.isin(_select_first_refunds(planned))
    ]
    for (typology, label), group_rows in planned.groupby(["typology", "label"], sort=True):
        units = world.employers.employer_id[group_rows.unit]
        world.add_truth(
            typology,
            SCENARIO,
            "employer",
            units,
            label,
            record=(REFUND, group_rows.refund_id.to_numpy()),
        )
    late = granted[
        granted.is_dispatch & (granted.paid + pd.to_timedelta(31, "D") <= world.town.end)
    ]
    late = late[_is_late(world, late)]
    units = world.employers.employer_id[late.unit]
    world.add_truth(
        "passed_on_late",
        SCENARIO,
        "employer",
        units,
        "minor",
        record=(REFUND, late.refund_id.to_numpy()),
    )


def _select_first_refunds(planned):
    second_refunds = planned[planned.place == 2]
    return (
        planned.merge(second_refunds[["unit", "year"]], on=["unit", "year"])
        .query("place == 1")
        .refund_id
    )
