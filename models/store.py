"""A detector as files: the forest by skops, everything else as JSON, an index of hashes. Nothing is pickled."""

import hashlib
import json
import shutil
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
import skops.io
from sklearn.ensemble import IsolationForest

from contracts.errors import ModelError
from models.calibrate import Calibration
from models.detector.detector import Detector
from models.detector.neighbor_distance import Yardstick
from models.detector.tail_scores import Tail
from models.detector.verdict_adjustment import Correction
from models.drift import feature_reference
from models.severity import reference_grid

FORMAT = 2
FILES = ("detector.json", "forest.skops", "record.json")
# what a scikit-learn forest is made of beyond skops' own list of safe types
TRUSTED = ["sklearn.tree._tree.Tree", "sklearn.tree._classes.ExtraTreeRegressor"]
LIBRARIES = ("numpy", "pandas", "scikit-learn", "skops")


def write_detector(
    detector: Detector,
    values: pd.DataFrame,
    folder: Path,
    *,
    features: list[dict],
    trained_on: dict,
    forest: Path | None = None,
) -> dict:
    """Write a fitted detector with its training reference; its record. `forest` is its skops file if there is one."""
    if forest is None:
        skops.io.dump(detector.forest_, folder / "forest.skops")
    else:
        shutil.copyfile(forest, folder / "forest.skops")
    _dump(folder / "detector.json", _as_json(detector))
    scores, percentiles = reference_grid(detector.reference_)
    record = {
        "format": FORMAT,
        "trained_on": trained_on,
        "rows": len(values),
        "features": features,
        "versions": {name: version(name) for name in LIBRARIES},
        "reference": {
            "scores": scores.tolist(),
            "percentiles": percentiles.tolist(),
            "features": {name: feature_reference(values[name]) for name in detector.directions},
            "rows": len(values),
            "groups": _groups(detector, values),
        },
    }
    _dump(folder / "record.json", record)
    _dump(folder / "index.json", {name: _digest((folder / name).read_bytes()) for name in FILES})
    return record


def read_detector(folder: Path) -> tuple[Detector, dict]:
    """(detector, record) from a folder. Raises ModelError if a file is missing, altered, old or of unsafe types."""
    _verify(folder)
    raw = json.loads((folder / "detector.json").read_text(encoding="utf-8"))
    record = json.loads((folder / "record.json").read_text(encoding="utf-8"))
    if record["format"] != FORMAT:
        raise ModelError(
            f"a model is stored in format {record['format']}, this version reads {FORMAT}",
            next_step="train anew: move runs/models away and let the next night train",
        )
    detector = Detector(**raw["parameters"])
    detector.feature_names_in_ = np.array(list(detector.directions), dtype=object)
    detector.tails_ = {
        name: {int(sign): {g: _tail(t) for g, t in groups.items()} for sign, groups in sides.items()}
        for name, sides in raw["tails"].items()
    }
    detector.yardsticks_ = {
        name: {g: Yardstick(**y) for g, y in groups.items()} for name, groups in raw["yardsticks"].items()
    }
    detector.samples_ = np.array(raw["samples"])
    detector.usual_distance_ = raw["usual_distance"]
    detector.scale_ = {name: tuple(pair) for name, pair in raw["scale"].items()}
    detector.offset_ = raw["offset"]
    learned = raw.get("correction")
    detector.correction_ = (
        Correction(**learned | {"weights": np.array(learned["weights"])}) if learned else None
    )
    detector.reference_ = np.array(record["reference"]["scores"])
    chance = raw.get("calibration")
    detector.calibration_ = Calibration(**chance) if chance else None
    detector.forest_ = _forest(folder / "forest.skops")
    return detector, record


def identity(detector: Detector) -> str:
    """40 hexadecimal digits over parameters, tails, yardsticks, samples, scales and every node of the forest."""
    digest = hashlib.sha256(json.dumps(_as_json(detector), sort_keys=True).encode())
    for tree in detector.forest_.estimators_:
        nodes = tree.tree_
        for part in (
            nodes.feature,
            nodes.threshold,
            nodes.children_left,
            nodes.children_right,
            nodes.n_node_samples,
        ):
            digest.update(np.ascontiguousarray(part).tobytes())
    return digest.hexdigest()[:40]


def _as_json(detector):
    # a model without verdicts has no such entry, so that it keeps the identity that it had
    learned = detector.correction_
    told = {"correction": asdict(learned) | {"weights": learned.weights.tolist()}} if learned else {}
    if detector.calibration_:
        told["calibration"] = asdict(detector.calibration_)
    return told | {
        "parameters": detector.get_params(),
        "scale": detector.scale_,
        "offset": detector.offset_,
        "usual_distance": detector.usual_distance_,
        "samples": detector.samples_.tolist(),
        "yardsticks": {
            name: {g: asdict(y) for g, y in groups.items()} for name, groups in detector.yardsticks_.items()
        },
        "tails": {
            name: {str(sign): {g: _plain(t) for g, t in groups.items()} for sign, groups in sides.items()}
            for name, sides in detector.tails_.items()
        },
    }


def _groups(detector, values):
    return [] if detector.group_column is None else sorted(set(values[detector.group_column].astype(str)))


def _plain(tail: Tail):
    return {k: v.tolist() if isinstance(v, np.ndarray) else v for k, v in asdict(tail).items()}


def _tail(raw):
    return Tail(np.array(raw["values"]), np.array(raw["heights"]), raw["slope"], raw["count"])


def _forest(path: Path) -> IsolationForest:
    unknown = sorted(set(skops.io.get_untrusted_types(file=path)) - set(TRUSTED))
    if unknown:
        raise ModelError(f"{path.name} holds types that are not trusted: {unknown}", next_step="train anew")
    return skops.io.load(path, trusted=TRUSTED)


def _verify(folder):
    try:
        index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
        altered = [name for name, digest in index.items() if _digest((folder / name).read_bytes()) != digest]
    except (OSError, ValueError) as error:
        raise ModelError(
            f"a model cannot be read: {error}", next_step="restore the model store or train anew"
        ) from None
    if missing := sorted(set(FILES) - set(index)):
        raise ModelError(
            f"a model has no hash for {missing}", next_step="restore the model store or train anew"
        )
    if altered:
        raise ModelError(
            f"a model was altered after it was registered: {altered}",
            next_step="restore the model store or train anew",
        )


def _dump(path, value):
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


def _digest(content):
    return hashlib.sha256(content).hexdigest()
