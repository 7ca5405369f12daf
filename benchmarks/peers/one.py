"""Do one task with one peer: `python -m benchmarks.peers.one PEER TASK.json`.

Once everything is imported it prints when it begins: monotonic seconds, and CPU seconds used so
far.
"""

import json
import sys
import time
from importlib import import_module
from pathlib import Path

from benchmarks.peers.task import PEERS, read_task


def main() -> None:
    """Do the task; the result is written to its folder."""
    peer, path = sys.argv[1:]
    task, compute = read_task(Path(path)), import_module(PEERS[peer]).compute
    print(json.dumps({"at": time.monotonic(), "cpu": time.process_time()}), flush=True)
    compute(task)


if __name__ == "__main__":
    main()
