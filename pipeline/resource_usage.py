"""What a stage cost: time, processor time, bytes read and written, peak memory."""

import resource
import time
from pathlib import Path

PROCESS = Path("/proc/self")
MEGA = 1_000_000  # bytes of a MB, as run.json counts them


class Meter:
    """Measures from when it is made. Bytes are those of read and write calls, cached or not."""

    def __init__(self):
        _reset_peak()
        self._started, self._cpu, self._bytes = (
            time.monotonic(),
            _read_cpu_seconds(),
            _read_io_bytes(),
        )

    def measure_cost(self) -> dict[str, float]:
        """Return {seconds, cpu_seconds, peak_mb, read_mb, written_mb}; bytes only on Linux."""
        cost = {
            "seconds": round(time.monotonic() - self._started, 2),
            "cpu_seconds": round(_read_cpu_seconds() - self._cpu, 2),
            "peak_mb": _read_peak_mb(),
        }
        moved = {name: count - self._bytes[name] for name, count in _read_io_bytes().items()}
        return cost | {name: round(count / MEGA) for name, count in moved.items()}


def _read_cpu_seconds():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _read_io_bytes():
    try:
        counters = dict(line.split(": ") for line in (PROCESS / "io").read_text().splitlines())
    except OSError:
        return {}
    # rchar and wchar are bytes of read and write calls, whether or not a cache served them
    return {"read_mb": int(counters["rchar"]), "written_mb": int(counters["wchar"])}


def _reset_peak():
    """Let the kernel count the peak anew (proc(5), clear_refs); else it is the night's."""
    try:
        (PROCESS / "clear_refs").write_text("5")
    except OSError:
        return


def _read_peak_mb():
    try:
        status = (PROCESS / "status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) // 1024
    except (OSError, IndexError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
