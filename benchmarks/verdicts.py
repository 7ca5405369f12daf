"""Verdicts on a part of a town's list: what the next night's list gains, with and without learning
from them.

    python -m benchmarks.verdicts [--persons N] [--seeds S,S,S] [--shares 0.02,0.1,0.3]
                                  [--ordinary --new] [--keep FOLDER]
    python -m benchmarks.verdicts --run RUN --truth FILE [--shares 0.02]

A town is simulated and a whole night run on it with a budget of 1.2 times the planted material
subjects. Of the listed cases a share gets verdicts, one in twenty wrong. `--ordinary` runs a second
night and takes its list: what rules found was handed out on the first, so that nearly all its
places are the model's, as on any night but the first. Then, for the next night:

model's places   as many as that night handed out, at least a tenth of a population up to 25, among
                 subjects whom no rule flags and nobody judged, the explained ones last, as at
                 night; with `--new` only those who were never handed out, since a night does not
                 repeat anyone;
the whole list   those places after the rules' held cases, which verdicts do not change in a
                 simulated town, since its rules are nearly always right.

Ways: `without` = the detectors as they were; `with verdicts` = detectors that learned from them;
and two that know the truth, to measure by: `kind known` = a verdict shows every subject of its kind
(a typology in the open or in disguise, a kind of look-alike) in all populations of its scenario;
`perfect` = all true ones first. `--first` judges the model's own places, in turn over the
populations, instead of a random share. A draw's gain scatters by 10 to 40 points: `--draws`.

Recall is that of the true subjects that were still waiting. Figures are summed over the
populations, means over the draws.
"""

import argparse
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from benchmarks.command import time_command
from benchmarks.town import AS_OF, BUDGET_PER_PLANTED, count_planted
from cases.merge_findings import MODEL
from contracts.run_layout import RESTRICTED
from models.detector.detector import Detector
from models.registry import format_model_name
from pipeline.feedback.hit_rates import CONTROL
from pipeline.feedback.labels import RULE_WEIGHT
from pipeline.model_findings.select_unusual import FEW_SHARE, FEW_UNUSUAL
from pipeline.model_matrix import PEERS, get_feature_directions
from pipeline.pinned_models import open_registry
from pipeline.training.train import sample_training_rows
from reports.evaluation import SUBJECT, read_truth
from scenarios import load_scenarios

WRONG = 0.05  # share of verdicts that are wrong: people err
ROWS_A_PIECE = 500_000  # bounds memory while scores of a large population are computed
NIGHTS = ("2026-06-29", AS_OF)  # the first night and an ordinary one after it
HANDED_OUT = ("listed", "control", "open")
GUILTY = ("fraud", "minor")
WAYS = ("without", "with verdicts", "kind known", "perfect")


def main() -> None:
    """Measure all seeds and print a table per seed and one of all, or measure a published night."""
    options = _parse_options()
    parameters = {
        "shares": options.shares,
        "draws": options.draws,
        "first": options.first,
        "new": options.new,
    }
    if options.run:
        print(_format_table(measure_verdicts(options.run.resolve(), options.truth, **parameters)))
        return
    tables = []
    for seed in options.seeds:
        with tempfile.TemporaryDirectory(prefix="qingfeng-verdicts-") as scratch:
            folder = Path(options.keep or scratch) / f"town-{options.persons}-{seed}"
            run, truth = run_nights(
                options.persons, seed, folder, days=NIGHTS if options.ordinary else NIGHTS[-1:]
            )
            tables.append(measure_verdicts(run, truth, **parameters).assign(seed=seed))
        print(f"seed {seed}\n{_format_table(tables[-1])}\n", flush=True)
    print(f"all seeds {options.seeds}\n{_format_table(pd.concat(tables))}")


def run_nights(
    persons: int, seed: int, folder: Path, *, days: tuple[str, ...]
) -> tuple[Path, Path]:
    """Run a town's first nights unless they are there; return (run, truth) of the last."""
    source, truth, runs = folder / "town", folder / "truth.parquet", folder / "runs"
    if not (runs / "current").is_dir():
        town = (
            "--persons",
            persons,
            "--seed",
            seed,
            "--as-of",
            AS_OF,
            "--out",
            source,
            "--truth",
            truth,
        )
        time_command("simulate", *town)
        budget, restricted = (max(1, round(BUDGET_PER_PLANTED * n)) for n in count_planted(truth))
        night_options = ("--budget", budget, "--set", f"restricted_budget={restricted}")
        for day in days:
            time_command(
                "nightly", "--source", source, "--as-of", day, "--runs", runs, *night_options
            )
    return (runs / "current").resolve(), truth


def measure_verdicts(
    run: Path,
    truth_path: Path,
    shares: list[float],
    *,
    draws: int,
    first: bool = False,
    new: bool = False,
) -> pd.DataFrame:
    """Measure one row per share, draw and way: verdicts, those of the model, places, right,
    waiting.

    `waiting` are true subjects that could still be listed; `first` judges the model's places
    instead of a random share.
    """
    evaluated_night = EvaluatedNight(run, read_truth(truth_path))
    draw_keys = [(share, draw) for share in shares for draw in range(draws)]
    counts = {share: round(share * len(evaluated_night.listed)) for share in shares}
    model_places = _select_model_places(evaluated_night) if first else None
    judged = {
        (s, d): model_places.head(counts[s]) if first else evaluated_night.draw_findings(s, d)
        for s, d in draw_keys
    }
    sums, model_verdicts = (
        {key: {way: np.zeros(3) for way in WAYS} for key in draw_keys},
        dict.fromkeys(draw_keys, 0),
    )
    # one after the other: a city's populations do not fit into memory together
    for number, population in enumerate(_iterate_populations(evaluated_night)):
        for key in draw_keys:
            verdicts = population.draw_verdicts(
                judged[key], np.random.default_rng([key[1], number])
            )
            seen = _map_seen_kinds(evaluated_night, judged[key], population.scenario_id)
            for way, outcome in _simulate_next_night(population, verdicts, seen, new=new).items():
                sums[key][way] += outcome
            model_verdicts[key] += int((verdicts.weights[verdicts.is_judged] == 1.0).sum())
    rules = _count_held_cases(evaluated_night)
    return pd.DataFrame(
        {
            "share": share,
            "draw": draw,
            "verdicts": counts[share],
            "of the model": model_verdicts[share, draw],
            "way": way,
            "places": places,
            "right": right,
            "waiting": waiting,
            "list": places + rules[0],
            "list_right": right + rules[1],
        }
        for share, draw in draw_keys
        for way, (places, right, waiting) in sums[share, draw].items()
    )


class EvaluatedNight:
    """A night and the truth of its town."""

    def __init__(self, run: Path, truth: pd.DataFrame):
        self.run, self.truth = run, truth
        self.cases, self.findings, self.explained = (
            _read_both_parts(run, n) for n in ("cases", "findings", "explained")
        )
        self.guilty = set(
            truth[truth.label.isin(GUILTY)][SUBJECT].itertuples(index=False, name=None)
        )
        handed_out = self.cases.case_id[self.cases.list_status.isin(HANDED_OUT)]
        self.handed_out = self.findings[self.findings.case_id.isin(set(handed_out))]
        self.listed = self.cases.case_id[self.cases.list_status.isin(["listed", "control"])]

    def draw_findings(self, share: float, draw: int) -> pd.DataFrame:
        """Draw the findings judged with a random share of the listed cases: scenario_id, record_id,
        by_rule.
        """
        judged = self.findings[
            self.findings.case_id.isin(set(self.listed.sample(frac=share, random_state=draw)))
        ]
        by_rule = ~judged.indicator_id.isin([MODEL, CONTROL])
        judged = judged[judged.level.isin(["H", "S"]) | ~by_rule].assign(by_rule=by_rule)
        return judged[["scenario_id", "record_id", "by_rule"]]

    def map_kinds(self, scenario_id: str, kind: str, labels: tuple[str, ...]) -> pd.Series:
        """Map subject_id → its typology, without the ending of disguised ones."""
        truth_rows = self.truth[
            (self.truth.scenario_id == scenario_id) & (self.truth.subject_kind == kind)
        ]
        truth_rows = (
            truth_rows[truth_rows.label.isin(labels)]
            .drop_duplicates("subject_id")
            .set_index("subject_id")
        )
        return truth_rows.typology.str.removesuffix("_hard")

    def subjects(self, table: pd.DataFrame, scenario_id: str, kind: str) -> set[str]:
        """Collect the subjects of a table in one scenario."""
        return set(
            table.subject_id[(table.scenario_id == scenario_id) & (table.subject_kind == kind)]
        )


@dataclass(frozen=True)
class JudgedPopulation:
    """A population with its values and champion: a row per record with subject, truth, kind,
    flagged, explained, score.
    """

    scenario_id: str
    values: pd.DataFrame
    rows: pd.DataFrame
    champion: Detector
    handed_out: int

    @property
    def places(self) -> int:
        """Places of the model in this population: those handed out, and a few at least."""
        few = min(FEW_UNUSUAL, int(np.ceil(self.rows.subject.nunique() * FEW_SHARE)))
        return max(few, self.handed_out)

    def draw_verdicts(self, judged: pd.DataFrame, chance: np.random.Generator) -> "Verdicts":
        """Draw the verdicts on judged findings; one in twenty contradicts the truth."""
        scenario_findings = judged[judged.scenario_id == self.scenario_id]
        is_judged = self.rows.index.isin(set(scenario_findings.record_id))
        true = self.rows.true.to_numpy()[is_judged]
        wrong = chance.random(is_judged.sum()) < WRONG
        labels = np.full(len(self.rows), np.nan)
        labels[is_judged] = np.where(wrong, ~true, true)
        by_rule = self.rows.index.isin(set(scenario_findings.record_id[scenario_findings.by_rule]))
        return Verdicts(labels, np.where(by_rule, RULE_WEIGHT, 1.0))

    def score_with_verdicts(self, verdicts: "Verdicts") -> np.ndarray:
        """Score with a detector trained on verdicts; without any verdict these are the champion's
        scores.
        """
        if not verdicts.is_judged.any():
            return self.rows.score.to_numpy()
        rows = sample_training_rows(len(verdicts.labels), verdicts.is_judged)
        detector = Detector(**self.champion.get_params())
        detector.fit(
            self.values.iloc[rows], verdicts.labels[rows], sample_weight=verdicts.weights[rows]
        )
        return _score_values(detector, self.values)

    def order(self, scores: np.ndarray, waiting: np.ndarray) -> pd.DataFrame:
        """Order waiting subjects as the night takes them: explained ones last, the highest score
        first.
        """
        rows = self.rows.assign(score=scores)[waiting]
        rows = rows.sort_values(["explained", "score"], ascending=[True, False], kind="stable")
        return rows.drop_duplicates("subject")


@dataclass(frozen=True)
class Verdicts:
    """Labels row by row (1.0 true, 0.0 not, nan not judged) and the weights of training."""

    labels: np.ndarray
    weights: np.ndarray

    @property
    def is_judged(self) -> np.ndarray:
        """True for rows with a verdict."""
        return ~np.isnan(self.labels)


def _select_model_places(evaluated_night):
    """Select the model's places, one of each population in turn, the best first."""
    turns = []
    for p in _iterate_populations(evaluated_night):
        part = p.order(p.rows.score, ~p.rows.flagged.to_numpy()).head(p.places)
        turns.append(
            part.assign(scenario_id=p.scenario_id, record_id=part.index, turn=range(len(part)))
        )
    chosen = pd.concat(turns).sort_values("turn", kind="stable")
    return chosen[["scenario_id", "record_id"]].assign(by_rule=False)


def _simulate_next_night(p, verdicts, seen, *, new):
    """Simulate the next night of a population: way → (places, right, waiting)."""
    rows, is_judged, is_true = p.rows, verdicts.is_judged, p.rows.true.to_numpy()
    seen_before = rows.subject.isin(set(rows.subject[is_judged])) | (
        rows.handed_out if new else False
    )
    waiting = ~(rows.flagged | seen_before).to_numpy()
    count, true_waiting = p.places, rows.subject[waiting & is_true].nunique()
    by_kind = rows.assign(known=rows.kind.map(seen).fillna(0.0))[waiting]
    by_kind = by_kind.assign(last=by_kind.explained & (by_kind.known <= 0))
    by_kind = by_kind.sort_values(
        ["known", "last", "score"], ascending=[False, True, False], kind="stable"
    )
    selections = {
        "without": p.order(rows.score, waiting).head(count),
        "with verdicts": p.order(p.score_with_verdicts(verdicts), waiting).head(count),
        "kind known": by_kind.drop_duplicates("subject").head(count),
    }
    outcomes = {
        way: (len(first), first.true.sum(), true_waiting) for way, first in selections.items()
    }
    places = len(selections["without"])
    return outcomes | {"perfect": (places, min(places, true_waiting), true_waiting)}


def _map_seen_kinds(evaluated_night, judged, scenario_id):
    """Map kind → 1 where a verdict of the scenario showed a true one, -1 a look-alike."""
    scenario_findings = evaluated_night.findings[
        evaluated_night.findings.scenario_id == scenario_id
    ]
    scenario_findings = scenario_findings[
        scenario_findings.record_id.isin(set(judged.record_id[judged.scenario_id == scenario_id]))
    ]
    seen = {}
    for subject_kind, subjects in scenario_findings.groupby("subject_kind").subject_id:
        for labels, says in ((("look_alike",), -1.0), (GUILTY, 1.0)):
            kinds = evaluated_night.map_kinds(scenario_id, subject_kind, labels)
            seen |= dict.fromkeys(kinds[kinds.index.isin(set(subjects))], says)
    return seen


def _count_held_cases(evaluated_night):
    """Count (cases, right) that the rules keep waiting."""
    held_case_ids = evaluated_night.cases[
        (evaluated_night.cases.list_status == "held") & evaluated_night.cases.level.isin(["H", "S"])
    ].case_id
    held_findings = evaluated_night.findings[evaluated_night.findings.case_id.isin(held_case_ids)]
    right = [
        key in evaluated_night.guilty
        for key in held_findings[SUBJECT].itertuples(index=False, name=None)
    ]
    by_case = held_findings.assign(right=right).groupby("case_id").right.any()
    return len(by_case), int(by_case.sum())


def _iterate_populations(evaluated_night):
    """Every population of the night, from the run's own features."""
    registry = open_registry(evaluated_night.run.parent)
    names = set(
        json.loads((evaluated_night.run / "run.json").read_text(encoding="utf-8"))["models"]
    )
    for scenario in load_scenarios().values():
        folder = evaluated_night.run / RESTRICTED if scenario.is_restricted else evaluated_night.run
        for population in scenario.populations:
            name = format_model_name(scenario.id, population.id)
            if name in names:
                rows = _read_rows(folder / "features" / f"{scenario.id}.parquet", population)
                yield _build_population(
                    evaluated_night, scenario.id, population, rows, registry.champion(name).detector
                )


def _read_rows(path, population):
    """The columns that its model reads, in order of record_id."""
    needed_columns = {
        "record_id",
        "subject_id",
        *get_feature_directions(population),
        *population.peer_group,
    }
    columns = [c for c in pq.read_schema(path).names if c in needed_columns]
    rows = pq.read_table(path, columns=columns, filters=[("population", "==", population.id)])
    return rows.to_pandas().set_index("record_id").sort_index()


def _build_population(evaluated_night, scenario_id, population, rows, champion):
    values = pd.DataFrame(
        {
            c: rows[c].astype(float) if c in rows else np.nan
            for c in get_feature_directions(population)
        }
    )
    values[PEERS] = "*"
    if population.peer_group:
        first, *others = (rows[c].astype("string").fillna("?") for c in population.peer_group)
        values[PEERS] = (first.str.cat(others, sep="/") if others else first).astype("category")
    key, subject = (scenario_id, population.subject_kind), rows.subject_id
    strong = evaluated_night.findings[evaluated_night.findings.level.isin(["H", "S"])]
    guilty, look_alikes = (
        evaluated_night.map_kinds(*key, GUILTY),
        evaluated_night.map_kinds(*key, ("look_alike",)),
    )
    kinds = look_alikes.to_dict() | guilty.to_dict()
    told_of = pd.DataFrame(
        {
            "subject": subject,
            "true": subject.isin(set(guilty.index)),
            "kind": [kinds.get(one, "") for one in subject],
            "flagged": subject.isin(evaluated_night.subjects(strong, *key)),
            "explained": subject.isin(evaluated_night.subjects(evaluated_night.explained, *key)),
            "handed_out": subject.isin(evaluated_night.subjects(evaluated_night.handed_out, *key)),
            "score": _score_values(champion, values),
        }
    )
    of_model = evaluated_night.findings[
        (evaluated_night.findings.indicator_id == MODEL)
        & evaluated_night.findings.case_id.isin(set(evaluated_night.listed))
    ]
    handed_out = len(
        of_model[(of_model.scenario_id == scenario_id) & of_model.record_id.isin(rows.index)]
    )
    return JudgedPopulation(scenario_id, values, told_of, champion, handed_out)


def _score_values(detector, values):
    pieces = range(0, len(values), ROWS_A_PIECE)
    return np.concatenate(
        [detector.score_samples(values.iloc[n : n + ROWS_A_PIECE]) for n in pieces]
    )


def _read_both_parts(run, name):
    folders = [f for f in (run, run / RESTRICTED) if f.is_dir()]
    return pd.concat([pd.read_parquet(f / f"{name}.parquet") for f in folders], ignore_index=True)


def _format_table(table):
    sums = table.groupby(["share", "way"], sort=True)[
        ["verdicts", "of the model", "places", "right", "waiting", "list", "list_right"]
    ].sum()
    draws = table.groupby(["share", "way"]).size()
    summary = pd.DataFrame(
        {
            "verdicts a draw": (sums.verdicts / draws).round(1),
            "on what no rule flags": (sums["of the model"] / draws).round(1),
            "precision of model's places": sums.right / sums.places,
            "recall of those waiting": sums.right / sums.waiting,
            "precision of list": sums.list_right / sums.list,
        }
    )
    for name in summary.columns[2:]:
        without = summary[name].xs("without", level="way")
        summary[f"Δ {name}"] = (
            summary[name] / summary[name].index.get_level_values("share").map(without) - 1
        )
    return summary.round(3).T.to_string()


def _parse_options():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--persons", type=int, default=60_000)
    parser.add_argument(
        "--seeds", type=lambda text: [int(s) for s in text.split(",")], default=[11, 12, 13]
    )
    parser.add_argument(
        "--shares", type=lambda t: [float(s) for s in t.split(",")], default=[0.02, 0.1, 0.3]
    )
    parser.add_argument("--keep", metavar="FOLDER")
    parser.add_argument("--draws", type=int, default=20)
    parser.add_argument(
        "--run", type=Path, help="a published run, with --truth, instead of towns of its own"
    )
    parser.add_argument("--truth", type=Path)
    parser.add_argument("--first", action="store_true", help="judge the model's own places first")
    parser.add_argument("--ordinary", action="store_true", help="the second night, not the first")
    parser.add_argument(
        "--new", action="store_true", help="only subjects who were never handed out"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
