"""An explanation with the chains of features and the source rows behind its values."""

import math
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import pandas as pd

from contracts.bilingual_text import BilingualText
from contracts.errors import UsageError
from contracts.tables import get_input_tables
from reports.explain.conclude import ABSENT
from reports.explain.detail_text import write_details
from reports.explain.explain_subject import explain_subject, list_subjects
from reports.explain.facts import Absence, Explanation, IndicatorResult, Subject
from reports.explain.failed_condition import find_failed_condition
from reports.explain.feature_chain import ChainLink, find_chain
from reports.explain.model_reasons import add_contributions
from reports.explain.run_tables import RunTables
from reports.explain.snapshot import open_snapshot
from reports.explain.snapshot_rows import read_snapshot_rows
from reports.explain.source_rows import read_evidence_rows
from reports.explain.write_text import write_full_text

# where every subject of a kind is written down: the table whose key is its id
REGISTERS = {
    "person": "person",
    "employer": "employer",
    "institution": "institution",
    "operator": "operator_account",
}
MOST_CHAINS = 3  # chains shown in full: one screen each


@dataclass(frozen=True)
class Answer:
    """An explanation with its words, the chains of its indicators and the source rows behind it.

    `rows` maps a table to rows (JSON texts or dictionaries); `rows_note` says where they come from,
    or why there are none.
    """

    explanation: Explanation
    text: BilingualText
    details: BilingualText
    chains: dict[str, ChainLink]
    rows: dict[str, list]
    rows_note: BilingualText | None

    def to_json(self) -> dict:
        """Convert facts and words to plain values."""
        facts = asdict(self.explanation)
        records = self.explanation.records.items()
        facts["records"] = [
            {"scenario_id": s, "population": p, "count": n} for (s, p), n in records
        ]
        chains = {i: _describe_chain(link) for i, link in self.chains.items()}
        rest = {
            "chains": chains,
            "rows": self.rows,
            "rows_note": self.rows_note and asdict(self.rows_note),
        }
        return _make_plain(facts | {"text": asdict(self.text)} | rest)


def answer_question(
    folder: Path,
    *,
    case_id: str | None = None,
    subject: str | None = None,
    indicator_id: str | None = None,
) -> list[Answer]:
    """Explain a case, or a subject ("person:p1") with each authority that has anything of it.

    Raises UsageError for a case, subject or indicator that the run does not know.
    """
    run = RunTables(folder)
    subjects = list_subjects(run, case_id, subject)
    if indicator_id is not None:
        subjects = _select_by_indicator(run, subjects, indicator_id)
    explanations = [explain_subject(run, one) for one in subjects]
    known = [e for e in explanations if e.state != ABSENT]
    with open_snapshot(run.record) as (snapshot, reason_against):
        question = _Question(run, snapshot, reason_against, indicator_id)
        explanations = [question.add_absences(e) for e in known or explanations]
        if not known:
            question.refuse_unknown(explanations)
        return [question.answer(e) for e in explanations]


def _select_by_indicator(run, subjects, indicator_id):
    """Select the subjects whose authority gets the indicator's cases.

    Raises UsageError if the indicator is not put to their kind.
    """
    kind = subjects[0].kind
    asked = {
        (i.id, a)
        for s, p, a in run.list_populations()
        for i in s.indicators
        if i.population == p.id and p.subject_kind == kind
    }
    chosen = [s for s in subjects if (indicator_id, s.authority) in asked]
    if not chosen:
        raise UsageError(
            f"indicator {indicator_id} is not put to a subject of kind {kind}",
            next_step="docs/indicators.md names the indicators of each scenario; leave --indicator out for all",
        )
    return chosen


class _Question:
    """One call: the run, its snapshot if it can be opened, and the indicator that was asked for."""

    def __init__(self, run: RunTables, snapshot, reason_against, indicator_id):
        self.run, self.snapshot, self.reason_against = run, snapshot, reason_against
        self.indicator_id = indicator_id

    def add_absences(self, explanation: Explanation) -> Explanation:
        """Add the first failed condition of each population in question that lacks the subject."""
        subject = explanation.subject
        absences = [
            self._explain_absence(scenario, population, subject)
            for scenario, population, authority in self.run.list_populations()
            if (authority, population.subject_kind) == (subject.authority, subject.kind)
            and (scenario.id, population.id) not in explanation.records
            and self._is_in_question(explanation, scenario, population)
        ]
        return replace(explanation, absences=tuple(absences))

    def _is_in_question(self, explanation, scenario, population):
        if self.indicator_id is None:
            return explanation.state == ABSENT
        return any(
            i.id == self.indicator_id and i.population == population.id for i in scenario.indicators
        )

    def _explain_absence(self, scenario, population, subject: Subject):
        if self.snapshot is None:
            reason = self.reason_against
            words = BilingualText(
                f"不在其中；{reason.zh}，无法查明是哪个条件",
                f"not in it; {reason.en}, so the condition cannot be found",
            )
            return Absence(scenario.id, population.id, words, has_source_rows=True)
        failed = find_failed_condition(self.snapshot, population, subject.id, self.run.folder)
        return Absence(scenario.id, population.id, failed.words, failed.has_rows)

    def refuse_unknown(self, explanations):
        """Raise UsageError for a subject that no table of the snapshot names."""
        subject = explanations[0].subject
        register = get_input_tables()[REGISTERS[subject.kind]]
        name = register.contract.name
        if self.snapshot is None or name not in self.snapshot.supplied:
            return
        if any(a.has_source_rows for e in explanations for a in e.absences):
            return
        rows = self.snapshot.table(register)
        rows = rows.filter(rows[register.contract.key[0]] == subject.id)
        if not self.snapshot.execute(rows.aggregate(count=rows.count()))["count"].iat[0]:
            raise UsageError(
                f"{subject.kind}:{subject.id} is in no table of the snapshot",
                next_step=f"take an id as table {name} writes it",
            )

    def answer(self, explanation: Explanation) -> Answer:
        """Put the explanation in words and add chains and source rows."""
        run = self.run
        scores = add_contributions(run, explanation.scores)
        explanation = replace(explanation, scores=scores)
        words = write_full_text(explanation, run, self.indicator_id)
        if self.indicator_id is not None:
            explanation = explanation.restrict(self.indicator_id)
        shown = _select_shown(explanation)
        chains = self._find_chains(explanation, shown)
        rows, note = self._read_rows(explanation, shown)
        details = write_details(run, explanation, chains, rows, note)
        return Answer(explanation, words, details, chains, rows, note)

    def _find_chains(self, explanation, shown) -> dict[str, ChainLink]:
        """Find the chains of the indicators shown.

        Of a model finding they are those of the features that contribute most.
        """
        if explanation.model_reason is not None and self.indicator_id is None:
            score = explanation.scores[0]
            names = {column: (score, column) for column in score.features}
        else:
            names = {
                r.indicator_id: (r, self.run.indicators[r.scenario_id, r.indicator_id].column)
                for r in shown
            }
        chains = {
            name: find_chain(self.run.list_expressions(r.scenario_id, r.population), column)
            for name, (r, column) in list(names.items())[:MOST_CHAINS]
        }
        return {name: link for name, link in chains.items() if link is not None}

    def _read_rows(self, explanation, shown) -> tuple[dict, BilingualText | None]:
        findings = self.run.findings
        findings = findings[findings.case_id == explanation.subject.case_id]
        if self.indicator_id is not None:
            findings = findings[findings.indicator_id == self.indicator_id]
        if len(findings):
            rows = read_evidence_rows(self.run.folder, findings.finding_id.tolist())
            return rows, BilingualText(
                "随疑点发布的证据（evidence.parquet）",
                "published with the findings (evidence.parquet)",
            )
        if self.snapshot is None:
            reason = self.reason_against
            return {}, BilingualText(
                f"没有疑点就没有发布的证据；{reason.zh}，所以无法列出来源记录",
                f"without a finding no evidence is published; {reason.en}, so source rows "
                f"cannot be shown",
            )
        rows = self._read_snapshot_rows(explanation, shown)
        return rows, BilingualText(
            "没有疑点，从当夜的快照读出", "no finding: read from the snapshot of the night"
        ) if rows else None

    def _read_snapshot_rows(self, explanation, shown):
        rows = {}
        with_record = [r for r in (*shown, *explanation.results) if r.record_id is not None]
        for result in with_record[:1]:
            scenario = self.run.scenarios[result.scenario_id]
            population = scenario.population(result.population)
            indicator = self.run.indicators[result.scenario_id, result.indicator_id]
            record = self.run.read_records(scenario, population, [result.record_id]).iloc[0]
            is_asked = self.indicator_id is not None or result.finding_id is not None
            evidence = (indicator.evidence if is_asked else ()) or population.evidence
            rows |= read_snapshot_rows(self.snapshot, evidence, record.to_dict())
        return rows


def _select_shown(explanation: Explanation) -> list[IndicatorResult]:
    """Select what has hit or is explained, else the nearest result."""
    hits = [r for r in explanation.results if r.finding_id is not None]
    others = [r for r in explanation.results if r.finding_id is None and r.value is not None]
    by_indicator = {r.indicator_id: r for r in reversed(hits or others[:1])}
    return list(reversed(by_indicator.values()))


def _describe_chain(link: ChainLink) -> dict:
    return {
        "name": link.name,
        "module": link.module,
        "summary": link.summary,
        "tables": [t.contract.name for t in link.tables],
        "reads": [_describe_chain(one) for one in link.reads],
    }


def _make_plain(value):
    """Convert a value to what JSON has: dates and money as text, unknown numbers as null."""
    if isinstance(value, dict):
        return {str(k): _make_plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_make_plain(v) for v in value]
    if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return None
    if hasattr(value, "item"):
        return _make_plain(value.item())
    return value if isinstance(value, bool | int | float | str) else str(value)
