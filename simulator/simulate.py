"""Write a whole town to disk: the snapshot folder with its manifest, and the truth beside it."""

import json
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv
import pyarrow.parquet as pq

from contracts.errors import UsageError
from contracts.manifest import compute_file_digest
from simulator.build_world import make_world
from simulator.city import City, write_city
from simulator.core.clock_and_seeds import Town
from simulator.scenarios.registry import RETOLD_PATTERNS, list_planters

MAX_TOWN_PERSONS = 200_000  # a larger town needs more than 8 GB of memory
MIN_MONTHS = 24  # claims and appraisals are planted up to two years back
MIN_PERSONS = (
    20_000  # with fewer there are not enough persons for every typology and its look-alike
)


def simulate(
    persons: int,
    seed: int,
    as_of: date,
    out: Path,
    truth: Path,
    *,
    months: int = 24,
    form: str = "parquet",
    has_mess: bool = False,
    prevalence: float = 1.0,
    retold: tuple[str, ...] = (),
    report_progress=lambda line: None,
) -> dict[str, int]:
    """Write a town to `out` and its truth to `truth`; the same arguments give the same bytes.

    With more than MAX_TOWN_PERSONS persons it is a city of quarters, written part by part. Returns
    the rows of each table. `has_mess`, `prevalence` and `retold` are those of a `Town`.
    `report_progress` is called with a line of text after each quarter.
    Raises UsageError for too few persons or months, a scenario that is described once only, a
    folder in use, a truth file inside the snapshot, or a city as CSV.
    """
    _require_retold(retold)
    _require_room(persons, prevalence)
    _check_arguments(persons, months, out, truth, form)
    out.mkdir(parents=True, exist_ok=True)
    truth.parent.mkdir(parents=True, exist_ok=True)
    planting = {"has_mess": has_mess, "prevalence": prevalence, "retold": tuple(sorted(retold))}
    if persons > MAX_TOWN_PERSONS:
        files, truth_rows = write_city(
            City(persons, seed, as_of, months, **planting), out, report_progress
        )
    else:
        world = make_world(Town(persons, seed, as_of, months, **planting))
        truth_rows = world.build_truth_table()
        files = _write_town(world, out, form)
    manifest = {
        "snapshot_date": as_of.isoformat(),
        "schema_version": 1,
        "tables": dict(sorted(files.items())),
    }
    (out / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    pq.write_table(truth_rows, truth)
    return {name: delivery["rows"] for name, delivery in files.items()}


def _write_town(world, out, form):
    """Write each table to one file; return its manifest entry."""
    files = {}
    for table, built in world.hand_over_tables():
        path = out / f"{table.contract.name}.{form}"
        _write_table(built, table.contract, path)
        files[table.contract.name] = {
            "rows": built.num_rows,
            "mode": "full",
            "sha256": {path.name: compute_file_digest(path)},
        }
    return files


def _check_arguments(persons, months, out, truth, form):
    if persons > MAX_TOWN_PERSONS and form != "parquet":
        raise UsageError(
            f"{persons} persons are a city, written as Parquet parts",
            next_step="leave --form csv away",
        )
    # five years bound the memory of one town
    if not MIN_MONTHS <= months <= 60:
        raise UsageError(f"{months} months of history", next_step="use --months between 24 and 60")
    begun = [out / "manifest.json", out / ".quarters"]
    if out.exists() and any(out.iterdir()) and not any(path.exists() for path in begun):
        raise UsageError(f"{out} holds other files", next_step="name an empty or a new folder")
    if out.resolve() in truth.resolve().parents:
        raise UsageError(
            "the truth file may not lie inside the snapshot", next_step="name a path outside --out"
        )


def _require_room(persons, prevalence):
    """Refuse a town with too few persons and units for all that is to be planted."""
    least = round(MIN_PERSONS * max(1.0, prevalence))
    if persons < least:
        raise UsageError(
            f"a town of {persons} persons is too small",
            next_step=f"use --persons {least} or more",
        )


def _require_retold(retold):
    """Refuse scenarios that are described once only."""
    retellable = list_planters(RETOLD_PATTERNS)
    unknown = sorted(set(retold) - set(retellable))
    if unknown:
        raise UsageError(
            f"{', '.join(unknown)} has no second description",
            next_step=f"name one of {', '.join(retellable)}",
        )


def _write_table(built, contract, path):
    if path.suffix == ".csv":
        pcsv.write_csv(
            _format_columns(built, contract), path, pcsv.WriteOptions(quoting_style="needed")
        )
        return
    pq.write_table(built, path, compression="zstd", use_dictionary=True)


def _format_columns(built, contract):
    """Format every column as the contract's CSV form asks."""
    columns = [_format_column(built[c.name], c.type.name) for c in contract.columns.values()]
    return pa.table(dict(zip(contract.columns, columns, strict=True)))


def _format_column(column, type_name):
    if type_name == "bool":
        return pc.cast(pc.cast(column, pa.int8()), pa.string())
    if type_name == "month":
        return pc.strftime(column, format="%Y-%m")
    if type_name == "ts":
        return pc.replace_substring(pc.cast(column, pa.string()), " ", "T")
    return pc.cast(column, pa.string())
