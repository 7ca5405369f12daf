"""Step 6: findings become cases, and cases tonight's lists: the ordinary one and the restricted one."""

from functools import partial

import pandas as pd

from cases.carry_over import closed_findings, empty_ledger
from cases.list_cases import ListRules, make_list
from cases.publish import write_table
from contracts.published.cases import Cases
from contracts.published.findings import Findings
from contracts.published.ledger import Ledger
from contracts.published.ring_ties import RingTies
from contracts.published.rings import Rings
from contracts.tables.finding_feedback import FindingFeedback
from pipeline.carry_open_findings import still_open
from pipeline.evidence.attach import EVIDENCE, publish_evidence
from pipeline.feedback.hit_rates import below_the_cut, expected_of, hit_rates, yields_of
from pipeline.feedback.labels import verdicts_of
from pipeline.model_findings.control_sample import subjects_scored, with_control_sample
from pipeline.night import Night, Part
from pipeline.ring_links import ties_of
from pipeline.steps.detect_findings import CANDIDATES


def choose(night: Night) -> dict:
    """Write cases, rings, findings, evidence and ledger of every part; part → what was asked and what is listed."""
    candidates = pd.read_parquet(night.work / CANDIDATES)
    closed = _closed(night)
    verdicts = verdicts_of(night)
    return {
        part.name: _choose(night, part, part.own(candidates), closed, part.own(verdicts))
        for part in night.parts
    }


def _choose(night, part: Part, findings, closed, verdicts):
    rules = _rules(night, part)
    kept, kept_rows = still_open(night, part)
    findings = pd.concat([findings, kept], ignore_index=True)
    yields = yields_of(verdicts)
    made = make_list(
        findings,
        ties_of(night, part, findings),
        _ledger(night, part),
        closed,
        rules=rules,
        as_of=night.as_of,
        expected_of=partial(expected_of, yields=yields) if yields.enough else None,
    )
    made, control_rows = with_control_sample(made, night, part, rules)
    write_table(made.cases, Cases, part.folder / "cases.parquet")
    write_table(made.rings, Rings, part.folder / "rings.parquet")
    write_table(made.ties, RingTies, part.folder / "ring_ties.parquet")
    write_table(made.findings, Findings, part.folder / "findings.parquet")
    publish_evidence(
        night.work / EVIDENCE,
        pd.concat([kept_rows, control_rows]),
        set(made.findings.finding_id),
        part.folder / "evidence.parquet",
    )
    write_table(made.ledger, Ledger, part.folder / "ledger.parquet")
    return {
        "list": made.counts | {"kept_open": len(kept)},
        "groups": _groups(made.cases),
        "changes": _changes(made, night.earlier(part)),
        "verdicts": {
            "judged": len(verdicts),
            "orders_the_list": yields.enough,
            "hit_rates": hit_rates(verdicts),
            "below_the_cut": below_the_cut(verdicts, partial(subjects_scored, night, part)),
        },
    }


def _rules(night, part):
    settings = night.settings
    return ListRules(
        asked=part.asked,
        control_share=settings.control_share,
        unusual_share=settings.unusual_share,
        list_amount_yuan={s.id: s.list_amount_yuan for s in part.scenarios},
        caps={k: int(v) for k, v in settings.caps.items()} or None,
        exploration_share=settings.exploration_share,
    )


def _ledger(night, part):
    earlier = night.earlier(part)
    return empty_ledger() if earlier is None else pd.read_parquet(earlier / "ledger.parquet")


def _closed(night):
    if FindingFeedback.contract.name not in night.engine.supplied:
        return set()
    feedback = night.engine.table(FindingFeedback)
    return closed_findings(feedback.filter(feedback.feedback_date <= night.as_of).to_pandas())


def _groups(cases):
    counts = cases.groupby(["authority", "district", "list_status"]).size().unstack(fill_value=0)
    return [
        {"authority": authority, "district": district, **{k: int(v) for k, v in row.items()}}
        for (authority, district), row in counts.iterrows()
    ]


def _changes(made, earlier):
    """How tonight's cases differ from the night before's."""
    cases = made.cases[made.cases.level != "control"]
    before = set()
    if earlier is not None:
        known = pd.read_parquet(earlier / "cases.parquet", columns=["case_id", "level"])
        before = set(known[known.level != "control"].case_id)
    now = set(cases.case_id)
    return {
        "new": len(now - before),
        "continued": len(now & before),
        "gone": len(before - now),
        "reappeared": int((made.findings.standing == "reappeared").sum()),
    }
