"""Which subjects other thresholds would hit, counted on the features that a run published."""

from dataclasses import dataclass

import ibis
import pandas as pd
import pyarrow.parquet as pq

from pipeline.indicator_counts import COLUMNS, count_population_hits
from reports.explain.run_tables import RunTables
from scenarios.framework.definition import Population, Scenario
from scenarios.framework.hits import flag_hits
from sources.engine.duckdb_engine import Engine, connect

CHANGED_COLUMNS = [
    *("authority", "scenario_id", "indicator_id", "population", "subject_kind"),
    *("subject_id", "district", "is_gained"),
]


@dataclass(frozen=True)
class ChangedHits:
    """`counts` of the changed indicators, as `count_hits` gives them, and the `subjects` whose hits
    differ (CHANGED_COLUMNS; is_gained: hit by the new threshold, not by the run's).
    """

    counts: pd.DataFrame
    subjects: pd.DataFrame


def find_changed_hits(run: RunTables, thresholds: dict[str, float]) -> ChangedHits:
    """Apply other thresholds (indicator → number) to a run; white lists are not looked at."""
    connection, other = connect(), RunTables(run.folder, thresholds)
    engine = Engine(connection, {}, as_of=run.as_of)
    counts, subjects = [], []
    try:
        for scenario, population, authority in run.list_populations():
            ids = _list_changed(run, other, scenario, population)
            table = _read_population(connection, run, scenario, population) if ids else None
            ids = [] if table is None else [i for i in ids if _is_computed(run, i, table)]
            if not ids:
                continue
            about = {"scenario_id": scenario.id, "population": population.id}
            indicators = [other.indicators[key] for key in ids]
            registered = int(run.health[ids[0]]["subjects"])
            counted = count_population_hits(
                table, indicators, engine, registered=registered, unit=population.unit
            )
            counts.append(counted.assign(**about))
            about |= {"authority": authority, "subject_kind": population.subject_kind}
            subjects += [
                _compare_hits(table, run.indicators[key], other.indicators[key]).assign(**about)
                for key in ids
            ]
    finally:
        connection.disconnect()
    return ChangedHits(
        pd.concat(counts, ignore_index=True)[COLUMNS] if counts else pd.DataFrame(columns=COLUMNS),
        pd.concat(subjects, ignore_index=True)[CHANGED_COLUMNS]
        if subjects
        else pd.DataFrame(columns=CHANGED_COLUMNS),
    )


def _list_changed(run, other, scenario: Scenario, population: Population):
    keys = [(scenario.id, i.id) for i in scenario.indicators if i.population == population.id]
    return [key for key in keys if run.indicators[key] != other.indicators[key]]


def _is_computed(run, key, table):
    return (
        key not in run.not_computed
        and key in run.health
        and run.indicators[key].column in table.columns
    )


def _read_population(connection, run, scenario, population) -> ibis.Table | None:
    path = run.folder / "features" / f"{scenario.id}.parquet"
    if not path.is_file() or "population" not in pq.read_schema(path).names:
        return None
    rows = connection.read_parquet(path, table_name=f"features_{scenario.id}_{population.id}")
    return rows.filter(rows.population == population.id)


def _compare_hits(table, before, after) -> pd.DataFrame:
    """Select the subjects whose hits differ, with their district and `is_gained`."""
    old, new = (flag_hits(i, table).is_hit.cast("int64") for i in (before, after))
    rows = table.select("subject_id", "district", old=old, new=new)
    subjects = rows.group_by("subject_id").agg(
        district=rows.district.min(),
        old=rows.old.sum().fill_null(0),
        new=rows.new.sum().fill_null(0),
        old_any=rows.old.max().fill_null(0),
    )
    differ = subjects.filter(subjects.old != subjects.new).order_by("subject_id").to_pandas()
    return differ[["subject_id", "district"]].assign(
        indicator_id=after.id, is_gained=(differ.new > differ.old).to_numpy(bool)
    )
