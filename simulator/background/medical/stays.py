"""Stays in hospital with their settlement sheets: what honest people have, and what plants add.

They are planned after everything else and from generators of their own, so that the rest of a town
does not change with them.
"""

import numpy as np
import pandas as pd

from simulator.background.medical.sales import NOBODY
from simulator.core.world import World

# stays a year and person under the weights of age; of 0.16 in the city, those of `visits` apart
STAYS_A_YEAR = 0.13
# share of stays by level of hospital: tertiary, secondary, primary, none
LEVEL_SHARES = {"3": 0.38, "2": 0.34, "1": 0.20, "0": 0.08}
# month index from January on (the Spring Festival empties February) and weekday from Monday on
MONTH_INDEX = (1.05, 0.85, 1.08, 1.0, 1.0, 0.98, 1.0, 0.99, 0.98, 0.98, 1.03, 1.06)
WEEKDAY_INDEX = (1.35, 1.15, 1.1, 1.05, 1.0, 0.62, 0.45)
# nights: median 6.2, log-normal; yuan: 420 for the stay and about 1,050 a night, median 7,300
MEDIAN_NIGHTS, NIGHTS_SPREAD = 6.2, 0.55
BASE_YUAN, YUAN_A_NIGHT, YUAN_SPREAD = 420.0, 1_050.0, 0.5
FUND_SHARE = 0.62
# of honest stays that end: how many are followed within 15 days, and why
CANCER_COURSE, DIALYSIS_AGAIN, COMPLICATION, ELDERLY_AGAIN, OTHER_AGAIN = (
    0.04,
    0.006,
    0.015,
    0.04,
    0.009,
)
# one stay in six with something outside on one day keeps it: a relative with the card, leave
LEFT_OUTSIDE = 0.15
# department → illnesses; what fills the wards of a city
DEPARTMENTS = {
    "A02": ("J18.9", "J44.1", "J45.9", "J06.9"),
    "A03": ("I10", "I25.1", "I48.9", "I50.9"),
    "A04": ("I63.9", "G45.9", "H81.1", "R42"),
    "A05": ("K29.5", "K85.9", "K92.2", "K76.0"),
    "A06": ("E11.9", "E04.1", "E78.5"),
    "A08": ("N18.5", "N17.9", "N39.0"),
    "A20": ("M51.2", "M54.5", "M47.8"),
    "B01": ("S72.0", "M17.1", "S52.5", "M16.1"),
    "B02": ("K35.8", "K40.9", "K80.2", "N20.0"),
    "C01": ("C34.9", "C50.9", "C18.9", "C16.9"),
    "D01": ("O80.0", "O82.0"),
}
DEPARTMENT_SHARES = (0.15, 0.15, 0.12, 0.1, 0.08, 0.05, 0.09, 0.1, 0.1, 0.04, 0.02)
# what old people have besides; stands in their records again and again
CHRONIC = ("I10", "E11.9", "I25.1", "K29.5", "M81.0", "J44.9", "N40", "E78.5", "H25.9", "I70.2")
COURSE = "Z51.1"  # chemotherapy
COLUMNS = {
    "dept": "A03",
    "diag": "I10",
    "doctor": 0,
    "total": 0.0,
    "fund": FUND_SHARE,
    "is_free": False,
    "med_type": "21",
    "admit_way": "2",
    "discharge_way": "1",
    "is_planned": False,
    "pay_method": "1",
    "visit": NOBODY,
    "others": "",
    "lines": "",
    "credential": "2",
}


def plan_stays(world: World, person, hospital, admit, nights, **more) -> None:
    """Plan stays; `more` names columns of COLUMNS. A total of 0 is drawn from the nights.

    `others` are further diagnoses and `lines` kinds of charges, both with spaces between; stays of
    one `visit` (a number) are bills of one stay.
    """
    n = len(np.atleast_1d(person))
    columns = {"person": person, "hospital": hospital, "admit": admit, "nights": nights}
    columns |= COLUMNS | more
    world.plan(
        "stays",
        pd.DataFrame({k: np.broadcast_to(np.asarray(v), n).copy() for k, v in columns.items()}),
    )


def draw_illness(rng, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw (department, main diagnosis) of stays."""
    names = np.array(list(DEPARTMENTS), dtype=object)
    share = np.array(DEPARTMENT_SHARES)
    dept = rng.choice(names, count, p=share / share.sum())
    diag = np.empty(count, dtype=object)
    for name, codes in DEPARTMENTS.items():
        of_dept = dept == name
        diag[of_dept] = rng.choice(np.array(codes, dtype=object), of_dept.sum())
    return dept, diag


def draw_nights(rng, count: int) -> np.ndarray:
    """Draw lengths of stay in nights."""
    return np.clip(np.exp(rng.normal(np.log(MEDIAN_NIGHTS), NIGHTS_SPREAD, count)), 1, 60).astype(
        int
    )


def draw_admission_days(world: World, rng, count: int) -> np.ndarray:
    """Draw days of the history by season and weekday."""
    days = np.arange(world.town.start, world.town.end - 2)
    month = days.astype("datetime64[M]").astype(int) % 12
    weight = np.array(MONTH_INDEX)[month] * np.array(WEEKDAY_INDEX)[(days.astype(int) + 3) % 7]
    return rng.choice(days, count, p=weight / weight.sum())


def draw_other_diagnoses(rng, person) -> np.ndarray:
    """Draw further diagnoses: two or three of each person's own, one to three of the day's."""
    texts = []
    for one, count in zip(np.asarray(person), rng.integers(1, 4, len(person)), strict=True):
        own = [CHRONIC[(one * 7 + k * 3) % len(CHRONIC)] for k in range(2 + one % 2)]
        more = [f"R{number:02d}" for number in rng.integers(0, 60, count)]
        texts.append(" ".join(dict.fromkeys(own + more)))
    return np.array(texts, dtype=object)


def keep_in_bed(world: World, person, admit, leave) -> None:
    """Let persons do nothing in person elsewhere during stays: purchases come by courier, visits
    take place two days before.
    """
    for part in world.plans["visits"]:
        day = part.day.to_numpy().astype("datetime64[D]")
        begin = _find_stay(part.person, day, person, admit, leave)
        inside = ~np.isnat(begin) & part.med_type.isin(["11", "13"]).to_numpy()
        earlier = np.maximum(begin - 2, world.town.start)
        part["day"] = np.where(inside, earlier, day)
    for part in world.plans["sales"]:
        day = part.time.to_numpy().astype("datetime64[D]")
        inside = ~np.isnat(_find_stay(part.person, day, person, admit, leave))
        part["online"] = part.online.to_numpy().astype(bool) | inside


def _lie_before_prison(world):
    """Move the honest stays of prisoners to the weeks before their sentence."""
    if not world.plans["custody"]:
        return
    held = world.collect_plan("custody").groupby("person").start.min()
    for part in world.plans["visits"]:
        start = part.person.map(held).to_numpy().astype("datetime64[D]")
        day, until = (part[c].to_numpy().astype("datetime64[D]") for c in ("day", "until"))
        late = (part.med_type == "21").to_numpy() & (until > start - 2)
        back = np.where(late, until - start + 2, np.timedelta64(0, "D"))
        part["day"], part["until"] = day - back, until - back


def _find_stay(who, day, person, admit, leave):
    """Find the first day of the stay in which each (who, day) lies; NaT where in none."""
    order = np.lexsort((np.asarray(admit), np.asarray(person)))
    keys = number_days(np.asarray(person)[order], np.asarray(admit)[order])
    at = np.searchsorted(keys, number_days(who, day), side="right") - 1
    at = np.maximum(at, 0)
    same = np.asarray(person)[order][at] == np.asarray(who)
    begin, end = np.asarray(admit)[order][at], np.asarray(leave)[order][at]
    inside = same & (day > begin) & (day < end)
    return np.where(inside, begin, np.datetime64("NaT", "D"))


def number_days(person, day) -> np.ndarray:
    """Number pairs of person and day so that their order is that of the pairs."""
    days = np.asarray(day).astype("datetime64[D]").astype(np.int64)
    return np.asarray(person).astype(np.int64) * (1 << 20) + days


def plan_honest_stays(world: World, *, weights: dict[int, float] | None = None) -> None:
    """Plan stays of everybody whom no plant has taken, and the further ones that follow.

    `weights` multiply how many go to a hospital. Stays during which the person was elsewhere are
    dropped, but for one in six with a single day.
    """
    rng, town, people = world.town.make_rng("hospital stays"), world.town, world.people
    _lie_before_prison(world)
    visits = world.collect_plan("visits")
    beds = visits[visits.med_type.eq("21") & ~world.is_taken()[visits.person]]
    keep_in_bed(world, beds.person.to_numpy(), beds.day.to_numpy(), beds.until.to_numpy())
    age = people.age(town.end)
    rate = STAYS_A_YEAR * np.select([age < 40, age < 65], [0.45, 0.9], 2.6) * town.months / 12
    count = rng.poisson(rate)
    person = np.repeat(np.arange(len(people)), count)
    dept, diag = draw_illness(rng, len(person))
    stays = pd.DataFrame(
        {
            "person": person,
            "hospital": _draw_hospitals(world, rng, len(person), weights or {}),
            "admit": draw_admission_days(world, rng, len(person)),
            "nights": draw_nights(rng, len(person)),
            "dept": dept,
            "diag": diag,
            "doctor": rng.integers(0, 12, len(person)),
            "admit_way": rng.choice(np.array(["1", "2"], dtype=object), len(person), p=[0.3, 0.7]),
            "is_planned": False,
        }
    )
    stays = pd.concat([stays, *_draw_further_stays(rng, stays, age)], ignore_index=True)
    stays = stays[_is_possible(world, rng, stays)]
    is_free = rng.random(len(stays)) < 0.02  # the poor on medical aid
    plan_stays(
        world,
        stays.person,
        stays.hospital,
        stays.admit,
        stays.nights,
        dept=stays.dept,
        diag=stays.diag,
        doctor=stays.doctor,
        admit_way=stays.admit_way,
        is_planned=stays.is_planned,
        is_free=is_free,
        med_type=np.where(stays.dept == "D01", "52", "21"),
        others=draw_other_diagnoses(rng, stays.person.to_numpy()),
    )


def _draw_hospitals(world, rng, count, weights):
    """Draw hospitals by their level's share of stays, shared out evenly within a level."""
    places = world.institutions
    open_to_all = places.wards
    weight = np.zeros(len(places))
    for level, share in LEVEL_SHARES.items():
        of_level = open_to_all[places.level[open_to_all] == level]
        weight[of_level] = share / max(len(of_level), 1)
    for hospital, factor in weights.items():
        weight[hospital] *= factor
    return rng.choice(len(places), count, p=weight / weight.sum())


def _draw_further_stays(rng, stays, age):
    """Draw what follows honest stays: courses, dialysis, complications, the old again, others."""
    draw, old = rng.random(len(stays)), age[stays.person.to_numpy()] > 70
    again = []
    for share, kind in (
        (CANCER_COURSE, "course"),
        (DIALYSIS_AGAIN, "dialysis"),
        (COMPLICATION, "complication"),
        (OTHER_AGAIN, "other"),
    ):
        if kind == "course":
            stays.loc[draw < share, ["dept", "diag"]] = ["C01", "C34.9"]
        first = stays[(draw >= 0) & (draw < share)]
        draw = draw - share
        again += _follow(rng, first, kind)
    # four in a hundred stays, which are those of the old
    share = min(1.0, ELDERLY_AGAIN * len(stays) / max(old.sum(), 1))
    again += _follow(rng, stays[old & (rng.random(len(stays)) < share)], "elderly")
    return again


def _follow(rng, first, kind):
    """Make the stays that follow `first` at the same hospital."""
    parts, last = [], first
    for _ in range(4 if kind == "course" else 1):
        n = len(last)
        gap = rng.integers(2, 16, n)
        admit = last.admit.to_numpy() + (last.nights.to_numpy() + gap).astype("timedelta64[D]")
        following = last.assign(admit=admit, nights=np.maximum(draw_nights(rng, n) // 2, 1))
        if kind == "course":
            following = following.assign(
                diag=COURSE, dept="C01", nights=rng.integers(2, 5, n), is_planned=True
            )
        elif kind == "dialysis":
            following = following.assign(diag="N18.5", dept="A08")
        elif kind == "complication":
            code = rng.choice(np.array(["T81.4", "A41.9", "K92.2"], dtype=object), n)
            following = following.assign(diag=code, admit_way="1")
        else:
            dept, diag = draw_illness(rng, n)
            same = rng.random(n) < 0.5
            following = following.assign(
                dept=np.where(same, following.dept, dept),
                diag=np.where(same, following.diag, diag),
                doctor=rng.integers(0, 12, n),
                admit_way=np.where(rng.random(n) < 0.5, "1", "2"),
            )
        parts.append(following)
        last = following
    return parts


def _is_possible(world, rng, stays):
    """Tell which stays fit what the persons do otherwise: life, other stays, errands."""
    person = stays.person.to_numpy()
    admit = stays.admit.to_numpy().astype("datetime64[D]")
    leave = admit + stays.nights.to_numpy().astype("timedelta64[D]")
    death = world.people.death[person]
    fits = ~world.is_taken()[person] & (leave <= world.town.end) & ~(death <= leave)
    if world.plans["custody"]:
        fits &= ~np.isin(person, world.collect_plan("custody").person)
    other = world.collect_plan("visits")
    beds = other[other.med_type == "21"]
    # those of `visits` last 40 nights at most; a fortnight between keeps them apart
    near = (admit - 56, leave + 16, beds.person.to_numpy(), beds.day.to_numpy())
    is_apart = count_inside(person, *near) == 0
    outside = count_inside(person, admit + 1, leave - 1, *list_errands(world))
    is_quiet = (outside == 0) | ((outside == 1) & (rng.random(len(stays)) < LEFT_OUTSIDE))
    fits &= is_apart & is_quiet
    # of a person's own stays the later ones that overlap are dropped
    order = np.lexsort((admit, person))
    before = np.full(len(stays), np.datetime64("1970-01-01"))
    before[order[1:]] = leave[order[:-1]]
    is_same = np.zeros(len(stays), dtype=bool)
    is_same[order[1:]] = person[order[1:]] == person[order[:-1]]
    return fits & ~(is_same & (admit <= before + 1))


def list_errands(world: World) -> tuple[np.ndarray, np.ndarray]:
    """List (person, day) of everything that is planned in person outside of hospital beds."""
    visits = world.collect_plan("visits")
    visits = visits[visits.med_type.isin(["11", "13"])]
    person, day = [visits.person.to_numpy()], [visits.day.to_numpy().astype("datetime64[D]")]
    for sales in world.plans["sales"]:
        own = sales[~sales.online.to_numpy().astype(bool) & (sales.collector == NOBODY)]
        person.append(own.person.to_numpy())
        day.append(own.time.to_numpy().astype("datetime64[D]"))
    return np.concatenate(person), np.concatenate(day)


def count_inside(person, first, last, event_person, event_day) -> np.ndarray:
    """Count for each row the events of its person later than day `first` and before day `last`."""
    events = np.sort(number_days(event_person, event_day))
    before = np.searchsorted(events, number_days(person, last), side="left")
    until = np.searchsorted(events, number_days(person, first), side="right")
    return np.maximum(before - until, 0)
