"""A city as a series of quarters: each is a town made in a process of its own, written and
forgotten.

Memory is bounded by the quarters that are made at once, however large the city is. A quarter whose
files are complete is not made again, so a stopped simulation goes on where it was. Quarters share
the catalogue of drugs and nothing else: the identifiers of their persons, employers, institutions
and operators carry the number of the quarter.
"""

import json
import math
import os
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from contracts.errors import UsageError
from contracts.manifest import compute_file_digest
from contracts.table import Contract
from contracts.tables import get_input_tables
from contracts.tables.drug_catalog import DrugCatalog
from contracts.tables.incision_group import IncisionGroup
from contracts.tables.item_limit_rule import ItemLimitRule
from contracts.tables.item_pair_rule import ItemPairRule
from simulator.build_world import make_world
from simulator.core.clock_and_seeds import Town

QUARTER_PERSONS = 200_000  # a quarter of this size needs up to 7 GB while it is made
# quarters made at once: two keep within 16 GB, each takes a core and up to 7 GB
MAX_WORKERS = 2
# texts that belong to one quarter, besides document numbers (which end in _no)
NUMBERED_TEXTS = ("org_unit", "ip_segment")
UNNUMBERED_IDS = ("rule_id",)  # identifiers that are the same in every quarter
# The code of an institution has a fixed length, so the quarter's number goes inside it: digits 5
# and 6, which a single town leaves 0.
INSTITUTION, DIGITS_OF_QUARTER = "^[HP][0-9]{11}$", (5, 7)
FILLERS = ("匿名",)  # written where no identifier was known; the same word in every quarter
# one catalogue and one set of rules for the whole city
SHARED_TABLES = {t.contract.name for t in (DrugCatalog, ItemPairRule, ItemLimitRule, IncisionGroup)}


@dataclass(frozen=True)
class City:
    """A city of `persons` insured persons in quarters of equal size, at most `most` each.

    The others are those of a `Town`.
    """

    persons: int
    seed: int
    as_of: date
    months: int = 24
    most: int = QUARTER_PERSONS
    has_mess: bool = False
    prevalence: float = 1.0
    retold: tuple[str, ...] = ()

    @property
    def quarter_count(self) -> int:
        """The number of quarters."""
        return math.ceil(self.persons / self.most)

    def make_quarter_town(self, number: int) -> Town:
        """Make the town of a quarter, numbered from 0, with a seed of its own."""
        persons = self.persons // self.quarter_count + (number < self.persons % self.quarter_count)
        seed = int(np.random.SeedSequence([self.seed, number]).generate_state(1)[0])
        return Town(
            persons,
            seed,
            self.as_of,
            self.months,
            city_seed=self.seed,
            has_mess=self.has_mess,
            prevalence=self.prevalence,
            retold=self.retold,
        )


def write_city(city: City, out: Path, report_progress) -> tuple[dict, pa.Table]:
    """Write the parts of every quarter to `out`/<table>/.

    Returns (the manifest's entry of each table, the truth of all quarters). `report_progress` is
    called with a line of text after each quarter. Raises UsageError if `out` holds parts of another
    city.
    """
    _require_same_city(city, out)
    started, done_count = time.monotonic(), 0
    with ProcessPoolExecutor(
        MAX_WORKERS, mp_context=get_context("spawn"), max_tasks_per_child=1
    ) as pool:
        for future in as_completed(
            [pool.submit(_make_quarter, city, n, out) for n in range(city.quarter_count)]
        ):
            done_count += 1
            elapsed = time.monotonic() - started
            left = elapsed / done_count * (city.quarter_count - done_count)
            report_progress(
                f"  城区 quarter {done_count}/{city.quarter_count}: {future.result():,} rows, "
                f"{elapsed:.0f} s, 还需约 about {left:.0f} s more"
            )
    truths = [
        pq.read_table(_get_note_path(out, n).with_suffix(".truth.parquet"))
        for n in range(city.quarter_count)
    ]
    return _collect_deliveries(city, out), pa.concat_tables(truths)


def number_rows(rows: pa.Table, contract: Contract, number: int) -> pa.Table:
    """Put a quarter's number into the identifiers, document numbers and hashes of its rows."""
    for column in contract.columns.values():
        at = rows.schema.get_field_index(column.name)
        values = rows[column.name]
        if column.type.name == "hash":
            values = pc.utf8_replace_slice(values, 0, 2, f"{number:02x}")
        elif _is_numbered(column):
            fits = pc.invert(pc.is_in(values, value_set=pa.array(FILLERS)))
            values = pc.if_else(fits, _number_ids(values, number), values)
        rows = rows.set_column(at, rows.schema.field(at), values)
    return rows


def number_truth(truth: pa.Table, number: int) -> pa.Table:
    """Put a quarter's number into the identifiers of its truth."""
    contracts = {name: table.contract for name, table in get_input_tables().items()}
    subjects = _number_ids(truth["subject_id"], number)
    records = [
        record and _number_key(record, contracts[table], number)
        for table, record in zip(
            truth["record_table"].to_pylist(), truth["record_id"].to_pylist(), strict=True
        )
    ]
    truth = truth.set_column(truth.schema.get_field_index("subject_id"), "subject_id", subjects)
    at = truth.schema.get_field_index("record_id")
    return truth.set_column(
        at, truth.schema.field(at), pa.array(records, truth.schema.field(at).type)
    )


def _number_key(record, contract, number):
    parts = []
    for name, part in zip(contract.key, record.split("|"), strict=True):
        column = contract.columns[name]
        if column.type.name == "hash":
            part = f"{number:02x}{part[2:]}"
        parts.append(
            _number_ids(pa.array([part]), number)[0].as_py() if _is_numbered(column) else part
        )
    return "|".join(parts)


def _number_ids(values, number):
    """Put the number in front of an identifier, or into the code of an institution."""
    in_front = pc.binary_join_element_wise(f"{number:02d}-", values, "")
    within = pc.utf8_replace_slice(values, *DIGITS_OF_QUARTER, f"{number:02d}")
    return pc.if_else(pc.match_substring_regex(values, INSTITUTION), within, in_front)


def _is_numbered(column):
    if column.type.name == "id":
        return column.name not in UNNUMBERED_IDS
    return column.type.name == "string" and (
        column.name.endswith("_no") or column.name in NUMBERED_TEXTS
    )


def _make_quarter(city: City, number: int, out: Path) -> int:
    """Make a quarter and write its parts unless they are there; return its number of rows."""
    note = _get_note_path(out, number)
    if not note.is_file():
        world = make_world(city.make_quarter_town(number))
        files = {}
        truth = world.build_truth_table()
        for table, built in world.hand_over_tables():
            contract = table.contract
            if contract.name in SHARED_TABLES and number:
                continue
            rows = built if contract.name in SHARED_TABLES else number_rows(built, contract, number)
            files[contract.name] = _write_part(rows, out / contract.name, number)
        note.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(number_truth(truth, number), note.with_suffix(".truth.parquet"))
        beside = note.with_suffix(".part")
        beside.write_text(json.dumps(files), encoding="utf-8")
        os.replace(beside, note)
    return sum(part["rows"] for part in json.loads(note.read_text(encoding="utf-8")).values())


def _write_part(rows, folder, number):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"quarter-{number:02d}.parquet"
    pq.write_table(rows, path, compression="zstd", use_dictionary=True)
    return {
        "rows": rows.num_rows,
        "path": f"{folder.name}/{path.name}",
        "sha256": compute_file_digest(path),
    }


def _collect_deliveries(city, out):
    """Add up the parts of all quarters to one manifest entry a table."""
    tables = {}
    for number in range(city.quarter_count):
        for name, part in json.loads(
            _get_note_path(out, number).read_text(encoding="utf-8")
        ).items():
            delivery = tables.setdefault(name, {"rows": 0, "mode": "full", "sha256": {}})
            delivery["rows"] += part["rows"]
            delivery["sha256"][part["path"]] = part["sha256"]
    return tables


def _get_note_path(out, number):
    return out / ".quarters" / f"{number:02d}.json"


def _require_same_city(city, out):
    """Refuse to mix the quarters of two cities in one folder."""
    note = out / ".quarters" / "city.json"
    parameters = json.dumps(asdict(city) | {"as_of": city.as_of.isoformat()})
    if note.is_file() and note.read_text(encoding="utf-8") != parameters:
        raise UsageError(
            f"{out} holds the parts of another city (persons, seed, day, months, quarter: "
            f"{note.read_text(encoding='utf-8')})",
            next_step="name an empty folder, or the same numbers to go on",
        )
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(parameters, encoding="utf-8")
