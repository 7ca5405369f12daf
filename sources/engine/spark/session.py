"""Open a Spark session, and check that its requirements are there."""

import os
import shutil
import socket
import sys
from importlib.util import find_spec
from pathlib import Path

from contracts.errors import UsageError

# settings that a user may override by --set spark.…
DEFAULTS = {
    "app.name": "qingfeng",
    "log.level": "ERROR",
    "ui.enabled": "false",
    "ui.showConsoleProgress": "false",
}
STAND_ALONE = "spark://"
PATIENCE_SECONDS = 5  # for the master to answer: Spark itself would retry for minutes


def require_spark(settings: dict[str, str]) -> None:
    """Raise UsageError if pyspark, Java or the master of a stand-alone cluster is missing."""
    if find_spec("pyspark") is None:
        raise UsageError(
            "pyspark is not installed", next_step="install qingfeng with its extra: qingfeng[spark]"
        )
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise UsageError(
            "Spark finds no Java", next_step="install a Java 17 runtime, or set JAVA_HOME"
        )
    master = settings["master"]
    if master.startswith(STAND_ALONE) and not any(
        _is_reachable(place) for place in master.removeprefix(STAND_ALONE).split(",")
    ):
        raise UsageError(
            f"no Spark master answers at {master}", next_step="start it, or correct spark.master"
        )


def connect_spark(settings: dict[str, str], *, scratch: Path):
    """Connect an ibis backend to a Spark session; tables are kept in `scratch`.

    `settings` are Spark's own without their `spark.`. Raises UsageError without Spark.
    """
    require_spark(settings)
    from pyspark.sql import SparkSession

    from sources.engine.spark.backend import Spark

    # the executors' Python can only be set by the environment
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    Spark.register_options()  # ibis does so only for backends that it finds itself
    builder = SparkSession.builder
    for key, value in (DEFAULTS | settings).items():
        builder = builder.config(f"spark.{key}", value)
    return Spark().connect(builder.getOrCreate(), scratch)


def _is_reachable(place):
    host, _, port = place.rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=PATIENCE_SECONDS).close()
    except (OSError, ValueError):
        return False
    return True
