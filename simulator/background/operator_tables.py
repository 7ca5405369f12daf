"""The tables of the agency's own staff, written after all others."""

from simulator.background.amend_pensions import amend_pensions
from simulator.background.operator_log import plan_honest_log, write_log
from simulator.background.operator_mistakes import plan_mistakes
from simulator.background.operator_payments import (
    plan_honest_payments,
    write_operator_checks,
)
from simulator.background.operators import write_accounts
from simulator.core.world import World


def write_operator_tables(world: World) -> None:
    """Write `operator_account`, `operator_log`, checks by operators, and pensions as operators
    changed them.
    """
    plan_honest_payments(world)
    plan_mistakes(world)
    plan_honest_log(world)
    amend_pensions(world)
    write_operator_checks(world)
    write_accounts(world)
    write_log(world)
