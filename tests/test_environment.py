"""pyproject.toml, both locks and environment.yml say the same; nothing generated is stale."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.version import Version

from cli.generate_docs import find_stale_files

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
WANTED = [Requirement(r) for r in PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]]
RUNTIME, DEVELOPMENT = (
    (ROOT / name).read_text(encoding="utf-8")
    for name in ("requirements.lock", "requirements-dev.lock")
)


def read_locked_versions(lock=DEVELOPMENT):
    """name → versions pinned in a lock (more than one where Python's version decides)."""
    found = {}
    for name, version in re.findall(r"^([a-z0-9._-]+)==([^ \\]+)", lock, flags=re.MULTILINE):
        found.setdefault(name, []).append(Version(version))
    return found


def test_the_lock_meets_every_wish_of_the_project():
    pinned = read_locked_versions()
    for wish in WANTED:
        assert all(v in wish.specifier for v in pinned[wish.name.lower()]), wish


@pytest.mark.parametrize("lock", [RUNTIME, DEVELOPMENT], ids=["runtime", "development"])
def test_every_locked_package_has_hashes_and_no_address(lock):
    assert "://" not in lock
    blocks = re.split(r"^(?=[a-z0-9._-]+==)", lock, flags=re.MULTILINE)[1:]
    assert blocks and all("--hash=sha256:" in block for block in blocks)


def test_the_runtime_is_locked_at_the_versions_that_are_tested_and_holds_no_tool_of_developers():
    runtime, tested = read_locked_versions(RUNTIME), read_locked_versions()
    assert {n: v for n, v in runtime.items() if v != tested[n]} == {}
    assert {r.name.lower() for r in map(Requirement, PROJECT["dependencies"])} <= set(runtime)
    extra = {r.name for r in map(Requirement, PROJECT["optional-dependencies"]["dev"])}
    assert not extra & set(runtime)


def test_ci_sets_up_for_developers_and_an_agency_for_the_runtime():
    assert "make setup-dev" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    rules = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in ("test", "check", "format", "rehearsal"):
        assert f"\n{target}: $(READY_DEV)" in rules, target
    for target in ("setup", "demo", "review"):
        assert f"\n{target}: $(READY)" in rules, target


def test_the_environment_names_the_direct_dependencies_at_the_locked_versions():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    pip = next(d["pip"] for d in environment["dependencies"] if isinstance(d, dict))
    named = {}
    for line in (p for p in pip if not p.startswith("-e")):
        requirement = Requirement(line)
        named.setdefault(requirement.name, []).append(
            Version(next(iter(requirement.specifier)).version)
        )
    assert named == {w.name.lower(): read_locked_versions()[w.name.lower()] for w in WANTED}
    assert f"python{PROJECT['requires-python']}" in environment["dependencies"]


def test_nothing_generated_is_stale():
    assert find_stale_files() == []


def test_prefect_deployments_name_flows_that_exist():
    deployments = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    assert [d["name"] for d in deployments] == ["nightly", "retrain"]
    for deployment in deployments:
        path, function = deployment["entrypoint"].split(":")
        assert f"def {function}(" in (ROOT / path).read_text(encoding="utf-8")
        assert deployment["schedules"][0]["timezone"] == "Asia/Shanghai"
        assert deployment["work_pool"]["name"]
