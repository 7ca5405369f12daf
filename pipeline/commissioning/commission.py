"""Commissioning: all steps of a night on a city's first data, nobody listed, a report written."""

import shutil
from datetime import date
from pathlib import Path

import pandas as pd

from contracts.health_states import HealthState
from contracts.published.indicator_health import IndicatorHealth
from pipeline.artifacts import (
    read_candidates,
    read_published,
    read_uncomputed_indicators,
)
from pipeline.commissioning.parameters_to_ask import list_parameters_to_ask
from pipeline.commissioning.thin_tables import find_thin_tables
from pipeline.night import Night
from pipeline.open_run import open_night
from pipeline.settings import Settings
from pipeline.steps.order import run_steps
from reports.commissioning.page import CommissioningFacts, write_commissioning_report

FOLDER = "commissioning"  # below the runs, apart from them: no later night takes it for a run
SAMPLE_ROWS = 10  # enough for the data's owner to look up, too few to work as a list
SAMPLED = ["subject_kind", "subject_id", "district", "record_table", "record_id", "reason_zh"]


def commission_city(
    source: Path, as_of: date | None, runs: Path, settings: Settings, *, tell=print
) -> Path:
    """Run all steps on a snapshot folder and write what its data can carry; return the folder.

    The folder holds commissioning.html, indicator_health.parquet and a draft of agency.toml.
    Nobody is listed: cases, ledger and models of this night are thrown away.
    """
    night = open_night(source, as_of, runs / FOLDER, settings, tell=tell)
    try:
        run_steps(night)
        facts = gather_facts(night)
        folder = night.runs / night.build_folder.name.removeprefix(".building-")
        folder.mkdir(parents=True, exist_ok=True)
        facts.health.to_parquet(folder / "indicator_health.parquet")
        write_commissioning_report(folder, facts)
    finally:
        night.close()
        for path in (night.build_folder, night.work_folder, night.runs / "models"):
            shutil.rmtree(path, ignore_errors=True)
    return folder


def gather_facts(night: Night) -> CommissioningFacts:
    """Gather from the finished steps of a night what the report says."""
    health = pd.concat(
        [read_published(part.folder, IndicatorHealth) for part in night.parts], ignore_index=True
    )
    candidates = read_candidates(night)
    questioned = health[health.state == HealthState.DATA_QUESTION]
    return CommissioningFacts(
        as_of=night.as_of,
        counts=night.step_result("ingest")["tables"],
        health=health,
        not_computed=[
            {"scenario_id": s, "indicator_id": i, "tables": tables}
            for (s, i), tables in sorted(read_uncomputed_indicators(night).items())
        ],
        samples={
            (row.scenario_id, row.indicator_id): _draw_samples(candidates, row)
            for row in questioned.itertuples()
        },
        thin=find_thin_tables(night.engine),
        notices=night.step_result("ingest")["warnings"],
        parameters=list_parameters_to_ask(night.as_of),
    )


def _draw_samples(candidates, row) -> list[dict]:
    """Ten hits of an indicator, of the districts that are asked, spread over all by their ids."""
    hits = candidates[
        (candidates.scenario_id == row.scenario_id) & (candidates.indicator_id == row.indicator_id)
    ].sort_values("finding_id")
    if row.districts:
        hits = hits[hits.district.isin(row.districts.split(","))]
    return hits.drop_duplicates("subject_id").head(SAMPLE_ROWS)[SAMPLED].to_dict("records")
