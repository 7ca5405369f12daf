"""Operators who bypass separation of duties or avoidance, or who divert money."""

import numpy as np
import pandas as pd

from simulator.background.blank_lives import choose_ordinary_units
from simulator.background.operator_acts import (
    draw_amounts,
    draw_days,
    edit_identity,
    label_operators,
    plan_reimbursements,
    swap_accounts,
)
from simulator.background.operator_log import (
    ACCEPTED,
    AWAY,
    MERGE,
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
    plan_back_pay,
)
from simulator.background.operators import (
    find_colleague,
    parse_operator_number,
    set_account_holder,
)
from simulator.core.world import World
from simulator.scenarios.agency_handling.building_blocks import (
    MULES,
    count_operators,
    edit_closed_months,
    force_overrides,
    plan_acts_after_leaving,
    plan_off_hours,
    plan_one_hand,
    plan_resumed_pensions,
    take_operators_with_family,
    take_staff_and_pensioners,
)
from simulator.scenarios.work_injury.building_blocks import draw_accidents, plan_recognised_case


def double_edit_merge(world: World) -> None:
    """An operator changes name and number of a pensioner on one day and then merges two accounts,
    so a stranger draws the pension.
    """
    rng, op_id, person = take_staff_and_pensioners(world, "double edit", count_operators(world), 2)
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
    """One operator changes the name and another the number months later, under one work order for a
    whole project.
    """
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
    """An operator changes the account before the payday and back after it, sometimes from a
    terminal outside the office.
    """
    rng, op_id, person = take_staff_and_pensioners(world, "swap", count_operators(world), 6)
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
    """Two operators undo each other's changes of account, once or twice each and every time for
    another account.
    """
    rng, op_id, person = take_staff_and_pensioners(world, "hard swap", 2, 2)
    first, back = np.repeat(op_id, 2), np.repeat(op_id[::-1], 2)
    swap_accounts(world, rng, first, back, person.ravel(), MULES + 50_000 + np.arange(4))
    label_operators(world, "account_swap_hard", op_id, "fraud")


def dead_card_ring(world: World) -> None:
    """An operator directs sixty pensions of the very old to four accounts and confirms each year
    that they live.
    """
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
    """Two operators in turn direct twelve pensions to four accounts, with proofs entered at the
    counter.
    """
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
    """An operator accepts and reviews bills under one account, so that nobody else sees them."""
    plan_one_hand(world, "one_hand", 9, count_operators(world))


def one_hand_hard(world: World) -> None:
    """An operator uses a colleague's password to review, so the log shows two accounts at one
    terminal.
    """
    rng, op_id, person = take_staff_and_pensioners(
        world, "one_hand_hard", count_operators(world), 6
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
    # half of them once forget to log in as the colleague
    careless = rng.random(len(op_id)) < 0.5
    for operator, pensioners in zip(op_id[careless], person[careless], strict=True):
        ts = draw_office_time(world, draw_days(world, rng, 1), rng)
        plan_reimbursements(
            world, rng, operator, pensioners[:1], ts, draw_amounts(rng, 1), review_op=operator
        )
    label_operators(world, "one_hand_hard", op_id, "fraud")


def family_business(world: World) -> None:
    """An operator accepts bills of the own household, which an unsuspecting colleague reviews."""
    rng, op_id, person, home = take_operators_with_family(world, "family", count_operators(world))
    set_account_holder(world, op_id, person=person)
    for operator, relative in zip(op_id, home, strict=True):
        ts = draw_office_time(world, draw_days(world, rng, 3), rng)
        plan_reimbursements(
            world, rng, operator, np.repeat(relative, 3), ts, draw_amounts(rng, 3, median=5200.0)
        )
    label_operators(world, "family_business", op_id, "fraud")


def family_business_hard(world: World) -> None:
    """An operator directs a stranger's pension to the own account, so no common household shows."""
    rng, op_id, person = take_staff_and_pensioners(world, "own account", count_operators(world), 1)
    bank = MULES + 70_000 + np.arange(len(op_id))
    set_account_holder(world, op_id, bank=bank)
    change_account(
        world, op_id, person.ravel(), draw_days(world, rng, len(op_id), back=(200, 500)), bank
    )
    label_operators(world, "family_business_hard", op_id, "fraud")


def night_events(world: World) -> None:
    """An operator enters bills around midnight, five a month, when nobody else is there."""
    plan_off_hours(
        world, "night_events", months=3, acts=5, second=(22 * 3600, 23 * 3600), weekend=False
    )


def night_events_hard(world: World) -> None:
    """An operator enters two or three bills on each of four Sundays in the middle of the day."""
    acts = int(world.town.make_rng("sundays").integers(2, 4))
    plan_off_hours(
        world, "night_events_hard", months=4, acts=acts, second=(9 * 3600, 16 * 3600), weekend=True
    )


def resumed_back_pay(world: World) -> None:
    """An operator resumes stopped pensions and pays eight to sixteen months, though nobody was
    checked.
    """
    plan_resumed_pensions(world, "resumed_back_pay", persons=4, months=(8, 17))


def resumed_back_pay_hard(world: World) -> None:
    """An operator resumes two pensions for three or four months with a proof at a counter, entered
    by the same hand or by one who signs blindly.
    """
    rng, op_id, person, day = plan_resumed_pensions(
        world, "resumed_back_pay_hard", persons=2, months=(3, 5)
    )
    signer = np.where(rng.random(len(op_id)) < 0.5, op_id, find_colleague(world, op_id, "1"))
    add_eligibility_checks(world, signer, person, draw_office_time(world, day - 4, rng), COUNTER)


def invented_back_pay(world: World) -> None:
    """An operator pays a year or more of back-pay to persons whose pension never stopped."""
    rng, op_id, person = take_staff_and_pensioners(world, "invented", count_operators(world), 3)
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
    """An operator splits invented back-pay into two parts of five to seven months, some months
    apart.
    """
    rng, op_id, person = take_staff_and_pensioners(
        world, "invented in parts", count_operators(world), 2
    )
    op_per_person, pensioners = np.repeat(op_id, 2), person.ravel()
    first = draw_days(world, rng, len(pensioners), back=(300, 500))
    for paid in (first, first + rng.integers(90, 200, len(pensioners))):
        plan_back_pay(world, op_per_person, pensioners, paid, rng.integers(5, 8, len(pensioners)))
    label_operators(world, "invented_back_pay_hard", op_id, "fraud")


def contribution_edits(world: World) -> None:
    """An operator writes hundreds of closed months for a dozen persons without any work order."""
    edit_closed_months(world, "contribution_edits", edits=(150, 400), ordered=0.0)


def contribution_edits_hard(world: World) -> None:
    """An operator writes a few dozen closed months in two years, half of them under a work
    order.
    """
    edit_closed_months(world, "contribution_edits_hard", edits=(24, 80), ordered=0.5)


def active_after_leaving(world: World) -> None:
    """Somebody uses the account of a colleague who left, for weeks."""
    plan_acts_after_leaving(world, "active_after_leaving", days=(15, 120), acts=7)


def active_after_leaving_hard(world: World) -> None:
    """Somebody uses it twice in the week after the last day, when looks would pass for the
    handover.
    """
    plan_acts_after_leaving(world, "active_after_leaving_hard", days=(2, 6), acts=2)


def agent_affinity(world: World) -> None:
    """The injuries of four large employers that one agent files are all handled by the same
    operator.
    """
    for n in range(count_operators(world)):
        rng, op_id, _ = take_staff_and_pensioners(world, f"affinity {n}", 1, 0)
        units = choose_ordinary_units(world, rng, 4, least=40)
        _rng, person, _unit, day = draw_accidents(world, f"affinity {n}", 20, back=(70, 600))
        unit = units[np.arange(len(person)) % 4]
        plan_recognised_case(
            world, person, unit, day, since=300, agent=44_000_000 + n, handler=op_id[0]
        )
        label_operators(world, "agent_affinity", op_id, "fraud")


def forced_overrides(world: World) -> None:
    """An operator overrides warnings time and again; months later the business is cancelled."""
    force_overrides(world, "forced_overrides", 7)


def forced_overrides_hard(world: World) -> None:
    """An operator overrides two or three warnings in two years, each about little money."""
    force_overrides(
        world, "forced_overrides_hard", int(world.town.make_rng("overrides").integers(2, 4))
    )
