"""Sums and means of fractions that come out the same in whatever order an engine adds them."""

EXACT = 1_000_000  # whole millionths; far below a cent, and a sum of ten million yuan still fits


def sum_exactly(values, *, where=None):
    """Sum a column of numbers, to the millionth of each; null where all are null."""
    return _count_millionths(values).sum(where=where) / EXACT


def mean_exactly(values, *, where=None):
    """Average a column of numbers, to the millionth of each; null where all are null."""
    return _count_millionths(values).mean(where=where) / EXACT


def _count_millionths(values):
    return (values.cast("float64") * EXACT).round().cast("int64")
