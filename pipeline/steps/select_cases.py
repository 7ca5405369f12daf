"""Step 6: findings become cases, and cases the ordinary and the restricted list."""

from functools import partial

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cases.carried_subjects import find_carrying_cases
from cases.carry_over import find_closed_findings, make_empty_ledger
from cases.independent_sources import find_independent_sources
from cases.indicator_health import Health, assess_indicators
from cases.list_cases import ListRules, build_case_list
from cases.merge_findings import add_case_ids, flag_counted
from contracts.published.case_subjects import CaseSubjects
from contracts.published.cases import Cases
from contracts.published.evidence import Evidence
from contracts.published.findings import Findings
from contracts.published.indicator_health import IndicatorHealth
from contracts.published.ledger import Ledger
from contracts.published.ring_ties import RingTies
from contracts.published.rings import Rings
from contracts.tables.finding_feedback import FindingFeedback
from pipeline.artifacts import (
    get_candidate_evidence_path,
    get_table_path,
    publish_table,
    read_candidates,
    read_indicator_counts,
    read_published,
)
from pipeline.carry_open_findings import carry_open_findings
from pipeline.doubtful_indicators import find_doubtful_indicators
from pipeline.evidence.attach import publish_evidence
from pipeline.evidence.case_subjects import build_case_subjects
from pipeline.feedback.hit_rates import CONTROL, compute_hit_rates, estimate_missed_cases
from pipeline.feedback.labels import read_verdicts
from pipeline.model_findings.control_sample import add_control_sample, count_scored_subjects
from pipeline.night import CaseList, Night
from pipeline.ring_links import select_ring_links

EVIDENCE_KEY = ["finding_id", "table", "row_key"]


def select_cases(night: Night) -> dict:
    """Write cases, rings, findings, evidence and ledger of every part; return counts by part."""
    candidates = read_candidates(night)
    closed = _read_closed_findings(night)
    verdicts = read_verdicts(night)
    return {
        part.name: _build_case_list(night, part, part.own(candidates), closed, part.own(verdicts))
        for part in night.parts
    }


def _build_case_list(night, part: CaseList, findings, closed, verdicts):
    rules = _build_list_rules(night, part)
    places, _, _ = rules.places()
    open_findings, open_evidence = carry_open_findings(night, part)
    findings = add_case_ids(pd.concat([findings, open_findings], ignore_index=True))
    health = _assess_health(night, part, verdicts, places)
    findings, carriers = _weigh_evidence(night, health.weigh(findings), open_evidence)
    night_list = build_case_list(
        findings,
        select_ring_links(night, part, findings),
        _read_ledger(night, part),
        closed,
        rules=rules,
        as_of=night.as_of,
        carriers=carriers,
    )
    night_list, control_rows = add_control_sample(night_list, night, part, rules)
    _publish_list(night, part, night_list, pd.concat([open_evidence, control_rows]))
    publish_table(part, IndicatorHealth, health.table)
    return {
        "list": night_list.counts | {"kept_open": len(open_findings)},
        "groups": _count_by_group(night_list.cases),
        "changes": _count_changes(night_list, night.earlier(part)),
        "verdicts": {
            "judged": len(verdicts),
            "hit_rates": compute_hit_rates(verdicts),
            "below_the_cut": estimate_missed_cases(
                verdicts, partial(count_scored_subjects, night, part)
            ),
        },
    }


def _assess_health(night, part, verdicts, places) -> Health:
    earlier = night.earlier(part)
    has_health = earlier is not None and get_table_path(earlier, IndicatorHealth).is_file()
    return assess_indicators(
        part.own(read_indicator_counts(night)),
        places=places,
        verdicts=verdicts[verdicts.indicator_id != CONTROL],
        answers=night.settings.get_decisions(),
        before=read_published(earlier, IndicatorHealth) if has_health else None,
        doubts=find_doubtful_indicators(night, part),
    )


def _weigh_evidence(night, findings, open_evidence):
    """(findings with their independent source, pairs of cases and those that carry them)."""
    counted = findings[flag_counted(findings)]
    evidence = _read_evidence_keys(night, set(counted.finding_id))
    evidence = pd.concat([evidence, open_evidence.reindex(columns=EVIDENCE_KEY)])
    findings = findings.assign(source=find_independent_sources(findings, evidence))
    cases = findings.drop_duplicates("case_id")[["case_id", "authority", "subject_kind"]]
    return findings, find_carrying_cases(cases, counted, evidence)


def _read_evidence_keys(night, finding_ids):
    path = get_candidate_evidence_path(night)
    chosen = pc.field("finding_id").isin(pa.array(sorted(finding_ids), pa.string()))
    return pq.read_table(path, filters=chosen, columns=EVIDENCE_KEY).to_pandas()


def _publish_list(night, part, night_list, more_evidence):
    publish_table(part, Cases, night_list.cases)
    publish_table(part, Rings, night_list.rings)
    publish_table(part, RingTies, night_list.ties)
    publish_table(part, Findings, night_list.findings)
    publish_table(part, Ledger, night_list.ledger)
    publish_evidence(
        get_candidate_evidence_path(night),
        more_evidence,
        set(night_list.findings.finding_id),
        get_table_path(part.folder, Evidence),
    )
    publish_table(
        part,
        CaseSubjects,
        build_case_subjects(night, part, night_list.cases, night_list.findings),
    )


def _build_list_rules(night, part):
    settings = night.settings
    return ListRules(
        asked=part.asked,
        control_share=settings.control_share,
        unusual_share=settings.unusual_share,
        list_amount_yuan={s.id: s.list_amount_yuan for s in part.scenarios},
        caps={k: int(v) for k, v in settings.caps.items()} or None,
    )


def _read_ledger(night, part):
    earlier = night.earlier(part)
    return make_empty_ledger() if earlier is None else read_published(earlier, Ledger)


def _read_closed_findings(night):
    if FindingFeedback.contract.name not in night.engine.supplied:
        return set()
    feedback = night.engine.table(FindingFeedback)
    # feedback after the as-of date was not known on that day
    return find_closed_findings(feedback.filter(feedback.feedback_date <= night.as_of).to_pandas())


def _count_by_group(cases):
    counts = cases.groupby(["authority", "district", "list_status"]).size().unstack(fill_value=0)
    return [
        {"authority": authority, "district": district, **{k: int(v) for k, v in row.items()}}
        for (authority, district), row in counts.iterrows()
    ]


def _count_changes(night_list, earlier):
    """Count the cases that are new, continued, gone or reappeared since the night before."""
    cases = night_list.cases[night_list.cases.level != "control"]
    cases_before = set()
    if earlier is not None:
        previous_cases = read_published(earlier, Cases, ["case_id", "level"])
        cases_before = set(previous_cases[previous_cases.level != "control"].case_id)
    cases_now = set(cases.case_id)
    return {
        "new": len(cases_now - cases_before),
        "continued": len(cases_now & cases_before),
        "gone": len(cases_before - cases_now),
        "reappeared": int((night_list.findings.standing == "reappeared").sum()),
    }
