"""The columns of the list and of the feedback sheet, as the supervisors' offices use them, and their drop-downs."""

from dataclasses import dataclass

from contracts.codes import code_lists

ISSUED, FEEDBACK = "issued", "feedback"
NATURES = ("欺诈骗取", "违规", "多发（工作差错）", "数据错误", "政策允许")
MEASURES = ("书面", "电话", "现场", "调取资料", "约谈", "比对")
LEVEL_NAMES = {"H": "高 H", "S": "中 S", "M": "异常 M", "control": "对照"}
FUNDS = {
    "short_term_enrollment": "失业保险",
    "work_injury": "工伤保险",
    "pharmacy_billing": "医疗保险",
}


@dataclass(frozen=True)
class ListColumn:
    """A column of the list: heading, width in characters, zone, and how Excel shows or checks it.

    `form` is "text", "date", "yuan" or "number"; `choices` are the values of a drop-down.
    """

    title: str
    width: int
    zone: str = ISSUED
    form: str = "text"
    choices: tuple[str, ...] = ()


def coded(list_name: str) -> tuple[str, ...]:
    """The entries of a code list as "code name", as a drop-down offers them."""
    return tuple(f"{code} {name.zh}" for code, name in code_lists()[list_name].items())


def list_columns() -> list[ListColumn]:
    """Every column of the sheet 下发清单, in order."""
    return [*ISSUED_COLUMNS, *feedback_columns()]


ISSUED_COLUMNS = [
    ListColumn("序号", 6, form="number"),
    ListColumn("疑点编号", 19),
    ListColumn("批次号", 21),
    ListColumn("下发日期", 11, form="date"),
    ListColumn("反馈期限", 11, form="date"),
    ListColumn("核查单位", 14),
    ListColumn("主管部门", 9),
    ListColumn("险种", 10),
    ListColumn("场景", 20),
    ListColumn("疑点类型", 24),
    ListColumn("疑点级别", 9),
    ListColumn("对象类型", 9),
    ListColumn("对象编号", 15),
    ListColumn("姓名/名称（脱敏）", 14),
    ListColumn("证件号码（后四位）", 12),
    ListColumn("参保地", 10),
    ListColumn("疑点描述", 60),
    ListColumn("涉及期间起", 11, form="date"),
    ListColumn("涉及期间止", 11, form="date"),
    ListColumn("涉及金额（元）", 13, form="yuan"),
    ListColumn("政策依据", 32),
    ListColumn("数据来源表及记录号", 26),
    ListColumn("可能的正常情形（提示）", 32),
    ListColumn("建议核查方式", 36),
]


def feedback_columns() -> list[ListColumn]:
    """The columns that the checking unit fills in."""
    return [
        ListColumn("核查人（2人）", 14, FEEDBACK),
        ListColumn("核查日期", 11, FEEDBACK, "date"),
        ListColumn("核查方式", 12, FEEDBACK, choices=MEASURES),
        ListColumn("核查情况说明", 40, FEEDBACK),
        ListColumn("是否属实", 12, FEEDBACK, choices=coded("feedback_conclusion")),
        ListColumn("不属实原因代码", 16, FEEDBACK, choices=coded("feedback_cause")),
        ListColumn("核实金额（元）", 13, FEEDBACK, "yuan"),
        ListColumn("问题性质", 14, FEEDBACK, choices=NATURES),
        ListColumn("责任主体", 14, FEEDBACK),
        ListColumn("处置措施", 16, FEEDBACK, choices=coded("disposition")),
        ListColumn("应追回金额", 12, FEEDBACK, "yuan"),
        ListColumn("已追回金额", 12, FEEDBACK, "yuan"),
        ListColumn("追回日期", 11, FEEDBACK, "date"),
        ListColumn("处罚决定文号/金额", 18, FEEDBACK),
        ListColumn("移送机关及文号", 18, FEEDBACK),
        ListColumn("整改措施", 20, FEEDBACK),
        ListColumn("附件目录", 18, FEEDBACK),
        ListColumn("审核人", 10, FEEDBACK),
        ListColumn("审核意见", 18, FEEDBACK),
        ListColumn("销号日期", 11, FEEDBACK, "date"),
        ListColumn("销号人", 10, FEEDBACK),
        ListColumn("备注", 20, FEEDBACK),
    ]
