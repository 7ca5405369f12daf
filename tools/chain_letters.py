"""The templates of the chain of papers, from the filing of a case to its numbered file."""

from pathlib import Path

from tools.letter_builder import CENTRE, RIGHT, LetterBuilder, add_head, add_signature

FINDINGS = "（{{ f.n }}）{{ f.kind }}。经核查：{{ f.account }}。核实金额 {{ f.amount }} 元。"


def filing() -> Path:
    """立案审批表, signed by the principal."""
    p = LetterBuilder()
    p.title("立案审批表")
    p.add_line("{{ document_no }}", align=CENTRE)
    p.form(
        [
            ("案号", "{{ case_id }}"),
            ("案由", "{{ cause }}"),
            ("案件来源", "社会保险基金监督检查，{{ flagged }}发现"),
            ("{{ party.name_label }}", "{{ party.name }}"),
            ("{{ party.number_label }}", "{{ party.number }}"),
            ("住址（地址）", "{{ party.address }}"),
            ("承办意见", "{{ opinion }}"),
            ("承办人（2）", "{{ officers }}"),
            ("承办机构意见", ""),
            ("负责人审批意见", ""),
        ]
    )
    add_signature(p)
    return p.save("立案审批表")


def _record(p, title, text):
    """A record that those present sign page by page."""
    p.title(title)
    p.form(
        [
            ("案号", "{{ case_id }}"),
            ("时间", "＿＿＿＿年＿＿月＿＿日＿＿时＿＿分至＿＿时＿＿分"),
            ("地点", "{{ place }}"),
            ("人员（2）及执法证号", "{{ officers }}"),
            ("{{ party.name_label }}", "{{ party.name }}"),
            ("{{ party.number_label }}", "{{ party.number }}"),
            ("住址（地址）", "{{ party.address }}"),
        ]
    )
    p.lines(
        "执法人员已出示执法证件，并告知有权申请回避、进行陈述和申辩，应当如实提供情况。",
        text,
        "以上笔录已阅（已向我宣读），与所述（所见）一致。",
        "签名：＿＿＿＿＿＿　　日期：＿＿＿＿＿＿",
        "执法人员签名：＿＿＿＿＿＿、＿＿＿＿＿＿　　记录人：＿＿＿＿＿＿",
    )


def interview() -> Path:
    """询问笔录."""
    p = LetterBuilder()
    _record(p, "询问笔录", "询问内容：{{ text }}")
    return p.save("询问笔录")


def site_check() -> Path:
    """现场检查笔录."""
    p = LetterBuilder()
    _record(p, "现场检查笔录", "检查情况：{{ text }}")
    return p.save("现场检查笔录")


def return_order() -> Path:
    """责令退回通知书."""
    p = LetterBuilder()
    add_head(p, "责令退回通知书", "{{ party.name }}（{{ party.number }}）：")
    p.add_line("经查，你（单位）存在下列情况：")
    p.each("f in findings", FINDINGS)
    p.lines(
        "依据{{ laws }}，责令你（单位）自收到本通知书之日起{{ days }}日内，"
        "退回社会保险基金 {{ to_recover }} 元（大写：{{ to_recover_words }}）。",
        "退回账户：{{ account }}",
        "如不服本通知，可以自收到之日起六十日内申请行政复议，或者六个月内提起行政诉讼。",
        "联系人及电话：{{ contact }}",
    )
    add_signature(p)
    return p.save("责令退回通知书")


def penalty_notice() -> Path:
    """行政处罚事先告知书, with the rights to be heard."""
    p = LetterBuilder()
    add_head(p, "行政处罚事先告知书", "{{ party.name }}（{{ party.number }}）：")
    p.add_line("经查，你（单位）存在下列事实：")
    p.each("f in findings", FINDINGS)
    p.lines(
        "上述行为违反（符合）{{ laws }}的规定，我单位拟作出如下处罚：{{ penalty }}",
        "依据《中华人民共和国行政处罚法》第四十四条、第四十五条，你（单位）有权进行陈述和申辩。",
        "符合该法第六十三条规定情形的，"
        "你（单位）有权自收到本告知书之日起五个工作日内要求听证；逾期未提出的，视为放弃。",
        "联系人及电话：{{ contact }}",
    )
    add_signature(p)
    return p.save("行政处罚事先告知书")


def penalty_decision() -> Path:
    """行政处罚决定书, with the ways to appeal."""
    p = LetterBuilder()
    add_head(
        p, "行政处罚决定书", "当事人：{{ party.name }}（{{ party.number }}），{{ party.address }}"
    )
    p.lines(
        "一、违法事实和证据：",
    )
    p.each("f in findings", FINDINGS)
    p.lines(
        "二、陈述、申辩及听证情况：{{ statement }}",
        "三、处罚依据：{{ laws }}",
        "四、处罚内容：{{ penalty }}",
        "五、履行方式和期限：{{ account }}",
        "六、如不服本决定，可以自收到本决定书之日起六十日内申请行政复议，"
        "或者六个月内向人民法院提起行政诉讼。",
    )
    add_signature(p)
    return p.save("行政处罚决定书")


def closing_report() -> Path:
    """结案报告."""
    p = LetterBuilder()
    p.title("结案报告")
    p.add_line("案号：{{ case_id }}", align=CENTRE)
    p.lines(
        "一、案由和来源：{{ cause }}，{{ flagged }}在社会保险基金监督检查中发现。",
        "二、当事人：{{ party.name }}（{{ party.number }}）",
        "三、核查经过：{{ steps }}",
        "四、查明的事实：",
    )
    p.each("f in findings", FINDINGS)
    p.lines(
        "五、金额：核实 {{ amount }} 元（大写：{{ amount_words }}），"
        "应追回 {{ to_recover }} 元，已追回 {{ recovered }} 元，免予追回 {{ waived }} 元。",
        "六、处置：{{ measures }}",
        "七、陈述申辩：{{ statement }}",
        "八、结案意见：{{ opinion }}",
    )
    p.add_line("承办人（2）：{{ officers }}", align=RIGHT)
    add_signature(p)
    return p.save("结案报告")


def incident_report() -> Path:
    """要情报告, signed by the principal and sealed."""
    p = LetterBuilder()
    p.title("社会保险基金要情报告")
    p.add_line("{{ document_no }}", align=CENTRE)
    p.lines(
        "一、基本情况：{{ cause }}，当事人{{ party.name }}。{{ steps }}",
        "二、涉及金额：核实 {{ amount }} 元（大写：{{ amount_words }}），"
        "已追回 {{ recovered }} 元。",
        "三、处置情况：{{ measures }}",
        "四、原因分析和整改措施：{{ text }}",
        "联系人及电话：{{ contact }}",
    )
    p.add_line("负责人（签字）：＿＿＿＿＿＿", align=RIGHT)
    add_signature(p)
    return p.save("要情报告")


CONTENTS = (
    ("序号", "n", 1.2),
    ("材料名称", "name", 6.6),
    ("文号", "number", 3.4),
    ("日期", "day", 2.4),
    ("SHA-256", "sha256", 7.4),
    ("备注", "remark", 3.2),
)


def contents() -> Path:
    """卷宗目录: the numbered contents of a case file."""
    p = LetterBuilder(landscape=True)
    p.title("卷宗目录")
    p.lines(
        "案号：{{ case_id }}　　案由：{{ cause }}　　立卷人：{{ by }}　　{{ day }}",
        size=11,
        indent=False,
    )
    p.table(CONTENTS, "rows")
    return p.save("卷宗目录")


CHAIN_LETTERS = (
    *(filing, interview, site_check, return_order, penalty_notice),
    *(penalty_decision, closing_report, incident_report, contents),
)
