"""Another city is data of the site: its districts, its place on the map, its own codes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from contracts.city import City, parse_city
from contracts.errors import UsageError

ROOT = Path(__file__).resolve().parents[2]
HANGZHOU = """
district:
  "330100": {zh: 市本级, en: city level}
  "330102": {zh: 上城区, en: Shangcheng}
city_level: "330100"
lon: [117, 121]
lat: [29, 31]
codes:
  insurance_type:
    "999": {zh: 地方补充, en: local supplement}
"""
LOOK = """
from contracts.codes import get_code_name, load_code_lists
from contracts.tables.institution import Institution
from pipeline.run_identity import compute_code_version
lists = load_code_lists()
print(sorted(lists["district"]), get_code_name("insurance_type", "999").zh, len(lists["insurance_type"]))
print(Institution.contract.columns["lon"].check.rule, compute_code_version())
"""


def look(site: Path) -> list[str]:
    environment = os.environ | {"QINGFENG_SITE": str(site)}
    done = subprocess.run(
        [sys.executable, "-c", LOOK], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.split("\n")


def test_lists_bounds_and_the_version_of_the_code_follow_the_site(tmp_path):
    (tmp_path / "city.yaml").write_text(HANGZHOU, encoding="utf-8")
    (districts, checks, _), (ours, our_checks, _) = look(tmp_path), look(tmp_path / "no site")
    assert districts.startswith("['330100', '330102'] 地方补充") and "330203" in ours
    assert int(districts.split()[-1]) == int(ours.split()[-1]) + 1
    assert checks.split()[0] == "117..121" and our_checks.split()[0] == "118..124"
    assert checks.split()[1] != our_checks.split()[1], "another city is another run"


def test_without_a_file_it_is_ningbo():
    assert parse_city({}, Path("city.yaml")) == City()


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (["330100"], "it is no mapping"),
        ({"districts": {}}, "there is no 'districts'; known: city_level"),
        ({"district": {330100: {"zh": "a", "en": "b"}}}, 'write "330100": {zh'),
        ({"district": {"330100": "市本级"}}, 'write "330100": {zh'),
        ({"district": {"330100": {"zh": "a", "en": "b"}}}, "city_level '330200'"),
        ({"lon": [124, 118]}, "two whole degrees"),
        ({"lat": "29..31"}, "two whole degrees"),
        ({"codes": ["x"]}, "holds no codes"),
    ],
)
def test_a_wrong_file_is_refused_with_the_next_step(raw, words):
    with pytest.raises(UsageError, match=r"city.yaml: .* → docs/how-to") as refused:
        parse_city(raw, Path("city.yaml"))
    assert words in str(refused.value)
