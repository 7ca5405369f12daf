"""Step 7: the catalogue, run.json and the report are written, the work folder goes, the run is published."""

import json
import resource
import shutil
from datetime import datetime
from pathlib import Path

import pandas as pd

from cases.publish import publish, write_table
from contracts.published.scenario_catalog import ScenarioCatalog
from flows.night import Night, write_whole
from flows.reporting import write_report
from flows.steps.pin import model_name
from scenarios.kit.findings import cited
from scenarios.kit.hits import overridden

STEPS = ("arrive", "compute", "pin", "score", "find", "choose")


def conclude(night: Night) -> Path:
    """Publish the run; the folder that is returned is whole."""
    said = {step: night.said(step) for step in STEPS}
    models = said["pin"]["models"]
    write_table(_catalog(night, said), ScenarioCatalog, night.building / "scenario_catalog.parquet")
    run_id = night.run_id(models)
    record = json.dumps(_record(night, said, run_id), ensure_ascii=False, indent=1, default=str)
    write_whole(night.building / "run.json", record)
    write_report(night.building)
    folder = publish(night.building, night.runs, run_id)
    shutil.rmtree(night.work, ignore_errors=True)
    return folder


def _record(night, said, run_id):
    arrival, chosen = said["arrive"], said["choose"]
    return {
        "run_id": run_id,
        "published_at": datetime.now().isoformat(timespec="seconds"),
        **night.inputs,
        "snapshot_date": arrival["snapshot_date"],
        "models": said["pin"]["models"],
        "counts": arrival["tables"],
        "stopped": arrival["stopped"],
        "not_supplied": arrival["not_supplied"],
        "soft_orphans": arrival["soft_orphans"],
        "warnings": arrival["warnings"],
        "not_computed": said["compute"]["not_computed"],
        "list": chosen["list"],
        "groups": chosen["groups"],
        "changes": chosen["changes"],
        "drift": said["score"]["drift"],
        "scored": said["score"]["scored"],
        "explained": said["find"]["explained"],
        "timings": [{"stage": step, "seconds": said[step]["seconds"]} for step in STEPS],
        "memory_peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _catalog(night, said):
    lacking = {(n["scenario_id"], n["indicator_id"]): n["tables"] for n in said["compute"]["not_computed"]}
    rows = []
    for scenario in night.scenarios:
        for indicator in scenario.indicators:
            indicator = overridden(indicator, night.settings.threshold)
            tables = lacking.get((scenario.id, indicator.id))
            model = said["pin"]["models"].get(model_name(scenario.id, indicator.population))
            rows.append(
                {
                    "scenario_id": scenario.id,
                    "scenario_zh": scenario.title.zh,
                    "scenario_en": scenario.title.en,
                    "authority": scenario.authority_of(scenario.population(indicator.population)),
                    "indicator_id": indicator.id,
                    "title_zh": indicator.title.zh,
                    "title_en": indicator.title.en,
                    "level": indicator.level,
                    "definition_zh": indicator.definition.zh,
                    "definition_en": indicator.definition.en,
                    "threshold": indicator.threshold,
                    "unit": indicator.unit,
                    "law": cited(indicator.laws).zh,
                    "computed": tables is None,
                    "not_computed_because": "、".join(tables) if tables else None,
                    "model_version": f"{model['identity'][:12]}" if model else None,
                }
            )
    return pd.DataFrame(rows)
