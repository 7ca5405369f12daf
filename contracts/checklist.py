"""The 疑点核查清单: its columns as supervision offices use them, drop-downs, and version."""

from dataclasses import dataclass

from contracts.bilingual_text import BilingualText
from contracts.codes import load_code_lists

TEMPLATE_VERSION = "2026.12"
ISSUED, FEEDBACK = "issued", "feedback"
NATURES = ("欺诈骗取", "违规", "多发（工作差错）", "数据错误", "政策允许")
MEASURES = ("书面", "电话", "现场", "调取资料", "约谈", "比对")
# titles of findings without an indicator
MODEL_AND_CONTROL = {
    "model": BilingualText("模型异常", "unusual by the model"),
    "control": BilingualText("随机对照", "random control sample"),
}
FUNDS = {
    "short_term_enrollment": "失业保险",
    "work_injury": "工伤保险",
    "capacity_appraisal": "工伤保险",
    "pharmacy_billing": "医疗保险",
    "dispatch_refund": "失业保险",
    "deemed_service": "养老保险",
    "early_retirement": "养老保险",
    "benefit_overlap": "养老、失业、工伤、医疗保险",
    "agency_handling": "各险种",
    "maternity_allowance": "医疗保险（生育）",
}


@dataclass(frozen=True)
class ListColumn:
    """A column of the list: key, heading, width in characters, zone, and its form in Excel.

    `form` is "text", "date", "yuan" or "number". `choices` are the values of a drop-down; with
    `several` a cell may hold more than one.
    """

    key: str
    title: str
    width: int
    zone: str = ISSUED
    form: str = "text"
    choices: tuple[str, ...] = ()
    several: bool = False


def format_code_choices(list_name: str) -> tuple[str, ...]:
    """The entries of a code list as "code name", as a drop-down offers them."""
    return tuple(f"{code} {name.zh}" for code, name in load_code_lists()[list_name].items())


def format_credence(credence: float, sources: int) -> str:
    """A case's credence as lists print it: "0.83：3个独立来源"; "—" of a case drawn at random."""
    return f"{credence:.2f}：{sources}个独立来源" if sources else "—"


def list_columns() -> list[ListColumn]:
    """Every column of the sheet 下发清单, in order."""
    return [*ISSUED_COLUMNS, *list_feedback_columns()]


ISSUED_COLUMNS = [
    ListColumn("number", "序号", 6, form="number"),
    ListColumn("finding_id", "疑点编号", 19),
    ListColumn("batch", "批次号", 21),
    ListColumn("issued_date", "下发日期", 11, form="date"),
    ListColumn("due_date", "反馈期限", 11, form="date"),
    ListColumn("unit", "核查单位", 14),
    ListColumn("authority", "主管部门", 9),
    ListColumn("fund", "险种", 10),
    ListColumn("scenario", "场景", 20),
    ListColumn("kind", "疑点类型", 24),
    ListColumn("level", "疑点级别", 9),
    ListColumn("credence", "预计属实程度", 18),
    ListColumn("subject_kind", "对象类型", 9),
    ListColumn("subject_id", "对象编号", 15),
    ListColumn("name_masked", "姓名/名称（脱敏）", 14),
    ListColumn("id_last4", "证件号码（后四位）", 12),
    ListColumn("district", "参保地", 10),
    ListColumn("reason", "疑点描述", 60),
    ListColumn("period_from", "涉及期间起", 11, form="date"),
    ListColumn("period_to", "涉及期间止", 11, form="date"),
    ListColumn("amount_involved", "涉及金额（元）", 13, form="yuan"),
    ListColumn("law", "政策依据", 32),
    ListColumn("record", "数据来源表及记录号", 26),
    ListColumn("look_alikes", "可能的正常情形（提示）", 32),
    ListColumn("verify", "建议核查方式", 36),
]


def list_feedback_columns() -> list[ListColumn]:
    """The columns that the checking unit fills in."""
    return [
        ListColumn("checkers", "核查人（2人）", 14, FEEDBACK),
        ListColumn("checked_date", "核查日期", 11, FEEDBACK, "date"),
        ListColumn("method", "核查方式", 12, FEEDBACK, choices=MEASURES),
        ListColumn("account", "核查情况说明", 40, FEEDBACK),
        ListColumn(
            "conclusion",
            "是否属实",
            12,
            FEEDBACK,
            choices=format_code_choices("feedback_conclusion"),
        ),
        ListColumn(
            "cause", "不属实原因代码", 16, FEEDBACK, choices=format_code_choices("feedback_cause")
        ),
        ListColumn("amount_confirmed", "核实金额（元）", 13, FEEDBACK, "yuan"),
        ListColumn("nature", "问题性质", 14, FEEDBACK, choices=NATURES),
        ListColumn("responsible", "责任主体", 14, FEEDBACK),
        ListColumn(
            "disposition",
            "处置措施",
            16,
            FEEDBACK,
            choices=format_code_choices("disposition"),
            several=True,
        ),
        ListColumn("amount_to_recover", "应追回金额", 12, FEEDBACK, "yuan"),
        ListColumn("amount_recovered", "已追回金额", 12, FEEDBACK, "yuan"),
        ListColumn("recovered_date", "追回日期", 11, FEEDBACK, "date"),
        ListColumn("penalty", "处罚决定文号/金额", 18, FEEDBACK),
        ListColumn("referral", "移送机关及文号", 18, FEEDBACK),
        ListColumn("remedy", "整改措施", 20, FEEDBACK),
        ListColumn("attachments", "附件目录", 18, FEEDBACK),
        ListColumn("examiner", "审核人", 10, FEEDBACK),
        ListColumn("examiner_view", "审核意见", 18, FEEDBACK),
        ListColumn("closed_date", "销号日期", 11, FEEDBACK, "date"),
        ListColumn("closer", "销号人", 10, FEEDBACK),
        ListColumn("remark", "备注", 20, FEEDBACK),
    ]
