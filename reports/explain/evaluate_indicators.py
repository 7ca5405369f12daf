"""What every indicator says of some subjects, computed again from the published features."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from reports.explain.facts import CARRIED, CLOSED, EXPLAINED, HIT, NO_VALUE, NOT_HIT
from reports.explain.run_tables import RunTables
from scenarios.framework.definition import Indicator, Population, Scenario
from scenarios.framework.findings import compute_finding_id, derive_id_period
from scenarios.framework.hits import is_suspicious
from scenarios.framework.reason_text import fill_template

SUBJECT = ["authority", "subject_kind", "subject_id"]
RESULT_COLUMNS = [
    *SUBJECT,
    "scenario_id",
    "population",
    "indicator_id",
    "outcome",
    "level",
    "value",
    "distance",
    "record_id",
    "amount",
    "finding_id",
    "explained_zh",
    "explained_en",
]
RECORD_COLUMNS = [*SUBJECT, "scenario_id", "population", "count"]
ORDER = {HIT: 0, CARRIED: 1, CLOSED: 2, EXPLAINED: 3, NOT_HIT: 4, NO_VALUE: 5}


@dataclass(frozen=True)
class Evaluation:
    """`results`: a row for each hit of a subject; without a hit the nearest record. RESULT_COLUMNS.

    `records`: authority, subject_kind, subject_id, scenario_id, population, count.

    """

    results: pd.DataFrame
    records: pd.DataFrame


def evaluate_indicators(run: RunTables, subjects: pd.DataFrame) -> Evaluation:
    """Put every indicator of the run to subjects (authority, subject_kind, subject_id)."""
    results, records = [], []
    for scenario in run.scenarios.values():
        keys = {(scenario.get_addressee(p), p.subject_kind) for p in scenario.populations}
        chosen = {key: _select_ids(subjects, key) for key in keys}
        rows = run.read_features(scenario, set().union(*chosen.values()))
        if rows is None:
            continue
        for population in scenario.populations:
            key = (scenario.get_addressee(population), population.subject_kind)
            own = rows[(rows.population == population.id) & rows.subject_id.isin(chosen[key])]
            if len(own):
                about = {"authority": key[0], "subject_kind": key[1]}
                about |= {"scenario_id": scenario.id, "population": population.id}
                results += [
                    part.assign(**about)
                    for part in _evaluate_population(run, scenario, population, own)
                ]
                counts = own.groupby("subject_id").size().rename("count").reset_index()
                records.append(counts.assign(**about))
    return Evaluation(_concat(results, RESULT_COLUMNS), _concat(records, RECORD_COLUMNS))


def mark_standing(results: pd.DataFrame, run: RunTables) -> pd.DataFrame:
    """Mark hits as closed that an earlier night handed out and that are no findings tonight."""
    if results.empty:
        return results
    earlier = results.finding_id.isin(run.listed_on.keys())
    tonight = results.finding_id.isin(run.findings.finding_id)
    closed = (results.outcome == HIT) & earlier & ~tonight
    return results.assign(outcome=results.outcome.mask(closed, CLOSED))


def _select_ids(subjects, key):
    chosen = (subjects.authority == key[0]) & (subjects.subject_kind == key[1])
    return set(subjects.subject_id[chosen])


def _evaluate_population(run, scenario, population, rows):
    for indicator in scenario.indicators:
        is_asked = indicator.population == population.id and indicator.column in rows
        if is_asked and (scenario.id, indicator.id) not in run.not_computed:
            used = run.indicators[scenario.id, indicator.id]
            yield _evaluate_indicator(run, scenario, population, used, rows)


def _evaluate_indicator(run, scenario: Scenario, population: Population, indicator, rows):
    value = pd.to_numeric(rows[indicator.column].astype(object), errors="coerce").astype(float)
    suspicious = is_suspicious(value, indicator.cut)
    for column in indicator.or_when:
        suspicious |= _is_true(rows, column) & value.notna()
    exclusion = _choose_first(rows, [(e.column, e.column) for e in indicator.exclusions], None)
    excluded = exclusion.notna()
    outcome = np.select(
        [suspicious & ~excluded, suspicious, value.notna()], [HIT, EXPLAINED, NOT_HIT], NO_VALUE
    )
    number = indicator.cut.number
    results = pd.DataFrame(
        {
            "subject_id": rows.subject_id,
            "indicator_id": indicator.id,
            "outcome": outcome.astype(object),
            "level": _choose_first(rows, indicator.level_when, indicator.level),
            "value": value,
            "distance": (value - number).abs() / max(abs(number), 1.0),
            "record_id": rows.record_id,
        }
    )
    is_hit = results.outcome.isin([HIT, EXPLAINED])
    nearest = _select_nearest(
        results[~is_hit & ~results.subject_id.isin(results.subject_id[is_hit])]
    )
    if not is_hit.any():
        return nearest
    hits = _describe_hits(run, scenario, population, indicator, results[is_hit], rows[is_hit])
    return pd.concat([hits, nearest], ignore_index=True)


def _describe_hits(run, scenario, population, indicator: Indicator, hits, rows):
    """Add amount, finding id and, where an explanation applies, its words."""
    ids, explained = [], []
    texts = {e.column: e.reason for e in indicator.exclusions}
    exclusion = _choose_first(rows, [(e.column, e.column) for e in indicator.exclusions], None)
    for row, excluded_by in zip(rows.to_dict("records"), exclusion, strict=True):
        period = derive_id_period(population, row[indicator.period[1]])
        finding_id = compute_finding_id(
            scenario.id, indicator.id, row["subject_id"], row["record_id"], period
        )
        words = run.explained.get(finding_id)  # also what the white list explains
        if words is None and not pd.isna(excluded_by):
            words = tuple(fill_template(t, row) for t in _both(texts[excluded_by]))
        ids.append(finding_id)
        explained.append(words or (None, None))
    return hits.assign(
        finding_id=ids,
        amount=rows[indicator.amount].to_numpy(),
        explained_zh=[zh for zh, _ in explained],
        explained_en=[en for _, en in explained],
        outcome=[EXPLAINED if zh else HIT for zh, _ in explained],
    )


def _both(text):
    return text.zh, text.en


def _select_nearest(results):
    """Select the record of each subject whose value comes nearest to the threshold."""
    known_first = results.assign(place=results.outcome.map(ORDER))
    known_first = known_first.sort_values(["place", "distance", "record_id"])
    return known_first.drop_duplicates("subject_id").drop(columns="place")


def _choose_first(rows, cases, default):
    """Choose for each row the value of the first (column, value) whose column is true there."""
    chosen = pd.Series(default, index=rows.index, dtype=object)
    for column, value in reversed(cases):
        chosen = chosen.mask(_is_true(rows, column), value)
    return chosen


def _is_true(rows, column):
    if column not in rows:
        return pd.Series(False, index=rows.index)
    return pd.Series([value is True or value == 1 for value in rows[column]], index=rows.index)


def _concat(parts, columns):
    if not parts:
        return pd.DataFrame(columns=columns)
    return pd.concat(parts, ignore_index=True).reindex(columns=columns)
