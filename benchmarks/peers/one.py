"""One peer does one task in a process of its own: `python -m benchmarks.peers.one PEER TASK.json`.

Says on its output when it begins, once everything is imported (monotonic seconds, own CPU seconds
so far).
"""

import json
import sys
import time
from importlib import import_module
from pathlib import Path

from benchmarks.peers.task import PEERS, read_task


def main() -> None:
    """Do the task; the result lies in its folder."""
    peer, path = sys.argv[1:]
    task, compute = read_task(Path(path)), import_module(PEERS[peer]).compute
    print(json.dumps({"at": time.monotonic(), "cpu": time.process_time()}), flush=True)
    compute(task)


if __name__ == "__main__":
    main()
