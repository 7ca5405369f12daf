"""Step 5: findings of indicators and models with their reasons, and hits that are explained."""

import math

import ibis
import pandas as pd

from contracts.published.entry_errors import EntryErrors
from contracts.published.explained import Explained
from contracts.published.findings import Findings
from pipeline.artifacts import (
    get_candidate_evidence_path,
    list_computed_populations,
    publish_table,
    read_feature_table,
    read_scores,
    read_uncomputed_indicators,
    select_population_rows,
    write_candidates,
    write_indicator_counts,
)
from pipeline.evidence.attach import attach_evidence
from pipeline.indicator_counts import count_hits, count_unusual
from pipeline.model_findings.select_unusual import build_unusual_findings
from pipeline.night import Night
from scenarios import load_scenarios
from scenarios.framework.findings import build_explained_hits, build_findings
from scenarios.framework.hits import Hits, apply_threshold_overrides, run_indicators

SUBJECT = {"subject_id": "string"}
# what a case takes from its findings, beside their published columns
OF_CASE = ("authority", "population", "district")


def detect_findings(night: Night) -> dict:
    """Write candidates with their evidence, explained hits and entry errors; return their counts.

    Weak indicators (M) are only run on subjects that a strong one (H, S) flagged.
    """
    strong, explained = detect_indicator_findings(night, levels=("H", "S"))
    strong = _ensure_columns(strong, [*Findings.contract.columns, *OF_CASE])
    explained = _ensure_columns(explained, Explained.contract.columns)
    flagged = _select_subjects(strong)
    # weak hits support a flagged subject and list none by themselves
    weak, _ = detect_indicator_findings(night, levels=("M",), subjects=flagged)
    findings = add_severity(_combine_frames([strong, weak]), night).assign(unusual_order=math.nan)
    findings = _combine_frames([findings, build_unusual_findings(night, flagged, explained)])
    findings = attach_evidence(findings, night, get_candidate_evidence_path(night))
    write_candidates(night, findings)
    counts = pd.concat([count_hits(night), count_unusual(findings, night)], ignore_index=True)
    write_indicator_counts(night, counts)
    errors = select_entry_errors(explained)
    for part in night.parts:
        publish_table(part, Explained, part.own(explained))
        publish_table(part, EntryErrors, part.own(errors))
    return {"candidates": len(findings), "explained": len(explained), "entry_errors": len(errors)}


def detect_indicator_findings(night: Night, *, levels, subjects: pd.DataFrame | None = None):
    """Run all indicators at some levels, on `subjects` if given, in one query a population.

    Returns findings and explained hits.
    """
    findings, explained = [], []
    stored = None if subjects is None else _store_subjects(subjects, night.engine)
    for scenario in night.scenarios:
        for hits in _run_scenario_indicators(night, scenario, levels, stored):
            authority = scenario.get_addressee(hits.population)
            findings.append(
                build_findings(scenario, hits).assign(
                    authority=authority, population=hits.population.id
                )
            )
            explained.append(build_explained_hits(scenario, hits))
    return _combine_frames(findings), _combine_frames(explained)


def _run_scenario_indicators(night, scenario, levels, stored) -> list[Hits]:
    """Run the indicators of a scenario that can be computed; their hits in the order declared."""
    skipped, found = read_uncomputed_indicators(night), {}
    for population in scenario.populations:
        indicators = [
            apply_threshold_overrides(i, night.settings.threshold)
            for i in scenario.indicators
            if i.population == population.id
            and (scenario.id, i.id) not in skipped
            and i.possible_levels & set(levels)
        ]
        key = scenario.get_addressee(population), population.subject_kind
        if not indicators or (stored is not None and key not in stored):
            continue
        frame = read_feature_table(night, scenario, population)
        for hits in run_indicators(
            indicators, frame, night.engine, levels=levels, subjects=stored and stored[key]
        ):
            found[hits.indicator.id] = hits
    return [found[i.id] for i in scenario.indicators if i.id in found]


def _store_subjects(subjects, engine) -> dict:
    """Store the subjects of each authority and kind, so that queries can read them by a name."""
    stored = {}
    for number, (key, rows) in enumerate(subjects.groupby(["authority", "subject_kind"])):
        ids = ibis.memtable({"subject_id": rows.subject_id.tolist()}, schema=SUBJECT)
        stored[key] = engine.materialize(f"flagged_{number}", ids)
    return stored


def select_entry_errors(explained: pd.DataFrame) -> pd.DataFrame:
    """Select hits that a suspected wrong entry explains, with the owner of the data."""
    owners = {
        (scenario.id, indicator.id, exclusion.column): scenario.owner
        for scenario in load_scenarios().values()
        for indicator in scenario.indicators
        for exclusion in indicator.exclusions
        if exclusion.is_entry_error
    }
    keys = explained[["scenario_id", "indicator_id", "exclusion"]].itertuples(
        index=False, name=None
    )
    errors = explained.assign(owner=[owners.get(key) for key in keys])
    return errors[errors.owner.notna()]


def add_severity(findings: pd.DataFrame, night: Night) -> pd.DataFrame:
    """Add the model's severity of their record to findings."""
    severities = pd.Series(math.nan, findings.index)
    for scenario, population in list_computed_populations(night):
        population_findings = select_population_rows(findings, scenario, population)
        if population_findings.empty:
            continue
        columns = ["record_id", "severity"]
        scores = read_scores(
            night,
            scenario,
            population,
            records=population_findings.record_id.tolist(),
            columns=columns,
        )
        severities[population_findings.index] = population_findings.record_id.map(
            scores.set_index("record_id").severity
        )
    return findings.assign(severity=severities)


def _ensure_columns(rows, names):
    """Give an empty frame its columns: a night may find or explain nothing."""
    return rows if len(rows) else pd.DataFrame(columns=list(names))


def _select_subjects(findings):
    return findings[["authority", "subject_kind", "subject_id"]].drop_duplicates()


def _combine_frames(frames):
    filled = [f for f in frames if len(f)]
    return pd.concat(filled, ignore_index=True) if filled else next(iter(frames), pd.DataFrame())
