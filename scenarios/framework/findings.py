"""Turn hits into findings and explained hits: stable ids, reasons, citations."""

import hashlib
from datetime import date

import pandas as pd

from contracts.bilingual_text import BilingualText
from contracts.provisions import select_in_force
from scenarios.framework.definition import Indicator, Population, Scenario
from scenarios.framework.hits import THRESHOLD, WHITELISTED, Hits
from scenarios.framework.reason_text import fill_template

ON_WHITELIST = BilingualText(
    "对象在本规则的白名单内（已批准、有效期内）",
    "the subject stands on the approved white list for this rule",
)


def compute_finding_id(
    scenario_id: str, indicator_id: str, subject_id: str, record_id: str, period: str
) -> str:
    """Compute an id that is the same every night for the same fact: F and 16 hexadecimal digits."""
    parts = "\x1f".join((scenario_id, indicator_id, subject_id, record_id, period))
    return "F" + hashlib.sha256(parts.encode()).hexdigest()[:16]


def derive_id_period(population: Population, period_to) -> str:
    """Return the calendar year of a finding's last fact, or "" where its record tells it apart."""
    if population.id_period == "record":
        return ""
    return "" if pd.isna(period_to) else str(pd.Timestamp(period_to).year)


def format_citations(law_ids: tuple[str, ...], day: date | None) -> BilingualText:
    """Format the provisions in force on the day of an act as one line in each language.

    The unverified ones are marked. Without a day all are named.
    """
    citations = [provision.citation for provision in select_in_force(law_ids, day)]
    return BilingualText("；".join(f.zh for f in citations), "; ".join(f.en for f in citations))


def build_findings(scenario: Scenario, hits: Hits) -> pd.DataFrame:
    """Build findings of unexplained hits; case_id and evidence_hash are added later."""
    rows = hits.rows[hits.rows.exclusion.isna()]
    return pd.DataFrame([_build_finding(scenario, hits, row) for row in rows.to_dict("records")])


def build_explained_hits(scenario: Scenario, hits: Hits) -> pd.DataFrame:
    """Build the rows of hits that an exclusion explains, with its reason."""
    rows = hits.rows[hits.rows.exclusion.notna()]
    return pd.DataFrame(
        [_build_explained_hit(scenario, hits, row) for row in rows.to_dict("records")]
    )


def find_act_day(period_from, period_to) -> date | None:
    """Find the day whose law a fact is judged by: its last one, else its first; None if unknown."""
    days = [pd.Timestamp(day).date() for day in (period_to, period_from) if not pd.isna(day)]
    return days[0] if days else None


def build_indicator_texts(indicator: Indicator, act_day: date | None) -> dict:
    """Build the texts of a finding that depend on the indicator and on the day of the act."""
    law = format_citations(indicator.laws, act_day)
    return {
        "law": law.zh,
        "law_en": law.en,
        "look_alikes": indicator.look_alikes.zh,
        "look_alikes_en": indicator.look_alikes.en,
        "verify": indicator.verify.zh,
        "verify_en": indicator.verify.en,
    }


def build_identity(
    scenario: Scenario, population: Population, indicator_id: str, row: dict, *, period_to
) -> dict:
    """Build the columns that identify the fact and its subject."""
    return {
        "finding_id": compute_finding_id(
            scenario.id,
            indicator_id,
            row["subject_id"],
            row["record_id"],
            derive_id_period(population, period_to),
        ),
        "scenario_id": scenario.id,
        "indicator_id": indicator_id,
        "subject_kind": population.subject_kind,
        "subject_id": row["subject_id"],
        "record_table": population.record.contract.name,
        "record_id": row["record_id"],
    }


def _build_finding(scenario, hits, row):
    indicator = hits.indicator
    template_values = {**row, THRESHOLD: indicator.cut.number}
    return {
        **build_identity(scenario, hits.population, indicator.id, row, period_to=row["hit_to"]),
        "district": row["district"],
        "level": row["level"],
        "family": indicator.evidence_source,
        "period_from": row["hit_from"],
        "period_to": row["hit_to"],
        "value": row["value"],
        "threshold": indicator.cut.number,
        "unit": indicator.unit,
        "peer_group": row["hit_peer_group"],
        "peer_median": row["hit_peer_median"],
        "peer_percentile": row["hit_peer_percentile"],
        "amount_involved": row["hit_amount"],
        "reason_zh": fill_template(indicator.reason.zh, template_values),
        "reason_en": fill_template(indicator.reason.en, template_values),
        **build_indicator_texts(indicator, find_act_day(row["hit_from"], row["hit_to"])),
    }


def _build_explained_hit(scenario, hits, row):
    reasons = {e.column: e.reason for e in hits.indicator.exclusions} | {WHITELISTED: ON_WHITELIST}
    reason = reasons[row["exclusion"]]
    return {
        **build_identity(
            scenario, hits.population, hits.indicator.id, row, period_to=row["hit_to"]
        ),
        "value": row["value"],
        "exclusion": row["exclusion"],
        "reason_zh": fill_template(reason.zh, row),
        "reason_en": fill_template(reason.en, row),
    }
