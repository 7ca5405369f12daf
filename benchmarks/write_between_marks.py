"""Write tables of a benchmark into a document, between two marks with its name."""

from pathlib import Path


def write_between_marks(path: Path, name: str, text: str) -> None:
    """Write `text` between `<!-- NAME begins -->` and `<!-- NAME ends -->`.

    Raises ValueError if the file lacks the marks.
    """
    begin, end = f"<!-- {name} begins -->", f"<!-- {name} ends -->"
    before, rest = path.read_text(encoding="utf-8").split(begin)
    path.write_text(f"{before}{begin}\n{text}\n{end}{rest.split(end)[1]}", encoding="utf-8")
