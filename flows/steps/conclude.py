"""Step 7: the catalogue, run.json and the report are written, the work folder goes, the run is published."""

import json
import shutil
from datetime import datetime
from pathlib import Path

import pandas as pd

from cases.publish import publish, write_table
from contracts.published.scenario_catalog import ScenarioCatalog
from flows.night import COST, RESTRICTED, Night, write_whole
from flows.reporting import write_report
from flows.steps.pin import model_name
from scenarios.kit.findings import cited
from scenarios.kit.hits import overridden
from sources.accepted import ACCEPTED, refuse_changed

STEPS = ("arrive", "compute", "pin", "score", "find", "choose")


def conclude(night: Night) -> Path:
    """Publish the run; the folder that is returned is whole. Raises SourceError if the delivery was written to meanwhile."""
    said = {step: night.said(step) for step in STEPS}
    refuse_changed(night.work / ACCEPTED, said["arrive"]["accepted_files"])
    run_id = night.run_id(said["pin"]["models"])
    for part in night.parts:
        write_table(_catalog(part, night, said), ScenarioCatalog, part.folder / "scenario_catalog.parquet")
        record = json.dumps(_record(night, said, run_id, part), ensure_ascii=False, indent=1, default=str)
        write_whole(part.folder / "run.json", record)
        write_report(part.folder)
        if part.name == RESTRICTED:
            part.folder.chmod(0o700)
    folder = publish(night.building, night.runs, run_id)
    shutil.rmtree(night.work, ignore_errors=True)
    return folder


def _record(night, said, run_id, part):
    arrival, chosen = said["arrive"], said["choose"][part.name]
    return {
        "run_id": run_id,
        "part": part.name,
        "published_at": datetime.now().isoformat(timespec="seconds"),
        **night.inputs,
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
    rows = []
    for scenario in part.scenarios:
        for indicator in scenario.indicators:
            indicator = overridden(indicator, night.settings.threshold)
            tables = lacking.get((scenario.id, indicator.id))
            model = said["pin"]["models"].get(model_name(scenario.id, indicator.population))
            rows.append(
                {
                    "scenario_id": scenario.id,
                    "scenario_zh": scenario.title.zh,
                    "scenario_en": scenario.title.en,
                    "authority": scenario.addressee_of(scenario.population(indicator.population)),
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
