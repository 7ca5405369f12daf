"""Verdicts on a part of a town's list: what the next night's list gains, with and without learning from them.

    python -m benchmarks.verdicts [--persons N] [--seeds S,S,S] [--shares 0.02,0.1,0.3] [--ordinary --new] [--keep FOLDER]
    python -m benchmarks.verdicts --run RUN --truth FILE [--shares 0.02]

A town is simulated and a whole night run on it with a budget of 1.2 times the planted material subjects. Of the listed
cases a share gets verdicts, one in twenty wrong. `--ordinary` runs a second night and takes its list: what rules found
was handed out on the first, so that nearly all its places are the model's, as on any night but the first. Then, for the
next night:

model's places   as many as that night handed out, at least a tenth of a population up to 25, among subjects whom no
                 rule flags and nobody judged, the explained ones last, as at night; with `--new` only those who were
                 never handed out, since a night repeats no one;
the whole list   those places after the rules' held cases, which verdicts do not change in a simulated town, since their
                 rules are right nearly always.

Ways: `without` = the detectors as they were; `with verdicts` = detectors that learned from them; and two that know the
truth, to measure by: `kind known` = a verdict shows every subject of its kind (a typology in the open or in disguise, a
kind of look-alike) in all populations of its scenario; `perfect` = all true ones first. `--first` judges the model's own
places, in turn over the populations, instead of a random share. A draw's gain scatters by 10 to 40 points: `--draws`.

Recall is that of the true subjects that were still waiting. Figures are summed over the populations, means over the draws.
"""

import argparse
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from benchmarks.command import timed
from benchmarks.town import AS_OF, BUDGET_PER_PLANTED, planted
from cases.merge_findings import MODEL
from contracts.run_layout import RESTRICTED
from models.detector.detector import Detector
from pipeline.feedback.hit_rates import CONTROL
from pipeline.feedback.labels import RULE_WEIGHT
from pipeline.model_findings.select_unusual import FEW_SHARE, FEW_UNUSUAL
from pipeline.model_matrix import PEERS, directions
from pipeline.pinned_models import model_name, registry_of
from pipeline.training.train import trained_rows
from reports.evaluation import SUBJECT, read_truth
from scenarios import all_scenarios

WRONG = 0.05
ROWS_A_PIECE = 500_000
NIGHTS = ("2026-06-29", AS_OF)
HANDED_OUT = ("listed", "control", "open")
GUILTY = ("fraud", "minor")
WAYS = ("without", "with verdicts", "kind known", "perfect")


def main() -> None:
    """Run all seeds, print a table a seed and one of all; or measure a night that was published already."""
    options = _options()
    asked = {"shares": options.shares, "draws": options.draws, "first": options.first, "new": options.new}
    if options.run:
        print(_shown(measure(options.run.resolve(), options.truth, **asked)))
        return
    tables = []
    for seed in options.seeds:
        with tempfile.TemporaryDirectory(prefix="qingfeng-verdicts-") as scratch:
            folder = Path(options.keep or scratch) / f"town-{options.persons}-{seed}"
            run, truth = night(
                options.persons, seed, folder, days=NIGHTS if options.ordinary else NIGHTS[-1:]
            )
            tables.append(measure(run, truth, **asked).assign(seed=seed))
        print(f"seed {seed}\n{_shown(tables[-1])}\n", flush=True)
    print(f"all seeds {options.seeds}\n{_shown(pd.concat(tables))}")


def night(persons: int, seed: int, folder: Path, *, days: tuple[str, ...]) -> tuple[Path, Path]:
    """(run, truth) of the last of a town's first nights; one that lies there already is taken."""
    source, truth, runs = folder / "town", folder / "truth.parquet", folder / "runs"
    if not (runs / "current").is_dir():
        town = ("--persons", persons, "--seed", seed, "--as-of", AS_OF, "--out", source, "--truth", truth)
        timed("simulate", *town)
        budget, restricted = (max(1, round(BUDGET_PER_PLANTED * n)) for n in planted(truth))
        asked = ("--budget", budget, "--set", f"restricted_budget={restricted}")
        for day in days:
            timed("nightly", "--source", source, "--as-of", day, "--runs", runs, *asked)
    return (runs / "current").resolve(), truth


def measure(
    run: Path,
    truth_path: Path,
    shares: list[float],
    *,
    draws: int,
    first: bool = False,
    new: bool = False,
) -> pd.DataFrame:
    """One row a share, draw and way: verdicts, those on the model's and the control's cases, places, right, waiting.

    `waiting` are true subjects that could be found; `first` judges the model's places instead of a random share.
    """
    told = Told(run, read_truth(truth_path))
    asked = [(share, draw) for share in shares for draw in range(draws)]
    counts = {share: round(share * len(told.listed)) for share in shares}
    own = _own_places(told) if first else None
    judged = {(s, d): own.head(counts[s]) if first else told.drawn(s, d) for s, d in asked}
    sums, shown = {key: {way: np.zeros(3) for way in WAYS} for key in asked}, dict.fromkeys(asked, 0)
    for number, population in enumerate(_populations(told)):  # a city's are never in memory together
        for key in asked:
            verdicts = population.judged_wrongly(judged[key], np.random.default_rng([key[1], number]))
            seen = _kinds_seen(told, judged[key], population.scenario_id)
            for way, found in _next_night(population, verdicts, seen, new=new).items():
                sums[key][way] += found
            shown[key] += int((verdicts.weights[verdicts.is_judged] == 1.0).sum())
    rules = _held(told)
    return pd.DataFrame(
        {
            "share": share,
            "draw": draw,
            "verdicts": counts[share],
            "of the model": shown[share, draw],
            "way": way,
            "places": places,
            "right": right,
            "waiting": waiting,
            "list": places + rules[0],
            "list_right": right + rules[1],
        }
        for share, draw in asked
        for way, (places, right, waiting) in sums[share, draw].items()
    )


class Told:
    """A night and the truth of its town."""

    def __init__(self, run: Path, truth: pd.DataFrame):
        self.run, self.truth = run, truth
        self.cases, self.findings, self.explained = (
            _both(run, n) for n in ("cases", "findings", "explained")
        )
        self.guilty = set(truth[truth.label.isin(GUILTY)][SUBJECT].itertuples(index=False, name=None))
        handed_out = self.cases.case_id[self.cases.list_status.isin(HANDED_OUT)]
        self.handed_out = self.findings[self.findings.case_id.isin(set(handed_out))]
        self.listed = self.cases.case_id[self.cases.list_status.isin(["listed", "control"])]

    def drawn(self, share: float, draw: int) -> pd.DataFrame:
        """The findings that are judged with a random share of the listed cases: scenario_id, record_id, by_rule."""
        judged = self.findings[
            self.findings.case_id.isin(set(self.listed.sample(frac=share, random_state=draw)))
        ]
        by_rule = ~judged.indicator_id.isin([MODEL, CONTROL])
        judged = judged[judged.level.isin(["H", "S"]) | ~by_rule].assign(by_rule=by_rule)
        return judged[["scenario_id", "record_id", "by_rule"]]

    def kinds(self, scenario_id: str, kind: str, labels: tuple[str, ...]) -> pd.Series:
        """subject_id → its typology without what says that it is in disguise."""
        own = self.truth[(self.truth.scenario_id == scenario_id) & (self.truth.subject_kind == kind)]
        own = own[own.label.isin(labels)].drop_duplicates("subject_id").set_index("subject_id")
        return own.typology.str.removesuffix("_hard")

    def subjects(self, table: pd.DataFrame, scenario_id: str, kind: str) -> set[str]:
        """The subjects of a table in one scenario."""
        return set(table.subject_id[(table.scenario_id == scenario_id) & (table.subject_kind == kind)])


@dataclass(frozen=True)
class Judgeable:
    """A population: a row a record with subject, truth, kind, flagged, explained, score; values and champion."""

    scenario_id: str
    values: pd.DataFrame
    rows: pd.DataFrame
    champion: Detector
    handed_out: int

    @property
    def places(self) -> int:
        few = min(FEW_UNUSUAL, int(np.ceil(self.rows.subject.nunique() * FEW_SHARE)))
        return max(few, self.handed_out)

    def judged_wrongly(self, judged: pd.DataFrame, chance: np.random.Generator) -> "Verdicts":
        """What verdicts on those judged teach here; one in twenty says the opposite of the truth."""
        own = judged[judged.scenario_id == self.scenario_id]
        is_judged = self.rows.index.isin(set(own.record_id))
        true = self.rows.true.to_numpy()[is_judged]
        wrong = chance.random(is_judged.sum()) < WRONG
        labels = np.full(len(self.rows), np.nan)
        labels[is_judged] = np.where(wrong, ~true, true)
        by_rule = self.rows.index.isin(set(own.record_id[own.by_rule]))
        return Verdicts(labels, np.where(by_rule, RULE_WEIGHT, 1.0))

    def learned(self, verdicts: "Verdicts") -> np.ndarray:
        """The scores of a detector that learned from verdicts; without any it is the champion, trained again."""
        if not verdicts.is_judged.any():
            return self.rows.score.to_numpy()
        rows = trained_rows(len(verdicts.labels), verdicts.is_judged)
        detector = Detector(**self.champion.get_params())
        detector.fit(self.values.iloc[rows], verdicts.labels[rows], weights=verdicts.weights[rows])
        return _scores(detector, self.values)

    def order(self, scores: np.ndarray, waiting: np.ndarray) -> pd.DataFrame:
        """One row a waiting subject as the night would take them: the explained last, the highest score first."""
        rows = self.rows.assign(score=scores)[waiting]
        rows = rows.sort_values(["explained", "score"], ascending=[True, False], kind="stable")
        return rows.drop_duplicates("subject")


@dataclass(frozen=True)
class Verdicts:
    """Row by row of a population: the label (1.0 true, 0.0 not, nan not judged), how much it teaches."""

    labels: np.ndarray
    weights: np.ndarray

    @property
    def is_judged(self) -> np.ndarray:
        return ~np.isnan(self.labels)


def _own_places(told):
    """The places of the model, one of each population in turn: what is judged if the model may ask, the first first."""
    turns = []
    for p in _populations(told):
        part = p.order(p.rows.score, ~p.rows.flagged.to_numpy()).head(p.places)
        turns.append(part.assign(scenario_id=p.scenario_id, record_id=part.index, turn=range(len(part))))
    chosen = pd.concat(turns).sort_values("turn", kind="stable")
    return chosen[["scenario_id", "record_id"]].assign(by_rule=False)


def _next_night(p, verdicts, seen, *, new):
    """Way → (places, right, waiting) of one population."""
    rows, is_judged, is_true = p.rows, verdicts.is_judged, p.rows.true.to_numpy()
    seen_before = rows.subject.isin(set(rows.subject[is_judged])) | (rows.handed_out if new else False)
    waiting = ~(rows.flagged | seen_before).to_numpy()
    count, true_waiting = p.places, rows.subject[waiting & is_true].nunique()
    known = rows.assign(known=rows.kind.map(seen).fillna(0.0))[waiting]
    known = known.assign(last=known.explained & (known.known <= 0))
    known = known.sort_values(["known", "last", "score"], ascending=[False, True, False], kind="stable")
    chosen = {
        "without": p.order(rows.score, waiting).head(count),
        "with verdicts": p.order(p.learned(verdicts), waiting).head(count),
        "kind known": known.drop_duplicates("subject").head(count),
    }
    found = {way: (len(first), first.true.sum(), true_waiting) for way, first in chosen.items()}
    places = len(chosen["without"])
    return found | {"perfect": (places, min(places, true_waiting), true_waiting)}


def _kinds_seen(told, judged, scenario_id):
    """Kind → 1 where a verdict of the scenario showed a true one of it, -1 a look-alike."""
    own = told.findings[told.findings.scenario_id == scenario_id]
    own = own[own.record_id.isin(set(judged.record_id[judged.scenario_id == scenario_id]))]
    seen = {}
    for subject_kind, subjects in own.groupby("subject_kind").subject_id:
        for labels, says in ((("look_alike",), -1.0), (GUILTY, 1.0)):
            kinds = told.kinds(scenario_id, subject_kind, labels)
            seen |= dict.fromkeys(kinds[kinds.index.isin(set(subjects))], says)
    return seen


def _held(told):
    """(cases, right) that the rules still have waiting."""
    held = told.cases[(told.cases.list_status == "held") & told.cases.level.isin(["H", "S"])].case_id
    own = told.findings[told.findings.case_id.isin(held)]
    right = [key in told.guilty for key in own[SUBJECT].itertuples(index=False, name=None)]
    by_case = own.assign(right=right).groupby("case_id").right.any()
    return len(by_case), int(by_case.sum())


def _populations(told):
    """Every population of the night, from the run's own features."""
    registry = registry_of(told.run.parent)
    names = set(json.loads((told.run / "run.json").read_text(encoding="utf-8"))["models"])
    for scenario in all_scenarios().values():
        folder = told.run / RESTRICTED if scenario.is_restricted else told.run
        for population in scenario.populations:
            name = model_name(scenario.id, population.id)
            if name in names:
                rows = _rows(folder / "features" / f"{scenario.id}.parquet", population)
                yield _judgeable(told, scenario.id, population, rows, registry.champion(name).detector)


def _rows(path, population):
    """The columns that its model reads, in order of record_id."""
    wanted = {"record_id", "subject_id", *directions(population), *population.peer_group}
    columns = [c for c in pq.read_schema(path).names if c in wanted]
    rows = pq.read_table(path, columns=columns, filters=[("population", "==", population.id)])
    return rows.to_pandas().set_index("record_id").sort_index()


def _judgeable(told, scenario_id, population, rows, champion):
    values = pd.DataFrame({c: rows[c].astype(float) if c in rows else np.nan for c in directions(population)})
    values[PEERS] = "*"
    if population.peer_group:
        first, *others = (rows[c].astype("string").fillna("?") for c in population.peer_group)
        values[PEERS] = (first.str.cat(others, sep="/") if others else first).astype("category")
    key, subject = (scenario_id, population.subject_kind), rows.subject_id
    strong = told.findings[told.findings.level.isin(["H", "S"])]
    guilty, look_alikes = told.kinds(*key, GUILTY), told.kinds(*key, ("look_alike",))
    kinds = look_alikes.to_dict() | guilty.to_dict()
    told_of = pd.DataFrame(
        {
            "subject": subject,
            "true": subject.isin(set(guilty.index)),
            "kind": [kinds.get(one, "") for one in subject],
            "flagged": subject.isin(told.subjects(strong, *key)),
            "explained": subject.isin(told.subjects(told.explained, *key)),
            "handed_out": subject.isin(told.subjects(told.handed_out, *key)),
            "score": _scores(champion, values),
        }
    )
    of_model = told.findings[
        (told.findings.indicator_id == MODEL) & told.findings.case_id.isin(set(told.listed))
    ]
    handed_out = len(of_model[(of_model.scenario_id == scenario_id) & of_model.record_id.isin(rows.index)])
    return Judgeable(scenario_id, values, told_of, champion, handed_out)


def _scores(detector, values):
    pieces = range(0, len(values), ROWS_A_PIECE)
    return np.concatenate([detector.score_samples(values.iloc[n : n + ROWS_A_PIECE]) for n in pieces])


def _both(run, name):
    folders = [f for f in (run, run / RESTRICTED) if f.is_dir()]
    return pd.concat([pd.read_parquet(f / f"{name}.parquet") for f in folders], ignore_index=True)


def _shown(table):
    sums = table.groupby(["share", "way"], sort=True)[
        ["verdicts", "of the model", "places", "right", "waiting", "list", "list_right"]
    ].sum()
    draws = table.groupby(["share", "way"]).size()
    told = pd.DataFrame(
        {
            "verdicts a draw": (sums.verdicts / draws).round(1),
            "on what no rule flags": (sums["of the model"] / draws).round(1),
            "precision of model's places": sums.right / sums.places,
            "recall of those waiting": sums.right / sums.waiting,
            "precision of list": sums.list_right / sums.list,
        }
    )
    for name in told.columns[2:]:
        without = told[name].xs("without", level="way")
        told[f"Δ {name}"] = told[name] / told[name].index.get_level_values("share").map(without) - 1
    return told.round(3).T.to_string()


def _options():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--persons", type=int, default=60_000)
    parser.add_argument("--seeds", type=lambda text: [int(s) for s in text.split(",")], default=[11, 12, 13])
    parser.add_argument("--shares", type=lambda t: [float(s) for s in t.split(",")], default=[0.02, 0.1, 0.3])
    parser.add_argument("--keep", metavar="FOLDER")
    parser.add_argument("--draws", type=int, default=20)
    parser.add_argument("--run", type=Path, help="a published run, with --truth, instead of towns of its own")
    parser.add_argument("--truth", type=Path)
    parser.add_argument("--first", action="store_true", help="judge the model's own places first")
    parser.add_argument("--ordinary", action="store_true", help="the second night, not the first")
    parser.add_argument("--new", action="store_true", help="only subjects who were never handed out")
    return parser.parse_args()


if __name__ == "__main__":
    main()
