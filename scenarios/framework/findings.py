"""Hits into findings: stable ids, words, law, and what was explained away."""

import hashlib

import pandas as pd

from contracts.bilingual_text import Text
from contracts.provisions import provisions
from scenarios.framework.definition import Indicator, Population, Scenario
from scenarios.framework.hits import WHITELISTED, Hits
from scenarios.framework.reason_text import fill

ON_WHITELIST = Text(
    "对象在本规则的白名单内（已批准、有效期内）",
    "the subject stands on the approved white list for this rule",
)


def finding_id(scenario_id: str, indicator_id: str, subject_id: str, record_id: str, period: str) -> str:
    """An id that is the same every night for the same fact: 'F' and 16 hexadecimal digits."""
    parts = "\x1f".join((scenario_id, indicator_id, subject_id, record_id, period))
    return "F" + hashlib.sha256(parts.encode()).hexdigest()[:16]


def id_period(population: Population, period_to) -> str:
    """What pins a finding in time: nothing where the record does, else the calendar year of its last fact."""
    if population.id_period == "record":
        return ""
    return "" if pd.isna(period_to) else str(pd.Timestamp(period_to).year)


def cited(law_ids: tuple[str, ...]) -> Text:
    """The provisions as one line in each language, the unverified ones marked."""
    found = [provisions()[i].cited for i in law_ids]
    return Text("；".join(f.zh for f in found), "; ".join(f.en for f in found))


def findings_of(scenario: Scenario, hits: Hits) -> pd.DataFrame:
    """The hits that no exclusion explains, in the columns of the published table (less case_id, evidence_hash)."""
    rows = hits.rows[hits.rows.exclusion.isna()]
    return pd.DataFrame([_finding(scenario, hits, row) for row in rows.to_dict("records")])


def explained_of(scenario: Scenario, hits: Hits) -> pd.DataFrame:
    """The hits that an exclusion explains, with the reason."""
    rows = hits.rows[hits.rows.exclusion.notna()]
    return pd.DataFrame([_explained(scenario, hits, row) for row in rows.to_dict("records")])


def indicator_words(indicator: Indicator) -> dict:
    """The texts of a finding that depend on the indicator alone."""
    law = cited(indicator.laws)
    return {
        "law": law.zh,
        "law_en": law.en,
        "look_alikes": indicator.look_alikes.zh,
        "look_alikes_en": indicator.look_alikes.en,
        "verify": indicator.verify.zh,
        "verify_en": indicator.verify.en,
    }


def identity_of(
    scenario: Scenario, population: Population, indicator_id: str, row: dict, *, period_to
) -> dict:
    """The columns that say which fact about whom this is."""
    return {
        "finding_id": finding_id(
            scenario.id, indicator_id, row["subject_id"], row["record_id"], id_period(population, period_to)
        ),
        "scenario_id": scenario.id,
        "indicator_id": indicator_id,
        "subject_kind": population.subject_kind,
        "subject_id": row["subject_id"],
        "record_table": population.record.contract.name,
        "record_id": row["record_id"],
    }


def _finding(scenario, hits, row):
    indicator = hits.indicator
    words = {**row, "threshold": indicator.cut.number}
    return {
        **identity_of(scenario, hits.population, indicator.id, row, period_to=row["hit_to"]),
        "district": row["district"],
        "level": row["level"],
        "family": indicator.family,
        "period_from": row["hit_from"],
        "period_to": row["hit_to"],
        "value": row["value"],
        "threshold": indicator.cut.number,
        "unit": indicator.unit,
        "peer_group": row["hit_peer_group"],
        "peer_median": row["hit_peer_median"],
        "peer_percentile": row["hit_peer_percentile"],
        "amount_involved": row["hit_amount"],
        "reason_zh": fill(indicator.reason.zh, words),
        "reason_en": fill(indicator.reason.en, words),
        **indicator_words(indicator),
    }


def _explained(scenario, hits, row):
    reasons = {e.column: e.reason for e in hits.indicator.exclusions} | {WHITELISTED: ON_WHITELIST}
    reason = reasons[row["exclusion"]]
    return {
        **identity_of(scenario, hits.population, hits.indicator.id, row, period_to=row["hit_to"]),
        "value": row["value"],
        "exclusion": row["exclusion"],
        "reason_zh": fill(reason.zh, row),
        "reason_en": fill(reason.en, row),
    }
