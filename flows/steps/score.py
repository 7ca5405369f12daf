"""Step 4: the pinned champions score every record."""

import pandas as pd

from cases.publish import write_table
from contracts.published.scores import Scores
from flows.matrix import matrix
from flows.night import Night
from flows.steps.compute import frames_of
from flows.steps.pin import model_name
from flows.training import pinned


def scores_of(night: Night) -> pd.DataFrame:
    """What `score` wrote, all parts together."""
    return pd.concat([pd.read_parquet(p.folder / "scores.parquet") for p in night.parts], ignore_index=True)


def score(night: Night) -> dict:
    """Write scores.parquet; say how many records were scored and how far features have drifted."""
    parts, drift = [], []
    for scenario, population, frame in frames_of(night):
        model = pinned(night, model_name(scenario.id, population.id))
        values = matrix(frame)
        subjects = frame.table.select("record_id", "subject_id").order_by("record_id").to_pandas()
        scores = model.detector.score_samples(values)
        parts.append(
            pd.DataFrame(
                {
                    "scenario_id": scenario.id,
                    "population": population.id,
                    "subject_kind": population.subject_kind,
                    "subject_id": subjects.subject_id.to_numpy(),
                    "record_table": population.record.contract.name,
                    "record_id": values.index,
                    "score": scores,
                    "severity": model.severity(scores),
                    "model_version": f"{model.name}@{model.identity[:12]}",
                }
            )
        )
        drift += [
            {"scenario_id": scenario.id, "population": population.id, **row} for row in model.drift(values)
        ]
    scored = (
        pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(Scores.contract.columns))
    )
    for part in night.parts:
        write_table(part.own(scored), Scores, part.folder / "scores.parquet")
    return {"scored": len(scored), "drift": drift}
