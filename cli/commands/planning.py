"""`qingfeng plan`: from leads to the visits of a quarter."""

import os
import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from cli.options import Settings, folder_option
from contracts.errors import UsageError
from pipeline.typed_path import typed_path

REGISTERS = "registers"


def plan_inspections(
    run: Annotated[
        str,
        typer.Argument(
            metavar="RUN|registers",
            help="已发布的运行 / a published run; registers RUN: 草拟登记表",
        ),
    ],
    drafted_run: Annotated[
        Path | None,
        typer.Argument(metavar="[RUN]", parser=typed_path, help="registers 之后 / after registers"),
    ] = None,
    *,
    registers: Annotated[
        Path | None,
        folder_option(
            "--registers", metavar="FILE.xlsx|DIR", help="登记表 / workbook or folder of registers"
        ),
    ] = None,
    quarter: Annotated[str, typer.Option(metavar="2026Q3", help="季度 / the quarter")] = "",
    out: Annotated[
        Path,
        folder_option(
            "--out", metavar="DIR|FILE.xlsx", help="写到 / folder of the plan, or the draft"
        ),
    ],
    staff_days: Annotated[
        int | None,
        typer.Option(
            "--staff-days",
            metavar="PERCENT",
            min=1,
            max=90,
            help="试算增减人日 / also try so many per cent more and fewer",
        ),
    ] = None,
    source: Annotated[
        Path | None, folder_option("--source", help="快照目录，供草拟 / its snapshot, for a draft")
    ] = None,
    settings: Settings,
) -> None:
    """Write the plan of a quarter, or a draft of the registers that it needs."""
    if run == REGISTERS:
        _draft_registers(drafted_run, out, source)
        return
    if registers is None or not quarter:
        raise UsageError(
            "--registers 和 --quarter 必填 are required", next_step="see `qingfeng plan --help`"
        )
    if drafted_run is not None:
        raise UsageError(f"{drafted_run} 多余 is too much", next_step="see `qingfeng plan --help`")
    _write_plan(typed_path(run), registers, quarter, out, staff_days, settings)


def _draft_registers(run, out, source):
    from cases.publish import resolve_run_folder
    from planning.draft_registers import draft_targets, write_register_workbook

    if run is None:
        raise UsageError("缺少运行 a run is required", next_step="`qingfeng plan registers RUN`")
    targets = draft_targets(resolve_run_folder(run), source)
    write_register_workbook(targets, out)
    print(
        f"{len(targets):,} 个被检查对象 targets；请补填检查人员库等 fill in inspectors and the rest"
    )
    print(out)


def _write_plan(run, registers_path, quarter_text, out, staff_days, overrides):
    from cases.publish import resolve_run_folder
    from contracts.run_layout import RESTRICTED
    from planning.leads import OFFICE, read_run
    from planning.plan_files import write_plan
    from planning.quarter import parse_quarter
    from planning.registers import read_registers
    from planning.settings import parse_settings

    folder, quarter = resolve_run_folder(run), parse_quarter(quarter_text)
    chosen, registers = parse_settings(overrides), read_registers(registers_path)
    facts, restricted_facts = read_run(folder), None
    has_offices = (registers.inspection_target.target_kind == OFFICE).any()
    if has_offices and (folder / RESTRICTED).is_dir():
        restricted_facts = read_run(folder, restricted=True)
    with _silence_solver():
        plan, restricted = _make_parts(
            facts, restricted_facts, registers, quarter, chosen, staff_days
        )
    write_plan(plan, out, restricted=restricted)
    print("\n".join(_format_plan(plan)))
    if restricted is not None:
        print(f"受限部分 restricted part: {len(restricted['visit'])} 项检查 visits")
    print(out)


def _make_parts(facts, restricted_facts, registers, quarter, settings, staff_days):
    """The ordinary and the restricted plan (None without offices)."""
    from planning.make_plan import make_plan, try_staff_days

    restricted, busy = None, {}
    if restricted_facts is not None:
        # first, so that the ordinary part plans around it and never names it
        restricted = make_plan(restricted_facts, registers, quarter, settings, restricted=True)
        busy = restricted.busy
    plan = make_plan(facts, registers, quarter, settings, busy=busy)
    if staff_days:
        factors = (1 - staff_days / 100, 1 + staff_days / 100)
        tried = try_staff_days(facts, registers, quarter, settings, factors)
        tried = tried.assign(plan_id=plan.summary["plan_id"])
        plan = replace(plan, tables=plan.tables | {"what_if": tried})
    return plan, restricted


@contextmanager
def _silence_solver():
    """Keep what HiGHS prints for its developers (`tmpSolver.run()`) off the output."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _format_plan(plan):
    s = plan.summary
    lines = [
        f"{s['visit_count']} 项检查 visits，其中随机 by chance {s['random_count']}；"
        f"人日 staff-days {s['staff_days_planned']:g}/{s['staff_days_available']:g}，"
        f"预留 kept {s['staff_days_reserved']:g}",
        f"预期查实 expected {s['expected_yuan']:,.0f} 元，差距 gap {s['gap']:.3%}",
        *s["notes_zh"].splitlines()[:10],
    ]
    if "what_if" in plan.tables:
        lines += [
            f"人日×{r.factor:g}：{r.visit_count} 项检查 visits，预期 {r.expected_yuan:,.0f} 元"
            for r in plan["what_if"].itertuples()
        ]
    return lines
