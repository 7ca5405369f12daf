"""Records that no indicator explains but the model finds unusual, and the control sample beside them."""

import math

import ibis
import numpy as np
import pandas as pd

from contracts.bilingual_text import BilingualText
from pipeline.artifacts import iterate_feature_tables, read_scores
from pipeline.model_findings.reasons import build_reasons
from pipeline.model_matrix import build_model_matrix, make_peers
from pipeline.night import Night
from pipeline.pinned_models import load_pinned_model
from pipeline.steps.pin_models import format_model_name
from scenarios.framework.definition import Population, Scenario
from scenarios.framework.findings import build_identity, format_citations

MODEL, CONTROL = "model", "control"
SCORED = ["subject_id", "record_id", "score", "severity"]
FEW_UNUSUAL, FEW_SHARE = 25, 0.1  # a population of eighty shops has no top 1 %
RULE_OUT = BilingualText(
    "模型仅指出与同类差异大，未必违规；先排除数据录入错误、行业或季节特点、机构专科特点",
    "the model only says that this differs from its peers; first rule out entry errors, trade, season, specialty",
)
VERIFY = BilingualText(
    "核对原始记录是否属实；了解差异最大的几项指标的业务原因；必要时调取凭证",
    "check the source records; ask for the business reason of the largest differences; call for vouchers if needed",
)


def build_unusual_findings(
    night: Night, flagged: pd.DataFrame, explained: pd.DataFrame
) -> pd.DataFrame:
    """Model findings of the most unusual records whose subject no indicator flagged, with reasons.

    Who has a hit in the same scenario that an exclusion explains is unusual for a reason already seen, and comes last.

    `unusual_order` (0 = first) takes the populations in turn: the most unusual subject of each, then the second of
    each, within a turn the rarest first. By score or percentile alone the largest population would fill the list.
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
    """The rows of all parts (each in its own order, with a `rarity`) one of each part in turn, numbered so in `unusual_order`."""
    rows = pd.concat([part.assign(turn=range(len(part))) for part in parts], ignore_index=True)
    rows = rows.sort_values(["turn", "rarity", "finding_id"], ascending=[True, False, True])
    return rows.drop(columns="turn").assign(unusual_order=range(len(rows)))


def select_most_unusual(
    rows: pd.DataFrame, flagged: set[str], explained: set[str], *, severity: float, most: int
) -> pd.DataFrame:
    """One row a subject not flagged, the explained ones last, highest score first, at most `most`.

    As many as the stated top share of the population; of a small one a few more. `rows` come in order of record_id,
    which decides between equal scores.
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
    facts = _fetch_record_facts(frame, rows)
    finding_rows = [
        _build_finding(
            scenario, population, row, facts[row.record_id], MODEL, reasons[row.record_id]
        )
        for row in rows.itertuples()
    ]
    return pd.DataFrame(finding_rows)


def _fetch_record_facts(frame, rows):
    record_keys = ibis.memtable({"record_id": rows.record_id.tolist()})
    columns = ["record_id", "district", "period_from", "period_to", "amount_involved"]
    facts = frame.table.semi_join(record_keys, "record_id").select(*columns)
    facts = facts.mutate(amount_involved=facts.amount_involved.cast("decimal(14,2)")).to_pandas()
    return {row["record_id"]: row for row in facts.to_dict("records")}


def _build_finding(scenario: Scenario, population: Population, row, facts, indicator_id, reason):
    law = format_citations(scenario.laws)
    record = {"subject_id": row.subject_id, "record_id": row.record_id}
    return {
        **build_identity(scenario, population, indicator_id, record, period_to=facts["period_to"]),
        "authority": scenario.get_addressee(population),
        "population": population.id,
        "district": facts["district"],
        "level": "M" if indicator_id == MODEL else CONTROL,
        "family": indicator_id,
        "period_from": facts["period_from"],
        "period_to": facts["period_to"],
        "value": row.score if indicator_id == MODEL else None,
        "severity": row.severity,
        "amount_involved": facts["amount_involved"],
        "reason_zh": reason.zh,
        "reason_en": reason.en,
        "law": law.zh,
        "law_en": law.en,
        "look_alikes": RULE_OUT.zh,
        "look_alikes_en": RULE_OUT.en,
        "verify": VERIFY.zh,
        "verify_en": VERIFY.en,
    }
