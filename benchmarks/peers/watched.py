"""Run one peer under limits: `python -m benchmarks.peers.watched SECONDS MB PEER TASK.json`.

Prints the outcome as JSON. It is a light process of its own, because the system counts the parent's
memory as part of its child's peak.
"""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil

from benchmarks.peers.task import THREADS

FINISHED, TOO_LONG, TOO_MUCH = "finished", "did not finish (time)", "did not finish (memory)"
LOOK_SECONDS = 0.05  # between two looks at memory: a peak of this length may be missed
OUT_OF_MEMORY = re.compile(r"MemoryError|OutOfMemory|memory allocation of \d+ bytes failed")


def main() -> None:
    """Print outcome and cost."""
    seconds, mb, peer, path = sys.argv[1:]
    print(json.dumps(watch_peer(peer, Path(path), seconds=float(seconds), mb=float(mb))))


def watch_peer(peer: str, path: Path, *, seconds: float, mb: float) -> dict:
    """Watch a peer; return outcome, peak_mb, load, and if it finished seconds, cpu_seconds,
    start_seconds.

    `seconds` limits the wall time, `mb` the memory of the process and its children together. Raises
    SystemExit with the peer's message if it failed for another reason.
    """
    load = os.getloadavg()[0]
    with path.with_name("out").open("w+") as out, path.with_name("err").open("w+") as err:
        started = time.monotonic()
        command = [sys.executable, "-m", "benchmarks.peers.one", peer, str(path)]
        process = subprocess.Popen(
            command, stdout=out, stderr=err, env=_build_environment(), start_new_session=True
        )
        stopped, status, usage = _wait_for_exit(process.pid, started + seconds, mb)
        ended = time.monotonic()
        out.seek(0), err.seek(0)
        first_line, problem = out.readline(), err.read()
    outcome = stopped or _classify_outcome(os.waitstatus_to_exitcode(status), problem)
    cost = {"outcome": outcome, "peak_mb": round(usage.ru_maxrss / 1024), "load": round(load, 1)}
    if outcome != FINISHED:
        return cost
    began = json.loads(first_line)
    return cost | {
        "seconds": round(ended - began["at"], 2),
        "cpu_seconds": round(usage.ru_utime + usage.ru_stime - began["cpu"], 2),
        "start_seconds": round(began["at"] - started, 2),
    }


def _build_environment():
    threads = str(THREADS)
    # Arrow obeys the second
    return os.environ | {"POLARS_MAX_THREADS": threads, "OMP_NUM_THREADS": threads}


def _wait_for_exit(pid, deadline, mb):
    """Wait for the end; return (outcome if stopped, wait status, usage including waited-for
    children).
    """
    stopped = None
    try:
        while True:
            ended, status, usage = os.wait4(pid, os.WNOHANG)
            if ended:
                return stopped, status, usage
            if stopped is None and (stopped := _check_limits(pid, deadline, mb)):
                os.killpg(pid, signal.SIGKILL)
            time.sleep(LOOK_SECONDS)
    except KeyboardInterrupt:
        os.killpg(pid, signal.SIGKILL)
        raise


def _check_limits(pid, deadline, mb):
    if time.monotonic() > deadline:
        return TOO_LONG
    return TOO_MUCH if _measure_memory_mb(pid) > mb else None


def _measure_memory_mb(pid):
    try:
        process = psutil.Process(pid)
        family = [process, *process.children(recursive=True)]
        return sum(member.memory_info().rss for member in family) / 2**20
    except psutil.NoSuchProcess:  # one ended between two looks
        return 0.0


def _classify_outcome(code, problem):
    if code == 0:
        return FINISHED
    if code == -signal.SIGKILL or OUT_OF_MEMORY.search(problem):
        return TOO_MUCH
    raise SystemExit(problem[-3000:])


if __name__ == "__main__":
    main()
