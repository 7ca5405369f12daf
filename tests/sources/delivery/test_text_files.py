"""Text files and workbooks as programs write them give the rows that Parquet gives."""

import csv
import gzip
import io
import zipfile
from datetime import date

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from contracts.tables.institution import Institution
from contracts.tables.pension_payment import PensionPayment
from contracts.tables.person import Person
from sources.delivery.arrival_report import format_check_report
from sources.delivery.write_manifest import write_manifest
from tests.drawn_tables import make_arrow_table
from tests.sources.snapshots import (
    edit_manifest,
    encode_csv,
    read_accepted_rows,
    read_rejected_rows,
    receive_snapshot,
    write_snapshot,
)

DAY = date(2026, 6, 30)
SHOPS = """
    institution_code | name       | kind | district | specialty | agreement_from
    P00000000001     | 药店，"一" | P    | 330203   | -         | 2020-01-01
    P00000000002     | 药店 二    | P    | 330203   | 综合      | 2021-05-01
"""


def read_fields():
    """Header and rows of the shops, as text."""
    text = encode_csv(make_arrow_table(Institution, SHOPS), Institution.contract.columns).decode()
    return list(csv.reader(io.StringIO(text)))


def write_dialect(rows, **dialect):
    file = io.StringIO(newline="")
    csv.writer(file, **dialect).writerows(rows)
    return file.getvalue()


def receive_file(tmp_path, name, content, table=Institution):
    """Receive a folder of one file whose manifest the program wrote."""
    folder = tmp_path / "s"
    (folder / name).parent.mkdir(parents=True)
    (folder / name).write_bytes(content)
    write_manifest(folder, DAY)
    return receive_snapshot(folder)


DIALECTS = {
    "commas": lambda: write_dialect(read_fields()).encode(),
    "all quoted, CRLF, BOM": lambda: write_dialect(
        read_fields(), quoting=csv.QUOTE_ALL, lineterminator="\r\n"
    ).encode("utf-8-sig"),
    "tabs": lambda: write_dialect(read_fields(), delimiter="\t").encode(),
    "semicolons": lambda: ("sep=;\n" + write_dialect(read_fields(), delimiter=";")).encode(),
    "bars, GB18030": lambda: write_dialect(read_fields(), delimiter="|").encode("gb18030"),
    "UTF-16": lambda: write_dialect(read_fields(), delimiter="\t").encode("utf-16"),
    "UTF-16 without a mark": lambda: write_dialect(read_fields()).encode("utf-16-le"),
    "names in capitals, columns turned round": lambda: write_dialect(
        [[f.upper() if n == 0 else f for f in row[::-1]] for n, row in enumerate(read_fields())]
    ).encode(),
    "Chinese titles": lambda: write_dialect(
        [[Institution.contract.columns[n].zh for n in read_fields()[0]], *read_fields()[1:]]
    ).encode("gb18030"),
    "trailing tabs": lambda: write_dialect(
        [read_fields()[0], *[[f + "\t" for f in row] for row in read_fields()[1:]]]
    ).encode(),
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_file_in_any_dialect_gives_the_rows_of_the_parquet_file(tmp_path, dialect):
    arrival, out = receive_file(tmp_path, "institution.csv", DIALECTS[dialect]())
    assert not arrival.stopped and not read_rejected_rows(out, Institution)
    expected = make_arrow_table(Institution, SHOPS).to_pylist()
    assert read_accepted_rows(out, Institution) == expected


def test_how_a_file_came_is_said(tmp_path):
    arrival, _ = receive_file(tmp_path, "institution.csv", DIALECTS["bars, GB18030"]())
    assert "institution.csv: GB18030, delimiter '|'" in arrival.warnings


def pack_zip(content):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("机构.csv", content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "pack"),
    [("institution.csv.gz", gzip.compress), ("institution.zip", pack_zip)],
)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_packed_files_are_read(tmp_path, name, pack, encoding):
    content = write_dialect(read_fields()).encode(encoding)
    _, out = receive_file(tmp_path, name, pack(content))
    expected = make_arrow_table(Institution, SHOPS).to_pylist()
    assert read_accepted_rows(out, Institution) == expected


def test_monthly_parts_of_several_forms_are_one_table(tmp_path):
    header, first, _ = read_fields()
    folder = tmp_path / "s"
    (folder / "institution").mkdir(parents=True)
    (folder / "institution" / "2026-05.csv").write_bytes(write_dialect([header, first]).encode())
    rows = make_arrow_table(Institution, SHOPS).slice(1)
    pq.write_table(rows, folder / "institution" / "2026-06.parquet")
    write_manifest(folder, DAY)
    _, out = receive_snapshot(folder)
    expected = make_arrow_table(Institution, SHOPS).to_pylist()
    assert read_accepted_rows(out, Institution) == expected


def write_workbook(rows, *, stray=None):
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    if stray:
        book.active[stray] = "x"
    book.save(file)
    return file.getvalue()


def test_a_workbook_gives_the_same_rows(tmp_path):
    rows = [[field or None for field in row] for row in read_fields()]
    place = rows[0].index("agreement_from")
    for row in rows[1:]:
        row[place] = date.fromisoformat(row[place])
    _, out = receive_file(tmp_path, "institution.xlsx", write_workbook(rows))
    expected = make_arrow_table(Institution, SHOPS).to_pylist()
    assert read_accepted_rows(out, Institution) == expected


def test_a_stray_cell_far_down_is_refused_in_words(tmp_path):
    write_snapshot(tmp_path / "s", {Institution: b"x\n"})
    (tmp_path / "s" / "institution.csv").unlink()
    (tmp_path / "s" / "institution.xlsx").write_bytes(write_workbook([["a"]], stray="Z1000000"))
    with pytest.raises(Exception, match="cells far from the table"):
        write_manifest(tmp_path / "s", DAY)


def test_a_file_that_changes_its_encoding_is_refused(tmp_path):
    text = write_dialect(read_fields())
    content = text.encode() + text.splitlines()[-1].encode("gb18030") + b"\n"
    arrival, _ = receive_snapshot(write_snapshot(tmp_path / "s", {Institution: content}))
    assert "neither UTF-8 nor GB18030" in arrival.stopped["institution"]


PAYMENTS = """person_id,insurance_type,benefit_month,kind,seq,amount,backpay_months,adjust_flag,paid_date,bank_hash,reversed,reversal_of,updated_at,row_status
p2,170,2024-07,1,1,.5,,1,2024-07-12,,0,,2024-07-12T00:00:00,1
p2,170,2024-08,1,1,1234.5000,,0,2024-08-12,,0,,2024-08-12 00:00:00,1
p2,170,2024-09,1,1,5.,,0,2024/9/12,,0,,2024-09-12,1
p2,170,2024-10,1,1,"1,481.79",,true,2024-10-12 00:00:00,,0,,2024-10-12T00:00:00,1
p2,170,2026-05-01,1,1.0,481.79,,f,20241112,,0,,2024-11-12T00:00:00,1
p2,170,202606,1,1,"1,5",,0,2024-12-12,,0,,2024-12-12T00:00:00,1
"""


def test_spellings_of_equal_values_are_read_and_counted_and_a_comma_for_a_point_is_refused(
    tmp_path,
):
    folder = write_snapshot(tmp_path / "s", {PensionPayment: PAYMENTS.encode()})
    arrival, out = receive_snapshot(folder)
    amounts = [str(r["amount"]) for r in read_accepted_rows(out, PensionPayment)]
    assert amounts == ["0.50", "1234.50", "5.00", "1481.79", "481.79"]
    (lost,) = read_rejected_rows(out, PensionPayment)
    assert (lost["rule"], lost["column"], lost["amount"]) == ("type", "amount", "1,5")
    counted = {
        (o.column, o.rule): o.rows
        for o in arrival.oddities["pension_payment"]
        if o.outcome == "repaired"
    }
    assert counted[("amount", "form")] == 3 and counted[("amount", "separators")] == 1
    assert counted[("benefit_month", "form")] == 2 and counted[("adjust_flag", "form")] == 2
    report = format_check_report(arrival)
    assert "pension_payment.amount: type × 1  ⟨9,9⟩" in report and "1,5" not in report


@pytest.mark.parametrize("name", ["filename", "FILE_ROW_NUMBER", "Name"])
def test_a_further_column_of_any_name_is_left_alone(tmp_path, name):
    rows = make_arrow_table(Institution, SHOPS).append_column(name, pa.array(["x", "y"]))
    _, out = receive_snapshot(write_snapshot(tmp_path / "s", {Institution: rows}))
    expected = make_arrow_table(Institution, SHOPS).to_pylist()
    assert read_accepted_rows(out, Institution) == expected


def test_an_optional_column_that_was_not_delivered_is_unknown_and_said_so(tmp_path):
    rows = make_arrow_table(Person, "person_id\np1").drop_columns(["phone_hash"])
    arrival, out = receive_snapshot(write_snapshot(tmp_path / "s", {Person: rows}))
    assert read_accepted_rows(out, Person)[0]["phone_hash"] is None
    assert "person: columns not delivered, taken as unknown: phone_hash" in arrival.warnings


def test_an_absurd_amount_is_refused(tmp_path):
    rows = "person_id | amount\np1 | 999999999999.99\np2 | 3000.00"
    arrival, out = receive_snapshot(write_snapshot(tmp_path / "s", {PensionPayment: rows}))
    assert [r["person_id"] for r in read_accepted_rows(out, PensionPayment)] == ["p2"]
    assert [r["rule"] for r in read_rejected_rows(out, PensionPayment)] == ["type"]
    assert arrival.has_refused


def test_a_manifest_counts_rows_and_is_refused_without_a_table(tmp_path):
    (tmp_path / "a").mkdir()
    with pytest.raises(Exception, match="no file of a table"):
        write_manifest(tmp_path / "a", DAY)
    folder = write_snapshot(tmp_path / "s", {Institution: SHOPS})
    edit_manifest(folder, lambda m: m["tables"]["institution"].update(rows=9))
    assert write_manifest(folder, DAY) == {"institution": 2}
