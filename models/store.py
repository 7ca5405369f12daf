"""A detector as files: its forest, or its scorer of PyOD, as skops, the rest as JSON, and an index
of hashes; no pickle.
"""

import hashlib
import json
import shutil
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
import skops.io

from contracts.errors import ModelError
from models.calibrate import Calibration
from models.detector.detector import Detector
from models.detector.neighbor_distance import RobustScale
from models.detector.pyod_detector import PyodDetector
from models.detector.pyod_scorer import TRUSTED as PYOD_TYPES
from models.detector.tail_scores import Tail
from models.detector.verdict_adjustment import VerdictAdjustment
from models.drift import build_feature_reference
from models.severity import build_reference_grid

FORMAT = 4
# with a scorer of PyOD: versions before 2026-12 cannot read it and say so
FORMAT_WITH_SCORER = 5
READABLE = (2, 3, 4, 5)
# Format 2 (until 2026-11) named some entries differently: old → new.
PARAMETERS_OF_FORMAT_2 = {
    "trees": "n_estimators",
    "subsample": "max_samples",
    "seed": "random_state",
    "rounds": "n_subsamples",
    "sample": "subsample_size",
    "tail_share": "tail_weight",
    "near_share": "neighbor_weight",
}
ENTRIES_OF_FORMAT_2 = {"yardsticks": "robust_scales", "correction": "adjustment"}
PARTS_OF_FORMAT_2 = {"sum": "tails", "near": "neighbors"}
FILES = ("detector.json", "record.json")
FOREST, SCORER = "forest.skops", "scorer.skops"
# types of a scikit-learn forest that are not on skops' list of safe types
TRUSTED = ["sklearn.tree._tree.Tree", "sklearn.tree._classes.ExtraTreeRegressor"]
LIBRARIES = ("numpy", "pandas", "scikit-learn", "skops")
# of the scores of stored rows, between the library that trained a scorer and the one that reads it
TOLERANCE = 1e-6


def write_detector(
    detector: Detector,
    values: pd.DataFrame,
    folder: Path,
    *,
    features: list[dict],
    trained_on: dict,
    fitted: Path | None = None,
) -> dict:
    """Write a fitted detector with its training reference; return the record with `identity`.

    `fitted` is the skops file of the forest or scorer, where it was written before.
    """
    name, model = get_fitted_part(detector)
    if fitted is None:
        skops.io.dump(model, folder / name)
    else:
        shutil.copyfile(fitted, folder / name)
    content = _serialize_detector(detector)
    _write_json(folder / "detector.json", content)
    scores, percentiles = build_reference_grid(detector.reference_)
    record = {
        "format": FORMAT if name == FOREST else FORMAT_WITH_SCORER,
        "trained_on": trained_on,
        "rows": len(values),
        "features": features,
        "versions": {name: version(name) for name in LIBRARIES},
        "reference": {
            "scores": scores.tolist(),
            "percentiles": percentiles.tolist(),
            "features": {
                name: build_feature_reference(values[name]) for name in detector.directions
            },
            "rows": len(values),
            "groups": _list_groups(detector, values),
        },
    }
    _write_json(folder / "record.json", record)
    _write_json(
        folder / "index.json",
        {file: _compute_digest((folder / file).read_bytes()) for file in (*FILES, name)},
    )
    return record | {"identity": compute_identity(detector)}


def get_fitted_part(detector: Detector) -> tuple[str, object]:
    """Return what of a detector is stored by skops: the name of its file, and the object."""
    if isinstance(detector, PyodDetector):
        return SCORER, detector.scorer_
    return FOREST, detector.forest_


def read_detector(folder: Path) -> tuple[Detector, dict]:
    """Read (detector, record with `identity`) from a folder.

    Raises:
        ModelError: a file is missing or altered, of another format, or holds unsafe types.
    """
    _verify_index(folder)
    raw = json.loads((folder / "detector.json").read_text(encoding="utf-8"))
    record = json.loads((folder / "record.json").read_text(encoding="utf-8"))
    if record["format"] not in READABLE:
        raise ModelError(
            f"a model is stored in format {record['format']}, this version reads {READABLE}",
            next_step="train anew: move runs/models away and let the next night train",
        )
    if (folder / SCORER).is_file():
        scorer = _load_trusted(folder / SCORER, PYOD_TYPES)
        return _build_pyod_detector(raw, scorer, record), record | {"identity": _hash_content(raw)}
    forest = _load_trusted(folder / FOREST, TRUSTED)
    # from the content as stored: a model of format 2 keeps the identity under which it was
    # registered
    identity = _compute_content_identity(raw, forest)
    if record["format"] == 2:
        raw = _convert_from_format_2(raw)
    if record["format"] <= 3:
        raw = _convert_from_format_3(raw)
    detector = _build_detector(raw, forest)
    detector.reference_ = np.array(record["reference"]["scores"])
    return detector, record | {"identity": identity}


def _build_detector(raw, forest):
    """The fitted detector from detector.json in the format of today, without `reference_`."""
    detector = Detector(**raw["parameters"])
    _restore_common_parts(detector, raw)
    detector.agreement_, detector.spreads_ = np.array(raw["agreement"]), np.array(raw["spreads"])
    detector.samples_ = np.array(raw["samples"])
    detector.usual_distance_ = raw["usual_distance"]
    detector.scale_ = {name: tuple(pair) for name, pair in raw["scale"].items()}
    detector.forest_ = forest
    return detector


def _build_pyod_detector(raw, scorer, record):
    parameters = raw["parameters"] | {"algorithms": tuple(raw["parameters"]["algorithms"])}
    detector = PyodDetector(**parameters)
    _restore_common_parts(detector, raw)
    detector.scorer_, detector.reference_ = scorer, np.array(record["reference"]["scores"])
    detector.check_rows_ = np.array(raw["check_rows"])
    detector.check_scores_ = np.array(raw["check_scores"])
    scores = scorer.decision_function(detector.check_rows_)
    if not np.allclose(scores, detector.check_scores_, atol=TOLERANCE):
        raise ModelError(
            "a model of PyOD scores otherwise than when it was trained, by "
            + ", ".join(f"{n} {v}" for n, v in record["versions"].items()),
            next_step="install these versions, or train anew with `qingfeng train --detector`",
        )
    return detector


def _restore_common_parts(detector, raw):
    """Set what every kind of detector has learned: scales of groups, offset, verdicts."""
    detector.feature_names_in_ = np.array(list(detector.directions), dtype=object)
    detector.tails_ = {
        name: {
            int(sign): {g: _parse_tail(t) for g, t in groups.items()}
            for sign, groups in sides.items()
        }
        for name, sides in raw["tails"].items()
    }
    detector.robust_scales_ = {
        name: {g: RobustScale(**y) for g, y in groups.items()}
        for name, groups in raw["robust_scales"].items()
    }
    detector.offset_ = raw["offset"]
    adjustment = raw.get("adjustment")
    detector.adjustment_ = (
        VerdictAdjustment(**adjustment | {"weights": np.array(adjustment["weights"])})
        if adjustment
        else None
    )
    calibration = raw.get("calibration")
    detector.calibration_ = Calibration(**calibration) if calibration else None


def _convert_from_format_2(raw: dict) -> dict:
    """The content of detector.json with the names of format 3."""
    parameters = {PARAMETERS_OF_FORMAT_2.get(n, n): v for n, v in raw["parameters"].items()}
    tails = {
        name: {
            sign: {
                group: {("tail_scores" if k == "heights" else k): v for k, v in tail.items()}
                for group, tail in groups.items()
            }
            for sign, groups in sides.items()
        }
        for name, sides in raw["tails"].items()
    }
    scale = {PARTS_OF_FORMAT_2.get(n, n): v for n, v in raw["scale"].items()}
    renamed = {ENTRIES_OF_FORMAT_2.get(n, n): v for n, v in raw.items()}
    return renamed | {"parameters": parameters, "tails": tails, "scale": scale}


def _convert_from_format_3(raw: dict) -> dict:
    """The content of detector.json with the weights of format 4: until 2026-12 they were equal."""
    equal = [1.0] * len(raw["parameters"]["directions"])
    return raw | {"agreement": equal, "spreads": equal}


def compute_identity(detector: Detector) -> str:
    """40 hexadecimal digits over all that a fitted detector has learned, as it is stored today."""
    content = _serialize_detector(detector)
    if isinstance(detector, PyodDetector):
        return _hash_content(content)
    return _compute_content_identity(content, detector.forest_)


def _hash_content(content):
    """The identity of a model of PyOD: its content holds rows with their scores, which stand for
    what the scorer has learned, as skops writes no two files alike.
    """
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:40]


def _compute_content_identity(content, forest):
    """40 hexadecimal digits over the content of detector.json and every node of the forest."""
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode())
    for tree in forest.estimators_:
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


def _serialize_detector(detector):
    adjustment = detector.adjustment_
    verdict_parts = (
        {"adjustment": asdict(adjustment) | {"weights": adjustment.weights.tolist()}}
        if adjustment
        else {}
    )
    if detector.calibration_:
        verdict_parts["calibration"] = asdict(detector.calibration_)
    return (
        _serialize_fitted(detector)
        | verdict_parts
        | {
            "parameters": detector.get_params(),
            "offset": detector.offset_,
            "robust_scales": {
                name: {g: asdict(y) for g, y in groups.items()}
                for name, groups in detector.robust_scales_.items()
            },
            "tails": {
                name: {
                    str(sign): {g: _serialize_tail(t) for g, t in groups.items()}
                    for sign, groups in sides.items()
                }
                for name, sides in detector.tails_.items()
            },
        }
    )


def _serialize_fitted(detector):
    """The part of the content that the kind of detector decides."""
    if isinstance(detector, PyodDetector):
        return {
            "check_rows": detector.check_rows_.tolist(),
            "check_scores": detector.check_scores_.tolist(),
        }
    return {
        "scale": detector.scale_,
        "usual_distance": detector.usual_distance_,
        "agreement": detector.agreement_.tolist(),
        "spreads": detector.spreads_.tolist(),
        "samples": detector.samples_.tolist(),
    }


def _list_groups(detector, values):
    return (
        []
        if detector.group_column is None
        else sorted(set(values[detector.group_column].astype(str)))
    )


def _serialize_tail(tail: Tail):
    return {k: v.tolist() if isinstance(v, np.ndarray) else v for k, v in asdict(tail).items()}


def _parse_tail(raw):
    return Tail(np.array(raw["values"]), np.array(raw["tail_scores"]), raw["slope"], raw["count"])


def _load_trusted(path: Path, trusted: list[str]) -> object:
    unknown = sorted(set(skops.io.get_untrusted_types(file=path)) - set(trusted))
    if unknown:
        raise ModelError(
            f"{path.name} holds types that are not trusted: {unknown}", next_step="train anew"
        )
    return skops.io.load(path, trusted=trusted)


def _verify_index(folder):
    try:
        index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
        altered = [
            name
            for name, digest in index.items()
            if _compute_digest((folder / name).read_bytes()) != digest
        ]
    except (OSError, ValueError) as error:
        raise ModelError(
            f"a model cannot be read: {error}", next_step="restore the model store or train anew"
        ) from None
    fitted = SCORER if (folder / SCORER).is_file() else FOREST
    if missing := sorted({*FILES, fitted} - set(index)):
        raise ModelError(
            f"a model has no hash for {missing}", next_step="restore the model store or train anew"
        )
    if altered:
        raise ModelError(
            f"a model was altered after it was registered: {altered}",
            next_step="restore the model store or train anew",
        )


def _write_json(path, value):
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


def _compute_digest(content):
    return hashlib.sha256(content).hexdigest()
