"""The findings of a run as other thresholds would have left them, before cases are chosen."""

import json
from decimal import Decimal

import pandas as pd

from cases.indicator_health import (
    ALL,
    DISTRICT,
    INDICATOR,
    YEAR,
    Health,
    assess_indicators,
)
from cases.merge_findings import MODEL, add_case_ids, compute_case_id
from contracts.health_states import HealthState
from contracts.levels import RULE_LEVELS
from pipeline.indicator_counts import COLUMNS
from pipeline.preview.changed_hits import ChangedHits
from reports.explain.evaluate_indicators import SUBJECT, evaluate_indicators, mark_standing
from reports.explain.facts import CLOSED, HIT
from reports.explain.run_tables import RunTables

# as a preview shows no reasons
NO_TEXT = ""


def read_list_findings(run: RunTables) -> pd.DataFrame:
    """Read the published findings, control sample apart, with what their cases hold of them."""
    cases = pd.read_parquet(
        run.folder / "cases.parquet",
        columns=["case_id", "authority", "district", "severity", "level", "position"],
    )
    cases = cases[cases.level != "control"]
    # the model's cases keep their order among themselves
    cases = cases.assign(unusual_order=cases.position.where(cases.level == "M").astype(float))
    findings = pd.read_parquet(run.folder / "findings.parquet")
    return findings.merge(cases.drop(columns=["level", "position"]), on="case_id")


def assess_health(
    health: pd.DataFrame,
    changed: pd.DataFrame,
    *,
    places: int,
    is_other_length: bool,
    answers: dict,
    before: pd.DataFrame | None,
) -> Health:
    """Assess all indicators anew, from the published counts or, where they `changed`, from those.

    `health` and `before` are the published tables of the run and of the run before it. What is a
    data question stays so for the others, unless the list has another length.
    """
    keys = changed[INDICATOR].drop_duplicates()
    is_changed = health.merge(keys, on=INDICATOR, how="left", indicator=True)["_merge"] == "both"
    kept = health[~is_changed.to_numpy()]
    restored = pd.DataFrame(
        [row for _, r in kept.iterrows() for row in _restore_counts(r)], columns=COLUMNS
    )
    verdicts = pd.concat([_restore_verdicts(r) for _, r in health.iterrows()], ignore_index=True)
    assessed = assess_indicators(
        pd.concat([counts for counts in (restored, changed) if len(counts)], ignore_index=True),
        places=places,
        verdicts=verdicts,
        answers=answers,
        before=before,
    )
    if is_other_length:
        return assessed
    return Health(assessed.table, assessed.questioned | _restore_questions(kept))


def _restore_questions(health):
    """The questioned districts of each indicator (None = all), from its published row."""
    questioned = {}
    for row in health.to_dict("records"):
        key = (row["scenario_id"], row["indicator_id"])
        if isinstance(row["districts"], str):
            questioned[key] = frozenset(row["districts"].split(","))
        else:
            is_asked = row["state"] in (HealthState.DATA_QUESTION, HealthState.SUSPENDED)
            questioned[key] = None if is_asked else frozenset()
    return questioned


def change_findings(
    run: RunTables,
    findings: pd.DataFrame,
    hits: ChangedHits,
    thresholds: dict[str, float],
    whitelisted: set[tuple[str, str, str]],
) -> pd.DataFrame:
    """Replace the findings of the subjects whose hits differ by those that they would have.

    `whitelisted` are (kind, id, indicator or "*") of white-listed subjects. A subject that
    a rule would flag leaves the model's findings; one that no rule flags any more does not come
    back there.
    """
    subjects = hits.subjects[SUBJECT].drop_duplicates()
    if subjects.empty:
        return findings
    other = RunTables(run.folder, thresholds)
    results = mark_standing(evaluate_indicators(other, subjects).results, other)
    results = results[results.outcome.isin([HIT, CLOSED]) & results.level.isin(RULE_LEVELS)]
    results = results[~_flag_whitelisted(results, whitelisted)]
    changed_ids = {compute_case_id(*key) for key in subjects.itertuples(index=False, name=None)}
    flagged = set(add_case_ids(results).case_id) if len(results) else set()
    is_changed = findings.case_id.isin(changed_ids)
    is_model = findings.indicator_id == MODEL
    still = is_changed & findings.finding_id.isin(results.finding_id)
    uncomputed = [
        key in run.not_computed
        for key in zip(findings.scenario_id, findings.indicator_id, strict=True)
    ]
    kept = findings[
        ~is_changed | still | (is_model & ~findings.case_id.isin(flagged)) | pd.Series(uncomputed)
    ]
    new = results[(results.outcome == HIT) & ~results.finding_id.isin(findings.finding_id)]
    new = _build_findings(run, new, hits.subjects, findings)
    return pd.concat([kept, new], ignore_index=True) if len(new) else kept.reset_index(drop=True)


def _build_findings(run, results, subjects, findings):
    """Build the rows of new findings, in the columns that cases are made of."""
    if results.empty:
        return pd.DataFrame()
    district = subjects.drop_duplicates(SUBJECT).set_index(SUBJECT).district.to_dict()
    severity = findings.drop_duplicates("case_id").set_index("case_id").severity
    rows = add_case_ids(results).drop(columns=["outcome", "distance", "explained_zh"])
    keys = rows[SUBJECT].itertuples(index=False, name=None)
    used = [run.indicators[k] for k in zip(rows.scenario_id, rows.indicator_id, strict=True)]
    tables = {(s.id, p.id): p.record.contract.name for s, p, _ in run.list_populations()}
    families = [i.evidence_source for i in used]
    return rows.assign(
        district=[district[key] for key in keys],
        family=families,
        # which of its rows other hits rest on too is known only where evidence was collected
        source=families,
        record_table=[tables[key] for key in zip(rows.scenario_id, rows.population, strict=True)],
        amount_involved=[_round_yuan(a) for a in rows.amount],
        severity=rows.case_id.map(severity).fillna(0.0),
        unusual_order=float("nan"),
        standing="new",
        reason_zh=NO_TEXT,
        reason_en=NO_TEXT,
    )


def _round_yuan(amount) -> Decimal:
    return Decimal(0) if pd.isna(amount) else Decimal(str(amount)).quantize(Decimal("0.01"))


def _flag_whitelisted(results, whitelisted):
    kinds_and_ids = zip(results.subject_kind, results.subject_id, results.indicator_id, strict=True)
    return pd.Series(
        [(k, s, i) in whitelisted or (k, s, "*") in whitelisted for k, s, i in kinds_and_ids],
        index=results.index,
        dtype=bool,
    )


def _restore_counts(row):
    """The counts behind a row of indicator_health, as `assess_indicators` takes them."""
    about = {
        k: row[k]
        for k in ("scenario_id", "indicator_id", "population", "title_zh", "title_en", "level")
    }
    yield about | {
        "dimension": ALL,
        "value": "",
        "subjects": row.subjects,
        "rows": row.rows_computed,
        "computed": row.subjects_computed,
        "hits": row.subjects_hit,
        "high": row.subjects_high,
        "explained": row.subjects_explained,
    }
    for dimension, column in ((DISTRICT, "by_district"), (YEAR, "by_year")):
        for value, (hits, subjects, *units) in json.loads(row[column]).items():
            yield about | {
                "dimension": dimension,
                "value": value,
                "subjects": subjects,
                "hits": hits,
                # years hold no units, nor did districts before 0.8
                "units": units[0] if units else hits,
            }


def _restore_verdicts(row):
    true = round(row.rate * row.judged) if row.judged else 0
    return pd.DataFrame(
        {
            "scenario_id": row.scenario_id,
            "indicator_id": row.indicator_id,
            "label": [1.0] * true + [0.0] * (int(row.judged) - true),
        }
    )
