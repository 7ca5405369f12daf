"""Verdicts on a part of a town's list: what the next night's list gains, with and without learning from them.

    python -m benchmarks.verdicts [--persons N] [--seeds S,S,S] [--shares 0.02,0.1,0.3] [--keep FOLDER]

A town is simulated and a whole night run on it with a budget of 1.2 times the planted material subjects. Of the listed
cases a share gets verdicts, one in twenty wrong. Then, for the next night:

model's places   as many as the first night gave (a tenth of a population up to 25), among subjects whom no rule flags
                 and nobody judged: the detectors as they were, beside detectors that learned from the verdicts;
the whole list   those places after the rules' held cases, which verdicts do not change in a simulated town, since their
                 rules are right nearly always.

Recall is that of the true subjects that were still waiting. Figures are summed over the populations, means of three draws.
"""

import argparse
import json
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.town import AS_OF, BUDGET_PER_PLANTED, _timed, planted
from cases.merge import MODEL
from flows.evaluation import SUBJECT, read_truth
from flows.matrix import PEERS, directions
from flows.night import RESTRICTED
from flows.training import model_name, registry_of
from flows.unusual import FEW_SHARE, FEW_UNUSUAL
from flows.verdicts import RULE_WEIGHT
from flows.yields import CONTROL
from models.detector import Detector
from scenarios import all_scenarios

DRAWS, WRONG = 3, 0.05


def main() -> None:
    """Run all seeds, print a table a seed and one of all."""
    options = _options()
    tables = []
    for seed in options.seeds:
        with tempfile.TemporaryDirectory(prefix="qingfeng-verdicts-") as scratch:
            folder = Path(options.keep or scratch) / f"town-{options.persons}-{seed}"
            run, truth = night(options.persons, seed, folder)
            tables.append(measure(run, truth, options.shares).assign(seed=seed))
        print(f"seed {seed}\n{_shown(tables[-1])}\n", flush=True)
    print(f"all seeds {options.seeds}\n{_shown(pd.concat(tables))}")


def night(persons: int, seed: int, folder: Path) -> tuple[Path, Path]:
    """(run, truth) of a town's first night; one that lies there already is taken."""
    source, truth, runs = folder / "town", folder / "truth.parquet", folder / "runs"
    if not (runs / "current").is_dir():
        town = ("--persons", persons, "--seed", seed, "--as-of", AS_OF, "--out", source, "--truth", truth)
        _timed("simulate", *town)
        budget, restricted = (max(1, round(BUDGET_PER_PLANTED * n)) for n in planted(truth))
        asked = ("--budget", budget, "--set", f"restricted_budget={restricted}")
        _timed("nightly", "--source", source, "--as-of", AS_OF, "--runs", runs, *asked)
    return (runs / "current").resolve(), truth


def measure(run: Path, truth_path: Path, shares: list[float]) -> pd.DataFrame:
    """One row a share, draw and way: places, right, waiting (true subjects that could be found)."""
    truth = read_truth(truth_path)
    guilty = set(truth[truth.label.isin(["fraud", "minor"])][SUBJECT].itertuples(index=False, name=None))
    cases, findings = (_both(run, name) for name in ("cases", "findings"))
    listed = cases[cases.list_status.isin(["listed", "control"])].case_id
    held = cases[(cases.list_status == "held") & cases.level.isin(["H", "S"])].case_id
    populations, rows = list(_populations(run)), []
    for share in shares:
        for draw in range(DRAWS):
            judged = set(listed.sample(frac=share, random_state=draw))
            told = findings[findings.case_id.isin(judged)]
            told = told[told.level.isin(["H", "S"]) | told.indicator_id.isin([MODEL, CONTROL])]
            sums = {way: np.zeros(3) for way in ("without", "with verdicts")}
            for number, population in enumerate(populations):
                random = np.random.default_rng([draw, number])
                for way, counts in _places(population, findings, told, guilty, random).items():
                    sums[way] += counts
            rules = _held(findings, held, guilty)
            for way, (places, right, waiting) in sums.items():
                rows.append(
                    {
                        "share": share,
                        "draw": draw,
                        "verdicts": len(judged),
                        "way": way,
                        "places": places,
                        "right": right,
                        "waiting": waiting,
                        "list": places + rules[0],
                        "list_right": right + rules[1],
                    }
                )
    return pd.DataFrame(rows)


def _places(population, findings, told, guilty, random):
    """Way → (places, right, true subjects waiting) of one population's model places next night."""
    scenario_id, kind, values, subjects, plain = population
    own = findings[(findings.scenario_id == scenario_id) & (findings.subject_kind == kind)]
    flagged = set(own.subject_id[own.level.isin(["H", "S"])])
    is_true = np.array([(scenario_id, kind, s) in guilty for s in subjects])
    judged = values.index.isin(set(told.record_id[told.scenario_id == scenario_id]))
    labels = np.full(len(values), np.nan)
    wrong = random.random(judged.sum()) < WRONG
    labels[judged] = np.where(wrong, ~is_true[judged], is_true[judged])
    waiting = ~np.isin(subjects, list(flagged | set(subjects[judged])))
    count = min(FEW_UNUSUAL, int(np.ceil(len(set(subjects)) * FEW_SHARE)))
    by_rule = values.index.isin(
        set(told.record_id[(told.scenario_id == scenario_id) & ~told.indicator_id.isin([MODEL, CONTROL])])
    )
    weights = np.where(by_rule, RULE_WEIGHT, 1.0)
    learned = Detector(**plain.get_params()).fit(values, labels, weights=weights)
    true_waiting = len(set(subjects[waiting & is_true]))
    return {
        "without": _taken(plain.score_samples(values), subjects, is_true, waiting, count, true_waiting),
        "with verdicts": _taken(
            learned.score_samples(values), subjects, is_true, waiting, count, true_waiting
        ),
    }


def _taken(scores, subjects, is_true, waiting, count, true_waiting):
    rows = pd.DataFrame({"score": scores, "subject": subjects, "true": is_true})[waiting]
    first = rows.sort_values("score", ascending=False, kind="stable").drop_duplicates("subject").head(count)
    return np.array([len(first), first.true.sum(), true_waiting])


def _held(findings, held, guilty):
    """(cases, right) that the rules still have waiting."""
    own = findings[findings.case_id.isin(held)]
    right = [key in guilty for key in own[SUBJECT].itertuples(index=False, name=None)]
    by_case = own.assign(right=right).groupby("case_id").right.any()
    return len(by_case), int(by_case.sum())


def _populations(run):
    """(scenario, kind of subject, values, subjects, champion) of every population, from the run's own features."""
    registry = registry_of(run.parent)
    names = set(json.loads((run / "run.json").read_text(encoding="utf-8"))["models"])
    for scenario in all_scenarios().values():
        folder = run / RESTRICTED if scenario.is_restricted else run
        frame = pd.read_parquet(folder / "features" / f"{scenario.id}.parquet")
        for population in scenario.populations:
            name = model_name(scenario.id, population.id)
            if name not in names:
                continue
            rows = frame[frame.population == population.id].set_index("record_id").sort_index()
            values = pd.DataFrame(
                {c: rows[c].astype(float) if c in rows else np.nan for c in directions(population)}
            )
            group = rows[list(population.peer_group)].astype("string").fillna("?").agg("/".join, axis=1)
            values[PEERS] = group if population.peer_group else "*"
            detector = registry.champion(name).detector
            yield scenario.id, population.subject_kind, values, rows.subject_id.to_numpy(), detector


def _both(run, name):
    folders = [f for f in (run, run / RESTRICTED) if f.is_dir()]
    return pd.concat([pd.read_parquet(f / f"{name}.parquet") for f in folders], ignore_index=True)


def _shown(table):
    sums = table.groupby(["share", "way"], sort=True)[
        ["verdicts", "places", "right", "waiting", "list", "list_right"]
    ].sum()
    told = pd.DataFrame(
        {
            "verdicts a draw": (sums.verdicts / table.groupby(["share", "way"]).size()).round(1),
            "precision of model's places": sums.right / sums.places,
            "recall of those waiting": sums.right / sums.waiting,
            "precision of list": sums.list_right / sums.list,
        }
    )
    for name in told.columns[1:]:
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
    return parser.parse_args()


if __name__ == "__main__":
    main()
