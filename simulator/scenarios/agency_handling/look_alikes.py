"""What looks like misconduct of an operator and is none."""

import numpy as np
import pandas as pd

from contracts.tables.custody_record import CustodyRecord
from contracts.tables.death_record import DeathRecord
from contracts.tables.whitelist import Whitelist
from simulator.background.operator_log import (
    ACCEPTED,
    CANCELLED,
    CLOSED_MONTHS,
    EDITED,
    LOOK_UP,
    LOOKED_UP,
    OVERRIDDEN,
    REIMBURSEMENT,
    RETIREMENT,
    draw_office_time,
    plan_approval_chain,
    plan_log_rows,
)
from simulator.background.operator_payments import (
    FACE,
    NEW_ACCOUNTS,
    ON_BEHALF,
    add_eligibility_checks,
    change_account,
    correct_account,
    find_first_paid_month,
    is_drawing_pension,
    resume_pensions,
)
from simulator.background.operators import find_colleague, open_accounts, set_account_holder
from simulator.background.work_injuries import plan_case
from simulator.core.clock_and_seeds import format_ids, hash_numbers, make_date
from simulator.core.employers import PERSON_SPACE
from simulator.core.population import DISTRICTS
from simulator.core.world import World
from simulator.scenarios.agency_handling.building_blocks import (
    draw_amounts,
    draw_days,
    edit_identity,
    label_operators,
    plan_reimbursements,
    swap_accounts,
    take_staff_and_pensioners,
)
from simulator.scenarios.work_injury.building_blocks import HOUR, draw_accidents, plan_job

CLEANED_MONTHS = 4000
WEAK_MATCH = "3"
FIRST_WRONG_DEATH = 9_000_000


def ordered_cleaning(world: World) -> None:
    """A clerk corrects four thousand closed months in a cleaning project, on a work order."""
    rng, op_id, _ = take_staff_and_pensioners(world, "cleaning", 1, 0)
    adults = np.flatnonzero(world.people.is_alive & (world.people.age(world.town.end) > 30))
    ts = draw_office_time(world, draw_days(world, rng, CLEANED_MONTHS, back=(100, 190)), rng)
    plan_log_rows(
        world,
        op_id[0],
        ts,
        CLOSED_MONTHS,
        EDITED,
        person=rng.choice(adults, CLEANED_MONTHS),
        field="contrib_month",
        order="W930001",
    )
    _label_look_alike(world, "ordered_cleaning", op_id)


def own_pension_by_colleague(world: World) -> None:
    """An operator retires; colleagues accept, review and approve the pension."""
    rng, op_id, person = take_staff_and_pensioners(world, "own pension", 2, 1, low=61, high=66)
    set_account_holder(world, op_id, person=person.ravel())
    pieces = pd.DataFrame(
        {"accept_op": find_colleague(world, op_id, "1"), "person": person.ravel()}
    )
    pieces = pieces.assign(
        review_op=find_colleague(world, op_id, "2"),
        approve_op=find_colleague(world, op_id, "3"),
        ts=draw_office_time(world, draw_days(world, rng, 2), rng),
        biz=RETIREMENT,
        amount=3600.0,
    )
    plan_approval_chain(world, rng, pieces)
    _label_look_alike(world, "own_pension_by_colleague", op_id)


def welfare_home_account(world: World) -> None:
    """Forty residents of a home have their pensions sent to the home's account, a unit's and on the white list."""
    rng, op_id, person = take_staff_and_pensioners(world, "home", 1, 40, low=74, high=100)
    unit = world.add_units(1, industry="84", nature="40", registered=np.datetime64("2016-05-01"))
    since = draw_days(world, rng, 40, back=(60, 600))
    bank = PERSON_SPACE + world.employers.bank[unit[0]]
    change_account(world, op_id[0], person[0], since, bank)
    world.add(
        Whitelist,
        {
            "subject_kind": ["bank"],
            "subject_id": hash_numbers("bank", np.array([bank])),
            "rule_id": ["O06"],
            "reason": ["养老机构代管账户"],
            "valid_from": [np.datetime64("2020-01-01")],
            "approved_by": ["基金监督处"],
        },
    )
    _label_look_alike(world, "welfare_home_account", op_id)
    world.add_truth(
        "welfare_home_account",
        "benefit_overlap",
        "person",
        world.people.person_id[person[0]],
        "look_alike",
    )


def employer_advance(world: World) -> None:
    """An employer advanced the hospital bills of its injured and is repaid into its own account."""
    rng, op_id, _ = take_staff_and_pensioners(world, "advance by employer", 1, 0)
    _rng, person, unit, day = draw_accidents(world, "advance by employer", 5, back=(150, 600))
    plan_job(world, person, np.repeat(unit[0], 5), day - 400)
    plan_case(
        world,
        person,
        unit[0],
        day + 10 * HOUR,
        day - 390,
        decision="1",
        grade=-1,
        medical=300.0,
        handler=op_id[0],
    )
    bill = {
        "service_from": day,
        "service_to": day + 6,
        "institution": "h",
        "invoice": 83_000_000 + np.arange(5),
    }
    plan = world.plans["cases"][-1]
    bill["institution"] = world.institutions.institution_code[world.institutions.kind == "H"][:5]
    world.plans["injury_payments"].append(
        {
            "plan": plan,
            "item": "1",
            "amount": draw_amounts(rng, 5),
            "paid": day + 50,
            "payee": "2",
            **bill,
        }
    )
    _label_look_alike(world, "employer_advance", op_id)


def emergency_authorisation(world: World) -> None:
    """A colleague fell ill: one account did both steps for a day, each piece on a work order."""
    rng, op_id, person = take_staff_and_pensioners(world, "emergency", 1, 4)
    day = draw_days(world, rng, 1)
    ts = draw_office_time(world, np.repeat(day, 4), rng)
    order = np.array([f"W94000{n}" for n in range(4)], dtype=object)
    plan_reimbursements(
        world, rng, op_id[0], person[0], ts, draw_amounts(rng, 4), review_op=op_id[0], order=order
    )
    _label_look_alike(world, "emergency_authorisation", op_id)


def service_account_batches(world: World) -> None:
    """The month's end and the self-service run under service accounts, at night and in one hand."""
    op_id = open_accounts(world, list(DISTRICTS)[:2], post="5", is_service=True)
    _label_look_alike(world, "service_account_batches", op_id)


def marriage_name_change(world: World) -> None:
    """Marriage to Macau: name and number change, each on the police's confirmation for that person."""
    rng, op_id, person = take_staff_and_pensioners(world, "marriage", 1, 3, low=61, high=70)
    day = draw_days(world, rng, 3)
    for field in ("name", "id_no"):
        order = np.array([f"W95000{n}" for n in range(3)], dtype=object)
        edit_identity(world, rng, op_id[0], person[0], day, field, order=order)
    _label_look_alike(world, "marriage_name_change", op_id)


def home_visit_team(world: World) -> None:
    """A team visits the very old and enters the visits together, with the place of each."""
    rng, op_id, person = take_staff_and_pensioners(world, "visits", 1, 65, low=80, high=103)
    for year in (0, 1):
        day = world.town.end - 365 * year - rng.integers(3, 340, 65)
        place = np.char.add("上门服务", (np.arange(65) % 9).astype(str)).astype(object)
        add_eligibility_checks(
            world, op_id[0], person[0], draw_office_time(world, day, rng), ON_BEHALF, place=place
        )
    _label_look_alike(world, "home_visit_team", op_id)


def wrong_account_corrected(world: World) -> None:
    """Three wrong account numbers: the bank returned the money, it was paid again to the right account."""
    rng, op_id, person = take_staff_and_pensioners(world, "wrong account", 1, 3)
    day, op_per_person = draw_days(world, rng, 3), np.repeat(op_id, 3)
    change_account(world, op_per_person, person[0], day, NEW_ACCOUNTS + person[0])
    correct_account(world, op_per_person, person[0], day)
    _label_look_alike(world, "wrong_account_corrected", op_id)


def spouse_account(world: World) -> None:
    """The card was lost: one pension went to the spouse's account, and back to the new card."""
    rng, op_id, _ = take_staff_and_pensioners(world, "spouse", 1, 0)
    people, fit = (
        world.people,
        is_drawing_pension(world) & ~world.is_taken() & world.people.is_alive,
    )
    _, first, count = np.unique(people.household[fit], return_index=True, return_counts=True)
    person = np.flatnonzero(fit)[first[count >= 2]][:2]
    spouse = [np.flatnonzero(fit & (people.household == people.household[p]))[1] for p in person]
    taken = np.zeros(len(people), dtype=bool)
    taken[[*person, *spouse]] = True
    world.take(taken, int(taken.sum()), "spouse")
    swap_accounts(
        world,
        rng,
        np.repeat(op_id, len(person)),
        np.repeat(op_id, len(person)),
        person,
        np.array(spouse),
    )
    _label_look_alike(world, "spouse_account", op_id)


def released_prisoner(world: World) -> None:
    """Stopped in prison, released, resumed some weeks later: the months since the release are paid."""
    rng, op_id, person = take_staff_and_pensioners(world, "released", 1, 2, low=61, high=72)
    pensioners = person[0]
    day = make_date(find_first_paid_month(draw_days(world, rng, 2, back=(60, 160))), 20)
    resume_pensions(world, np.repeat(op_id, 2), pensioners, day, np.full(2, 14), due=np.full(2, 2))
    world.add(
        CustodyRecord,
        {
            "person_id": world.people.person_id[pensioners],
            "sentence_kind": np.full(2, "1", dtype=object),
            "from_date": day - 425,
            "to_date": day - 66,
            "stop_required": np.full(2, True),
        },
    )
    _label_look_alike(world, "released_prisoner", op_id)


def late_proof(world: World) -> None:
    """Abroad for a year, then a face check: thirteen months are due."""
    rng, op_id, person = take_staff_and_pensioners(world, "late proof", 1, 3)
    pensioners, op_per_person = person[0], np.repeat(op_id, 3)
    day = make_date(find_first_paid_month(draw_days(world, rng, 3, back=(60, 160))), 18)
    add_eligibility_checks(world, None, pensioners, draw_office_time(world, day - 3, rng), FACE)
    resume_pensions(world, op_per_person, pensioners, day, np.full(3, 13))
    _label_look_alike(world, "late_proof", op_id)


def wrong_death_match(world: World) -> None:
    """A namesake died: the pension was stopped in error and is paid for four months."""
    rng, op_id, person = take_staff_and_pensioners(world, "wrong match", 1, 2)
    pensioners = person[0]
    day = make_date(find_first_paid_month(draw_days(world, rng, 2, back=(60, 300))), 18)
    resume_pensions(world, np.repeat(op_id, 2), pensioners, day, np.full(2, 4))
    world.add(
        DeathRecord,
        {
            "death_record_id": format_ids("d", FIRST_WRONG_DEATH + np.arange(2)),
            "person_id": world.people.person_id[pensioners],
            "death_date": day - 150,
            "source": np.full(2, "5", dtype=object),
            "received_date": day - 140,
            "confidence": np.full(2, WEAK_MATCH, dtype=object),
        },
    )
    _label_look_alike(world, "wrong_death_match", op_id)


def handover_looks(world: World) -> None:
    """Looks three days after the last day, to hand over what was open."""
    rng = world.town.make_rng("handover")
    last_day = world.town.end - rng.integers(60, 300, 2)
    op_id = open_accounts(world, list(DISTRICTS)[3:5], active_to=last_day)
    person = world.take(is_drawing_pension(world), 2, "handover")
    plan_log_rows(
        world, op_id, draw_office_time(world, last_day + 2, rng), LOOK_UP, LOOKED_UP, person=person
    )
    _label_look_alike(world, "handover_looks", op_id)


def known_false_warning(world: World) -> None:
    """A rule that warned of every second bill, overridden on a ticket; some of the bills were withdrawn later."""
    rng, op_id, person = take_staff_and_pensioners(world, "false warning", 1, 6)
    ts = draw_office_time(world, draw_days(world, rng, 6), rng)
    biz_id = plan_reimbursements(world, rng, op_id[0], person[0], ts, draw_amounts(rng, 6))
    log_columns = {"biz_id": biz_id, "person": person[0]}
    plan_log_rows(
        world,
        op_id[0],
        ts + 60,
        REIMBURSEMENT,
        OVERRIDDEN,
        warning="Y11",
        order="W960001",
        **log_columns,
    )
    cancel_time = draw_office_time(world, ts.astype("datetime64[D]") + 30, rng)
    plan_log_rows(world, op_id[0], cancel_time, REIMBURSEMENT, CANCELLED, **log_columns)
    _label_look_alike(world, "known_false_warning", op_id)


def replaced_computer(world: World) -> None:
    """A new computer half a year ago: every act since then comes from it."""
    rng, op_id, person = take_staff_and_pensioners(world, "computer", 2, 3)
    since = world.town.end - 180
    world.plan("new_terminals", pd.DataFrame({"op_id": op_id, "since": np.datetime64(since, "s")}))
    for operator, pensioners in zip(op_id, person, strict=True):
        ts = draw_office_time(world, draw_days(world, rng, 3, back=(60, 170)), rng)
        plan_log_rows(
            world,
            operator,
            ts,
            REIMBURSEMENT,
            ACCEPTED,
            person=pensioners,
            amount=draw_amounts(rng, 3),
        )
    _label_look_alike(world, "replaced_computer", op_id)


def _label_look_alike(world, typology, op_id):
    label_operators(world, typology, op_id, "look_alike")
