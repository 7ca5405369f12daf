"""docs/indicators.md: every indicator, and where it is computed, declared and tested."""

from functools import cache
from importlib import import_module
from pathlib import Path

from contracts.derived import list_columns
from contracts.module_folder import import_modules
from contracts.units import UNITS
from scenarios import load_scenarios
from scenarios.framework.findings import format_citations
from scenarios.framework.resolve_features import resolve_features

ROOT = Path(__file__).resolve().parent.parent
INTRODUCTION = """
“计算”是产生该列的函数，“声明”是阈值、依据和文字所在的文件，“测试”是画表验证它的文件。
不改代码调整阈值：[change-a-threshold](how-to/change-a-threshold.md)；
某件为何在清单上：[follow-a-case](how-to/follow-a-case.md)。

*Computed* is the function that makes the indicator's column, *declared* the file with its
threshold, laws and words, *tested* the files that put it to drawn tables.
""".strip()
HEADINGS = [
    "编号 id",
    "级别 level",
    "指标 indicator",
    "定义 definition",
    "阈值 threshold",
    "政策依据 law",
    "计算 computed",
    "声明 declared",
    "测试 tested",
]


def render_indicator_page(mark: str) -> str:
    """Render docs/indicators.md, with the mark of a generated page."""
    lines = ["# 指标目录 / Indicators", "", mark, "", INTRODUCTION, ""]
    for scenario in load_scenarios().values():
        lines += [f"## {scenario.title.zh} — {scenario.title.en}（{scenario.authority}）", ""]
        lines += [f"| {' | '.join(HEADINGS)} |", "|" + "---|" * len(HEADINGS)]
        lines += [_render_indicator(scenario, i) for i in scenario.indicators] + [""]
    return "\n".join(lines)


def find_feature(scenario, indicator):
    """Find the expression that makes an indicator's column.

    Raises:
        LookupError: no expression of the indicator's population makes it.
    """
    population = scenario.population(indicator.population)
    for item in (*resolve_features(scenario, population), population.base):
        if indicator.column in list_columns(item):
            return item
    raise LookupError(f"{indicator.id}: nothing makes the column {indicator.column}")


def find_declaration(scenario, indicator) -> Path:
    """Find the file of the scenario's folder that declares an indicator.

    Raises:
        LookupError: no module of the folder holds it.
    """
    for module in import_modules(import_module(f"scenarios.{scenario.id}")):
        if any(value is indicator for value in vars(module).values()):
            path = Path(module.__file__).relative_to(ROOT)
            if f'id="{indicator.id}"' in (ROOT / path).read_text(encoding="utf-8"):
                return path
    raise LookupError(f"{indicator.id} is declared in no file of scenarios/{scenario.id}")


def find_tests(scenario, indicator) -> list[Path]:
    """Find the test files of the scenario that name an indicator by its id."""
    texts = _read_tests(scenario.id)
    return [path for path, text in texts.items() if f'"{indicator.id}"' in text]


@cache
def _read_tests(scenario_id):
    paths = sorted((ROOT / "tests" / "scenarios" / scenario_id).glob("test_*.py"))
    return {p.relative_to(ROOT): p.read_text(encoding="utf-8") for p in paths}


def _render_indicator(scenario, indicator):
    feature = find_feature(scenario, indicator)
    cells = [
        indicator.id,
        indicator.level,
        f"{indicator.title.zh} {indicator.title.en}",
        indicator.definition.zh,
        f"{indicator.cut} {UNITS[indicator.unit].zh}".strip(),
        format_citations(indicator.laws, None).zh,
        _link(feature.name, Path(*feature.build.__module__.split(".")).with_suffix(".py")),
        _link_file(find_declaration(scenario, indicator)),
        "、".join(map(_link_file, find_tests(scenario, indicator))),
    ]
    return f"| {' | '.join(cells)} |"


def _link_file(path):
    return _link(path.name, path)


def _link(text, path):
    return f"[`{text}`](../{path.as_posix()})"
