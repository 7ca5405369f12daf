"""The constraints of columns as conditions on rows."""

from contracts.constraints import Above, AtLeast, Between, Matches, NotAfter, NotBefore


def build_check_condition(values, column):
    """Build the condition that a column's check sets; true or null where it holds.

    `values` gives an expression for a column's name.
    """
    check = column.check
    condition = _build_condition(values, column, check)
    if check.unless:
        other = values[check.unless]
        condition |= other.fill_null(False) if other.type().is_boolean() else other.notnull()
    return condition


def _build_condition(values, column, check):
    value = values[column.name]
    match check:
        case Matches(pattern=pattern):
            return value.re_search(f"^(?:{pattern})$")
        case Between(low=low, high=high):
            return (value >= low) & (value <= high)
        case AtLeast(bound=bound):
            return value >= bound
        case Above(bound=bound):
            return value > bound
        case NotBefore(column=other):
            left, right = _align_types(value, values[other])
            return left >= right
        case NotAfter(column=other):
            left, right = _align_types(value, values[other])
            return left <= right
    raise TypeError(f"{column.name}: {check!r} has no expression")


def _align_types(left, right):
    if left.type().is_timestamp() and right.type().is_timestamp():
        return left, right
    return (v.date() if v.type().is_timestamp() else v for v in (left, right))
