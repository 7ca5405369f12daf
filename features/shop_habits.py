"""How a pharmacy's year of settlements is spread: over the hours, the days, the visits, the sums of money."""

from contracts.derived import derived
from features.purchases import YEAR_DAYS, in_last_days, purchases

EVENING_HOUR = 19
ROUND_CENTS = 1000  # whole tens of yuan
CENTS_A_YUAN = 100


@derived(purchases, key=("institution_code", "person_id", "service_date"))
def visits_of_the_year(sold, *, as_of):
    """One row a customer and day at a pharmacy: tickets, those of the evening, those to whole tens, money in cents."""
    recent = sold.filter(in_last_days(sold.service_date, as_of, YEAR_DAYS))
    # whole cents, so that sums do not depend on the order in which threads add them
    recent = recent.mutate(cents=(recent.total_yuan * CENTS_A_YUAN).cast("int64"))
    is_evening = recent.service_time.hour() >= EVENING_HOUR
    is_round = (recent.cents % ROUND_CENTS == 0) & (recent.cents > 0)
    return recent.group_by("institution_code", "person_id", "service_date").agg(
        tickets=recent.count(),
        evening_tickets=is_evening.cast("int64").sum(),
        round_tickets=is_round.cast("int64").sum(),
        cents=recent.cents.sum(),
        squared_cents=(recent.cents.cast("decimal(38,0)") * recent.cents).sum(),
    )


@derived(visits_of_the_year, key=("institution_code",))
def shop_habits(visits, *, as_of):
    """evening_share, round_sum_share (of tickets), tickets_per_visit, sum_spread_ratio (standard deviation over mean of
    a ticket), busy_day_ratio (the busiest day above the mean day, in square roots of the mean: chance gives 3 to 4).
    """
    days = visits.group_by("institution_code", "service_date").agg(tickets=visits.tickets.sum())
    by_day = days.group_by("institution_code").agg(busiest=days.tickets.max(), open_days=days.count())
    year = visits.group_by("institution_code").agg(
        visits=visits.count(),
        year_tickets=visits.tickets.sum(),
        evening=visits.evening_tickets.sum(),
        round_sums=visits.round_tickets.sum(),
        cents=visits.cents.sum(),
        squared_cents=visits.squared_cents.sum(),
    )
    joined = year.join(by_day, "institution_code")
    tickets = joined.year_tickets
    mean_day = tickets / joined.open_days
    mean = joined.cents / tickets
    variance = joined.squared_cents.cast("float64") / tickets - mean * mean
    return joined.select(
        "institution_code",
        evening_share=joined.evening / tickets,
        round_sum_share=joined.round_sums / tickets,
        tickets_per_visit=tickets / joined.visits,
        sum_spread_ratio=(mean > 0).ifelse((variance > 0).ifelse(variance, 0.0).sqrt() / mean, None),
        busy_day_ratio=(joined.busiest - mean_day) / mean_day.sqrt(),
    )
