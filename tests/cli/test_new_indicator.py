"""`qingfeng new-indicator` writes a skeleton that the project finds without an edit of any list."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cli.new_indicator import draft_indicator
from contracts.errors import UsageError
from scenarios import load_scenarios

ROOT = Path(__file__).resolve().parents[2]
FOUND = (
    "from scenarios import load_scenarios;"
    "from scenarios.framework.resolve_features import resolve_features;"
    "s = load_scenarios()['{scenario}']; p = s.population('{population}');"
    "print(any(i.id == 'Z99' for i in s.indicators), 'z99_measure' in [f.name for f in resolve_features(s, p)])"
)


@pytest.mark.parametrize("scenario", load_scenarios().values(), ids=lambda s: s.id)
def test_a_skeleton_is_found_by_its_scenario_and_its_feature_by_its_column(scenario, checkout):
    population = scenario.populations[-1]
    skeleton = draft_indicator(scenario.id, "Z99", population_id=population.id)
    skeleton.write(checkout)
    program = FOUND.format(scenario=scenario.id, population=population.id)
    found = subprocess.run(
        [sys.executable, "-c", program],
        cwd=checkout,
        env={"PYTHONPATH": str(checkout), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    for path in skeleton.files:
        (checkout / path).unlink()
    assert found.stdout.split() == ["True", "True"], found.stderr[-2000:]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory) -> Path:
    """A copy of the rooms in which a skeleton is written and found."""

    folder = tmp_path_factory.mktemp("checkout")
    for room in ("contracts", "sources", "features", "models", "cases", "scenarios"):
        shutil.copytree(ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@pytest.mark.parametrize(
    ("scenario", "indicator", "more", "words"),
    [
        ("nothing", "Z99", {}, "no scenario"),
        ("work_injury", "I01", {}, "is there already"),
        ("work_injury", "I1", {}, "no indicator's id"),
        ("work_injury", "Z99", {"population_id": "nobody"}, "no population"),
        ("work_injury", "Z99", {"name": "Sudden Death"}, "cannot name a file"),
    ],
)
def test_what_cannot_be_written_is_refused_with_the_next_step(scenario, indicator, more, words):
    with pytest.raises(UsageError, match=words) as refused:
        draft_indicator(scenario, indicator, **more)
    assert refused.value.next_step


def test_nothing_is_written_where_a_file_stands(tmp_path):
    skeleton = draft_indicator("work_injury", "Z99")
    last = tmp_path / list(skeleton.files)[-1]
    last.parent.mkdir(parents=True)
    last.touch()
    with pytest.raises(UsageError, match="is there already"):
        skeleton.write(tmp_path)
    assert not (tmp_path / "features").exists() and last.read_bytes() == b""
