"""Honest hospitals and patients whose stays resemble what is planted."""

import numpy as np

from simulator.background.medical.stay_charges import plan_charging
from simulator.background.medical.stays import (
    COURSE,
    draw_nights,
    draw_other_diagnoses,
    keep_in_bed,
    plan_stays,
)
from simulator.core.clock_and_seeds import make_date
from simulator.core.world import World
from simulator.scenarios.hospital_stays.building_blocks import (
    assign_staff,
    draw_untouched_hospitals,
    draw_wards,
    draw_year_days,
    label_hospital,
    label_patients,
    open_look_alike,
    plan_ordinary_stays,
    take_patients,
)


def chemotherapy_ward(world: World) -> None:
    """Patients come every two weeks for a course: six in ten stays are followed by another."""
    hospital = open_look_alike(world, specialty="肿瘤", level="3")
    rng = world.town.make_rng("chemotherapy ward")
    person = take_patients(world, "chemotherapy ward", 40, low=40)
    day = draw_year_days(world, rng, len(person), last=120)
    for _ in range(6):
        nights = rng.integers(2, 4, len(person))
        others = draw_other_diagnoses(rng, person)
        is_planned = rng.random(len(person)) < 0.6
        plan_stays(
            world,
            person,
            hospital,
            day,
            nights,
            dept="C01",
            diag=COURSE,
            others=others,
            is_planned=is_planned,
        )
        day = day + nights + rng.integers(10, 15, len(person))
    label_hospital(world, "chemotherapy_ward", hospital, "look_alike")
    label_patients(world, "chemotherapy_ward", person, "look_alike")


def dialysis_centre(world: World) -> None:
    """Patients with failing kidneys are admitted every few weeks."""
    hospital = open_look_alike(world, level="2")
    rng = world.town.make_rng("dialysis centre")
    person = take_patients(world, "dialysis centre", 25, low=40)
    day = draw_year_days(world, rng, len(person), last=150)
    for _ in range(6):
        nights = rng.integers(3, 8, len(person))
        plan_stays(
            world, person, hospital, day, nights, dept="A08", diag="N18.5", others="I10 E11.9"
        )
        day = day + nights + rng.integers(5, 15, len(person))
    label_hospital(world, "dialysis_centre", hospital, "look_alike")


def bed_day_periods(world: World) -> None:
    """A psychiatric hospital that is paid by the bed-day bills long stays month by month, and
    starts each period on the day after the last.
    """
    hospital = open_look_alike(world, specialty="精神", level="2")
    rng = world.town.make_rng("bed-day periods")
    person = take_patients(world, "bed-day periods", 15, low=30)
    year = make_date(world.town.last_month - 11)
    whole = np.full(len(person), year)
    keep_in_bed(world, person, whole, np.full(len(person), make_date(world.town.last_month)))
    for month in range(world.town.last_month - 11, world.town.last_month):
        first = np.full(len(person), make_date(month))
        nights = int((make_date(month + 1) - make_date(month)).astype(int))
        visit = 5_000_000 + person
        plan_stays(
            world,
            person,
            hospital,
            first,
            nights,
            dept="F01",
            diag="F20.9",
            pay_method="5",
            visit=visit,
            others=draw_other_diagnoses(rng, person),
            total=nights * 260.0,
        )
    label_hospital(world, "bed_day_periods", hospital, "look_alike")
    label_patients(world, "bed_day_periods", person, "look_alike")


def care_home_in_a_flu(world: World) -> None:
    """Fourteen old people of one home are admitted within two days, and leave over a week."""
    hospital = open_look_alike(world, level="1")
    rng = world.town.make_rng("care home flu")
    person = take_patients(world, "care home flu", 14, low=72, high=99)
    world.people.household[person] = world.people.household[person[0]]
    day = world.town.end - 150 + rng.integers(0, 3, len(person))
    nights = rng.integers(3, 12, len(person))
    plan_ordinary_stays(
        world, rng, person, hospital, day, nights, diag="J10.1", dept="A02", admit_way="1"
    )
    label_hospital(world, "care_home_in_a_flu", hospital, "look_alike")


def bus_accident(world: World) -> None:
    """Seventeen travellers are admitted in one night."""
    hospital = int(draw_untouched_hospitals(world, world.town.make_rng("bus accident"), 1)[0])
    rng = world.town.make_rng("bus accident stays")
    person = take_patients(world, "bus accident", 17, low=20)
    day = np.full(len(person), world.town.end - 90)
    plan_ordinary_stays(
        world,
        rng,
        person,
        hospital,
        day,
        rng.integers(2, 20, len(person)),
        diag=rng.choice(np.array(["S32.0", "S82.6", "S06.0"], dtype=object), len(person)),
        dept="B01",
        admit_way="1",
    )
    label_hospital(world, "bus_accident", hospital, "look_alike")


def elderly_couples(world: World) -> None:
    """Couples of one household are admitted together twice."""
    rng = world.town.make_rng("couples in hospital")
    house, age = world.people.household, world.people.age(world.town.end)
    free = (age > 68) & ~world.is_taken() & world.people.is_alive
    first = np.flatnonzero((house[:-1] == house[1:]) & free[:-1] & free[1:])[::3][:6]
    person = np.sort(np.concatenate([first, first + 1]))
    world.is_taken()[person] = True
    hospital = draw_wards(world, rng, len(first))
    for back in (250, 80):
        day = world.town.end - back - rng.integers(0, 30, len(first))
        for one in (first, first + 1):
            plan_ordinary_stays(world, rng, one, hospital, day, rng.integers(5, 10, len(first)))
    label_patients(world, "elderly_couples", person, "look_alike")


def poor_on_aid(world: World) -> None:
    """A community hospital in which one patient in ten is on medical aid and pays nothing."""
    hospital = open_look_alike(world, level="1")
    rng = world.town.make_rng("poor on aid")
    person = take_patients(world, "poor on aid", 14, low=40)
    plan_ordinary_stays(
        world,
        rng,
        person,
        hospital,
        draw_year_days(world, rng, len(person)),
        draw_nights(rng, len(person)),
        is_free=True,
    )
    label_hospital(world, "poor_on_aid", hospital, "look_alike")


def staff_treated_at_home(world: World) -> None:
    """Hospitals treat their own staff now and then."""
    rng = world.town.make_rng("staff at home")
    for hospital in draw_untouched_hospitals(world, rng, 4):
        staff = assign_staff(world, rng, hospital)
        plan_ordinary_stays(
            world,
            rng,
            staff[:1],
            hospital,
            draw_year_days(world, rng, 1),
            draw_nights(rng, 1),
        )
        label_hospital(world, "staff_treated_at_home", hospital, "look_alike")


def planned_removals(world: World) -> None:
    """Patients come again within two weeks as was planned: a second eye, a drain to be removed."""
    rng = world.town.make_rng("planned removals")
    person = take_patients(world, "planned removals", 12, low=50)
    hospital, n = draw_wards(world, rng, len(person)), len(person)
    day = draw_year_days(world, rng, n, last=60)
    for number in range(4):
        nights = rng.integers(2, 4, n)
        plan_ordinary_stays(
            world, rng, person, hospital, day, nights, diag="H25.9", dept="E01", is_planned=True
        )
        day = day + nights + rng.integers(6, 12, n) + number
    label_patients(world, "planned_removals", person, "look_alike")


def late_discharges(world: World) -> None:
    """A patient is sent to another hospital, and the first enters the discharge two days late."""
    rng = world.town.make_rng("late discharges")
    person = take_patients(world, "late discharges", 12, low=50)
    n = len(person)
    admit, nights = draw_year_days(world, rng, n), rng.integers(6, 12, n)
    first = draw_wards(world, rng, n)
    plan_ordinary_stays(world, rng, person, first, admit, nights, discharge_way="2")
    hospitals = world.institutions.hospitals
    other = hospitals[(np.searchsorted(hospitals, first) + 1) % len(hospitals)]
    plan_ordinary_stays(world, rng, person, other, admit + nights - 2, nights)
    label_patients(world, "late_discharges", person, "look_alike")


def fixed_price_surgery(world: World) -> None:
    """A day-surgery centre is paid one sum for cataracts."""
    hospital = open_look_alike(world, level="2")
    rng = world.town.make_rng("fixed price")
    person = take_patients(world, "fixed price", 60, low=60, high=95)
    plan_ordinary_stays(
        world,
        rng,
        person,
        hospital,
        draw_year_days(world, rng, len(person)),
        2,
        diag="H25.9",
        dept="E01",
        pay_method="2",
        total=5_800.0,
    )
    label_hospital(world, "fixed_price_surgery", hospital, "look_alike")


def lines_posted_on_discharge(world: World) -> None:
    """A hospital's system posts all lines at the minute of discharge."""
    hospital = open_look_alike(world, level="2")
    plan_charging(world, hospital, "batch", 1.0)
    label_hospital(world, "lines_posted_on_discharge", hospital, "look_alike")
