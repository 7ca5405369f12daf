"""Put published rules into local codes and write them as an input table, with what stays unmapped.

A rule of which a code is not known here is not used: national codes against local bills would make
thousands of false hits.
"""

import csv
import os
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from contracts.errors import UsageError
from contracts.tables import get_input_tables
from sources.rules.read_rules import CODES, read_rule_book

MAP_COLUMNS = ("national_code", "item_code")
USUAL_SECOND_SHARE = 0.5  # where a sheet does not say: half for a further operation, as most prices
WHOLE = ("per_day", "per_cycle", "cycle_days", "per_stay")


@dataclass(frozen=True)
class LoadedRules:
    """What was written: the table, rules used and left out, unmapped codes, rows not understood."""

    table: str
    used: int
    left_out: int
    unmapped: tuple[str, ...]
    not_understood: tuple[tuple[str, int, str], ...]


def load_rules(
    workbook: Path, catalogue: Path, out: Path, *, code_map: Path | None, valid_from: date
) -> LoadedRules:
    """Write the rules of a workbook to `out`/<table>.parquet, and `unmapped_codes.csv` beside it.

    `catalogue` is a Parquet or CSV file of drug_catalog: a code counts as known if it stands there.
    `code_map` is a CSV with the columns national_code and item_code; one national code may stand
    for several local ones. Without it the workbook must hold local codes.
    """
    book = read_rule_book(workbook)
    known = _read_catalogue_codes(catalogue)
    local = _read_code_map(code_map) if code_map else {}
    rows, unmapped, left_out = {}, {}, 0
    for rule in book.rows:
        options = [_list_local_codes(rule[c], local, known) for c in CODES[book.table]]
        missing = [
            rule[c] for c, found in zip(CODES[book.table], options, strict=True) if not found
        ]
        for code in missing:
            unmapped[code] = unmapped.get(code, 0) + 1
        if missing:
            left_out += 1
            continue
        for combined in _combine(options):
            row = rule | dict(zip(CODES[book.table], combined, strict=True))
            rows[combined] = _complete(book.table, row, valid_from)
    out.mkdir(parents=True, exist_ok=True)
    _write_table(book.table, list(rows.values()), out / f"{book.table}.parquet")
    _write_unmapped(unmapped, book.not_understood, out / "unmapped_codes.csv")
    return LoadedRules(
        book.table, len(rows), left_out, tuple(sorted(unmapped)), tuple(book.not_understood)
    )


def _list_local_codes(code, local, known):
    return [c for c in local.get(code, [code]) if c in known]


def _combine(options):
    """List the combinations of one code each; a pair of one code with itself is none."""
    combined = [()]
    for codes in options:
        combined = [(*c, code) for c in combined for code in codes]
    return [c for c in combined if len(set(c)) == len(c)]


def _complete(table, row, valid_from):
    row = row | {"valid_from": valid_from}
    if table == "incision_group" and row.get("second_share") is None:
        row["second_share"] = USUAL_SECOND_SHARE
    for name in WHOLE:
        if row.get(name) is not None:
            row[name] = int(row[name])
    stamp = datetime(valid_from.year, valid_from.month, valid_from.day)
    return row | {"updated_at": stamp, "row_status": "1"}


def _write_table(table, rows, path):
    contract = get_input_tables()[table].contract
    names = contract.arrow_schema.names
    filled = [{name: row.get(name) for name in names} for row in rows]
    built = pa.Table.from_pylist(filled, schema=contract.arrow_schema)
    beside = path.with_name(f".{path.name}.part")
    pq.write_table(built, beside)
    os.replace(beside, path)


def _write_unmapped(unmapped, not_understood, path):
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["编码 code", "涉及规则 rules", "说明 note"])
        for code, count in sorted(unmapped.items()):
            writer.writerow([code, count, "无地方编码对应，未启用 no local code: not used"])
        for sheet, row, doubt in not_understood:
            writer.writerow([f"{sheet}!{row}", "", doubt])


def _read_catalogue_codes(path: Path) -> set[str]:
    if not path.is_file():
        raise UsageError(f"没有这个文件 no file {path}", next_step="name a file of drug_catalog")
    if path.suffix == ".parquet":
        return set(pq.read_table(path, columns=["item_code"])["item_code"].to_pylist())
    return set(_read_csv(path, ("item_code",))["item_code"])


def _read_code_map(path: Path) -> dict[str, list[str]]:
    columns = _read_csv(path, MAP_COLUMNS)
    local: dict[str, list[str]] = {}
    for national, code in zip(*(columns[c] for c in MAP_COLUMNS), strict=True):
        if national and code and code not in local.setdefault(national, []):
            local[national].append(code)
    return local


def _read_csv(path, needed):
    if not path.is_file():
        raise UsageError(f"没有这个文件 no file {path}", next_step="check the path")
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if not set(needed) <= set(reader.fieldnames or ()):
            raise UsageError(
                f"{path}：需要列 needs the columns {', '.join(needed)}",
                next_step="write them into the first line",
            )
        rows = list(reader)
    return {name: [(row[name] or "").strip() for row in rows] for name in needed}
