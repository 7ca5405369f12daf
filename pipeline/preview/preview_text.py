"""A preview in words for a terminal: Chinese first, English beside."""

from contracts.codes import get_code_name
from contracts.health_states import format_health_state
from pipeline.preview.preview import Preview

TOTALS = {
    "listed": ("列单 listed", "{:,.0f} 件 cases"),
    "held": ("待下发 held", "{:,.0f} 件 cases"),
    "expected": ("预计属实 expected true", "{:,.1f} 件 cases"),
    "yuan": ("涉及金额 amount", "{:,.0f} 元 yuan"),
    "days": ("核查人日 staff-days", "{:,.1f}"),
}
CASES_SHOWN = 10  # all of them are in the table `cases` and in --csv


def format_preview(preview: Preview) -> list[str]:
    """Format what would change: indicators, the list, districts, cases, known verdicts."""
    lines = [
        f"试算 preview: {'，'.join(preview.settings)} · {preview.run.name}",
        "不发布，运行不变 nothing is published, the run stays as it is",
    ]
    for row in preview.indicators.itertuples():
        lines += _format_indicator(row)
    if preview.indicators.empty:
        lines.append("指标命中不变 no indicator hits others")
    lines += _format_totals(preview)
    lines += _format_districts(preview.districts)
    lines += _format_cases(preview)
    lines += _format_verdicts(preview)
    return lines


def _format_indicator(row):
    yield (
        f"{row.indicator_id} {row.title_zh} {row.title_en}: 阈值 threshold "
        f"{row.threshold_before:g} → {row.threshold_after:g}"
    )
    yield "    命中对象 subjects hit " + _format_change(row.hits_before, row.hits_after, "{:,.0f}")
    if row.credence_after == row.credence_after and row.credence_after is not None:
        yield "    每条预计属实 credence of a hit " + _format_change(
            row.credence_before, row.credence_after, "{:.2f}"
        )
    if row.state_after != row.state_before:
        before, after = map(format_health_state, (row.state_before, row.state_after))
        yield f"    状态 state {before} → {after}"
        if row.why_zh:
            yield f"    {row.why_zh} / {row.why_en}"


def _format_totals(preview):
    comes, goes = preview.count_moves()
    yield f"清单 list: 新进 comes {comes}，退出 goes {goes}"
    for name, (label, form) in TOTALS.items():
        yield f"    {label} " + _format_change(*preview.total(name), form)


def _format_change(before, after, form):
    text = form.format(after)
    if form.format(before) == text:
        return f"{text}（不变 unchanged）"
    sign = "+" if after > before else "−"
    return f"{form.format(before)} → {text}（{sign}{form.format(abs(after - before))}）"


def _format_districts(districts):
    names = [n for n in TOTALS if n != "held"]
    changed = districts[
        [any(r[f"{n}_before"] != r[f"{n}_after"] for n in names) for _, r in districts.iterrows()]
    ]
    for row in changed.to_dict("records"):
        parts = [
            f"{TOTALS[n][0]} {_format_change(row[f'{n}_before'], row[f'{n}_after'], TOTALS[n][1])}"
            for n in names
            if row[f"{n}_before"] != row[f"{n}_after"]
        ]
        place = get_code_name("district", row["district"]).zh
        yield f"    {row['authority']} {place} {row['district']}: " + "；".join(parts)


def _format_cases(preview):
    moved = preview.cases
    for status, label in (("status_after", "新进 comes"), ("status_before", "退出 goes")):
        other = "status_before" if status == "status_after" else "status_after"
        rows = moved[(moved[status] == "listed") & (moved[other] != "listed")]
        for row in rows.head(CASES_SHOWN).itertuples():
            yield (
                f"    {label} {row.case_id} {row.subject_kind} {row.subject_id} {row.level} "
                f"{row.credence:.2f} {float(row.amount_involved):,.2f} 元 yuan"
            )
        if len(rows) > CASES_SHOWN:
            yield f"    {label} …… 另有 and {len(rows) - CASES_SHOWN} more"


def _format_verdicts(preview):
    if preview.missing is not None:
        reason = preview.missing
        yield f"反馈与白名单未知 verdicts and white lists unknown: {reason.zh} / {reason.en}"
        return
    for row in preview.verdicts.itertuples():
        yield (
            f"已核查 judged {row.indicator_id} {row.judged}: "
            f"属实 true 保留 kept {row.true_kept}、丢失 lost {row.true_lost}；"
            f"不属实 not true 保留 kept {row.false_kept}、免查 spared {row.false_spared}"
        )
    if preview.verdicts.empty and len(preview.indicators):
        yield "已核查：这些指标尚无反馈 no verdict on these indicators yet"
