"""A Prefect of a test's own: it starts when it is asked, and goes to no other."""

import os
from pathlib import Path


def build_prefect_environment(home: Path, level: str, **own: str) -> dict[str, str]:
    """The environment of a process with a Prefect home, a level of its log, and variables of the test's own."""
    prefect = {
        "PREFECT_HOME": str(home / "prefect"),
        "PREFECT_LOGGING_LEVEL": level,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "300",
        "DO_NOT_TRACK": "1",
    }
    return {k: v for k, v in os.environ.items() if k != "PREFECT_API_URL"} | prefect | own
