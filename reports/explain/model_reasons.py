"""Why a record is unusual for the model of the night, by the model store beside the runs."""

from dataclasses import replace
from pathlib import Path

import pandas as pd

from contracts.bilingual_text import BilingualText
from models.explain import explain_by_evidence_source
from models.peer_values import PeerValues
from models.registry import Registry, format_model_name, format_store_url
from reports.explain.facts import ModelScore
from reports.explain.run_tables import RunTables
from reports.explain.words import format_measurement
from scenarios.framework.definition import Population, Scenario

PEERS = "peer_group"


def add_contributions(run: RunTables, scores: tuple[ModelScore, ...]) -> tuple[ModelScore, ...]:
    """Add the largest contributions to scores; without a model store they stay as they are."""
    registry = _open_store(run.folder)
    if registry is None:
        return scores
    return tuple(_explain(run, registry, score) for score in scores)


def _open_store(run_folder: Path) -> Registry | None:
    """Open the model store of the runs folder that holds a run, or a run's restricted part."""
    for parent in run_folder.parents[:2]:
        if (parent / "models" / "mlflow.db").is_file():
            models = parent / "models"
            return Registry(format_store_url(models), models / "artifacts")
    return None


def _explain(run, registry, score) -> ModelScore:
    scenario = run.scenarios[score.scenario_id]
    population = scenario.population(score.population)
    name = format_model_name(scenario.id, population.id)
    pinned = run.record["models"].get(name)
    if pinned is None or pinned["version"] not in registry.list_versions(name):
        return score
    detector = registry.load(name, pinned["version"]).detector
    matrix = _read_matrix(run.folder, scenario, population)
    reasons = explain_by_evidence_source(
        detector,
        matrix.loc[[score.record_id]],
        peers=PeerValues.of(matrix, PEERS),
        families=population.map_features_to_sources(),
    )
    features = {f.column: f for f in population.model_features}
    return replace(
        score,
        features=tuple(reasons.feature),
        contributions=tuple(_describe(features[r.feature], r) for r in reasons.itertuples()),
    )


def _read_matrix(folder: Path, scenario: Scenario, population: Population) -> pd.DataFrame:
    """Read a population: model features as numbers (NaN: not computed), `peer_group` as text."""
    features = [f.column for f in population.model_features]
    path = folder / "features" / f"{scenario.id}.parquet"
    rows = pd.read_parquet(path, filters=[("population", "=", population.id)])
    rows = rows.set_index("record_id").sort_index()
    values = rows.reindex(columns=features).astype(object)
    values = values.apply(pd.to_numeric, errors="coerce").astype(float)
    groups = [_spell(c) for _, c in rows.reindex(columns=list(population.peer_group)).items()]
    peers = ["/".join(parts) for parts in zip(*groups, strict=True)] if groups else "*"
    return values.assign(**{PEERS: peers})


def _spell(column):
    """Spell peer codes as the night does; an unknown one is "?"."""
    return ["?" if pd.isna(v) else str(v) for v in column]


def _describe(feature, part) -> BilingualText:
    value = format_measurement(feature.column, feature.unit, part.value)
    median = format_measurement(feature.column, feature.unit, part.peer_median)
    return BilingualText(
        f"{feature.label.zh}{value.zh}（同类中位数{median.zh}，所在来源占{part.family_share:.0%}）",
        f"{feature.label.en} {value.en} (peer median {median.en}; its source has "
        f"{part.family_share:.0%})",
    )
