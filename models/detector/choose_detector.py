"""Detectors by name: `qingfeng`, and `pyod:COPOD` for those of PyOD."""

from contracts.errors import UsageError
from models.detector.detector import Detector
from models.detector.pyod_detector import PyodDetector
from models.detector.pyod_scorer import ALGORITHMS, parse_algorithms

OWN, PYOD = "qingfeng", "pyod:"


def normalize_detector_name(text: str) -> str:
    """Write a detector's name as it is known. Raises UsageError for one that is not."""
    if text == OWN:
        return OWN
    if not text.lower().startswith(PYOD):
        raise UsageError(
            f"there is no detector {text!r}",
            next_step=f"known: {OWN}, {', '.join(PYOD + name for name in ALGORITHMS)}",
        )
    return PYOD + "+".join(parse_algorithms(text[len(PYOD) :]))


def build_detector(
    name: str, directions: dict[str, str], *, group_column: str, trees: int, **parameters
) -> Detector:
    """Make an unfitted detector; `trees` and `parameters` are those of `Detector`."""
    if name == OWN:
        chosen = {"n_estimators": trees} | parameters
        return Detector(directions, group_column=group_column, **chosen)
    algorithms = parse_algorithms(name.removeprefix(PYOD))
    return PyodDetector(directions, group_column=group_column, algorithms=algorithms)


def name_detector(detector: Detector) -> str:
    """Return the name by which `build_detector` makes such a detector."""
    is_pyod = isinstance(detector, PyodDetector)
    return PYOD + "+".join(detector.algorithms) if is_pyod else OWN
