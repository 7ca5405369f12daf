"""Writing commissioning.html and the draft of agency.toml."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from contracts.atomic_write import write_atomic
from contracts.codes import get_code_name
from contracts.health_states import HealthState, format_health_state
from contracts.tables import get_input_tables
from reports.html.health import build_health_context
from scenarios import load_scenarios


@dataclass(frozen=True)
class CommissioningFacts:
    """What the first night found of the data.

    `counts` are those of arrival by table, `health` the published indicator health, `samples` up to
    ten hits of each (scenario, indicator) under a data question, `thin` the gaps (table, column,
    share, text), `notices` what the checks on arrival said (districts that fell silent among it),
    `parameters` what the agency is asked for (title, value, place, why).
    """

    as_of: date
    counts: dict
    health: pd.DataFrame
    not_computed: list[dict]
    samples: dict[tuple[str, str], list[dict]]
    thin: list
    notices: list[str]
    parameters: list


def write_commissioning_report(folder: Path, facts: CommissioningFacts) -> None:
    """Write commissioning.html and agency.toml.draft into a folder."""
    environment = Environment(
        loader=PackageLoader("reports.commissioning", "."),
        autoescape=select_autoescape(["html", "j2"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = environment.get_template("commissioning.html.j2").render(**_build_context(facts))
    write_atomic(folder / "commissioning.html", page)
    write_atomic(folder / "agency.toml.draft", draft_answers(facts.health, facts.as_of))


def format_summary(facts_folder: Path) -> list[str]:
    """Format what a commissioned night found, for the terminal: a line a question."""
    health = pd.read_parquet(facts_folder / "indicator_health.parquet")
    states = health.state.value_counts()
    lines = [
        "试运行：全部计算，不下发任何案件 / commissioning: everything computed, nobody listed",
        "指标 indicators: "
        + "; ".join(f"{format_health_state(s)} {states.get(s, 0)}" for s in HealthState),
    ]
    for row in health[health.state == HealthState.DATA_QUESTION].itertuples():
        lines.append(f"  {row.indicator_id} {row.title_zh}：{row.reason_zh} / {row.reason_en}")
    return lines


def draft_answers(health: pd.DataFrame, day: date) -> str:
    """Draft agency.toml: a commented answer for every data question."""
    lines = [
        "# 对数据问题的答复：去掉行首的 # ，填写决定、经办人和日期，另存为 agency.toml",
        "# Answers to data questions: take off the #, fill in decision, name and day, save as",
        "# agency.toml beside settings.toml. decision: data_is_right, suspend or set_threshold",
        '# (with threshold = …). A key may name a district: [answers."P09/330203"].',
        "",
    ]
    for row in health[health.state == HealthState.DATA_QUESTION].itertuples():
        lines += [
            f"# {row.indicator_id} {row.title_zh} {row.title_en}",
            f"# {row.reason_zh}",
            f"# {row.reason_en}",
        ]
        # a question about some districts is answered for these alone
        districts = row.districts.split(",") if isinstance(row.districts, str) else [None]
        for district in districts:
            key = f'"{row.indicator_id}/{district}"' if district else row.indicator_id
            lines += [
                f"# [answers.{key}]",
                '# decision = "suspend"',
                '# by = ""',
                f"# on = {day.isoformat()}",
                '# note = ""',
                "",
            ]
    return "\n".join(lines) + "\n"


def _build_context(facts):
    health = build_health_context(facts.health)
    titles = {(s.id, i.id): i.title for s in load_scenarios().values() for i in s.indicators}
    return {
        "as_of": facts.as_of,
        "tables": [
            {"name": name, "title": _name_table(name), **counts}
            for name, counts in sorted(facts.counts.items())
        ],
        "missing": [
            {"name": name, "title": _name_table(name)}
            for name in sorted(set(get_input_tables()) - set(facts.counts))
        ],
        "states": health["states"],
        "questions": [
            row
            | {
                "samples": _name_places(
                    facts.samples.get((row["scenario_id"], row["indicator_id"]), [])
                )
            }
            for row in health["questions"]
        ],
        "health": health["rows"],
        "not_computed": [
            {**row, "title": titles[row["scenario_id"], row["indicator_id"]]}
            for row in facts.not_computed
        ],
        "notices": facts.notices,
        "parameters": facts.parameters,
        "thin": [
            {"title": _name_table(t.table), "column_title": _name_column(t), "gap": t}
            for t in facts.thin
        ],
    }


def _name_table(name):
    table = get_input_tables().get(name)
    return table.contract.zh if table else name


def _name_column(gap):
    columns = get_input_tables()[gap.table].contract.columns
    return columns[gap.column].zh if gap.column in columns else ""


def _name_places(samples):
    return [{**s, "place": get_code_name("district", s["district"]).zh} for s in samples]
