"""A whole town on disk: the snapshot folder with its manifest, and the truth beside it."""

import hashlib
import json
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv
import pyarrow.parquet as pq

from contracts.errors import UsageError
from contracts.tables.person import Person
from sources.simulator import look_alikes, novel, typologies
from sources.simulator.benefits import write_benefits
from sources.simulator.employers import make_employers, write_employers
from sources.simulator.exchange import write_exchange
from sources.simulator.honest_retirements import (
    found_special_plants,
    plan_honest_retirements,
    write_illness_appraisals,
)
from sources.simulator.injury import plan_honest_cases, write_injuries
from sources.simulator.medical import open_shops, plan_medicine, write_medicine
from sources.simulator.operator_tables import write_operators
from sources.simulator.pension_age import settle_pensions
from sources.simulator.people import make_people, person_columns
from sources.simulator.refund_books import write_refunds
from sources.simulator.refunds import name_hosts, open_dispatchers, plan_hosts
from sources.simulator.retirement_tables import archive_births, write_retirements
from sources.simulator.survivors import honest_survivors
from sources.simulator.town import Town
from sources.simulator.unemployment import plan_honest_claims, write_unemployment
from sources.simulator.work import plan_work, write_work
from sources.simulator.world import World

LEAST_PERSONS = 20_000  # with fewer there are not enough persons for every typology and its look-alike


def simulate(
    persons: int, seed: int, as_of: date, out: Path, truth: Path, *, months: int = 24, form: str = "parquet"
) -> dict[str, int]:
    """Write a town to `out` and its truth to `truth`; rows per table. The same arguments give the same bytes.

    Raises UsageError for a town too small to be one, a folder in use, or a truth file inside the snapshot.
    """
    _check_arguments(persons, months, out, truth)
    world = make_world(Town(persons, seed, as_of, months))
    out.mkdir(parents=True, exist_ok=True)
    truth.parent.mkdir(parents=True, exist_ok=True)
    rows, files = {}, {}
    for table, built in world.tables().items():
        name = table.contract.name
        path = out / f"{name}.{form}"
        _write(built, table.contract, path)
        rows[name] = built.num_rows
        files[name] = {"rows": built.num_rows, "mode": "full", "sha256": {path.name: _digest(path)}}
    manifest = {
        "snapshot_date": as_of.isoformat(),
        "schema_version": 1,
        "tables": dict(sorted(files.items())),
    }
    (out / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    pq.write_table(world.truth_table(), truth)
    return rows


def make_world(town: Town) -> World:
    """The town with everything planned, planted and written to its tables."""
    world = World(town, make_people(town), make_employers(town))
    open_shops(world)
    settle_pensions(world)
    found_special_plants(world)
    open_dispatchers(world)
    plan_work(world)
    plan_hosts(world)
    plan_honest_retirements(world)
    plan_honest_claims(world)
    plan_honest_cases(world)
    plan_medicine(world)
    honest_survivors(world)
    for package in (typologies, novel, look_alikes):
        for planted in typologies.planters(package).values():
            for plant in planted.values():
                plant(world)
    world.add(Person, person_columns(world.people, town) | {"archive_birth_date": archive_births(world)})
    write_employers(world, world.employers)
    write_unemployment(world)
    write_work(world)
    write_refunds(world)
    name_hosts(world)
    write_injuries(world)
    write_medicine(world)
    write_retirements(world)
    write_illness_appraisals(world)
    write_benefits(world)
    write_exchange(world)
    write_operators(world)
    return world


def _check_arguments(persons, months, out, truth):
    if persons < LEAST_PERSONS:
        raise UsageError(
            f"a town of {persons} persons is too small", next_step=f"use --persons {LEAST_PERSONS} or more"
        )
    if not 12 <= months <= 60:
        raise UsageError(f"{months} months of history", next_step="use --months between 12 and 60")
    if out.exists() and any(out.iterdir()) and not (out / "manifest.json").exists():
        raise UsageError(f"{out} holds other files", next_step="name an empty or a new folder")
    if out.resolve() in truth.resolve().parents:
        raise UsageError(
            "the truth file may not lie inside the snapshot", next_step="name a path outside --out"
        )


def _write(built, contract, path):
    if path.suffix == ".csv":
        pcsv.write_csv(_spelled(built, contract), path, pcsv.WriteOptions(quoting_style="needed"))
        return
    pq.write_table(built, path, compression="zstd", use_dictionary=True)


def _spelled(built, contract):
    """Every column as the CSV form of the contract."""
    columns = [_spelling(built[c.name], c.type.name) for c in contract.columns.values()]
    return pa.table(dict(zip(contract.columns, columns, strict=True)))


def _spelling(column, type_name):
    if type_name == "bool":
        return pc.cast(pc.cast(column, pa.int8()), pa.string())
    if type_name == "month":
        return pc.strftime(column, format="%Y-%m")
    if type_name == "ts":
        return pc.replace_substring(pc.cast(column, pa.string()), " ", "T")
    return pc.cast(column, pa.string())


def _digest(path):
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
