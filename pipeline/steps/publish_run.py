"""Step 7: catalogue, run.json and report are written, and the run is published."""

import json
import shutil
from pathlib import Path

import pandas as pd

from cases.merge_findings import MODEL
from cases.publish import publish_folder
from contracts.atomic_write import write_atomic
from contracts.bilingual_text import BilingualText
from contracts.checklist import MODEL_AND_CONTROL
from contracts.errors import SourceError
from contracts.published.scenario_catalog import ScenarioCatalog
from contracts.run_layout import COST, RESTRICTED
from models.registry import format_model_name
from pipeline.artifacts import publish_table, read_uncomputed_indicators
from pipeline.clock import get_local_now
from pipeline.model_findings.control_sample import SAMPLED
from pipeline.model_findings.record_findings import CONTROL
from pipeline.night import Night
from pipeline.retention.room import forecast_room
from pipeline.runs import ASIDE, RECORD, ROOM, find_run_it_stands_aside
from pipeline.steps.order import STEPS
from reports.explain import write_case_explanations
from reports.html import write_report
from scenarios.framework.findings import format_citations
from scenarios.framework.hits import apply_threshold_overrides
from sources.engine.accepted_tables import ACCEPTED, refuse_changed

DEFINITIONS = {
    MODEL: (
        "M",
        BilingualText(
            "没有规则提示、而与同类差异最大的记录；理由按证据来源列出",
            "records that no rule flags and that stick out most from their peers; "
            "reasons by source of evidence",
        ),
    ),
    CONTROL: (CONTROL, SAMPLED),
}


def publish_run(night: Night) -> Path:
    """Publish the run and return its folder.

    Raises SourceError if the delivery was written to while the night ran.
    """
    step_results = {step: night.step_result(step) for step in STEPS}
    _refuse_changed(night, step_results)
    run_id = night.run_id(step_results["pin_models"]["models"])
    newer_run = find_run_it_stands_aside(night.runs, night.as_of)
    room = forecast_room(night.runs, night.settings)
    {ASIDE: newer_run, ROOM: room and room.to_json()}
    for part in night.parts:
        publish_table(part, ScenarioCatalog, _build_catalog(part, night, step_results))
        record = json.dumps(
            _build_run_record(night, step_results, run_id, part)
            | {ASIDE: newer_run, ROOM: room and room.to_json()},
            ensure_ascii=False,
            indent=1,
            default=str,
        )
        write_atomic(part.folder / RECORD, record)
        write_report(part.folder)
        write_case_explanations(part.folder)
        # its readers are others than those of the runs folder
        if part.name == RESTRICTED:
            part.folder.chmod(0o700)
    folder = publish_folder(night.build_folder, night.runs, run_id, is_current=newer_run is None)
    if newer_run:
        night.report_progress(
            f"旁支 aside: 已有较新的一夜，runs/current 仍指向 {newer_run} / a newer night is "
            f"published: runs/current stays at {newer_run}, and no later night builds on this one"
        )
    # after publishing: until then a new start takes the work over
    night.close()
    shutil.rmtree(night.work_folder, ignore_errors=True)
    return folder


def _refuse_changed(night, step_results):
    try:
        refuse_changed(night.work_folder / ACCEPTED, step_results["ingest"]["accepted_files"])
    except SourceError:
        # or every later start would take the mixed rows over and end here
        shutil.rmtree(night.work_folder)
        raise


def _build_run_record(night, step_results, run_id, part):
    arrival, chosen = step_results["ingest"], step_results["select_cases"][part.name]
    return {
        "run_id": run_id,
        "part": part.name,
        "published_at": get_local_now().isoformat(timespec="seconds"),
        **night.inputs,
        "engine": night.settings.engine,
        # where a replay looks for the snapshot; its hash decides
        "source": str(night.source.resolve()),
        "snapshot_date": arrival["snapshot_date"],
        "models": step_results["pin_models"]["models"],
        "counts": arrival["tables"],
        "stopped": arrival["stopped"],
        "not_supplied": arrival["not_supplied"],
        "soft_orphans": arrival["soft_orphans"],
        "oddities": arrival.get("oddities", {}),
        "warnings": arrival["warnings"],
        "not_computed": [
            n
            for n in step_results["build_features"]["not_computed"]
            if n["scenario_id"] in part.ids
        ],
        "list": chosen["list"],
        "groups": chosen["groups"],
        "changes": chosen["changes"],
        "verdicts": chosen["verdicts"],
        "drift": [
            d for d in step_results["score_records"]["drift"] if d["scenario_id"] in part.ids
        ],
        "shadows": [
            d
            for d in step_results["score_records"].get("shadows", [])
            if d["scenario_id"] in part.ids
        ],
        "scored": step_results["score_records"]["scored"],
        "explained": step_results["detect_findings"]["explained"],
        "timings": [{"stage": step} | step_results[step][COST] for step in STEPS],
        "memory_peak_mb": max(step_results[step][COST]["peak_mb"] for step in STEPS),
    }


def _build_catalog(part, night, step_results):
    uncomputed = read_uncomputed_indicators(night)
    models, rows = step_results["pin_models"]["models"], []
    for scenario in part.scenarios:
        for indicator in scenario.indicators:
            indicator = apply_threshold_overrides(indicator, night.settings.threshold)
            tables = uncomputed.get((scenario.id, indicator.id))
            model = models.get(format_model_name(scenario.id, indicator.population))
            authority = scenario.get_addressee(scenario.population(indicator.population))
            rows.append(
                _build_catalog_entry(
                    scenario, indicator.id, indicator.title, indicator.definition, authority
                )
                | {
                    "level": indicator.level,
                    "threshold": indicator.cut.number,
                    "comparison": indicator.cut.comparison,
                    "unit": indicator.unit,
                    "law": format_citations(indicator.laws, night.as_of).zh,
                    "computed": tables is None,
                    "not_computed_because": "、".join(tables) if tables else None,
                    "model_version": _format_identities([model]) if model else None,
                }
            )
        rows += _build_model_entries(scenario, models, night.as_of)
    return pd.DataFrame(rows)


def _build_model_entries(scenario, models, as_of):
    """Build the entries of what the list holds beside indicators: model and control sample."""
    authority = scenario.get_addressee(scenario.populations[0])
    population_models = [
        m for p in scenario.populations if (m := models.get(format_model_name(scenario.id, p.id)))
    ]
    for indicator_id, (level, definition) in DEFINITIONS.items():
        yield _build_catalog_entry(
            scenario, indicator_id, MODEL_AND_CONTROL[indicator_id], definition, authority
        ) | {
            "level": level,
            "threshold": None,
            "comparison": None,
            "unit": None,
            "law": format_citations(scenario.laws, as_of).zh,
            "computed": bool(population_models),
            "not_computed_because": None if population_models else "记录 rows to score",
            "model_version": _format_identities(population_models) if population_models else None,
        }


def _build_catalog_entry(scenario, indicator_id, title, definition, authority):
    return {
        "scenario_id": scenario.id,
        "scenario_zh": scenario.title.zh,
        "scenario_en": scenario.title.en,
        "authority": authority,
        "indicator_id": indicator_id,
        "title_zh": title.zh,
        "title_en": title.en,
        "definition_zh": definition.zh,
        "definition_en": definition.en,
    }


def _format_identities(models):
    return "、".join(model["identity"][:12] for model in models)
