"""Credence (预计属实程度): how likely it is that a hit, and a case of several hits, is true.

A hit is worth what its level promises, but no more than the number of true ones that is plausible
in its population, shared out over all subjects that it hits: what hits half of a population cannot
be right nine times in ten. Independent sources of evidence add up. Verdicts replace the assumption.
"""

import pandas as pd

from cases.merge_findings import MODEL, flag_counted

# what a level promises before any verdict (decision 40)
PROMISES = {"H": 0.9, "S": 0.6}
MODEL_PROMISE = 0.15
# of the list's places: anything from 1 to 8 % gave the same list in two cities that were simulated
# by other hands, so it is not worth tuning (decision 47)
PLAUSIBLE_SHARE = 0.035
# what hits so few is rare, however short the list
LEAST_PLAUSIBLE = 3.0
# of a small population: of eight pharmacies hardly more than one bills for what it never sold
PLAUSIBLE_POPULATION_SHARE = 0.1
# how many verdicts the assumption weighs: one verdict must not decide (decision 40)
ASSUMED_VERDICTS = 4.0
DIGITS = 6  # products of the same chances in another order differ behind it


def compute_plausible_number(places: int, subjects: int) -> float:
    """Compute how many true ones an indicator plausibly has among `subjects` computed.

    `places` is the length of the list.
    """
    return max(
        LEAST_PLAUSIBLE, min(PLAUSIBLE_SHARE * places, PLAUSIBLE_POPULATION_SHARE * subjects)
    )


def compute_hit_credence(
    promise: float, plausible: float, hits: int, *, judged: float = 0, true: float = 0
) -> float:
    """Compute the credence of a hit of an indicator that hits `hits` subjects.

    Of `judged` verdicts on it `true` said so. The assumption is the mean of a Beta prior that
    weighs `ASSUMED_VERDICTS` verdicts.
    """
    assumed = min(promise, plausible / max(hits, 1))
    return round((true + ASSUMED_VERDICTS * assumed) / (judged + ASSUMED_VERDICTS), DIGITS)


def get_promise(indicator_id: str, level: str) -> float | None:
    """Return what a hit's level promises; None for levels that list nothing."""
    return MODEL_PROMISE if indicator_id == MODEL else PROMISES.get(level)


def combine_credence(findings: pd.DataFrame) -> pd.DataFrame:
    """Combine the hits of each case: credence and source_count, by case_id.

    `findings` have case_id, level, indicator_id, source and credence. Of one source the best hit
    counts, sources add up as 1 - Π(1 - p). Weak hits (M) support and promise nothing.
    """
    counted = findings[flag_counted(findings)]
    best = counted.groupby(["case_id", "source"]).credence.max().sort_index()
    combined = (1.0 - (1.0 - best).groupby("case_id").prod()).round(DIGITS)
    return pd.DataFrame({"credence": combined, "source_count": best.groupby("case_id").size()})
