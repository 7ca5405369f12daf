"""`qingfeng review …`: the desk is another program; every argument is handed on to it."""

import os
import sys

import typer


def run_desk(context: typer.Context) -> None:
    """Replace this process by the desk's."""
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "review", *context.args])
