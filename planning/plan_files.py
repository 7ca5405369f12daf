"""The files of a plan: a Parquet file a table, and a workbook; read back by the desk."""

import os
import shutil
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from contracts.errors import UsageError
from contracts.plans import get_plan_tables
from contracts.run_layout import RESTRICTED

PLAN, WORKBOOK = "plan", "plan.xlsx"


def write_plan(plan, out: Path, *, restricted=None) -> None:
    """Write a plan to a folder, the restricted part below `restricted/`; all or nothing.

    A plan that is there already is replaced. Raises UsageError for a folder with something else.
    """
    if out.exists() and any(out.iterdir()) and not (out / f"{PLAN}.parquet").is_file():
        raise UsageError(
            f"{out} 已有别的文件 holds other files", next_step="name a new folder with --out"
        )
    building = out.with_name(f".building-{out.name}")
    shutil.rmtree(building, ignore_errors=True)
    _write_part(plan, building)
    if restricted is not None:
        _write_part(restricted, building / RESTRICTED)
    shutil.rmtree(out, ignore_errors=True)
    os.replace(building, out)


def read_plan(folder: Path) -> dict[str, pd.DataFrame]:
    """Read the tables of a plan's folder by name. Raises UsageError if one is missing."""
    try:
        return {
            name: pd.read_parquet(folder / f"{name}.parquet")
            for name in get_plan_tables()
            if name not in ("visit_result", "visit_item", "what_if")
        }
    except OSError as error:
        raise UsageError(
            f"{folder} 不是检查计划 is no plan: {error.filename or error}",
            next_step="give the folder that `qingfeng plan … --out` wrote",
        ) from None


def _write_part(plan, folder):
    from planning.plan_workbook import write_plan_workbook

    folder.mkdir(parents=True)
    for name, rows in plan.tables.items():
        pq.write_table(_make_arrow(rows, name), folder / f"{name}.parquet", compression="zstd")
    write_plan_workbook(plan, folder / WORKBOOK)


def _make_arrow(rows, name):
    """Rows as declared. Raises AssertionError where a required value is missing."""
    contract = get_plan_tables()[name].contract
    columns = []
    for column in contract.columns.values():
        values = [_convert(column, v) for v in rows[column.name]]
        missing = column.required and any(v is None for v in values)
        assert not missing, f"{name}.{column.name} is missing"
        columns.append(pa.array(values, type=column.type.arrow))
    return pa.Table.from_arrays(columns, schema=contract.arrow_schema)


def _convert(column, value):
    if value is None or value != value:
        return None
    match column.type.name:
        case "money":
            return Decimal(str(value)).quantize(Decimal("0.01"))
        case "int":
            return int(value)
        case "number":
            return float(value)
        case "bool":
            return bool(value)
        case "date":
            return value.date() if isinstance(value, datetime) else value
    return str(value)
