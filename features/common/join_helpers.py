"""Joins and selections that features share."""

import ibis


def left_join_columns(table, other, *keys: str):
    """Left join on equally named keys, which appear once in the result."""
    right = other.rename({f"{key}_of_right": key for key in keys})
    joined = table.left_join(right, [table[key] == right[f"{key}_of_right"] for key in keys])
    return joined.drop(*[f"{key}_of_right" for key in keys])


def select_first_per_group(table, by: str, order):
    """One row per `by`: the first in `order` (column names and ibis.asc/desc of names)."""
    place = ibis.row_number().over(group_by=by, order_by=order)
    return table.mutate(first_place=place).filter(lambda t: t.first_place == 0).drop("first_place")
