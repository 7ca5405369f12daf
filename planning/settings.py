"""What staff may change about a plan; every default says why.

Marked [A]: an assumption, to be replaced by what visits teach.
"""

import dataclasses
import json
from dataclasses import dataclass, field

from contracts.errors import UsageError

CAREFUL, BALANCED = "careful", "balanced"
# kinds whose team must not come from the target's own district: cross-check, internal check
CROSS_KINDS = ("4", "9")
# level of a finding -> confirmed yuan a yuan involved, before anything was confirmed [A]
FIRST_KAPPA = {"H": 0.9, "S": 0.5, "model": 0.1}
# kind of target, level -> staff-days of a visit before any was counted [A]: persons x days
FIRST_STAFF_DAYS = {
    ("P", ""): 1.0,  # 2 x 0.5
    ("H", ""): 2.0,  # a clinic, 2 x 1
    ("H", "0"): 2.0,
    ("H", "1"): 2.0,
    ("H", "2"): 24.0,  # 6 x 4
    ("H", "3"): 60.0,  # 10 x 6
    ("E", ""): 2.0,
    ("C", ""): 2.0,
    ("V", ""): 2.0,
    ("O", ""): 12.0,  # 4 x 3
}
# kind of target -> skill -> share of the staff-days that wants it [A]
SKILL_SHARES = {
    "H": {"clinical": 0.25},
    "P": {"pharmacy": 0.25},
    "E": {"finance": 0.25},
    "C": {"nursing": 0.25},
}
# plausibility of a complaint -> chance that it is true [A]
COMPLAINT_CHANCE = {1: 0.1, 2: 0.3, 3: 0.5}


@dataclass(frozen=True)
class PlanSettings:
    """Settings of a plan; shares lie in 0..1, days are staff-days."""

    confidence: str = BALANCED  # careful: the lower bounds of chances decide
    random_share: float = 0.15  # of visits; the law of double random asks for a share
    reserve_share: float = 0.2  # of staff-days, for complaints and upper-level tasks
    internal_share: float = 0.1  # of staff-days, for offices of the agency where there are any
    staff_days_factor: float = 1.0  # what-if: 1.2 = a fifth more staff-days
    team_size: int = 4  # a pair looks at the place, a pair at the books
    least_per_district: int = 1
    least_per_kind: int = 1
    focus: tuple[str, ...] = ()  # specialities of the year's order of attack
    least_per_focus: int = 1
    most_per_chain: int = 3  # visits of a chain in a quarter; the rest may correct itself
    cross_check: tuple[str, ...] = ()  # kinds of targets whose lead visits are cross-checks
    ring_weight: float = 0.1  # worth of striking a ring together, a share of its yuan [A]
    extrapolation_discount: float = 0.3  # sampled, not proven
    exploration: float = 0.25  # of the standard deviation of the expected yuan
    few_verdicts: int = 20  # verdicts from which on nothing more is learned about a rule
    endangered_weight: float = 1.3  # 1 switches a weight off
    fraud_weight: float = 1.2
    repeat_weight: float = 1.1
    days_a_lead: float = 0.05  # staff-days of a further lead at one place [A]
    most_lead_days_share: float = 1.0  # leads add at most so much of the base: they are sampled
    reserve_targets: int = 20
    candidates: int = 600  # optimal in under a second; more change nothing in the plan
    node_limit: int = 20_000  # not seconds: a loaded machine must find the same plan
    gap: float = 0.001

    def as_json(self) -> str:
        """The settings as JSON with sorted keys."""
        return json.dumps(dataclasses.asdict(self), sort_keys=True, ensure_ascii=False)


@dataclass(frozen=True)
class Bound:
    """Lowest and highest value that makes sense."""

    low: float
    high: float


BOUNDS = {
    "random_share": Bound(0, 1),
    "reserve_share": Bound(0, 0.9),
    "internal_share": Bound(0, 0.9),
    "staff_days_factor": Bound(0.1, 10),
    "team_size": Bound(2, 20),
    "gap": Bound(0, 0.1),
    "candidates": Bound(1, 5_000),
    "node_limit": Bound(1, 10**7),
}


def parse_settings(overrides: list[str]) -> PlanSettings:
    """Read KEY=VALUE texts; lists by comma. Raises UsageError for what cannot be meant."""
    fields = {f.name: f for f in dataclasses.fields(PlanSettings)}
    values = {}
    for text in overrides:
        name, mark, value = text.partition("=")
        if not mark or name not in fields:
            raise UsageError(
                f"{text!r} 不是计划参数 is no setting of a plan",
                next_step=f"write KEY=VALUE; known: {', '.join(fields)}",
            )
        values[name] = _parse_value(fields[name], value)
    return PlanSettings(**values)


def _parse_value(declared: field, text: str):
    kind = type(declared.default)
    if kind is tuple:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    if declared.name == "confidence":
        if text not in (CAREFUL, BALANCED):
            raise _make_error(declared.name, text, f"{CAREFUL} or {BALANCED}")
        return text
    bound = BOUNDS.get(declared.name, Bound(0, 10**6))
    try:
        number = kind(text)
    except ValueError:
        raise _make_error(declared.name, text, "a number") from None
    if not bound.low <= number <= bound.high:
        raise _make_error(declared.name, text, f"{bound.low:g} to {bound.high:g}")
    return number


def _make_error(name, text, wanted):
    return UsageError(f"{name}={text}: 取值不合理", next_step=f"write {wanted}")
