"""Every notebook runs from top to bottom on a small town, is kept without outputs, and ends with its answer."""

import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.life.conftest import small  # noqa: F401
from tests.life.small import SCENARIO

FOLDER = Path(__file__).resolve().parent.parent.parent / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def test_there_are_the_five_that_are_promised():
    assert [p.name[:2] for p in NOTEBOOKS] == ["1-", "2-", "3-", "4-", "5-"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_it_is_kept_without_outputs_and_starts_with_one_setup_cell(path):
    cells = nbformat.read(path, as_version=4).cells
    code = [c for c in cells if c.cell_type == "code"]
    assert all(not c.outputs and c.execution_count is None for c in code)
    assert cells[0].source.startswith("# ") and "？" in cells[0].source, "the title is a question"
    assert ["open_bench(" in c.source for c in code] == [True] + [False] * (len(code) - 1)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_it_runs_and_ends_with_the_picture_or_table_that_answers_its_title(path, small, monkeypatch):  # noqa: F811
    for name, value in {
        "SOURCE": small.town,
        "RUNS": small.runs,
        "TRUTH": small.truth,
        "SCENARIO": SCENARIO,
    }.items():
        monkeypatch.setenv(f"QINGFENG_BENCH_{name}", str(value))
    monkeypatch.setenv("PYTHONPATH", f"{FOLDER.parent}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    notebook = nbformat.read(path, as_version=4)
    before = sorted(p.name for p in small.runs.iterdir())
    NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}}
    ).execute()
    shown = {kind for output in notebook.cells[-1].outputs for kind in output.get("data", {})}
    assert shown & {"image/png", "text/html"}
    assert sorted(p.name for p in small.runs.iterdir()) == before
