"""What notebooks work on: a snapshot, checked and with features, in a folder of its own."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import pandas as pd

from contracts.errors import RunError
from models.registry import RegisteredModel, format_model_name
from pipeline.artifacts import read_feature_table
from pipeline.model_matrix import build_model_matrix
from pipeline.night import Night
from pipeline.open_run import open_night
from pipeline.pinned_models import open_registry
from pipeline.runs import list_published_runs
from pipeline.settings import load_settings
from pipeline.steps.order import run_steps
from scenarios import load_scenarios
from scenarios.framework.definition import Population, Scenario
from scenarios.framework.feature_table import FeatureTable

ROOT = Path(__file__).resolve().parent.parent
DEMO = "demo"  # as `make demo` names it


@dataclass(frozen=True)
class Workbench:
    """A scenario of a snapshot; `runs` is a copy, so that the published runs stay as they are."""

    night: Night
    scenario: Scenario
    published: Path
    truth: Path | None

    @property
    def runs(self) -> Path:
        """The runs folder of the bench: the models and the newest run, copied."""
        return self.night.runs

    @property
    def run(self) -> Path:
        """The newest published run."""
        return list_published_runs(self.runs)[-1][0]

    def population(self, population_id: str) -> Population:
        """Return a population of the scenario."""
        return self.scenario.population(population_id)

    def frame(self, population_id: str) -> FeatureTable:
        """Return a population's rows with their features, as the night computes them."""
        return read_feature_table(self.night, self.scenario, self.population(population_id))

    def values(self, population_id: str) -> pd.DataFrame:
        """Return the numbers that the detector reads."""
        return build_model_matrix(self.frame(population_id))

    def champion(self, population_id: str) -> RegisteredModel:
        """Load the model that scores the population at night."""
        return open_registry(self.runs).champion(self.name(population_id))

    def name(self, population_id: str) -> str:
        """Return the registered name of a population's model."""
        return format_model_name(self.scenario.id, population_id)

    def subjects(self, population_id: str) -> pd.Series:
        """Map record_id to subject_id."""
        rows = (
            self.frame(population_id).table.select("record_id", "subject_id").order_by("record_id")
        )
        return rows.to_pandas().set_index("record_id").subject_id

    def close(self) -> None:
        """Remove the bench's folder."""
        shutil.rmtree(self.runs, ignore_errors=True)


def open_bench(
    source: str | None = None,
    runs: str | None = None,
    scenario: str | None = None,
    truth: str | None = None,
) -> Workbench:
    """Open a bench on a snapshot and the runs on it.

    Without arguments and QINGFENG_BENCH_* it is the demonstration (`make demo`) of the working
    folder or, where it has none, of the project: notebooks are opened in `notebooks/`. Raises
    RunError where no run was published yet.
    """
    demo = next((d for d in (Path.cwd() / DEMO, ROOT / DEMO) if (d / "runs").is_dir()), ROOT / DEMO)
    source = Path(source or os.environ.get("QINGFENG_BENCH_SOURCE", demo / "town"))
    runs = Path(runs or os.environ.get("QINGFENG_BENCH_RUNS", demo / "runs"))
    scenario = scenario or os.environ.get("QINGFENG_BENCH_SCENARIO", "short_term_enrollment")
    truth = Path(truth or os.environ.get("QINGFENG_BENCH_TRUTH", demo / "truth.parquet"))
    published = list_published_runs(runs) if runs.is_dir() else []
    if not published:
        raise RunError(
            f"{runs} holds no published run", next_step="run `make demo`, or give runs=…"
        )
    newest = published[-1][0].resolve()
    bench_folder = Path(mkdtemp(prefix="qingfeng-bench-"))
    shutil.copytree(runs.resolve() / "models", bench_folder / "models")
    # the newest run alone: previous runs may be many gigabytes
    shutil.copytree(newest, bench_folder / newest.name)
    settings = load_settings([f"scenarios={scenario}", *_copy_recorded_settings(published[-1][1])])
    night = open_night(source.resolve(), None, bench_folder, settings, tell=lambda line: None)
    run_steps(night, last="build_features")
    return Workbench(night, load_scenarios()[scenario], newest, truth if truth.is_file() else None)


def _copy_recorded_settings(record):
    return [f"{name}={record['settings'][name]}" for name in ("budget", "trees")]
