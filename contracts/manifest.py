"""The manifest of a snapshot folder: tables, row counts and file hashes of a delivery."""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from contracts.errors import SourceError
from contracts.tables import get_input_tables

SCHEMA_VERSION = 1
ASK_AGENCY = "请数据方重新交付 ask the agency for a new delivery"
# what a file of a table may end with: Parquet, text with a header row (packed or not), a workbook
PARQUET = ".parquet"
TEXTS = (".csv", ".txt", ".tsv", ".csv.gz", ".txt.gz", ".csv.zip", ".zip")
ENDINGS = (PARQUET, *TEXTS, ".xlsx")


@dataclass(frozen=True)
class Delivery:
    """One table as the manifest lists it.

    `sha256` maps a path below the snapshot folder to its hash.
    """

    name: str
    rows: int
    mode: str
    sha256: dict[str, str]

    @property
    def is_parquet(self) -> bool:
        """True if every file of the table is Parquet, False if some is text or a workbook."""
        return all(path.endswith(PARQUET) for path in self.sha256)


@dataclass(frozen=True)
class Manifest:
    """`snapshot_date` is the last closed day; `tables` maps a table's name to its delivery."""

    snapshot_date: date
    schema_version: int
    tables: dict[str, Delivery]

    @property
    def deltas(self) -> list[str]:
        """The tables of which only changes were delivered."""
        return [d.name for d in self.tables.values() if d.mode == "delta"]


def read_manifest(source: Path) -> Manifest:
    """Read and validate `manifest.json` of a snapshot folder.

    Raises SourceError; looks at no table file.
    """
    raw = _parse_json(_read_manifest_text(source))
    if raw.get("schema_version") != SCHEMA_VERSION:
        raise SourceError(
            f"交付清单版本不符 manifest.json has schema_version {raw.get('schema_version')!r}; "
            f"this version reads {SCHEMA_VERSION}",
            next_step="按本版结构重新导出 "
            "export the snapshot again with the schema of this version",
        )
    manifest = Manifest(
        _parse_day(raw.get("snapshot_date")), SCHEMA_VERSION, _parse_deliveries(raw.get("tables"))
    )
    _refuse_two_forms(source, manifest)
    return manifest


def compute_snapshot_hash(manifest: Manifest) -> str:
    """SHA-256 over snapshot date, table names, row counts and file hashes.

    The order in the file has no say.
    """
    tables = {d.name: [d.rows, d.mode, d.sha256] for d in manifest.tables.values()}
    content = [manifest.snapshot_date.isoformat(), manifest.schema_version, tables]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def compute_file_digest(path: Path) -> str:
    """SHA-256 of a file, as a manifest lists it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def verify_files(source: Path, delivery: Delivery) -> None:
    """Compare every file of a table with its hash.

    Raises SourceError at the first that is missing or differs.
    """
    for path, expected in sorted(delivery.sha256.items()):
        if not (source / path).is_file():
            raise SourceError(
                f"清单所列文件缺失 file {path} is in manifest.json but not in the folder",
                next_step=ASK_AGENCY,
            )
        found = compute_file_digest(source / path)
        if found != expected:
            raise SourceError(
                f"文件与清单校验值不符 file {path} does not match its hash in manifest.json "
                f"(found {found[:12]}…, expected {expected[:12]}…)",
                next_step="重新拷贝 copy the file again; if it still differs, " + ASK_AGENCY,
            )


def refuse_deltas(manifest: Manifest) -> None:
    """Raise SourceError for a delivery with tables of mode delta, which hold changed rows only."""
    if manifest.deltas:
        raise SourceError(
            "只交付了增量 "
            f"tables delivered as changes only (mode delta): {', '.join(manifest.deltas)}",
            next_step="`qingfeng nightly` merges them: give the snapshot that it lands below "
            "landed/, or a full delivery",
        )


def find_unlisted_files(source: Path, manifest: Manifest) -> list[str]:
    """Paths in the folder that look like a table of the contract but are not in the manifest.

    They are not read.
    """
    listed = {path for delivery in manifest.tables.values() for path in delivery.sha256}
    return [
        path
        for name in get_input_tables()
        for path in list_table_files(source, name)
        if path not in listed
    ]


def list_table_files(source: Path, name: str) -> list[str]:
    """List the paths below a folder that are files of a table: `name.*`, then parts in `name/`."""
    single = [f"{name}{ending}" for ending in ENDINGS]
    parts = sorted(p for p in (source / name).glob("*") if p.name.endswith(ENDINGS))
    return [path for path in single if (source / path).is_file()] + [
        p.relative_to(source).as_posix() for p in parts if not p.name.startswith(".")
    ]


def is_file_of(path: str, name: str) -> bool:
    """True if a path in a manifest can be a file of a table."""
    ending = "|".join(map(re.escape, ENDINGS))
    return bool(re.fullmatch(rf"{name}(/[^/\\]+)?({ending})", path))


def _read_manifest_text(source):
    if not source.is_dir():
        raise SourceError(
            f"不是文件夹 {source} is not a folder",
            next_step="给出含manifest.json的文件夹 give the folder that holds manifest.json",
        )
    try:
        return (source / "manifest.json").read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise SourceError(
            f"没有交付清单 {source} has no manifest.json",
            next_step="等交付完成，或用 qingfeng manifest 生成 "
            "wait until the delivery is complete, or give the folder that holds "
            "manifest.json",
        ) from None
    except UnicodeDecodeError:
        raise _make_manifest_error("it is not UTF-8") from None


def _parse_json(text):
    try:
        raw = json.loads(text)
    except json.JSONDecodeError as error:
        raise _make_manifest_error(f"it is not JSON: {error.msg} in line {error.lineno}") from None
    if not isinstance(raw, dict):
        raise _make_manifest_error("it is not a JSON object")
    return raw


def _parse_day(text):
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        raise _make_manifest_error(f"snapshot_date is {text!r}, not a day YYYY-MM-DD") from None


def _parse_deliveries(entries):
    if not isinstance(entries, dict):
        raise _make_manifest_error("`tables` is not an object of tables")
    if not entries:
        raise SourceError("交付清单为空 manifest.json lists no table", next_step=ASK_AGENCY)
    if unknown := sorted(set(entries) - set(get_input_tables())):
        raise SourceError(
            "交付清单有未知表 "
            f"manifest.json lists tables that the contract does not know: {', '.join(unknown)}",
            next_step="改正表名或取出 "
            "correct the names or take the tables out of the delivery; the contract is "
            "in contracts/tables",
        )
    return {name: _parse_delivery(name, entries[name]) for name in sorted(entries)}


def _parse_delivery(name, entry):
    if not isinstance(entry, dict):
        raise _make_manifest_error(f"table {name} is not an object with rows, mode and sha256")
    rows, mode, hashes = (entry.get(k) for k in ("rows", "mode", "sha256"))
    if type(rows) is not int or rows < 0:
        raise _make_manifest_error(f"table {name}: rows is {rows!r}, not a count")
    if mode not in ("full", "delta"):
        raise _make_manifest_error(f"table {name}: mode is {mode!r}, not full or delta")
    if not isinstance(hashes, dict) or not hashes:
        raise _make_manifest_error(f"table {name}: sha256 does not list the table's files")
    for path, value in hashes.items():
        if not is_file_of(path, name):
            raise _make_manifest_error(f"table {name}: {path} is not a file of this table")
        if not re.fullmatch("[0-9a-fA-F]{64}", str(value)):
            raise _make_manifest_error(f"table {name}: the hash of {path} is not a SHA-256")
    return Delivery(name, rows, mode, {path: value.lower() for path, value in hashes.items()})


def _refuse_two_forms(source, manifest):
    for delivery in manifest.tables.values():
        paths = {*delivery.sha256, *list_table_files(source, delivery.name)}
        forms = {"parts" if "/" in path else path for path in paths}
        if len(forms) > 1:
            raise SourceError(
                "同一表有多种形式 "
                f"table {delivery.name} is there in more than one form: {', '.join(sorted(paths))}",
                next_step="只留一种 "
                "keep one file of the table, or a folder <table>/ with its parts, and "
                "remove the others",
            )


def _make_manifest_error(what):
    return SourceError(
        f"交付清单不可用 manifest.json cannot be used: {what}",
        next_step="在导出端改正后重新交付 correct it at the export and deliver again",
    )
