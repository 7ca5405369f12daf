"""Operators who go past separation, avoidance and rights, and who lead money elsewhere."""

import numpy as np
import pandas as pd

from simulator.background.blank_lives import choose_ordinary_units
from simulator.background.operator_log import (
    ACCEPTED,
    AWAY,
    CANCELLED,
    CLOSED_MONTHS,
    EDITED,
    MERGE,
    OVERRIDDEN,
    REIMBURSEMENT,
    draw_office_time,
    plan_approval_chain,
    plan_log_rows,
)
from simulator.background.operator_payments import (
    COUNTER,
    ON_BEHALF,
    add_eligibility_checks,
    change_account,
    is_drawing_pension,
    plan_back_pay,
    resume_pensions,
)
from simulator.background.operators import (
    find_colleague,
    open_accounts,
    parse_operator_number,
    set_account_holder,
)
from simulator.core.clock_and_seeds import make_date
from simulator.core.population import DISTRICTS
from simulator.core.world import World
from simulator.scenarios.agency_handling.building_blocks import (
    MULES,
    draw_amounts,
    draw_days,
    edit_identity,
    label_operators,
    plan_reimbursements,
    swap_accounts,
    take_staff_and_pensioners,
)
from simulator.scenarios.work_injury.building_blocks import draw_accidents, plan_recognised_case

A_YEAR = 20  # operators a year in the city, of each typology


def double_edit_merge(world: World) -> None:
    """Name and number are changed on one day, days later two accounts are merged; the pension goes on."""
    rng, op_id, person = take_staff_and_pensioners(world, "double edit", _count_operators(world), 2)
    for operator, pensioners in zip(op_id, person, strict=True):
        day = draw_days(world, rng, len(pensioners))
        for field in ("name", "id_no"):
            edit_identity(world, rng, operator, pensioners, day, field)
        pieces = pd.DataFrame({"accept_op": operator, "person": pensioners, "biz": MERGE})
        pieces = pieces.assign(
            review_op=find_colleague(world, pieces.accept_op, "2"),
            ts=draw_office_time(world, day + 9, rng),
        )
        plan_approval_chain(world, rng, pieces)
    label_operators(world, "double_edit_merge", op_id, "fraud")


def double_edit_hard(world: World) -> None:
    """One changes the name, another the number two to four months later, on an order that stands for a project."""
    rng, op_id, person = take_staff_and_pensioners(world, "hard double edit", 2, 2)
    day = draw_days(world, rng, 4, back=(200, 560))
    order = np.array(["W910001", "W910002"], dtype=object)[np.arange(4) % 2]
    edit_identity(world, rng, np.repeat(op_id, 2), person.ravel(), day, "name", order=order)
    later = day + rng.integers(40, 120, 4)
    edit_identity(
        world, rng, np.repeat(op_id[::-1], 2), person.ravel(), later, "id_no", order=order
    )
    label_operators(world, "double_edit_hard", op_id, "fraud")


def account_swap(world: World) -> None:
    """The account is changed before the payday and changed back after it, some from a terminal that is not one's own."""
    rng, op_id, person = take_staff_and_pensioners(world, "swap", _count_operators(world), 6)
    for n, (operator, pensioners) in enumerate(zip(op_id, person, strict=True)):
        swap_accounts(
            world,
            rng,
            operator,
            operator,
            pensioners,
            MULES + 100 * n + np.arange(len(pensioners)) % 2,
        )
        night = draw_office_time(world, draw_days(world, rng, 3), rng)
        plan_log_rows(
            world,
            operator,
            night,
            REIMBURSEMENT,
            ACCEPTED,
            person=pensioners[0],
            amount=900.0,
            terminal=AWAY + n,
        )
    label_operators(world, "account_swap", op_id, "fraud")


def account_swap_hard(world: World) -> None:
    """Two operators: what one changes the other changes back, once or twice each, every time to another account."""
    rng, op_id, person = take_staff_and_pensioners(world, "hard swap", 2, 2)
    first, back = np.repeat(op_id, 2), np.repeat(op_id[::-1], 2)
    swap_accounts(world, rng, first, back, person.ravel(), MULES + 50_000 + np.arange(4))
    label_operators(world, "account_swap_hard", op_id, "fraud")


def dead_card_ring(world: World) -> None:
    """Sixty cards of the very old lead to four accounts; the holder of the cards proves year by year that they live."""
    rng, op_id, person = take_staff_and_pensioners(world, "dead cards", 1, 60, low=80, high=103)
    pensioners = person[0]
    since = draw_days(world, rng, len(pensioners), back=(380, 700))
    change_account(
        world, op_id[0], pensioners, since, MULES + 90_000 + np.arange(len(pensioners)) % 4
    )
    for year in (0, 1):
        day = world.town.end - 365 * year - rng.integers(3, 340, len(pensioners))
        add_eligibility_checks(
            world, op_id[0], pensioners, draw_office_time(world, day, rng), ON_BEHALF
        )
    label_operators(world, "dead_card_ring", op_id, "fraud")
    # the overlap of funds sees the shared account too
    world.add_truth(
        "dead_card_ring", "benefit_overlap", "person", world.people.person_id[pensioners], "minor"
    )


def dead_card_ring_hard(world: World) -> None:
    """Twelve cards, four accounts of three, two operators in turn, proofs at the counter."""
    rng, op_id, person = take_staff_and_pensioners(world, "hard dead cards", 2, 6, low=78, high=100)
    pensioners, op_per_person = person.T.ravel(), np.tile(op_id, 6)
    change_account(
        world,
        op_per_person,
        pensioners,
        draw_days(world, rng, 12, back=(60, 600)),
        MULES + 91_000 + np.arange(12) // 3,
    )
    add_eligibility_checks(
        world,
        op_per_person[::-1],
        pensioners,
        draw_office_time(world, draw_days(world, rng, 12, back=(3, 300)), rng),
        COUNTER,
    )
    label_operators(world, "dead_card_ring_hard", op_id, "fraud")
    world.add_truth(
        "dead_card_ring_hard",
        "benefit_overlap",
        "person",
        world.people.person_id[pensioners],
        "minor",
    )


def one_hand(world: World) -> None:
    """Bills that one account accepted and reviewed."""
    _plan_one_hand(world, "one_hand", 9, _count_operators(world))


def one_hand_hard(world: World) -> None:
    """With the password of a colleague: the review bears another account, from one's own terminal."""
    rng, op_id, person = take_staff_and_pensioners(
        world, "one_hand_hard", _count_operators(world), 6
    )
    for operator, pensioners in zip(op_id, person, strict=True):
        ts = draw_office_time(world, draw_days(world, rng, len(pensioners)), rng)
        other = find_colleague(world, np.repeat(operator, len(pensioners)), "2")
        desk = int(parse_operator_number(operator)[0])
        plan_reimbursements(
            world,
            rng,
            operator,
            pensioners,
            ts,
            draw_amounts(rng, len(pensioners)),
            review_op=other,
            review_terminal=desk,
        )
    # now and then there was no time to log in as the other
    careless = rng.random(len(op_id)) < 0.5
    for operator, pensioners in zip(op_id[careless], person[careless], strict=True):
        ts = draw_office_time(world, draw_days(world, rng, 1), rng)
        plan_reimbursements(
            world, rng, operator, pensioners[:1], ts, draw_amounts(rng, 1), review_op=operator
        )
    label_operators(world, "one_hand_hard", op_id, "fraud")


def family_business(world: World) -> None:
    """Bills of those at home, taken in by the operator and reviewed by a colleague who does not know."""
    rng, op_id, person, home = _take_operators_with_family(world, "family", _count_operators(world))
    set_account_holder(world, op_id, person=person)
    for operator, relative in zip(op_id, home, strict=True):
        ts = draw_office_time(world, draw_days(world, rng, 3), rng)
        plan_reimbursements(
            world, rng, operator, np.repeat(relative, 3), ts, draw_amounts(rng, 3, median=5200.0)
        )
    label_operators(world, "family_business", op_id, "fraud")


def family_business_hard(world: World) -> None:
    """No common household: a stranger's pension goes to the operator's own account from some month on."""
    rng, op_id, person = take_staff_and_pensioners(world, "own account", _count_operators(world), 1)
    bank = MULES + 70_000 + np.arange(len(op_id))
    set_account_holder(world, op_id, bank=bank)
    change_account(
        world, op_id, person.ravel(), draw_days(world, rng, len(op_id), back=(200, 500)), bank
    )
    label_operators(world, "family_business_hard", op_id, "fraud")


def night_events(world: World) -> None:
    """Bills taken in around midnight, five a month, when nobody else is there."""
    _plan_off_hours(
        world, "night_events", months=3, acts=5, second=(22 * 3600, 23 * 3600), weekend=False
    )


def night_events_hard(world: World) -> None:
    """On four Sundays, in the middle of the day, two or three each."""
    acts = int(world.town.make_rng("sundays").integers(2, 4))
    _plan_off_hours(
        world, "night_events_hard", months=4, acts=acts, second=(9 * 3600, 16 * 3600), weekend=True
    )


def resumed_back_pay(world: World) -> None:
    """Stopped pensions come to life and eight to sixteen months are paid, without anyone having been seen."""
    _plan_resumed_pensions(world, "resumed_back_pay", persons=4, months=(8, 17))


def resumed_back_pay_hard(world: World) -> None:
    """Two persons, three or four months, with a proof at a counter: one's own, or that of one who signs blindly."""
    rng, op_id, person, day = _plan_resumed_pensions(
        world, "resumed_back_pay_hard", persons=2, months=(3, 5)
    )
    signer = np.where(rng.random(len(op_id)) < 0.5, op_id, find_colleague(world, op_id, "1"))
    add_eligibility_checks(world, signer, person, draw_office_time(world, day - 4, rng), COUNTER)


def invented_back_pay(world: World) -> None:
    """A year and more of back-pay to persons whose pension never stopped."""
    rng, op_id, person = take_staff_and_pensioners(world, "invented", _count_operators(world), 3)
    op_per_person, pensioners = np.repeat(op_id, 3), person.ravel()
    plan_back_pay(
        world,
        op_per_person,
        pensioners,
        draw_days(world, rng, len(pensioners), back=(40, 500)),
        rng.integers(14, 25, len(pensioners)),
    )
    label_operators(world, "invented_back_pay", op_id, "fraud")


def invented_back_pay_hard(world: World) -> None:
    """In two parts of five to seven months, some months apart."""
    rng, op_id, person = take_staff_and_pensioners(
        world, "invented in parts", _count_operators(world), 2
    )
    op_per_person, pensioners = np.repeat(op_id, 2), person.ravel()
    first = draw_days(world, rng, len(pensioners), back=(300, 500))
    for paid in (first, first + rng.integers(90, 200, len(pensioners))):
        plan_back_pay(world, op_per_person, pensioners, paid, rng.integers(5, 8, len(pensioners)))
    label_operators(world, "invented_back_pay_hard", op_id, "fraud")


def contribution_edits(world: World) -> None:
    """Hundreds of closed months written in for a dozen persons, without any order."""
    _edit_closed_months(world, "contribution_edits", edits=(150, 400), ordered=0.0)


def contribution_edits_hard(world: World) -> None:
    """A few dozen in two years, half of them under the number of an order."""
    _edit_closed_months(world, "contribution_edits_hard", edits=(24, 80), ordered=0.5)


def active_after_leaving(world: World) -> None:
    """The account of one who left is used for weeks."""
    _plan_acts_after_leaving(world, "active_after_leaving", days=(15, 120), acts=7)


def active_after_leaving_hard(world: World) -> None:
    """Twice in the week after the last day, when looks would pass for the handover."""
    _plan_acts_after_leaving(world, "active_after_leaving_hard", days=(2, 6), acts=2)


def agent_affinity(world: World) -> None:
    """An agent's injuries of four large units find the same operator wherever they are filed."""
    for n in range(_count_operators(world)):
        rng, op_id, _ = take_staff_and_pensioners(world, f"affinity {n}", 1, 0)
        units = choose_ordinary_units(world, rng, 4, least=40)
        _rng, person, _unit, day = draw_accidents(world, f"affinity {n}", 20, back=(70, 600))
        unit = units[np.arange(len(person)) % 4]
        plan_recognised_case(
            world, person, unit, day, since=300, agent=44_000_000 + n, handler=op_id[0]
        )
        label_operators(world, "agent_affinity", op_id, "fraud")


def forced_overrides(world: World) -> None:
    """Warnings overridden time and again; months later the business is cancelled."""
    _force_overrides(world, "forced_overrides", 7)


def forced_overrides_hard(world: World) -> None:
    """Twice or three times in two years, of little money each."""
    _force_overrides(
        world, "forced_overrides_hard", int(world.town.make_rng("overrides").integers(2, 4))
    )


def _count_operators(world):
    return world.town.scale_case_count(A_YEAR, 1)


def _plan_one_hand(world, typology, pieces, operators):
    rng, op_id, person = take_staff_and_pensioners(world, typology, operators, pieces, low=61)
    for operator, pensioners in zip(op_id, person, strict=True):
        ts = draw_office_time(world, draw_days(world, rng, len(pensioners)), rng)
        plan_reimbursements(
            world,
            rng,
            operator,
            pensioners,
            ts,
            draw_amounts(rng, len(pensioners)),
            review_op=operator,
        )
    label_operators(world, typology, op_id, "fraud")


def _take_operators_with_family(world, name, count):
    """Operators, the insured persons who hold their accounts, and one relative of each household."""
    rng, op_id, _ = take_staff_and_pensioners(world, name, count, 0)
    people = world.people
    age = people.age(world.town.end)
    size = np.bincount(people.household)
    person = world.take((age > 28) & (age < 55) & (size[people.household] >= 2), count, name)
    home = []
    for holder in person:
        others = np.flatnonzero((people.household == people.household[holder]) & people.is_alive)
        home.append(rng.choice(others[others != holder]) if len(others) > 1 else holder)
    return rng, op_id, person, np.array(home)


def _plan_off_hours(world, typology, *, months, acts, second, weekend):
    rng, op_id, person = take_staff_and_pensioners(world, typology, _count_operators(world), acts)
    for operator, pensioners in zip(op_id, person, strict=True):
        for month in world.town.last_month - 1 - rng.permutation(world.town.months - 4)[:months]:
            day = make_date(month, 8) + (6 - (make_date(month, 8).astype(int) + 3) % 7) * weekend
            ts = day.astype("datetime64[s]") + np.sort(rng.integers(*second, len(pensioners)))
            plan_reimbursements(
                world, rng, operator, pensioners, ts, draw_amounts(rng, len(pensioners))
            )
    label_operators(world, typology, op_id, "fraud")


def _plan_resumed_pensions(world, typology, *, persons, months):
    rng, op_id, person = take_staff_and_pensioners(
        world, typology, _count_operators(world), persons
    )
    op_per_person, pensioners = np.repeat(op_id, persons), person.ravel()
    day = make_date(
        (draw_days(world, rng, len(pensioners), back=(60, 190)))
        .astype("datetime64[M]")
        .astype(int),
        14,
    )
    resume_pensions(world, op_per_person, pensioners, day, rng.integers(*months, len(pensioners)))
    label_operators(world, typology, op_id, "fraud")
    return rng, op_per_person, pensioners, day


def _edit_closed_months(world, typology, *, edits, ordered):
    rng, op_id, person = take_staff_and_pensioners(
        world, typology, _count_operators(world), 12, low=40, high=62
    )
    for operator, pensioners in zip(op_id, person, strict=True):
        n = int(rng.integers(*edits))
        order = np.where(rng.random(n) < ordered, "W920007", None)
        plan_log_rows(
            world,
            operator,
            draw_office_time(world, draw_days(world, rng, n, back=(20, 650)), rng),
            CLOSED_MONTHS,
            EDITED,
            person=rng.choice(pensioners, n),
            field="contrib_month",
            amount=rng.uniform(600, 2600, n).round(2),
            order=order,
        )
    label_operators(world, typology, op_id, "fraud")


def _plan_acts_after_leaving(world, typology, *, days, acts):
    rng = world.town.make_rng(typology)
    count = _count_operators(world)
    last_day = world.town.end - rng.integers(150, 400, count)
    place = rng.choice(np.array(list(DISTRICTS), dtype=object), count)
    op_id = open_accounts(world, place, active_to=last_day)
    person = world.take(is_drawing_pension(world), acts, typology)
    for operator, day in zip(op_id, last_day, strict=True):
        ts = draw_office_time(world, day + rng.integers(*days, acts), rng)
        plan_reimbursements(world, rng, operator, person, ts, draw_amounts(rng, acts))
    label_operators(world, typology, op_id, "fraud")


def _force_overrides(world, typology, times):
    rng, op_id, person = take_staff_and_pensioners(world, typology, _count_operators(world), times)
    for operator, pensioners in zip(op_id, person, strict=True):
        ts = draw_office_time(world, draw_days(world, rng, len(pensioners)), rng)
        biz_id = plan_reimbursements(
            world, rng, operator, pensioners, ts, draw_amounts(rng, len(pensioners), median=1500.0)
        )
        log_columns = {"biz_id": biz_id, "person": pensioners}
        plan_log_rows(
            world,
            operator,
            ts + 60,
            REIMBURSEMENT,
            OVERRIDDEN,
            warning="Y07",
            amount=1500.0,
            **log_columns,
        )
        cancel_time = draw_office_time(
            world, ts.astype("datetime64[D]") + rng.integers(20, 70, len(pensioners)), rng
        )
        plan_log_rows(
            world,
            find_colleague(world, np.repeat(operator, len(pensioners)), "3"),
            cancel_time,
            REIMBURSEMENT,
            CANCELLED,
            **log_columns,
        )
    label_operators(world, typology, op_id, "fraud")
