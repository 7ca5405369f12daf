"""The facts behind one subject or many: what a run says of them, without words."""

from collections import Counter, defaultdict
from datetime import date

import pandas as pd

from cases.merge_findings import MODEL
from contracts.bilingual_text import BilingualText
from contracts.errors import UsageError
from contracts.levels import LEVEL_ORDER
from reports.explain.conclude import conclude_state
from reports.explain.evaluate_indicators import (
    ORDER,
    SUBJECT,
    evaluate_indicators,
    mark_standing,
)
from reports.explain.facts import (
    CARRIED,
    HIT,
    NO_VALUE,
    NOT_COMPUTED,
    NOT_HIT,
    Explanation,
    IndicatorResult,
    ModelScore,
    Subject,
)
from reports.explain.list_order import build_list_order, list_source_credence
from reports.explain.run_tables import RunTables
from reports.explain.source_rows import count_evidence_rows


def list_subjects(run: RunTables, case_id: str | None, subject: str | None) -> list[Subject]:
    """List the subjects that a case id or a "kind:id" names.

    A kind:id names one for each authority that gets cases of the kind.

    Raises UsageError for what the run does not know.

    """
    if case_id is not None:
        return [_find_case(run, case_id)]
    kind, _, subject_id = subject.partition(":")
    kinds = sorted({p.subject_kind for _, p, _ in run.list_populations()})
    if kind not in kinds or not subject_id:
        raise UsageError(
            f"{subject!r} names no subject of this run",
            next_step=f"write KIND:ID, e.g. {kinds[0]}:…; kinds of this run: {', '.join(kinds)}",
        )
    authorities = {a for _, p, a in run.list_populations() if p.subject_kind == kind}
    return [Subject(authority, kind, subject_id) for authority in sorted(authorities)]


def _find_case(run, case_id):
    if case_id in run.cases.index:
        row = run.cases.loc[case_id]
        return Subject(row.authority, row.subject_kind, row.subject_id)
    # a case id is a digest of its subject: who was scored and is no case tonight is found by trying
    scored = pd.read_parquet(
        run.folder / "scores.parquet", columns=["scenario_id", "population", *SUBJECT[1:]]
    ).drop_duplicates()
    addressees = {(s.id, p.id): a for s, p, a in run.list_populations()}
    for row in scored.itertuples():
        subject = Subject(
            addressees[row.scenario_id, row.population], row.subject_kind, row.subject_id
        )
        if subject.case_id == case_id:
            return subject
    raise UsageError(
        f"{case_id} is no case of {run.folder.name}, nor of anyone who was scored there",
        next_step="take a case_id from cases.parquet or the desk, or ask with --subject KIND:ID, e.g. person:p00000001",
    )


def explain_subject(run: RunTables, subject: Subject) -> Explanation:
    """Gather everything that the run's tables say of a subject."""
    table = pd.DataFrame([[subject.authority, subject.kind, subject.id]], columns=SUBJECT)
    (explanation,) = explain_subjects(run, table)
    return explanation


def explain_subjects(run: RunTables, subjects: pd.DataFrame, *, nearest: int | None = None):
    """Yield the explanation of each subject (authority, subject_kind, subject_id), in their order.

    `nearest` bounds how many results that are no hits are kept of each; None keeps all.
    """
    evaluation = evaluate_indicators(run, subjects)
    facts = _GatheredFacts(run, subjects, evaluation, nearest)
    for row in subjects[SUBJECT].itertuples(index=False, name=None):
        yield facts.explain(Subject(*row))


class _GatheredFacts:
    """What was read of all subjects together, by subject."""

    def __init__(self, run: RunTables, subjects, evaluation, nearest: int | None):
        self.run = run
        results = mark_standing(evaluation.results, run)
        self.counts = _count_outcomes(results)
        self.results = _group_results(_keep_nearest(results, nearest))
        self.records = _group_records(evaluation.records)
        self.cases = run.cases.to_dict("index")
        findings = run.findings[run.findings.case_id.isin(_list_case_ids(subjects))]
        self.findings = defaultdict(list)
        for row in findings.to_dict("records"):
            self.findings[row["case_id"]].append(row)
        self.evidence = count_evidence_rows(run.folder, findings)
        self.scores = _group_scores(run, subjects)
        self.order = build_list_order(run)

    def explain(self, subject: Subject) -> Explanation:
        """Put together the facts of one of the subjects."""
        key, case_id = (subject.authority, subject.kind, subject.id), subject.case_id
        case, findings = self.cases.get(case_id), self.findings[case_id]
        records = self.records.get(key, {})
        results = list(self.results.get(key, ()))
        added = [*self._list_uncomputed(records), *self._list_carried(findings, results)]
        results = sorted([*results, *added], key=_sort_key)
        state = conclude_state(case, results, bool(records) or bool(case))
        counts = self.counts.get(key, Counter()) + Counter(r.outcome for r in added)
        model = next((f for f in findings if f["indicator_id"] == MODEL), None)
        return Explanation(
            subject=subject,
            state=state,
            case=case,
            results=tuple(results),
            counts=dict(counts),
            records=records,
            order=self.order.get(case_id),
            sources=list_source_credence(self.run, case_id) if case else (),
            scores=tuple(sorted(self.scores.get(key, ()), key=lambda s: not _is_of(s, model))),
            model_reason=model and BilingualText(model["reason_zh"], model["reason_en"]),
            evidence=self.evidence.get(case_id, {}),
            listed_on=self._find_listed_on(findings, results),
        )

    def _list_uncomputed(self, records):
        """List the indicators of the subject's populations that lack a table."""
        for (scenario_id, indicator_id), tables in self.run.not_computed.items():
            indicator = self.run.indicators.get((scenario_id, indicator_id))
            if indicator and (scenario_id, indicator.population) in records:
                yield IndicatorResult(
                    scenario_id,
                    indicator.population,
                    indicator_id,
                    NOT_COMPUTED,
                    indicator.level,
                    missing_tables=tables,
                )

    def _list_carried(self, findings, results):
        """List findings of an earlier night, kept open: tonight's features do not give them."""
        known = {r.finding_id for r in results}
        for row in findings:
            indicator = self.run.indicators.get((row["scenario_id"], row["indicator_id"]))
            if indicator and row["finding_id"] not in known:
                yield IndicatorResult(
                    row["scenario_id"],
                    indicator.population,
                    row["indicator_id"],
                    CARRIED,
                    row["level"],
                    value=_known(row["value"]),
                    record_id=row["record_id"],
                    amount=row["amount_involved"],
                    finding_id=row["finding_id"],
                    missing_tables=self.run.not_computed.get(
                        (row["scenario_id"], row["indicator_id"]), ()
                    ),
                )

    def _find_listed_on(self, findings, results) -> date | None:
        ids = {f["finding_id"] for f in findings} | {r.finding_id for r in results}
        days = [self.run.listed_on[i] for i in ids if i in self.run.listed_on]
        return max(days, default=None)


def _is_of(score, finding):
    """Whether a score is that of the record of a model finding."""
    record = finding and (finding["scenario_id"], finding["record_id"])
    return (score.scenario_id, score.record_id) == record


def _list_case_ids(subjects):
    return {Subject(*row).case_id for row in subjects[SUBJECT].itertuples(index=False, name=None)}


def _group_results(results):
    grouped = defaultdict(list)
    for row in results.to_dict("records"):
        explained = row.get("explained_zh")
        grouped[row["authority"], row["subject_kind"], row["subject_id"]].append(
            IndicatorResult(
                row["scenario_id"],
                row["population"],
                row["indicator_id"],
                row["outcome"],
                row["level"],
                value=_known(row["value"]),
                distance=_known(row["distance"]),
                record_id=row["record_id"],
                amount=_known(row.get("amount")),
                finding_id=_known(row.get("finding_id")),
                explanation=None
                if pd.isna(explained)
                else BilingualText(explained, row["explained_en"]),
            )
        )
    return grouped


def _group_records(records):
    grouped = defaultdict(dict)
    for row in records.to_dict("records"):
        key = row["authority"], row["subject_kind"], row["subject_id"]
        grouped[key][row["scenario_id"], row["population"]] = row["count"]
    return grouped


def _group_scores(run, subjects):
    """Map each subject to the most unusual record of each population of its authority."""
    addressees = {(s.id, p.id): a for s, p, a in run.list_populations()}
    scores = run.read_scores(set(subjects.subject_id))
    scores = scores.sort_values(["score", "record_id"], ascending=[False, True])
    scores = scores.drop_duplicates(["scenario_id", "population", "subject_kind", "subject_id"])
    grouped = defaultdict(list)
    for row in scores.itertuples():
        authority = addressees.get((row.scenario_id, row.population))
        grouped[authority, row.subject_kind, row.subject_id].append(
            ModelScore(
                row.scenario_id,
                row.population,
                row.record_id,
                float(row.score),
                float(row.severity),
            )
        )
    return grouped


def _sort_key(result):
    """Order hits first, the higher level before, and the others by their distance."""
    distance = result.distance if result.outcome == NOT_HIT else 0.0
    amount = float(result.amount or 0)
    level = (
        LEVEL_ORDER.get(result.level, len(LEVEL_ORDER)) if result.outcome in (HIT, CARRIED) else 0
    )
    return (ORDER.get(result.outcome, len(ORDER)), level, distance, -amount, result.indicator_id)


def _count_outcomes(results):
    """Count the results of each outcome, by subject."""
    counts = defaultdict(Counter)
    for key, size in results.groupby([*SUBJECT, "outcome"]).size().items():
        counts[key[:3]][key[3]] = int(size)
    return counts


def _keep_nearest(results, nearest):
    """Keep the hits and, of what is no hit, the `nearest` of each subject (None: all).

    A city's list has 600,000 of those.
    """
    if nearest is None:
        return results
    not_hit = results[results.outcome == NOT_HIT].sort_values(["distance", "indicator_id"])
    near = not_hit[not_hit.groupby(SUBJECT).cumcount() < nearest]
    return pd.concat([results[~results.outcome.isin([NOT_HIT, NO_VALUE])], near])


def _known(value):
    return None if value is None or pd.isna(value) else value
