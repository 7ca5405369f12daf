"""Step 6: findings become cases, and cases tonight's list."""

import pandas as pd

from cases.carry_over import closed_findings, empty_ledger
from cases.control import drawn
from cases.listing import ListRules, NightList, make_list, with_control
from cases.publish import write_table
from cases.rings import HUB_SUBJECTS
from contracts.published.cases import Cases
from contracts.published.evidence import Evidence
from contracts.published.findings import Findings
from contracts.published.ledger import Ledger
from contracts.tables.finding_feedback import FindingFeedback
from flows.evidence import EVIDENCE, evidence_of, hashed
from flows.night import Night
from flows.steps.find import CANDIDATES
from flows.unusual import control_findings


def choose(night: Night) -> dict:
    """Write cases, findings, evidence and ledger; say what was asked and what is listed."""
    findings = pd.read_parquet(night.work / CANDIDATES)
    ledger = _ledger(night)
    made = make_list(
        findings, _links(night, findings), ledger, _closed(night), rules=_rules(night), as_of=night.as_of
    )
    made, control_rows = _with_control(made, night)
    evidence = pd.concat([pd.read_parquet(night.work / EVIDENCE), control_rows], ignore_index=True)
    evidence = evidence[evidence.finding_id.isin(set(made.findings.finding_id))]
    write_table(made.cases, Cases, night.building / "cases.parquet")
    write_table(made.findings, Findings, night.building / "findings.parquet")
    write_table(evidence, Evidence, night.building / "evidence.parquet")
    write_table(made.ledger, Ledger, night.building / "ledger.parquet")
    return {"list": made.counts, "groups": _groups(made.cases), "changes": _changes(made, night)}


def _rules(night):
    settings = night.settings
    return ListRules(
        asked=settings.budget,
        control_share=settings.control_share,
        unusual_share=settings.unusual_share,
        list_amount_yuan={s.id: s.list_amount_yuan for s in night.scenarios},
        caps={k: int(v) for k, v in settings.caps.items()} or None,
    )


def _ledger(night):
    if night.previous is None:
        return empty_ledger()
    return pd.read_parquet(night.previous / "ledger.parquet")


def _closed(night):
    if FindingFeedback.contract.name not in night.engine.supplied:
        return set()
    feedback = night.engine.table(FindingFeedback)
    return closed_findings(feedback.filter(feedback.feedback_date <= night.as_of).to_pandas())


def _links(night, findings):
    """Ties of flagged subjects, each with how many subjects it ties in all."""
    parts = []
    for scenario in night.scenarios:
        links = scenario.ring_links
        if links is None or links.missing_from(night.engine.supplied):
            continue
        table = night.engine.table(links)
        table = table.filter(table.link_id.notnull()).distinct()
        size = table.group_by("link_kind", "link_id").agg(link_subjects=table.count())
        size = size.filter(size.link_subjects.between(2, HUB_SUBJECTS))
        tied = table.inner_join(size, ["link_kind", "link_id"])
        tied = tied.filter(tied.subject_id.isin(findings.subject_id.unique().tolist()))
        parts.append(tied.order_by(tied.columns).to_pandas())
    columns = ["subject_kind", "subject_id", "link_kind", "link_id", "link_subjects"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def _with_control(made: NightList, night: Night):
    _, _, count = _rules(night).places()
    scored = pd.read_parquet(night.building / "scores.parquet")
    sample = control_findings(night, drawn(scored, made.findings, count, salt=night.as_of.isoformat()))
    if sample.empty:
        return made, pd.DataFrame()
    rows = evidence_of(sample, night)
    return with_control(made, hashed(sample, rows), as_of=night.as_of), rows


def _groups(cases):
    counts = cases.groupby(["authority", "district", "list_status"]).size().unstack(fill_value=0)
    return [
        {"authority": authority, "district": district, **{k: int(v) for k, v in row.items()}}
        for (authority, district), row in counts.iterrows()
    ]


def _changes(made, night):
    """How tonight's cases differ from the night before's."""
    cases = made.cases[made.cases.level != "control"]
    before = set()
    if night.previous is not None:
        earlier = pd.read_parquet(night.previous / "cases.parquet", columns=["case_id", "level"])
        before = set(earlier[earlier.level != "control"].case_id)
    now = set(cases.case_id)
    return {
        "new": len(now - before),
        "continued": len(now & before),
        "gone": len(before - now),
        "reappeared": int((made.findings.standing == "reappeared").sum()),
    }
