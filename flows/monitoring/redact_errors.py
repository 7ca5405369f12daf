"""Errors without their words: a message may quote a row, and Prefect keeps what is raised."""

import traceback
from contextlib import contextmanager
from pathlib import Path

from contracts.errors import QingfengError, UnexpectedError
from flows.monitoring.disk_full import translate_disk_full

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def redact_unexpected_errors():
    """Turn a full disk into DiskFullError and any other foreign error into UnexpectedError."""
    try:
        with translate_disk_full():
            yield
    except QingfengError:
        raise
    except Exception as error:
        raise UnexpectedError(type(error).__name__, _locate_error(error)) from None


def _locate_error(error) -> str:
    """Return file and line of the project's innermost frame, and of the library's below it."""
    frames = traceback.extract_tb(error.__traceback__)
    project_frames = [
        f for f in frames if Path(f.filename).is_relative_to(ROOT) and ".venv" not in f.filename
    ]
    places = [f"{Path(f.filename).relative_to(ROOT)}:{f.lineno}" for f in project_frames[-1:]]
    if frames[-1:] != project_frames[-1:]:
        places.append(f"{Path(frames[-1].filename).name}:{frames[-1].lineno}")
    return " > ".join(places)
