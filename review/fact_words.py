"""Facts of a step in words, for the history of a case and the log: amounts, days, persons."""

from contracts.bilingual_text import BilingualText
from review import labels
from review.models import Officer
from review.models.money import KINDS as MONEY_KINDS
from review.models.referral import KINDS as REFERRAL_KINDS
from review.models.referral import OUTCOMES

NAMES = {
    "state": BilingualText("状态", "state"),
    "due_on": BilingualText("期限", "due"),
    "until": BilingualText("暂缓至", "until"),
    "from_officer": BilingualText("原承办人", "from"),
    "to_officer": BilingualText("承办人", "to"),
    "officer": BilingualText("人员", "officer"),
    "who": BilingualText("回避人", "who"),
    "second": BilingualText("第二核查人", "second officer"),
    "conclusion": BilingualText("结论", "conclusion"),
    "cause_code": BilingualText("原因", "cause"),
    "findings": BilingualText("疑点数", "findings"),
    "source": BilingualText("来源", "source"),
    "kind": BilingualText("事项", "kind"),
    "amount": BilingualText("金额", "yuan"),
    "document_no": BilingualText("文号", "document"),
    "code": BilingualText("措施", "measure"),
    "recipient": BilingualText("受送机关", "to"),
    "outcome": BilingualText("结果", "outcome"),
    "on": BilingualText("日期", "day"),
    "filed_on": BilingualText("日期", "day"),
    "parts": BilingualText("期数", "parts"),
    "into": BilingualText("并入", "into"),
    "merged": BilingualText("案件", "case"),
    "control_gap": BilingualText("制度漏洞", "control gap"),
    "reason": BilingualText("理由", "reason"),
    "part": BilingualText("清单", "part"),
    "changes": BilingualText("变化", "changes"),
    "cases": BilingualText("案件数", "cases"),
    "refused": BilingualText("未接受", "refused"),
    "done": BilingualText("已办理", "done"),
    "items": BilingualText("件数", "items"),
    "version": BilingualText("版本", "version"),
    "changed": BilingualText("修改项", "changed"),
    "run": BilingualText("批次", "run"),
    "paper": BilingualText("文书", "paper"),
    "role": BilingualText("角色", "role"),
    "district_before": BilingualText("原属地", "district before"),
    "district": BilingualText("属地", "district"),
    "query": BilingualText("筛选", "filter"),
}
OFFICERS = ("from_officer", "to_officer", "officer", "who", "second")
CODE_LISTS = {
    "state": "feedback_stage",
    "conclusion": "feedback_conclusion",
    "cause_code": "feedback_cause",
    "code": "disposition",
    "district": "district",
    "district_before": "district",
}
CHANGES = {
    "new": "新增",
    "changed": "证据有变化",
    "reopened": "重新开启",
    "woken": "恢复办理",
    "unchanged": "无变化",
    "kept_closed": "保持关闭",
    "gone": "不再出现",
}
KINDS = dict(MONEY_KINDS) | dict(REFERRAL_KINDS)
VALUES = {
    "kind": KINDS | {"dismiss": "误报关闭", "merge": "并案", "waive": "免予追回"},
    "outcome": dict(OUTCOMES),
    "part": {"ordinary": "普通", "restricted": "受限"},
    "source": {"desk": "工作台", "excel": "Excel 回填"},
    "control_gap": {"none": "未发现", "closed": "已整改", "open": "未整改"},
    "reason": {"handled": "经办过该业务", "relative": "近亲属", "interest": "利害关系"},
}


def describe_facts(facts: dict) -> str:
    """Describe the facts of a step: "承办人 李四；期限 2026-07-21"."""
    parts = []
    for name, value in facts.items():
        if value in ("", None) or (name == "state" and len(facts) > 1):
            continue
        label = labels.translate(NAMES[name]) if name in NAMES else name
        parts.append(f"{label} {_describe_value(name, value)}")
    return "；".join(parts)


def _describe_value(name, value):
    if name in OFFICERS:
        return _find_officer_name(value)
    if name in CODE_LISTS:
        return labels.get_code_name(CODE_LISTS[name], str(value))
    if name == "amount":
        return _format_yuan(value)
    if isinstance(value, dict):
        return "，".join(f"{CHANGES.get(k, k)} {n}" for k, n in value.items() if n) or "无"
    if isinstance(value, (list, tuple)):
        return "、".join(map(str, value))
    return VALUES.get(name, {}).get(str(value), value)


def _format_yuan(value):
    try:
        return f"{float(value):,.2f}"
    except (TypeError, ValueError):
        return value


def _find_officer_name(pk):
    officer = Officer.objects.filter(pk=pk).first()
    return officer.name if officer else str(pk)
