"""Files that are made from declarations, so that they cannot drift: written, or compared with `--check`."""

import re
import sys
import tomllib
from pathlib import Path

from cli.mapping_pages import mapping_page
from contracts.codes import code_lists
from contracts.law import law, law_ids
from contracts.published import published_tables
from contracts.tables import input_tables
from contracts.units import UNITS
from scenarios import all_scenarios
from scenarios.framework.findings import cited

ROOT = Path(__file__).resolve().parent.parent
MADE = "<!-- 由 `make format` 按声明生成，请勿手改 / generated from the declarations by `make format`; do not edit -->"


def data_dictionary() -> str:
    """docs/data-dictionary.md: every input table with its columns."""
    lines = ["# 输入数据字典 / Input data dictionary", "", MADE, ""]
    for table in input_tables().values():
        contract = table.contract
        lines += [f"## {contract.name} {contract.zh} — {contract.en}", ""]
        lines += [
            f"主键 key: {', '.join(contract.key)} · 交付 delivery: {contract.delivery} · 方式 mode: {contract.mode}",
            "",
        ]
        lines += [note + "\n" for note in contract.notes]
        lines += _columns(contract)
    lines += ["# 代码表 / Code lists", ""]
    for name, codes in code_lists().items():
        lines += [f"- **{name}**: " + "；".join(f"`{c}` {t.zh} {t.en}" for c, t in codes.items())]
    return "\n".join(lines) + "\n"


def published_run() -> str:
    """docs/published-run.md: every table of a published run."""
    lines = ["# 发布结果 / The published run", "", MADE, ""]
    for table in published_tables().values():
        contract = table.contract
        lines += [
            f"## {contract.name}.parquet {contract.zh} — {contract.en}",
            "",
            f"主键 key: {', '.join(contract.key)}",
            "",
        ]
        lines += _columns(contract)
    return "\n".join(lines) + "\n"


def indicators() -> str:
    """docs/indicators.md: every indicator of every scenario, and the law's numbers."""
    lines = ["# 指标目录 / Indicators", "", MADE, ""]
    for scenario in all_scenarios().values():
        lines += [f"## {scenario.title.zh} — {scenario.title.en}（{scenario.authority}）", ""]
        lines += ["| 编号 | 级别 | 指标 | 定义 | 阈值 | 政策依据 |", "|---|---|---|---|---|---|"]
        lines += [_indicator(i) for i in scenario.indicators] + [""]
    lines += [
        "## 法定数值 / Numbers set by law",
        "",
        "| 参数 | 自 | 值 | 依据 | 核实 |",
        "|---|---|---|---|---|",
    ]
    for number in map(law, law_ids()):
        state = "已读 read" if number.verified else "待核实 to be verified"
        lines += [
            f"| {number.title.zh} {number.title.en} | {start} | {value} | {number.source} | {state} |"
            for start, value in number.values
        ]
    return "\n".join(lines) + "\n"


def environment() -> str:
    """environment.yml: the direct dependencies at the versions of the lock."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["dev"]
    lines = [
        "# Made from pyproject.toml and requirements.lock by `make format`.",
        "name: qingfeng",
        "channels:",
    ]
    lines += [
        "  - conda-forge",
        "dependencies:",
        f"  - python{project['requires-python']}",
        "  - pip",
        "  - pip:",
    ]
    return "\n".join([*lines, *[f"      - {pin}" for pin in pins(wanted)], "      - -e ."]) + "\n"


def pins(wanted: list[str]) -> list[str]:
    """Direct dependencies as the lock pins them, markers kept, in order of name."""
    names = {re.match(r"[A-Za-z0-9_.-]+", w)[0].lower(): w for w in wanted}
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    found = re.findall(r"^([a-z0-9_.-]+)(?:\[[^\]]*\])?(==[^\\\n]+?) \\$", lock, flags=re.MULTILINE)
    return [f"{name}{rest.strip()}" for name, rest in found if name in names]


GENERATED = {
    "docs/data-dictionary.md": data_dictionary,
    "docs/published-run.md": published_run,
    "docs/indicators.md": indicators,
    "docs/mappings.md": lambda: mapping_page(MADE),
    "environment.yml": environment,
}


def stale() -> list[str]:
    """The generated files that no longer say what the declarations say."""
    return [name for name, make in GENERATED.items() if not _is_current(ROOT / name, make())]


def _is_current(path, text):
    return path.is_file() and path.read_text(encoding="utf-8") == text


def _columns(contract):
    lines = ["| 列 column | 类型 | 必填 | 含义 | meaning | 代码/单位/规则 |", "|---|---|---|---|---|---|"]
    for c in contract.columns.values():
        extra = "；".join(
            x for x in (c.codes, c.unit, c.check and f"`{c.check.text}`", c.pii and f"pii: {c.pii}") if x
        )
        lines.append(
            f"| {c.name} | {c.type.name} | {'是' if c.required else ''} | {c.zh} | {c.en} | {extra} |".replace(
                "||", "\\|\\|"
            )
        )
    return [*lines, ""]


def _indicator(indicator):
    threshold = f"{indicator.cut} {UNITS[indicator.unit].zh}".strip()
    title = f"{indicator.title.zh} {indicator.title.en}"
    return f"| {indicator.id} | {indicator.level} | {title} | {indicator.definition.zh} | {threshold} | {cited(indicator.laws).zh} |"


def main(arguments: list[str]) -> int:
    """Write the generated files, or with --check name those that are stale."""
    if "--check" in arguments:
        names = stale()
        if names:
            print(f"stale: {', '.join(names)} → run `make format` and commit", file=sys.stderr)
        return 1 if names else 0
    for name, make in GENERATED.items():
        (ROOT / name).parent.mkdir(exist_ok=True)
        (ROOT / name).write_text(make(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
