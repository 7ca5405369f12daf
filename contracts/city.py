"""The city: its districts, its place on the map, its own codes. Ningbo unless the site says else.

A site's `city.yaml` (in the folder that QINGFENG_SITE names) may hold

    district:                    # replaces the list; six digits of GB/T 2260, functional zones too
      "330100": {zh: 市本级, en: city level}
      "330102": {zh: 上城区, en: Shangcheng}
    city_level: "330100"         # the district of what belongs to none
    lon: [118, 121]              # whole degrees between which its institutions lie
    lat: [29, 31]
    codes:                       # adds codes to lists of contracts/code_lists.yaml, or names them
      insurance_type:
        "999": {zh: 地方补充, en: local supplement}

It is read when a process starts, and is part of the version of the code: another city is another
run.
"""

import os
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml

from contracts.errors import UsageError

SITE_VARIABLE = "QINGFENG_SITE"  # the folder of a site's settings.toml, agency.toml and city.yaml
FILE = "city.yaml"
# Ningbo, with the neighbours in whose hospitals its people are treated
LON, LAT, CITY_LEVEL = (118, 124), (27, 32), "330200"


@dataclass(frozen=True)
class City:
    """What differs from city to city; `districts` is empty for those of code_lists.yaml."""

    districts: dict[str, dict[str, str]] = field(default_factory=dict)
    city_level: str = CITY_LEVEL
    lon: tuple[int, int] = LON
    lat: tuple[int, int] = LAT
    codes: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)


def find_city_file() -> Path | None:
    """Find the site's city.yaml, None where there is none."""
    folder = os.environ.get(SITE_VARIABLE)
    path = Path(folder) / FILE if folder else None
    return path if path and path.is_file() else None


@cache
def read_city() -> City:
    """Read the city of the site. Raises UsageError for a file that is wrong."""
    path = find_city_file()
    if path is None:
        return City()
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise _make_error(path, f"不是 YAML it is not YAML ({type(error).__name__})") from None
    return parse_city(raw, path)


def parse_city(raw, path: Path) -> City:
    """Parse the content of a city.yaml. Raises UsageError."""
    known = {"district", "city_level", "lon", "lat", "codes"}
    if not isinstance(raw, dict) or (unknown := sorted(set(raw) - known)):
        what = f"there is no {unknown[0]!r}" if isinstance(raw, dict) else "it is no mapping"
        raise _make_error(path, f"{what}; known: {', '.join(sorted(known))}")
    districts = raw.get("district", {})
    for names in ({"district": districts}, raw.get("codes", {})):
        _require_names(names, path)
    level = raw.get("city_level", CITY_LEVEL)
    if districts and level not in districts:
        raise _make_error(path, f"city_level {level!r} 不在 district 中 is none of its districts")
    return City(
        districts,
        level,
        _parse_degrees(raw, "lon", LON, path),
        _parse_degrees(raw, "lat", LAT, path),
        raw.get("codes", {}),
    )


def _require_names(lists, path):
    for name, codes in lists.items() if isinstance(lists, dict) else [("codes", None)]:
        if not isinstance(codes, dict):
            raise _make_error(path, f"{name} holds no codes")
        for code, names in codes.items():
            is_named = isinstance(names, dict) and set(names) == {"zh", "en"}
            if not isinstance(code, str) or not is_named:
                raise _make_error(path, f'{name} {code!r}: write "{code}": {{zh: …, en: …}}')


def _parse_degrees(raw, name, default, path):
    value = raw.get(name, list(default))
    is_range = (
        isinstance(value, list)
        and len(value) == 2
        and all(type(degree) is int for degree in value)
        and value[0] < value[1]
    )
    if not is_range:
        raise _make_error(path, f"{name}: 须为两个整度数 write two whole degrees, [west, east]")
    return tuple(value)


def _make_error(path, what):
    return UsageError(
        f"{path}: {what}", next_step="docs/how-to/commission-a-city.md shows its form"
    )
