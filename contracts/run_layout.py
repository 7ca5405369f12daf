"""Names of the folders of a run."""

RESTRICTED = "restricted"
COST = "cost"  # of a step, beside what it returned
BUILDING, WORK = ".building-", ".work-"
