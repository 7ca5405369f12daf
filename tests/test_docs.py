"""Pages name what there is: paths in backticks, links with their anchors, pictures, numbers of decisions."""

import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
PAGES = sorted([*ROOT.glob("README*.md"), ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/**/*.md")])
# The changelog names files as they were called at the time; its links are checked, its paths are not.
LINKING_PAGES = [*PAGES, ROOT / "CHANGELOG.md"]

# What a run, a desk, a delivery or a bench folder holds once it is made, and what `make` makes: not in the tree.
MADE_FOLDERS = {
    "bench-city",
    "comparison",
    "computed",
    "demo",
    "desk",
    "hour",
    "letters",
    "quarantine",
    "rehearsal",
    "restricted",
    "runs",
    "same-night",
    "wheelhouse",
}
MADE_ENDINGS = (".parquet", ".jsonl", ".csv", ".xlsx")
PATH = re.compile(r"[\w.<>*-]+(/[\w.<>*-]+)*/?")
SOURCE_ENDINGS = (".py", ".md", ".toml", ".yaml", ".yml", ".html", ".j2", ".ipynb", ".png", ".txt")


def name_of(page: Path) -> str:
    """A page by its path from the root, as pytest prints it."""
    return page.relative_to(ROOT).as_posix()


@cache
def read_prose(page: Path) -> str:
    """The text of a page without its fenced blocks, which hold commands and diagrams."""
    return re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)


def find_paths(text: str) -> list[str]:
    """What stands in backticks and names a file or a folder of the tree."""
    spans = [s.split("::")[0] for s in re.findall(r"`([^`\n]+)`", text)]
    return [s for s in spans if "/" in s and PATH.fullmatch(s) and is_of_the_tree(s)]


def is_of_the_tree(path: str) -> bool:
    """Whether a path, right or misspelt, means something of the tree rather than of a run or a table of names."""
    top = path.split("/")[0]
    if top in MADE_FOLDERS or top.startswith((".", "<")) or path.endswith(MADE_ENDINGS):
        return False
    return (ROOT / top).is_dir() or path.endswith((*SOURCE_ENDINGS, "/"))


def is_there(path: str) -> bool:
    """Whether a path, or for one with a placeholder (`<id>`, `*`) at least one that fits, is in the tree."""
    pattern = re.sub(r"<[^>]*>", "*", path.rstrip("/"))
    return any(ROOT.glob(pattern))


def slugify(heading: str) -> str:
    """The anchor that GitHub makes of a heading."""
    plain = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return plain.replace(" ", "-")


@cache
def list_anchors(page: Path) -> frozenset[str]:
    """The anchors of a page's headings."""
    return frozenset(slugify(h) for h in re.findall(r"^#+ (.+)$", read_prose(page), flags=re.M))


def find_links(page: Path) -> list[str]:
    """The relative links and pictures of a page."""
    targets = re.findall(r"\]\(([^)\s]+)\)", read_prose(page))
    return [unquote(t) for t in targets if not re.match(r"[a-z]+:", t)]


def leads_somewhere(page: Path, link: str) -> bool:
    """Whether a link leads to a file or folder of the tree and, on a page, to a heading that is there."""
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    if not target.exists() or not target.is_relative_to(ROOT):
        return False
    return not anchor or target.suffix != ".md" or anchor in list_anchors(target)


def test_paths_and_misspelt_ones_are_told_from_other_words():
    text = "`cli/main.py` `flow/nightly.py` `runs/models` `a/b` `features/<scenario>.parquet` `x = 1` `docs/`"
    assert find_paths(text) == ["cli/main.py", "flow/nightly.py", "docs/"]
    assert is_there("scenarios/<id>/scenario.py") and is_there("docs/")
    assert not is_there("flow/nightly.py") and not is_there("scenarios/<id>/no_such.py")
    assert slugify("一夜 / A night") == "一夜--a-night"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_path_in_backticks_is_there(page):
    assert [p for p in find_paths(read_prose(page)) if not is_there(p)] == []


@pytest.mark.parametrize("page", LINKING_PAGES, ids=name_of)
def test_every_relative_link_leads_somewhere(page):
    assert [link for link in find_links(page) if not leads_somewhere(page, link)] == []


def test_every_picture_is_shown_on_a_page():
    shown = {(p.parent / link).resolve() for p in PAGES for link in find_links(p)}
    assert sorted(p.name for p in PICTURES.iterdir() if p.resolve() not in shown) == []


def test_every_decision_that_code_cites_stands_in_the_index_and_on_one_page():
    index = (ROOT / "docs" / "decisions" / "README.md").read_text(encoding="utf-8")
    listed = [int(n) for n in re.findall(r"^\| (\d+) \|", index, flags=re.M)]
    assert listed == list(range(1, len(listed) + 1))
    smaller = (ROOT / "docs" / "decisions" / "smaller.md").read_text(encoding="utf-8")
    short = [int(n) for n in re.findall(r"^(\d+)\. ", smaller, flags=re.M)]
    long = [int(p.name[:4]) for p in (ROOT / "docs" / "decisions").glob("[0-9]*.md")]
    assert sorted(short + long) == listed
    code = "\n".join(p.read_text(encoding="utf-8") for r in ROOMS for p in r.rglob("*.py"))
    assert {int(n) for n in re.findall(r"[Dd]ecision (\d+)", code)} <= set(listed)


ROOMS = [p for p in ROOT.iterdir() if (p / "__init__.py").is_file() and p.name != "tests"]
