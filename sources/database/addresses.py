"""Addresses of databases and names of their tables."""

import os

import sqlalchemy as sa

PASSWORD_VARIABLE = "QINGFENG_DB_PASSWORD"


def choose_name(table: str, found: list[tuple[str | None, str]]) -> str:
    """Choose among (schema, name) that differ in case alone: the exact one, else the first."""
    schema, _, name = table.rpartition(".")
    exact = [one for one in found if one[1] == name and (not schema or one[0] == schema)]
    for actual_schema, actual_name in exact or sorted(found, key=str):
        return f"{actual_schema}.{actual_name}" if schema else actual_name
    return table


def format_address(url: sa.URL) -> str:
    """Format an address without user and password."""
    where = url.host or url.query.get("host", "")
    return f"{url.get_backend_name()}://{where}/{url.database or ''}"


def add_password(url: sa.URL) -> sa.URL:
    """Add the password of the environment to an address, if there is one."""
    password = os.environ.get(PASSWORD_VARIABLE)
    return url.set(password=password) if password else url
