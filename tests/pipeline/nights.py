"""Nights for tests: where the shared one lies, and how to run another on its models without a server."""

import json
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.open_run import open_night
from pipeline.settings import load_settings
from pipeline.steps.order import run_steps
from pipeline.steps.publish_run import publish_run

AS_OF, BUDGET, TREES = "2026-06-30", 80, 20
# scenario → indicators that no simulated town can show, and the table that none has
OF_NOBODY = {"hospital_stays": {"H24": ["stay_operation"]}}
PUBLISHED = ("cases", "findings", "evidence", "scores", "explained", "scenario_catalog", "ledger")


@dataclass(frozen=True)
class SharedNight:
    """A folder with a town and the night on it."""

    folder: Path

    @property
    def town(self) -> Path:
        return self.folder / "town"

    @property
    def truth(self) -> Path:
        return self.folder / "truth.parquet"

    @property
    def runs(self) -> Path:
        return self.folder / "runs"

    @property
    def run(self) -> Path:
        return (self.runs / "current").resolve()

    @property
    def done(self) -> Path:
        return self.folder / "said.txt"


def copy_models(made: SharedNight, runs: Path) -> Path:
    """A runs folder without any run that has the models of the shared night."""
    shutil.copytree(made.runs / "models", runs / "models")
    return runs


def run_another_night(source: Path, runs: Path, *settings: str, as_of: str = AS_OF) -> Path:
    """The steps of a night, one after the other; the folder of the published run."""
    chosen = load_settings([f"budget={BUDGET}", f"trees={TREES}", *settings], environment={})
    night = open_night(source, date.fromisoformat(as_of), runs, chosen, tell=lambda line: None)
    run_steps(night)
    return publish_run(night)


def read_run_record(run: Path) -> dict:
    return json.loads((run / "run.json").read_text(encoding="utf-8"))


def read_published_bytes(run: Path) -> dict[str, bytes]:
    """File → content of every published table, the features too."""
    named = {name: run / f"{name}.parquet" for name in PUBLISHED}
    named |= {f"features/{p.name}": p for p in sorted((run / "features").glob("*.parquet"))}
    return {name: path.read_bytes() for name, path in named.items()}
