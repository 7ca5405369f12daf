"""The templates of the chain of papers, from the filing of a case to its numbered file."""

from pathlib import Path

from tools.letter_builder import CENTRE, RIGHT, LetterBuilder, add_head, add_signature


def _add_facts(p):
    """The facts found, a paragraph each, as the officer wrote them."""
    p.each("line in found", "{{ line }}")


def filing() -> Path:
    """立案审批表, signed by the principal."""
    p = LetterBuilder()
    p.title("立案审批表")
    p.add_line("{{ document_no }}", align=CENTRE)
    p.form(
        [
            ("案号", "{{ case_id }}"),
            ("案由", "{{ cause }}"),
            ("案件来源", "{{ fund }}监督检查，{{ flagged }}发现"),
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
        "被询问人（当事人、见证人）签名：＿＿＿＿＿＿　　日期：＿＿＿＿＿＿",
        "执法人员签名：＿＿＿＿＿＿、＿＿＿＿＿＿",
        "记录人签名：＿＿＿＿＿＿",
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
    p.add_line("经查，{{ you }}存在下列情况：")
    _add_facts(p)
    p.lines(
        "依据{{ laws }}，责令{{ you }}自收到本通知书之日起{{ days }}日内，"
        "退回{{ fund }} {{ outstanding }} 元（大写：{{ outstanding_words }}）。",
        "退回账户：{{ account }}",
        "如不服本通知，可以自收到本通知书之日起六十日内向{{ appeal_to }}申请行政复议，"
        "或者六个月内依法向人民法院提起行政诉讼。",
        "联系人及电话：{{ contact }}",
    )
    add_signature(p)
    return p.save("责令退回通知书")


def penalty_notice() -> Path:
    """行政处罚事先告知书, with the rights to be heard."""
    p = LetterBuilder()
    add_head(p, "行政处罚事先告知书", "{{ party.name }}（{{ party.number }}）：")
    p.add_line("经查，{{ you }}存在下列事实：")
    _add_facts(p)
    p.lines(
        "上述事实，有{{ proofs }}等证据证明。",
        "{{ you }}的上述行为违反了{{ violated }}的规定。依据{{ penalty_basis }}，"
        "我单位拟作出如下行政处罚：{{ penalty }}",
        "依据《中华人民共和国行政处罚法》第四十四条、第四十五条，{{ you }}有权进行陈述和申辩。",
        "属于该法第六十三条规定情形的，{{ you }}有权自收到本告知书之日起五个工作日内要求听证；"
        "逾期未提出的，视为放弃听证权利。",
        "联系人及电话：{{ contact }}",
    )
    add_signature(p)
    return p.save("行政处罚事先告知书")


def penalty_decision() -> Path:
    """行政处罚决定书, with what 行政处罚法第五十九条 wants in it."""
    p = LetterBuilder()
    p.title("行政处罚决定书")
    p.add_line("{{ document_no }}", align=CENTRE)
    p.form(
        [
            ("当事人", "{{ party.name }}"),
            ("{{ party.number_label }}", "{{ party.number }}"),
            ("{{ party.more_label }}", "{{ party.more }}"),
            ("住址（地址）", "{{ party.address }}"),
        ]
    )
    p.add_line("一、违法事实：")
    _add_facts(p)
    p.lines(
        "二、证据：上述事实，有{{ proofs }}等证据证明。",
        "三、陈述、申辩及听证情况：{{ statement }}。",
        "四、处罚的依据和内容：{{ you }}的上述行为违反了{{ violated }}的规定。"
        "依据{{ penalty_basis }}，决定给予如下行政处罚：{{ penalty }}",
        "五、履行方式和期限：{{ account }}。逾期不缴纳罚款的，依据"
        "《中华人民共和国行政处罚法》第七十二条，"
        "每日按罚款数额的百分之三加处罚款，加处罚款的数额不超过罚款的数额。",
        "六、如不服本决定，可以自收到本决定书之日起六十日内向{{ appeal_to }}申请行政复议，"
        "或者六个月内依法向人民法院提起行政诉讼。复议、诉讼期间，本决定不停止执行，法律另有规定的除外。",
    )
    add_signature(p)
    return p.save("行政处罚决定书")


def closing_report() -> Path:
    """结案报告."""
    p = LetterBuilder()
    p.title("结案报告")
    p.add_line("案号：{{ case_id }}", align=CENTRE)
    p.lines(
        "一、案由和来源：{{ cause }}，{{ flagged }}在{{ fund }}监督检查中发现。",
        "二、当事人：{{ party.name }}（{{ party.number }}）",
        "三、核查经过：{{ steps }}",
        "四、查明的事实：",
    )
    _add_facts(p)
    p.lines(
        "五、金额：核实 {{ amount }} 元（大写：{{ amount_words }}），"
        "应追回 {{ to_recover }} 元，已追回 {{ recovered }} 元，免予追回 {{ waived }} 元。",
        "六、处置：{{ measures }}。",
        "七、陈述申辩：{{ statement }}。",
        "八、结案意见：{{ opinion }}",
    )
    p.add_line("承办人（2）：{{ officers }}", align=RIGHT)
    add_signature(p)
    return p.save("结案报告")


def incident_report() -> Path:
    """要情报告, signed by the principal and sealed."""
    p = LetterBuilder()
    p.title("{{ fund }}要情报告")
    p.add_line("{{ document_no }}", align=CENTRE)
    p.lines(
        "一、要情等级：{{ level }}",
        "二、基本情况：我单位在{{ fund }}监督检查中查明，当事人{{ party.name }}涉及{{ cause }}。"
        "{{ steps }}",
    )
    _add_facts(p)
    p.lines(
        "三、涉及金额：核实 {{ amount }} 元（大写：{{ amount_words }}），"
        "已追回 {{ recovered }} 元。",
        "四、处置情况：{{ measures }}。",
        "五、原因分析和整改措施：{{ text }}",
        "联系人及电话：{{ contact }}",
    )
    p.add_line("负责人（签字）：＿＿＿＿＿＿", align=RIGHT, keep=True)
    add_signature(p)
    return p.save("要情报告")


CONTENTS = (
    ("序号", "n", 1.2),
    ("材料名称", "name", 6.0),
    ("文号", "number", 3.4),
    ("日期", "day", 2.3),
    ("页次", "pages", 1.8),
    ("SHA-256", "sha256", 7.0),
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
