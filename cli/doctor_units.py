"""What `qingfeng doctor` says of installed units: deploy/ says what they should be."""

import configparser
import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

UNITS = Path(__file__).resolve().parent.parent / "deploy" / "systemd"
SECRET_BITS = stat.S_IRWXO  # nothing for others: the environment file holds passwords
# either of these starts the nights
STARTERS = ("qingfeng-night.timer", "qingfeng-worker.service")
WATCHER = "qingfeng-heartbeat.timer"


def find_unit_faults(root: Path) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the units installed below a root folder, and how to mend it.

    Yields nothing where no unit is installed.
    """
    folder = root / "etc" / "systemd" / "system"
    services = sorted(folder.glob("qingfeng-*.service"))
    if not services:
        return
    for service in services:
        yield from _find_service_faults(root, service)
    for timer in sorted(folder.glob("qingfeng-*.timer")):
        if not timer.with_suffix(".service").is_file():
            yield f"{timer.name} starts no service", f"copy deploy/systemd/{timer.stem}.service"
    enabled = {link.name for link in folder.glob("*.wants/qingfeng-*")}
    if not enabled & set(STARTERS):
        yield (
            "没有定时启动 nothing starts the nights",
            f"systemctl enable --now {STARTERS[0]}, or the units of Prefect",
        )
    elif WATCHER not in enabled:
        yield "没有心跳 nobody would notice a missing night", f"systemctl enable --now {WATCHER}"
    yield from _verify_by_systemd(root, services)


def _find_service_faults(root, service):
    entries = _read_service(service)
    for command in (*entries.get("ExecStart", []), *entries.get("ExecStartPost", [])):
        program = _find_below(root, command.split()[0])
        if not os.access(program, os.X_OK):
            yield f"{service.name}: {program} is no program", "make setup in /opt/qingfeng"
    for name in entries.get("EnvironmentFile", []):
        path = _find_below(root, name)
        if not path.is_file():
            yield f"{service.name}: {path} is not there", "copy deploy/qingfeng.env and fill it"
        elif path.stat().st_mode & SECRET_BITS:
            yield f"{path} 他人可读 holds secrets and others may read it", f"chmod o= {path}"
        else:
            yield from _find_environment_faults(root, path)
    for user in entries.get("User", []):
        accounts = (root / "etc" / "passwd").read_text(encoding="utf-8").splitlines()
        if user not in (line.split(":")[0] for line in accounts):
            fix = f"useradd --system --home /var/lib/{user} {user}"
            yield f"{service.name}: there is no account {user}", fix


def _find_environment_faults(root, path):
    lines = path.read_text(encoding="utf-8").splitlines()
    values = dict(
        line.split("=", 1) for line in lines if "=" in line and not line.lstrip().startswith("#")
    )
    for name in ("QINGFENG_SITE", "QINGFENG_SOURCE", "QINGFENG_RUNS", "QINGFENG_DESK"):
        value = values.get(name, "")
        if "://" not in value and not value.startswith("/"):
            yield f"{path}: {name} is {value or 'missing'}", "give an absolute path"
    site = values.get("QINGFENG_SITE", "")
    if site.startswith("/") and not _find_below(root, site).is_dir():
        yield f"{site} is not there", "make it; settings.toml and agency.toml stand in it"


def _read_service(path) -> dict[str, list[str]]:
    """Map an entry of [Service] to its values; the prefixes of systemd are taken away."""
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str
    parser.read_string(path.read_text(encoding="utf-8"))
    section = parser["Service"] if parser.has_section("Service") else {}
    return {key: [value.lstrip("-@:+!")] for key, value in section.items()}


def _find_below(root, path):
    return root / path.lstrip("/")


def _verify_by_systemd(root, services):
    if shutil.which("systemd-analyze") is None:
        return
    timers = [t for s in services if (t := s.with_suffix(".timer")).is_file()]
    names = [path.name for path in (*services, *timers)]
    command = ["systemd-analyze", f"--root={root}", "--man=no", "verify", *names]
    done = subprocess.run(command, capture_output=True, text=True)
    # targets of the host that the root does not hold, and units of the host, are not ours to mend
    for line in done.stderr.splitlines():
        if "qingfeng-" in line and "Failed to create" not in line:
            yield f"systemd-analyze: {line.strip()}", "compare with deploy/systemd"
