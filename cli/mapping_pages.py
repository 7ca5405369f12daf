"""docs/mappings.md: the built-in mappings, table by table."""

from contracts.tables import get_input_tables
from sources.database.mapping import read_built_in_mappings, read_mapping

HEAD = """# 字段对照 / Mappings

{made}

`--set mapping=lb,medical` 读两个库表约定；自建映射写成同样格式的 YAML 文件，
`--set mapping=FILE.yaml`。未写出的列沿用契约列名；未写出的表视为未提供。
A mapping turns an agency's names into the contract's. Columns that it does not name keep the
contract's name, tables that it does not name are not supplied. The names below are those in common
use (**待核实**: 各地库表有增减，启用前与当地库表说明核对 / compare with the local schema before
use; `qingfeng doctor --source URL --set mapping=…` lists what the database lacks).

- 形式 form: `yyyymm`, `yyyymmdd`, `yyyymmddhhmmss` — digits or text that spell a time; what cannot
  be one stays as it is, and a day or time of the database is taken as it is.
- 换码 values: `{{男: "1", 无: null}}`, before the form. 常数 constant: `{{constant: "1"}}`, for a
  column that the source does not have. Tables, schemas and columns count in any case.
- 假名 pseudonym: the value is replaced by its keyed hash (HMAC-SHA256 with the agency's key) in
  memory, before anything is written.
- 身份文件 identity: names and numbers for the desk, written to `identity.enc` beside the snapshot,
  AES-256-GCM.
"""


def render_mapping_page(mark: str) -> str:
    """Render the page, with the mark of a generated file."""
    lines = [HEAD.format(made=mark)]
    for name, raw in read_built_in_mappings().items():
        mapping = read_mapping(name)
        lines += [f"## {name}: {raw['zh']} — {raw['en']}", ""]
        for table, source in mapping.tables.items():
            contract = get_input_tables()[table].contract
            lines += [
                f"### {source.name} → {table} {contract.zh}",
                "",
                "| 来源列 | 契约列 | 含义 | 处理 |",
                "|---|---|---|---|",
            ]
            lines += [
                _render_row(source.columns[c], contract.columns[c])
                for c in contract.columns
                if c in source.columns
            ]
            lines.append("")
        if mapping.identity:
            names = ", ".join(
                f"{c.name} → {field}" for field, c in mapping.identity.columns.items()
            )
            lines += [f"### {mapping.identity.name} → identity.enc 身份文件", "", names, ""]
    return "\n".join(lines)


def _render_row(source, column):
    notes = [f"form {source.form}"] if source.form else []
    notes += [f"pseudonym {source.pseudonym}"] if source.pseudonym else []
    notes += [f"{len(source.values)} codes"] if source.values else []
    return f"| {source.name} | {column.name} | {column.zh} | {'；'.join(notes)} |"
