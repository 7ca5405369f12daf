"""Which months of a feed are there: stray rows of earlier ones are no history."""

from features.common.calendar import convert_index_to_month, extract_month_index


def select_full_months(counted):
    """Select the months that hold half of the usual rows out of `counted` (month, size).

    Arrears and late bills bring a few rows of months before the feed began.
    """
    usual = counted.agg(usual=counted["size"].median())
    full = counted.cross_join(usual).filter(lambda t: t["size"] * 2 >= t.usual)
    return full.select("month")


def find_first_full_month(claims, kinds, as_of):
    """Find the first month (first_delivered, its first day) with half of the usual bills.

    `claims` are rows of claim_header, `kinds` codes of med_type.
    """
    care = claims.filter(claims.med_type.isin(kinds), claims.service_time.cast("date") <= as_of)
    counted = care.group_by(month=extract_month_index(care.service_time)).agg(size=care.count())
    full = select_full_months(counted)
    return full.agg(first_delivered=convert_index_to_month(full.month.min()))
