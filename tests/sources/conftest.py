"""Databases for the tests of the sources."""

import pytest

from tests import postgres


@pytest.fixture
def database():
    """The address of an empty PostgreSQL database."""
    with postgres.create_database() as url:
        yield url
