"""From when on the bills of hospitals are there: what lies before cannot be missed."""

from features.common.calendar import convert_index_to_month, extract_month_index


def find_first_full_month(claims, kinds, as_of):
    """Find the first month (first_delivered, its first day) with half of the usual bills.

    `claims` are rows of claim_header, `kinds` codes of med_type. Stray earlier rows are no history.
    """
    care = claims.filter(claims.med_type.isin(kinds), claims.service_time.cast("date") <= as_of)
    counted = care.group_by(month=extract_month_index(care.service_time)).agg(settled=care.count())
    usual = counted.agg(usual=counted.settled.median())
    full = counted.cross_join(usual).filter(lambda t: t.settled * 2 >= t.usual)
    return full.agg(first_delivered=convert_index_to_month(full.month.min()))
