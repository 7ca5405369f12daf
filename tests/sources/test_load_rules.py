"""Published rules come in as local codes; what has no local code accuses nobody."""

from datetime import date

import openpyxl
import pyarrow.parquet as pq
import pytest

from cli.main import main
from contracts.errors import UsageError
from sources.rules.load_rules import load_rules

DAY = date(2026, 4, 1)
PAIRS = (
    ("重复收费规则（第七批）",),
    ("序号", "项目A国家编码", "项目A名称", "项目B国家编码", "项目B名称", "时间区间", "依据"),
    (1, "N001", "C反应蛋白", "N002", "超敏C反应蛋白", "同日", "第七批"),
    (2, "N003", "甲", "N404", "乙", "同次住院", "第七批"),
    (3, "N001", "丙", "N003", "丁", "某时", "第七批"),
    (None, None, None, None, None, None, None),
)
LIMITS = (
    ("项目编码", "项目名称", "单日上限", "上限", "周期天"),
    ("N001", "检查", "1次", 3, 30),
    ("N003", "检查", "", "", ""),
)
GROUPS = (("项目代码", "项目名称", "切口组", "第二项计价比例"), ("N001", "胃", "胃肠", "50%"))


def write_book(path, rows):
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    workbook.save(path)
    return path


@pytest.fixture
def files(tmp_path):
    (tmp_path / "catalogue.csv").write_text("item_code\nL001\nL001b\nL002\nL003\n", "utf-8")
    (tmp_path / "codes.csv").write_text(
        "national_code,item_code\nN001,L001\nN001,L001b\nN002,L002\nN003,L003\nN404,L404\n", "utf-8"
    )
    return tmp_path


def load(files, rows, **more):
    book = write_book(files / "rules.xlsx", rows)
    options = {"code_map": files / "codes.csv", "valid_from": DAY} | more
    return load_rules(book, files / "catalogue.csv", files / "out", **options)


def test_pairs_come_in_as_every_local_code_and_the_unmapped_are_told(files):
    loaded = load(files, PAIRS)
    assert (loaded.table, loaded.used, loaded.left_out) == ("item_pair_rule", 2, 1)
    assert loaded.unmapped == ("N404",)
    rows = pq.read_table(files / "out" / "item_pair_rule.parquet").to_pylist()
    assert {(r["item_a"], r["item_b"], r["window"]) for r in rows} == {
        ("L001", "L002", "2"),
        ("L001b", "L002", "2"),
    }
    assert rows[0]["valid_from"] == DAY
    report = (files / "out" / "unmapped_codes.csv").read_text("utf-8-sig")
    assert "N404" in report and "某时" in report


def test_without_a_map_national_codes_are_not_used(files):
    loaded = load(files, PAIRS, code_map=None)
    assert loaded.used == 0 and set(loaded.unmapped) == {"N001", "N002", "N003", "N404"}


def test_limits_and_groups_are_known_by_their_headers(files):
    loaded = load(files, LIMITS)
    rows = pq.read_table(files / "out" / "item_limit_rule.parquet").to_pylist()
    assert (loaded.table, len(rows), len(loaded.not_understood)) == ("item_limit_rule", 2, 1)
    assert (rows[0]["per_day"], rows[0]["per_cycle"], rows[0]["cycle_days"]) == (1, 3, 30)
    load(files, GROUPS)
    rows = pq.read_table(files / "out" / "incision_group.parquet").to_pylist()
    assert (rows[0]["incision_group"], rows[0]["second_share"]) == ("胃肠", 0.5)


def test_what_is_no_book_of_rules_is_refused(files):
    (files / "rules.xlsx").write_text("no workbook", "utf-8")
    with pytest.raises(UsageError, match="no Excel workbook"):
        load_rules(
            files / "rules.xlsx", files / "catalogue.csv", files, code_map=None, valid_from=DAY
        )
    with pytest.raises(UsageError, match="header"):
        load(files, (("姓名", "电话"), ("甲", "1")))
    with pytest.raises(UsageError, match="national_code"):
        load(files, PAIRS, code_map=files / "catalogue.csv")


def test_the_command_says_what_it_did(files, capsys):
    book = write_book(files / "rules.xlsx", PAIRS)
    line = ["rules", "load", book, "--catalogue", files / "catalogue.csv"]
    line += ["--codes", files / "codes.csv", "--out", files / "out", "--valid-from", "2026-04-01"]
    assert main([str(word) for word in line]) == 0
    out = capsys.readouterr().out
    assert "2 条规则" in out and "N404" in out and "unmapped_codes.csv" in out
    assert main([str(word) for word in ["rules", "drop", *line[2:]]]) == 2
