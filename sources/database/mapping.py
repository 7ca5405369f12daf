"""Read mappings: from an agency's names of tables and columns to the contract's.

A mapping file is YAML. Tables that it does not name are not supplied; columns that it does not name
keep their name.

    zh: 某地社保业务库
    en: a city's insurance database
    tables:
      person:
        from: ac01                    # or schema.table
        columns:
          person_id: aac001
          row_status: {from: aae100, values: {"有效": "1", "": null}}
          first_enroll_month: {from: aac030, form: yyyymm}
          id_hash: {from: aac002, pseudonym: identity}
          person_kind: {constant: "1"}      # for a source without the column
    identity:                         # names and numbers for the desk, encrypted apart
      from: ac01
      columns: {person_id: aac001, name: aac003, id_number: aac002}
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from importlib.resources import files
from pathlib import Path

import yaml

from contracts.errors import UsageError
from contracts.identity import FIELDS, KINDS
from contracts.tables import get_input_tables

FORMS = ("yyyymm", "yyyymmdd", "yyyymmddhhmmss")  # how digits may spell a month, day or time
BUILT_IN = files("sources") / "mappings"


@dataclass(frozen=True)
class ColumnSource:
    """The source of a column.

    `values` translates codes, null among the targets; `form` says how text or digits spell a time,
    after `values`, and leaves days and times of the database as they are; `pseudonym` names the
    kind of keyed hash (contracts/identity.py) that replaces the value before it is written;
    `constant` is the value of every row where the source has no such column.
    """

    name: str
    form: str | None = None
    pseudonym: str | None = None
    values: dict[str, str | None] = field(default_factory=dict)
    constant: str | None = None


@dataclass(frozen=True)
class TableSource:
    """The source of a table: its name there, and the columns that are named or stored
    differently.
    """

    name: str
    columns: dict[str, ColumnSource] = field(default_factory=dict)

    def column(self, name: str) -> ColumnSource:
        """Get the source of the contract's column `name`."""
        return self.columns.get(name) or ColumnSource(name)


@dataclass(frozen=True)
class Mapping:
    """Contract table → its source; `identity` is the source of names and numbers for the desk, if
    any.
    """

    name: str
    tables: dict[str, TableSource]
    identity: TableSource | None = None

    @property
    def needs_key(self) -> bool:
        """True if a value is hashed or encrypted on reading, so that the agency's key is needed."""
        columns = [c for table in self.tables.values() for c in table.columns.values()]
        return self.identity is not None or any(c.pseudonym for c in columns)


def resolve_names(mapping: Mapping, find_name: Callable[[str], str]) -> Mapping:
    """Give every table the name by which the source itself knows it."""
    tables = {t: replace(s, name=find_name(s.name)) for t, s in mapping.tables.items()}
    identity = mapping.identity
    if identity is not None:
        identity = replace(identity, name=find_name(identity.name))
    return replace(mapping, tables=tables, identity=identity)


def make_default_mapping() -> Mapping:
    """Make the mapping of a database that has the contract's names."""
    return Mapping("contract", {name: TableSource(name) for name in get_input_tables()})


def read_mapping(mapping_name: str) -> Mapping:
    """Read the mappings of names or files, separated by commas, as one; "" is
    `make_default_mapping`.

    Raises UsageError for a file that is not there or wrong, or a table in two mappings.
    """
    parts = [_read_one_mapping(part.strip()) for part in mapping_name.split(",") if part.strip()]
    if not parts:
        return make_default_mapping()
    tables = {}
    for part in parts:
        if twice := sorted(set(tables) & set(part.tables)):
            raise UsageError(
                f"table {twice[0]} is in two of the mappings {mapping_name}",
                next_step="take it out of one",
            )
        tables |= part.tables
    identity = next((part.identity for part in parts if part.identity), None)
    return Mapping("+".join(part.name for part in parts), dict(sorted(tables.items())), identity)


def read_built_in_mappings() -> dict[str, dict]:
    """Read the mappings that come with the project: name → content."""
    paths = sorted(
        (p for p in BUILT_IN.iterdir() if p.name.endswith(".yaml")), key=lambda p: p.name
    )
    return {
        p.name.removesuffix(".yaml"): yaml.safe_load(p.read_text(encoding="utf-8")) for p in paths
    }


def _read_one_mapping(mapping_name):
    raw = read_built_in_mappings().get(mapping_name)
    if raw is None:
        raw = _load_yaml_file(mapping_name)
    if not isinstance(raw, dict) or not isinstance(raw.get("tables"), dict):
        raise _make_error(mapping_name, "it has no `tables`")
    tables = {
        name: _parse_table(mapping_name, name, table) for name, table in raw["tables"].items()
    }
    return Mapping(
        Path(mapping_name).stem, tables, _parse_identity(mapping_name, raw.get("identity"))
    )


def _load_yaml_file(mapping_name):
    try:
        return yaml.safe_load(Path(mapping_name).read_text(encoding="utf-8"))
    except OSError:
        raise UsageError(
            f"there is no mapping {mapping_name}",
            next_step=f"name a file or one of {', '.join(read_built_in_mappings())}",
        ) from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise _make_error(mapping_name, "it is not YAML in UTF-8") from None


def _parse_table(mapping_name, name, raw):
    if name not in get_input_tables():
        raise _make_error(mapping_name, f"the contract has no table {name}")
    allowed_columns = get_input_tables()[name].contract.columns
    return _parse_table_source(mapping_name, name, raw, allowed_columns)


def _parse_identity(mapping_name, raw):
    return None if raw is None else _parse_table_source(mapping_name, "identity", raw, FIELDS)


def _parse_table_source(mapping_name, name, raw, allowed_columns):
    if not isinstance(raw, dict) or not isinstance(raw.get("from"), str):
        raise _make_error(mapping_name, f"table {name} has no `from`")
    columns = raw.get("columns") or {}
    if unknown := sorted(set(columns) - set(allowed_columns)):
        raise _make_error(mapping_name, f"table {name} has no column {unknown[0]}")
    return TableSource(
        raw["from"],
        {
            c: _parse_column(mapping_name, f"{name}.{c}", raw_column)
            for c, raw_column in columns.items()
        },
    )


def _parse_column(mapping_name, name, raw):
    raw = {"from": raw} if isinstance(raw, str) else raw
    if isinstance(raw, dict) and set(raw) == {"constant"}:
        return ColumnSource("", constant=str(raw["constant"]))
    if not isinstance(raw, dict) or not isinstance(raw.get("from"), str):
        raise _make_error(mapping_name, f"column {name} has no `from`")
    if extra := sorted(set(raw) - {"from", "form", "pseudonym", "values"}):
        raise _make_error(mapping_name, f"column {name}: {extra[0]} is not known")
    if raw.get("form") not in (None, *FORMS):
        raise _make_error(mapping_name, f"column {name}: form must be one of {', '.join(FORMS)}")
    if raw.get("pseudonym") not in (None, *KINDS):
        raise _make_error(
            mapping_name, f"column {name}: pseudonym must be one of {', '.join(KINDS)}"
        )
    values = {str(k): None if v is None else str(v) for k, v in (raw.get("values") or {}).items()}
    return ColumnSource(raw["from"], raw.get("form"), raw.get("pseudonym"), values)


def _make_error(mapping_name, what):
    return UsageError(
        f"mapping {mapping_name}: {what}",
        next_step="correct it; docs/mappings.md shows two that work",
    )
