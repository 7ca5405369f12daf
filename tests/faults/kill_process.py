"""A night in a process of its own that is killed with signal 9: at a named boundary, or from outside at any moment."""

import multiprocessing
import os
import signal
import time
from pathlib import Path

import cases.publish
from pipeline.night import Night
from tests.faults.tiny_agency import run_whole_night

BOUNDARIES = (
    "before arrive",
    *(f"after {step}" for step in ("arrive", "compute", "pin", "score", "find", "choose")),
    "before the rename",
    "after the rename",
    "after the link",
)
# imported once by a process without threads, from which every night is forked
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(
    ["tests.faults.kill_process", "mlflow.sklearn", "skops.io", "numba", "models.registry"]
)


def start_night_process(source: str, runs: Path, boundary: str | None = None):
    """A process that runs the night and kills itself at a boundary."""
    process = PROCESSES.Process(target=_run_night, args=(source, runs, boundary))
    process.start()
    return process


def kill_after(process, seconds: float) -> bool:
    """Kill a process after some time; False if it had ended by itself before."""
    process.join(seconds)
    if process.exitcode is None:
        os.kill(process.pid, signal.SIGKILL)
        process.join()
    return process.exitcode == -signal.SIGKILL


def _run_night(source, runs, boundary):
    if boundary:
        _prepare_kill(boundary)
    run_whole_night(source, runs)


def _prepare_kill(boundary):
    step, rename, link = Night.step, os.rename, cases.publish.point_current

    def stepping(night, name, function):
        if boundary == f"before {name}":
            _kill_self()
        said = step(night, name, function)
        if boundary == f"after {name}":
            _kill_self()
        return said

    def renaming(before, after):
        publishing = Path(before).name.startswith(".building-")
        if publishing and boundary == "before the rename":
            _kill_self()
        rename(before, after)
        if publishing and boundary == "after the rename":
            _kill_self()

    def linking(runs, run_id):
        link(runs, run_id)
        if boundary == "after the link":
            _kill_self()

    Night.step, os.rename, cases.publish.point_current = stepping, renaming, linking


def _kill_self():
    os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(60)
