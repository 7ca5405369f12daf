"""A night in work: its inputs, its folders, and which steps of it are finished."""

import json
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

import pandas as pd

from contracts.atomic_write import write_atomic
from contracts.run_layout import BUILDING, COST, RESTRICTED, WORK
from pipeline.resource_usage import Meter
from pipeline.run_identity import compute_code_version, compute_digest
from pipeline.settings import Settings
from scenarios import load_scenarios
from scenarios.framework.definition import Scenario
from sources.engine.accepted_tables import ACCEPTED
from sources.engine.duckdb_engine import Engine, connect


@dataclass(frozen=True)
class CaseList:
    """A list with recipients of its own, published in a folder that reads like a run."""

    name: str
    folder: Path
    scenarios: list[Scenario]
    asked: int

    @property
    def ids(self) -> list[str]:
        """The ids of its scenarios."""
        return [s.id for s in self.scenarios]

    def own(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Select the rows of its scenarios."""
        return rows[rows.scenario_id.isin(self.ids)]


@dataclass(frozen=True)
class Night:
    """The inputs of a night. `previous` is the newest run of an earlier as-of date, if any."""

    source: Path
    as_of: date
    runs: Path
    settings: Settings
    snapshot_hash: str
    previous: Path | None
    report_progress: object = field(default=print, compare=False)

    @property
    def inputs(self) -> dict:
        """What a run's id is derived from, beside the models."""
        return {
            "as_of": self.as_of.isoformat(),
            "snapshot_hash": self.snapshot_hash,
            "code_version": compute_code_version(),
            "settings": self.settings.get_result_settings(),
            "previous_run_id": self.previous.name if self.previous else None,
        }

    @property
    def scenarios(self) -> list[Scenario]:
        """The scenarios to run, in order of id."""
        return [load_scenarios()[i] for i in self.settings.list_scenario_ids()]

    @property
    def parts(self) -> list["CaseList"]:
        """The ordinary list and, where a restricted scenario runs, the restricted one beside it."""
        ordinary = [s for s in self.scenarios if not s.is_restricted]
        restricted = [s for s in self.scenarios if s.is_restricted]
        case_lists = [CaseList("ordinary", self.build_folder, ordinary, self.settings.budget)]
        if restricted:
            folder = self.build_folder / RESTRICTED
            case_lists.append(
                CaseList(RESTRICTED, folder, restricted, self.settings.restricted_budget)
            )
        return case_lists

    def earlier(self, part: "CaseList") -> Path | None:
        """Return the folder of the same part of the night before, if it has one."""
        if self.previous is None:
            return None
        folder = self.previous / part.folder.relative_to(self.build_folder)
        return folder if folder.is_dir() else None

    @property
    def build_folder(self) -> Path:
        """The folder in which the run is built."""
        name = f"{self.as_of:%Y%m%d}-{compute_code_version()}-{compute_digest(self.inputs)}"
        return self.runs / f"{BUILDING}{name}"

    @property
    def work_folder(self) -> Path:
        """The folder of artefacts that later steps need and that are not published."""
        return self.build_folder.with_name(self.build_folder.name.replace(BUILDING, WORK))

    def run_id(self, models: dict) -> str:
        """Derive the run's id: as-of date and a digest of all inputs, the models included."""
        identities = {name: model["identity"] for name, model in models.items()}
        return f"{self.as_of:%Y%m%d}-{compute_digest(self.inputs | {'models': identities})}"

    def open_connection(self):
        """Open a DuckDB of its own within the settings' bounds."""
        (self.work_folder / "spill").mkdir(parents=True, exist_ok=True)
        settings = self.settings
        return connect(
            threads=settings.threads or None,
            memory_limit=settings.memory_limit,
            spill=self.work_folder / "spill",
        )

    @cached_property
    def engine(self) -> Engine:
        """The engine over tonight's accepted tables, made on first use."""
        accepted = self.work_folder / ACCEPTED
        if self.settings.engine == "spark":
            # an optional dependency
            from sources.engine.spark.engine import open_spark_engine

            return open_spark_engine(
                accepted,
                self.settings.spark,
                scratch=self.work_folder / "computed",
                as_of=self.as_of,
            )
        connection = self.open_connection()
        return Engine.from_folder(
            accepted, connection, as_of=self.as_of, shelf=self.work_folder / "computed"
        )

    def close(self) -> None:
        """Close the engine, if it was used."""
        if "engine" in vars(self):
            self.engine.close()

    def step(self, name: str, function) -> dict:
        """Run a step once; its result is written down, and a later start takes it from there."""
        marker = self._get_marker_path(name)
        if marker.is_file():
            self.report_progress(f"[{name}] 已完成，沿用 / finished earlier, taken over")
            return self.step_result(name)
        meter = Meter()
        # through JSON and back: a taken-over result must not differ from a fresh one
        result = json.loads(json.dumps(function(self), ensure_ascii=False, default=str)) | {
            COST: meter.measure_cost()
        }
        # last: a step that was killed has no marker and is run again
        write_atomic(marker, json.dumps(result, ensure_ascii=False, indent=1))
        self.report_progress(f"[{name}] {result[COST]['seconds']:.1f} s")
        return result

    def step_result(self, name: str) -> dict:
        """Read what a finished step returned."""
        return json.loads(self._get_marker_path(name).read_text(encoding="utf-8"))

    def _get_marker_path(self, name):
        return self.work_folder / "steps" / f"{name}.json"
