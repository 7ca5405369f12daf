"""A folder of an agency's own files and names is drafted, mapped, checked and landed as a database is."""

import gzip
from datetime import date

import pytest

from cli.main import main
from contracts.errors import UsageError
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.person import Person
from pipeline.locate_source import resolve_snapshot, validate_source
from pipeline.settings import Settings
from tests.sources.snapshots import read_accepted_rows, read_rejected_rows, receive_snapshot

DAY = date(2026, 6, 30)
PEOPLE = """个人编号,证件号码,性别,出生日期,户籍,人员类别,更新时间,有效标志
P1,330203199003071234,男,19900307,无,1,2026/1/1 8:00,1
P2,33020319500107123X,女,1950-01-07,330203,3,2026-01-01,1
"""
MONTHS = "AAC001,AAB001,AAE140,AAE003,AAE036\nP1,E1,110,202605,20260601080000\n"
MAPPING = """
zh: 某地
en: some city
tables:
  person:
    from: 人员信息
    columns:
      person_id: 个人编号
      id_hash: {from: 证件号码, pseudonym: identity}
      sex: {from: 性别, values: {男: "1", 女: "2"}}
      birth_date: {from: 出生日期, form: yyyymmdd}
      hukou_district: {from: 户籍, values: {"": null, 无: null}}
      person_kind: 人员类别
      updated_at: 更新时间
      row_status: 有效标志
  contribution_month:
    from: ac43
    columns:
      person_id: aac001
      employer_id: aab001
      insurance_type: aae140
      contrib_month: {from: aae003, form: yyyymm}
      seq: {constant: 1}
      pay_kind: {constant: 1}
      paid_flag: {constant: 1}
      updated_at: {from: aae036, form: yyyymmddhhmmss}
      row_status: {constant: 1}
"""


@pytest.fixture
def source(tmp_path, monkeypatch):
    """A folder of two files, and a mapping beside it."""
    monkeypatch.setenv("QINGFENG_AGENCY_KEY", "k" * 32)
    folder = tmp_path / "extract"
    (folder / "AC43").mkdir(parents=True)
    (folder / "人员信息.csv").write_bytes(PEOPLE.encode("gb18030"))
    (folder / "AC43" / "202605.csv.gz").write_bytes(gzip.compress(MONTHS.encode()))
    (tmp_path / "map.yaml").write_text(MAPPING, encoding="utf-8")
    return folder


def land(source, tmp_path):
    settings = Settings(mapping=str(tmp_path / "map.yaml"))
    return resolve_snapshot(str(source), DAY, tmp_path / "runs", settings, tell=lambda line: None)


def test_a_mapped_folder_is_landed_under_the_contracts_names(source, tmp_path):
    snapshot, as_of = land(source, tmp_path)
    _, out = receive_snapshot(snapshot)
    assert as_of == DAY and not read_rejected_rows(out, Person)
    people = read_accepted_rows(out, Person)
    assert [(p["person_id"], p["sex"], p["hukou_district"]) for p in people] == [
        ("P1", "1", None),
        ("P2", "2", "330203"),
    ]
    assert [p["birth_date"] for p in people] == [date(1990, 3, 7), date(1950, 1, 7)]
    (month,) = read_accepted_rows(out, ContributionMonth)
    assert (month["contrib_month"], month["seq"], month["paid_flag"]) == (
        date(2026, 5, 1),
        1,
        True,
    )
    landed = b"".join(p.read_bytes() for p in snapshot.rglob("*.parquet"))
    assert b"33020319" not in landed and all(len(p["id_hash"]) >= 8 for p in people)


def test_the_same_files_are_landed_once_and_changed_ones_again(source, tmp_path):
    first, _ = land(source, tmp_path)
    assert land(source, tmp_path)[0] == first
    (source / "AC43" / "202606.csv").write_text(MONTHS.replace("202605", "202606"))
    assert land(source, tmp_path)[0] != first


def test_a_mapping_that_is_not_there_is_refused_for_a_folder_too(source):
    with pytest.raises(UsageError, match="there is no mapping nosuch"):
        validate_source(str(source), None, Settings(mapping="nosuch"))


def test_a_draft_names_what_it_found_and_what_is_missing(source, tmp_path, capsys):
    draft = tmp_path / "draft.yaml"
    assert main(["map", "--source", str(source), "--out", str(draft)]) == 0
    said = capsys.readouterr().out
    assert 'from: "人员信息"' in said and 'from: "AC43"' in said
    assert 'person_id: "个人编号"  # 0.95' in said and 'contrib_month: "AAE003"' in said
    assert 'id_hash: {from: "证件号码", pseudonym: identity}' in said
    assert "# seq:  # 必填 required" in said
    assert main(["check", "--source", str(source), "--set", f"mapping={draft}"]) == 3
    assert main(["map", "--source", str(source), "--out", str(draft)]) == 2
