"""A run against the truth of a simulator: what was found, what was missed, what was listed for nothing."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from contracts.errors import SourceError
from models.evaluate import wilson_interval

SUBJECT = ["scenario_id", "subject_kind", "subject_id"]
TRUTH = (*SUBJECT, "typology", "label")


@dataclass(frozen=True)
class Evaluation:
    """`overall` and `scenarios`: recall, precision and their counts; `typologies`: one row a typology."""

    overall: dict
    scenarios: pd.DataFrame
    typologies: pd.DataFrame

    def lines(self) -> list[str]:
        """The evaluation as text."""
        o = self.overall
        head = [
            f"召回 recall {o['recall']:.3f} ({o['found']}/{o['planted']}), 95 % {o['recall_interval']}",
            f"准确 precision {o['precision']:.3f} ({o['right']}/{o['listed']}), 95 % {o['precision_interval']}",
            f"相似正常情形误列 look-alikes listed {o['look_alike_share']:.1%} ({o['look_alikes_listed']}/{o['look_alikes']})",
        ]
        return [*head, "", self.scenarios.to_string(index=False), "", self.typologies.to_string(index=False)]


def evaluate_run(run: Path, truth_path: Path) -> Evaluation:
    """Compare the listed cases of a run (without its control sample) with a truth file.

    A planted subject is found if a listed case of the same subject has a finding of the same scenario; a listed
    case is right if such a planted subject is labelled fraud or minor.
    """
    truth = read_truth(truth_path)
    listed = listed_subjects(run)
    return evaluate_list(listed, truth)


def evaluate_list(listed: pd.DataFrame, truth: pd.DataFrame) -> Evaluation:
    """The same for any list: `listed` has case_id and the columns of a subject, one row a case and scenario."""
    keys = set(listed[SUBJECT].itertuples(index=False, name=None))
    truth = truth.assign(found=[key in keys for key in truth[SUBJECT].itertuples(index=False, name=None)])
    guilty = set(truth[truth.label.isin(["fraud", "minor"])][SUBJECT].itertuples(index=False, name=None))
    listed = listed.assign(
        right=[key in guilty for key in listed[SUBJECT].itertuples(index=False, name=None)]
    )
    return Evaluation(
        overall=_measures(truth, listed, guilty),
        scenarios=pd.DataFrame([_scenario(s, truth, listed, guilty) for s in sorted(set(truth.scenario_id))]),
        typologies=_typologies(truth),
    )


def read_truth(path: Path) -> pd.DataFrame:
    """The truth file of a simulator. Raises SourceError if it is not one."""
    try:
        truth = pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise SourceError(
            f"{path} cannot be read as a truth file: {error}", next_step="give --truth FILE.parquet"
        ) from None
    missing = set(TRUTH) - set(truth.columns)
    if missing:
        raise SourceError(
            f"{path} lacks the columns {sorted(missing)}", next_step="give the simulator's truth file"
        )
    return truth


def listed_subjects(run: Path) -> pd.DataFrame:
    """case_id and subject of every listed case, one row a scenario that has a finding on it."""
    cases = pd.read_parquet(run / "cases.parquet", columns=["case_id", "list_status"])
    findings = pd.read_parquet(run / "findings.parquet", columns=["case_id", "level", *SUBJECT])
    listed = cases[cases.list_status == "listed"]
    return findings.merge(listed, on="case_id")[["case_id", *SUBJECT]].drop_duplicates()


def _measures(truth, listed, guilty):
    fraud = truth[truth.label == "fraud"].groupby(SUBJECT).found.any()
    right = listed.groupby("case_id").right.any()
    innocent = truth[truth.label == "look_alike"].drop_duplicates(SUBJECT)
    is_guilty = [key in guilty for key in innocent[SUBJECT].itertuples(index=False, name=None)]
    innocent = innocent[~pd.Series(is_guilty, index=innocent.index, dtype=bool)]
    return {
        "planted": len(fraud),
        "found": int(fraud.sum()),
        "recall": fraud.mean() if len(fraud) else float("nan"),
        "recall_interval": _interval(int(fraud.sum()), len(fraud)),
        "listed": len(right),
        "right": int(right.sum()),
        "precision": right.mean() if len(right) else float("nan"),
        "precision_interval": _interval(int(right.sum()), len(right)),
        "look_alikes": len(innocent),
        "look_alikes_listed": int(innocent.found.sum()),
        "look_alike_share": innocent.found.mean() if len(innocent) else 0.0,
    }


def _scenario(scenario_id, truth, listed, guilty):
    own = _measures(
        truth[truth.scenario_id == scenario_id], listed[listed.scenario_id == scenario_id], guilty
    )
    keep = ("planted", "found", "recall", "listed", "right", "precision", "look_alikes", "look_alikes_listed")
    return {"scenario": scenario_id} | {
        k: round(own[k], 3) if isinstance(own[k], float) else own[k] for k in keep
    }


def _typologies(truth):
    by_subject = truth.groupby(["scenario_id", "typology", "label", "subject_kind", "subject_id"]).found.any()
    table = by_subject.groupby(["scenario_id", "label", "typology"]).agg(["size", "sum"]).reset_index()
    table["share"] = (table["sum"] / table["size"]).round(3)
    return table.rename(columns={"size": "planted", "sum": "listed"})


def _interval(hits, count):
    if not count:
        return "—"
    low, high = wilson_interval(hits, count)
    return f"{low:.2f}–{high:.2f}"
