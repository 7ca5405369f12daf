"""Step 7: the catalogue, run.json and the report are written, the work folder goes, the run is published."""

import json
import shutil
from datetime import datetime
from pathlib import Path

import pandas as pd

from cases.publish import publish, write_table
from contracts.atomic_write import write_whole
from contracts.bilingual_text import Text
from contracts.checklist import MODEL_AND_CONTROL
from contracts.errors import SourceError
from contracts.published.scenario_catalog import ScenarioCatalog
from contracts.run_layout import COST, RESTRICTED
from pipeline.model_findings.control_sample import SAMPLED
from pipeline.model_findings.select_unusual import CONTROL, MODEL
from pipeline.night import Night
from pipeline.steps.pin_models import model_name
from reports.html import write_report
from scenarios.framework.findings import cited
from scenarios.framework.hits import overridden
from sources.engine.accepted_tables import ACCEPTED, refuse_changed

DEFINITIONS = {
    MODEL: (
        "M",
        Text(
            "没有规则提示、而与同类差异最大的记录；理由按证据来源列出",
            "records that no rule flags and that stick out most from their peers; reasons by source of evidence",
        ),
    ),
    CONTROL: (CONTROL, SAMPLED),
}
STEPS = ("arrive", "compute", "pin", "score", "find", "choose")


def conclude(night: Night) -> Path:
    """Publish the run; the folder that is returned is whole. Raises SourceError if the delivery was written to meanwhile."""
    said = {step: night.said(step) for step in STEPS}
    _refuse_changed(night, said)
    run_id = night.run_id(said["pin"]["models"])
    for part in night.parts:
        write_table(_catalog(part, night, said), ScenarioCatalog, part.folder / "scenario_catalog.parquet")
        record = json.dumps(_record(night, said, run_id, part), ensure_ascii=False, indent=1, default=str)
        write_whole(part.folder / "run.json", record)
        write_report(part.folder)
        if part.name == RESTRICTED:
            part.folder.chmod(0o700)
    folder = publish(night.building, night.runs, run_id)
    night.close()
    shutil.rmtree(night.work, ignore_errors=True)
    return folder


def _refuse_changed(night, said):
    try:
        refuse_changed(night.work / ACCEPTED, said["arrive"]["accepted_files"])
    except SourceError:
        shutil.rmtree(night.work)  # or every later start would take the mixed rows over and end here
        raise


def _record(night, said, run_id, part):
    arrival, chosen = said["arrive"], said["choose"][part.name]
    return {
        "run_id": run_id,
        "part": part.name,
        "published_at": datetime.now().isoformat(timespec="seconds"),
        **night.inputs,
        "engine": night.settings.engine,
        "source": str(night.source.resolve()),  # where a replay looks for the snapshot; its hash decides
        "snapshot_date": arrival["snapshot_date"],
        "models": said["pin"]["models"],
        "counts": arrival["tables"],
        "stopped": arrival["stopped"],
        "not_supplied": arrival["not_supplied"],
        "soft_orphans": arrival["soft_orphans"],
        "warnings": arrival["warnings"],
        "not_computed": [n for n in said["compute"]["not_computed"] if n["scenario_id"] in part.ids],
        "list": chosen["list"],
        "groups": chosen["groups"],
        "changes": chosen["changes"],
        "verdicts": chosen["verdicts"],
        "drift": [d for d in said["score"]["drift"] if d["scenario_id"] in part.ids],
        "shadows": [d for d in said["score"].get("shadows", []) if d["scenario_id"] in part.ids],
        "scored": said["score"]["scored"],
        "explained": said["find"]["explained"],
        "timings": [{"stage": step} | said[step][COST] for step in STEPS],
        "memory_peak_mb": max(said[step][COST]["peak_mb"] for step in STEPS),
    }


def _catalog(part, night, said):
    lacking = {(n["scenario_id"], n["indicator_id"]): n["tables"] for n in said["compute"]["not_computed"]}
    models, rows = said["pin"]["models"], []
    for scenario in part.scenarios:
        for indicator in scenario.indicators:
            indicator = overridden(indicator, night.settings.threshold)
            tables = lacking.get((scenario.id, indicator.id))
            model = models.get(model_name(scenario.id, indicator.population))
            authority = scenario.addressee_of(scenario.population(indicator.population))
            rows.append(
                _entry(scenario, indicator.id, indicator.title, indicator.definition, authority)
                | {
                    "level": indicator.level,
                    "threshold": indicator.cut.number,
                    "comparison": indicator.cut.comparison,
                    "unit": indicator.unit,
                    "law": cited(indicator.laws).zh,
                    "computed": tables is None,
                    "not_computed_because": "、".join(tables) if tables else None,
                    "model_version": _short([model]) if model else None,
                }
            )
        rows += _without_indicator(scenario, models)
    return pd.DataFrame(rows)


def _without_indicator(scenario, models):
    """What the list may hold beside the indicators: the model's unusual records and the control sample."""
    authority = scenario.addressee_of(scenario.populations[0])
    own = [m for p in scenario.populations if (m := models.get(model_name(scenario.id, p.id)))]
    for indicator_id, (level, definition) in DEFINITIONS.items():
        yield _entry(scenario, indicator_id, MODEL_AND_CONTROL[indicator_id], definition, authority) | {
            "level": level,
            "threshold": None,
            "comparison": None,
            "unit": None,
            "law": cited(scenario.laws).zh,
            "computed": bool(own),
            "not_computed_because": None if own else "记录 rows to score",
            "model_version": _short(own) if own else None,
        }


def _entry(scenario, indicator_id, title, definition, authority):
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


def _short(models):
    return "、".join(model["identity"][:12] for model in models)
