"""A data scientist's hour (make hour).

    python -m cli.walkthrough [FOLDER] [--source SNAPSHOT] [--scenario ID] [--set KEY=VALUE …]

Open notebook 2, retrain, compare champion and challenger in MLflow, promote, run the night,
roll back. All files are below FOLDER: three nights, the models with their MLflow store, the
notebook as it ran. Without --source a town of 20,000 persons is simulated. Every step is a
command that is printed before it is run.
"""

import argparse
import os
import sys
from datetime import timedelta
from pathlib import Path

from cli.main import main
from contracts.manifest import read_manifest
from pipeline.runs import list_published_runs
from pipeline.settings import load_settings

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOK = ROOT / "notebooks" / "2-retrain-and-compare.ipynb"
PERSONS, SEED = 20_000, 20260630
BY, REASON, BACK = (
    "数据科学家 data scientist",
    "注入样本检出更高 finds more injected cases",
    "试毕 trial over",
)


def run_walkthrough(folder: Path, source: Path | None, scenario: str, settings: list[str]) -> int:
    """Run the whole hour; return 0, or the exit code of the command that failed."""
    folder.mkdir(parents=True, exist_ok=True)
    runs, code = folder / "runs", 0
    if source is None:
        source = folder / "town"
        code = _run_command(
            "simulate",
            "--persons",
            PERSONS,
            "--seed",
            SEED,
            "--out",
            source,
            "--truth",
            folder / "truth.parquet",
        )
    if code:
        return code
    last = read_manifest(source).snapshot_date
    settings = [*settings, f"scenarios={scenario}"]
    common_options = ("--source", source, "--runs", runs, *_repeat_flag("--set", settings))
    trees = load_settings(settings).trees
    steps = (
        ("nightly", *common_options, "--as-of", last - timedelta(days=2)),
        ("notebook", source, runs, scenario, folder),
        ("train", *common_options, "--set", f"trees={2 * trees}"),
        ("models", "--runs", runs),
        ("promote", scenario, "challenger", "--by", BY, "--reason", REASON, "--runs", runs),
        ("nightly", *common_options, "--as-of", last - timedelta(days=1)),
        ("rollback", scenario, "--by", BY, "--reason", BACK, "--runs", runs),
        ("nightly", *common_options, "--as-of", last),
        ("models", "--runs", runs),
    )
    for name, *words in steps:
        code = _open_notebook(*words) if name == "notebook" else _run_command(name, *words)
        if code:
            return code
    print("\n" + "\n".join(format_model_versions(runs)))
    return 0


def format_model_versions(runs: Path) -> list[str]:
    """Format which version scored each night."""
    lines = ["每夜所用模型 / the version that scored each night:"]
    for folder, record in list_published_runs(runs):
        versions = "，".join(
            f"{name} v{model['version']}" for name, model in record["models"].items()
        )
        lines.append(f"  {record['as_of']}  {folder.name}  {versions}")
    return lines


def _run_command(*words):
    """Print a command and run it."""
    words = [str(word) for word in words]
    print("\n$ qingfeng " + " ".join(words), flush=True)
    return main(words)


def _open_notebook(source, runs, scenario, folder):
    """Run notebook 2 on a copy of the runs folder and keep it with its outputs in `folder`."""
    import nbformat
    from nbclient import NotebookClient

    out = folder / NOTEBOOK.name
    print(f"\n$ {NOTEBOOK.relative_to(ROOT)} → {out}", flush=True)
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    variables = {"SOURCE": source.resolve(), "RUNS": runs.resolve(), "SCENARIO": scenario}
    environment = os.environ | {
        f"QINGFENG_BENCH_{name}": str(value) for name, value in variables.items()
    }
    environment["PYTHONPATH"] = os.pathsep.join(
        [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    )
    client = NotebookClient(
        notebook,
        timeout=900,  # seconds a cell: one of them trains
        kernel_name="python3",
        resources={"metadata": {"path": str(NOTEBOOK.parent)}},
    )
    client.execute(env=environment)
    nbformat.write(notebook, out)
    return 0


def _repeat_flag(flag, values):
    return [word for value in values for word in (flag, value)]


def _parse_options():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=Path("hour"), metavar="FOLDER")
    parser.add_argument("--source", type=Path, metavar="SNAPSHOT")
    parser.add_argument("--scenario", default="short_term_enrollment", metavar="ID")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", dest="settings")
    return parser.parse_args()


if __name__ == "__main__":
    options = _parse_options()
    sys.exit(run_walkthrough(options.folder, options.source, options.scenario, options.settings))
