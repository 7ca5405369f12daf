"""Names of units, institutions, staff and drugs: taken in, found, and put beside numbers.

What an agency delivers goes to the desk alone. Names that are not personal stand in `MasterName`,
personal columns sealed in the vault.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.db import transaction

from contracts.errors import UsageError
from contracts.name_tables import NAME_TABLES, NameTable
from review import identity_vault, search
from review.identity_vault import Identity
from review.models import Case, MasterName

BATCH = 2_000  # rows a statement: bounds memory
# the numbers of units and institutions as findings name them in a sentence
NUMBER = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{1,4}\d{4,}(?![A-Za-z0-9])")
KINDS_OF_COLUMNS = {c: t.kind for t in NAME_TABLES.values() for c in t.used_in}


def import_names(folder: Path) -> dict[str, int]:
    """Take in every file of names in a folder; return the rows of each.

    All of it or nothing. Raises UsageError for an unknown or missing column, a row without a number
    or name, or personal columns without the agency's key.
    """
    tables = [t for t in NAME_TABLES.values() if (folder / t.file).is_file()]
    if not tables:
        raise UsageError(
            f"{folder.name} holds none of {', '.join(NAME_TABLES)}",
            next_step="name the folder of the delivery of names",
        )
    with transaction.atomic():
        counts = {table.file: _import_table(table, folder / table.file) for table in tables}
        name_cases()
    return counts


def name_cases(case_ids: Iterable[str] | None = None) -> None:
    """Write the names of units and institutions on their cases, and make them findable."""
    cases = Case.objects.filter(subject_kind__in=("employer", "institution"))
    if case_ids is not None:
        cases = cases.filter(pk__in=case_ids)
    known = {
        (n.kind, n.key): n.name
        for n in MasterName.objects.filter(kind__in=("employer", "institution"))
    }
    changed = []
    for case in cases.only("pk", "subject_kind", "subject_id", "subject_name"):
        name = known.get((case.subject_kind, case.subject_id), "")
        if name and name != case.subject_name:
            case.subject_name = name
            changed.append(case)
    Case.objects.bulk_update(changed, ["subject_name"], batch_size=500)
    search.index_cases([case.pk for case in changed])


def load_names(numbers: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Load (kind, number) → name of those that are known."""
    wanted = set(numbers)
    found = MasterName.objects.filter(key__in={key for _, key in wanted})
    return {(n.kind, n.key): n.name for n in found if (n.kind, n.key) in wanted}


def load_names_in_rows(rows: list[dict]) -> dict[tuple[str, str], str]:
    """Load (column, number) → name for the numbers that stand in source rows."""
    held = {
        (column, str(value))
        for row in rows
        for column, value in row.items()
        if column in KINDS_OF_COLUMNS and value not in (None, "")
    }
    names = load_names((KINDS_OF_COLUMNS[column], value) for column, value in held)
    return {
        (column, value): names[KINDS_OF_COLUMNS[column], value]
        for column, value in held
        if (KINDS_OF_COLUMNS[column], value) in names
    }


def write_names(text: str) -> str:
    """Write the names beside the numbers of a sentence: e00000676 → 某公司（e00000676）"""
    numbers = set(NUMBER.findall(text))
    if not numbers:
        return text
    names = dict(MasterName.objects.filter(key__in=numbers).values_list("key", "name"))
    return NUMBER.sub(lambda m: f"{names[m[0]]}（{m[0]}）" if names.get(m[0]) else m[0], text)


def find_party(case: Case) -> dict[str, str]:
    """Find what is known of the subject for a paper: name, number, address, and more.

    Persons and staff come from the vault, where the process has its key.
    """
    entry = MasterName.objects.filter(kind=case.subject_kind, key=case.subject_id).first()
    details = entry.details if entry else {}
    identity = identity_vault.find_identity(case.subject_kind, case.subject_id) or Identity()
    if case.subject_kind in ("person", "operator"):
        return {
            "name": identity.name,
            "number": identity.id_number,
            "address": identity.address,
            "unit": details.get("department", ""),
            "post": details.get("post", ""),
        }
    return {
        "name": entry.name if entry else "",
        "number": details.get("credit_code", ""),
        "address": details.get("address", ""),
        "more": identity.name,
    }


def _import_table(table: NameTable, path):
    rows, count = _read_rows(table, path), 0
    while batch := [row for _, row in zip(range(BATCH), rows, strict=False)]:
        _store_batch(table, batch)
        count += len(batch)
    return count


def _store_batch(table, rows):
    public = [c.name for c in table.columns if not c.is_personal and c.name != "name"]
    has_public_name = any(c.name == "name" and not c.is_personal for c in table.columns)
    MasterName.objects.bulk_create(
        [
            MasterName(
                kind=table.kind,
                key=key,
                name=row["name"] if has_public_name else "",
                details={c: row[c] for c in public if row.get(c)},
            )
            for key, row in {row[table.key]: row for row in rows}.items()
        ],
        update_conflicts=True,
        unique_fields=["kind", "key"],
        update_fields=["name", "details"],
    )
    sealed = [(row[table.key], _build_identity(table, row)) for row in rows]
    identity_vault.seal(table.kind, [(key, i) for key, i in sealed if i != Identity()])


def _build_identity(table, row):
    """Build what is personal of a row: of a unit, its representative and telephone."""
    personal = {c.name for c in table.columns if c.is_personal}
    name = row.get("name" if "name" in personal else "legal_representative") or ""
    return Identity(name=name, phone=row.get("phone") or "") if personal else Identity()


def _read_rows(table: NameTable, path) -> Iterator[dict]:
    known = {table.key, *(c.name for c in table.columns)}
    required = [table.key, *(c.name for c in table.columns if c.is_required)]
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            columns = set(reader.fieldnames or ())
            if wrong := sorted(columns - known) or sorted(set(required) - columns):
                raise UsageError(
                    f"{table.file} has a wrong or lacks a column: {', '.join(wrong)}",
                    next_step=f"its columns are {', '.join(sorted(known))}",
                )
            for line, row in enumerate(reader, start=2):
                if None in row or any(not (row[c] or "").strip() for c in required):
                    raise UsageError(
                        f"{table.file}, line {line}: a number or name is missing, "
                        "or there are too many values",
                        next_step="mend the line; nothing was taken in",
                    )
                yield {c: (v or "").strip() for c, v in row.items()}
    except (UnicodeDecodeError, csv.Error) as error:
        raise UsageError(
            f"{table.file} cannot be read as CSV in UTF-8 ({error})",
            next_step="save it as UTF-8",
        ) from None
