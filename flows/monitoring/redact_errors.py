"""A foreign error is passed on by its kind and place alone: its words may quote a row, and Prefect keeps what is raised."""

import traceback
from contextlib import contextmanager
from pathlib import Path

from contracts.errors import QingfengError, Unexpected
from flows.monitoring.disk_full import room_told

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def words_withheld():
    """Turn a full disk into NoRoom and any other foreign error into Unexpected."""
    try:
        with room_told():
            yield
    except QingfengError:
        raise
    except Exception as error:
        raise Unexpected(type(error).__name__, _place(error)) from None


def _place(error) -> str:
    """File and line of the project's innermost frame, and of the library's below it."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if Path(f.filename).is_relative_to(ROOT) and ".venv" not in f.filename]
    told = [f"{Path(f.filename).relative_to(ROOT)}:{f.lineno}" for f in own[-1:]]
    if frames[-1:] != own[-1:]:
        told.append(f"{Path(frames[-1].filename).name}:{frames[-1].lineno}")
    return " > ".join(told)
