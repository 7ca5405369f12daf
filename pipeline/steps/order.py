"""The steps of a night in their order."""

from pipeline.steps.build_features import build_features
from pipeline.steps.detect_findings import detect_findings
from pipeline.steps.ingest import ingest
from pipeline.steps.pin_models import pin_models
from pipeline.steps.score_records import score_records
from pipeline.steps.select_cases import select_cases

STEPS = {
    "arrive": ingest,
    "compute": build_features,
    "pin": pin_models,
    "score": score_records,
    "find": detect_findings,
    "choose": select_cases,
}
