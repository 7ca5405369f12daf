"""A small night for tests of a model's life: one scenario, the tables that it reads, few trees."""

import json
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.night import Night
from pipeline.open_run import open_night
from pipeline.settings import load_settings
from pipeline.steps.order import STEPS
from pipeline.steps.publish_run import publish_run
from tests.sources.snapshots import compute_sha256, edit_manifest

SCENARIO, CLAIM, UNIT = (
    "short_term_enrollment",
    "qingfeng.short_term_enrollment.claim",
    "qingfeng.short_term_enrollment.unit",
)
TABLES = (
    "business_role",
    "contribution_month",
    "custody_record",
    "death_record",
    "employer",
    "pension_payment",
    "person",
    "tax_wage_month",
    "unemployment_claim",
    "unemployment_payment",
)
AS_OF, SECOND, FIRST = "2026-06-30", "2026-06-29", "2026-06-28"
SETTINGS = (f"scenarios={SCENARIO}", "trees=20", "budget=60")


@dataclass(frozen=True)
class SmallNight:
    """`town`: a snapshot; `runs`: its first night and the models; `truth`: what was planted."""

    town: Path
    runs: Path
    truth: Path

    @property
    def run(self) -> Path:
        return (self.runs / "current").resolve()

    def copy_runs(self, folder: Path) -> Path:
        """A runs folder of one's own with the first night and its models."""
        return Path(shutil.copytree(self.runs, folder, symlinks=True))


def open_small_night(source: Path, runs: Path, *settings: str, as_of: str = AS_OF) -> Night:
    chosen = load_settings([*SETTINGS, *settings], environment={})
    return open_night(source, date.fromisoformat(as_of), runs, chosen, tell=lambda line: None)


def run_small_night(source: Path, runs: Path, *settings: str, as_of: str = AS_OF) -> Path:
    """The steps of a night without Prefect; the folder of the published run."""
    night = open_small_night(source, runs, *settings, as_of=as_of)
    for name, step in STEPS.items():
        night.step(name, step)
    return publish_run(night)


def read_run_record(run: Path) -> dict:
    return json.loads((run / "run.json").read_text(encoding="utf-8"))


def copy_few_tables(town: Path, out: Path) -> Path:
    """A snapshot with the tables of the one scenario."""
    out.mkdir(parents=True)
    shutil.copy(town / "manifest.json", out)
    for name in TABLES:
        shutil.copy(town / f"{name}.parquet", out)
    edit_manifest(out, lambda m: m.update(tables={n: m["tables"][n] for n in TABLES}))
    return out


def copy_with_table(town: Path, out: Path, name: str, path: Path, rows: int) -> Path:
    """A copy of a snapshot with a table put in or replaced."""
    shutil.copytree(town, out)
    shutil.copy(path, out / f"{name}.parquet")
    table_entry = {
        "rows": rows,
        "mode": "full",
        "sha256": {f"{name}.parquet": compute_sha256(out / f"{name}.parquet")},
    }
    edit_manifest(out, lambda m: m["tables"].update({name: table_entry}))
    return out
