"""Prefect in production: the server, and a worker with the deployments of prefect.yaml.

    qingfeng prefect server     # once, on the machine that schedules
    qingfeng prefect worker     # on the machine that works; makes pool and deployments itself

Both stay in the foreground, as services do. PREFECT_API_URL names the server for both.
"""

import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from cli.prefect_server import is_server_up
from contracts.errors import UsageError
from pipeline.private_files import make_files_private
from pipeline.typed_path import typed_path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = Path(sys.executable).with_name("prefect")
ADDRESS = "http://127.0.0.1:4200/api"  # Prefect's own default
POOL = "qingfeng"
START_SECONDS = 180  # of the server; its first start fills a database
SITE_PATHS = ("QINGFENG_SOURCE", "QINGFENG_RUNS")


def build_environment() -> dict[str, str]:
    """Build the environment of Prefect's processes; nothing is sent to anybody.

    Raises UsageError where the deployments would not know what to read and where to write.
    """
    missing = [name for name in SITE_PATHS if not os.environ.get(name)]
    if missing:
        raise UsageError(
            f"部署缺少 the deployments need {' and '.join(missing)}",
            next_step="set them, as deploy/qingfeng.env does",
        )
    source = os.environ["QINGFENG_SOURCE"]
    return os.environ | {
        "PREFECT_API_URL": os.environ.get("PREFECT_API_URL", ADDRESS),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_LEVEL": "INFO",
        "QINGFENG_HOME": str(ROOT),
        # flows run in the code's folder: a relative path would mean another place there
        "QINGFENG_SOURCE": source if "://" in source else str(typed_path(source)),
        "QINGFENG_RUNS": str(typed_path(os.environ["QINGFENG_RUNS"])),
    }


def serve_prefect() -> None:
    """Become the Prefect server that PREFECT_API_URL names."""
    environment = build_environment()
    address = urlsplit(environment["PREFECT_API_URL"])
    words = ["server", "start", "--host", address.hostname, "--port", str(address.port or 4200)]
    _become(environment, *words)


def serve_worker() -> None:
    """Make pool and deployments, then become their worker."""
    environment = build_environment()
    _await_server(environment["PREFECT_API_URL"])
    _run(environment, "work-pool", "create", POOL, "--type", "process", "--overwrite")
    _run(environment, "deploy", "--all")
    _become(environment, "worker", "start", "--pool", POOL)


def _await_server(address):
    end = time.monotonic() + START_SECONDS
    while not is_server_up(address):
        if time.monotonic() > end:
            raise UsageError(
                f"Prefect 服务器没有应答 no server answers at {address}",
                next_step="start it: qingfeng prefect server; or correct PREFECT_API_URL",
            )
        time.sleep(1)


def _run(environment, *words):
    command = [PROGRAM, "--no-prompt", *words]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise UsageError(
            f"prefect {' '.join(words)} failed: {(done.stderr or done.stdout).strip()[-500:]}",
            next_step="see `qingfeng doctor`",
        )


def _become(environment, *words):
    make_files_private()
    sys.stdout.flush()
    os.chdir(ROOT)
    os.execve(PROGRAM, [str(PROGRAM), *words], environment)
