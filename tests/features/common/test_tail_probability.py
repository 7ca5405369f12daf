"""Tail probabilities beside scipy's: never below the true tail's, and close where it is small."""

import ibis
import numpy as np
import pytest
from scipy import stats

from features.common.tail_probability import (
    compute_binomial_rarity,
    compute_gamma_poisson_rarity,
    compute_hypergeometric_rarity,
    compute_poisson_rarity,
)

SMALLEST = 1e-300  # below it scipy's tails are 0
MEANS = [0.01, 0.07, 0.5, 2.0, 6.7, 40.0, 900.0]


def _compute(expression, rows):
    table = ibis.memtable([dict(zip("abcd", map(float, row), strict=False)) for row in rows])
    return ibis.duckdb.connect().execute(table.mutate(z=expression(table))).z.to_numpy()


def _assert_bounds(rarity, tail):
    """A bound says no more than the truth, and hardly less where that is rare."""
    true = -np.log10(np.maximum(tail, SMALLEST))
    rarity = np.minimum(rarity, -np.log10(SMALLEST))
    assert (rarity <= true + 1e-3).all()
    rare = true > 2
    assert rare.any()
    assert (true[rare] - rarity[rare] < 0.3).all()


def test_poisson():
    rows = [(k, m) for m in MEANS for k in {0, 1, 2, 3, 5, int(m), int(2 * m) + 1, int(4 * m) + 4}]
    k, m = np.array(rows).T
    _assert_bounds(
        _compute(lambda t: compute_poisson_rarity(t.a, t.b), rows), stats.poisson.sf(k - 1, m)
    )


@pytest.mark.parametrize("shape", [0.4, 1.0, 3.0, 50.0])
def test_gamma_poisson(shape):
    rows = [(k, m) for m in MEANS for k in (0, 1, 3, 9, 30, 4000)]
    k, m = np.array(rows).T
    tail = stats.nbinom.sf(k - 1, shape, shape / (shape + m))
    _assert_bounds(_compute(lambda t: compute_gamma_poisson_rarity(t.a, t.b, shape), rows), tail)


def test_binomial():
    rows = [
        (k, n, p)
        for n in (3, 14, 400)
        for p in (0.001, 0.025, 0.3)
        for k in (0, 1, 3, 11, 60)
        if k <= n
    ]
    k, n, p = np.array(rows).T
    _assert_bounds(
        _compute(lambda t: compute_binomial_rarity(t.a, t.b, t.c), rows),
        stats.binom.sf(k - 1, n, p),
    )


def test_hypergeometric():
    rows = [
        (k, n, m, 400)
        for n in (10, 60)
        for m in (4, 40)
        for k in (0, 1, 3, 4, 9, 15)
        if k <= min(n, m)
    ]
    k, n, m, size = np.array(rows).T
    tail = stats.hypergeom.sf(k - 1, size, m, n)
    _assert_bounds(
        _compute(lambda t: compute_hypergeometric_rarity(t.a, t.b, t.c, t.d), rows), tail
    )


def test_one_claim_where_none_was_expected_is_not_rare_and_five_are():
    """Five short grants on four heads where one comes on sixty, beside four on four hundred."""
    rarity = _compute(
        lambda t: compute_poisson_rarity(t.a, t.b), [(5, 4 / 60), (4, 400 / 60), (1, 1 / 60)]
    )
    assert rarity[0] > 7
    assert rarity[1] == 0
    assert rarity[2] < 2
