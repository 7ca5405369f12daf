"""Makes the templates of the papers: `python -m tools.make_letters`.

Staff edit them in Word afterwards.

A copy of the same name in the desk's folder (`letters/`) is used instead of the one made here. `{{
… }}` are fields, `{%tr for … %}` a row a turn; docs/操作手册.md lists the fields.
"""

from pathlib import Path

from tools.chain_letters import CHAIN_LETTERS
from tools.letter_builder import CENTRE, FOLDER, RIGHT, LetterBuilder, add_head, add_signature

EVIDENCE = (
    ("序号", "n", 1.0),
    ("证据名称", "name", 4.2),
    ("证据种类", "kind", 1.8),
    ("来源/提取单位", "source", 2.6),
    ("提取人（2）", "by", 2.2),
    ("提取时间", "at", 2.1),
    ("原件/复制件", "form", 1.6),
    ("页数/条数", "count", 1.3),
    ("证明内容", "proves", 3.4),
    ("哈希值（SHA-256）", "sha256", 4.0),
    ("备注", "remark", 2.2),
)
REGISTER = (
    ("序号", "n", 1.0),
    ("登记日期", "registered_on", 2.1),
    ("线索编号", "number", 3.1),
    ("线索来源", "source", 2.6),
    ("反映对象", "subject", 2.4),
    ("主要问题", "matter", 4.6),
    ("移送机关", "recipient", 2.6),
    ("文号", "document_no", 2.3),
    ("移送日期", "sent_on", 2.1),
    ("签收", "receipt", 1.3),
    ("办理结果", "outcome", 1.8),
)


DRAFT = "（拟稿：尚未批准，不得外送）"


def _annexes(p):
    p.add_line("附件：", keep=True)
    p.each("a in annexes", "{{ a }}")


def _evidence(p, title, *about):
    """The list of evidence on pages laid across."""
    p.landscape()
    p.title(title, size=18)
    p.lines(*about, size=11, indent=False)
    p.table(EVIDENCE, "evidence")


def police() -> Path:
    """涉嫌犯罪案件移送书, its three annexes and the receipt."""
    p = LetterBuilder()
    p.add_lines_if("is_draft", DRAFT, align=CENTRE, size=12)
    add_head(p, "涉嫌犯罪案件移送书", "{{ recipient }}：")
    p.lines(
        "我单位在{{ fund }}监督检查中发现{{ party.name }}涉嫌{{ offence }}，根据{{ basis }}，现将该案移送你单位，请依法处理。",
        "一、案由：{{ cause }}",
        "二、案件来源：{{ source }}",
        "三、当事人基本情况：",
    )
    p.form(
        [
            ("{{ party.name_label }}", "{{ party.name }}"),
            ("{{ party.number_label }}", "{{ party.number }}"),
            ("{{ party.more_label }}", "{{ party.more }}"),
            ("住址（地址）", "{{ party.address }}"),
        ]
    )
    p.lines(
        "四、违法事实：{{ facts }}",
        "五、涉案金额：{{ amount }} 元（大写：{{ amount_words }}）。计算方法：{{ method }}",
    )
    p.lines(
        "六、涉嫌罪名及法律依据：{{ offence }}（{{ offence_law }}）。",
        "七、已采取的措施：{{ measures }}",
    )
    p.add_line("八、承办人：{{ officers }}。联系人及电话：{{ contact }}")
    _annexes(p)
    add_signature(p)
    p.page()
    _report(p)
    _evidence(p, "附件2　证据清单", "案件编号：{{ case_id }}　　移送书文号：{{ document_no }}")
    p.add_line(
        "制作人（2）：{{ officers }}　　接收人：＿＿＿＿＿＿　　日期：＿＿＿＿＿＿",
        size=11,
        indent=False,
    )
    p.portrait()
    _items(p)
    p.page()
    _receipt(p)
    return p.save("涉嫌犯罪案件移送书")


def _report(p):
    p.title("附件1　案件调查报告", size=18)
    p.lines(
        "一、案件来源：{{ source }}",
        "二、当事人：{{ party.name }}（{{ party.number }}），{{ party.more }}",
        "三、核查经过：{{ history }}",
    )
    p.add_line("四、查明的事实：")
    p.each(
        "f in findings",
        "（{{ f.n }}）{{ f.fact }}结论为{{ f.conclusion }}。依据：{{ f.law }}。",
    )
    p.lines("五、当事人的陈述和申辩：{{ statement }}", "六、处理意见：{{ opinion }}")
    p.add_line("调查人（2）：{{ officers }}", align=RIGHT, keep=True)
    p.add_line("{{ day }}", align=RIGHT)


def _items(p):
    p.title("附件3　涉案物品清单", size=18)
    p.form(
        [
            ("物品名称、数量", "{{ items }}"),
            ("存放地点", ""),
            ("移交人（2）", ""),
            ("接收人", ""),
            ("移交日期", ""),
        ]
    )
    p.add_line()
    p.title("附件4　检验报告或者鉴定结论", size=18)
    p.add_line("{{ appraisals }}")


def _receipt(p):
    p.title("涉嫌犯罪案件移送书（回执）", size=18)
    p.add_line("{{ office }}：", indent=False)
    p.lines(
        "你单位移送的{{ party.name }}涉嫌{{ offence }}一案（{{ document_no }}）及所附材料收悉。",
        "根据《行政执法机关移送涉嫌犯罪案件的规定》第八条，我单位自接受移送之日起三日内审查决定，现将决定告知如下：",
        "□ 决定立案　　□ 不予立案（理由附后）　　□ 移送有管辖权的机关",
        "接收人：＿＿＿＿＿＿　　接收时间：＿＿＿＿年＿＿月＿＿日＿＿时",
    )
    p.add_line("（受案机关印章）", align=RIGHT)
    p.add_line("＿＿＿＿年＿＿月＿＿日", align=RIGHT)


def discipline() -> Path:
    """问题线索移送函 with its registration form."""
    p = LetterBuilder()
    p.add_lines_if("is_draft", DRAFT, align=CENTRE, size=12)
    p.add_lines_if("secrecy", "{{ secrecy }}　专人送达", align=RIGHT, size=12)
    add_head(p, "问题线索移送函", "{{ recipient }}：")
    p.lines(
        "我单位在{{ fund }}监督中发现涉及公职人员的问题线索，根据{{ basis }}，现移送你单位。以下所列为待核实的线索。",
        "一、线索来源：{{ source }}",
        "二、反映对象：",
    )
    p.form(
        [
            ("姓名", "{{ party.name }}"),
            ("单位", "{{ party.unit }}"),
            ("职务", "{{ party.post }}"),
            ("政治面貌", "{{ party.politics }}"),
            ("是否公职人员", "{{ party.official }}"),
        ]
    )
    p.lines("三、主要问题：{{ facts }}", "四、初步事实与证据：")
    p.each("f in findings", "（{{ f.n }}）{{ f.fact }}核查结论：{{ f.conclusion }}。")
    p.lines(
        "五、涉及金额：{{ amount }} 元（大写：{{ amount_words }}）。",
        "六、是否接触过本人：{{ contacted }}",
    )
    p.lines(
        "七、保密要求：本函及所附材料限承办人员知悉，不得复制、摘抄、通过互联网传递；办理中请勿泄露线索来源。",
        "八、同案处理：{{ split }}",
        "九、联系人及电话：{{ contact }}",
    )
    _annexes(p)
    add_signature(p)
    p.page()
    p.title("问题线索移送登记表", size=18)
    p.form(
        [
            ("线索编号", "{{ case_id }}"),
            ("登记日期", "{{ day }}"),
            ("线索来源", "{{ source }}"),
            ("反映对象", "{{ party.name }}　{{ party.unit }}　{{ party.post }}"),
            ("主要问题", "{{ facts }}"),
            ("涉及金额（元）", "{{ amount }}"),
            ("移送机关及文号", "{{ recipient }}　{{ document_no }}"),
            ("提出人", "{{ proposed_by }}"),
            ("批准人", "{{ approved_by }}"),
            ("移送时间", "{{ sent }}"),
            ("接收人签字", ""),
            ("办理结果", "{{ outcome }}"),
            ("知悉范围", "{{ proposed_by }}、{{ approved_by }}"),
        ]
    )
    _evidence(p, "附件　证据清单")
    return p.save("问题线索移送函")


def register() -> Path:
    """问题线索移送登记簿: all of a period."""
    p = LetterBuilder(landscape=True)
    p.add_lines_if("secrecy", "{{ secrecy }}", align=RIGHT, size=12)
    p.title("问题线索移送登记簿")
    p.add_line(
        "期间：{{ first }} 至 {{ last }}　　共 {{ rows|length }} 件　　制表：{{ by }}　{{ day }}",
        size=11,
        indent=False,
    )
    p.table(REGISTER, "rows")
    return p.save("问题线索移送登记簿")


def other() -> Path:
    """案件移送函 to another authority."""
    p = LetterBuilder()
    p.add_lines_if("is_draft", DRAFT, align=CENTRE, size=12)
    add_head(p, "案件移送函", "{{ recipient }}：")
    p.lines(
        "我单位在{{ fund }}监督检查中发现{{ party.name }}（{{ party.number }}）的下列情况，不属于我单位职责范围，现移送你单位，请依法处理，"
        "并将结果告知我单位。",
        "一、案件来源：{{ source }}",
        "二、事实：{{ facts }}",
        "三、涉及金额：{{ amount }} 元（大写：{{ amount_words }}）。",
        "四、已采取的措施：{{ measures }}",
        "五、承办人：{{ officers }}。联系人及电话：{{ contact }}",
    )
    _annexes(p)
    add_signature(p)
    _evidence(p, "附件　证据清单")
    return p.save("案件移送函")


def notice() -> Path:
    """核查通知书 to the party, with its acknowledgement."""
    p = LetterBuilder()
    add_head(p, "{{ fund }}核查通知书", "{{ party.name }}（{{ party.number }}）：")
    p.lines(
        "根据{{ basis }}，我单位定于{{ check_day }}{{ check_place }}对下列事项进行核查。本通知所列为需要核实的事项，不是处理结论。",
        "一、核查事项：",
    )
    p.each("f in findings", "（{{ f.n }}）{{ f.matter }}（{{ f.period }}）")
    p.add_line("二、请准备下列材料：")
    p.each("m in materials", "{{ m }}")
    p.lines(
        "三、核查人员：{{ officers }}。核查人员不少于两名，核查时出示执法证件。",
        "四、{{ you }}有权进行陈述和申辩；认为核查人员与本事项有利害关系的，可以申请回避。",
        "五、{{ you }}应当如实提供有关情况和资料，不得拒绝、阻挠或者隐匿、毁弃证据。",
        "联系人及电话：{{ contact }}",
    )
    p.add_lines_if(
        "is_short",
        "（因情况特殊，本通知未满提前 {{ notice_days }} 日的时限：{{ short_because }}）",
        size=12,
    )
    add_signature(p)
    p.page()
    p.title("送达回证", size=18)
    p.form(
        [
            ("文书名称及文号", "{{ fund }}核查通知书　{{ document_no }}"),
            ("受送达人", "{{ party.name }}"),
            ("送达地点", ""),
            ("送达方式", "□ 直接　□ 留置　□ 邮寄　□ 其他"),
            ("收件人签名及时间", ""),
            ("送达人（2）", ""),
            ("备注", ""),
        ]
    )
    return p.save("核查通知书")


LETTERS = (
    *(police, discipline, register, other, notice),
    *CHAIN_LETTERS,
)


def main() -> None:
    """Make every letter."""
    FOLDER.mkdir(exist_ok=True)
    for make in LETTERS:
        print(make())


if __name__ == "__main__":
    main()
