"""Labour-capacity appraisals: the grade an injury leaves, the panel of experts, and when it is
appraised.
"""

import numpy as np
import pandas as pd

from contracts.tables.capacity_appraisal import CapacityAppraisal
from simulator.background.medical.institutions import pick_hospital_codes
from simulator.background.operators import draw_handlers
from simulator.core.clock_and_seeds import format_ids, hash_numbers_or_null
from simulator.core.world import World

BY_INJURY, NOT_APPRAISED, NOBODY = 99, -1, -1  # grade: as the injury gives it; none
# "below grade" is coded 0; computing with grades it counts as 11, milder than grade 10
MILDEST, BELOW_GRADE = 11, 0
# ICD-10 code → the grade that such an injury leaves on average once healed; assumed after GB/T
# 16180, chosen so that grade 10 comes to about 63 % of appraisals, 9 to 15 %, below grade to 7 %
MEAN_GRADE_BY_CODE = {
    "S61.0": 10.2,
    "S62.6": 10.0,
    "S68.1": 9.25,
    "S62.3": 10.0,
    "S61.8": 10.1,
    "S52.5": 9.9,
    "S52.3": 9.75,
    "S82.2": 9.2,
    "S83.2": 9.95,
    "S92.3": 10.0,
    "S93.4": 10.35,
    "S32.0": 9.0,
    "S33.5": 10.4,
    "S01.9": 10.35,
    "S06.0": 10.15,
    "S22.3": 10.1,
    "S05.1": 9.95,
    "S42.0": 10.0,
    "S43.1": 10.0,
    "S92.5": 10.1,
    "S68.2": 7.7,
    "S72.3": 8.4,
    "S68.4": 5.2,
    "S88.1": 4.8,
    "S34.1": 3.2,
    "S06.2": 4.5,
    "S05.7": 7.0,
    "T31.2": 6.5,
    "J60": 6.5,
}
USUAL_GRADE = 10.0  # of codes that are not listed
# grave injuries: (ICD-10 code, body part, share among them); with GRAVE_SHARE grades 1 to 6 come to
# about 3 %
GRAVE = (
    ("S68.2", "10", 0.46),
    ("S72.3", "11", 0.22),
    ("S68.4", "09", 0.06),
    ("S88.1", "12", 0.06),
    ("S34.1", "06", 0.05),
    ("S06.2", "01", 0.05),
    ("S05.7", "02", 0.06),
    ("T31.2", "15", 0.04),
)
GRAVE_SHARE = 0.055  # of recognised injuries
# specialty → (body parts, share of the pool of experts, or a fixed number of them for rare
# specialties)
SPECIALTIES = {
    "finger": (("10",), 0.36),
    "hand": (("09",), 5),
    "arm": (("07", "08"), 0.17),
    "leg": (("11", "12", "13", "14"), 0.27),
    "spine": (("01", "03", "06"), 0.2),
    "other": (("02", "04", "05", "15", "16"), 6),
}
PROVINCE = 5000  # added to an expert's number for a re-appraisal: the province's pool is another
MIN_DAYS, MAX_DAYS = (
    62,
    240,
)  # from injury to appraisal: healed, and before the right to apply is forgotten
INITIAL, REVIEW, RE_APPRAISAL, LEAVE, DEVICE = "1", "2", "3", "4", "5"


def make_some_cases_grave(rng, plan: pd.DataFrame) -> None:
    """Turn a few planned cases into amputations, paralysis, lost eyes and burns, with long stays
    and high bills.
    """
    positions = np.flatnonzero(rng.random(len(plan)) < GRAVE_SHARE)
    codes, parts, shares = (np.array(c) for c in zip(*GRAVE, strict=True))
    kind = rng.choice(len(codes), len(positions), p=shares / shares.sum())
    columns = {
        "diag": codes[kind].astype(object),
        "part": parts[kind].astype(object),
        "stays": rng.integers(18, 80, len(positions)),
        "medical": np.exp(rng.normal(10.9, 0.6, len(positions))).clip(12_000, 400_000).round(2),
        "grade": BY_INJURY,
    }
    for name, values in columns.items():
        plan.loc[plan.index[positions], name] = values


def list_pool_experts(world: World, specialty: str) -> np.ndarray:
    """List the numbers of the experts in the pool of a specialty."""
    # 420 experts in the city, assumed; never below 90, so that chance rarely seats the same pair
    # twice
    total, first = world.town.scale_unit_count(420, 90), 0
    for name, (_parts, share) in SPECIALTIES.items():
        size = share if isinstance(share, int) else round(total * share)
        if name == specialty:
            break
        first += size
    return np.arange(first, first + size)


def assign_grades(world: World, plan: pd.DataFrame) -> pd.DataFrame:
    """Assign grades to recognised cases: the injury's grade, or a more severe one where a plant
    says so.
    """
    injury_grade = _draw_injury_grades(
        world.town.make_rng("grades"), plan, world.people.age(world.town.end)[plan.person]
    )
    grade = np.where(plan.grade == BY_INJURY, injury_grade, plan.grade)
    ordinal = np.where(grade == BELOW_GRADE, MILDEST, grade)
    worse = np.maximum(ordinal - plan.worse.to_numpy(), 1)
    grade = np.where(worse >= MILDEST, BELOW_GRADE, worse)
    is_appraised = (plan.decision == "1") & plan.decided.notna() & (plan.grade != NOT_APPRAISED)
    return plan.assign(grade=np.where(is_appraised, grade, NOT_APPRAISED))


def write_appraisals(world: World, plan: pd.DataFrame) -> None:
    """Write the table `capacity_appraisal`: initial, review, re-appraisal, and kinds without a
    grade.
    """
    rng = world.town.make_rng("appraisals")
    first = _make_initial_appraisals(
        world, rng, plan[plan.grade != NOT_APPRAISED].reset_index(drop=True)
    )
    again = _make_later_appraisals(rng, first)
    planned = [_make_planned_appraisals(world, first)] if world.plans["reviews"] else []
    rows = pd.concat([first, *again, *planned], ignore_index=True)
    rows = rows[rows.concluded <= world.town.end].reset_index(drop=True)
    seats = _draw_panels(world, rng, rows)
    grade, is_grave = rows.grade.to_numpy().astype(float), rows.grade.between(1, 4).to_numpy()
    care = np.select([rows.grade <= 1, rows.grade == 2, rows.grade.between(3, 4)], [1, 2, 3], 0)
    world.add(
        CapacityAppraisal,
        {
            "appraisal_id": world.issue_ids("a", len(rows)),
            "case_id": rows.case_id,
            "person_id": world.people.person_id[rows.person],
            "kind": rows.kind,
            "apply_date": _convert_to_days(rows.concluded) - rng.integers(22, 58, len(rows)),
            "conclude_date": rows.concluded,
            "grade": grade,
            "care_level": np.where(np.isnan(grade), 0, np.where(is_grave, care, 0)),
            "total_loss": is_grave,
            **{f"expert{n + 1}_code": seats[:, n] for n in range(5)},
            "draw_log_id": format_ids("w", np.arange(len(rows))),
            "institution_code": pick_hospital_codes(world, rows.person),
            "agent_phone_hash": hash_numbers_or_null("phone", rows.agent),
            "handler_op": draw_handlers(world, world.employers.district[rows.employer], rng)[
                "accept_op"
            ],
        },
    )


def _draw_injury_grades(rng, plan, age):
    """Draw the grade of an injury from site, stay, bill and age, plus what the codes do not
    show.
    """
    site = plan.diag.map(MEAN_GRADE_BY_CODE).fillna(USUAL_GRADE).to_numpy(dtype=float)
    stay = np.log(np.maximum(plan.stays.to_numpy().astype(float), 1) / 12)
    bill = np.log(np.maximum(plan.medical.to_numpy(), 200) / 6500)
    is_grave = site < 8
    slope = np.where(is_grave, 0.0, 1.0)  # the grade of an amputation does not depend on the stay
    healed = site - slope * (0.35 * stay + 0.15 * bill) - 0.07 * (age - 40) / 10
    # The weights are assumed; they leave the detector a pattern to learn with an honest error of a
    # third of a grade.
    healed = healed + rng.normal(0, np.where(is_grave, 0.6, 0.3), len(plan))
    # One in eight has damage that no code shows: honest cases with a higher grade than expected.
    healed = healed - rng.exponential(np.where(rng.random(len(plan)) < 0.12, 0.8, 0.01))
    grade = np.clip(np.rint(healed), 1, MILDEST).astype(int)
    return np.where(grade == MILDEST, BELOW_GRADE, grade)


def _make_initial_appraisals(world, rng, plan):
    injury = _convert_to_days(plan.injury)
    usual = np.clip(MIN_DAYS + rng.gamma(3.0, 32.0, len(plan)), MIN_DAYS, MAX_DAYS).astype(int)
    fixed_days = plan.concluded_after.to_numpy()
    after = np.where(fixed_days >= 0, fixed_days, usual)
    decided = (_convert_to_days(plan.decided) - injury).astype(int)
    agent = np.where(plan.appraisal_agent >= 0, plan.appraisal_agent, plan.agent)
    return plan.assign(
        concluded=injury + np.maximum(after, decided + np.where(fixed_days >= 0, 3, 20)),
        kind=INITIAL,
        agent=agent,
    )


def _make_later_appraisals(rng, first):
    """Make re-appraisals by the province, reviews a year later, prolonged leave, and devices for
    amputees.
    """
    n = len(first)
    ordinal = np.where(first.grade == BELOW_GRADE, MILDEST, first.grade)
    lots = rng.random(n)

    def select_later(mask, kind, days, steps, shares):
        rows = first[mask]
        new_ordinal = ordinal[mask] + rng.choice(steps, len(rows), p=shares)
        grade = np.where(new_ordinal >= MILDEST, BELOW_GRADE, np.maximum(new_ordinal, 1))
        concluded = _convert_to_days(rows.concluded) + rng.integers(*days, len(rows))
        return rows.assign(
            kind=kind,
            concluded=concluded,
            grade=grade,
            expert1=NOBODY,
            expert2=NOBODY,
            agent=NOBODY,
        )

    # shares after the city's statistics: 4 % re-appraisals, 8 % reviews, 3 % prolonged leave
    by_province = select_later(lots < 0.045, RE_APPRAISAL, (50, 90), [-1, 0, 1], [0.16, 0.74, 0.1])
    a_year_on = select_later(
        (lots > 0.045) & (lots < 0.13), REVIEW, (372, 500), [-1, 0, 1], [0.22, 0.63, 0.15]
    )
    on_leave = select_later(lots > 0.97, LEAVE, (-40, -20), [0], [1.0]).assign(grade=np.nan)
    amputated = first.diag.isin(["S68.4", "S88.1", "S05.7"]).to_numpy()
    device = select_later(amputated, DEVICE, (20, 60), [0], [1.0]).assign(grade=np.nan)
    return by_province, a_year_on, on_leave, device


def _make_planned_appraisals(world, first):
    """Make the further appraisals that plants ask for (case_id, kind, grade, days after the
    first).
    """
    reviews = world.collect_plan("reviews").rename(
        columns={"kind": "planned_kind", "grade": "planned_grade"}
    )
    rows = first.merge(reviews, on="case_id")
    concluded = _convert_to_days(rows.concluded) + rows.days.to_numpy()
    return rows.assign(kind=rows.planned_kind, grade=rows.planned_grade, concluded=concluded)[
        first.columns
    ]


def _draw_panels(world, rng, rows):
    """Draw the codes of the experts on each panel, (appraisals, 5): three or five from the pool."""
    experts = np.full((len(rows), 5), NOBODY)
    names = {part: name for name, (parts, _share) in SPECIALTIES.items() for part in parts}
    specialty = rows.part.map(names).fillna("other").to_numpy()
    for name in SPECIALTIES:
        positions = np.flatnonzero(specialty == name)
        experts[positions] = _draw_experts(
            rng, list_pool_experts(world, name), rows.iloc[positions]
        )
    # difficult cases, assumed 15 %, get a panel of five
    size = np.where(rng.random(len(rows)) < 0.15, 5, 3)
    experts[np.arange(5) >= size[:, None]] = NOBODY
    at_province = (rows.kind == RE_APPRAISAL).to_numpy()[:, None] & (experts != NOBODY)
    experts = np.where(at_province, experts + PROVINCE, experts)
    codes = format_ids("x", np.maximum(experts, 0).ravel(), 4).reshape(experts.shape)
    return np.where(experts == NOBODY, None, codes)


def _draw_experts(rng, pool, rows):
    """Draw five experts a row without replacement; some sit more often, those of a plant always."""
    often = rng.normal(0, 0.3, len(pool))
    order = often + rng.gumbel(size=(len(rows), len(pool)))
    for column in ("expert1", "expert2"):
        fixed_expert = rows[column].to_numpy().astype(int)
        with_one = np.flatnonzero(fixed_expert >= 0)
        order[with_one, fixed_expert[with_one] - pool[0]] = np.inf
    return pool[np.argsort(-order, axis=1)[:, :5]]


def _convert_to_days(times):
    """Convert a column of dates to whole days, to which days can be added."""
    return times.to_numpy().astype("datetime64[D]")
