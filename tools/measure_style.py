"""Count how the code reads, and compare it with the figures that the project set itself.

`python -m tools.measure_style` (or `make style`) prints: the share of functions whose name begins
with a verb, of names that are bare participles, of comment lines, the longest files, the median
length of functions (docstring left out), package circles, and the imports between the domains of
`features`. It exits with 1 where a figure misses its aim.
"""

import ast
import re
import statistics
import sys
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent
ROOMS = (
    "cli",
    "flows",
    "pipeline",
    "reports",
    "scenarios",
    "features",
    "models",
    "cases",
    "sources",
    "contracts",
    "simulator",
    "review",
)
MOST_LINES = 400  # of a file: what a reader can hold
# Words that count as a verb at the head of a name: the imperative, and the third person of names
# that answer yes or no.
VERBS = frozenset((ROOT / "tools" / "verbs.txt").read_text(encoding="utf-8").split())
IRREGULAR = frozenset(
    """
born bought bound broken brought built caught chosen dealt done drawn eaten fallen felt flown
forgotten fought frozen given gone got grown heard held hidden hurt kept known laid lain led
lent lost made meant met paid said seen sent shown sold sought spent spoken stood struck sworn
taken taught thought thrown told understood won worn written
""".split()  # noqa: SIM905
)
NOT_PARTICIPLES = frozenset(
    """
bed beginning billing building embed exceed feed filing finding heading hundred king meaning
need posting pricing proceed rating reading ring seed setting shed speed spelling spring string
thing training warning
""".split()  # noqa: SIM905
)

# Names that are data and may be nouns: tables declared with @derived, and what the simulator
# plants.
DECLARATIONS = ("derived",)
PLANTED = ("typologies", "look_alikes", "unseen_patterns")
PROPERTIES = ("property", "cached_property")


def words_of(name: str) -> list[str]:
    """The words of a name in snake case."""
    return [word for word in name.strip("_").lower().split("_") if word]


def is_verb_first(name: str) -> bool:
    """Whether the name begins with a verb."""
    words = words_of(name)
    return bool(words) and words[0] in VERBS


def is_participle(word: str) -> bool:
    """Whether a word is a participle: an irregular one, or one that ends in -ed or -ing."""
    regular = len(word) > 4 and word.endswith(("ed", "ing")) and word not in NOT_PARTICIPLES
    return regular or word in IRREGULAR


def is_bare_participle(name: str) -> bool:
    """Whether a name is a participle alone, or begins with one: `told`, `held_out`."""
    words = words_of(name)
    return bool(words) and not is_verb_first(name) and is_participle(words[0])


class Functions(ast.NodeVisitor):
    """The functions of a module: name, lines, lines of the docstring, and whether the name is a
    noun by the rule.
    """

    def __init__(self, path: Path):
        self.is_planted = path.stem in PLANTED and "simulator" in path.parts
        self.depth, self.found = 0, []

    def visit_FunctionDef(self, node):
        decorators = {ast.unparse(d).split("(")[0].rsplit(".", 1)[-1] for d in node.decorator_list}
        is_noun = bool(decorators & {*DECLARATIONS, *PROPERTIES})
        is_noun |= self.is_planted and self.depth == 0 and not node.name.startswith("_")
        if not node.name.startswith("__"):
            lines = node.end_lineno - node.lineno + 1
            self.found.append((node.name, lines, _count_docstring_lines(node), is_noun))
        self.depth += 1
        self.generic_visit(node)
        self.depth -= 1


def _count_docstring_lines(node):
    first = node.body[0]
    has_one = ast.get_docstring(node, clean=False) is not None
    return first.end_lineno - first.lineno + 1 if has_one else 0


def python_files(rooms=ROOMS) -> list[Path]:
    """The Python files of the product's rooms; Django's migrations are generated and left out."""
    found = [path for room in rooms for path in sorted((ROOT / room).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


def count_comment_lines(text: str) -> tuple[int, int]:
    """(comment lines, lines that are not blank); a line with code and a comment behind it counts as
    both.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    return sum(bool(re.search(r"(^|\s)# ", line)) for line in lines), len(lines)


def find_package_circles() -> list[str]:
    """Pairs of packages that import each other, directly or by others; a module beside packages
    counts as one.
    """
    graph = grimp.build_graph(*ROOMS, include_external_packages=False)
    arrows = {}
    for module in graph.modules:
        for imported in graph.find_modules_directly_imported_by(module):
            here, there = _package_of(module), _package_of(imported)
            if here != there:
                arrows.setdefault(here, set()).add(there)
    reached = {package: _reach(arrows, package) for package in arrows}
    return sorted(
        f"{here} - {there}"
        for here in arrows
        for there in reached[here]
        if here < there and here in reached.get(there, ())
    )


def _package_of(module):
    parts = module.split(".")
    is_folder = (ROOT / Path(*parts[:2])).is_dir()
    return ".".join(parts[:2]) if is_folder or len(parts) == 2 else parts[0]


def _reach(arrows, start):
    reached, waiting = set(), [start]
    while waiting:
        for package in arrows.get(waiting.pop(), ()):
            if package not in reached:
                reached.add(package)
                waiting.append(package)
    return reached


def count_cross_arrows() -> int:
    """Imports of a module of one domain of `features` by a module of another; `features.common` is
    nobody's.
    """
    graph = grimp.build_graph("features")
    count = 0
    for module in graph.modules:
        for imported in graph.find_modules_directly_imported_by(module):
            here, there = module.split(".")[1:2], imported.split(".")[1:2]
            count += here != there and here != [] and there not in ([], ["common"])
    return count


def measure() -> list[tuple[str, str, str, bool]]:
    """(figure, value, aim, whether it is reached) a row."""
    functions, comments, lines, long_files = [], 0, 0, []
    for path in python_files():
        text = path.read_text(encoding="utf-8")
        visitor = Functions(path)
        visitor.visit(ast.parse(text))
        functions += visitor.found
        counted = count_comment_lines(text)
        comments, lines = comments + counted[0], lines + counted[1]
        if text.count("\n") > MOST_LINES:
            long_files.append(f"{path.relative_to(ROOT)} {text.count(chr(10))}")
    names = [name for name, *_ in functions]
    free = [name for name, *_, is_noun in functions if not is_noun]
    verb_first = sum(map(is_verb_first, names)) / len(names)
    participles = sum(map(is_bare_participle, names)) / len(names)
    whole = statistics.median(length for _, length, _, _ in functions)
    median = statistics.median(length - docstring for _, length, docstring, _ in functions)
    circles, crossing = find_package_circles(), count_cross_arrows()
    share = comments / lines
    return [
        ("functions", f"{len(names)}", "", True),
        ("names that begin with a verb", f"{verb_first:.0%}", "≥ 60 %", verb_first >= 0.60),
        (
            "… of those that are no declaration",
            f"{sum(map(is_verb_first, free)) / len(free):.0%}",
            "",
            True,
        ),
        ("names that are bare participles", f"{participles:.1%}", "≤ 3 %", participles <= 0.03),
        ("comment lines", f"{share:.1%}", "2–8 %", 0.02 <= share <= 0.08),
        ("files over 400 lines", ", ".join(long_files) or "none", "none", not long_files),
        ("median length of a function", f"{median:g} lines", "≤ 8", median <= 8),
        ("… its docstring counted", f"{whole:g} lines", "", True),
        ("package circles", ", ".join(circles) or "none", "none", not circles),
        ("imports across domains of features", f"{crossing}", "≤ 20", crossing <= 20),
    ]


def main() -> int:
    """Print the figures; 1 where one misses its aim."""
    rows = measure()
    for figure, value, aim, is_reached in rows:
        print(f"{'✓' if is_reached else '✗'} {figure:38} {value:24} {aim}")
    return 0 if all(is_reached for *_, is_reached in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
