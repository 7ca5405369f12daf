"""What an agency calls its tables and columns, and how that becomes the contract's names.

A mapping file is YAML. Tables that it does not name are not supplied; columns that it does not name keep their name.

    zh: 某地社保业务库
    en: a city's insurance database
    tables:
      person:
        from: ac01                                   # schema.table if need be
        columns:
          person_id: aac001
          row_status: {from: aae100, values: {"有效": "1"}}
          first_enroll_month: {from: aac030, form: yyyymm}
          id_hash: {from: aac002, pseudonym: identity}
    identity:                                        # names and numbers for the desk, written encrypted and apart
      from: ac01
      columns: {person_id: aac001, name: aac003, id_number: aac002}
"""

from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

import yaml

from contracts.errors import UsageError
from contracts.identity import FIELDS, KINDS
from contracts.tables import input_tables

FORMS = ("yyyymm", "yyyymmdd", "yyyymmddhhmmss")
BUILT_IN = files("sources") / "mappings"


@dataclass(frozen=True)
class ColumnOf:
    """Where a column comes from; `form` says how text or digits spell a time, `values` translates codes, `pseudonym`
    names the kind of keyed hash (contracts/identity.py) that takes the value's place before it is written."""

    name: str
    form: str | None = None
    pseudonym: str | None = None
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TableOf:
    """Where a table comes from: its name at the source, and those columns that are called or kept differently."""

    name: str
    columns: dict[str, ColumnOf] = field(default_factory=dict)

    def column(self, name: str) -> ColumnOf:
        """Where the contract's column `name` comes from."""
        return self.columns.get(name) or ColumnOf(name)


@dataclass(frozen=True)
class Mapping:
    """Contract table → where it comes from; `identity` is the table of names and numbers, if it is to be read."""

    name: str
    tables: dict[str, TableOf]
    identity: TableOf | None = None

    @property
    def needs_key(self) -> bool:
        """True if a value is hashed or encrypted at the edge, so that the agency's key is needed."""
        columns = [c for table in self.tables.values() for c in table.columns.values()]
        return self.identity is not None or any(c.pseudonym for c in columns)


def same_names() -> Mapping:
    """The mapping of a database that has the contract's own names."""
    return Mapping("contract", {name: TableOf(name) for name in input_tables()})


def read_mapping(named: str) -> Mapping:
    """The mapping of one or several names or files, by comma; "" is `same_names`. Raises UsageError."""
    parts = [_read(part.strip()) for part in named.split(",") if part.strip()]
    if not parts:
        return same_names()
    tables = {}
    for part in parts:
        if twice := sorted(set(tables) & set(part.tables)):
            raise UsageError(
                f"table {twice[0]} is in two of the mappings {named}", next_step="take it out of one"
            )
        tables |= part.tables
    identity = next((part.identity for part in parts if part.identity), None)
    return Mapping("+".join(part.name for part in parts), dict(sorted(tables.items())), identity)


def built_in() -> dict[str, dict]:
    """Name → content of the mappings that come with the project."""
    paths = sorted((p for p in BUILT_IN.iterdir() if p.name.endswith(".yaml")), key=lambda p: p.name)
    return {p.name.removesuffix(".yaml"): yaml.safe_load(p.read_text(encoding="utf-8")) for p in paths}


def _read(named):
    raw = built_in().get(named)
    if raw is None:
        raw = _from_file(named)
    if not isinstance(raw, dict) or not isinstance(raw.get("tables"), dict):
        raise _wrong(named, "it has no `tables`")
    tables = {name: _table(named, name, said) for name, said in raw["tables"].items()}
    return Mapping(Path(named).stem, tables, _identity(named, raw.get("identity")))


def _from_file(named):
    try:
        return yaml.safe_load(Path(named).read_text(encoding="utf-8"))
    except OSError:
        raise UsageError(
            f"there is no mapping {named}", next_step=f"name a file or one of {', '.join(built_in())}"
        ) from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise _wrong(named, "it is not YAML in UTF-8") from None


def _table(named, name, said):
    if name not in input_tables():
        raise _wrong(named, f"the contract has no table {name}")
    known = input_tables()[name].contract.columns
    return _table_of(named, name, said, known)


def _identity(named, said):
    return None if said is None else _table_of(named, "identity", said, FIELDS)


def _table_of(named, name, said, known):
    if not isinstance(said, dict) or not isinstance(said.get("from"), str):
        raise _wrong(named, f"table {name} has no `from`")
    columns = said.get("columns") or {}
    if unknown := sorted(set(columns) - set(known)):
        raise _wrong(named, f"table {name} has no column {unknown[0]}")
    return TableOf(said["from"], {c: _column(named, f"{name}.{c}", told) for c, told in columns.items()})


def _column(named, name, told):
    told = {"from": told} if isinstance(told, str) else told
    if not isinstance(told, dict) or not isinstance(told.get("from"), str):
        raise _wrong(named, f"column {name} has no `from`")
    if extra := sorted(set(told) - {"from", "form", "pseudonym", "values"}):
        raise _wrong(named, f"column {name}: {extra[0]} is not known")
    if told.get("form") not in (None, *FORMS):
        raise _wrong(named, f"column {name}: form must be one of {', '.join(FORMS)}")
    if told.get("pseudonym") not in (None, *KINDS):
        raise _wrong(named, f"column {name}: pseudonym must be one of {', '.join(KINDS)}")
    values = {str(k): str(v) for k, v in (told.get("values") or {}).items()}
    return ColumnOf(told["from"], told.get("form"), told.get("pseudonym"), values)


def _wrong(named, what):
    return UsageError(
        f"mapping {named}: {what}", next_step="correct it; docs/mappings.md shows two that work"
    )
