"""The steps of a night in their order; a step is called by the name of its function."""

from pipeline.night import Night
from pipeline.steps.build_features import build_features
from pipeline.steps.detect_findings import detect_findings
from pipeline.steps.ingest import ingest
from pipeline.steps.pin_models import pin_models
from pipeline.steps.score_records import score_records
from pipeline.steps.select_cases import select_cases

_IN_ORDER = (ingest, build_features, pin_models, score_records, detect_findings, select_cases)

# Step markers, `timings` of run.json, the event log and partial.json hold these names;
# publish_run follows them.
STEPS = {step.__name__: step for step in _IN_ORDER}


def run_steps(night: Night, *, last: str = _IN_ORDER[-1].__name__) -> None:
    """Run the steps from the first to `last`, taking over those that an earlier start finished."""
    for name, step in STEPS.items():
        night.step(name, step)
        if name == last:
            return
