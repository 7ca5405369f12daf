"""Secrets and alert channels that lie in a real Prefect: its blocks are made, read, and used."""

import subprocess
import sys
from pathlib import Path

import pytest

from flows.prefect_secrets import load_secrets
from tests.flows.monitoring.listeners import listener
from tests.prefect_home import build_prefect_environment

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import os, sys
from prefect.blocks.notifications import CustomWebhookNotificationBlock
from prefect.blocks.system import Secret
from contracts.errors import UsageError
from flows.monitoring.alerts import send_alert
from flows.prefect_secrets import load_secrets
from pipeline.settings import Settings

Secret(value="20260630").save("database")
CustomWebhookNotificationBlock(name="duty", url=sys.argv[1], json_data={"subject": "{{subject}}", "text": "{{body}}"}).save("duty")
load_secrets()
print(repr(os.environ["QINGFENG_DB_PASSWORD"]))
print(send_alert("odd list", "half as long", Settings(alert_blocks="custom-webhook/duty,slack-webhook/none"), tell=print))
try:
    load_secrets({"QINGFENG_AGENCY_KEY": "prefect://secret/lost"})
except UsageError as error:
    print(error)
"""


@pytest.fixture
def environment(tmp_path):
    """A Prefect of its own that starts when it is asked; a password that lies in it."""
    return build_prefect_environment(
        tmp_path, "CRITICAL", QINGFENG_DB_PASSWORD="prefect://secret/database"
    )


def test_a_secret_and_a_channel_are_read_from_blocks_and_a_lost_one_is_named(environment):
    with listener() as (url, taken):
        said = subprocess.run(
            [sys.executable, "-c", PROGRAM, url],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
        )
    assert said.returncode == 0, said.stderr[-3000:]
    value, trouble, sent, lost = said.stdout.splitlines()
    assert (value, sent) == ("'20260630'", "1")
    assert taken == [{"subject": "清风 odd list", "text": "half as long"}]
    assert trouble.startswith("[alert] slack-webhook/none: ")
    assert lost.startswith(
        "QINGFENG_AGENCY_KEY names the Prefect block secret/lost, which cannot be read"
    )


def test_values_that_name_no_block_stay_as_they_are():
    environment = {"QINGFENG_DB_PASSWORD": "prefect", "QINGFENG_AGENCY_KEY": ""}
    load_secrets(environment)
    assert environment == {"QINGFENG_DB_PASSWORD": "prefect", "QINGFENG_AGENCY_KEY": ""}
