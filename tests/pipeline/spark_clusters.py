"""A stand-alone Spark cluster on this machine: a master and workers, each a process of its own."""

import json
import os
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pyspark

from tests.free_port import find_free_port

SPARK_CLASS = Path(pyspark.__file__).parent / "bin" / "spark-class"
HOST, WORKERS = "127.0.0.1", 2
PATIENCE_SECONDS = 180


@contextmanager
def start_spark_cluster(folder: Path):
    """The address of a master with two workers of one core; they end with the block. Their files lie in `folder`."""
    port, page = find_free_port(), find_free_port()
    address = f"spark://{HOST}:{port}"
    processes = [_start("Master", folder / "master", "--port", port, "--webui-port", page)]
    try:
        for number in range(WORKERS):
            own = folder / f"worker{number}"
            room = ("--cores", 1, "--memory", "1g", "--work-dir", own, "--webui-port", 0)
            processes.append(_start("Worker", own, *room, address))
        _wait_for(f"http://{HOST}:{page}/json/")
        yield address
    finally:
        for process in reversed(processes):
            process.terminate()
            process.wait()


def _start(role, folder, *arguments):
    folder.mkdir(parents=True)
    program = f"org.apache.spark.deploy.{role.lower()}.{role}"
    command = [SPARK_CLASS, program, "--host", HOST, *map(str, arguments)]
    with (folder / "log.txt").open("w") as log:
        return subprocess.Popen(
            command, stdout=log, stderr=log, cwd=folder, env=os.environ | {"SPARK_LOCAL_IP": HOST}
        )


def _wait_for(page):
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            with urlopen(page) as answer:
                if json.load(answer)["aliveworkers"] == WORKERS:
                    return
        except URLError:
            pass
        time.sleep(0.5)
    raise AssertionError(f"no cluster at {page}")
