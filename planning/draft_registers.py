"""A draft of the registers from a run: targets that it knows, and empty sheets to fill in."""

import json
from pathlib import Path

import pandas as pd
import xlsxwriter

from contracts.checklist_book import CellFormats
from contracts.codes import load_code_lists
from contracts.errors import RunError, UsageError
from contracts.plans.visit_item import VisitItem
from contracts.plans.visit_result import VisitResult
from contracts.registers import get_register_tables
from contracts.run_layout import RESTRICTED

FREE_ROWS = 1000  # rows below the drafted ones that have drop-downs
SHOWN_CHOICES = 255  # characters that Excel takes in a drop-down written out
INSTITUTION_COLUMNS = {
    "institution_code": "target_id",
    "kind": "target_kind",
    "name": "name",
    "district": "district",
    "level": "level",
    "specialty": "specialty",
    "ownership": "ownership",
    "lon": "lon",
    "lat": "lat",
    "chain_id": "chain_id",
}


def draft_targets(run: Path, source: Path | None = None) -> pd.DataFrame:
    """Draft inspection_target: institutions of the snapshot, employers of open cases, offices.

    `source` is the snapshot's folder, else the one that the run names. Without it institutions are
    those of the cases alone. Raises RunError.
    """
    try:
        record = json.loads((run / "run.json").read_text(encoding="utf-8"))
        cases = pd.read_parquet(run / "cases.parquet")
    except (OSError, ValueError):
        raise RunError(f"{run} 不是运行 is not a run", next_step="name a published run") from None
    cases = cases[cases.subject_kind.isin(["institution", "employer"])]
    of_cases = cases.drop_duplicates("subject_id").rename(columns={"subject_id": "target_id"})
    kind = of_cases.target_id.str[0].where(of_cases.subject_kind == "institution", "E")
    of_cases = of_cases.assign(target_kind=kind)[
        ["target_id", "target_kind", "district", "ring_id"]
    ]
    institutions = _read_institutions(source or Path(str(record.get("source") or "")), record)
    rings = of_cases.set_index("target_id").ring_id
    parts = [of_cases]
    if institutions is not None:
        institutions = institutions.assign(ring_id=institutions.target_id.map(rings))
        parts = [institutions, of_cases[~of_cases.target_id.isin(set(institutions.target_id))]]
    offices = _list_offices(run)
    rows = pd.concat([p for p in [*parts, offices] if len(p)], ignore_index=True)
    columns = get_register_tables()["inspection_target"].contract.columns
    rows = rows.reindex(columns=list(columns)).sort_values("target_id", ignore_index=True)
    return rows.astype(object).where(rows.notna(), None)


def _read_institutions(source, record):
    for name, read in (("institution.parquet", pd.read_parquet), ("institution.csv", pd.read_csv)):
        if (source / name).is_file():
            rows = read(source / name)
            break
    else:
        return None
    ends = pd.to_datetime(rows.agreement_to) if "agreement_to" in rows else None
    if ends is not None:
        rows = rows[ends.isna() | (ends >= pd.Timestamp(record["as_of"]))]
    return rows.rename(columns=INSTITUTION_COLUMNS).reindex(
        columns=list(INSTITUTION_COLUMNS.values())
    )


def _list_offices(run):
    path = run / RESTRICTED / "cases.parquet"
    if not path.is_file():
        return pd.DataFrame()
    districts = sorted(pd.read_parquet(path, columns=["district"]).district.unique())
    names = load_code_lists()["district"]
    return pd.DataFrame(
        {
            "target_id": [f"office-{d}" for d in districts],
            "target_kind": "O",
            "district": districts,
            "name": [f"{names[d].zh if d in names else d}经办机构" for d in districts],
        }
    )


def write_register_workbook(targets: pd.DataFrame, out: Path) -> None:
    """Write a workbook with a sheet a register: Chinese titles, drop-downs, notes on each column.

    Raises UsageError if `out` is no .xlsx or cannot be written.
    """
    if out.suffix != ".xlsx":
        raise UsageError(f"{out} is not an .xlsx file", next_step="give a name that ends in .xlsx")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        book = xlsxwriter.Workbook(str(out), {"strings_to_formulas": False})
        looks = CellFormats(book)
        tables = [*get_register_tables().values(), VisitResult, VisitItem]
        # the targets first: it is the sheet that is filled in already
        tables.sort(key=lambda t: t.contract.name != "inspection_target")
        for table in tables:
            rows = targets if table.contract.name == "inspection_target" else targets.head(0)
            _write_sheet(book, looks, table.contract, rows)
        book.close()
    except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
        raise UsageError(
            f"{out} cannot be written: {error}", next_step="name another file"
        ) from None


def _write_sheet(book, looks, contract, rows):
    sheet = book.add_worksheet(contract.zh)
    text = looks.of(num_format="@")
    for n, column in enumerate(contract.columns.values()):
        sheet.set_column(n, n, max(12, 2 * len(column.zh) + 2), text)
        sheet.write_string(0, n, column.zh, looks.head(is_open=column.required))
        sheet.write_comment(0, n, _describe(column))
        choices = _list_choices(column)
        if choices:
            sheet.data_validation(
                1, n, len(rows) + FREE_ROWS, n, {"validate": "list", "source": choices}
            )
        names = load_code_lists().get(column.codes, {})
        for k, value in enumerate(rows.get(column.name, []), start=1):
            if value is None or value != value:
                continue
            if isinstance(value, float):
                sheet.write_number(k, n, value)
            else:
                shown = f"{value} {names[value].zh}" if value in names and choices else str(value)
                sheet.write_string(k, n, shown, text)
    sheet.freeze_panes(1, 1)


def _list_choices(column):
    if column.type.name == "bool":
        return ["是", "否"]
    names = load_code_lists().get(column.codes, {})
    choices = [f"{code} {name.zh}" for code, name in names.items()]
    return choices if len(",".join(choices)) <= SHOWN_CHOICES else []


def _describe(column):
    parts = ["必填 required" if column.required else "选填 optional", column.en]
    if column.check:
        parts.append(column.check.text)
    if column.codes:
        names = load_code_lists()[column.codes]
        parts.append("；".join(f"{code} {name.zh}" for code, name in names.items()))
    return "\n".join(parts)
