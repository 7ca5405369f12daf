"""Step 4: the pinned champions score every record; shadow versions are compared with them."""

from functools import partial

import numpy as np
import pandas as pd

from models.compare import compute_list_length, compute_overlap
from models.registry import format_model_name
from models.score_rows import SCORED, score_rows
from pipeline.artifacts import iterate_feature_tables, open_scores_writer
from pipeline.drift_counts import count_by_cut_points, count_peer_groups
from pipeline.model_matrix import select_model_rows
from pipeline.night import Night
from pipeline.pinned_models import load_pinned_model, open_registry


def score_records(night: Night) -> dict:
    """Write the scores; return how many, the drift of features, and what shadows would list."""
    count, drift, shadows = 0, [], []
    for part in night.parts:
        with open_scores_writer(part) as out:
            for scenario, population, frame in iterate_feature_tables(night, part):
                population_key = {"scenario_id": scenario.id, "population": population.id}
                model = load_pinned_model(night, format_model_name(scenario.id, population.id))
                rows = select_model_rows(frame)
                scores = _compute_scores(night, model, rows)
                out.add(
                    _build_score_table(population, frame, model, scores).assign(**population_key)
                )
                drift_inputs = (
                    count_by_cut_points(rows, model.cuts),
                    scores,
                    count_peer_groups(rows),
                )
                drift += [population_key | row for row in model.drift(*drift_inputs)]
                shadows += [
                    population_key | row for row in _compare_shadow(night, model, rows, scores)
                ]
        count += out.rows
    return {"scored": count, "drift": drift, "shadows": shadows}


def _build_score_table(population, frame, model, scores):
    subjects = frame.table.select("record_id", "subject_id").order_by("record_id").to_pandas()
    return subjects.assign(
        subject_kind=population.subject_kind,
        record_table=population.record.contract.name,
        score=scores,
        severity=model.severity(scores),
        model_version=f"{model.name}@{model.identity[:12]}",
    )


def _compute_scores(night, model, rows):
    """Compute scores in order of record; the engine runs the detector where its rows are."""
    folder = open_registry(night.runs).get_detector_folder(model.name, model.version)
    scored = night.engine.map_batches(rows, partial(score_rows, folder=folder), SCORED)
    return scored.sort_values("record_id").score.to_numpy()


def _compare_shadow(night, champion, rows, scores):
    """Compare the top of the population by the shadow version with the champion's."""
    shadow_entry = night.step_result("pin_models").get("shadows", {}).get(champion.name)
    if shadow_entry is None:
        return
    shadow = open_registry(night.runs).load(champion.name, shadow_entry["version"])
    shadow_scores, count = _compute_scores(night, shadow, rows), compute_list_length(len(scores))
    common = compute_overlap(scores, shadow_scores, count)
    yield {
        "model": champion.name,
        "version": shadow_entry["version"],
        "identity": shadow_entry["identity"],
        "champion": champion.version,
        "list_rows": count,
        "overlap": round(common, 4),
        "comes": round(count * (1 - common)),
        "rank_correlation": round(_rank_correlation(scores, shadow_scores), 4),
    }


def _rank_correlation(first, second):
    ranks = [pd.Series(s).rank().to_numpy() for s in (first, second)]
    # a correlation with a constant is undefined
    if min(r.std() for r in ranks) == 0:
        return 1.0 if np.array_equal(*ranks) else 0.0
    return float(np.corrcoef(*ranks)[0, 1])
