"""What other thresholds, budgets or caps would have done to a run; nothing is published.

It is computed on the features, findings and counts that the run published, with the code that
chooses cases at night. A new hit has no evidence yet, so it is a source of its own and no case
carries it; a subject that no rule flags any more does not come back among the model's findings.
"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from cases.list_cases import choose_cases
from contracts.errors import UsageError
from contracts.run_layout import RESTRICTED
from pipeline.preview.changed_findings import assess_health, change_findings, read_list_findings
from pipeline.preview.changed_hits import ChangedHits, find_changed_hits
from pipeline.preview.known_verdicts import VERDICT_COLUMNS, count_known_verdicts
from pipeline.preview.preview_settings import build_rules, change_settings
from pipeline.preview.snapshot_facts import read_snapshot_facts
from pipeline.runs import RECORD
from pipeline.settings import Settings
from reports.explain.run_tables import RunTables

# days that a case takes its checkers, travel and papers included: a person is checked at the desk,
# the others are visited by two. First values; a city gives its own with `staff_days`.
STAFF_DAYS = {"person": 0.5, "employer": 2.0, "institution": 4.0, "operator": 4.0}
STATUSES = ("listed", "held")
LIST_COLUMNS = [
    *("case_id", "authority", "district", "subject_kind", "subject_id", "level", "credence"),
    *("list_status", "amount_involved", "data_question"),
]
INDICATOR_COLUMNS = [
    *("scenario_id", "indicator_id", "title_zh", "title_en", "threshold_before", "threshold_after"),
    *("hits_before", "hits_after", "share_after", "credence_before", "credence_after"),
    *("state_before", "state_after", "why_zh", "why_en", "by_district_before", "by_district_after"),
]


@dataclass(frozen=True)
class Preview:
    """What would have changed.

    `settings`: the overrides. `indicators`: one row a changed indicator (INDICATOR_COLUMNS).
    `districts`: one row an authority and district, columns like listed_before and listed_after of
    listed, held, expected (sum of credence of the listed), yuan, days. `cases`: the cases whose
    place changes, with status_before, status_after and the columns of a list. `verdicts`: judged
    findings of the changed indicators (VERDICT_COLUMNS). `missing`: why verdicts and white lists
    are not known; None where they are.
    """

    run: Path
    settings: tuple[str, ...]
    indicators: pd.DataFrame
    districts: pd.DataFrame
    cases: pd.DataFrame
    verdicts: pd.DataFrame
    missing: object = None

    def total(self, name: str) -> tuple[float, float]:
        """(before, after) of listed, held, expected, yuan or days over all districts."""
        return tuple(float(self.districts[f"{name}_{when}"].sum()) for when in ("before", "after"))

    def count_moves(self) -> tuple[int, int]:
        """(cases that come onto the list, cases that leave it)."""
        before, after = (self.cases[f"status_{w}"] == "listed" for w in ("before", "after"))
        return int((after & ~before).sum()), int((before & ~after).sum())


def preview_settings(
    folder: Path, overrides: list[str], *, staff_days: dict[str, float] | None = None
) -> Preview:
    """Compute what settings (KEY=VALUE) would have done to the list of a run's folder.

    A scenario on the restricted list is previewed in the folder `restricted` of the run. Raises
    UsageError for settings that are wrong or that only a night can try.
    """
    run = RunTables(Path(folder))
    settings = change_settings(run.record["settings"], overrides)
    thresholds = _select_changed(run, settings)
    hits, facts = find_changed_hits(run, thresholds), read_snapshot_facts(run)
    before = pd.read_parquet(run.folder / "cases.parquet")
    before = before[before.level != "control"]
    after, health = _choose_again(run, settings, thresholds, hits, facts.whitelisted)
    days = STAFF_DAYS | (staff_days or {})
    verdicts = count_known_verdicts(run, RunTables(run.folder, thresholds), facts.verdicts)
    return Preview(
        run=run.folder,
        settings=tuple(overrides),
        indicators=_compare_indicators(run, thresholds, hits, health),
        districts=_compare_districts(before, after, days),
        cases=_compare_cases(before, after),
        verdicts=verdicts.reindex(columns=VERDICT_COLUMNS),
        missing=facts.missing,
    )


def preview_thresholds(folder: Path, indicator_id: str, numbers: list[float]) -> pd.DataFrame:
    """Preview a row of thresholds of one indicator: a row a number, for curves and tables.

    Columns: threshold, hits, credence, state, listed_with (listed cases that come), comes, goes,
    expected (true ones on the list), yuan, days, true_kept, true_lost, false_kept, false_spared.
    """
    rows = []
    for number in numbers:
        preview = preview_settings(folder, [f"threshold.{indicator_id}={number!r}"])
        if preview.indicators.empty:  # the run's own number
            row = _describe_unchanged(RunTables(Path(folder)), indicator_id)
        else:
            first = preview.indicators.iloc[0]
            row = {
                "hits": first.hits_after,
                "credence": first.credence_after,
                "state": first.state_after,
            }
        comes, goes = preview.count_moves()
        sums = {name: preview.total(name)[1] for name in ("listed", "expected", "yuan", "days")}
        known = preview.verdicts.iloc[0].to_dict() if len(preview.verdicts) else {}
        known = {k: known.get(k) for k in ("true_kept", "true_lost", "false_kept", "false_spared")}
        rows.append({"threshold": number, **row, "comes": comes, "goes": goes, **sums, **known})
    return pd.DataFrame(rows)


def _select_changed(run, settings: Settings) -> dict[str, float]:
    """The thresholds that differ from those of the run, of indicators that this part holds."""
    used = {i: indicator.cut.number for (_, i), indicator in run.indicators.items()}
    changed = {i: n for i, n in settings.threshold.items() if used.get(i, n) != n}
    recorded = run.record["settings"]["threshold"]
    if not changed and (named := set(settings.threshold) - set(recorded) - set(used)):
        place = " (see its folder `restricted`)" if run.folder.name != RESTRICTED else ""
        raise UsageError(
            f"{run.folder.name} did not run the scenario of {sorted(named)[0]}{place}",
            next_step="choose a run that has it in scenario_catalog.parquet",
        )
    return changed


def _choose_again(run, settings, thresholds, hits: ChangedHits, whitelisted):
    """(cases, table of indicator health) by the settings."""
    rules = build_rules(run, settings)
    recorded = build_rules(run, Settings(**run.record["settings"]))
    health = assess_health(
        pd.read_parquet(run.folder / "indicator_health.parquet"),
        hits.counts,
        places=rules.places()[0],
        is_other_length=rules.places() != recorded.places(),
        answers=settings.get_decisions(),
        before=_read_health_before(run),
    )
    findings = read_list_findings(run)
    findings = change_findings(run, findings, hits, thresholds, whitelisted)
    carried = run.cases.reset_index()[["case_id", "carried_by"]].dropna()
    carriers = carried.rename(columns={"carried_by": "carrier_id"})
    in_work = run.cases.index[run.cases.list_status == "open"]
    weighed = health.weigh(findings)
    return choose_cases(weighed, rules, carriers, unanswered=frozenset(in_work)), health.table


def _read_health_before(run):
    is_restricted = run.folder.name == RESTRICTED
    folder = run.folder.parent if is_restricted else run.folder
    previous = run.record["previous_run_id"]
    if previous is None:
        return None
    folder = folder.with_name(previous) / (RESTRICTED if is_restricted else "")
    path = folder / "indicator_health.parquet"
    return pd.read_parquet(path) if (folder / RECORD).is_file() and path.is_file() else None


def _compare_indicators(run, thresholds, hits, health):
    rows = health.drop_duplicates(["scenario_id", "indicator_id"])
    rows = rows.set_index(["scenario_id", "indicator_id"])
    compared = []
    for key in (
        hits.counts[["scenario_id", "indicator_id"]]
        .drop_duplicates()
        .itertuples(index=False, name=None)
    ):
        before, after = run.health[key], rows.loc[key]
        compared.append(
            {
                "scenario_id": key[0],
                "indicator_id": key[1],
                "title_zh": before["title_zh"],
                "title_en": before["title_en"],
                "threshold_before": run.indicators[key].cut.number,
                "threshold_after": thresholds[key[1]],
                "hits_before": before["subjects_hit"],
                "hits_after": int(after.subjects_hit),
                "share_after": float(after.share),
                "credence_before": before["credence"],
                "credence_after": after.credence,
                "state_before": before["state"],
                "state_after": after.state,
                "why_zh": after.reason_zh,
                "why_en": after.reason_en,
                "by_district_before": before["by_district"],
                "by_district_after": after.by_district,
            }
        )
    return pd.DataFrame(compared, columns=INDICATOR_COLUMNS)


def _describe_unchanged(run, indicator_id):
    (row,) = [r for (_, i), r in run.health.items() if i == indicator_id]
    return {"hits": row["subjects_hit"], "credence": row["credence"], "state": row["state"]}


def _compare_districts(before, after, days):
    sums = [
        _sum_by_district(cases, days).add_suffix(f"_{when}")
        for cases, when in ((before, "before"), (after, "after"))
    ]
    both = pd.concat(sums, axis=1).fillna(0.0).sort_index().reset_index()
    counts = [c for c in both if c.startswith(STATUSES)]
    return both.astype(dict.fromkeys(counts, int))


def _sum_by_district(cases, days):
    listed = cases.list_status == "listed"
    rows = pd.DataFrame(
        {
            "authority": cases.authority,
            "district": cases.district,
            "listed": listed.astype(int),
            "held": (cases.list_status == "held").astype(int),
            "expected": cases.credence.where(listed, 0.0),
            "yuan": cases.amount_involved.astype(float).where(listed, 0.0),
            "days": cases.subject_kind.map(days).fillna(max(days.values())).where(listed, 0.0),
        }
    )
    return rows.groupby(["authority", "district"]).sum()


def _compare_cases(before, after):
    """The cases whose list status changes; "—" where there is no case."""
    about = [c for c in LIST_COLUMNS if c != "list_status"]
    rows = pd.concat([after[LIST_COLUMNS], before[LIST_COLUMNS]]).drop_duplicates("case_id")
    status = {
        f"status_{when}": rows.case_id.map(cases.set_index("case_id").list_status).fillna("—")
        for cases, when in ((before, "before"), (after, "after"))
    }
    rows = rows[about].assign(**status)
    moved = rows[rows.status_before != rows.status_after]
    return moved.sort_values(
        ["status_after", "credence"], ascending=[True, False], ignore_index=True
    )
