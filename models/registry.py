"""The model registry on MLflow; no other module imports it.

A version holds the forest as a skops file, the rest of the detector as JSON, and an index with the
SHA-256 of every file, so that an altered file is refused. Nothing is unpickled.
"""

import json
import os
import platform
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
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
from mlflow.exceptions import MlflowException
from mlflow.models import infer_signature

from contracts.errors import ModelError
from models.detector.detector import Detector
from models.drift import BinCounts, build_drift_table, find_new_codes, measure_score_drift
from models.plots import write_comparison, write_plots
from models.severity import compute_rarity, compute_severity
from models.store import LIBRARIES, TRUSTED, read_detector, write_detector

for _noisy in ("mlflow", "alembic"):
    logging.getLogger(_noisy).setLevel(logging.ERROR)

CHAMPION, CHALLENGER, SHADOW = "champion", "challenger", "shadow"
EXPERIMENT = "qingfeng"


def format_store_url(folder: Path) -> str:
    """The address of the database of models in a folder."""
    path = str(folder.resolve() / "mlflow.db")
    for sign in "%?":  # they mean something in an address, and may stand in the name of a folder
        path = path.replace(sign, f"%{ord(sign):02X}")
    return f"sqlite:///{path}"


def format_model_name(scenario_id: str, population_id: str) -> str:
    """The registered name of a population's model."""
    return f"qingfeng.{scenario_id}.{population_id}"


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
    ) -> str:
        """Register a fitted detector and return its version number.

        `values` are the training rows, `features` their definitions, `tags` say what it was trained
        on, `metrics` are logged beside those measured here.
        """
        self._use_store()
        with (
            mlflow.start_run(run_name=name, tags={k: str(v) for k, v in tags.items()}) as run,
            TemporaryDirectory() as folder,
        ):
            forest = self._log_forest(detector, values)
            record = write_detector(
                detector, values, Path(folder), features=features, trained_on=tags, forest=forest
            )
            identity = record["identity"]
            write_plots(detector, values, Path(folder) / "plots")
            mlflow.log_artifacts(folder, artifact_path="detector")
            mlflow.log_params({k: v for k, v in detector.get_params().items() if k != "directions"})
            mlflow.log_dict(detector.directions, "directions.json")
            mlflow.log_dict({"features": features}, "features.json")
            mlflow.log_dict(describe_environment(), "environment.json")
            mlflow.log_metrics(_measure_training(detector, values) | (metrics or {}))
            mlflow.set_tags({"identity": identity, "data_hash": compute_data_hash(values)})
        self._ensure_model_name(name)
        registered = self._client.create_model_version(
            name, f"runs:/{run.info.run_id}/forest", run.info.run_id, tags={"identity": identity}
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
            self._client.log_metric(run_id, f"compare_{key}", value)

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
        """Point an alias at a version."""
        self._use_store()
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
        return self._client.create_experiment(name, artifact_location=place)

    def _ensure_model_name(self, name):
        try:
            self._client.get_registered_model(name)
        except MlflowException:
            self._client.create_registered_model(name)

    def _log_forest(self, detector, values) -> Path:
        """Log the forest as an MLflow model; return its skops file, so it is not written twice."""
        names = detector.list_side_names()
        tail_scores = pd.DataFrame(detector.compute_side_scores(values.head(5)), columns=names)
        signature = infer_signature(
            tail_scores, detector.forest_.score_samples(tail_scores.to_numpy())
        )
        # without pip_requirements MLflow infers them by loading the model in a new process, 5 s a
        # model
        logged = mlflow.sklearn.log_model(
            detector.forest_,
            name="forest",
            signature=signature,
            serialization_format="skops",
            skops_trusted_types=TRUSTED,
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


def compute_data_hash(values: pd.DataFrame) -> str:
    """40 hexadecimal digits over column names, order, content and index of training rows."""
    digest = sha256(json.dumps([str(c) for c in values.columns]).encode())
    digest.update(pd.util.hash_pandas_object(values, index=True).to_numpy().tobytes())
    return digest.hexdigest()[:40]


def describe_environment() -> dict:
    """Python, machine and library versions of the training."""
    libraries = (*LIBRARIES, "numba", "scipy", "shap", "mlflow", "duckdb", "ibis-framework")
    return {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "system": platform.system(),
        "processors": os.cpu_count(),
        "libraries": {name: version(name) for name in libraries},
    }


def _measure_training(detector, values):
    quantiles = {
        f"score_q{int(q * 1000)}": float(np.quantile(detector.reference_, q))
        for q in (0.5, 0.9, 0.99, 0.999)
    }
    missing = values[list(detector.directions)].isna().to_numpy().mean()
    return {"rows": len(values), "missing_share": float(missing), **quantiles}
