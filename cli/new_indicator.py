"""Write the skeleton of an indicator: its feature, its declaration, and its drawn test."""

import re
from dataclasses import dataclass
from pathlib import Path
from string import Template

from contracts.errors import UsageError
from scenarios import load_scenarios
from scenarios.framework.definition import Population, Scenario

FEATURE = Template('''"""${id}: what the feature measures, in one sentence."""

from contracts.derived import derived
from ${base_module} import ${base}


@derived(key=(${key},))
def ${name}(records: ${base}):
    """Measure … (${id}). The feature hands over the plain number; the indicator cuts.

    Columns: ${column} (unit).
    """
    return records.select(${key}, ${column}=records.amount_involved)
''')
INDICATOR = Template('''"""${scenario}: ${name}."""

from contracts.bilingual_text import BilingualText
from scenarios.framework.definition import Indicator, at_least

# why this number: the law's article, a measured figure, or what it trades off
${constant} = Indicator(
    id="${id}",
    title=BilingualText("待写标题", "title to be written"),
    definition=BilingualText("待写：哪一列、与什么比", "to be written: which column against what"),
    population="${population}",
    column="${column}",
    unit="yuan",
    direction="high",
    threshold=at_least(1),
    level="M",
    evidence_source="${source}",
    reason=BilingualText("待写：数值{${column}}。", "to be written: the value is {${column}}."),
    look_alikes=BilingualText(
        "待写：什么正常情形看起来也是这样", "to be written: what is innocent and looks so"
    ),
    verify=BilingualText("待写：怎样核查", "to be written: how to check it"),
    laws=(${laws}),
)
''')
TEST = Template('''"""${id} on drawn tables: the fact, and what looks like it and is none."""

from scenarios import load_scenarios
from tests.run_scenario import run_scenario

SCENARIO = load_scenarios()["${scenario}"]


def find(tables: dict):
    """Find the subjects that ${id} hits on drawn tables: {table class: rows as text}."""
    return {subject for _, subject, _ in run_scenario(SCENARIO, tables, only=("${id}",)).ids()}


def test_the_fact_is_a_hit():
    # draw a row of each table that ${base} reads, with a value on the suspicious side
    assert find({}) == {"p1"}


def test_what_looks_like_it_is_none():
    # draw the innocent look-alike, with a value as close to the threshold as it comes
    assert find({}) == set()


# Where no town has somebody near the threshold: a lower one, and a night in small on which it finds
# somebody. tests/pipeline/test_thresholds_have_effect.py reads it.
# JUST_BELOW = {"${id}": (0.5, lambda: run_scenario(SCENARIO, {}))}
''')


@dataclass(frozen=True)
class Skeleton:
    """The files of a new indicator: path below the project's folder → content."""

    files: dict[Path, str]
    column: str

    def write(self, root: Path) -> None:
        """Write the files. Raises UsageError if one is there already; then none is written."""
        for path in self.files:
            if (root / path).exists():
                raise UsageError(f"{path} is there already", next_step="choose another --name")
        for path, content in self.files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(content, encoding="utf-8")


def draft_indicator(
    scenario_id: str,
    indicator_id: str,
    *,
    population_id: str | None = None,
    name: str | None = None,
) -> Skeleton:
    """Draft the three files of a new indicator of a scenario.

    Args:
        scenario_id: a folder of `scenarios/`.
        indicator_id: a letter and two digits, as `I10`.
        population_id: the population whose records are asked; the scenario's first if left out.
        name: what the feature measures, in snake case; names the three files.

    Raises:
        UsageError: the scenario or population is not there, or the id or name cannot be used.
    """
    scenario = _find_scenario(scenario_id)
    population = _find_population(scenario, population_id)
    if not re.fullmatch(r"[A-Z]\d\d", indicator_id):
        raise UsageError(
            f"{indicator_id!r} is no indicator's id", next_step="a letter and two digits: I10"
        )
    if indicator_id in {i.id for s in load_scenarios().values() for i in s.indicators}:
        raise UsageError(
            f"indicator {indicator_id} is there already", next_step="see docs/indicators.md"
        )
    name = name or f"{indicator_id.lower()}_measure"
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise UsageError(f"{name!r} cannot name a file", next_step="snake case: sudden_death")
    words = _choose_words(scenario, population, indicator_id, name)
    domain = population.base.build.__module__.split(".")[1]
    files = {
        Path("features", domain, f"{name}.py"): FEATURE,
        Path("scenarios", scenario.id, f"indicators_{name}.py"): INDICATOR,
        Path("tests", "scenarios", scenario.id, f"test_{name}.py"): TEST,
    }
    return Skeleton(
        {path: template.substitute(words) for path, template in files.items()}, words["column"]
    )


def _choose_words(scenario, population, indicator_id, name):
    return {
        "id": indicator_id,
        "scenario": scenario.id,
        "population": population.id,
        "name": name,
        "constant": name.upper(),
        "column": f"{indicator_id.lower()}_value",
        "base": population.base.name,
        "base_module": population.base.build.__module__,
        "key": ", ".join(f'"{column}"' for column in population.base.key),
        "source": scenario.evidence_sources[0].id if scenario.evidence_sources else name,
        "laws": repr(scenario.laws)[1:-1].replace("'", '"'),
    }


def _find_scenario(scenario_id: str) -> Scenario:
    scenarios = load_scenarios()
    if scenario_id not in scenarios:
        raise UsageError(
            f"there is no scenario {scenario_id!r}", next_step=f"one of {', '.join(scenarios)}"
        )
    return scenarios[scenario_id]


def _find_population(scenario: Scenario, population_id: str | None) -> Population:
    populations = {p.id: p for p in scenario.populations}
    if population_id is None:
        return scenario.populations[0]
    if population_id not in populations:
        raise UsageError(
            f"scenario {scenario.id} has no population {population_id!r}",
            next_step=f"one of {', '.join(populations)}",
        )
    return populations[population_id]
