"""Records that no indicator explains but the model finds unusual."""

import math

import numpy as np
import pandas as pd

from cases.merge_findings import MODEL
from models.registry import format_model_name
from pipeline.artifacts import iterate_feature_tables, read_scores
from pipeline.model_findings.reasons import build_reasons
from pipeline.model_findings.record_findings import build_record_finding, fetch_record_facts
from pipeline.model_matrix import build_model_matrix, make_peers
from pipeline.night import Night
from pipeline.pinned_models import load_pinned_model

SCORED = ["subject_id", "record_id", "score", "severity"]
# a population of eighty shops has no top 1 %: decision 26
FEW_UNUSUAL, FEW_SHARE = 25, 0.1


def build_unusual_findings(
    night: Night, flagged: pd.DataFrame, explained: pd.DataFrame
) -> pd.DataFrame:
    """Build findings of the most unusual records whose subject no indicator flagged.

    Subjects with an explained hit in the same scenario come last: the reason is known already.
    `unusual_order` (0 = first) takes the populations in turn: the most unusual subject of each,
    then the second of each, within a turn the rarest first. By score or percentile alone the
    largest population would fill the list.
    """
    settings, parts = night.settings, []
    # an equal share of the list each: authorities get places by how much is eligible there
    equal = math.ceil(
        settings.budget / sum(len(scenario.populations) for scenario in night.scenarios)
    )
    for scenario, population, frame in iterate_feature_tables(night):
        addressee = scenario.get_addressee(population)
        same = (flagged.authority == addressee) & (flagged.subject_kind == population.subject_kind)
        rows = read_scores(night, scenario, population, columns=SCORED)
        seen = (explained.scenario_id == scenario.id) & (
            explained.subject_kind == population.subject_kind
        )
        rows = select_most_unusual(
            rows,
            set(flagged.subject_id[same]),
            set(explained.subject_id[seen]),
            severity=settings.unusual_severity,
            most=equal,
        )
        if len(rows):
            rarity = load_pinned_model(
                night, format_model_name(scenario.id, population.id)
            ).compute_rarity(rows.score.to_numpy())
            findings = _build_findings(night, scenario, population, frame, rows)
            parts.append(findings.assign(rarity=rarity))
    return interleave_populations(parts).drop(columns="rarity") if parts else pd.DataFrame()


def interleave_populations(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Take the rows of all parts (each ordered, with a `rarity`) in turn; add `unusual_order`."""
    rows = pd.concat([part.assign(turn=range(len(part))) for part in parts], ignore_index=True)
    rows = rows.sort_values(["turn", "rarity", "finding_id"], ascending=[True, False, True])
    return rows.drop(columns="turn").assign(unusual_order=range(len(rows)))


def select_most_unusual(
    rows: pd.DataFrame, flagged: set[str], explained: set[str], *, severity: float, most: int
) -> pd.DataFrame:
    """Select one row a subject not flagged, highest score first, the explained last.

    As many as the stated top share of the population, of a small one a few more, at most `most`.
    `rows` come in order of record_id, which decides between equal scores.
    """
    subjects = rows.subject_id.nunique()
    share = math.ceil(subjects * (100 - severity) / 100)
    few = min(FEW_UNUSUAL, math.ceil(subjects * FEW_SHARE))
    rows = rows[~rows.subject_id.isin(flagged)]
    rows = rows.iloc[
        np.lexsort((-rows.score.to_numpy(), rows.subject_id.isin(explained).to_numpy()))
    ]
    return rows.drop_duplicates("subject_id").head(min(max(share, few), most))


def _build_findings(night, scenario, population, frame, rows):
    model = load_pinned_model(night, format_model_name(scenario.id, population.id))
    chosen = build_model_matrix(frame, rows.record_id.tolist())
    cut = float(rows.score.min())
    reasons = build_reasons(
        scenario, population, model.detector, chosen, make_peers(frame), cut=cut
    )
    facts = fetch_record_facts(frame, rows)
    finding_rows = [
        build_record_finding(
            scenario, population, row, facts[row.record_id], MODEL, reasons[row.record_id]
        )
        for row in rows.itertuples()
    ]
    return pd.DataFrame(finding_rows)
