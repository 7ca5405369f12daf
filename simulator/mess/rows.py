"""Read, change, copy and drop rows of tables that are already built."""

from collections.abc import Sequence

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


def read_rows(
    world: World, table: type[InputTable], columns: list[str], **among: Sequence[str]
) -> pd.DataFrame:
    """Read columns of the rows in which each column of `among` has one of its values.

    The index counts the rows of the table as they stand; amounts are numbers.
    """
    rows = world.get_rows(table)
    mask = np.ones(rows.num_rows, dtype=bool)
    for name, values in among.items():
        mask &= pc.is_in(rows[name], value_set=pa.array(values, pa.string())).to_numpy()
    rows = rows.select(columns)
    if among:
        rows = rows.filter(pa.array(mask))
    # an amount as an object of its own takes thirteen times the room of a number
    schema = [
        pa.field(f.name, pa.float64() if pa.types.is_decimal(f.type) else f.type)
        for f in rows.schema
    ]
    frame = rows.cast(pa.schema(schema)).to_pandas(date_as_object=False)
    return frame.set_index(np.flatnonzero(mask))


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
        touched = _take(rows, positions)
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
    rows = _take(world.get_rows(table), positions)
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


def _take(rows, positions):
    """Take rows by position; a filter first, since taking from parts joins all of them."""
    few, at = np.unique(positions, return_inverse=True)
    mask = np.zeros(rows.num_rows, dtype=bool)
    mask[few] = True
    return rows.filter(pa.array(mask)).combine_chunks().take(pa.array(at)).combine_chunks()


def _spread(values, count):
    if np.ndim(values):
        return np.asarray(values)
    filled = np.empty(count, dtype=object)
    filled[:] = values
    return filled
