"""The model registry on MLflow; no other module imports it.

A version holds the forest as a skops file, the rest of the detector as JSON, and an index with the
SHA-256 of every file, so that an altered file is refused. Nothing is unpickled.
"""

import os
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")

import logging

import mlflow
import numpy as np
import pandas as pd
from mlflow.data.code_dataset_source import CodeDatasetSource
from mlflow.exceptions import MlflowException
from mlflow.models import infer_signature

from contracts.errors import ModelError
from models.detector.choose_detector import OWN, PYOD, name_detector
from models.detector.detector import Detector
from models.detector.pyod_scorer import TRUSTED as PYOD_TYPES
from models.drift import BinCounts, build_drift_table, find_new_codes, measure_score_drift
from models.model_card import EXPERIMENT_TAGS, describe_version, write_model_card
from models.plots import write_comparison, write_plots
from models.severity import compute_rarity, compute_severity
from models.store import (
    FOREST,
    LIBRARIES,
    TRUSTED,
    get_fitted_part,
    read_detector,
    write_detector,
)
from models.training_facts import compute_data_hash, describe_environment, measure_training

for _noisy in ("mlflow", "alembic"):
    logging.getLogger(_noisy).setLevel(logging.ERROR)

CHAMPION, CHALLENGER, SHADOW = "champion", "challenger", "shadow"
FORMER = "former champion"
FITTED = "forest"  # name of the MLflow model in a training run
EXPERIMENT = "qingfeng"


def format_store_url(folder: Path) -> str:
    """The address of the database of models in a folder."""
    path = str(folder.resolve() / "mlflow.db")
    for sign in "%?":  # they mean something in an address, and may stand in the name of a folder
        path = path.replace(sign, f"%{ord(sign):02X}")
    return f"sqlite:///{path}"


def format_challenger_alias(detector_name: str) -> str:
    """The alias of a challenger: `challenger`, or `challenger-copod` for `pyod:COPOD`."""
    if detector_name == OWN:
        return CHALLENGER
    return f"{CHALLENGER}-{detector_name.removeprefix(PYOD).replace('+', '-').lower()}"


def format_model_name(scenario_id: str, population_id: str) -> str:
    """The registered name of a population's model."""
    return f"qingfeng.{scenario_id}.{population_id}"


def format_run_name(tags: dict) -> str:
    """Name a training run by population, role, detector and day."""
    model = str(tags["model"]).removeprefix("qingfeng.")
    parts = (model, tags["role"], tags.get("detector", OWN), tags.get("as_of"))
    return " · ".join(str(part) for part in parts if part)


@dataclass(frozen=True)
class RegisteredModel:
    """A loaded version of a model. `identity` depends on its content, not on version or time."""

    name: str
    version: str
    identity: str
    trained_on: dict
    detector: Detector
    reference: dict

    def severity(self, scores: np.ndarray) -> np.ndarray:
        """0 to 100: chance of a true verdict if the detector is calibrated, else the percentile."""
        if self.detector.calibration_ is not None:
            return 100.0 * self.detector.calibration_(scores)
        return compute_severity(scores, self._grid)

    def compute_rarity(self, scores: np.ndarray) -> np.ndarray:
        """-log10 of the share of the training reference above each score."""
        return compute_rarity(scores, self._grid)

    @property
    def cuts(self) -> dict[str, list[float]]:
        """Feature → the cut points between which rows are counted for `drift`."""
        return {name: expected["cuts"] for name, expected in self.reference["features"].items()}

    def drift(
        self, counted: dict[str, BinCounts], scores: np.ndarray, groups: dict[str, int]
    ) -> list[dict]:
        """Drift rows (`models/drift.py`): one a feature, one for scores, one for new peer groups.

        `groups` maps a peer group to its rows; without peer groups the last row is left out.
        """
        rows = self.reference.get("rows")
        drift_rows = build_drift_table(counted, self.reference["features"], rows=rows)
        drift_rows.append(measure_score_drift(scores, self._grid, rows=rows))
        if self.reference.get("groups"):
            drift_rows.append(find_new_codes(groups, self.reference["groups"]))
        return drift_rows

    @property
    def _grid(self):
        return np.array(self.reference["scores"]), np.array(self.reference["percentiles"])


class Registry:
    """Models under names, in an MLflow store: `uri` of the database, `artifacts` a local folder."""

    def __init__(self, uri: str, artifacts: Path):
        self.uri, self.artifacts = uri, artifacts
        self._loaded: dict[tuple[str, str], RegisteredModel] = {}

    def register(
        self,
        name: str,
        detector: Detector,
        values: pd.DataFrame,
        *,
        features: list[dict],
        tags: dict,
        metrics: dict[str, float] | None = None,
        title: str = "",
    ) -> str:
        """Register a fitted detector and return its version number.

        `values` are the training rows, `features` their definitions, `tags` say what it was trained
        on, `metrics` are logged beside those measured here.
        """
        self._use_store()
        kind = name_detector(detector)
        run_tags = tags | {"model": name, "detector": kind, "role": CHALLENGER}
        with (
            mlflow.start_run(
                run_name=format_run_name(run_tags), tags={k: str(v) for k, v in run_tags.items()}
            ) as run,
            TemporaryDirectory() as folder,
        ):
            fitted = self._log_fitted_part(detector, values)
            record = write_detector(
                detector, values, Path(folder), features=features, trained_on=tags, fitted=fitted
            )
            identity = record["identity"]
            write_plots(detector, values, Path(folder) / "plots")
            mlflow.log_artifacts(folder, artifact_path="detector")
            mlflow.log_params({k: v for k, v in detector.get_params().items() if k != "directions"})
            mlflow.log_dict(detector.directions, "directions.json")
            mlflow.log_dict({"features": features}, "features.json")
            mlflow.log_dict(describe_environment(), "environment.json")
            mlflow.log_metrics(measure_training(detector, values) | (metrics or {}))
            data_hash = compute_data_hash(values)
            mlflow.set_tags({"identity": identity, "data_hash": data_hash})
            _log_dataset(name, values, data_hash, tags)
            card = write_model_card(name, detector, values, features=features, tags=tags)
            mlflow.log_text(card, "model_card.md")
            mlflow.set_tag("mlflow.note.content", card)
        self._ensure_model_name(name, title)
        registered = self._client.create_model_version(
            name,
            f"runs:/{run.info.run_id}/{FITTED}",
            run.info.run_id,
            tags={"identity": identity, "detector": kind},
            description=describe_version(detector, {}),
        )
        version_number = str(registered.version)
        self._loaded[name, version_number] = RegisteredModel(
            name, version_number, identity, tags, detector, record["reference"]
        )
        return version_number

    def champion(self, name: str) -> RegisteredModel | None:
        """Load the version with the alias `champion`; None if there is none."""
        version = self.get_alias_version(name, CHAMPION)
        return None if version is None else self.load(name, version)

    def get_alias_version(self, name: str, alias: str) -> str | None:
        """The version number of an alias; None if there is none. Nothing is loaded."""
        self._use_store()
        try:
            return str(self._client.get_model_version_by_alias(name, alias).version)
        except MlflowException:
            return None

    def list_aliases(self, name: str) -> dict[str, str]:
        """All aliases of a name with their versions, by alias."""
        self._use_store()
        aliases = self._client.get_registered_model(name).aliases
        return {alias: str(aliases[alias]) for alias in sorted(aliases)}

    def get_detector_folder(self, name: str, version: str) -> Path:
        """Folder of a version's detector, for processes that read it without a registry."""
        return self.run_folder(name, version) / "detector"

    def run_folder(self, name: str, version: str) -> Path:
        """Folder of a version's training run."""
        self._use_store()
        model_version = self._client.get_model_version(name, version)
        return self.artifacts / model_version.run_id / "artifacts"

    def get_run_tags(self, name: str, version: str) -> dict[str, str]:
        """The tags of a version's training run."""
        self._use_store()
        return self._client.get_run(self._client.get_model_version(name, version).run_id).data.tags

    def get_metric(self, name: str, version: str, key: str) -> float | None:
        """A metric of a version's training run; None if it was not logged."""
        self._use_store()
        run = self._client.get_run(self._client.get_model_version(name, version).run_id)
        return run.data.metrics.get(key)

    def names(self) -> list[str]:
        """The names of all models, in order."""
        self._use_store()
        return sorted(m.name for m in self._client.search_registered_models(max_results=1000))

    def note(self, name: str, version: str, tags: dict[str, str]) -> None:
        """Set tags on a version; MLflow's pages show them."""
        self._use_store()
        for key, value in tags.items():
            self._client.set_model_version_tag(name, version, key, value)

    def log_comparison(
        self, name: str, version: str, metrics: dict[str, float], changes: pd.DataFrame
    ) -> None:
        """Log a comparison in the training run of a version: metrics, table of changes, plot."""
        self._use_store()
        run_id = self._client.get_model_version(name, version).run_id
        with TemporaryDirectory() as folder:
            write_comparison(metrics, changes, Path(folder))
            self._client.log_artifacts(run_id, folder, artifact_path="comparison")
        for key, value in metrics.items():
            # the challenger's figures are those of its own run: one column for all runs
            self._client.log_metric(run_id, key.removeprefix(f"{CHALLENGER}_"), value)
        detector = self.load(name, version).detector
        self._client.update_model_version(name, version, describe_version(detector, metrics))
        champion = self.get_alias_version(name, CHAMPION)
        if champion is not None and champion != version:
            self._log_missing_metrics(name, champion, metrics)

    def load(self, name: str, version: str) -> RegisteredModel:
        """Load a version.

        Raises:
            ModelError: there is no such version, or its files differ from what was registered.
        """
        self._use_store()
        try:
            model_version = self._client.get_model_version(name, version)
        except MlflowException:
            raise ModelError(
                f"{name} has no version {version}", next_step="look into the model store"
            ) from None
        return self._load(name, model_version)

    def set_alias(self, name: str, alias: str, version: str) -> None:
        """Point an alias at a version; the runs of champions are named as such."""
        self._use_store()
        if alias == CHAMPION:
            before = self.get_alias_version(name, CHAMPION)
            if before not in (None, version):
                self._mark_role(name, before, FORMER)
            self._mark_role(name, version, CHAMPION)
        self._client.set_registered_model_alias(name, alias, version)

    def drop_alias(self, name: str, alias: str) -> None:
        """Delete an alias if it exists."""
        self._use_store()
        if self.get_alias_version(name, alias) is not None:
            self._client.delete_registered_model_alias(name, alias)

    def list_versions(self, name: str) -> list[str]:
        """All versions of a name, oldest first."""
        self._use_store()
        model_versions = self._client.search_model_versions(f"name = '{name}'")
        return [str(v) for v in sorted(int(m.version) for m in model_versions)]

    @cached_property
    def _client(self):
        return mlflow.MlflowClient(self.uri, self.uri)

    def _use_store(self):
        mlflow.set_tracking_uri(self.uri)
        mlflow.set_registry_uri(self.uri)
        mlflow.set_experiment(experiment_id=self._experiment)

    @cached_property
    def _experiment(self):
        """The experiment with this artefact folder; a store that was moved gets a second one."""
        place = self.artifacts.as_uri()
        for experiment in self._client.search_experiments():
            if experiment.artifact_location == place:
                return experiment.experiment_id
        existing = self._client.get_experiment_by_name(EXPERIMENT)
        name = EXPERIMENT if existing is None else f"{EXPERIMENT} {place}"
        return self._client.create_experiment(name, artifact_location=place, tags=EXPERIMENT_TAGS)

    def _ensure_model_name(self, name, title):
        try:
            self._client.get_registered_model(name)
        except MlflowException:
            self._client.create_registered_model(name, description=title)

    def _mark_role(self, name, version, role):
        """Write into a version's training run what the version is now."""
        run = self._client.get_run(self._client.get_model_version(name, version).run_id)
        self._client.set_tag(run.info.run_id, "role", role)
        named = {"model": name} | run.data.tags | {"role": role}
        self._client.update_run(run.info.run_id, name=format_run_name(named))

    def _log_missing_metrics(self, name, version, metrics):
        """Log the champion's figures in its own run, where it has none: it was trained alone."""
        run = self._client.get_run(self._client.get_model_version(name, version).run_id)
        for key, value in metrics.items():
            column = key.removeprefix(f"{CHAMPION}_")
            if column != key and column not in run.data.metrics:
                self._client.log_metric(run.info.run_id, column, value)

    def _log_fitted_part(self, detector, values) -> Path:
        """Log the forest or the scorer as an MLflow model; return its skops file, so it is not
        written twice.
        """
        names = detector.list_side_names()
        tail_scores = pd.DataFrame(detector.compute_side_scores(values.head(5)), columns=names)
        file, model = get_fitted_part(detector)
        is_forest = file == FOREST
        score = model.score_samples if is_forest else model.decision_function
        signature = infer_signature(tail_scores, score(tail_scores.to_numpy()))
        # without pip_requirements MLflow infers them by loading the model in a new process, 5 s a
        # model
        logged = mlflow.sklearn.log_model(
            model,
            name=FITTED,
            signature=signature,
            serialization_format="skops",
            skops_trusted_types=TRUSTED if is_forest else PYOD_TYPES,
            pip_requirements=[f"{name}=={version(name)}" for name in LIBRARIES],
        )
        (file,) = (self.artifacts / "models" / logged.model_id / "artifacts").glob("*.skops")
        return file

    def _load(self, name, model_version):
        key = (name, str(model_version.version))
        if key not in self._loaded:
            self._loaded[key] = self._read(name, model_version)
        return self._loaded[key]

    def _read(self, name, model_version):
        identity = model_version.tags.get("identity")
        # by path, not by the address in the store, which is wrong once runs/ was moved or restored
        detector, record = read_detector(
            self.artifacts / model_version.run_id / "artifacts" / "detector"
        )
        if record["identity"] != identity:
            raise ModelError(
                f"{name} version {model_version.version} is not the model that was registered",
                next_step="restore the model store from a back-up or train anew",
            )
        return RegisteredModel(
            name,
            str(model_version.version),
            identity,
            record["trained_on"],
            detector,
            record["reference"],
        )


def _log_dataset(name, values, data_hash, tags):
    """Log the training rows as a dataset by hash; the rows themselves stay where they are."""
    source = {key: str(tags[key]) for key in ("snapshot_hash", "as_of") if key in tags}
    dataset = mlflow.data.from_pandas(
        values,
        source=CodeDatasetSource(source),
        name=name.removeprefix("qingfeng."),
        digest=data_hash[:36],  # MLflow keeps no longer one
    )
    mlflow.log_input(dataset, context="training")
