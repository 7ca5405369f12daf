"""Step 4: the pinned champions score every record, and versions in the shadow beside them."""

from functools import partial

import numpy as np
import pandas as pd

from cases.publish import TableWriter
from contracts.published.scores import Scores
from models.compare import list_length, overlap
from models.detector.score_rows import SCORED, score_rows
from pipeline.artifacts import frames_of
from pipeline.drift_counts import groups_of, tallies_of
from pipeline.model_matrix import model_rows
from pipeline.night import Night
from pipeline.pinned_models import model_name, pinned, registry_of


def score(night: Night) -> dict:
    """Write scores.parquet; say how many records were scored, how far features have drifted, what shadows would list."""
    count, drift, shadows = 0, [], []
    for part in night.parts:
        with TableWriter(Scores, part.folder / "scores.parquet") as out:
            for scenario, population, frame in frames_of(night, part):
                own = {"scenario_id": scenario.id, "population": population.id}
                model = pinned(night, model_name(scenario.id, population.id))
                rows = model_rows(frame)
                scores = _scores(night, model, rows)
                out.add(_table(population, frame, model, scores).assign(**own))
                lying = tallies_of(rows, model.cuts), scores, groups_of(rows)
                drift += [own | row for row in model.drift(*lying)]
                shadows += [own | row for row in _beside(night, model, rows, scores)]
        count += out.rows
    return {"scored": count, "drift": drift, "shadows": shadows}


def _table(population, frame, model, scores):
    subjects = frame.table.select("record_id", "subject_id").order_by("record_id").to_pandas()
    return subjects.assign(
        subject_kind=population.subject_kind,
        record_table=population.record.contract.name,
        score=scores,
        severity=model.severity(scores),
        model_version=f"{model.name}@{model.identity[:12]}",
    )


def _scores(night, model, rows):
    """Scores in order of record, counted where the rows lie."""
    folder = registry_of(night.runs).detector_folder(model.name, model.version)
    scored = night.engine.mapped(rows, partial(score_rows, folder=folder), SCORED)
    return scored.sort_values("record_id").score.to_numpy()


def _beside(night, champion, rows, scores):
    """What the version in the shadow would put on top of this population tonight, against the champion."""
    told = night.said("pin").get("shadows", {}).get(champion.name)
    if told is None:
        return
    shadow = registry_of(night.runs).load(champion.name, told["version"])
    theirs, count = _scores(night, shadow, rows), list_length(len(scores))
    common = overlap(scores, theirs, count)
    yield {
        "model": champion.name,
        "version": told["version"],
        "identity": told["identity"],
        "champion": champion.version,
        "list_rows": count,
        "overlap": round(common, 4),
        "comes": round(count * (1 - common)),
        "rank_correlation": round(_rank_correlation(scores, theirs), 4),
    }


def _rank_correlation(first, second):
    ranks = [pd.Series(s).rank().to_numpy() for s in (first, second)]
    if min(r.std() for r in ranks) == 0:
        return 1.0 if np.array_equal(*ranks) else 0.0
    return float(np.corrcoef(*ranks)[0, 1])
