"""Secrets kept by Prefect: a variable names the block instead of holding the value.

QINGFENG_DB_PASSWORD=prefect://secret/qingfeng-db     the Prefect block `secret/qingfeng-db`
"""

import os
from collections.abc import MutableMapping

from contracts.errors import UsageError

BLOCK = "prefect://secret/"


def load_secrets(environment: MutableMapping[str, str] = os.environ) -> None:
    """Replace names of blocks in the environment of this process by their values.

    Prefect is started only if a block is named. Raises UsageError for a block that cannot be read,
    without any value and without Prefect's own message.
    """
    if not any(value.startswith(BLOCK) for value in environment.values()):
        return
    for variable in _list_secret_variables():
        value = environment.get(variable, "")
        if value.startswith(BLOCK):
            environment[variable] = _read_block_value(variable, value.removeprefix(BLOCK))


def _list_secret_variables():
    # imported where a block is named: the command line starts without drivers of databases
    from contracts.identity import KEY_VARIABLE
    from flows.monitoring.alerts import MAIL_PASSWORD, WEBHOOK
    from sources.database.addresses import PASSWORD_VARIABLE

    return PASSWORD_VARIABLE, KEY_VARIABLE, WEBHOOK, MAIL_PASSWORD


def _read_block_value(variable, block):
    from prefect.blocks.system import Secret

    try:
        # not get(): it would read a password of digits as a number
        return str(Secret.load(block).value.get_secret_value())
    except Exception as error:
        raise UsageError(
            f"{variable} names the Prefect block secret/{block}, which cannot be read "
            f"({type(error).__name__})",
            next_step="make it in Prefect (Blocks, Secret) and set PREFECT_API_URL, "
            "or put the secret itself into the variable",
        ) from None
