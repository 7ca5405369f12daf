"""Read, change, copy and drop rows of tables that are already built."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from contracts.table import InputTable
from simulator.core.world import CHANGED, DISORDER, World, compute_last_change, convert_to_arrow

# How far the share of a kind of disorder lies from its usual one, as a factor: with this spread of
# the logarithm one town in twenty has five times as much, and one in twenty a fifth.
SEVERITY_SPREAD = 1.0


def draw_severity(world: World, name: str, usual: float, most: float) -> float:
    """Draw how much of a kind of disorder a town has: a share about `usual`, `most` at most."""
    rng = world.town.make_rng(f"severity {name}")
    return float(min(usual * np.exp(rng.normal(0, SEVERITY_SPREAD)), most))


def read_rows(world: World, table: type[InputTable], columns: list[str]) -> pd.DataFrame:
    """Read columns of a table; the index counts the rows as they stand."""
    return world.get_rows(table).select(columns).to_pandas(date_as_object=False)


def draw_some(rng, positions, share: float, least: int = 1) -> np.ndarray:
    """Draw a share of positions, `least` at least as far as there are any, in their order."""
    positions = np.asarray(positions)
    count = min(len(positions), max(least, round(share * len(positions))))
    return np.sort(rng.choice(positions, count, replace=False))


def change_rows(world: World, table: type[InputTable], positions, columns: dict) -> None:
    """Write `columns` (scalars or arrays, one value a position) into rows of a table.

    Where days change, so does the time at which the source changed the row, unless it is given.
    """
    positions = np.asarray(positions)
    if not len(positions):
        return
    rows = world.get_rows(table)
    schema = rows.schema
    if CHANGED not in columns and any(pa.types.is_temporal(schema.field(n).type) for n in columns):
        touched = rows.take(pa.array(positions)).combine_chunks()
        arrays = {n: touched[n].combine_chunks() for n in schema.names if n != CHANGED}
        arrays |= {
            n: convert_to_arrow(_spread(v, len(positions)), schema.field(n))
            for n, v in columns.items()
        }
        columns = columns | {CHANGED: compute_last_change(arrays, world.town).to_numpy(False)}
    order = np.argsort(positions, kind="stable")
    mask = np.zeros(rows.num_rows, dtype=bool)
    mask[positions] = True
    for name, values in columns.items():
        at = rows.schema.get_field_index(name)
        field = rows.schema.field(at)
        new = convert_to_arrow(_spread(values, len(positions))[order], field)
        kept = rows.column(at).combine_chunks()
        rows = rows.set_column(at, field, pc.replace_with_mask(kept, pa.array(mask), new))
    world.replace(table, rows)


def copy_rows(world: World, table: type[InputTable], positions, columns: dict) -> None:
    """Append copies of rows with other values in `columns`; the source changed them on their last
    day.
    """
    positions = np.asarray(positions)
    if not len(positions):
        return
    rows = world.get_rows(table).take(pa.array(positions)).combine_chunks()
    arrays = {
        field.name: convert_to_arrow(_spread(columns[field.name], len(positions)), field)
        if field.name in columns
        else rows[field.name].combine_chunks()
        for field in table.contract.arrow_schema
    }
    if CHANGED not in columns:
        del arrays[CHANGED]
        arrays[CHANGED] = compute_last_change(arrays, world.town)
    world.add(table, arrays)


def drop_rows(world: World, table: type[InputTable], positions) -> None:
    """Drop rows of a table."""
    rows = world.get_rows(table)
    keep = np.ones(rows.num_rows, dtype=bool)
    keep[np.asarray(positions, dtype=int)] = False
    world.replace(table, rows.filter(pa.array(keep)))


def is_planted(
    world: World, kind: str, ids: pd.Series, about: str = "", *, guilty: bool = False
) -> np.ndarray:
    """True for subjects that plants named: those of typologies that match the pattern `about`."""
    return ids.isin(world.list_truth_subjects(kind, about, guilty=guilty)).to_numpy()


def find_untouched_persons(world: World, ids: pd.Series) -> np.ndarray:
    """True for persons whom no plant uses."""
    taken = world.people.person_id[world.is_taken()]
    return ~(ids.isin(taken).to_numpy() | is_planted(world, "person", ids))


def label_innocent(world: World, disorder: str, scenario_id: str, kind: str, ids) -> None:
    """Record in the truth, as look-alikes, subjects whose honest disorder resembles a typology.

    Subjects that are planted already stay what they are.
    """
    ids = pd.Series(np.unique(np.asarray(ids, dtype=object)), dtype=object)
    ids = ids[~is_planted(world, kind, ids)]
    if len(ids):
        world.add_truth(DISORDER + disorder, scenario_id, kind, ids.to_numpy(), "look_alike")


def _spread(values, count):
    if np.ndim(values):
        return np.asarray(values)
    filled = np.empty(count, dtype=object)
    filled[:] = values
    return filled
