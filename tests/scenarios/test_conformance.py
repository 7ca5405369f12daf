"""What every scenario file must keep, whatever it asks."""

import ast
import importlib
import re
from collections import Counter
from datetime import date
from pathlib import Path
from string import Formatter

import ibis
import pytest

from contracts.derived import DerivedTable, get_schema, list_columns
from contracts.provisions import load_provisions
from contracts.tables import get_input_tables
from contracts.units import UNITS
from scenarios import collect_indicators, load_scenarios
from scenarios.framework.definition import AUTHORITIES, DISCIPLINE, LEVELS
from scenarios.framework.feature_table import BASE_COLUMNS
from scenarios.framework.resolve_features import resolve_features
from simulator.scenarios.registry import LOOK_ALIKES, list_planters

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = list(load_scenarios().values())
AS_OF = date(2026, 6, 30)
INDICATORS = [pytest.param(s, i, id=f"{s.id}-{i.id}") for s in SCENARIOS for i in s.indicators]
POPULATIONS = [pytest.param(s, p, id=f"{s.id}-{p.id}") for s in SCENARIOS for p in s.populations]
VERDICTS = re.compile(
    r"诈骗犯|欺诈行为|已构成|\bfraudster\b|\bis fraud\b|\bguilty\b", re.IGNORECASE
)
LABELS = re.compile(r"truth|typolog|planted", re.IGNORECASE)


def columns(scenario, population):
    """Every column of a population's frame."""
    made = set(list_columns(population.base))
    for feature in resolve_features(scenario, population):
        made |= set(list_columns(feature))
    return made


def texts_of_tests(scenario):
    """The text of a scenario's test files: those of the folder tests/scenarios/<id>."""
    own = (ROOT / "tests" / "scenarios" / scenario.id).glob("test_*.py")
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(own))


def fields(*texts):
    return {
        name
        for t in texts
        for text in (t.zh, t.en)
        for _, name, _, _ in Formatter().parse(text)
        if name
    }


def test_every_file_of_the_folder_is_a_scenario_under_its_name():
    files = {p.parent.name for p in (ROOT / "scenarios").glob("*/scenario.py")}
    assert files == set(load_scenarios()) and len(files) >= 3


def count_indicators(path):
    """How often a file of Python calls Indicator(…)."""
    calls = [n for n in ast.walk(ast.parse(path.read_bytes())) if isinstance(n, ast.Call)]
    return sum(isinstance(c.func, ast.Name) and c.func.id == "Indicator" for c in calls)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: s.id)
def test_the_indicators_that_stand_in_the_files_are_those_of_the_scenario_in_order_of_id(scenario):
    files = list((ROOT / "scenarios" / scenario.id).glob("*.py"))
    ids = [i.id for i in scenario.indicators]
    assert sum(count_indicators(path) for path in files) == len(ids) > 0
    assert ids == sorted(ids)


def test_two_indicators_of_one_id_are_refused(tmp_path, monkeypatch):
    (tmp_path / "twice").mkdir()
    declare = (ROOT / "tests/example_scenarios/same_household/indicators_households.py").read_text()
    declare = declare.replace("from scenarios.same_household.scenario import LAWS", "LAWS = ()")
    for name in ("__init__", "indicators_one", "indicators_other"):
        text = "" if name == "__init__" else declare
        (tmp_path / "twice" / f"{name}.py").write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(TypeError, match=r"indicators_other declares indicator T01 a second time"):
        collect_indicators(importlib.import_module("twice"))


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: s.id)
class TestScenario:
    def test_says_who_what_and_until_when(self, scenario):
        assert scenario.authority in AUTHORITIES and scenario.owner
        assert scenario.question.zh.endswith("？") and scenario.innocent_explanations
        assert AS_OF < scenario.review_due < date(AS_OF.year + 3, 1, 1)
        assert scenario.list_amount_yuan > 0

    def test_ids_stand_once_and_name_populations(self, scenario):
        ids = [i.id for i in scenario.indicators]
        assert len(ids) == len(set(ids))
        populations = [p.id for p in scenario.populations]
        assert {i.population for i in scenario.indicators} == set(populations) and len(
            populations
        ) == len(set(populations))

    def test_has_its_page_and_its_test(self, scenario):
        page = (ROOT / "docs" / "scenarios" / f"{scenario.id}.md").read_text(encoding="utf-8")
        assert "## 已知的漏查" in page
        assert (ROOT / "tests" / "scenarios" / scenario.id / "test_scenario.py").is_file()

    def test_every_indicator_is_tested_by_name(self, scenario):
        text = texts_of_tests(scenario)
        assert [i.id for i in scenario.indicators if f'"{i.id}"' not in text] == []

    def test_every_exclusion_is_tested_by_name_and_stands_on_the_page(self, scenario):
        text = texts_of_tests(scenario)
        page = (ROOT / "docs" / "scenarios" / f"{scenario.id}.md").read_text(encoding="utf-8")
        named = {e.column for i in scenario.indicators for e in i.exclusions}
        assert {e for e in named if e not in text} == set() and {
            e for e in named if e not in page
        } == set()

    def test_every_source_of_evidence_has_a_title_and_is_named_by_a_model_feature(self, scenario):
        ids = [source.id for source in scenario.evidence_sources]
        assert len(ids) == len(set(ids))
        named = {f.evidence_source for p in scenario.populations for f in p.model_features}
        assert set(ids) <= named
        for source in scenario.evidence_sources:
            assert re.search("[\u4e00-\u9fff]", source.title.zh), source.id
            assert re.search("[a-z]{3}", source.title.en), source.id

    def test_the_simulator_plants_typologies_and_look_alikes(self, scenario):
        assert list_planters()[scenario.id] and list_planters(LOOK_ALIKES)[scenario.id]


@pytest.mark.parametrize(("scenario", "population"), POPULATIONS)
class TestPopulation:
    def test_the_base_gives_what_every_frame_needs(self, scenario, population):
        assert set(BASE_COLUMNS) <= set(list_columns(population.base))

    def test_features_join_on_columns_of_the_base_and_do_not_clash(self, scenario, population):
        seen = set(list_columns(population.base))
        for feature in resolve_features(scenario, population):
            assert set(feature.key) <= seen, feature.name
            own = set(list_columns(feature)) - set(feature.key)
            assert not own & seen, feature.name
            seen |= own

    def test_the_detector_sees_columns_that_are_there(self, scenario, population):
        known = columns(scenario, population)
        for feature in population.model_features:
            assert feature.column in known, feature.column
            assert feature.direction in ("high", "low", "both") and feature.unit in UNITS
        assert set(population.peer_group) <= known
        assert population.unit is None or population.unit in known

    def test_evidence_joins_on_columns_that_are_there(self, scenario, population):
        known = columns(scenario, population)
        specified = [
            e for i in scenario.indicators if i.population == population.id for e in i.evidence
        ]
        for evidence in [*population.evidence, *specified]:
            assert set(evidence.on) <= known
            contract = evidence.table.contract
            if evidence.keys is None:
                assert set(evidence.on.values()) <= set(contract.columns)
            else:
                assert {*evidence.on, *contract.key} <= set(list_columns(evidence.keys)), (
                    evidence.keys.name
                )
                schema = get_schema(evidence.keys)
                types = {c: str(schema[c].copy(nullable=True)) for c in contract.key}
                declared = {c: str(ibis.dtype(contract.ibis_schema[c])) for c in contract.key}
                assert types == declared, evidence.keys.name

    def test_every_model_feature_has_a_source_of_evidence_with_a_title(self, scenario, population):
        sources = {source.id for source in scenario.evidence_sources}
        assert {f.evidence_source for f in population.model_features} <= sources

    def test_a_feature_that_is_an_indicator_too_has_its_source_of_evidence(
        self, scenario, population
    ):
        sources = population.map_features_to_sources()
        for indicator in scenario.indicators:
            if indicator.population == population.id and indicator.column in sources:
                assert sources[indicator.column] == indicator.evidence_source, indicator.id

    def test_belongs_to_an_authority(self, scenario, population):
        assert scenario.get_addressee(population) in (*AUTHORITIES, DISCIPLINE)

    def test_rings_tie_subjects(self, scenario, population):
        tied = set(list_columns(scenario.ring_links))
        assert {"subject_kind", "subject_id", "link_kind", "link_id"} <= tied


@pytest.mark.parametrize(("scenario", "indicator"), INDICATORS)
class TestIndicator:
    def test_rests_on_columns_that_are_there(self, scenario, indicator):
        known = columns(scenario, scenario.population(indicator.population))
        used = {
            indicator.column,
            indicator.amount,
            *indicator.period,
            *indicator.peer_group,
            *indicator.or_when,
        }
        used |= {e.column for e in indicator.exclusions} | {
            column for column, _ in indicator.level_when
        }
        used |= fields(indicator.reason, *(e.reason for e in indicator.exclusions)) - {"threshold"}
        assert used - known == set()

    def test_has_level_unit_and_side(self, scenario, indicator):
        assert {indicator.level, *(level for _, level in indicator.level_when)} <= set(LEVELS)
        assert (
            indicator.unit in UNITS
            and indicator.direction in ("high", "low")
            and indicator.evidence_source
        )
        order = [LEVELS.index(level) for _, level in indicator.level_when]
        assert all(place < LEVELS.index(indicator.level) for place in order), (
            "a condition raises the level"
        )

    def test_cites_provisions_that_are_known(self, scenario, indicator):
        assert indicator.laws and set(indicator.laws) <= set(load_provisions())

    def test_says_numbers_innocence_and_what_to_do_in_both_languages(self, scenario, indicator):
        assert fields(indicator.reason)
        for text in (
            indicator.title,
            indicator.definition,
            indicator.reason,
            indicator.look_alikes,
            indicator.verify,
        ):
            assert re.search("[\u4e00-\u9fff]", text.zh) and re.search("[a-z]{3}", text.en), (
                indicator.id
            )

    def test_is_a_lead_and_no_verdict(self, scenario, indicator):
        for text in (indicator.reason, indicator.title, indicator.verify):
            assert not VERDICTS.search(text.zh) and not VERDICTS.search(text.en)

    def test_names_what_it_is_called_by_its_number(self, scenario, indicator):
        assert re.fullmatch(r"[A-Z]\d\d", indicator.id)


def test_a_named_expression_is_one():
    """The engine keeps results by name: two expressions of one name would stop the night."""
    modules = [
        importlib.import_module(f"features.{p.parent.name}.{p.stem}")
        for p in (ROOT / "features").glob("*/[a-z]*.py")
    ]
    found = {
        id(v): v.name for m in modules for v in vars(m).values() if isinstance(v, DerivedTable)
    }
    assert (
        sorted(n for n, times in Counter(found.values()).items() if times > 1) == []
        and len(found) > 100
    )


def test_nothing_outside_the_simulator_knows_the_truth():
    for folder in ("features", "scenarios", "models", "cases"):
        for path in (ROOT / folder).rglob("*.py"):
            code = re.sub(r'"""[\s\S]*?"""|#.*', "", path.read_text(encoding="utf-8"))
            found = {w for w in re.findall(r"\w+", code) if LABELS.search(w)}
            assert not found, (path.name, found)


def test_tables_are_named_by_class_and_all_read_tables_are_declared():
    names = set(get_input_tables())
    for scenario in SCENARIOS:
        for population in scenario.populations:
            assert population.record.contract.name in names
            assert population.base.find_missing_inputs(set()) <= names
