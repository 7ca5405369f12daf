"""Sums, bases, intervals and places alike among maternity allowances of one unit or agent."""

from contracts.derived import derived
from features.common.calendar import count_days_between
from features.common.coincidences import compute_coincidence_rarity, compute_group_rarity
from features.maternity.allowances import allowance_base

VALUES = ("allowance_sum", "daily_base", "apply_delay_days", "birth_day")
HANDS = ("employer_id", "agent_phone_hash", "bank_hash")


@derived(key=("payment_id",))
def allowance_values(allowances: allowance_base):
    """One row an allowance: its sum, base, days from birth to application, and day of birth."""
    return allowances.select(
        "payment_id",
        *HANDS,
        allowance_sum=allowances.amount_involved,
        daily_base=allowances.base_used_yuan.round(2),
        apply_delay_days=count_days_between(allowances.apply_date, allowances.birth_date),
        birth_day=allowances.birth_date,
    )


@derived(key=("payment_id",))
def allowance_coincidences(allowances: allowance_values):
    """allowance_same_rarity: values that an allowance shares with others of one unit, agent or
    account.
    """
    return compute_coincidence_rarity(
        allowances,
        subject="payment_id",
        values=VALUES,
        groups=HANDS,
        name="allowance_same_rarity",
    )


@derived(key=("employer_id",))
def unit_allowance_coincidences(allowances: allowance_values):
    """unit_allowance_rarity: the rarest value that a unit's allowances have in common."""
    return compute_group_rarity(
        allowances,
        subject="payment_id",
        values=VALUES,
        group="employer_id",
        name="unit_allowance_rarity",
    )
