"""Labels of the desk in both languages, chosen by the officer's language."""

from django.utils.functional import lazystr
from django.utils.translation import get_language

from contracts.bilingual_text import BilingualText
from contracts.codes import load_code_lists


def is_english() -> bool:
    """Whether the officer chose English."""
    return get_language() == "en"


def translate(text: BilingualText) -> str:
    """Return a text in the officer's language."""
    return text.en if is_english() else text.zh


def translate_lazily(zh: str, en: str):
    """Translate when the text is shown: for labels made at import."""
    return lazystr(_LazyText(zh, en))


class _LazyText:
    def __init__(self, zh, en):
        self.zh, self.en = zh, en

    def __str__(self):
        return self.en if is_english() else self.zh


LIST_STATUS = {
    "listed": BilingualText("本期下发", "listed"),
    "open": BilingualText("往期未结", "open"),
    "control": BilingualText("随机对照", "control"),
    "held": BilingualText("超额待发", "held"),
    "gone": BilingualText("不再出现", "gone"),
}
STAGES = {
    "judge": BilingualText("待研判", "to judge"),
    "check": BilingualText("核查中（含待领）", "being checked"),
    "review": BilingualText("待复审", "to review"),
    "settle": BilingualText("处置与移送", "being settled"),
    "snoozed": BilingualText("暂缓", "put off"),
    "ended": BilingualText("已办结", "ended"),
    "open": BilingualText("未办结", "open"),
}
ORDERS = {
    "severity": BilingualText("级别、严重度", "level, severity"),
    "case": BilingualText("案号", "case number"),
    "summary": BilingualText("疑点摘要", "summary"),
    "scenario": BilingualText("场景", "scenario"),
    "credence": BilingualText("预计属实程度", "credence"),
    "amount": BilingualText("涉及金额", "amount"),
    "due": BilingualText("期限", "due day"),
    "newest": BilingualText("最新发现", "newest"),
    "state": BilingualText("状态", "state"),
    "district": BilingualText("属地", "district"),
    "officer": BilingualText("承办人", "officer"),
    "outstanding": BilingualText("应追回", "to recover"),
}
TODO = {
    "mine": BilingualText("我承办的", "mine"),
    "sent_back": BilingualText("退回我重核的", "sent back to me"),
    "review": BilingualText("待我复审", "to review"),
    "close": BilingualText("待我销号", "to close"),
    "decide": BilingualText("待我决定", "to decide"),
    "unassigned": BilingualText("待领取", "nobody has"),
}
NOTICES = {
    "assigned": BilingualText("指派给您", "assigned to you"),
    "sent_back": BilingualText("退回重核", "sent back"),
    "due_soon": BilingualText("期限将至", "due soon"),
    "mention": BilingualText("备注中提到您", "a note names you"),
    "urged": BilingualText("督办", "urged"),
    "moved": BilingualText("属地变更", "district changed"),
}
ROLES = {
    "checker": BilingualText("核查员", "checker"),
    "reviewer": BilingualText("复核", "reviewer"),
    "head": BilingualText("主管", "head"),
    "discipline": BilingualText("纪检", "discipline"),
    "administrator": BilingualText("系统管理员", "system administrator"),
    "security": BilingualText("安全管理员", "security administrator"),
    "auditor": BilingualText("审计员", "auditor"),
    "planner": BilingualText("计划员", "planner"),
    "reader": BilingualText("只读", "reader"),
    "legal": BilingualText("法制", "legal section"),
    "": BilingualText("未定", "none"),
}
ACTIONS = {
    "found": BilingualText("筛查发现", "found"),
    "changed": BilingualText("证据有变化", "evidence changed"),
    "district_changed": BilingualText("属地变更", "district changed"),
    "issue": BilingualText("下发核查", "issued"),
    "assign": BilingualText("指派", "assigned"),
    "urge": BilingualText("督办", "urged"),
    "take": BilingualText("领取", "taken"),
    "release": BilingualText("退回待领", "given back"),
    "answer": BilingualText("反馈", "answered"),
    "examine": BilingualText("开始复审", "taken up for review"),
    "confirm": BilingualText("复核确认", "confirmed"),
    "send_back": BilingualText("退回重核", "sent back"),
    "snooze": BilingualText("暂缓", "put off"),
    "wake": BilingualText("恢复办理", "resumed"),
    "dismiss": BilingualText("误报关闭", "closed as false alarm"),
    "propose_dismiss": BilingualText("提请误报关闭", "proposed as false alarm"),
    "propose_merge": BilingualText("提请并案", "merge proposed"),
    "propose_waive": BilingualText("提请免予追回", "waiver proposed"),
    "propose_lift_recusal": BilingualText("提请解除回避", "lifting of a recusal proposed"),
    "refuse_proposal": BilingualText("不同意提请", "proposal refused"),
    "waive": BilingualText("免予追回", "waived"),
    "lift_recusal": BilingualText("解除回避", "recusal lifted"),
    "merge": BilingualText("并案", "merged"),
    "merge_in": BilingualText("他案并入", "another case merged in"),
    "unmerge": BilingualText("撤销并案", "merge undone"),
    "unmerge_from": BilingualText("并入案件撤出", "a merged case taken out"),
    "reopen": BilingualText("重新开启", "opened again"),
    "money": BilingualText("资金记账", "money booked"),
    "reverse_money": BilingualText("冲销", "entry reversed"),
    "plan_instalments": BilingualText("分期计划", "instalments planned"),
    "measure": BilingualText("处置措施", "measure"),
    "propose_close": BilingualText("提出销号", "closing proposed"),
    "close": BilingualText("销号", "closed"),
    "propose_referral": BilingualText("提出移送", "referral proposed"),
    "approve_referral": BilingualText("批准移送", "referral approved"),
    "refuse_referral": BilingualText("不批准移送", "referral refused"),
    "send_referral": BilingualText("移送送达", "referral sent"),
    "receipt": BilingualText("移送回执", "receipt"),
    "outcome": BilingualText("受理结果", "outcome"),
    "handed_over": BilingualText("移交物品和材料", "items and files handed over"),
    "objected": BilingualText("提请复议", "objection made"),
    "appeal": BilingualText("收到申诉", "appeal"),
    "decide_appeal": BilingualText("申诉答复", "appeal decided"),
    "recuse": BilingualText("回避", "recusal"),
    "note": BilingualText("备注", "note"),
    "attach": BilingualText("上传附件", "file attached"),
    "download": BilingualText("下载附件", "file downloaded"),
    "view": BilingualText("查看案件", "case viewed"),
    "unmask": BilingualText("查看身份", "identity shown"),
    "receive": BilingualText("接收结果", "run received"),
    "sign_in": BilingualText("登录", "signed in"),
    "sign_in_failed": BilingualText("登录失败", "sign-in failed"),
    "locked": BilingualText("账号锁定", "account locked"),
    "sign_out": BilingualText("退出", "signed out"),
    "password": BilingualText("改密码", "password changed"),
    "officer": BilingualText("用户变更", "user changed"),
    "grant": BilingualText("授权", "role granted"),
    "second_grant": BilingualText("复核授权", "grant seconded"),
    "withdraw_role": BilingualText("收回角色", "role withdrawn"),
    "bulk": BilingualText("批量办理", "bulk action"),
    "export": BilingualText("导出", "exported"),
    "export_list": BilingualText("导出清单", "list exported"),
    "import": BilingualText("导入反馈", "workbook taken in"),
    "import_refused": BilingualText("拒收工作簿", "workbook refused"),
    "verify_basis": BilingualText("核对依据", "provision read"),
    "paper": BilingualText("出具文书", "paper made"),
    "dossier": BilingualText("调取卷宗", "case file taken"),
    "find": BilingualText("按姓名、证件号码查找", "searched for a person"),
    "names": BilingualText("接收名称", "names taken in"),
    "freeze": BilingualText("冻结统计", "figures frozen"),
    "verdicts": BilingualText("回流结论", "verdicts written"),
}

# paragraphs that explain a page
HELP = {
    "export_list": BilingualText(
        "按属地导出在办疑点，白色列为下发内容（锁定），黄色列由核查单位填写。导出记入日志，"
        "页眉印有导出人。",
        "One workbook a district: white columns are issued and locked, yellow ones are filled "
        "in. Exports are logged; the header names who exported.",
    ),
    "import_list": BilingualText(
        "先校验，不写入；看过结果再确认导入。只接受系统下发的 .xlsx，不接受含宏的文件。",
        "It is checked first and nothing is written; you confirm after having seen the "
        "result. Only .xlsx handed out by the desk, no macros.",
    ),
    "fill_whole_case": BilingualText(
        "一案的全部疑点一并填写；核查人两名，其中一名为导入人本人。",
        "All findings of a case together; two checkers, one of them who imports.",
    ),
    "fill_amounts": BilingualText(
        "属实、部分属实：核实金额（没有损失填 0）和问题性质；不属实：原因代码。",
        "True or partly true: amount (0 if no loss) and nature; not true: the cause.",
    ),
    "fill_cells": BilingualText(
        "可排序、筛选；不要增删列，不要改白色列。有错误的行逐行说明，其余照常导入。",
        "Sorting and filtering are fine; leave columns and white cells alone. Bad rows are "
        "told one by one, the others go in.",
    ),
    "review_on_desk": BilingualText(
        "复核、销号、移送在系统内由两人办理，不随表导入。",
        "Review, closing and referral are done on the desk by two persons.",
    ),
    "document_names": BilingualText(
        "当事人留空的，由名称库、身份库填写；其余留空的在文书上留白，由承办人手写。批准后出具的文书随案保存，不能改动，"
        "重新出具的为新版本；姓名、证件号码只在该文件中。出具、下载记入日志。",
        "An empty party is filled from the vault; what else is empty is a blank on the paper. An approved paper is kept with the case as it "
        "is; one made again is a new version. Names stand in that file alone. All of it is logged.",
    ),
    "dossier": BilingualText(
        "目录、文书、附件、电子数据、定格事实和日志摘录，编号编页，逐件附 SHA-256。",
        "Contents, papers, files, source rows, frozen facts and log extract, with pages and hashes.",
    ),
    "no_pdf": BilingualText(
        "服务器未安装 LibreOffice，只有 Word，没有 PDF。",
        "LibreOffice is not installed on the server: Word files alone, no PDF.",
    ),
    "unread_bases": BilingualText(
        "引用下列依据的文书不能出具，直至法制部门核对原文；核对一次，对所有文书有效。",
        "A paper that cites one of these cannot be issued until the legal section has read it.",
    ),
    "first_password": BilingualText(
        "首次登录须修改密码：至少12位，不能全为数字。",
        "The first password must be changed: 12 characters or more, not digits alone.",
    ),
    "control_case": BilingualText(
        "随机对照案件，没有疑点：按常规抽查。",
        "A control case without findings: check it as a sample.",
    ),
    "day_not_over": BilingualText(
        "当日未结束，数字尚会变化", "the day is not over: figures may change"
    ),
    "few_samples": BilingualText(
        "样本少时区间很宽，仅供判断量级。",
        "Few samples make wide intervals: an order of magnitude, no more.",
    ),
}


def get_code_name(list_name: str, value: str) -> str:
    """Return the name of a code; an unknown code is its own name."""
    name = load_code_lists().get(list_name, {}).get(value)
    return translate(name) if name else str(value or "")


def build_choices(list_name: str, *, empty: str | None = None):
    """Return a function that lists a code list's choices in the officer's language.

    Django calls it for each form anew.
    """

    def list_choices():
        first = [] if empty is None else [("", empty)]
        return first + [
            (c, f"{c} {translate(name)}") for c, name in load_code_lists()[list_name].items()
        ]

    return list_choices
