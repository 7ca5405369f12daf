"""A night in a few lines: for the terminal, and for Prefect's artifact."""

from pathlib import Path

from contracts.codes import get_code_name
from contracts.published.cases import Cases
from pipeline.artifacts import read_published
from pipeline.runs import ASIDE, ROOM, read_run_record


def format_night_summary(run: Path) -> list[str]:
    """Format the counts of a night; no subject is named."""
    record = read_run_record(run)
    list_counts, rows = record["list"], record["counts"].values()
    lines = [
        f"截至 as of {record['as_of']} · run {record['run_id']}",
        f"清单 list: {list_counts['listed']} 件 listed + {list_counts['control']} 对照 control; "
        f"{list_counts['held']} 待下发 held; "
        f"{list_counts['open']} 在办 open; 预算 asked {list_counts['asked']}",
        f"数据 rows: {sum(t['rows_in'] for t in rows):,} in = "
        f"{sum(t['accepted'] for t in rows):,} accepted + "
        f"{sum(t['quarantined'] for t in rows):,} quarantined",
        f"内存峰值 peak memory {record['memory_peak_mb']:,} MB; "
        f"用时 time {sum(t['seconds'] for t in record['timings']):.1f} s",
    ]
    if record.get(ASIDE):
        lines.append(
            f"旁支 aside: 较新的一夜仍是当前清单 the newer night stays current: {record[ASIDE]}"
        )
    if any(m["bootstrapped"] for m in record["models"].values()):
        lines.append(
            "首夜：模型由本次快照训练 / first night: the models were trained on this very snapshot"
        )
    if list_counts.get("questioned"):
        lines.append(
            f"待数据方答复 waiting for answers to data questions: {list_counts['questioned']} 件"
        )
    if record["not_computed"]:
        missing = "、".join(sorted({n["indicator_id"] for n in record["not_computed"]}))
        lines.append(f"未计算 not computed (no table, or no law in force that day): {missing}")
    if record["warnings"]:
        lines.append(
            f"到数提醒 notices on arrival: {len(record['warnings'])}（见报告 in the report）"
        )
    if room := record.get(ROOM):
        lines.append(
            f"磁盘 disk: {room['taken_gb']:,.1f} GB，"
            f"一年后约 in a year about {room['year_gb']:,.1f} GB；"
            f"可用 free {room['free_gb']:,.1f} GB"
        )
    lines.append(f"报告 report: {run / 'report.html'}")
    return lines


def format_top_cases(run: Path, count: int = 10) -> list[str]:
    """Format the first cases of the list, a line each."""
    cases = read_published(run, Cases)
    listed = cases[cases.list_status == "listed"].sort_values("position").head(count)
    return [
        f"{row.credence:.2f}  {row.level}  {get_code_name('district', row.district).zh}  "
        f"{row.subject_id}  {row.amount_involved:,.2f}元  {row.summary_zh}"
        for row in listed.itertuples()
    ]
