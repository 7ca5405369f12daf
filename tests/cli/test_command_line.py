"""Mistakes at the command line: one line, what is wrong and the next step, an exit code of its own, no traceback."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import typer

from cli.main import build_app, main
from contracts.tables.employer import Employer
from pipeline.locate_source import resolve_snapshot
from pipeline.settings import Settings
from reports.diff.compare_runs import RunComparison
from tests.commands import PROGRAM
from tests.sources.snapshots import edit_manifest, write_snapshot

USAGE, SOURCE, RUN = 2, 3, 4
COMMANDS = [
    "simulate",
    "nightly",
    "commission",
    "check",
    "evaluate",
    "export",
    "explain",
    "preview",
    "plan",
    "train",
    "models",
    "promote",
    "rollback",
    "shadow",
    "backtest",
    "review",
    "replay",
    "diff",
    "prune",
    "load",
    "map",
    "manifest",
    "quarantine",
    "resubmit",
    "heartbeat",
    "prefect",
    "rules",
    "doctor",
    "new-indicator",
]


def said(capsys, *arguments):
    code = main([str(a) for a in arguments])
    return code, capsys.readouterr().err.strip()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((), USAGE, "required"),
        (("nightly",), USAGE, "--source"),
        (("dance",), USAGE, "dance"),
        (("nightly", "--source", "nowhere", "--colour", "red"), USAGE, "--colour"),
        (("nightly", "--source", "nowhere", "more"), USAGE, "more"),
        (("diff", "nowhere"), USAGE, "RUN_B"),
        (("simulate", "--form", "xls"), USAGE, "parquet"),
        (("replay", "nowhere", "--threads", "few"), USAGE, "few"),
        (("nightly", "--source", "nowhere"), SOURCE, "nowhere is not a folder"),
        (("nightly", "--source", "nowhere", "--as-of", "30.6.2026"), USAGE, "2026-06-30"),
        (("nightly", "--source", "nowhere", "--scenario", "dragons"), USAGE, "dragons"),
        (("nightly", "--source", "nowhere", "--budget", "0"), USAGE, "budget must lie in"),
        (("nightly", "--source", "nowhere", "--budget", "many"), USAGE, "many"),
        (("nightly", "--source", "nowhere", "--set", "budget"), USAGE, "KEY=VALUE"),
        (("nightly", "--source", "nowhere", "--set", "colour=red"), USAGE, "colour"),
        (("nightly", "--source", "nowhere", "--set", "threshold.U99=3"), USAGE, "U99"),
        (("nightly", "--source", "nowhere", "--engine", "abacus"), USAGE, "abacus"),
        (("nightly", "--source", "nowhere", "--engine", "spark"), USAGE, "spark.master"),
        (("simulate", "--persons", "-5", "--out", "o", "--truth", "t"), USAGE, "-5"),
        (("simulate", "--persons", "10", "--out", "o", "--truth", "t"), USAGE, "too small"),
        (("simulate", "--persons", "20000", "--out", "o", "--truth", "o/t"), USAGE, "truth"),
        (
            ("simulate", "--persons", "20000", "--months", "3", "--out", "o", "--truth", "t"),
            USAGE,
            "months",
        ),
        (("check", "--source", "nowhere"), SOURCE, "nowhere"),
        (("evaluate", "nowhere", "--truth", "t"), RUN, "not a published run"),
        (("export", "nowhere", "--out", "a.xlsx"), RUN, "not a published run"),
        (("diff", "nowhere", "elsewhere"), RUN, "not a published run"),
    ],
)
def test_a_mistake_is_said_in_one_line(capsys, tmp_path, monkeypatch, arguments, code, words):
    monkeypatch.chdir(tmp_path)
    found, line = said(capsys, *arguments)
    assert found == code
    assert words in line and " → " in line and "\n" not in line and line.startswith("qingfeng: ")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_a_manifest_is_no_source(capsys, tmp_path):
    code, line = said(capsys, "check", "--source", tmp_path)
    assert code == SOURCE and "manifest.json" in line


def test_check_looks_at_changes_merged_and_lands_nothing(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_snapshot(tmp_path / "first", {Employer: "employer_id\ne1\ne2"})
    changes = write_snapshot(
        tmp_path / "changes", {Employer: "employer_id\ne3"}, snapshot_date="2026-07-01"
    )
    edit_manifest(changes, lambda m: m["tables"]["employer"].update(mode="delta"))
    assert said(capsys, "check", "--source", changes)[0] == SOURCE
    resolve_snapshot("first", None, Path("runs"), Settings(), tell=lambda line: None)
    landed = sorted(Path("runs").rglob("*"))
    assert main(["check", "--source", "changes", "--runs", "runs"]) == 0
    assert "3            3            0" in capsys.readouterr().out
    assert sorted(Path("runs").rglob("*")) == landed


class TestWithARun:
    def test_an_absurd_day(self, capsys, made, tmp_path):
        code, line = said(
            capsys, "nightly", "--source", made.town, "--runs", tmp_path, "--as-of", "2031-01-01"
        )
        assert code == USAGE and "2026-06-30" in line

    def test_export_wants_an_xlsx_and_a_known_district(self, capsys, made, tmp_path):
        code, line = said(capsys, "export", made.run, "--out", tmp_path / "a.csv")
        assert code == USAGE and ".xlsx" in line
        code, line = said(
            capsys, "export", made.run, "--out", tmp_path / "a.xlsx", "--district", "1"
        )
        assert code == USAGE and "330203" in line and not (tmp_path / "a.xlsx").exists()

    def test_evaluate_wants_a_truth_file(self, capsys, made, tmp_path):
        other = tmp_path / "truth.parquet"
        other.write_bytes(b"no parquet")
        code, line = said(capsys, "evaluate", made.run, "--truth", other)
        assert code == SOURCE and "\n" not in line

    def test_evaluate_prints_figures_and_every_typology(self, capsys, made):
        assert main(["evaluate", str(made.run), "--truth", str(made.truth)]) == 0
        printed = capsys.readouterr().out
        assert (
            "recall" in printed
            and "sham_separation_hard" in printed
            and "law_firm_agent" in printed
        )

    def test_check_says_what_came(self, capsys, made):
        assert main(["check", "--source", str(made.town)]) == 0
        assert "claim_header" in capsys.readouterr().out

    def test_a_difference_is_written_by_kind(self, capsys, monkeypatch, tmp_path):
        columns = ["case_id", "change", "before", "after", "why"]
        rows = [("a", "new"), ("b", "gone"), ("c", "moved")]
        cases = pd.DataFrame([(*row, "H", "—", "why") for row in rows], columns=columns)
        compared = RunComparison({}, cases)
        monkeypatch.setattr("reports.diff.compare_runs.compare_runs", lambda *_: compared)
        for number in (1, 2):
            (tmp_path / f"{number}").mkdir()
            (tmp_path / f"{number}" / "run.json").write_text("{}")
        runs, out = [str(tmp_path / "1"), str(tmp_path / "2")], tmp_path / "diff.csv"
        for words, listed, written in (
            ([], "ab", "abc"),
            (["--kind", "moved"], "c", "c"),
            (["--kind", "all"], "abc", "abc"),
        ):
            assert main(["diff", *runs, "--csv", str(out), *words]) == 0
            said = capsys.readouterr().out
            assert "变动 moved 1" in said, "all are counted, whatever is listed"
            assert [line.split()[1] for line in said.splitlines()[1:-1]] == list(listed)
            assert pd.read_csv(out).case_id.tolist() == list(written)

    def test_a_run_beside_itself_is_identical(self, capsys, made):
        assert main(["diff", str(made.run), str(made.run)]) == 0
        assert "相同" in capsys.readouterr().out


def test_the_installed_program_names_its_commands():
    out = subprocess.run([PROGRAM, "--help"], capture_output=True, text=True)
    assert out.returncode == 0
    assert re.findall(r"^ {2}([a-z][a-z-]*)", out.stdout, re.MULTILINE) == COMMANDS


def test_the_program_starts_without_the_libraries_of_a_night():
    heavy = ("pandas", "pyarrow", "ibis", "duckdb", "sklearn", "mlflow", "prefect", "django")
    line = f"import sys, cli.main; print([m for m in {heavy} if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", line], capture_output=True, text=True)
    assert (out.returncode, out.stdout.strip()) == (0, "[]"), out.stderr[-2000:]


def test_the_desk_gets_every_argument_as_it_was_given(monkeypatch):
    handed_on = []
    monkeypatch.setattr(os, "execv", lambda program, words: handed_on.extend(words))
    assert main(["review", "verdicts", "--help", "--", "-x", "a b"]) == 0
    assert handed_on[1:] == ["-m", "review", "verdicts", "--help", "--", "-x", "a b"]


def test_the_desk_answers_for_itself(tmp_path):
    own = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}  # the tests' desk
    out = subprocess.run(
        [PROGRAM, "review", "--help"], cwd=tmp_path, env=own, capture_output=True, text=True
    )
    assert out.returncode == 0 and "add_officer" in out.stdout


@pytest.mark.parametrize("command", [c for c in COMMANDS if c != "review"])
def test_every_command_has_help(capsys, command):
    with pytest.raises(SystemExit) as end:
        main([command, "--help"])
    assert end.value.code == 0 and f"qingfeng {command}" in capsys.readouterr().out


def test_every_option_says_what_it_is_for_in_both_languages():
    group = typer.main.get_command(build_app())
    lacking = [
        f"{name} {parameter.name}"
        for name, command in group.commands.items()
        for parameter in command.params
        if parameter.name != "help" and not re.search("[一-鿿].* ?/ ?.*[a-z]", parameter.help or "")
    ]
    assert lacking == []
