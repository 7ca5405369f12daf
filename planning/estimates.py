"""What a checked sample says of all records: point and one-sided 90 % lower bound.

An estimate decides whether to widen a check, and is a ground for talks; it is never by itself the
amount of a fine (条例 735 arts 38, 40: the loss is proved line by line).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import beta, hypergeom

from contracts.errors import UsageError
from planning.sampling import CERTAIN_STRATUM

CONFIDENCE = 0.9  # one-sided: in nine of ten visits the truth is not below the bound
RESAMPLES = 2_000  # the tenth percentile then moves by less than 1 % of the spread
SEED = 20_260_101  # fixed, so that the same sheet gives the same bound
RATIO, DIFFERENCE = "ratio", "difference"


@dataclass(frozen=True)
class Estimate:
    """A point and its lower bound; `checked` of `population` records were looked at."""

    point: float
    lower_bound: float
    checked: int
    population: int


def bound_share(errors: int, checked: int, confidence: float = CONFIDENCE) -> float:
    """Lower bound of a share in an endless population (Clopper and Pearson)."""
    _check_counts(errors, checked, checked)
    return float(beta.ppf(1 - confidence, errors, checked - errors + 1)) if errors else 0.0


def estimate_count(
    errors: int, checked: int, population: int, confidence: float = CONFIDENCE
) -> Estimate:
    """Number of wrong records among `population`, by the hypergeometric distribution.

    The bound is the least number under which so many errors are no rarer than 1 - confidence.
    """
    _check_counts(errors, checked, population)
    possible = np.arange(errors, population - (checked - errors) + 1)
    # chance of so many errors or more, for each number of wrong records
    chances = hypergeom.sf(errors - 1, population, possible, checked)
    lower = possible[np.argmax(chances > 1 - confidence)]
    return Estimate(errors / checked * population, float(lower), checked, population)


def estimate_yuan(
    checked: pd.DataFrame,
    strata: pd.DataFrame,
    method: str = RATIO,
    confidence: float = CONFIDENCE,
) -> Estimate:
    """Wrong yuan of all records by strata; the certain stratum counts as it was found.

    `checked`: stratum, amount_yuan, error_yuan (0 where right); `strata`: stratum, records, yuan.
    The bound is the percentile of RESAMPLES bootstrap samples within strata. Raises UsageError for
    a stratum with records of which none was looked at.
    """
    if method not in (RATIO, DIFFERENCE):
        raise UsageError(f"{method!r} 不是估计方法", next_step=f"{RATIO} or {DIFFERENCE}")
    point, samples = 0.0, np.zeros(RESAMPLES)
    generator = np.random.default_rng(SEED)
    for stratum in strata.sort_values("stratum").itertuples():
        rows = checked[checked.stratum == stratum.stratum]
        if stratum.records and rows.empty:
            raise UsageError(
                f"第{stratum.stratum}层无核查结果 nothing was checked in stratum {stratum.stratum}",
                next_step="enter the results of its records",
            )
        errors = rows.error_yuan.to_numpy(dtype=float)
        if stratum.stratum == CERTAIN_STRATUM or len(rows) == stratum.records:
            point, samples = point + errors.sum(), samples + errors.sum()
            continue
        amounts = rows.amount_yuan.to_numpy(dtype=float)
        places = generator.integers(0, len(rows), (RESAMPLES, len(rows)))
        point += _expand(errors, amounts, stratum, method)
        samples += _expand(errors[places], amounts[places], stratum, method)
    found = float(checked.error_yuan.sum())
    lower = max(found, float(np.quantile(samples, 1 - confidence)))  # what was found is certain
    return Estimate(float(point), lower, len(checked), int(strata.records.sum()))


def estimate_money_units(
    taints: np.ndarray, yuan: float, confidence: float = CONFIDENCE
) -> Estimate:
    """Wrong yuan from a sample of yuan: `taints` are error ÷ amount (0..1), one for each hit.

    The bound is Stringer's, taken of the right part (1 - taint) from above; where each error is a
    whole amount, it is that of Clopper and Pearson.
    """
    taints = np.asarray(taints, dtype=float)
    if not len(taints) or ((taints < 0) | (taints > 1)).any():
        raise UsageError("差错率须在0与1之间 taints lie in 0..1", next_step="error ÷ amount")
    right = np.sort(1 - taints)[::-1]
    upper = _bound_from_above(len(right), confidence)
    highest = upper[0] + float((np.diff(upper) * right).sum())
    return Estimate(
        float(taints.mean()) * yuan, max(0.0, 1 - highest) * yuan, len(taints), round(yuan)
    )


def _bound_from_above(n, confidence):
    """Upper bounds of a share for 0..n hits among n."""
    hits = np.arange(n)
    return np.append(beta.ppf(confidence, hits + 1, n - hits), 1.0)


def _expand(errors, amounts, stratum, method):
    if method == DIFFERENCE:
        return errors.mean(axis=-1) * stratum.records
    total = amounts.sum(axis=-1)
    ratio = np.divide(errors.sum(axis=-1), total, out=np.zeros_like(total), where=total > 0)
    return ratio * stratum.yuan


def _check_counts(errors, checked, population):
    if not 0 <= errors <= checked <= population or not checked:
        raise UsageError(
            f"{errors}/{checked}/{population}: 差错数、核查数、总数不合 counts do not fit",
            next_step="errors ≤ checked ≤ population, and something was checked",
        )
