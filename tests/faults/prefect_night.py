"""A night by the real flow, with a Prefect server of its own, in a process of its own.

    python -m tests.faults.prefect_night SOURCE AS_OF RUNS MAPPING [WORDS]

The agency's key comes by standard input and is kept as the Prefect block secret/agency-key. With WORDS the step
`detect_findings` fails with an error that quotes them, as a library may quote a row.
"""

import sys
from datetime import date

from prefect.blocks.system import Secret

import flows.nightly
from pipeline.steps.order import STEPS
from tests.faults.tiny_agency import SETTINGS


def main(source: str, as_of: str, runs: str, mapping: str, words: str = "") -> None:
    """Run it; the published run's folder is the last line of standard output."""
    Secret(value=sys.stdin.read()).save("agency-key", overwrite=True)
    if words:

        def failing(night):
            raise ValueError(f"row {words} is wrong")

        STEPS["detect_findings"] = failing
    settings = [*SETTINGS, f"mapping={mapping}"]
    print(flows.nightly.nightly(source, date.fromisoformat(as_of), runs, settings))


if __name__ == "__main__":
    main(*sys.argv[1:])
