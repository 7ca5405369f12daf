"""Tables of a benchmark within a document: between two marks that bear its name."""

from pathlib import Path


def write_between_marks(path: Path, name: str, text: str) -> None:
    """Put `text` where the file has `<!-- NAME begins -->` and `<!-- NAME ends -->`. Raises ValueError if it has not."""
    begin, end = f"<!-- {name} begins -->", f"<!-- {name} ends -->"
    before, rest = path.read_text(encoding="utf-8").split(begin)
    path.write_text(f"{before}{begin}\n{text}\n{end}{rest.split(end)[1]}", encoding="utf-8")
