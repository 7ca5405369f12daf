"""Step 5: indicators and models speak: what is suspicious, in words, and what is explained."""

import math

import ibis
import pandas as pd

from cases.publish import write_table
from contracts.published.entry_errors import EntryErrors
from contracts.published.explained import Explained
from contracts.published.findings import Findings
from flows.evidence import EVIDENCE, with_evidence
from flows.night import Night
from flows.steps.compute import frame_of, of_population, populations_of
from flows.steps.score import scores_of
from flows.unusual import unusual_findings
from scenarios import all_scenarios
from scenarios.kit.findings import explained_of, findings_of
from scenarios.kit.hits import hits_of, overridden

CANDIDATES = "candidates.parquet"
OF_CASE = (
    "authority",
    "population",
    "district",
)  # what a case takes from its findings, beside their published columns


def find(night: Night) -> dict:
    """Write work/candidates.parquet (findings with evidence hashes), work/evidence.parquet, explained and entry errors."""
    strong, explained = indicator_findings(night, levels=("H", "S"))
    strong = _with_columns(strong, [*Findings.contract.columns, *OF_CASE])
    explained = _with_columns(explained, Explained.contract.columns)
    flagged = _subjects(strong)
    weak, _ = indicator_findings(night, levels=("M",), subjects=flagged)
    findings = with_severity(_together([strong, weak]), night).assign(unusual_order=math.nan)
    findings = _together([findings, unusual_findings(night, flagged, explained)])
    findings = with_evidence(findings, night, night.work / EVIDENCE)
    findings.to_parquet(night.work / CANDIDATES)
    errors = entry_errors(explained)
    for part in night.parts:
        write_table(part.own(explained), Explained, part.folder / "explained.parquet")
        write_table(part.own(errors), EntryErrors, part.folder / "entry_errors.parquet")
    return {"candidates": len(findings), "explained": len(explained), "entry_errors": len(errors)}


def indicator_findings(night: Night, *, levels, subjects: pd.DataFrame | None = None):
    """(findings, explained hits) of all indicators at some levels, restricted to subjects if they are given."""
    findings, explained = [], []
    skipped = {(n["scenario_id"], n["indicator_id"]) for n in night.said("compute")["not_computed"]}
    for scenario in night.scenarios:
        frames = {p.id: frame_of(night, scenario, p) for p in scenario.populations}
        for indicator in scenario.indicators:
            if (scenario.id, indicator.id) in skipped or not indicator.possible_levels & set(levels):
                continue
            indicator = overridden(indicator, night.settings.threshold)
            frame = frames[indicator.population]
            authority = scenario.addressee_of(frame.population)
            wanted = _of_kind(subjects, authority, frame.population.subject_kind)
            hits = hits_of(indicator, frame, night.engine, levels=levels, subjects=wanted)
            findings.append(
                findings_of(scenario, hits).assign(authority=authority, population=frame.population.id)
            )
            explained.append(explained_of(scenario, hits))
    return _together(findings), _together(explained)


def entry_errors(explained: pd.DataFrame) -> pd.DataFrame:
    """The explained hits whose explanation is a suspected wrong entry, with the owner of the data."""
    owners = {
        (scenario.id, indicator.id, exclusion.column): scenario.owner
        for scenario in all_scenarios().values()
        for indicator in scenario.indicators
        for exclusion in indicator.exclusions
        if exclusion.is_entry_error
    }
    keys = explained[["scenario_id", "indicator_id", "exclusion"]].itertuples(index=False, name=None)
    told = explained.assign(owner=[owners.get(key) for key in keys])
    return told[told.owner.notna()]


def with_severity(findings: pd.DataFrame, night: Night) -> pd.DataFrame:
    """Findings with the model's severity of their record."""
    found = pd.Series(math.nan, findings.index)
    for scenario, population in populations_of(night):
        own = of_population(findings, scenario, population)
        if own.empty:
            continue
        columns = ["record_id", "severity"]
        scores = scores_of(night, scenario, population, records=own.record_id.tolist(), columns=columns)
        found[own.index] = own.record_id.map(scores.set_index("record_id").severity)
    return findings.assign(severity=found)


def _with_columns(rows, names):
    """Rows with these columns though there be none: a quiet night, or one without tables, finds or explains nothing."""
    return rows if len(rows) else pd.DataFrame(columns=list(names))


def _subjects(findings):
    return findings[["authority", "subject_kind", "subject_id"]].drop_duplicates()


def _of_kind(subjects, authority, kind):
    if subjects is None:
        return None
    chosen = subjects[(subjects.authority == authority) & (subjects.subject_kind == kind)]
    return ibis.memtable({"subject_id": chosen.subject_id.tolist()}, schema={"subject_id": "string"})


def _together(frames):
    filled = [f for f in frames if len(f)]
    return pd.concat(filled, ignore_index=True) if filled else next(iter(frames), pd.DataFrame())
