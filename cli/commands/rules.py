"""`qingfeng rules`: published rules about charges, in local codes."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from cli.options import day_option, folder_option
from contracts.errors import UsageError
from pipeline.typed_path import typed_path

LOAD = "load"
SHOWN = 10  # codes named on the screen; the file beside the rules has them all


def handle_rules(
    action: Annotated[str, typer.Argument(metavar="load", help="装入 / what to do: load")],
    workbook: Annotated[
        Path,
        typer.Argument(metavar="FILE.xlsx", parser=typed_path, help="规则表 / published rules"),
    ],
    *,
    catalogue: Annotated[
        Path,
        folder_option(
            "--catalogue", metavar="FILE", help="drug_catalog的文件 / a file of drug_catalog"
        ),
    ],
    codes: Annotated[
        Path | None,
        folder_option(
            "--codes",
            metavar="FILE.csv",
            help="国家码与地方码对照 / national_code,item_code; none = codes are local",
        ),
    ] = None,
    out: Annotated[
        Path, folder_option("--out", help="写到文件夹 / folder for the table and the report")
    ],
    valid_from: Annotated[date, day_option("--valid-from", help="生效日期 / in force from")],
) -> None:
    """Write published rules as an input table, and say which codes stay unmapped."""
    from sources.rules.load_rules import load_rules

    if action != LOAD:
        raise UsageError(f"{action!r}：没有这个动作 no such action", next_step="use load")
    loaded = load_rules(workbook, catalogue, out, code_map=codes, valid_from=valid_from)
    print(f"{loaded.used:,} 条规则 rules → {out / loaded.table}.parquet")
    if loaded.unmapped:
        named = ", ".join(loaded.unmapped[:SHOWN])
        more = " …" if len(loaded.unmapped) > SHOWN else ""
        print(
            f"{loaded.left_out:,} 条未启用：{len(loaded.unmapped):,} 个编码无地方对应 "
            f"rules not used, {len(loaded.unmapped):,} codes unmapped: {named}{more}"
        )
    if loaded.not_understood:
        print(f"{len(loaded.not_understood):,} 行未能识别 rows not understood")
    if loaded.unmapped or loaded.not_understood:
        print(f"逐条见 each of them: {out / 'unmapped_codes.csv'}")
