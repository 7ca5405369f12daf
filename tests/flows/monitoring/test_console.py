"""A night at a terminal: one line a stage, details in a line that is updated, everything with -v."""

import io

import pytest

from flows.monitoring.console import CLEAR, VERBOSE, Console

LINES = (
    "person: 200,000 rows verified, 0.3 s",
    "person: 199,999 rows accepted, 1 quarantined, 0.2 s",
    "employer: 5,891 rows accepted, 0 quarantined, 0.1 s",
    "  volume [warn] person: 行数超过近几夜中位数1.5倍 / more rows than usual",
    "[ingest] 3.2 s",
    "  特征 features: work_injury / injury",
    "card_footprint: stopped: a column is missing",
    "[build_features] 12.5 s",
)
SHOWN = [
    LINES[1],
    LINES[3],
    "[ingest] 到数检查 3.2 s",
    LINES[6],
    "[build_features] 特征 12.5 s",
]


class Terminal(io.StringIO):
    def isatty(self):
        return True


def show(stream):
    console = Console(stream)
    console.begin("ingest")
    for line in LINES:
        console.show(line)
    return stream.getvalue()


def test_a_log_gets_a_line_a_stage_and_whatever_is_unusual(monkeypatch):
    monkeypatch.delenv(VERBOSE, raising=False)
    assert show(io.StringIO()).splitlines() == SHOWN


def test_a_terminal_shows_details_in_one_line_that_is_wiped(monkeypatch):
    monkeypatch.delenv(VERBOSE, raising=False)
    said = show(Terminal())
    assert [line.split(CLEAR)[-1] for line in said.rstrip("\n").split("\n")] == SHOWN
    assert f"{CLEAR}[ingest] 到数检查 person: 200,000" in said


def test_everything_is_shown_to_who_asks(monkeypatch):
    monkeypatch.setenv(VERBOSE, "1")
    assert len(show(io.StringIO()).splitlines()) == len(LINES)


@pytest.mark.parametrize("line", ["旁支 aside: …", "[alert] webhook: OSError", "Prefect …"])
def test_a_word_to_the_reader_is_never_a_detail(monkeypatch, line):
    monkeypatch.delenv(VERBOSE, raising=False)
    stream = io.StringIO()
    Console(stream).show(line)
    assert stream.getvalue() == f"{line}\n"
