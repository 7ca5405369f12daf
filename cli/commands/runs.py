"""`qingfeng evaluate`, `export`, `replay`, `diff`, `prune`: what is done with published runs."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from cli.options import RUNS, Run, Runs, Settings, Truth, folder_option, number_option
from cli.progress import print_progress
from pipeline.typed_path import typed_path


def evaluate(run: Run, *, truth: Truth) -> None:
    """Print recall and precision."""
    from cases.publish import resolve_run_folder
    from reports.evaluation import evaluate_run

    print("\n".join(evaluate_run(resolve_run_folder(run), truth).lines()))


def export_workbook(
    run: Run,
    *,
    out: Annotated[Path, folder_option("--out", metavar="FILE.xlsx", help="工作簿 / the workbook")],
    district: Annotated[
        str | None, typer.Option(metavar="D", help="一个区县的代码 / code of one district")
    ] = None,
) -> None:
    """Write the workbook of a run."""
    from cases.publish import resolve_run_folder
    from reports.excel.workbook import write_workbook

    rows = write_workbook(resolve_run_folder(run), out, district=district)
    print(f"{rows} 条疑点 findings")
    print(out)


def replay_run(
    run: Run,
    *,
    source: Annotated[
        Path | None,
        folder_option("--source", help="快照的新位置 / where its snapshot is, if it was moved"),
    ] = None,
    threads: Annotated[
        int,
        number_option("--threads", "N", "线程数，不改变任何字节 / another number changes no byte"),
    ] = 0,
    other_code: Annotated[
        bool,
        typer.Option(
            "--other-code",
            help="代码版本不同也继续 / go on though the code is not that of the run",
        ),
    ] = False,
) -> None:
    """Make a run again and compare."""
    from cases.publish import resolve_run_folder
    from pipeline.history.replay import replay, require_identical

    proof = replay(
        resolve_run_folder(run).resolve(),
        source=source,
        threads=threads,
        other_code=other_code,
        tell=print_progress,
    )
    print("\n".join(require_identical(proof).lines()))


def compare(
    before: Annotated[
        Path, typer.Argument(parser=typed_path, metavar="RUN_A", help="前一次 / the first run")
    ],
    after: Annotated[
        Path, typer.Argument(parser=typed_path, metavar="RUN_B", help="后一次 / the second run")
    ],
    *,
    kind: Annotated[
        Literal["new", "gone", "moved", "all"] | None,
        typer.Option(help="只列此类，缺省为新增和消失 / list these alone; else new and gone"),
    ] = None,
    csv: Annotated[
        Path | None,
        folder_option("--csv", metavar="FILE.csv", help="另写成表 / write the cases to a file too"),
    ] = None,
) -> None:
    """Print why cases differ between two runs."""
    from cases.publish import resolve_run_folder
    from reports.diff.compare_runs import KINDS, compare_runs

    comparison = compare_runs(resolve_run_folder(before), resolve_run_folder(after))
    # many cases only move because others came: they are counted, and listed when asked for
    chosen = KINDS if kind == "all" else (kind,) if kind else ("new", "gone")
    print("\n".join(comparison.lines(chosen)))
    if csv:
        print(f"{comparison.write_csv(csv, chosen if kind else KINDS):,} 行 rows → {csv}")


def prune_runs(
    *,
    runs: Runs = RUNS,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="只列出，不删除 / list what would go, delete nothing")
    ] = False,
    settings: Settings,
) -> None:
    """Reduce old runs to their lists, as every night does at its end."""
    from pipeline.retention.prune import plan_pruning, prune
    from pipeline.retention.room import forecast_room
    from pipeline.run_lock import run_lock
    from pipeline.settings import load_settings

    chosen = load_settings(settings)
    if dry_run:
        pruning = plan_pruning(runs, chosen)
    else:
        with run_lock(runs):
            pruning = prune(runs, chosen)
    print("\n".join(pruning.lines()))
    if room := forecast_room(runs, chosen):
        print(room.format())
