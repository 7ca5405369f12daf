"""A Prefect server for one test, apart from any other on the machine."""

import os
from pathlib import Path


def build_prefect_environment(home: Path, level: str, **more: str) -> dict[str, str]:
    """Build the environment of a process with a Prefect home, a log level, and further
    variables.
    """
    prefect = {
        "PREFECT_HOME": str(home / "prefect"),
        "PREFECT_LOGGING_LEVEL": level,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "300",
        "DO_NOT_TRACK": "1",
    }
    return {k: v for k, v in os.environ.items() if k != "PREFECT_API_URL"} | prefect | more
