"""The town while it is made: tables that grow, the truth beside them, and who is still free to be
planted.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from contracts.table import InputTable
from simulator.core.clock_and_seeds import Town, format_ids
from simulator.core.employers import Employers, append_units
from simulator.core.population import DISTRICTS, People

CHANGED = "updated_at"
DISORDER = "mess_"  # the truth's names of honest disorder begin so
TRUTH_SCHEMA = pa.schema(
    [
        ("typology", pa.string()),
        ("scenario_id", pa.string()),
        ("subject_kind", pa.string()),
        ("subject_id", pa.string()),
        ("record_table", pa.string()),
        ("record_id", pa.string()),
        ("label", pa.string()),
        ("amount", pa.decimal128(14, 2)),
    ]
)


class World:
    """The tables of a town under construction.

    `plans` holds what is to happen (spells, claims, cases, purchases) until it is written to
    tables.
    """

    def __init__(self, town: Town, people: People, employers: Employers):
        self.town, self.people, self.employers = town, people, employers
        self.plans: dict[str, list[pd.DataFrame]] = defaultdict(list)
        self.sale_count = 0
        self._rows: dict[type[InputTable], list[pa.Table]] = defaultdict(list)
        self._truth: list[pd.DataFrame] = []
        self._taken = np.zeros(len(people), dtype=bool)
        self._numbers: dict[str, int] = defaultdict(int)

    def add_units(self, count: int, **fixed) -> np.ndarray:
        """Add employers with the given columns; return their indices."""
        # seven is no divisor of ten: new employers go round all districts
        home = list(DISTRICTS)[len(self.employers) * 7 % len(DISTRICTS)]
        self.employers, indices = append_units(
            self.employers, count, **({"district": home} | fixed)
        )
        return indices

    def issue_ids(self, prefix: str, count: int) -> np.ndarray:
        """Issue the next identifiers of a kind."""
        first = self._numbers[prefix]
        self._numbers[prefix] += count
        return format_ids(prefix, first + np.arange(count))

    def plan(self, name: str, rows: pd.DataFrame) -> None:
        """Add rows to a plan."""
        self.plans[name].append(rows)

    def collect_plan(self, name: str) -> pd.DataFrame:
        """Collect all rows of a plan in the order in which they were planned."""
        return pd.concat(self.plans[name], ignore_index=True)

    def forget_plans(self, *names: str) -> None:
        """Forget plans that are written, to free the memory."""
        for name in names:
            self.plans.pop(name, None)

    def add(self, table: type[InputTable], columns: dict) -> None:
        """Append rows to a table; nullable columns that are left out are null.

        Raises ValueError for a column that the table does not have, or a required one that is
        missing.
        """
        contract = table.contract
        unknown = set(columns) - set(contract.columns)
        if unknown:
            raise ValueError(f"{contract.name} has no columns {sorted(unknown)}")
        count = len(next(iter(columns.values())))
        arrays = {
            f.name: self._build_column(f, columns, count)
            for f in contract.arrow_schema
            if f.name in columns or f.name != CHANGED
        }
        if CHANGED not in columns:
            arrays[CHANGED] = compute_last_change(arrays, self.town)
        arrays = [arrays[name] for name in contract.arrow_schema.names]
        self._rows[table].append(pa.Table.from_arrays(arrays, schema=contract.arrow_schema))

    def get_rows(self, table: type[InputTable]) -> pa.Table:
        """Get the rows added to a table so far, in that order (an empty table if there are
        none).
        """
        return pa.concat_tables([table.contract.arrow_schema.empty_table(), *self._rows[table]])

    def replace(self, table: type[InputTable], rows: pa.Table) -> None:
        """Put `rows` in the place of all rows added to a table."""
        self._rows[table] = [rows.cast(table.contract.arrow_schema)]

    def drop_table(self, table: type[InputTable]) -> None:
        """Forget a table, as if it had never been delivered."""
        self._rows.pop(table, None)

    def hand_over_tables(self) -> Iterator[tuple[type[InputTable], pa.Table]]:
        """Yield every table in the order of its key, and forget its rows to free the memory."""
        for table in [table for table, parts in self._rows.items() if parts]:
            rows = pa.concat_tables(self._rows.pop(table))
            yield table, rows.sort_by([(k, "ascending") for k in table.contract.key])

    def add_truth(
        self, typology, scenario_id, subject_kind, subject_id, label, *, record=None, amount=None
    ) -> None:
        """Record planted subjects in the truth; `record` is (table name, ids), `amount` yuan."""
        table, record_id = record or (None, None)
        rows = pd.DataFrame({"subject_id": np.atleast_1d(np.asarray(subject_id, dtype=object))})
        self._truth.append(
            rows.assign(
                typology=typology,
                scenario_id=scenario_id,
                subject_kind=subject_kind,
                record_table=table,
                record_id=record_id,
                label=label,
                amount=amount,
            )[TRUTH_SCHEMA.names]
        )

    def list_truth_subjects(self, kind: str, about: str = "", *, guilty: bool = False) -> set:
        """List the subjects of a kind that plants have named so far, honest disorder left out.

        `about` is a pattern in the names of typologies; with `guilty` look-alikes are left out too.
        """
        return {
            subject
            for rows in self._truth
            if len(rows) and is_plant_about(rows.iloc[0], about, guilty)
            for subject in rows.subject_id[rows.subject_kind == kind]
        }

    def build_truth_table(self) -> pa.Table:
        """Build the table of the truth, sorted.

        Who was planted after the honest disorder is no look-alike of it any more.
        """
        truth = pd.concat(self._truth, ignore_index=True)
        is_disorder = truth.typology.str.startswith(DISORDER)
        subjects = pd.MultiIndex.from_frame(truth[["subject_kind", "subject_id"]])
        truth = truth[~(is_disorder & subjects.isin(subjects[~is_disorder]))]
        truth = truth.sort_values(
            ["scenario_id", "typology", "subject_kind", "subject_id"], kind="stable"
        )
        return pa.table(
            {f.name: convert_to_arrow(truth[f.name], f) for f in TRUTH_SCHEMA}, schema=TRUTH_SCHEMA
        )

    def take(self, mask: np.ndarray, count: int, name: str) -> np.ndarray:
        """Take `count` living persons in `mask` whom no plant has taken; return their indices."""
        free = np.flatnonzero(mask & ~self._taken & self.people.is_alive)
        # a generator per name: how many persons other plants take does not change the draw
        chosen = np.sort(self.town.make_rng(f"take {name}").permutation(free)[:count])
        self._taken[chosen] = True
        return chosen

    def release(self, persons: np.ndarray) -> None:
        """Give back persons who were taken."""
        self._taken[persons] = False

    def is_taken(self) -> np.ndarray:
        """True for persons whom a plant uses."""
        return self._taken

    def _build_column(self, field, columns, count):
        if field.name in columns:
            return convert_to_arrow(columns[field.name], field)
        if field.name == "row_status":
            return pa.array(["1"] * count, pa.string())
        if not field.nullable:
            raise ValueError(f"column {field.name} is required")
        return pa.nulls(count, field.type)


def is_plant_about(row: pd.Series, about: str, guilty: bool) -> bool:
    """True for a row of the truth that a plant named, of a typology that matches `about`."""
    is_plant = not row.typology.startswith(DISORDER) and re.search(about, row.typology)
    return bool(is_plant) and not (guilty and row.label == "look_alike")


def compute_last_change(columns: dict[str, pa.Array], town: Town) -> pa.Array:
    """Compute when the source last changed each row: the latest of its past days, else the first
    day.
    """
    times = [
        pc.cast(c, pa.timestamp("us")) for c in columns.values() if pa.types.is_temporal(c.type)
    ]
    day_after = pa.scalar((town.end + 1).astype("datetime64[us]").item(), pa.timestamp("us"))
    past = [pc.if_else(pc.less(time, day_after), time, None) for time in times]
    count = len(next(iter(columns.values())))
    first = pa.array(np.full(count, town.start, "datetime64[us]"))
    return pc.max_element_wise(first, *past)


def convert_to_arrow(values, field):
    """Convert values to the type of a field; amounts are rounded to two decimals."""
    if isinstance(values, pa.Array | pa.ChunkedArray):
        return values.cast(field.type)
    values = np.asarray(values)
    if pa.types.is_decimal(field.type):
        return pa.array(np.round(values.astype(float), 2), pa.float64(), from_pandas=True).cast(
            field.type
        )
    if pa.types.is_timestamp(field.type):
        values = values.astype("datetime64[us]")
    if pa.types.is_date(field.type):
        values = values.astype("datetime64[D]")
    if pa.types.is_integer(field.type) and values.dtype.kind == "f":
        return pa.array(values, from_pandas=True).cast(field.type)
    return pa.array(values, type=field.type, from_pandas=True)
