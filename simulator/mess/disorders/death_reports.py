"""Reports of deaths: of the living, days apart, and late."""

import numpy as np

from contracts.tables.death_record import DeathRecord
from contracts.tables.pension_payment import PensionPayment
from contracts.tables.qualification_check import QualificationCheck
from simulator.core.clock_and_seeds import hash_numbers
from simulator.core.world import World
from simulator.mess.rows import (
    copy_rows,
    draw_severity,
    draw_some,
    find_untouched_persons,
    label_innocent,
    read_rows,
)

SCENARIO = "benefit_overlap"
POLICE, CREMATION, VILLAGE, HOSPITAL = "2", "3", "5", "6"
EQUAL, BY_NAME, DOUBTFUL = "1", "2", "3"


def reports_of_the_living(world: World) -> None:
    """One source alone reports as dead somebody who buys medicine, sees doctors and shows his face
    afterwards.
    """
    rng, people = world.town.make_rng("mess living"), world.people
    paid = np.unique(read_rows(world, PensionPayment, ["person_id"]).person_id)
    age = people.age(world.town.end)
    free = people.is_alive & (age > 55) & np.isin(people.person_id, paid)
    ids = read_rows(world, DeathRecord, ["person_id"]).person_id
    free &= ~np.isin(people.person_id, ids) & ~world.is_taken()
    # of a thousand pensioners one or two, and up to one in a hundred
    chosen = draw_some(rng, np.flatnonzero(free), draw_severity(world, "living", 0.0015, 0.01), 8)
    n = len(chosen)
    day = world.town.end - rng.integers(40, 600, n)
    source = rng.choice([VILLAGE, POLICE, CREMATION, HOSPITAL], n, p=[0.5, 0.2, 0.15, 0.15])
    is_equal = rng.random(n) < 0.4
    # the record of a namesake carries the namesake's identity
    namesake = hash_numbers("person", chosen + 90_000_000_000)
    world.add(
        DeathRecord,
        {
            "death_record_id": world.issue_ids("dw", n),
            "person_id": people.person_id[chosen],
            "id_hash": np.where(is_equal, people.id_hash[chosen], namesake),
            "death_date": day,
            "source": source,
            "received_date": np.minimum(day + rng.integers(1, 40, n), world.town.end),
            "confidence": np.where(is_equal, EQUAL, rng.choice([BY_NAME, DOUBTFUL], n)),
        },
    )
    _show_face(world, rng, chosen, day)
    ids = people.person_id[chosen]
    label_innocent(world, "reports_of_the_living", SCENARIO, "person", ids)


def dates_days_apart(world: World) -> None:
    """A second source dates a death up to five days earlier or later."""
    rng = world.town.make_rng("mess days apart")
    rows = read_rows(world, DeathRecord, ["person_id", "death_date", "source", "received_date"])
    rows = rows[find_untouched_persons(world, rows.person_id) & (rows.source != HOSPITAL)]
    once = rows[~rows.person_id.duplicated(keep="first")]
    chosen = draw_some(rng, once.index, draw_severity(world, "days apart", 0.15, 0.8), 8)
    rows = once.loc[chosen]
    offset = rng.choice([-5, -3, -2, -1, 1, 2, 3, 5], len(rows)).astype("m8[D]")
    day = np.minimum(rows.death_date.to_numpy() + offset, world.town.end)
    received = np.maximum(rows.received_date.to_numpy(), day)
    copy_rows(
        world,
        DeathRecord,
        chosen,
        {
            "death_record_id": world.issue_ids("dx", len(rows)),
            "death_date": day,
            "received_date": np.minimum(received, world.town.end),
            "source": np.where(rows.source == CREMATION, POLICE, CREMATION),
        },
    )


def _show_face(world, rng, persons, day):
    """Add a check by face or at home after the report."""
    n = len(persons)
    span = (world.town.end - day).astype(int)
    seen = day + (span * rng.uniform(0.3, 0.98, n)).astype(int)
    world.add(
        QualificationCheck,
        {
            "person_id": world.people.person_id[persons],
            "check_time": seen.astype("M8[s]") + rng.integers(30_000, 60_000, n).astype("m8[s]"),
            "method": rng.choice(["1", "3"], n, p=[0.8, 0.2]).astype(object),
        },
    )
