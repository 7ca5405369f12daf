"""What a night's page shows, gathered from the run's own files."""

import json
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from cases.merge_findings import LEVEL_ORDER, MODEL
from contracts.atomic_write import write_whole
from contracts.codes import code_name
from contracts.tables import input_tables
from reports.html import charts
from scenarios import all_scenarios

CARDS = 25
RINGS_SHOWN = 15
POPULATION = ["scenario_id", "population"]
DRIFTED, DRIFT_SHOWN = 0.25, 12
STATUS = {
    "listed": "本夜下发 listed",
    "control": "随机对照 control",
    "held": "待下发 held",
    "open": "在办 open",
}


def write_report(folder: Path) -> None:
    """Write `report.html` into the folder of a run from what lies in it."""
    environment = Environment(
        loader=PackageLoader("reports.html", "."),
        autoescape=select_autoescape(["html", "j2"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    write_whole(folder / "report.html", environment.get_template("report.html.j2").render(**page(folder)))


def page(folder: Path) -> dict:
    """The values of the template."""
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    cases = pd.read_parquet(folder / "cases.parquet")
    findings = pd.read_parquet(folder / "findings.parquet")
    catalog = pd.read_parquet(folder / "scenario_catalog.parquet")
    listed = cases[cases.list_status.isin(["listed", "control"])]
    return {
        "record": record,
        "rows": _rows(record),
        "scenarios": _scenarios(cases, findings),
        "cards": _cards(cases[cases.list_status == "listed"], findings),
        "groups": _groups(record),
        "catalog": _catalog(catalog, findings),
        # run.json names all models of the night, the page those of its own part
        "models": {n: m for n, m in record["models"].items() if n.split(".")[1] in set(catalog.scenario_id)},
        "explained": _explained(folder),
        "entry_errors": _counted(
            folder / "entry_errors.parquet", ["indicator_id", "owner", "reason_zh", "reason_en"]
        ),
        "rings": _rings(folder),
        "not_computed": record["not_computed"],
        "pictures": _pictures(folder, record, listed, findings),
        "first_night": any(m["bootstrapped"] for m in record["models"].values()),
    }


def _pictures(folder, record, listed, findings):
    scores = pq.read_table(
        folder / "scores.parquet", columns=[*POPULATION, "score", "severity"], read_dictionary=POPULATION
    ).to_pandas()
    made = dict.fromkeys(("districts", "scenarios", "scores", "drift", "quality"))
    if len(listed):
        districts = {d: code_name("district", d).zh for d in listed.district.unique()}
        made["districts"] = charts.levels_by(listed, "district", districts)
        first = findings[findings.case_id.isin(listed.case_id)].drop_duplicates(["case_id", "scenario_id"])
        by_scenario = first[["case_id", "scenario_id"]].merge(listed[["case_id", "level"]], on="case_id")
        made["scenarios"] = charts.levels_by(by_scenario, "scenario_id", _titles())
    if len(scores):
        cut = record["settings"]["unusual_severity"]
        made["scores"] = charts.score_distributions(scores, _population_titles(), cut)
    drift = {f"{d['population']}.{d['feature']}": d["psi"] for d in record["drift"] if d["psi"] is not None}
    top = dict(sorted(drift.items(), key=lambda item: (-item[1], item[0]))[:DRIFT_SHOWN])
    if top:
        made["drift"] = charts.bars(top, "PSI", mark=DRIFTED)
    changes = record["changes"]
    names = {"new": "新增 new", "continued": "延续 continued", "gone": "消失 gone", "reappeared": "再现 back"}
    made["changes"] = charts.bars({label: changes[k] for k, label in names.items()}, "件 cases")
    quarantined = {_table_name(n): t["quarantined"] for n, t in record["counts"].items() if t["quarantined"]}
    if quarantined:
        made["quality"] = charts.bars(quarantined, "隔离行数 rows in quarantine")
    return made


def _rows(record):
    tables = [
        {"name": name, "title": _table_name(name), **counts}
        for name, counts in sorted(record["counts"].items())
    ]
    totals = {k: sum(t[k] for t in tables) for k in ("rows_in", "accepted", "quarantined")}
    return {"tables": tables, "totals": totals}


def _table_name(name):
    known = {name: table.contract.zh for name, table in input_tables().items()}
    return f"{known.get(name, '')} {name}".strip()


def _titles():
    return {i: f"{s.title.zh}" for i, s in all_scenarios().items()}


def _population_titles():
    return {(s.id, p.id): f"{p.title.zh} {s.id}" for s in all_scenarios().values() for p in s.populations}


def _scenarios(cases, findings):
    """One row a scenario: cases that it takes part in by status, and their money."""
    pairs = findings[["case_id", "scenario_id"]].drop_duplicates().merge(cases, on="case_id")
    rows = []
    for scenario_id, own in pairs.groupby("scenario_id", sort=True):
        status = own.list_status.value_counts()
        scenario = all_scenarios()[scenario_id]
        rows.append(
            {
                "title": scenario.title,
                "authority": "、".join(sorted({scenario.addressee_of(p) for p in scenario.populations})),
                "question": scenario.question,
                **{name: int(status.get(name, 0)) for name in STATUS},
                "yuan": float(own[own.list_status == "listed"].amount_involved.astype(float).sum()),
            }
        )
    return rows


def _cards(listed, findings):
    """The first cases, best first over all districts, with what they rest on."""
    order = listed.assign(order=listed.level.map(LEVEL_ORDER))
    first = order.sort_values(["order", "rank", "case_id"]).head(CARDS)
    shown = findings[findings.level.isin(["H", "S"]) | (findings.indicator_id == MODEL)]
    by_case = dict(list(shown.groupby("case_id")))
    return [_card(row, by_case[row["case_id"]]) for row in first.to_dict("records")]


def _card(case, own):
    own = own.assign(order=own.level.map(LEVEL_ORDER)).sort_values(["order", "finding_id"])
    return {
        **{k: None if v != v else v for k, v in case.items()},
        "kind": code_name("subject_kind", case["subject_kind"]),
        "place": code_name("district", case["district"]).zh,
        "findings": own.to_dict("records"),
    }


def _groups(record):
    return [{**g, "place": code_name("district", g["district"]).zh} for g in record["groups"]]


def _catalog(catalog, findings):
    hits = findings.groupby(["scenario_id", "indicator_id"]).size()
    return [
        {**row, "hits": int(hits.get((row["scenario_id"], row["indicator_id"]), 0))}
        for row in catalog.to_dict("records")
    ]


def _explained(folder):
    """Hits that an innocent explanation holds for, counted by indicator and reason."""
    return _counted(folder / "explained.parquet", ["indicator_id", "exclusion", "reason_zh", "reason_en"])


def _counted(path, columns):
    """How many rows of a published table there are of each kind; reason_zh and reason_en come as zh and en."""
    counts = pd.read_parquet(path).groupby(columns, sort=True).size()
    names = [c.removeprefix("reason_") for c in columns]
    return [dict(zip(names, key, strict=True)) | {"count": int(n)} for key, n in counts.items()]


def _rings(folder):
    """The largest rings of the night."""
    rings = pd.read_parquet(folder / "rings.parquet")
    largest = rings.sort_values(["case_count", "ring_id"], ascending=[False, True]).head(RINGS_SHOWN)
    return largest.to_dict("records")
