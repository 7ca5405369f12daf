"""The steps of a night in their order."""

from pipeline.steps.build_features import compute
from pipeline.steps.detect_findings import find
from pipeline.steps.ingest import arrive
from pipeline.steps.pin_models import pin
from pipeline.steps.score_records import score
from pipeline.steps.select_cases import choose

STEPS = {"arrive": arrive, "compute": compute, "pin": pin, "score": score, "find": find, "choose": choose}
