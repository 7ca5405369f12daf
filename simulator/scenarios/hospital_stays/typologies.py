"""Hospitals that make stays out of people, split them, or bill beds in which nobody lies."""

import numpy as np

from simulator.background.medical.institutions import open_hospitals_for_stays
from simulator.background.medical.sales import draw_opening_times, plan_sales, plan_visits
from simulator.background.medical.stay_charges import plan_charging
from simulator.background.medical.stays import draw_nights, draw_other_diagnoses, plan_stays
from simulator.core.extent import stretch
from simulator.core.world import World
from simulator.scenarios.hospital_stays.building_blocks import (
    LOW_ILLNESSES,
    YEAR,
    assign_staff,
    cancel_other_business,
    draw_untouched_hospitals,
    draw_wards,
    draw_year_days,
    imprison,
    label_hospital,
    label_patients,
    open_plants,
    plan_ordinary_stays,
    take_patients,
)


def brought_in_stays(world: World) -> None:
    """A hospital pays drivers by the head: villagers come by the bus again and again, lie for a
    week, pay nothing.
    """
    for hospital in open_plants(world, level="1"):
        _bring_in(world, "brought_in_stays", hospital, bus=(8, 16), times=(2, 5), free=0.9)


def brought_in_stays_hard(world: World) -> None:
    """The same with five or six at a time who come on two days and pay their part."""
    for hospital in open_plants(world, level="2"):
        _bring_in(world, "brought_in_stays_hard", hospital, bus=(6, 8), times=(3, 5), free=0.0)


def _bring_in(world, name, hospital, *, bus, times, free):
    rng = world.town.make_rng(f"{name} {hospital}")
    for number in range(4):
        size = stretch(world, f"{name} {hospital} {number}", int(rng.integers(*bus)), least=6)
        group = take_patients(world, f"{name} {hospital} {number}", size, low=55)
        first = world.town.end - rng.choice(np.arange(30, YEAR - 20, 30), int(rng.integers(*times)))
        for day in np.unique(first):
            come = group[rng.random(len(group)) < 0.92]
            plan_ordinary_stays(
                world,
                rng,
                come,
                hospital,
                day + rng.integers(0, 2, len(come)),
                rng.integers(6, 8, len(come)),
                diag=rng.choice(LOW_ILLNESSES, len(come)),
                dept="A20",
                is_free=rng.random(len(come)) < free,
            )
        label_patients(world, name, group, "minor")
    label_hospital(world, name, hospital)


def revolving_beds(world: World) -> None:
    """A psychiatric hospital keeps people all year, and discharges them on paper for a day or
    two.
    """
    for hospital in open_plants(world, level="1", specialty="精神"):
        _revolve(world, "revolving_beds", hospital, persons=20, nights=(28, 60), gap=(1, 4))


def revolving_beds_hard(world: World) -> None:
    """The same with few patients among many whose stays are of bed-days."""
    for hospital in open_plants(world, level="2", specialty="精神"):
        _revolve(world, "revolving_beds_hard", hospital, persons=8, nights=(40, 75), gap=(2, 4))


def _revolve(world, name, hospital, *, persons, nights, gap):
    rng = world.town.make_rng(f"{name} {hospital}")
    count = stretch(world, f"{name} {hospital}", persons, least=6)
    for one in take_patients(world, f"{name} {hospital}", count, low=30):
        day = world.town.end - YEAR + int(rng.integers(2, 25))
        while day < world.town.end - 20:
            length = int(min(rng.integers(*nights), (world.town.end - day).astype(int) - 2))
            person = np.array([one])
            others = draw_other_diagnoses(rng, person)
            plan_stays(
                world, person, hospital, day, length, dept="F01", diag="F20.9", others=others
            )
            day = day + length + int(rng.integers(*gap))
        label_patients(world, name, np.array([one]), "minor")
    label_hospital(world, name, hospital)


def split_stays(world: World) -> None:
    """A hospital discharges by the day on which a case stops paying, and admits again."""
    for hospital in open_plants(world, level="2"):
        _split(world, "split_stays", hospital, pairs=45, is_changed=0.0)


def split_stays_hard(world: World) -> None:
    """The same with half as many, of which one in two comes back under another main diagnosis."""
    for hospital in open_plants(world, level="2"):
        _split(world, "split_stays_hard", hospital, pairs=34, is_changed=0.5)


def _split(world, name, hospital, *, pairs, is_changed):
    rng = world.town.make_rng(f"{name} {hospital}")
    count = stretch(world, f"{name} {hospital}", pairs, least=24, most=150)
    person = take_patients(world, f"{name} {hospital}", count, low=45)
    day = draw_year_days(world, rng, len(person), last=40)
    nights, others = draw_nights(rng, len(person)), draw_other_diagnoses(rng, person)
    pick = rng.integers(0, len(LOW_ILLNESSES), len(person))
    doctor = rng.integers(0, 3, len(person))
    same = {"dept": "A20", "doctor": doctor, "others": others}
    plan_stays(world, person, hospital, day, nights, diag=LOW_ILLNESSES[pick], **same)
    pick = np.where(rng.random(len(person)) < is_changed, (pick + 1) % len(LOW_ILLNESSES), pick)
    again = day + nights + rng.integers(1, 10, len(person))
    plan_stays(world, person, hospital, again, nights, diag=LOW_ILLNESSES[pick], **same)
    label_patients(world, name, person, "minor")
    doctors = world.institutions.make_doctor_codes(hospital, np.arange(3))
    world.add_truth(name, "hospital_stays", "doctor", doctors, "minor")
    label_hospital(world, name, hospital)


def relabelling_doctor(world: World) -> None:
    """One doctor of an ordinary hospital has patients come again under another main diagnosis."""
    rng = world.town.make_rng("relabelling doctor")
    count = world.town.multiply_planted(max(2, round(world.town.persons / 30_000)))
    hospitals = draw_untouched_hospitals(world, rng, count)
    for hospital in hospitals:
        pairs = stretch(world, f"relabelling {hospital}", 8, least=5, most=40)
        person = take_patients(world, f"relabelling {hospital}", pairs, low=45)
        day = draw_year_days(world, rng, len(person), last=40)
        nights, others = draw_nights(rng, len(person)), draw_other_diagnoses(rng, person)
        same = {"dept": "A20", "doctor": 7, "others": others}
        pick = rng.integers(0, len(LOW_ILLNESSES), len(person))
        plan_stays(world, person, hospital, day, nights, diag=LOW_ILLNESSES[pick], **same)
        other = LOW_ILLNESSES[(pick + 1) % len(LOW_ILLNESSES)]
        again = day + nights + rng.integers(2, 12, len(person))
        plan_stays(world, person, hospital, again, nights, diag=other, **same)
        label_patients(world, "relabelling_doctor", person, "minor")
        label_hospital(world, "relabelling_doctor", hospital, "minor")
    doctors = world.institutions.make_doctor_codes(hospitals, 7)
    world.add_truth("relabelling_doctor", "hospital_stays", "doctor", doctors, "fraud")


def empty_beds(world: World) -> None:
    """Patients are booked in and live at home: they shop and see other doctors meanwhile."""
    for hospital in open_plants(world, level="1"):
        _leave_beds_empty(world, "empty_beds", hospital, persons=24, days=(3, 6))


def empty_beds_hard(world: World) -> None:
    """The same with few, who are seen elsewhere on two days."""
    for hospital in open_plants(world, level="0"):
        _leave_beds_empty(world, "empty_beds_hard", hospital, persons=8, days=(2, 3))


def _leave_beds_empty(world, name, hospital, *, persons, days):
    rng = world.town.make_rng(f"{name} {hospital}")
    count = stretch(world, f"{name} {hospital}", persons, least=6)
    person = take_patients(world, f"{name} {hospital}", count, low=40)
    admit, nights = draw_year_days(world, rng, len(person)), rng.integers(9, 14, len(person))
    plan_ordinary_stays(
        world, rng, person, hospital, admit, nights, is_in_bed=False, diag="M51.2", dept="A20"
    )
    for one, first, length in zip(person, admit, nights, strict=True):
        times = int(rng.integers(*days))
        day = first + 2 + rng.choice(length - 3, times, replace=False)
        shops = rng.choice(world.institutions.shops, times)
        item = rng.choice(world.catalog.select_by_use("o"), times)
        plan_sales(world, np.repeat(one, times), shops, draw_opening_times(rng, day), item, 1)
    label_patients(world, name, person, "minor")
    label_hospital(world, name, hospital)


def staff_in_beds(world: World) -> None:
    """A hospital books its own nurses, guards and aides in, some in the month they are hired."""
    for hospital in open_plants(world, level="2"):
        rng = world.town.make_rng(f"staff in beds {hospital}")
        staff = assign_staff(world, rng, hospital)
        share = stretch(world, f"staff in beds {hospital}", 0.6, least=0.4, most=0.9)
        person = staff[: max(5, round(share * len(staff)))]
        plan_ordinary_stays(
            world,
            rng,
            person,
            hospital,
            draw_year_days(world, rng, len(person)),
            rng.integers(8, 25, len(person)),
            diag="M54.5",
            dept="A20",
        )
        label_patients(world, "staff_in_beds", person, "minor")
        label_hospital(world, "staff_in_beds", hospital)


def stays_for_nothing(world: World) -> None:
    """A hospital waives what patients owe, to fill its beds."""
    for hospital in open_plants(world, level="1"):
        _waive(world, "stays_for_nothing", hospital, stays=110)


def stays_for_nothing_hard(world: World) -> None:
    """The same with a third of its patients."""
    for hospital in open_plants(world, level="2"):
        _waive(world, "stays_for_nothing_hard", hospital, stays=70)


def _waive(world, name, hospital, *, stays):
    rng = world.town.make_rng(f"{name} {hospital}")
    count = stretch(world, f"{name} {hospital}", stays, least=60, most=300)
    person = take_patients(world, f"{name} {hospital}", count, low=50)
    plan_ordinary_stays(
        world,
        rng,
        person,
        hospital,
        draw_year_days(world, rng, len(person)),
        draw_nights(rng, len(person)),
        is_free=True,
    )
    label_patients(world, name, person, "minor")
    label_hospital(world, name, hospital)


def made_to_measure(world: World) -> None:
    """A hospital writes the same bill for everybody with a bad back."""
    for hospital in open_plants(world, level="1"):
        rng = world.town.make_rng(f"measure {hospital}")
        count = stretch(world, f"measure {hospital}", 40, least=24, most=200)
        person = take_patients(world, f"measure {hospital}", count, low=45)
        plan_ordinary_stays(
            world,
            rng,
            person,
            hospital,
            draw_year_days(world, rng, len(person)),
            rng.integers(6, 10, len(person)),
            diag="M51.2",
            dept="A20",
            total=(6_860 + rng.uniform(-60, 60, len(person))).round(2),
        )
        label_patients(world, "made_to_measure", person, "minor")
        label_hospital(world, "made_to_measure", hospital)


def bills_beside_the_stay(world: World) -> None:
    """A hospital bills in-patients as out-patients for what belongs to the stay."""
    for hospital in open_plants(world, level="2"):
        rng = world.town.make_rng(f"beside {hospital}")
        count = stretch(world, f"beside {hospital}", 22, least=10, most=120)
        person = take_patients(world, f"beside {hospital}", count, low=40)
        admit, nights = draw_year_days(world, rng, len(person)), rng.integers(6, 12, len(person))
        plan_ordinary_stays(world, rng, person, hospital, admit, nights)
        day = admit + rng.integers(2, 5, len(person))
        total = rng.uniform(240, 1600, len(person)).round(2)
        plan_visits(world, person, hospital, day, 3, diag="R52.9", total=total)
        label_patients(world, "bills_beside_the_stay", person, "minor")
        label_hospital(world, "bills_beside_the_stay", hospital)


def passed_on_patients(world: World) -> None:
    """Two hospitals of one owner pass their patients on to each other on the day of discharge."""
    for hospital in open_plants(world, level="1"):
        rng = world.town.make_rng(f"passed on {hospital}")
        other = int(open_hospitals_for_stays(world, 1, level="1")[0])
        count = stretch(world, f"passed on {hospital}", 70, least=45, most=200)
        person = take_patients(world, f"passed on {hospital}", count, low=50)
        admit, nights = (
            draw_year_days(world, rng, len(person), last=30),
            draw_nights(rng, len(person)),
        )
        same = {"diag": rng.choice(LOW_ILLNESSES, len(person)), "dept": "A20"}
        plan_ordinary_stays(world, rng, person, other, admit, nights, **same)
        plan_ordinary_stays(world, rng, person, hospital, admit + nights, nights, **same)
        label_patients(world, "passed_on_patients", person, "minor")
        label_hospital(world, "passed_on_patients", hospital)
        label_hospital(world, "passed_on_patients", other, "minor")


def in_hospital_after_death(world: World) -> None:
    """Stays are billed on the cards of the dead."""
    rng, town = world.town.make_rng("beds of the dead"), world.town
    person = take_patients(world, "beds of the dead", town.scale_planted_count(12, 6), low=60)
    n = len(person)
    day = town.end - rng.integers(60, 320, n)
    world.people.death[person] = day
    cancel_other_business(world, person, day)
    admit = day + rng.integers(3, 30, n)
    nights = stretch(world, "beds of the dead", rng.integers(4, 9, n), least=2, most=20)
    plan_ordinary_stays(world, rng, person, draw_wards(world, rng, n), admit, nights)
    label_patients(world, "in_hospital_after_death", person, "fraud")


def in_hospital_from_prison(world: World) -> None:
    """Stays are billed on the cards of prisoners."""
    rng, town = world.town.make_rng("beds of prisoners"), world.town
    person = take_patients(world, "beds of prisoners", town.scale_planted_count(10, 5), high=60)
    n = len(person)
    start = town.end - rng.integers(200, 500, n)
    cancel_other_business(world, person, start)
    imprison(world, person, start)
    admit = start + rng.integers(20, 150, n)
    nights = stretch(world, "beds of prisoners", rng.integers(4, 9, n), least=2, most=20)
    plan_ordinary_stays(world, rng, person, draw_wards(world, rng, n), admit, nights)
    label_patients(world, "in_hospital_from_prison", person, "fraud")


def in_two_hospitals(world: World) -> None:
    """Two hospitals bill one patient for the same week."""
    _lie_twice(world, "in_two_hospitals", nights=(7, 12), shared=(4, 7))


def in_two_hospitals_hard(world: World) -> None:
    """The same for two or three nights in the middle of a longer stay."""
    _lie_twice(world, "in_two_hospitals_hard", nights=(9, 14), shared=(2, 4))


def _lie_twice(world, name, *, nights, shared):
    rng, town = world.town.make_rng(name), world.town
    person = take_patients(world, name, town.scale_planted_count(60, 6), low=40)
    n = len(person)
    admit, length = draw_year_days(world, rng, n), rng.integers(*nights, n)
    first = draw_wards(world, rng, n)
    plan_ordinary_stays(world, rng, person, first, admit, length)
    wards = world.institutions.wards
    place = np.searchsorted(wards, first)
    other = wards[(place + rng.integers(1, len(wards), n)) % len(wards)]
    plan_ordinary_stays(
        world, rng, person, other, admit + 2, np.minimum(rng.integers(*shared, n), length - 3)
    )
    label_patients(world, name, person, "fraud")


def items_charged_twice(world: World) -> None:
    """A hospital charges two tests of one thing for every third patient."""
    _charge(world, "items_charged_twice", "pairs", 0.3)


def items_charged_twice_hard(world: World) -> None:
    """The same for one patient in twelve."""
    _charge(world, "items_charged_twice_hard", "pairs", 0.08)


def hours_beyond_the_stay(world: World) -> None:
    """A hospital charges oxygen for longer than the patients lay there."""
    _charge(world, "hours_beyond_the_stay", "hours", 0.1)


def nothing_done(world: World) -> None:
    """A hospital charges the bed and does nothing on most days."""
    _charge(world, "nothing_done", "idle", 0.3)


def therapist_without_rest(world: World) -> None:
    """A hospital signs all its sessions with one therapist's name."""
    _charge(world, "therapist_without_rest", "minutes", 1.0)


def severe_on_paper(world: World) -> None:
    """A hospital codes failing lungs that no test and no oxygen shows."""
    _charge(world, "severe_on_paper", "upcoding", 0.15)


def one_picture_for_many(world: World) -> None:
    """A hospital puts the same three pictures into the reports of many patients."""
    _charge(world, "one_picture_for_many", "pictures", 0.3)


def _charge(world, name, habit, share):
    rng = world.town.make_rng(name)
    for hospital in draw_untouched_hospitals(world, rng, 1 + world.town.persons // 150_000):
        far = stretch(world, f"{name} {hospital}", share, least=share / 2, most=1.0)
        plan_charging(world, hospital, habit, far)
        label_hospital(world, name, hospital)


def more_patients_than_beds(world: World) -> None:
    """A small hospital books in far more patients than it has beds."""
    for hospital in open_plants(world, level="0"):
        rng = world.town.make_rng(f"too few beds {hospital}")
        count = stretch(world, f"too few beds {hospital}", 60, least=50, most=200)
        person = take_patients(world, f"too few beds {hospital}", count, low=45)
        day = world.town.end - 200 + rng.integers(0, 40, len(person))
        plan_ordinary_stays(world, rng, person, hospital, day, rng.integers(10, 20, len(person)))
        world.plans["open_beds"].append((int(hospital), 10))
        label_patients(world, "more_patients_than_beds", person, "minor")
        label_hospital(world, "more_patients_than_beds", hospital)
