"""docs/how-to/first-extract.md lived through: an agency's own names, drafted, checked, a night, the desk.

A medical bureau hands over three tables under Chinese names: once as a folder of workbooks,
once as a MariaDB. Both give the same list.
"""

from datetime import date, datetime

import pandas as pd
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa
import xlsxwriter
import yaml

from cli.main import main
from contracts.tables import get_input_tables
from pipeline.locate_source import resolve_snapshot
from pipeline.settings import Settings
from tests import postgres
from tests.mariadb import start_mariadb
from tests.pipeline.nights import run_another_night
from tests.review.served_desk import Desk, ran
from tests.sources.snapshots import write_snapshot

DAY = date(2026, 6, 30)
SINCE = datetime(2026, 1, 1)
TABLES = ("claim_header", "claim_line", "institution")
SETTING = "scenarios=pharmacy_billing"
STORED = {
    "int": sa.BigInteger(),
    "number": sa.Double(),
    "money": sa.Numeric(14, 2),
    "date": sa.Date(),
    "month": sa.Date(),
    "ts": sa.DateTime(),
    "bool": sa.Boolean(),
}


@pytest.fixture(scope="module")
def bureau(few):
    """Contract table → its rows of half a year, of a town of few persons."""
    bills, lines, institutions = (pq.read_table(few / f"{name}.parquet") for name in TABLES)
    bills = bills.filter(pc.greater_equal(bills["service_time"], SINCE))
    lines = lines.filter(pc.is_in(lines["setl_id"], bills["setl_id"].combine_chunks()))
    return dict(zip(TABLES, (bills, lines, institutions), strict=True))


@pytest.fixture(scope="module")
def expected(bureau, tmp_path_factory):
    """The findings of a night on the same rows under the contract's own names."""
    folder = tmp_path_factory.mktemp("bureau")
    tables = {get_input_tables()[name]: rows for name, rows in bureau.items()}
    town = write_snapshot(folder / "town", tables)
    return read_findings(run_another_night(town, folder / "runs", SETTING))


def read_findings(run):
    findings = pd.read_parquet(run / "findings.parquet")
    assert len(findings)
    return set(
        findings[["finding_id", "level", "amount_involved"]].itertuples(index=False, name=None)
    )


def receive_at_a_new_desk(folder, run, **environment):
    desk = Desk(folder / "desk")
    desk.home.mkdir()
    ran(desk.environment | environment, "review", "receive", str(run), folder=folder)


def get_titles(name):
    """The columns of a table with the names that the agency gives them: their Chinese titles."""
    columns = get_input_tables()[name].contract.columns.values()
    titles = [c.zh for c in columns]
    return {c.name: c.zh if titles.count(c.zh) == 1 else c.name for c in columns}


def write_workbooks(bureau, folder):
    """A workbook a table, its cells as the agency's clerk sees them."""
    folder.mkdir()
    for name, rows in bureau.items():
        path = folder / f"{get_input_tables()[name].contract.zh}.xlsx"
        with xlsxwriter.Workbook(path, {"default_date_format": "yyyy/m/d"}) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, [get_titles(name)[c] for c in rows.column_names])
            for at, row in enumerate(rows.to_pylist(), start=1):
                for column, value in enumerate(row.values()):
                    value = float(value) if hasattr(value, "normalize") else value
                    sheet.write(at, column, value)


def write_database(bureau, url):
    """A table each, the columns with their types and Chinese names."""
    engine, metadata = sa.create_engine(url), sa.MetaData()
    for name, rows in bureau.items():
        contract, titles = get_input_tables()[name].contract, get_titles(name)
        columns = [
            sa.Column(titles[c.name], STORED.get(c.type.name, sa.String(200)))
            for c in contract.columns.values()
        ]
        table = sa.Table(contract.zh, metadata, *columns)
        table.create(engine)
        with engine.begin() as connection:
            named = [{titles[c]: v for c, v in row.items()} for row in rows.to_pylist()]
            connection.execute(table.insert(), named)
    engine.dispose()


def live_the_page(source, folder, monkeypatch):
    """Steps 1 to 4 of the page up to the published run."""
    monkeypatch.chdir(folder)
    assert main(["map", "--source", source, "--out", "city.yaml"]) == 0
    drafted = yaml.safe_load((folder / "city.yaml").read_text("utf-8"))["tables"]
    for name in TABLES:
        columns = get_input_tables()[name].contract.columns.values()
        assert {c.name for c in columns if c.required} <= set(drafted[name]["columns"]), name
    chosen = ["--set", "mapping=city.yaml", "--runs", "runs"]
    assert main(["check", "--source", source, *chosen]) == 0
    settings = Settings(mapping="city.yaml")
    runs = folder / "runs"
    snapshot, _ = resolve_snapshot(source, DAY, runs, settings, tell=lambda line: None)
    return run_another_night(snapshot, runs, SETTING)


def test_from_a_folder_of_workbooks_to_a_desk_on_sqlite(bureau, expected, tmp_path, monkeypatch):
    write_workbooks(bureau, tmp_path / "extract")
    run = live_the_page("extract", tmp_path, monkeypatch)
    assert read_findings(run) == expected
    receive_at_a_new_desk(tmp_path, run)


def test_from_a_mariadb_to_a_desk_on_postgresql(bureau, expected, tmp_path, monkeypatch):
    with start_mariadb(tmp_path / "server") as url:
        write_database(bureau, url)
        run = live_the_page(url, tmp_path, monkeypatch)
    assert read_findings(run) == expected
    with postgres.create_database() as address:
        receive_at_a_new_desk(tmp_path, run, QINGFENG_DESK_DATABASE=address)
