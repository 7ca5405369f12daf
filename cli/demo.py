"""The demonstration: a town is simulated, a whole night is run, and what to look at is said."""

import sys
from pathlib import Path

from cli.main import main
from flows.night_summary import top_lines
from pipeline.runs import published_runs

PERSONS, SEED, AS_OF, BUDGET = 20_000, 20260630, "2026-06-30", 200


def demo(folder: Path) -> int:
    """Simulate, run, export, evaluate; the last lines name the list, the report, the workbook and the next step."""
    source, truth, runs = folder / "town", folder / "truth.parquet", folder / "runs"
    code = _run(
        f"simulate --persons {PERSONS} --seed {SEED} --as-of {AS_OF} --out {source} --truth {truth}",
        f"nightly --source {source} --as-of {AS_OF} --runs {runs} --budget {BUDGET}",
    )
    if code:
        return code
    run, workbook = published_runs(runs)[-1][0], folder / "疑点核查清单.xlsx"
    code = _run(f"export {run} --out {workbook}", f"evaluate {run} --truth {truth}")
    if not code:
        print("\n" + "\n".join(_closing(run, workbook)))
    return code


def _run(*commands):
    for command in commands:
        print(f"\n$ qingfeng {command}", flush=True)
        if code := main(command.split()):
            return code
    return 0


def _closing(run, workbook):
    return [
        "清单前十件 / top of the list:",
        *[f"  {line}" for line in top_lines(run)],
        "",
        f"清单 list      {run / 'cases.parquet'}",
        f"报告 report    {run / 'report.html'}   ← 用浏览器打开 / open it in a browser",
        f"工作簿 workbook {workbook}   ← 用 Excel 打开 / open it in Excel",
        "下一步 next    .venv/bin/qingfeng check --source 数据目录 → nightly --source 数据目录",
        "               with your own data: docs/operations.md",
    ]


if __name__ == "__main__":
    sys.exit(demo(Path(sys.argv[1] if len(sys.argv) > 1 else "demo")))
