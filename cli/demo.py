"""The demonstration (`make demo`): a simulated town, a whole night, and what to look at."""

import sys
from pathlib import Path

from cli.main import main
from flows.night_summary import format_top_cases
from pipeline.runs import list_published_runs

# the smallest town that the simulator makes: a whole night on it takes a minute or two
PERSONS, SEED, AS_OF, BUDGET = 20_000, 20260630, "2026-06-30", 200


def run_demo(folder: Path) -> int:
    """Simulate, run, export and evaluate; print where list, report and workbook are."""
    source, truth, runs = folder / "town", folder / "truth.parquet", folder / "runs"
    code = _run_commands(
        f"simulate --persons {PERSONS} --seed {SEED} --as-of {AS_OF} "
        f"--out {source} --truth {truth}",
        f"nightly --source {source} --as-of {AS_OF} --runs {runs} --budget {BUDGET}",
    )
    if code:
        return code
    run, workbook = list_published_runs(runs)[-1][0], folder / "疑点核查清单.xlsx"
    code = _run_commands(f"export {run} --out {workbook}", f"evaluate {run} --truth {truth}")
    if not code:
        print("\n" + "\n".join(_format_closing_lines(run, workbook)))
    return code


def _run_commands(*commands):
    for command in commands:
        print(f"\n$ qingfeng {command}", flush=True)
        if code := main(command.split()):
            return code
    return 0


def _format_closing_lines(run, workbook):
    return [
        "清单前十件 / top of the list:",
        *[f"  {line}" for line in format_top_cases(run)],
        "",
        f"清单 list      {run / 'cases.parquet'}",
        f"报告 report    {run / 'report.html'}   ← 用浏览器打开 / open it in a browser",
        f"工作簿 workbook {workbook}   ← 用 Excel 打开 / open it in Excel",
        "下一步 next    .venv/bin/qingfeng check --source 数据目录 → nightly --source 数据目录",
        "               with your own data: docs/operations.md",
    ]


if __name__ == "__main__":
    sys.exit(run_demo(Path(sys.argv[1] if len(sys.argv) > 1 else "demo")))
