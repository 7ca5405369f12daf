"""One small night, made once for all workers."""

import fcntl

import pytest

from tests.life.small import FIRST, Small, few_tables, run_of


@pytest.fixture(scope="session")
def small(shared_town) -> Small:
    """A town of few tables with its first night; tests that change a runs folder take a copy."""
    made = Small(shared_town / "few" / "town", shared_town / "few" / "runs", shared_town / "truth.parquet")
    with (shared_town / "few.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (made.runs / "current").is_dir():
            few_tables(shared_town / "town", made.town)
            run_of(made.town, made.runs, as_of=FIRST)
    return made
