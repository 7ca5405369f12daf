"""A home for libraries where the account has none that can be written to."""

import os
import tempfile
from pathlib import Path


def provide_home() -> None:
    """Name a private temporary folder as HOME where there is no home that can be written to.

    Numba keeps compiled code there, Prefect its database and matplotlib its fonts; without one the
    first does not start and the second waits for ever.
    """
    if os.access(os.path.expanduser("~"), os.W_OK):
        return
    folder = Path(tempfile.gettempdir()) / f"qingfeng-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if found.st_uid != os.getuid() or found.st_mode & 0o077:
        # somebody else made it first: what is read from there could be theirs
        folder = Path(tempfile.mkdtemp(prefix="qingfeng-"))
    os.environ["HOME"] = str(folder)
