"""A run against the truth of a simulator: what was found, missed, and listed wrongly."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from contracts.errors import SourceError
from contracts.intervals import compute_wilson_interval
from contracts.run_layout import RESTRICTED

SUBJECT = ["scenario_id", "subject_kind", "subject_id"]
TRUTH = (*SUBJECT, "typology", "label")
# typologies: prefix of those that no indicator knows, suffix of those that hide
NOVEL, HARD = "novel_", "_hard"
TOP = 50  # cases: the head of the list, which is checked first


@dataclass(frozen=True)
class Evaluation:
    """`overall` and `scenarios`: recall, precision and their counts; `typologies`: one row each.

    Typologies that no indicator knows have their rows in `novel` and count in the novel_* figures
    of `overall` alone; a listed case of theirs is right.
    """

    overall: dict
    scenarios: pd.DataFrame
    typologies: pd.DataFrame
    novel: pd.DataFrame

    def lines(self) -> list[str]:
        """Format the evaluation as text."""
        o = self.overall
        head = [
            f"召回 recall {o['recall']:.3f} ({o['found']}/{o['planted']}), "
            f"95 % {o['recall_interval']}; "
            f"易 easy {o['recall_easy']:.3f} ({o['found_easy']}/{o['planted_easy']}), "
            f"难 hard {o['recall_hard']:.3f} ({o['found_hard']}/{o['planted_hard']})",
            f"准确 precision {o['precision']:.3f} ({o['right']}/{o['listed']}), "
            f"95 % {o['precision_interval']}; "
            f"前{o['top']}件 top {o['top']}: {o['precision_top']:.3f}",
            f"相似正常情形误列 look-alikes listed {o['look_alike_share']:.1%} "
            f"({o['look_alikes_listed']}/{o['look_alikes']})",
        ]
        tables = [self.scenarios, self.typologies]
        if len(self.novel):
            tables.append(self.novel)
            head.append(
                "规则未知的手法 patterns that no indicator knows: "
                f"提示 surfaced {o['novel_surfaced']}/{o['novel_planted']}, "
                f"对象 subjects {o['novel_subjects_listed']}/{o['novel_subjects']}"
            )
        return [*head, *(line for table in tables for line in ("", table.to_string(index=False)))]


def evaluate_run(run: Path, truth_path: Path) -> Evaluation:
    """Compare the listed cases of a run (without its control sample) with a truth file.

    A planted subject is found if a listed case of the same subject has a finding of the same
    scenario; a listed case is right if such a planted subject is labelled fraud or minor.
    """
    truth = read_truth(truth_path)
    listed = read_listed_subjects(run)
    return evaluate_list(listed, truth)


def evaluate_list(listed: pd.DataFrame, truth: pd.DataFrame) -> Evaluation:
    """Compare a list with the truth.

    `listed` has case_id and the columns of a subject, one row a case and scenario, in order.
    """
    keys = set(listed[SUBJECT].itertuples(index=False, name=None))
    truth = truth.assign(
        found=[key in keys for key in truth[SUBJECT].itertuples(index=False, name=None)]
    )
    guilty = set(
        truth[truth.label.isin(["fraud", "minor"])][SUBJECT].itertuples(index=False, name=None)
    )
    right = [key in guilty for key in listed[SUBJECT].itertuples(index=False, name=None)]
    # officers check a case as a whole: it is right if anything in it is, of whatever scenario
    listed = listed.assign(
        right=pd.Series(right, index=listed.index).groupby(listed.case_id).transform("any")
    )
    is_novel = truth.typology.str.startswith(NOVEL)
    known_patterns, novel = (
        truth[~is_novel],
        _summarize_typologies(truth[is_novel & (truth.label == "fraud")]),
    )
    return Evaluation(
        overall=_compute_measures(known_patterns, listed, guilty) | _count_surfaced_patterns(novel),
        scenarios=pd.DataFrame(
            [
                _summarize_scenario(s, known_patterns, listed, guilty)
                for s in sorted(set(truth.scenario_id))
            ]
        ),
        typologies=_summarize_typologies(known_patterns),
        novel=novel,
    )


def read_truth(path: Path) -> pd.DataFrame:
    """Read the truth file of a simulator. Raises SourceError if it is not one."""
    try:
        truth = pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise SourceError(
            f"{path} cannot be read as a truth file: {error}", next_step="give --truth FILE.parquet"
        ) from None
    missing = set(TRUTH) - set(truth.columns)
    if missing:
        raise SourceError(
            f"{path} lacks the columns {sorted(missing)}",
            next_step="give the simulator's truth file",
        )
    return truth


def read_listed_subjects(run: Path) -> pd.DataFrame:
    """Read case_id and subjects of every listed case in their order, one row a scenario.

    Subjects that a case carries are rows of it.

    The restricted list, where the run has one, follows the ordinary one.
    """
    parts = [folder for folder in (run, run / RESTRICTED) if folder.is_dir()]
    return pd.concat([_read_listed_cases(folder) for folder in parts], ignore_index=True)


def _read_listed_cases(run):
    columns = ["case_id", "list_status", "position", "carried_by"]
    cases = pd.read_parquet(run / "cases.parquet", columns=columns)
    findings = pd.read_parquet(run / "findings.parquet", columns=["case_id", *SUBJECT])
    listed = cases[cases.list_status == "listed"].sort_values("position").case_id
    # officers check whom a case carries with it: a place lists them all
    carried = cases[cases.carried_by.isin(listed)]
    checked = pd.concat(
        [
            pd.DataFrame({"listed_id": listed, "case_id": listed}),
            pd.DataFrame({"listed_id": carried.carried_by, "case_id": carried.case_id}),
        ]
    )
    place = dict(zip(listed, range(len(listed)), strict=True))
    checked = checked.assign(place=checked.listed_id.map(place)).sort_values("place", kind="stable")
    rows = checked.merge(findings, on="case_id")
    return rows.assign(case_id=rows.listed_id)[["case_id", *SUBJECT]].drop_duplicates()


def _compute_measures(truth, listed, guilty):
    fraud = truth[truth.label == "fraud"].groupby(SUBJECT).found.any()
    hidden = _flag_hidden_subjects(truth)
    right = listed.groupby("case_id", sort=False).right.any()
    # a look-alike of one kind may be a planted case of another
    innocent = truth[truth.label == "look_alike"].drop_duplicates(SUBJECT)
    is_guilty = [key in guilty for key in innocent[SUBJECT].itertuples(index=False, name=None)]
    innocent = innocent[~pd.Series(is_guilty, index=innocent.index, dtype=bool)]
    return {
        "planted": len(fraud),
        "found": int(fraud.sum()),
        "recall": fraud.mean() if len(fraud) else float("nan"),
        "recall_interval": _format_interval(int(fraud.sum()), len(fraud)),
        **_compute_recall("easy", fraud[~hidden]),
        **_compute_recall("hard", fraud[hidden]),
        "listed": len(right),
        "right": int(right.sum()),
        "precision": right.mean() if len(right) else float("nan"),
        "precision_interval": _format_interval(int(right.sum()), len(right)),
        "top": min(TOP, len(right)),
        "precision_top": right.head(TOP).mean() if len(right) else float("nan"),
        "look_alikes": len(innocent),
        "look_alikes_listed": int(innocent.found.sum()),
        "look_alike_share": innocent.found.mean() if len(innocent) else 0.0,
    }


def _flag_hidden_subjects(truth):
    """Flag material subjects whose typologies are all of the hard kind."""
    fraud = truth[truth.label == "fraud"]
    return (
        fraud.assign(hidden=fraud.typology.str.endswith(HARD))
        .groupby(SUBJECT)
        .hidden.all()
        .astype(bool)
    )


def _compute_recall(name, found):
    return {
        f"planted_{name}": len(found),
        f"found_{name}": int(found.sum()),
        f"recall_{name}": found.mean() if len(found) else float("nan"),
    }


def _count_surfaced_patterns(novel):
    return {
        "novel_planted": len(novel),
        "novel_surfaced": int((novel.listed > 0).sum()),
        "novel_subjects": int(novel.planted.sum()),
        "novel_subjects_listed": int(novel.listed.sum()),
    }


def _summarize_scenario(scenario_id, truth, listed, guilty):
    measures = _compute_measures(
        truth[truth.scenario_id == scenario_id], listed[listed.scenario_id == scenario_id], guilty
    )
    keep = (
        "recall",
        "planted_easy",
        "found_easy",
        "recall_easy",
        "planted_hard",
        "found_hard",
        "recall_hard",
    )
    keep += ("listed", "right", "precision", "look_alikes", "look_alikes_listed")
    return {"scenario": scenario_id} | {
        k: round(measures[k], 3) if isinstance(measures[k], float) else measures[k] for k in keep
    }


def _summarize_typologies(truth):
    by_subject = truth.groupby(
        ["scenario_id", "typology", "label", "subject_kind", "subject_id"]
    ).found.any()
    table = (
        by_subject.groupby(["scenario_id", "label", "typology"]).agg(["size", "sum"]).reset_index()
    )
    table["share"] = (table["sum"] / table["size"]).round(3)
    return table.rename(columns={"size": "planted", "sum": "listed"})


def _format_interval(hits, count):
    if not count:
        return "—"
    low, high = compute_wilson_interval(hits, count)
    return f"{low:.2f}–{high:.2f}"
