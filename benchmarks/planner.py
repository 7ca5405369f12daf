"""The planner beside greedy choices: time, gap, yuan a staff-day on what is true, broken rules.

    python -m benchmarks.planner                      # made-up worlds
    python -m benchmarks.planner --run RUN --truth T  # a night on a simulated town

A finding of a simulated town is true if its subject was planted in its scenario; it confirms κ of
its amount, once a record.
"""

import argparse
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.planner_worlds import World, make_world
from planning.draft_registers import draft_targets
from planning.leads import read_run, select_leads
from planning.learned_rates import learn_rates
from planning.make_plan import make_plan
from planning.quarter import parse_quarter
from planning.registers import build_registers
from planning.settings import PlanSettings
from planning.value import add_chances, keep_best_by_record, value_targets

QUARTER = parse_quarter("2026Q4")  # 13 weeks
WORLDS, SPEED_WORLDS = 20, 5
DISTRICTS, TARGETS = 12, 660  # about 600 of them may be visited and have a lead or are needed
# speed: one team of five a district, which give a hundred staff-days or so in all
TEAM = {"inspectors_a_district": 5, "days_per_month": 0.8, "due_share": 0.02}
# yuan: four teams that can go to a secondary hospital (24 staff-days in a month)
FEW = {"districts": 4, "targets": 300, "rings": 4, "due_share": 0.02}
STRONG = {"inspectors_a_district": 6, "days_per_month": 4.5}
MUST = ("complaint", "assigned", "follow_up")  # whoever chooses has to make these


def compare(world: World, settings: PlanSettings) -> list[dict]:
    """One row a way of choosing, all with the staff-days that the planner used."""
    plan = make_plan(world.facts, world.registers, QUARTER, settings)
    valued = value_world(world, settings)
    days = plan.summary["staff_days_planned"]
    # greedy may choose what a team can do in a month; it would lose more if it tried the rest
    valued["is_open"] = (
        (valued.visits_this_year < valued.cap_per_year) | ~valued.is_enterprise
    ) & (valued.staff_days <= max(team.days_per_month for team in plan.teams))
    may = valued[valued.is_open].set_index("target_id", drop=False)
    involved = select_leads(world.facts, world.registers.inspection_target)
    amount = involved.groupby("target_id").amount_involved.sum().reindex(may.index, fill_value=0)
    rng = np.random.default_rng(0)
    orders = {
        "金额优先 greedy by amount": amount.sort_values(ascending=False).index,
        "每人日金额优先 greedy by yuan a day": may.sort_values("value_rank").index,
        "随机 random": may.index[rng.permutation(len(may))],
    }
    without_chance = replace(settings, random_share=0.0)
    second = make_plan(world.facts, world.registers, QUARTER, without_chance)
    chosen = {
        "计划 planner": list(plan["visit"].target_id),
        "计划，无随机 planner, no chance": list(second["visit"].target_id),
    }
    must = [i for i in plan["visit"].target_id[plan["visit"].source.isin(MUST)] if i in may.index]
    chosen |= {
        name: take([*must, *(i for i in order if i not in must)], may.staff_days, days)
        for name, order in orders.items()
    }
    return [{"way": name} | measure(world, valued, ids, settings) for name, ids in chosen.items()]


def value_world(world: World, settings: PlanSettings) -> pd.DataFrame:
    """The targets of a world with their expected yuan."""
    registers = world.registers
    targets = registers.inspection_target
    leads = select_leads(world.facts, targets)
    rates = learn_rates(registers.visit_result, registers.visit_item, targets, leads)
    leads = keep_best_by_record(add_chances(leads, world.facts, rates))
    return value_targets(registers, leads, world.facts, rates, settings)


def take(order, staff_days, room: float) -> list[str]:
    """Take targets in order as long as their staff-days fit."""
    chosen, used = [], 0.0
    for target_id in order:
        if used + staff_days[target_id] <= room:
            chosen.append(target_id)
            used += staff_days[target_id]
    return chosen


def measure(world: World, valued: pd.DataFrame, ids, settings) -> dict:
    """Expected and confirmed yuan a staff-day, and the rules that a choice breaks."""
    part = valued[valued.target_id.isin(ids)]
    leads = select_leads(world.facts, world.registers.inspection_target)
    leads = leads[leads.target_id.isin(ids)]
    confirmed = leads.finding_id.map(world.truth).groupby(
        [leads.target_id, leads.record_table, leads.record_id]
    )
    rings = valued.dropna(subset="ring_id").groupby("ring_id").target_id.apply(set)
    chains = part.chain_id.value_counts()
    may = valued[valued.is_open]
    days = float(part.staff_days.sum())
    return {
        "visits": len(part),
        "days": days,
        "expected": float(part.expected_yuan.sum()),
        "confirmed": float(confirmed.max().sum()),
        "uncovered": len(set(may.district) - set(part.district)),
        "split": sum(
            0 < len(r & set(ids) & set(may.target_id)) < len(r & set(may.target_id)) for r in rings
        ),
        "chains": int((chains > settings.most_per_chain).sum()),
    }


def measure_speed() -> None:
    """Print time, visits and gap of plans of the size that a city has."""
    print(
        "| world | candidates | visits | teams | processor seconds | gap |\n"
        "|---|---|---|---|---|---|"
    )
    for seed in range(SPEED_WORLDS):
        world = make_world(seed, targets=TARGETS, districts=DISTRICTS, rings=8, **TEAM)
        start = time.process_time()
        plan = make_plan(world.facts, world.registers, QUARTER, PlanSettings())
        seconds, s = time.process_time() - start, plan.summary
        print(
            f"| {seed} | {s['target_count']} | {s['visit_count']} | {len(plan.teams)} "
            f"| {seconds:.1f} | {s['gap']:.4%} |"
        )


def print_comparison(worlds) -> None:
    """Print the means over worlds, beside greedy by amount."""
    rows = pd.concat(
        [
            pd.DataFrame(compare(world, PlanSettings())).assign(world=n)
            for n, world in enumerate(worlds)
        ]
    )
    for name in ("expected", "confirmed"):
        rows[f"{name}_a_day"] = rows[name] / rows.days
        first = rows[rows.way.str.contains("by amount")].set_index("world")[f"{name}_a_day"]
        rows[f"{name}_ratio"] = rows[f"{name}_a_day"] / rows.world.map(first)
    means = rows.groupby("way", sort=False).mean(numeric_only=True)
    print(
        "| way | visits | expected/day | confirmed/day | × by amount (expected, confirmed) | "
        "districts without | rings split | chains over |\n|---|---|---|---|---|---|---|---|"
    )
    for way, r in means.iterrows():
        print(
            f"| {way} | {r.visits:.1f} | {r.expected_a_day:,.0f} | {r.confirmed_a_day:,.0f} "
            f"| {r.expected_ratio:.2f}, {r.confirmed_ratio:.2f} | {r.uncovered:.1f} "
            f"| {r.split:.1f} | {r.chains:.1f} |"
        )
    ways = rows.pivot(index="world", columns="way", values="expected_a_day")
    by_day = ways.filter(like="by yuan a day").iloc[:, 0]
    ratio = (ways.filter(like="no chance").iloc[:, 0] / by_day).mean()
    print(f"\nplanner without chance ÷ greedy by yuan a day: {ratio:.3f} (expected yuan a day)")


def read_town(run: Path, truth_path: Path, source: Path | None) -> World:
    """A night on a simulated town as a world; inspectors are made up."""
    targets = draft_targets(run, source)
    targets = targets[targets.target_kind != "O"]
    made = make_world(0, targets=30, districts=DISTRICTS, **TEAM | {"days_per_month": 2.0})
    registers = build_registers(
        {
            "inspection_target": targets,
            "inspector": made.registers.inspector,
            "expert": made.registers.expert,
        }
    )
    facts, truth = read_run(run), pd.read_parquet(truth_path)
    guilty = truth[truth.label.isin(["fraud", "minor"])]
    guilty = set(zip(guilty.scenario_id, guilty.subject_id, strict=True))
    leads = select_leads(facts, registers.inspection_target)
    rates = learn_rates(registers.visit_result, registers.visit_item, targets, leads)
    confirmed = {
        row.finding_id: row.amount_involved * rates.get_kappa(row.indicator_id, row.level)
        if (row.scenario_id, row.target_id) in guilty
        else 0.0
        for row in leads.itertuples()
    }
    return World(facts, registers, pd.Series(confirmed, dtype=float))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path)
    parser.add_argument("--truth", type=Path)
    parser.add_argument("--source", type=Path)
    arguments = parser.parse_args()
    if arguments.run:
        print_comparison([read_town(arguments.run, arguments.truth, arguments.source)])
        return
    measure_speed()
    worlds = (make_world(100 + n, **FEW, **STRONG) for n in range(WORLDS))
    print_comparison(worlds)


if __name__ == "__main__":
    main()
