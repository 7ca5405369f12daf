"""The units of deploy/: installed below a root as the page says, the doctor finds them well; and what it says if not."""

import shutil

import pytest

from cli.doctor_units import UNITS, find_unit_faults

DEPLOY = UNITS.parent
PROGRAM = "opt/qingfeng/.venv/bin/qingfeng"
ENABLED = ("night", "heartbeat", "verify", "heads")


@pytest.fixture
def root(tmp_path):
    """A machine's files after the steps of docs/how-to/deploy.md."""
    units = tmp_path / "etc/systemd/system"
    shutil.copytree(UNITS, units)
    (units / "timers.target.wants").mkdir()
    for name in ENABLED:
        (units / "timers.target.wants" / f"qingfeng-{name}.timer").symlink_to(
            f"../qingfeng-{name}.timer"
        )
    (tmp_path / "etc/qingfeng").mkdir()
    shutil.copy(DEPLOY / "qingfeng.env", tmp_path / "etc/qingfeng/qingfeng.env")
    (tmp_path / "etc/qingfeng/qingfeng.env").chmod(0o640)
    (tmp_path / "etc/passwd").write_text("qingfeng:x:990:990::/var/lib/qingfeng:/bin/false\n")
    (tmp_path / PROGRAM).parent.mkdir(parents=True)
    (tmp_path / PROGRAM).write_text("#!/bin/sh\n")
    (tmp_path / PROGRAM).chmod(0o755)
    return tmp_path


def test_what_is_installed_as_the_page_says_is_well(root):
    assert list(find_unit_faults(root)) == []


def test_a_machine_without_units_has_no_faults(tmp_path):
    assert list(find_unit_faults(tmp_path)) == []


def spoil_program(root):
    (root / PROGRAM).unlink()


def spoil_secrecy(root):
    (root / "etc/qingfeng/qingfeng.env").chmod(0o644)


def spoil_path(root):
    path = root / "etc/qingfeng/qingfeng.env"
    path.write_text(path.read_text().replace("RUNS=/var", "RUNS=var"))


def spoil_account(root):
    (root / "etc/passwd").write_text("")


def spoil_timer(root):
    (root / "etc/systemd/system/timers.target.wants/qingfeng-night.timer").unlink()


def spoil_heartbeat(root):
    (root / "etc/systemd/system/timers.target.wants/qingfeng-heartbeat.timer").unlink()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (spoil_program, "is no program"),
        (spoil_secrecy, "others may read it"),
        (spoil_path, "QINGFENG_RUNS is var/lib/qingfeng/runs"),
        (spoil_account, "there is no account qingfeng"),
        (spoil_timer, "nothing starts the nights"),
        (spoil_heartbeat, "nobody would notice a missing night"),
    ],
)
def test_what_is_wrong_is_named_with_the_way_out(root, spoil, words):
    spoil(root)
    faults = list(find_unit_faults(root))
    assert any(words in what for what, _ in faults), faults
    assert all(fix for _, fix in faults)


@pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="2026-12: this machine has no systemd"
)
def test_systemd_reads_every_unit_and_knows_every_word(root):
    unit = root / "etc/systemd/system/qingfeng-desk.service"
    unit.write_text(unit.read_text().replace("Restart=", "Restrat="))
    assert any("Restrat" in what for what, _ in find_unit_faults(root))


def test_every_command_of_a_unit_is_one_that_there_is():
    from cli.main import COMMANDS

    for service in UNITS.glob("*.service"):
        for line in service.read_text(encoding="utf-8").splitlines():
            if line.startswith(("ExecStart=", "ExecStartPost=")):
                assert line.split()[1] in COMMANDS if " " in line else False, line
