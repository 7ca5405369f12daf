"""Phones and devices that many share honestly: service windows, kiosks, default entries."""

import numpy as np

from contracts.tables.employer import Employer
from contracts.tables.enrollment_event import EnrollmentEvent
from contracts.tables.person import Person
from contracts.tables.unemployment_claim import UnemploymentClaim
from simulator.core.clock_and_seeds import hash_numbers
from simulator.core.world import World
from simulator.mess.rows import (
    change_rows,
    draw_severity,
    draw_some,
    find_untouched_persons,
    label_innocent,
    read_rows,
)

SCENARIO = "short_term_enrollment"
COUNTER, ONLINE = "2", "1"
WINDOW_SPACE = 80_000_000_000  # numbers of windows' phones, far from those of persons


def service_windows(world: World) -> None:
    """A street's window files claims at the counter and enters its own phone: four to thirty a
    window.
    """
    rng, claims = world.town.make_rng("mess windows"), _read_claims(world)
    claims = claims[claims.channel == COUNTER]
    chosen = draw_some(rng, claims.index, draw_severity(world, "windows", 0.25, 0.9), 12)
    rows = claims.loc[chosen].sort_values("district", kind="stable")
    number = _deal_into_groups(rng, len(rows), 4, 31)
    change_rows(
        world,
        UnemploymentClaim,
        rows.index.to_numpy(),
        {"phone_hash": hash_numbers("phone", WINDOW_SPACE + number)},
    )
    label_innocent(world, "service_windows", SCENARIO, "person", rows.person_id)


def kiosks(world: World) -> None:
    """Claimants without a smartphone file online at a kiosk or a helper's tablet."""
    rng, claims = world.town.make_rng("mess kiosks"), _read_claims(world)
    claims = claims[claims.channel == ONLINE]
    chosen = draw_some(rng, claims.index, draw_severity(world, "kiosks", 0.06, 0.4), 10)
    rows = claims.loc[chosen].sort_values("district", kind="stable")
    number = _deal_into_groups(rng, len(rows), 3, 20)
    change_rows(
        world,
        UnemploymentClaim,
        rows.index.to_numpy(),
        {"device_hash": hash_numbers("device", WINDOW_SPACE + number)},
    )
    label_innocent(world, "kiosks", SCENARIO, "person", rows.person_id)


def default_phones(world: World) -> None:
    """Clerks fill a required field with a number that belongs to nobody: in the register of
    persons, of units, in claims and as the filing agent's.
    """
    rng = world.town.make_rng("mess default phones")
    defaults = hash_numbers("phone", WINDOW_SPACE * 2 + np.arange(int(rng.integers(1, 4))))
    for table, column, usual in (
        (Person, "phone_hash", 0.04),
        (Employer, "phone_hash", 0.03),
        (UnemploymentClaim, "phone_hash", 0.05),
        (EnrollmentEvent, "agent_phone_hash", 0.05),
    ):
        share = draw_severity(world, f"default {table.contract.name}", usual, 0.4)
        count = world.get_rows(table).num_rows
        chosen = draw_some(rng, np.arange(count), share, 5)
        change_rows(world, table, chosen, {column: rng.choice(defaults, len(chosen))})


def default_addresses(world: World) -> None:
    """Units without an office give the park's or the incubator's address."""
    rng = world.town.make_rng("mess addresses")
    count = world.get_rows(Employer).num_rows
    chosen = draw_some(rng, np.arange(count), draw_severity(world, "addresses", 0.05, 0.4), 10)
    number = _deal_into_groups(rng, len(chosen), 5, 60)
    change_rows(
        world,
        Employer,
        chosen,
        {"address_hash": hash_numbers("address", WINDOW_SPACE + number)},
    )


def _read_claims(world):
    columns = ["person_id", "channel", "district", "phone_hash", "device_hash"]
    claims = read_rows(world, UnemploymentClaim, columns)
    return claims[find_untouched_persons(world, claims.person_id)]


def _deal_into_groups(rng, count, least, most):
    """Deal `count` rows, in their order, into groups of drawn size; return the group of each."""
    sizes = rng.integers(least, most, max(1, count // least + 1))
    return np.repeat(np.arange(len(sizes)), sizes)[:count]
