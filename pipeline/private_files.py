"""What a night writes holds personal data: its files are their owner's alone."""

import os

OWNER_ALONE = 0o077  # bits taken away: group and others read, write and enter nothing


def make_files_private() -> None:
    """Let every file and folder that this process makes from now on be its owner's alone."""
    os.umask(OWNER_ALONE)
