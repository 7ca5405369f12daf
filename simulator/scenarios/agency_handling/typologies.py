"""Operators who go past separation, avoidance and rights, and who lead money elsewhere."""

import numpy as np
import pandas as pd

from simulator.background.blank_lives import ordinary_units
from simulator.background.operator_log import (
    ACCEPTED,
    AWAY,
    CANCELLED,
    CLOSED_MONTHS,
    EDITED,
    MERGE,
    OVERRIDDEN,
    REIMBURSEMENT,
    office_time,
    three_hands,
    write_down,
)
from simulator.background.operator_payments import (
    COUNTER,
    ON_BEHALF,
    change_account,
    check,
    drawing,
    pay_back,
    resume,
)
from simulator.background.operators import colleague, hold, number_of, open_accounts
from simulator.core.clock_and_seeds import month_day
from simulator.core.population import DISTRICTS
from simulator.core.world import World
from simulator.scenarios.agency_handling.building_blocks import (
    MULES,
    amounts,
    edit_identity,
    note,
    reimburse,
    some_days,
    staff_and_persons,
    swap,
)
from simulator.scenarios.work_injury.building_blocks import hired, recognised

A_YEAR = 20  # operators a year in the city, of each typology


def double_edit_merge(world: World) -> None:
    """Name and number are changed on one day, days later two accounts are merged; the pension goes on."""
    rng, op_id, person = staff_and_persons(world, "double edit", _some(world), 2)
    for operator, own in zip(op_id, person, strict=True):
        day = some_days(world, rng, len(own))
        for field in ("name", "id_no"):
            edit_identity(world, rng, operator, own, day, field)
        pieces = pd.DataFrame({"accept_op": operator, "person": own, "biz": MERGE})
        pieces = pieces.assign(
            review_op=colleague(world, pieces.accept_op, "2"), ts=office_time(world, day + 9, rng)
        )
        three_hands(world, rng, pieces)
    note(world, "double_edit_merge", op_id, "fraud")


def double_edit_hard(world: World) -> None:
    """One changes the name, another the number two to four months later, on an order that stands for a project."""
    rng, op_id, person = staff_and_persons(world, "hard double edit", 2, 2)
    day = some_days(world, rng, 4, back=(200, 560))
    order = np.array(["W910001", "W910002"], dtype=object)[np.arange(4) % 2]
    edit_identity(world, rng, np.repeat(op_id, 2), person.ravel(), day, "name", order=order)
    later = day + rng.integers(40, 120, 4)
    edit_identity(world, rng, np.repeat(op_id[::-1], 2), person.ravel(), later, "id_no", order=order)
    note(world, "double_edit_hard", op_id, "fraud")


def account_swap(world: World) -> None:
    """The account is changed before the payday and changed back after it, some from a terminal that is not one's own."""
    rng, op_id, person = staff_and_persons(world, "swap", _some(world), 6)
    for n, (operator, own) in enumerate(zip(op_id, person, strict=True)):
        swap(world, rng, operator, operator, own, MULES + 100 * n + np.arange(len(own)) % 2)
        night = office_time(world, some_days(world, rng, 3), rng)
        write_down(
            world, operator, night, REIMBURSEMENT, ACCEPTED, person=own[0], amount=900.0, terminal=AWAY + n
        )
    note(world, "account_swap", op_id, "fraud")


def account_swap_hard(world: World) -> None:
    """Two operators: what one changes the other changes back, once or twice each, every time to another account."""
    rng, op_id, person = staff_and_persons(world, "hard swap", 2, 2)
    first, back = np.repeat(op_id, 2), np.repeat(op_id[::-1], 2)
    swap(world, rng, first, back, person.ravel(), MULES + 50_000 + np.arange(4))
    note(world, "account_swap_hard", op_id, "fraud")


def dead_card_ring(world: World) -> None:
    """Sixty cards of the very old lead to four accounts; the holder of the cards proves year by year that they live."""
    rng, op_id, person = staff_and_persons(world, "dead cards", 1, 60, low=80, high=103)
    own = person[0]
    since = some_days(world, rng, len(own), back=(380, 700))
    change_account(world, op_id[0], own, since, MULES + 90_000 + np.arange(len(own)) % 4)
    for year in (0, 1):
        day = world.town.end - 365 * year - rng.integers(3, 340, len(own))
        check(world, op_id[0], own, office_time(world, day, rng), ON_BEHALF)
    note(world, "dead_card_ring", op_id, "fraud")
    # the overlap of funds sees the shared account too
    world.truth("dead_card_ring", "benefit_overlap", "person", world.people.person_id[own], "minor")


def dead_card_ring_hard(world: World) -> None:
    """Twelve cards, four accounts of three, two operators in turn, proofs at the counter."""
    rng, op_id, person = staff_and_persons(world, "hard dead cards", 2, 6, low=78, high=100)
    own, hand = person.T.ravel(), np.tile(op_id, 6)
    change_account(
        world, hand, own, some_days(world, rng, 12, back=(60, 600)), MULES + 91_000 + np.arange(12) // 3
    )
    check(world, hand[::-1], own, office_time(world, some_days(world, rng, 12, back=(3, 300)), rng), COUNTER)
    note(world, "dead_card_ring_hard", op_id, "fraud")
    world.truth("dead_card_ring_hard", "benefit_overlap", "person", world.people.person_id[own], "minor")


def one_hand(world: World) -> None:
    """Bills that one account accepted and reviewed."""
    _in_one_hand(world, "one_hand", 9, _some(world))


def one_hand_hard(world: World) -> None:
    """With the password of a colleague: the review bears another account, from one's own terminal."""
    rng, op_id, person = staff_and_persons(world, "one_hand_hard", _some(world), 6)
    for operator, own in zip(op_id, person, strict=True):
        ts = office_time(world, some_days(world, rng, len(own)), rng)
        other = colleague(world, np.repeat(operator, len(own)), "2")
        desk = int(number_of(operator)[0])
        reimburse(
            world, rng, operator, own, ts, amounts(rng, len(own)), review_op=other, review_terminal=desk
        )
    # now and then there was no time to log in as the other
    careless = rng.random(len(op_id)) < 0.5
    for operator, own in zip(op_id[careless], person[careless], strict=True):
        ts = office_time(world, some_days(world, rng, 1), rng)
        reimburse(world, rng, operator, own[:1], ts, amounts(rng, 1), review_op=operator)
    note(world, "one_hand_hard", op_id, "fraud")


def family_business(world: World) -> None:
    """Bills of those at home, taken in by the operator and reviewed by a colleague who does not know."""
    rng, op_id, person, home = _with_family(world, "family", _some(world))
    hold(world, op_id, person=person)
    for operator, relative in zip(op_id, home, strict=True):
        ts = office_time(world, some_days(world, rng, 3), rng)
        reimburse(world, rng, operator, np.repeat(relative, 3), ts, amounts(rng, 3, median=5200.0))
    note(world, "family_business", op_id, "fraud")


def family_business_hard(world: World) -> None:
    """No common household: a stranger's pension goes to the operator's own account from some month on."""
    rng, op_id, person = staff_and_persons(world, "own account", _some(world), 1)
    bank = MULES + 70_000 + np.arange(len(op_id))
    hold(world, op_id, bank=bank)
    change_account(world, op_id, person.ravel(), some_days(world, rng, len(op_id), back=(200, 500)), bank)
    note(world, "family_business_hard", op_id, "fraud")


def night_events(world: World) -> None:
    """Bills taken in around midnight, five a month, when nobody else is there."""
    _off_hours(world, "night_events", months=3, acts=5, second=(22 * 3600, 23 * 3600), weekend=False)


def night_events_hard(world: World) -> None:
    """On four Sundays, in the middle of the day, two or three each."""
    acts = int(world.town.rng("sundays").integers(2, 4))
    _off_hours(world, "night_events_hard", months=4, acts=acts, second=(9 * 3600, 16 * 3600), weekend=True)


def resumed_back_pay(world: World) -> None:
    """Stopped pensions come to life and eight to sixteen months are paid, without anyone having been seen."""
    _resumed(world, "resumed_back_pay", persons=4, months=(8, 17))


def resumed_back_pay_hard(world: World) -> None:
    """Two persons, three or four months, with a proof at a counter: one's own, or that of one who signs blindly."""
    rng, op_id, person, day = _resumed(world, "resumed_back_pay_hard", persons=2, months=(3, 5))
    signer = np.where(rng.random(len(op_id)) < 0.5, op_id, colleague(world, op_id, "1"))
    check(world, signer, person, office_time(world, day - 4, rng), COUNTER)


def invented_back_pay(world: World) -> None:
    """A year and more of back-pay to persons whose pension never stopped."""
    rng, op_id, person = staff_and_persons(world, "invented", _some(world), 3)
    hand, own = np.repeat(op_id, 3), person.ravel()
    pay_back(
        world, hand, own, some_days(world, rng, len(own), back=(40, 500)), rng.integers(14, 25, len(own))
    )
    note(world, "invented_back_pay", op_id, "fraud")


def invented_back_pay_hard(world: World) -> None:
    """In two parts of five to seven months, some months apart."""
    rng, op_id, person = staff_and_persons(world, "invented in parts", _some(world), 2)
    hand, own = np.repeat(op_id, 2), person.ravel()
    first = some_days(world, rng, len(own), back=(300, 500))
    for paid in (first, first + rng.integers(90, 200, len(own))):
        pay_back(world, hand, own, paid, rng.integers(5, 8, len(own)))
    note(world, "invented_back_pay_hard", op_id, "fraud")


def contribution_edits(world: World) -> None:
    """Hundreds of closed months written in for a dozen persons, without any order."""
    _closed_months(world, "contribution_edits", edits=(150, 400), ordered=0.0)


def contribution_edits_hard(world: World) -> None:
    """A few dozen in two years, half of them under the number of an order."""
    _closed_months(world, "contribution_edits_hard", edits=(24, 80), ordered=0.5)


def active_after_leaving(world: World) -> None:
    """The account of one who left is used for weeks."""
    _left(world, "active_after_leaving", days=(15, 120), acts=7)


def active_after_leaving_hard(world: World) -> None:
    """Twice in the week after the last day, when looks would pass for the handover."""
    _left(world, "active_after_leaving_hard", days=(2, 6), acts=2)


def agent_affinity(world: World) -> None:
    """An agent's injuries of four large units find the same operator wherever they are filed."""
    for n in range(_some(world)):
        rng, op_id, _ = staff_and_persons(world, f"affinity {n}", 1, 0)
        units = ordinary_units(world, rng, 4, least=40)
        _rng, person, _unit, day = hired(world, f"affinity {n}", 20, back=(70, 600))
        unit = units[np.arange(len(person)) % 4]
        recognised(world, person, unit, day, since=300, agent=44_000_000 + n, handler=op_id[0])
        note(world, "agent_affinity", op_id, "fraud")


def forced_overrides(world: World) -> None:
    """Warnings overridden time and again; months later the business is cancelled."""
    _forced(world, "forced_overrides", 7)


def forced_overrides_hard(world: World) -> None:
    """Twice or three times in two years, of little money each."""
    _forced(world, "forced_overrides_hard", int(world.town.rng("overrides").integers(2, 4)))


def _some(world):
    return world.town.planted(A_YEAR, 1)


def _in_one_hand(world, typology, pieces, operators):
    rng, op_id, person = staff_and_persons(world, typology, operators, pieces, low=61)
    for operator, own in zip(op_id, person, strict=True):
        ts = office_time(world, some_days(world, rng, len(own)), rng)
        reimburse(world, rng, operator, own, ts, amounts(rng, len(own)), review_op=operator)
    note(world, typology, op_id, "fraud")


def _with_family(world, name, count):
    """Operators, the insured persons who hold their accounts, and one relative of each household."""
    rng, op_id, _ = staff_and_persons(world, name, count, 0)
    people = world.people
    age = people.age(world.town.end)
    size = np.bincount(people.household)
    person = world.take((age > 28) & (age < 55) & (size[people.household] >= 2), count, name)
    home = []
    for holder in person:
        others = np.flatnonzero((people.household == people.household[holder]) & people.alive)
        home.append(rng.choice(others[others != holder]) if len(others) > 1 else holder)
    return rng, op_id, person, np.array(home)


def _off_hours(world, typology, *, months, acts, second, weekend):
    rng, op_id, person = staff_and_persons(world, typology, _some(world), acts)
    for operator, own in zip(op_id, person, strict=True):
        for month in world.town.last_month - 1 - rng.permutation(world.town.months - 4)[:months]:
            day = month_day(month, 8) + (6 - (month_day(month, 8).astype(int) + 3) % 7) * weekend
            ts = day.astype("datetime64[s]") + np.sort(rng.integers(*second, len(own)))
            reimburse(world, rng, operator, own, ts, amounts(rng, len(own)))
    note(world, typology, op_id, "fraud")


def _resumed(world, typology, *, persons, months):
    rng, op_id, person = staff_and_persons(world, typology, _some(world), persons)
    hand, own = np.repeat(op_id, persons), person.ravel()
    day = month_day((some_days(world, rng, len(own), back=(60, 190))).astype("datetime64[M]").astype(int), 14)
    resume(world, hand, own, day, rng.integers(*months, len(own)))
    note(world, typology, op_id, "fraud")
    return rng, hand, own, day


def _closed_months(world, typology, *, edits, ordered):
    rng, op_id, person = staff_and_persons(world, typology, _some(world), 12, low=40, high=62)
    for operator, own in zip(op_id, person, strict=True):
        n = int(rng.integers(*edits))
        order = np.where(rng.random(n) < ordered, "W920007", None)
        write_down(
            world,
            operator,
            office_time(world, some_days(world, rng, n, back=(20, 650)), rng),
            CLOSED_MONTHS,
            EDITED,
            person=rng.choice(own, n),
            field="contrib_month",
            amount=rng.uniform(600, 2600, n).round(2),
            order=order,
        )
    note(world, typology, op_id, "fraud")


def _left(world, typology, *, days, acts):
    rng = world.town.rng(typology)
    count = _some(world)
    left = world.town.end - rng.integers(150, 400, count)
    place = rng.choice(np.array(list(DISTRICTS), dtype=object), count)
    op_id = open_accounts(world, place, active_to=left)
    person = world.take(drawing(world), acts, typology)
    for operator, day in zip(op_id, left, strict=True):
        ts = office_time(world, day + rng.integers(*days, acts), rng)
        reimburse(world, rng, operator, person, ts, amounts(rng, acts))
    note(world, typology, op_id, "fraud")


def _forced(world, typology, times):
    rng, op_id, person = staff_and_persons(world, typology, _some(world), times)
    for operator, own in zip(op_id, person, strict=True):
        ts = office_time(world, some_days(world, rng, len(own)), rng)
        biz_id = reimburse(world, rng, operator, own, ts, amounts(rng, len(own), median=1500.0))
        told = {"biz_id": biz_id, "person": own}
        write_down(world, operator, ts + 60, REIMBURSEMENT, OVERRIDDEN, warning="Y07", amount=1500.0, **told)
        undone = office_time(world, ts.astype("datetime64[D]") + rng.integers(20, 70, len(own)), rng)
        write_down(
            world,
            colleague(world, np.repeat(operator, len(own)), "3"),
            undone,
            REIMBURSEMENT,
            CANCELLED,
            **told,
        )
    note(world, typology, op_id, "fraud")
