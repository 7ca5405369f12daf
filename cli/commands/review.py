"""`qingfeng review …`: the desk is a program of its own; what it is told is handed on to it."""

import argparse
import os
import sys


def add_commands(commands) -> None:
    """Hook the command in."""
    p = commands.add_parser(
        "review",
        help="核查工作台 / the desk: serve, receive RUN, verdicts OUT, add_officer NAME, verify_audit",
        add_help=False,
        prefix_chars="\0",  # its options are the desk's to read
    )
    p.add_argument("told", nargs=argparse.REMAINDER)
    p.set_defaults(run=_run_review)


def _run_review(options):
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "review", *options.told])
