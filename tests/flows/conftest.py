"""One small town and one night on it, made once for all workers by the real command with the real Prefect flow."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.flows.nights import AS_OF, BUDGET, TREES, Made
from tests.once import made_once

PROGRAM = Path(sys.executable).with_name("qingfeng")


@pytest.fixture(scope="session")
def made(shared_town) -> Made:
    """The town, its truth, and the first night's runs folder."""
    made = Made(shared_town)
    made_once(made.done, lambda: _make(made))
    return made


def _make(made):
    said = command(
        f"nightly --source {made.town} --as-of {AS_OF} --runs {made.runs} --budget {BUDGET} --set trees={TREES}",
        made.folder,
    )
    made.done.write_text(said.stdout, encoding="utf-8")


def command(line: str, folder: Path) -> subprocess.CompletedProcess:
    """Run the installed command in a folder; it must succeed."""
    said = subprocess.run([PROGRAM, *line.split()], cwd=folder, capture_output=True, text=True)
    assert said.returncode == 0, said.stderr[-3000:]
    return said
