"""The constraints of a plan hold in random worlds (QINGFENG_PLAN_WORLDS=500 tries five hundred)."""

import os
import random

from benchmarks.planner_worlds import make_world
from planning.make_plan import make_plan
from planning.settings import PlanSettings
from tests.planning.check_plan import list_breaches
from tests.planning.drawn_worlds import QUARTER

# fifty take ten seconds; all five hundred were run when the planner was written
WORLDS = int(os.environ.get("QINGFENG_PLAN_WORLDS", "50"))


def draw_world(seed):
    rng = random.Random(seed)
    world = make_world(
        seed,
        targets=rng.randint(5, 25),
        districts=rng.randint(3, 6),
        inspectors_a_district=rng.choice([3, 4, 8]),
        days_per_month=rng.choice([0.5, 1, 3, 10]),
        rings=rng.randint(0, 2),
        leads_a_target=rng.choice([0, 1, 4]),
    )
    return world, PlanSettings(cross_check=rng.choice([(), ("H", "P")]))


def test_what_never_gives_way_holds_in_random_worlds():
    breaches, crossed = {}, 0
    for seed in range(WORLDS):
        world, settings = draw_world(seed)
        plan = make_plan(world.facts, world.registers, QUARTER, settings)
        if found := list_breaches(plan, world.registers, QUARTER, settings):
            breaches[seed] = found
        crossed += (plan["visit"].inspection_kind == "4").sum()
    assert breaches == {}
    assert crossed >= WORLDS, "worlds without cross-checks would prove nothing of them"
