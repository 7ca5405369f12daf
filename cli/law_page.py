"""docs/law.md: every provision and legal number, where it is used, when it holds, who read it."""

import re
from functools import cache
from pathlib import Path

from contracts.law import get_law_number, list_law_ids
from contracts.provisions import load_provisions
from scenarios import load_scenarios

ROOT = Path(__file__).resolve().parent.parent
READERS = ("features", "scenarios", "review", "cases", "pipeline", "contracts")  # of legal numbers
UNREAD = "**待核实 to be verified**"
INTRODUCTION = """
指标引用的条文和法定数值：说什么、用在哪里、自何日至何日有效、谁在何时按什么文本核对。
**疑点引用哪一条，由行为之日决定，不由夜间任务的日期决定**（持续的行为按终了之日）。未读原文的标“待核实”，
在清单、案件和文书上同样标明，出具文书前须由法制部门核对。
条文登记在 `contracts/provisions.yaml`，数值在 `contracts/law/`。

Provisions and legal numbers: what they say, where they are used, when they hold, and who read them
in which text. *The day of the act decides what a lead cites, not the day of the night*; an act that
goes on is judged by its end. What nobody has read is marked wherever it is shown.
""".strip()


def render_law_page(mark: str) -> str:
    """Render docs/law.md, with the mark of a generated page."""
    lines = ["# 法规依据 / Law", "", mark, "", INTRODUCTION, ""]
    lines += ["## 条文 / Provisions", ""]
    lines += ["| 条文 provision | 内容 says | 有效 in force | 用于 used by | 核对 verified |"]
    lines += ["|---|---|---|---|---|"]
    lines += [_render_provision(provision) for provision in load_provisions().values()]
    lines += ["", "## 法定数值 / Numbers set by law", ""]
    lines += ["| 参数 number | 自 from | 值 value | 依据 source | 用于 used by | 核对 verified |"]
    lines += ["|---|---|---|---|---|---|"]
    lines += [row for law_id in list_law_ids() for row in _render_number(get_law_number(law_id))]
    return "\n".join(lines) + "\n"


def _render_provision(provision):
    users = "、".join(_find_indicators().get(provision.id, []))
    others = "、".join(
        _link(path) for path in _find_readers(provision.id) if "review" in path.parts
    )
    read = provision.reading
    state = f"{read.on}，{read.by}：{read.source}" if read else UNREAD
    cells = (
        f"{provision.name.zh} {provision.name.en}",
        provision.says,
        f"{provision.first or '—'} 至 {provision.last or '今'}",
        "；".join(filter(None, (users, others))) or "—",
        state,
    )
    return f"| {' | '.join(cells)} |"


def _render_number(number):
    users = "、".join(map(_link, _find_readers(number.id))) or "—"
    for start, value in number.values:
        state = f"{number.read_on}，项目组" if number.is_verified_on(start) else UNREAD
        if doubt := number.doubts.get(start):
            state += f"：{doubt}"
        title = f"{number.title.zh} {number.title.en}"
        yield f"| {title} | {start} | {value} | {number.source} | {users} | {state} |"


@cache
def _find_indicators():
    """Provision → ids of the indicators that cite it."""
    found = {}
    for scenario in load_scenarios().values():
        for indicator in scenario.indicators:
            for law_id in indicator.laws:
                found.setdefault(law_id, []).append(indicator.id)
    return found


def _find_readers(name):
    """Files that name a provision or a number by its id."""
    quoted = re.compile(rf"""["']{re.escape(name)}["']""")
    return [path for path, text in _read_sources().items() if quoted.search(text)]


@cache
def _read_sources():
    paths = sorted(p for folder in READERS for p in (ROOT / folder).rglob("*.py"))
    return {p.relative_to(ROOT): p.read_text(encoding="utf-8") for p in paths}


def _link(path):
    return f"[`{path.name}`](../{path.as_posix()})"
