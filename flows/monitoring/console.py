"""What a night prints while it runs: a line a stage; what is under way in a line that is updated.

Notices, stopped tables and rows held back are always printed, everything else with -v
(QINGFENG_VERBOSE=1). The log of nights holds every line either way.
"""

import os
import re
import shutil
import sys
from typing import TextIO

VERBOSE = "QINGFENG_VERBOSE"
# what a reader of a quiet night need not see: tables without a fault, and what is indented
DETAIL = re.compile(
    r"  (?!.*\[(warn|stop)\])"
    r"|(\[pull\] )?\w+: [\d,]+ rows( verified| accepted, 0 quarantined|.*delta)"
)
STAGE = re.compile(r"\[(\w+)\] ")
STAGES = {
    "pull": "取数",
    "ingest": "到数检查",
    "build_features": "特征",
    "pin_models": "模型",
    "score_records": "评分",
    "detect_findings": "疑点",
    "select_cases": "清单",
    "publish_run": "发布",
}
CLEAR = "\r\x1b[2K"  # back to the beginning of the line, which is wiped


class Console:
    """Prints lines of progress on a stream, standard error by default."""

    def __init__(self, stream: TextIO | None = None):
        self._stream = stream
        self._stage = ""

    def begin(self, stage: str) -> None:
        """Show which stage begins."""
        self._stage = f"[{stage}] {STAGES.get(stage, '')}"
        self._update("…")

    def show(self, line: str) -> None:
        """Print a line, or show a detail in the line that is updated."""
        if DETAIL.match(line) and os.environ.get(VERBOSE) != "1":
            self._update(line.strip())
            return
        named = STAGE.sub(_name_stage, line, count=1)
        self._write((CLEAR if self._is_terminal() else "") + named + "\n")

    def _update(self, text):
        if self._is_terminal():
            width = shutil.get_terminal_size().columns // 2  # a Chinese letter takes two columns
            self._write(f"{CLEAR}{self._stage} {text}"[: len(CLEAR) + width])

    def _is_terminal(self):
        return self._out.isatty()

    def _write(self, text):
        self._out.write(text)
        self._out.flush()

    @property
    def _out(self):
        return self._stream or sys.stderr


def _name_stage(match):
    return f"[{match[1]}] {STAGES[match[1]]} " if match[1] in STAGES else match[0]
