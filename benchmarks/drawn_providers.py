"""Drawn tables like those of providers: counts, sums and averages over their patients."""

import numpy as np
import pandas as pd

PROVIDERS = 5000
GUILTY_SHARE = 0.094  # as in published labelled tables of providers
KINDS = {  # how many sums, averages, and averages of money a table has
    "sums and averages": (30, 18, 20),
    "few sums": (12, 33, 4),
    "few sums, much money": (20, 18, 40),
}


def draw_providers(
    seed: int, sums: int, averages: int, money: int
) -> tuple[pd.DataFrame, np.ndarray]:
    """Draw (values, labels: 1 = guilty).

    The guilty treat more patients and bill more for each. Averages say nothing of guilt, and vary
    the more the fewer patients there are, those of money with heavy tails.
    """
    random = np.random.default_rng(seed)
    labels = (random.random(PROVIDERS) < GUILTY_SHARE).astype(int)
    size = random.normal(2.6, 1.3, PROVIDERS) + labels * random.normal(1.6, 0.7, PROVIDERS)
    patients = np.maximum(1, random.poisson(np.exp(size)))
    stays = np.where(
        random.random(PROVIDERS) < 0.45 + 0.4 * labels, random.beta(2, 4, PROVIDERS), 0
    )
    more = np.exp(0.3 * labels)
    values = {}
    for number in range(sums):
        count = random.poisson(patients * more * (stays if number % 2 else 1.0))
        values[f"sum_{number}"] = count * random.lognormal(5, 0.6, PROVIDERS)
    for number in range(averages):
        values[f"average_{number}"] = random.binomial(patients, random.uniform(0.1, 0.7)) / patients
    steadiness = np.minimum(np.sqrt(patients), 6.0)
    for number in range(money):
        step = 1.5 * random.normal(size=PROVIDERS) / steadiness
        values[f"money_{number}"] = np.exp(step + 0.5 * random.normal(size=PROVIDERS))
    return pd.DataFrame(values), labels
