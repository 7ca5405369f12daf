"""How many subjects each indicator hits in its population: in all, by district and by year."""

from functools import partial

import ibis
import pandas as pd

from cases.indicator_health import ALL, DISTRICT, YEAR
from cases.merge_findings import MODEL
from contracts.checklist import MODEL_AND_CONTROL
from contracts.levels import LEVEL_ORDER
from pipeline.artifacts import iterate_feature_tables, read_uncomputed_indicators
from pipeline.night import Night
from scenarios.framework.definition import Indicator
from scenarios.framework.hits import apply_threshold_overrides, describe_indicator, flag_hits

FLAGS = ("rows", "computed", "hits", "high", "explained")
COLUMNS = [
    *("scenario_id", "indicator_id", "population", "title_zh", "title_en", "level"),
    *("dimension", "value", "subjects", *FLAGS, "units"),
]


def count_hits(night: Night) -> pd.DataFrame:
    """Count rows, subjects and hits of every indicator that was computed (COLUMNS).

    `subjects` are those of the population, `computed` those for whom the indicator has a value:
    many indicators have one only where something was found. There is a row an indicator and
    dimension ("all", "district", "year") and value of it. A subject counts as explained where all
    of its hits are. `units` are those of the subjects hit, where the population has units.
    """
    skipped, parts = read_uncomputed_indicators(night), [pd.DataFrame(columns=COLUMNS)]
    for scenario, population, frame in iterate_feature_tables(night):
        indicators = [
            apply_threshold_overrides(i, night.settings.threshold)
            for i in scenario.indicators
            if i.population == population.id and (scenario.id, i.id) not in skipped
        ]
        if not indicators:
            continue
        registered = None
        if population.register is not None:
            registered = int(night.engine.table(population.register).count().execute())
        counted = count_population_hits(
            frame.table, indicators, night.engine, registered=registered, unit=population.unit
        )
        parts.append(counted.assign(scenario_id=scenario.id, population=population.id))
    return pd.concat(parts, ignore_index=True)[COLUMNS]


def count_population_hits(
    table: ibis.Table,
    indicators: list[Indicator],
    engine,
    *,
    registered: int | None = None,
    unit: str | None = None,
) -> pd.DataFrame:
    """Count the hits of indicators in the feature table of their population.

    `registered` is the number of subjects in the population's register, `unit` the column of its
    subjects' units, where it has one. The columns are COLUMNS without scenario and population.
    """
    question = ["counts", unit, [describe_indicator(i) for i in indicators]]

    def count_by(dimension):
        return _count_by(_flag_subjects(table, indicators, unit), dimension, indicators)

    parts = []
    for dimension in (ALL, DISTRICT, YEAR):
        fetched = engine.fetch([*question, dimension], [table], partial(count_by, dimension))
        counted = fetched.to_pandas()
        if dimension == ALL and registered is not None:
            counted["subjects"] = registered
        parts += [_select_indicator(counted, i).assign(dimension=dimension) for i in indicators]
    return pd.concat(parts, ignore_index=True)


def count_unusual(findings: pd.DataFrame, night: Night) -> pd.DataFrame:
    """Count for each population its subjects and those that the model alone found (COLUMNS)."""
    unusual = findings[findings.indicator_id == MODEL]
    title, rows = MODEL_AND_CONTROL[MODEL], []
    for scenario, population, frame in iterate_feature_tables(night):
        size = frame.table.agg(
            rows=frame.table.count(), subjects=frame.table.subject_id.nunique()
        ).to_pandas()
        hits = unusual[(unusual.scenario_id == scenario.id) & (unusual.population == population.id)]
        rows.append(
            {
                "scenario_id": scenario.id,
                "indicator_id": MODEL,
                "population": population.id,
                "title_zh": title.zh,
                "title_en": title.en,
                "level": "M",
                "dimension": ALL,
                "value": "",
                "rows": int(size.rows.iloc[0]),
                "subjects": int(size.subjects.iloc[0]),
                "computed": int(size.subjects.iloc[0]),
                "hits": hits.subject_id.nunique(),
                "high": 0,
                "explained": 0,
                "units": hits.subject_id.nunique(),
            }
        )
    return pd.DataFrame(rows, columns=COLUMNS)


def _flag_subjects(table, indicators, unit):
    """One row a subject, unit, district and year, with the flags of every indicator.

    A subject without a unit is one of its own.
    """
    flags = {}
    for indicator in indicators:
        hit = flag_hits(indicator, table)
        names = zip(("has_value", "is_hit", "is_high", "is_explained"), FLAGS[1:], strict=True)
        for attribute, flag in names:
            flags[f"{flag}_{indicator.id}"] = getattr(hit, attribute).cast("int64")
    own = table.subject_id.cast("string")
    rows = table.select(
        "subject_id",
        "district",
        unit=own if unit is None else table[unit].cast("string").fill_null(own),
        year=table.period_to.cast("date").year(),
        **flags,
    )
    summed = {f"rows_{i.id}": rows[f"computed_{i.id}"].sum().fill_null(0) for i in indicators}
    highest = {name: rows[name].max().fill_null(0) for name in flags}
    keys = ("subject_id", "unit", "district", "year")
    return rows.group_by(*keys).agg(**summed, **highest)


def _count_by(by_subject, dimension, indicators):
    names = [f"{flag}_{i.id}" for i in indicators for flag in FLAGS]
    value = {
        ALL: ibis.literal(""),
        DISTRICT: by_subject.district.fill_null(""),
        YEAR: by_subject.year.cast("string").fill_null(""),
    }[dimension]
    rows = by_subject.mutate(value=value)
    combine = {n: rows[n].sum() if n.startswith("rows_") else rows[n].max() for n in names}
    once = rows.group_by("value", "subject_id").agg(**combine)
    for indicator in indicators:
        name = f"explained_{indicator.id}"
        once = once.mutate(**{name: once[name] * (1 - once[f"hits_{indicator.id}"])})
    sums = {n: once[n].sum().cast("int64") for n in names}
    subjects = once.group_by("value").agg(subjects=once.count(), **sums)
    units = {f"units_{i.id}": rows.unit.nunique(where=rows[f"hits_{i.id}"] > 0) for i in indicators}
    return subjects.join(rows.group_by("value").agg(**units), "value")


def _select_indicator(counted, indicator):
    columns = {f"{flag}_{indicator.id}": flag for flag in (*FLAGS, "units")}
    return (
        counted[["value", "subjects", *columns]]
        .rename(columns=columns)
        .assign(
            indicator_id=indicator.id,
            title_zh=indicator.title.zh,
            title_en=indicator.title.en,
            level=min(indicator.possible_levels, key=LEVEL_ORDER.get),
        )
    )
