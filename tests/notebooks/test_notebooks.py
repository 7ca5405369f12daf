"""Every notebook runs from top to bottom where it is opened, on a small demonstration, is kept without outputs, and ends with its answer."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parent.parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
CODE = (
    "contracts",
    "sources",
    "features",
    "models",
    "cases",
    "scenarios",
    "reports",
    "pipeline",
    "flows",
    "simulator",
    "cli",
)
OPENED = "from pipeline.workbench import open_bench; b = open_bench(); print(b.published, b.truth, sep='\\n'); b.close()"


def test_there_are_the_seven_that_are_promised():
    assert [p.name[:2] for p in NOTEBOOKS] == [f"{n}-" for n in range(1, 8)]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_it_is_kept_without_outputs_and_starts_with_one_setup_cell(path):
    cells = nbformat.read(path, as_version=4).cells
    code = [c for c in cells if c.cell_type == "code"]
    assert all(not c.outputs and c.execution_count is None for c in code)
    assert cells[0].source.startswith("# ") and "？" in cells[0].source, "the title is a question"
    assert ["open_bench(" in c.source for c in code] == [True] + [False] * (len(code) - 1)


@pytest.fixture(scope="module")
def checkout(small, tmp_path_factory):
    """The project's folder as `make demo` leaves it: code, notebooks, and `demo` with the small night."""
    folder = tmp_path_factory.mktemp("checkout") / "project"
    for name in (*CODE, "notebooks"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    _demo(folder, small)
    return folder


def _demo(folder, small):
    demo = folder / "demo"
    demo.mkdir(parents=True)
    for name, place in {
        "town": small.town,
        "runs": small.runs,
        "truth.parquet": small.truth,
    }.items():
        (demo / name).symlink_to(place)
    return demo


@pytest.fixture
def plain(checkout, monkeypatch):
    """Processes use the code of the checkout, and nothing names a snapshot to them."""
    for name in [n for n in os.environ if n.startswith("QINGFENG_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PYTHONPATH", str(checkout))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_it_runs_where_it_is_opened_and_ends_with_what_answers_its_title(
    path, small, checkout, plain
):
    opened = checkout / "notebooks" / path.name
    notebook = nbformat.read(opened, as_version=4)
    before = [
        sorted(p.name for p in folder.iterdir()) for folder in (small.runs, opened.parent, checkout)
    ]
    here = {
        "metadata": {"path": str(opened.parent)}
    }  # the working folder that Jupyter gives a notebook
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources=here).execute()
    shown = {kind for output in notebook.cells[-1].outputs for kind in output.get("data", {})}
    assert shown & {"image/png", "text/html"}
    after = [
        sorted(p.name for p in folder.iterdir()) for folder in (small.runs, opened.parent, checkout)
    ]
    assert after == before


@pytest.mark.parametrize("place", [".", "../elsewhere", "../with a demo of its own"])
def test_a_bench_opens_the_demonstration_from_any_working_folder(place, small, checkout, plain):
    folder = checkout / place
    folder.mkdir(exist_ok=True)
    demo = _demo(folder, small) if "own" in place else checkout / "demo"
    said = subprocess.run(
        [sys.executable, "-c", OPENED], cwd=folder, capture_output=True, text=True
    )
    assert said.returncode == 0, said.stderr[-2000:]
    assert said.stdout.splitlines()[-2:] == [str(small.run), str(demo.resolve() / "truth.parquet")]
