"""Findings that rest on a record alone: what the model's findings and the control sample share."""

import ibis

from cases.merge_findings import MODEL
from contracts.bilingual_text import BilingualText
from scenarios.framework.definition import Population, Scenario
from scenarios.framework.findings import build_identity, find_act_day, format_citations

CONTROL = "control"
RULE_OUT = BilingualText(
    "模型仅指出与同类差异大，未必违规；先排除数据录入错误、行业或季节特点、机构专科特点",
    "the model only says that this differs from its peers; "
    "first rule out entry errors, trade, season, specialty",
)
VERIFY = BilingualText(
    "核对原始记录是否属实；了解差异最大的几项指标的业务原因；必要时调取凭证",
    "check the source records; ask for the business reason of the largest differences; "
    "call for vouchers if needed",
)


def fetch_record_facts(frame, rows):
    """record_id → district, period_from, period_to, amount_involved of the records in `rows`."""
    record_keys = ibis.memtable({"record_id": rows.record_id.tolist()})
    columns = ["record_id", "district", "period_from", "period_to", "amount_involved"]
    facts = frame.table.semi_join(record_keys, "record_id").select(*columns)
    # yuan as the contract publishes them
    facts = facts.mutate(amount_involved=facts.amount_involved.cast("decimal(14,2)")).to_pandas()
    return {row["record_id"]: row for row in facts.to_dict("records")}


def build_record_finding(
    scenario: Scenario, population: Population, row, facts, indicator_id, reason
):
    """The row of a finding by the model (level M) or of the control sample."""
    act_day = find_act_day(facts["period_from"], facts["period_to"])
    law = format_citations(scenario.laws, act_day)
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
