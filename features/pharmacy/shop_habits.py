"""Distribution of a pharmacy's settlements over hours, days, visits and amounts."""

from contracts.derived import derived
from features.common.join_helpers import left_join_columns
from features.pharmacy.purchases import YEAR_DAYS, is_in_last_days, purchases

EVENING_HOUR = 19  # after it few customers come
ROUND_CENTS = 1000  # whole tens of yuan
CENTS_A_YUAN = 100


@derived(key=("institution_code", "service_date"))
def shop_days(sold: purchases, *, as_of):
    """One row a day of a pharmacy: tickets, customers, evening tickets, tickets to whole tens,
    cents.
    """
    recent = sold.filter(is_in_last_days(sold.service_date, as_of, YEAR_DAYS))
    # whole cents, so that sums do not depend on the order in which threads add them
    recent = recent.mutate(cents=(recent.total_yuan * CENTS_A_YUAN).cast("int64"))
    is_evening = recent.service_time.hour() >= EVENING_HOUR
    is_round = (recent.cents % ROUND_CENTS == 0) & (recent.cents > 0)
    visits = recent.select("institution_code", "service_date", "person_id").distinct()
    visits = visits.group_by("institution_code", "service_date").agg(visits=visits.count())
    days = recent.group_by("institution_code", "service_date").agg(
        tickets=recent.count(),
        evening_tickets=is_evening.cast("int64").sum(),
        round_tickets=is_round.cast("int64").sum(),
        cents=recent.cents.sum(),
        squared_cents=(recent.cents.cast("decimal(38,0)") * recent.cents).sum(),
    )
    return left_join_columns(days, visits, "institution_code", "service_date")


@derived(key=("institution_code",))
def shop_habits(days: shop_days):
    """evening_share, round_sum_share, tickets_per_visit, sum_spread_ratio, busy_day_ratio of a
    shop.

    Shares are of tickets. sum_spread_ratio: standard deviation over mean of a ticket.
    busy_day_ratio: the busiest day above the mean day, in square roots of the mean; chance gives 3
    to 4.
    """
    joined = days.group_by("institution_code").agg(
        busiest=days.tickets.max(),
        open_days=days.count(),
        visits=days.visits.sum(),
        year_tickets=days.tickets.sum(),
        evening=days.evening_tickets.sum(),
        round_sums=days.round_tickets.sum(),
        cents=days.cents.sum(),
        squared_cents=days.squared_cents.sum(),
    )
    tickets = joined.year_tickets
    mean_day = tickets / joined.open_days
    mean = joined.cents / tickets
    variance = joined.squared_cents.cast("float64") / tickets - mean * mean
    return joined.select(
        "institution_code",
        evening_share=joined.evening / tickets,
        round_sum_share=joined.round_sums / tickets,
        tickets_per_visit=tickets / joined.visits,
        sum_spread_ratio=(mean > 0).ifelse(
            (variance > 0).ifelse(variance, 0.0).sqrt() / mean, None
        ),
        busy_day_ratio=(joined.busiest - mean_day) / mean_day.sqrt(),
    )
