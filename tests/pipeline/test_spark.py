"""A night on Spark in this process: the same run as on DuckDB; and every named expression is one that Spark understands."""

import json

import ibis
import pytest

from benchmarks.same_night import list_differences
from contracts.derived import DerivedTable
from contracts.errors import UsageError
from contracts.tables import get_input_tables
from pipeline.settings import load_settings
from reports.diff.compare_runs import compare_runs
from scenarios import load_scenarios
from scenarios.framework.resolve_features import resolve_features
from sources.engine.spark.engine import SparkEngine
from sources.engine.spark.session import connect_spark
from tests.pipeline.nights import copy_models, run_another_night
from tests.scenarios.test_conformance import AS_OF
from tests.spark_session import LEAN, SETTINGS

SCENARIO = "scenarios=deemed_service"  # all nine: make same-night


class CompilingEngine(SparkEngine):
    """Has Spark look at every expression and computes none: what is read is an empty table of the promised columns."""

    def materialize(self, name, expression):
        """An empty table of the expression's columns. Raises Spark's AnalysisException for what it does not understand."""
        self.connection.create_view(f"asked_{name}", expression, overwrite=True)
        return self.connection.create_table(name, schema=expression.schema())


@pytest.fixture(scope="module")
def both(made, few, tmp_path_factory):
    """(the run on DuckDB, the run on Spark) of one scenario by the models of the shared night."""
    runs = [copy_models(made, tmp_path_factory.mktemp(name)) for name in ("duckdb", "spark")]
    return run_another_night(few, runs[0], SCENARIO), run_another_night(
        few, runs[1], SCENARIO, *SETTINGS
    )


def test_the_run_is_the_one_of_duckdb(both):
    assert list_differences(*both) == []
    assert compare_runs(*both).is_identical
    assert both[0].name == both[1].name, "an engine changes no id"


def test_nothing_of_the_engine_is_left_beside_the_run(both):
    run = both[1]
    assert not list(run.parent.glob(".*-2026*"))
    assert "spark" not in json.loads((run / "run.json").read_text(encoding="utf-8"))["settings"]


def test_spark_understands_every_named_expression_of_every_scenario(tmp_path):
    connection = connect_spark(LEAN, scratch=tmp_path)
    empty = {
        name: connection.create_table(f"no_{name}", schema=ibis.schema(table.contract.ibis_schema))
        for name, table in get_input_tables().items()
    }
    engine = CompilingEngine(connection, empty, as_of=AS_OF)
    for item in _list_named_expressions():
        assert engine.table(item).columns, item.name
    engine.close()


def _list_named_expressions() -> list[DerivedTable]:
    """What the scenarios ask the engine for; it makes what these rest on."""
    found = []
    for scenario in load_scenarios().values():
        found += [scenario.ring_links] if scenario.ring_links else []
        evidence = [e for i in scenario.indicators for e in i.evidence]
        for population in scenario.populations:
            found += [population.base, *resolve_features(scenario, population)]
            evidence += population.evidence
        found += [e.keys for e in evidence if e.keys]
    return found


@pytest.mark.parametrize(
    ("setting", "words"), [("engine=spark", "spark.master"), ("engine=abacus", "abacus")]
)
def test_an_engine_that_cannot_be_meant_is_refused(setting, words):
    with pytest.raises(UsageError, match=words):
        load_settings([setting], environment={})
