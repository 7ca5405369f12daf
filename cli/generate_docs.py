"""Files generated from declarations: written, or compared with `--check`."""

import importlib
import pkgutil
import re
import sys
import tomllib
from pathlib import Path
from typing import get_args

import features
from cli.indicator_page import render_indicator_page
from cli.law_page import render_law_page
from cli.mapping_pages import render_mapping_page
from contracts.codes import load_code_lists
from contracts.derived import DerivedTable, get_schema
from contracts.plans import get_plan_tables
from contracts.published import get_published_tables
from contracts.registers import get_register_tables
from contracts.tables import get_input_tables
from pipeline.settings import Settings, format_bounds

ROOT = Path(__file__).resolve().parent.parent
GENERATED_MARK = (
    "<!-- 由 `make format` 按声明生成，请勿手改 / "
    "generated from the declarations by `make format`; do not edit -->"
)
FEATURES_PREFACE = (
    "一行一张特征表：名称、作用、列（括号内为单位或类型）、读取哪些表、所在模块。"
    "指标编号见 [indicators.md](indicators.md)。 "
    "One row a feature table: name, what it does, columns (unit or type in brackets), tables "
    "that it "
    "reads, module. For the ids of indicators see [indicators.md](indicators.md)."
)
UNIT_SUFFIXES = {
    "yuan",
    "months",
    "days",
    "hours",
    "minutes",
    "seconds",
    "years",
    "km",
    "share",
    "ratio",
    "fen",
}


def render_data_dictionary() -> str:
    """Render docs/data-dictionary.md: every input table with its columns."""
    lines = ["# 输入数据字典 / Input data dictionary", "", GENERATED_MARK, ""]
    for table in get_input_tables().values():
        contract = table.contract
        lines += [f"## {contract.name} {contract.zh} — {contract.en}", ""]
        lines += [
            f"主键 key: {', '.join(contract.key)} · 交付 delivery: {contract.delivery} · "
            f"方式 mode: {contract.mode}",
            "",
        ]
        lines += [note + "\n" for note in contract.notes]
        lines += _render_columns(contract)
    lines += ["# 代码表 / Code lists", ""]
    for name, codes in load_code_lists().items():
        lines += [f"- **{name}**: " + "；".join(f"`{c}` {t.zh} {t.en}" for c, t in codes.items())]
    return "\n".join(lines) + "\n"


def render_published_run() -> str:
    """Render docs/published-run.md: every table of a published run."""
    lines = ["# 发布结果 / The published run", "", GENERATED_MARK, ""]
    for table in get_published_tables().values():
        contract = table.contract
        lines += [
            f"## {contract.name}.parquet {contract.zh} — {contract.en}",
            "",
            f"主键 key: {', '.join(contract.key)}",
            "",
        ]
        lines += _render_columns(contract)
    return "\n".join(lines) + "\n"


def render_inspection_tables() -> str:
    """Render docs/inspection-tables.md: the registers and the tables of an inspection plan."""
    lines = ["# 检查计划的表 / Tables of inspection plans", "", GENERATED_MARK, ""]
    for title, tables in (
        ("登记表 registers, kept by staff", get_register_tables()),
        ("计划和结果 the plan and what its visits brought", get_plan_tables()),
    ):
        lines += [f"## {title}", ""]
        for table in tables.values():
            contract = table.contract
            lines += [f"### {contract.name} {contract.zh} — {contract.en}", ""]
            lines += [f"主键 key: {', '.join(contract.key)}", ""]
            lines += _render_columns(contract)
    return "\n".join(lines) + "\n"


def render_operations() -> str:
    """Render docs/operations.md: the text as it is, with the table of settings made anew."""
    begin, end = "<!-- settings begin -->", "<!-- settings end -->"
    before, rest = (ROOT / "docs/operations.md").read_text(encoding="utf-8").split(begin)
    return f"{before}{begin}\n{_render_settings()}\n{end}{rest.split(end)[1]}"


def _render_settings():
    lines = ["| 设置 name | 默认 default | 范围 bounds | 含义 meaning |", "|---|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = field.get_default()
        shown = (
            "—"
            if default in ("", {})
            else f"{default:g}"
            if isinstance(default, float)
            else default
        )
        choices = get_args(field.annotation) if isinstance(default, str) else ()
        bounds = format_bounds(field) or "、".join(choices) or "—"
        lines.append(f"| {name} | {shown} | {bounds} | {field.description} |")
    return "\n".join(lines)


def render_features() -> str:
    """docs/features.md: every feature table, one section a domain, one row a table."""
    lines = ["# 特征目录 / Features", "", GENERATED_MARK, "", FEATURES_PREFACE, ""]
    for domain, tables in find_feature_tables().items():
        title = "common 各领域共用" if domain == "common" else domain.replace("_", " ")
        lines += [
            f"## {title}",
            "",
            "| 名称 name | 作用 what it does | 列 columns | 读取 reads | 模块 module |",
        ]
        lines += ["|---|---|---|---|---|", *map(_render_feature, tables), ""]
    return "\n".join(lines)


def find_feature_tables() -> dict[str, list[DerivedTable]]:
    """Domain → its feature tables, in order of module and of declaration."""
    tables = {}
    for info in pkgutil.walk_packages(features.__path__, "features."):
        module = importlib.import_module(info.name)
        items = [i for i in vars(module).values() if isinstance(i, DerivedTable)]
        declared = [i for i in items if i.build.__module__ == module.__name__]
        if declared:
            tables.setdefault(info.name.split(".")[1], []).extend(declared)
    return dict(sorted(tables.items(), key=lambda pair: pair[0]))


def find_unit(column: str) -> str:
    """The unit that a column's name ends in, by the naming rule of the project; "" without one."""
    word = column.rsplit("_", 1)[-1]
    return word if word in UNIT_SUFFIXES else ""


def _render_feature(table):
    doc = " ".join((table.build.__doc__ or "").split())
    schema = get_schema(table)
    columns = ", ".join(_render_feature_column(n, t) for n, t in schema.items())
    sources = [*table.reads, *table.optional]
    reads = ", ".join(i.name if isinstance(i, DerivedTable) else i.contract.name for i in sources)
    module = table.build.__module__
    cells = (f"`{table.name}`", doc, columns, reads, f"`{module}`")
    return "| " + " | ".join(c.replace("|", "\\|") for c in cells) + " |"


def _render_feature_column(name, data_type):
    unit = find_unit(name) or str(data_type).removeprefix("!").split("(")[0]
    return f"{name} ({unit})"


def render_environment() -> str:
    """Render environment.yml: the direct dependencies at the versions of the lock."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    requirements = project["dependencies"] + project["optional-dependencies"]["dev"]
    lines = [
        "# Made from pyproject.toml and requirements-dev.lock by `make format`.",
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
    return (
        "\n".join(
            [*lines, *[f"      - {pin}" for pin in resolve_pins(requirements)], "      - -e ."]
        )
        + "\n"
    )


def resolve_pins(requirements: list[str]) -> list[str]:
    """List direct dependencies as the lock pins them, markers kept, in order of name."""
    names = {re.match(r"[A-Za-z0-9_.-]+", w)[0].lower(): w for w in requirements}
    lock = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8")
    pins = re.findall(r"^([a-z0-9_.-]+)(?:\[[^\]]*\])?(==[^\\\n]+?) \\$", lock, flags=re.MULTILINE)
    return [f"{name}{rest.strip()}" for name, rest in pins if name in names]


GENERATED = {
    "docs/features.md": render_features,
    "docs/data-dictionary.md": render_data_dictionary,
    "docs/published-run.md": render_published_run,
    "docs/inspection-tables.md": render_inspection_tables,
    "docs/operations.md": render_operations,
    "docs/indicators.md": lambda: render_indicator_page(GENERATED_MARK),
    "docs/law.md": lambda: render_law_page(GENERATED_MARK),
    "docs/mappings.md": lambda: render_mapping_page(GENERATED_MARK),
    "environment.yml": render_environment,
}


def find_stale_files() -> list[str]:
    """List the generated files that differ from what the declarations give."""
    return [name for name, make in GENERATED.items() if not _is_current(ROOT / name, make())]


def _is_current(path, text):
    return path.is_file() and path.read_text(encoding="utf-8") == text


def _render_columns(contract):
    lines = [
        "| 列 column | 类型 | 必填 | 含义 | meaning | 代码/单位/规则 |",
        "|---|---|---|---|---|---|",
    ]
    for c in contract.columns.values():
        extra = "；".join(
            x
            for x in (c.codes, c.unit, c.check and f"`{c.check.text}`", c.pii and f"pii: {c.pii}")
            if x
        )
        required = "是" if c.required else ""
        line = f"| {c.name} | {c.type.name} | {required} | {c.zh} | {c.en} | {extra} |"
        lines.append(line.replace("||", "\\|\\|"))
    return [*lines, ""]


def main(arguments: list[str]) -> int:
    """Write the generated files, or with --check name those that are stale."""
    if "--check" in arguments:
        names = find_stale_files()
        if names:
            print(f"stale: {', '.join(names)} → run `make format` and commit", file=sys.stderr)
        return 1 if names else 0
    for name, make in GENERATED.items():
        (ROOT / name).parent.mkdir(exist_ok=True)
        (ROOT / name).write_text(make(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
