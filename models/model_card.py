"""The card of a trained model: what it saw, what it looks at, how it scores, its limits."""

import pandas as pd

from models.detector.choose_detector import OWN, name_detector
from models.detector.detector import WHOLE, Detector

SIDES = {"high": "偏高 high", "low": "偏低 low", "both": "两侧 both"}
EXPERIMENT_TAGS = {
    # without it MLflow's page opens on traces of language models, of which there are none
    "mlflow.experimentKind": "custom_model_development",
    "mlflow.note.content": "每行一次训练：群体、角色（冠军、挑战者、前冠军）、检测器。"
    "可按 role、detector、overlap、injected_recall、verdict_precision、stability_bootstrap、"
    "fit_seconds 各列排序。\n\n"
    "A row is a training: population, role (champion, challenger, former champion), detector. "
    "Sort by the columns role, detector, overlap, injected_recall, verdict_precision, "
    "stability_bootstrap, fit_seconds.",
}
HOW_OWN = (
    "同类组内的尾部概率、孤立森林、与抽样记录的距离，三者加权 / "
    "tail probabilities within peer groups, isolation forest, distance to sampled rows, weighted"
)
HOW_PYOD = (
    "PyOD 的 {names}，以同类组内、按可疑方向计算的尾部得分为输入 / "
    "{names} of PyOD on tail scores within peer groups and on the suspicious sides"
)
LIMITS = (
    "得分高只说明与同类差异大，不等于违规 / "
    "a high score says that a record differs from its peers, not that anything is wrong",
    "只认识训练日的同类组；新的组以全体为参照 / "
    "it knows the peer groups of its training day; a new one is compared with all records",
    "缺失值按“不可疑”处理 / an unknown value is taken as not suspicious",
    "规则已提示的对象不由模型列单 / whom a rule flags is not listed by the model",
)


def write_model_card(
    name: str, detector: Detector, values: pd.DataFrame, *, features: list[dict], tags: dict
) -> str:
    """Write the card as Markdown, Chinese first, English beside."""
    kind = name_detector(detector)
    how = HOW_OWN if kind == OWN else HOW_PYOD.format(names="、".join(detector.algorithms))
    missing = values[list(detector.directions)].isna().mean()
    lines = [
        f"# 模型卡 model card: {name} ({kind})",
        "",
        "## 学了什么 / What it saw",
        "",
        f"- 记录 records: {len(values):,}；截至 as of {tags.get('as_of', '—')}；"
        f"快照 snapshot {str(tags.get('snapshot_hash', '—'))[:12]}",
        f"- 同类组 peer groups: {_count_groups(detector)}；"
        f"少于 {detector.min_group} 条的并入全体 smaller ones are compared with all",
        f"- 核查反馈 verdicts: {_describe_verdicts(detector)}",
        "",
        "## 看什么 / What it looks at",
        "",
        "| 特征 feature | 可疑方向 suspicious side | 缺失 missing |",
        "|---|---|---|",
    ]
    labels = {f["column"]: f"{f.get('zh', '')} {f.get('en', '')}" for f in features}
    lines += [
        f"| `{column}` {labels.get(column, '').strip()} | {SIDES[side]} | {missing[column]:.1%} |"
        for column, side in detector.directions.items()
    ]
    lines += ["", "## 怎样打分 / How it scores", "", how, "", "## 局限 / Limits", ""]
    lines += [f"- {limit}" for limit in LIMITS]
    return "\n".join(lines) + "\n"


def describe_version(detector: Detector, metrics: dict[str, float]) -> str:
    """Describe a version in a line: its detector, and how it compares where that was measured."""
    shown = {
        "overlap": "名单重合 overlap",
        "challenger_injected_recall": "注入检出 injected found",
        "champion_injected_recall": "冠军 champion",
        "challenger_verdict_precision": "反馈准确 right by verdicts",
        "stability_bootstrap": "稳定 stability",
    }
    parts = [f"{label} {metrics[key]:.2f}" for key, label in shown.items() if key in metrics]
    return "；".join([name_detector(detector), *parts])


def _count_groups(detector):
    groups = {g for sides in detector.tails_.values() for tails in sides.values() for g in tails}
    return len(groups - {WHOLE})


def _describe_verdicts(detector):
    if detector.adjustment_ is None:
        return "未用 none"
    learned = detector.adjustment_
    calibrated = "已校准为属实概率 calibrated" if detector.calibration_ else "未校准 not calibrated"
    return f"{learned.verdicts} 条，属实 {learned.true} 条 true；{calibrated}"
