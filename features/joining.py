"""Joins as features use them."""


def beside(table, other, *keys: str):
    """`table` with the columns of `other` where the keys are equal, null where there is none; keys stand once."""
    right = other.rename({f"{key}_of_right": key for key in keys})
    joined = table.left_join(right, [table[key] == right[f"{key}_of_right"] for key in keys])
    return joined.drop(*[f"{key}_of_right" for key in keys])
