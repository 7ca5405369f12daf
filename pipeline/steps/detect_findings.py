"""Step 5: indicators and models speak: what is suspicious, in words, and what is explained."""

import math

import ibis
import pandas as pd

from cases.publish import write_table
from contracts.published.entry_errors import EntryErrors
from contracts.published.explained import Explained
from contracts.published.findings import Findings
from pipeline.artifacts import (
    list_computed_populations,
    read_feature_table,
    read_scores,
    select_population_rows,
)
from pipeline.evidence.attach import EVIDENCE, attach_evidence
from pipeline.model_findings.select_unusual import build_unusual_findings
from pipeline.night import Night
from scenarios import load_scenarios
from scenarios.framework.findings import build_explained_hits, build_findings
from scenarios.framework.hits import apply_threshold_overrides, run_indicator

CANDIDATES = "candidates.parquet"
OF_CASE = (
    "authority",
    "population",
    "district",
)  # what a case takes from its findings, beside their published columns


def detect_findings(night: Night) -> dict:
    """Write work/candidates.parquet (findings with evidence hashes), work/evidence.parquet, explained and entry errors."""
    strong, explained = detect_indicator_findings(night, levels=("H", "S"))
    strong = _ensure_columns(strong, [*Findings.contract.columns, *OF_CASE])
    explained = _ensure_columns(explained, Explained.contract.columns)
    flagged = _select_subjects(strong)
    weak, _ = detect_indicator_findings(night, levels=("M",), subjects=flagged)
    findings = add_severity(_combine_frames([strong, weak]), night).assign(unusual_order=math.nan)
    findings = _combine_frames([findings, build_unusual_findings(night, flagged, explained)])
    findings = attach_evidence(findings, night, night.work_folder / EVIDENCE)
    findings.to_parquet(night.work_folder / CANDIDATES)
    errors = select_entry_errors(explained)
    for part in night.parts:
        write_table(part.own(explained), Explained, part.folder / "explained.parquet")
        write_table(part.own(errors), EntryErrors, part.folder / "entry_errors.parquet")
    return {"candidates": len(findings), "explained": len(explained), "entry_errors": len(errors)}


def detect_indicator_findings(night: Night, *, levels, subjects: pd.DataFrame | None = None):
    """(findings, explained hits) of all indicators at some levels, restricted to subjects if they are given."""
    findings, explained = [], []
    skipped = {
        (n["scenario_id"], n["indicator_id"]) for n in night.step_result("compute")["not_computed"]
    }
    for scenario in night.scenarios:
        frames = {p.id: read_feature_table(night, scenario, p) for p in scenario.populations}
        for indicator in scenario.indicators:
            if (scenario.id, indicator.id) in skipped or not indicator.possible_levels & set(
                levels
            ):
                continue
            indicator = apply_threshold_overrides(indicator, night.settings.threshold)
            frame = frames[indicator.population]
            authority = scenario.get_addressee(frame.population)
            subject_filter = _filter_subjects(subjects, authority, frame.population.subject_kind)
            hits = run_indicator(
                indicator, frame, night.engine, levels=levels, subjects=subject_filter
            )
            findings.append(
                build_findings(scenario, hits).assign(
                    authority=authority, population=frame.population.id
                )
            )
            explained.append(build_explained_hits(scenario, hits))
    return _combine_frames(findings), _combine_frames(explained)


def select_entry_errors(explained: pd.DataFrame) -> pd.DataFrame:
    """The explained hits whose explanation is a suspected wrong entry, with the owner of the data."""
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
    """Findings with the model's severity of their record."""
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
    """Rows with these columns though there be none: a quiet night, or one without tables, finds or explains nothing."""
    return rows if len(rows) else pd.DataFrame(columns=list(names))


def _select_subjects(findings):
    return findings[["authority", "subject_kind", "subject_id"]].drop_duplicates()


def _filter_subjects(subjects, authority, kind):
    if subjects is None:
        return None
    chosen = subjects[(subjects.authority == authority) & (subjects.subject_kind == kind)]
    return ibis.memtable(
        {"subject_id": chosen.subject_id.tolist()}, schema={"subject_id": "string"}
    )


def _combine_frames(frames):
    filled = [f for f in frames if len(f)]
    return pd.concat(filled, ignore_index=True) if filled else next(iter(frames), pd.DataFrame())
