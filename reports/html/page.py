"""The values of a night's page, gathered from the run's files."""

import json
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from cases.merge_findings import flag_counted
from contracts.atomic_write import write_atomic
from contracts.codes import get_code_name
from contracts.levels import LEVEL_ORDER
from contracts.tables import get_input_tables
from reports.html import charts
from reports.html.health import build_health_context
from reports.html.model_words import build_model_context, describe_training
from scenarios import load_scenarios

CARDS = 25  # cases on the page: all of them are in the workbook and on the desk
RINGS_SHOWN = 15
POPULATION = ["scenario_id", "population"]
# PSI from which a distribution is customarily taken as another one; bars that fit a chart
DRIFTED, DRIFT_SHOWN = 0.25, 12
STATUS = {
    "listed": "本夜下发 listed",
    "control": "随机对照 control",
    "held": "待下发 held",
    "open": "在办 open",
}


def write_report(folder: Path) -> None:
    """Write `report.html` into the folder of a run."""
    environment = Environment(
        loader=PackageLoader("reports.html", "."),
        autoescape=select_autoescape(["html", "j2"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    write_atomic(
        folder / "report.html",
        environment.get_template("report.html.j2").render(**build_page_context(folder)),
    )


def build_page_context(folder: Path) -> dict:
    """Build the values of the template."""
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    cases = pd.read_parquet(folder / "cases.parquet")
    findings = pd.read_parquet(folder / "findings.parquet")
    catalog = pd.read_parquet(folder / "scenario_catalog.parquet")
    listed = cases[cases.list_status.isin(["listed", "control"])]
    return {
        "record": record,
        "rows": _summarize_tables(record),
        "scenarios": _summarize_scenarios(cases, findings),
        "cards": _build_case_cards(cases[cases.list_status == "listed"], findings),
        "groups": _add_district_names(record),
        "catalog": _add_hit_counts(catalog, findings),
        # run.json names all models of the night, the page those of its own part
        "models": {
            n: m for n, m in record["models"].items() if n.split(".")[1] in set(catalog.scenario_id)
        },
        "model_words": build_model_context(record, cases, findings),
        "describe_training": describe_training,
        "health": build_health_context(pd.read_parquet(folder / "indicator_health.parquet")),
        "explained": _count_explained_hits(folder),
        "entry_errors": _count_rows_by(
            folder / "entry_errors.parquet", ["indicator_id", "owner", "reason_zh", "reason_en"]
        ),
        "rings": _read_largest_rings(folder),
        "not_computed": record["not_computed"],
        "pictures": _draw_charts(folder, record, listed, findings),
        "first_night": any(m["bootstrapped"] for m in record["models"].values()),
    }


def _draw_charts(folder, record, listed, findings):
    scores = pq.read_table(
        folder / "scores.parquet",
        columns=[*POPULATION, "score", "severity"],
        # a city has millions of scores of a few populations
        read_dictionary=POPULATION,
    ).to_pandas()
    chart_svgs = dict.fromkeys(("districts", "scenarios", "scores", "drift", "quality"))
    if len(listed):
        districts = {d: get_code_name("district", d).zh for d in listed.district.unique()}
        chart_svgs["districts"] = charts.draw_levels_chart(listed, "district", districts)
        first = findings[findings.case_id.isin(listed.case_id)].drop_duplicates(
            ["case_id", "scenario_id"]
        )
        by_scenario = first[["case_id", "scenario_id"]].merge(
            listed[["case_id", "level"]], on="case_id"
        )
        chart_svgs["scenarios"] = charts.draw_levels_chart(
            by_scenario, "scenario_id", _get_scenario_titles()
        )
    if len(scores):
        cut = record["settings"]["unusual_severity"]
        chart_svgs["scores"] = charts.draw_score_distributions(
            scores, _get_population_titles(), cut
        )
    drift = {
        f"{d['population']}.{d['feature']}": d["psi"]
        for d in record["drift"]
        if d["psi"] is not None
    }
    top = dict(sorted(drift.items(), key=lambda item: (-item[1], item[0]))[:DRIFT_SHOWN])
    if top:
        chart_svgs["drift"] = charts.draw_bars(top, "PSI", mark=DRIFTED)
    changes = record["changes"]
    names = {
        "new": "新增 new",
        "continued": "延续 continued",
        "gone": "消失 gone",
        "reappeared": "再现 back",
    }
    chart_svgs["changes"] = charts.draw_bars(
        {label: changes[k] for k, label in names.items()}, "件 cases"
    )
    quarantined = {
        _format_table_name(n): t["quarantined"]
        for n, t in record["counts"].items()
        if t["quarantined"]
    }
    if quarantined:
        chart_svgs["quality"] = charts.draw_bars(quarantined, "隔离行数 rows in quarantine")
    return chart_svgs


def _summarize_tables(record):
    tables = [
        {"name": name, "title": _format_table_name(name), **counts}
        for name, counts in sorted(record["counts"].items())
    ]
    totals = {k: sum(t[k] for t in tables) for k in ("rows_in", "accepted", "quarantined")}
    return {"tables": tables, "totals": totals}


def _format_table_name(name):
    titles = {name: table.contract.zh for name, table in get_input_tables().items()}
    return f"{titles.get(name, '')} {name}".strip()


def _get_scenario_titles():
    return {i: f"{s.title.zh}" for i, s in load_scenarios().items()}


def _get_population_titles():
    return {
        (s.id, p.id): f"{p.title.zh} {s.id}"
        for s in load_scenarios().values()
        for p in s.populations
    }


def _summarize_scenarios(cases, findings):
    """Count by scenario the cases of each status and their money."""
    pairs = findings[["case_id", "scenario_id"]].drop_duplicates().merge(cases, on="case_id")
    rows = []
    for scenario_id, scenario_cases in pairs.groupby("scenario_id", sort=True):
        status = scenario_cases.list_status.value_counts()
        scenario = load_scenarios()[scenario_id]
        rows.append(
            {
                "title": scenario.title,
                "authority": "、".join(
                    sorted({scenario.get_addressee(p) for p in scenario.populations})
                ),
                "question": scenario.question,
                **{name: int(status.get(name, 0)) for name in STATUS},
                "yuan": float(
                    scenario_cases[scenario_cases.list_status == "listed"]
                    .amount_involved.astype(float)
                    .sum()
                ),
            }
        )
    return rows


def _build_case_cards(listed, findings):
    """Build the first cases over all districts, best first, with their findings."""
    first = listed.sort_values("position").head(CARDS)
    card_findings = findings[flag_counted(findings)]
    by_case = dict(list(card_findings.groupby("case_id")))
    return [_build_case_card(row, by_case[row["case_id"]]) for row in first.to_dict("records")]


def _build_case_card(case, case_findings):
    case_findings = case_findings.assign(order=case_findings.level.map(LEVEL_ORDER)).sort_values(
        ["order", "finding_id"]
    )
    return {
        **{k: None if v != v else v for k, v in case.items()},
        "kind": get_code_name("subject_kind", case["subject_kind"]),
        "place": get_code_name("district", case["district"]).zh,
        "findings": case_findings.to_dict("records"),
    }


def _add_district_names(record):
    return [{**g, "place": get_code_name("district", g["district"]).zh} for g in record["groups"]]


def _add_hit_counts(catalog, findings):
    hits = findings.groupby(["scenario_id", "indicator_id"]).size()
    return [
        {**row, "hits": int(hits.get((row["scenario_id"], row["indicator_id"]), 0))}
        for row in catalog.to_dict("records")
    ]


def _count_explained_hits(folder):
    """Count hits with an innocent explanation by indicator and reason."""
    return _count_rows_by(
        folder / "explained.parquet", ["indicator_id", "exclusion", "reason_zh", "reason_en"]
    )


def _count_rows_by(path, columns):
    """Count the rows of a published table by columns; reason_zh and reason_en become zh and en."""
    counts = pd.read_parquet(path).groupby(columns, sort=True).size()
    names = [c.removeprefix("reason_") for c in columns]
    return [dict(zip(names, key, strict=True)) | {"count": int(n)} for key, n in counts.items()]


def _read_largest_rings(folder):
    """Read the largest rings of the night."""
    rings = pd.read_parquet(folder / "rings.parquet")
    largest = rings.sort_values(["case_count", "ring_id"], ascending=[False, True]).head(
        RINGS_SHOWN
    )
    return largest.to_dict("records")
