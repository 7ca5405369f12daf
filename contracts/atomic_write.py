"""Atomic writing of small files."""

import os
from pathlib import Path


def write_atomic(path: Path, text: str) -> None:
    """Write a UTF-8 file under a temporary name, flush it and rename it into place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part_path = path.with_name(f".{path.name}.part")
    with part_path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part_path, path)
