"""Files as PDF, by LibreOffice without a screen: one bounded process at a time."""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from review.errors import NotNow

# a case file of a hundred papers takes half a minute; who waits longer believes that nothing comes
MOST_SECONDS = 120
# LibreOffice maps about 1.5 GB and uses 0.3 GB; a file that wants more than this is an attack
MOST_KILOBYTES = 4 * 1024 * 1024
# blocks of 512 bytes: no converted file is larger than 400 MB
MOST_BLOCKS = 800_000
# how long a request queues for the one process
MOST_WAITING_SECONDS = 60

BINDER = str(Path(__file__).with_name("bind_pdf.py"))

# No macro, no link and no update runs in a file that somebody attached.
SECURITY = "/org.openoffice.Office.Common/Security/Scripting"
PROFILE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
    'xmlns:xs="http://www.w3.org/2001/XMLSchema">'
    + "".join(
        f'<item oor:path="{SECURITY}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for name, value in (
            ("MacroSecurityLevel", "3"),
            ("DisableMacrosExecution", "true"),
            ("BlockUntrustedRefererLinks", "true"),
        )
    )
    + "</oor:items>"
)

# Letters are set in Word's 仿宋 and 宋体; where a server lacks them the nearest Chinese serif stands in.
FONTS = (
    '<?xml version="1.0"?><fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
    + "".join(
        f"<alias><family>{name}</family><accept><family>{same}</family>"
        "<family>Noto Serif CJK SC</family></accept></alias>"
        for name, same in (("仿宋", "FangSong"), ("宋体", "SimSun"))
    )
    + "</fontconfig>"
)


def find_converter() -> str | None:
    """Find LibreOffice; None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def convert_to_pdf(files: list[tuple[str, bytes]]) -> list[bytes | None]:
    """Convert files (extension, content) to PDF; None for one that cannot be read.

    Raises NotNow without LibreOffice, if it takes too long, or if another job does not end.
    """
    converter = find_converter()
    if converter is None:
        raise NotNow(
            "服务器未安装 LibreOffice，不能生成 PDF；请下载 Word 文书",
            "LibreOffice is not installed on the server: take the Word file",
        )
    if not files:
        return []
    with _wait_for_turn(), TemporaryDirectory(prefix="qingfeng-pdf-") as name:
        folder = Path(name)
        sources = []
        for n, (extension, content) in enumerate(files):
            sources.append(folder / f"{n}.{extension}")
            sources[-1].write_bytes(content)
        profile = folder / "profile" / "user" / "registrymodifications.xcu"
        profile.parent.mkdir(parents=True)
        profile.write_text(PROFILE, encoding="utf-8")
        (folder / "fonts.conf").write_text(FONTS, encoding="utf-8")
        _run_bounded(_build_command(converter, folder, sources), folder)
        made = [folder / "out" / f"{n}.pdf" for n in range(len(files))]
        return [path.read_bytes() if path.is_file() else None for path in made]


def count_pages(files: list[bytes]) -> list[int]:
    """Count the pages of PDF files; 0 for one that cannot be read."""
    with TemporaryDirectory(prefix="qingfeng-pdf-") as name:
        folder, paths = Path(name), _write_files(Path(name), files)
        result = folder / "counts.json"
        with result.open("wb") as out:
            _run_bounded(_limit([sys.executable, BINDER, "count", *paths]), folder, output=out)
        return json.loads(result.read_bytes() or "null") or [0] * len(files)


def bind_files(first: bytes, files: list[bytes]) -> bytes:
    """Bind PDF files to one behind `first`, and number their pages from 1.

    Raises NotNow if that does not work.
    """
    with TemporaryDirectory(prefix="qingfeng-pdf-") as name:
        folder, paths = Path(name), _write_files(Path(name), [first, *files])
        bound = folder / "bound.pdf"
        _run_bounded(_limit([sys.executable, BINDER, "bind", str(bound), *paths]), folder)
        if not bound.is_file():
            raise NotNow(
                "卷宗不能合订为 PDF，请下载 ZIP", "the case file cannot be bound: take the ZIP"
            )
        return bound.read_bytes()


def _write_files(folder, files):
    paths = [folder / f"{n}.pdf" for n in range(len(files))]
    for path, content in zip(paths, files, strict=True):
        path.write_bytes(content)
    return list(map(str, paths))


def _build_command(converter, folder, sources):
    options = ["--headless", "--norestore", "--nolockcheck", "--nodefault"]
    command = [
        converter,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *options,
        *("--convert-to", "pdf", "--outdir", str(folder / "out"), *map(str, sources)),
    ]
    return _limit(command)


def _limit(command):
    """Return a command that runs within the limits of memory, processor and size of a file."""
    limits = f"ulimit -v {MOST_KILOBYTES}; ulimit -t {MOST_SECONDS}; ulimit -f {MOST_BLOCKS}"
    return ["/bin/sh", "-c", f'{limits}; exec "$@"', "sh", *command]


def _run_bounded(command, folder, *, output=subprocess.DEVNULL):
    """Run a command in a group of its own, and end the group whatever happens.

    It gets no variable of this process: the agency's key stands among them.
    """
    environment = {
        "PATH": os.defpath,
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "FONTCONFIG_FILE": str(folder / "fonts.conf"),
    }
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(MOST_SECONDS)
    except subprocess.TimeoutExpired:
        raise NotNow(
            f"生成 PDF 超过 {MOST_SECONDS} 秒，已停止；请下载 Word 文书",
            f"the PDF took more than {MOST_SECONDS} seconds: take the Word file",
        ) from None
    finally:
        with suppress(ProcessLookupError):  # the group ended by itself
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def _wait_for_turn() -> Iterator[None]:
    """Hold the one place for a conversion, among all processes that serve this desk."""
    path = Path(settings.HOME) / ".pdf.lock"
    deadline = time.monotonic() + MOST_WAITING_SECONDS
    with path.open("w") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise NotNow(
                        "正在生成其他 PDF，请稍后再试", "another PDF is being made: try again later"
                    ) from None
                time.sleep(0.2)
        yield
