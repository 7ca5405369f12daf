"""One small night, made once for all workers."""

import pytest

from tests.life.small import FIRST, Small, few_tables, run_of
from tests.once import made_once


@pytest.fixture(scope="session")
def small(shared_town) -> Small:
    """A town of few tables with its first night; tests that change a runs folder take a copy."""
    made = Small(shared_town / "few" / "town", shared_town / "few" / "runs", shared_town / "truth.parquet")
    made_once(shared_town / "few.done", lambda: _make(made, shared_town / "town"))
    return made


def _make(made, town):
    few_tables(town, made.town)
    run_of(made.town, made.runs, as_of=FIRST)
