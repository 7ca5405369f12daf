"""Words of the screen in both languages: lazily, by the officer's choice."""

from django.utils.functional import lazystr
from django.utils.translation import get_language

from contracts.bilingual_text import Text
from contracts.codes import code_lists


def is_english() -> bool:
    """Has the officer chosen English?"""
    return get_language() == "en"


def said(text: Text) -> str:
    """A text in the present language."""
    return text.en if is_english() else text.zh


def both(zh: str, en: str):
    """The same, put off until it is shown: for labels that are made at import."""
    return lazystr(_Later(zh, en))


class _Later:
    def __init__(self, zh, en):
        self.zh, self.en = zh, en

    def __str__(self):
        return self.en if is_english() else self.zh


LEVELS = {
    "H": Text("高", "H"),
    "S": Text("中", "S"),
    "M": Text("异常", "M"),
    "control": Text("对照", "control"),
}
LIST_STATUS = {
    "listed": Text("本期下发", "listed"),
    "open": Text("往期未结", "open"),
    "control": Text("随机对照", "control"),
    "held": Text("超额待发", "held"),
    "gone": Text("不再出现", "gone"),
}
ROLES = {
    "checker": Text("核查员", "checker"),
    "reviewer": Text("复核", "reviewer"),
    "head": Text("主管", "head"),
    "discipline": Text("纪检", "discipline"),
    "administrator": Text("管理员", "administrator"),
    "reader": Text("只读", "reader"),
    "": Text("未定", "none"),
}
LINKS = {
    "person": Text("同一个人", "a person"),
    "employer": Text("被提示单位", "a flagged unit"),
    "institution": Text("被提示机构", "a flagged institution"),
    "operator": Text("经办人", "an operator"),
    "phone": Text("共用电话", "shared phone"),
    "bank": Text("共用银行账户", "shared bank account"),
    "device": Text("共用设备", "shared device"),
    "address": Text("同一地址", "same address"),
    "witness": Text("同一证人", "same witness"),
    "collector": Text("同一代购人", "same collector"),
    "account": Text("同一收款账户", "same payee's account"),
    "group": Text("关联单位", "affiliated units"),
    "respondent": Text("同一被申请人", "same respondent"),
    "legal_rep": Text("同一法定代表人", "same legal representative"),
    "doctor": Text("同一医师", "same doctor"),
    "expert": Text("同一鉴定专家", "same expert"),
    "panel": Text("同一专家组合", "same pair of experts"),
}
ACTIONS = {
    "found": Text("筛查发现", "found"),
    "changed": Text("证据有变化", "evidence changed"),
    "issue": Text("下发核查", "issued"),
    "assign": Text("指派", "assigned"),
    "take": Text("领取", "taken"),
    "release": Text("退回待领", "given back"),
    "answer": Text("反馈", "answered"),
    "examine": Text("开始复审", "taken up for review"),
    "confirm": Text("复核确认", "confirmed"),
    "send_back": Text("退回重核", "sent back"),
    "snooze": Text("暂缓", "put off"),
    "wake": Text("恢复办理", "resumed"),
    "dismiss": Text("误报关闭", "closed as false alarm"),
    "merge": Text("并案", "merged"),
    "reopen": Text("重新开启", "opened again"),
    "money": Text("资金记账", "money booked"),
    "reverse_money": Text("冲销", "entry reversed"),
    "plan_instalments": Text("分期计划", "instalments planned"),
    "measure": Text("处置措施", "measure"),
    "propose_close": Text("提出销号", "closing proposed"),
    "close": Text("销号", "closed"),
    "propose_referral": Text("提出移送", "referral proposed"),
    "approve_referral": Text("批准移送", "referral approved"),
    "refuse_referral": Text("不批准移送", "referral refused"),
    "send_referral": Text("移送送达", "referral sent"),
    "receipt": Text("移送回执", "receipt"),
    "outcome": Text("受理结果", "outcome"),
    "handed_over": Text("移交物品和材料", "items and files handed over"),
    "objected": Text("提请复议", "objection made"),
    "appeal": Text("收到申诉", "appeal"),
    "decide_appeal": Text("申诉答复", "appeal decided"),
    "recuse": Text("回避", "recusal"),
    "note": Text("备注", "note"),
    "attach": Text("上传附件", "file attached"),
    "download": Text("下载附件", "file downloaded"),
    "view": Text("查看案件", "case viewed"),
    "unmask": Text("查看身份", "identity shown"),
    "receive": Text("接收结果", "run received"),
    "sign_in": Text("登录", "signed in"),
    "sign_in_failed": Text("登录失败", "sign-in failed"),
    "locked": Text("账号锁定", "account locked"),
    "sign_out": Text("退出", "signed out"),
    "password": Text("改密码", "password changed"),
    "officer": Text("用户变更", "user changed"),
    "bulk": Text("批量办理", "bulk action"),
    "export": Text("导出", "exported"),
    "import": Text("导入反馈", "workbook taken in"),
    "import_refused": Text("拒收工作簿", "workbook refused"),
    "paper": Text("出具文书", "paper made"),
    "freeze": Text("冻结统计", "figures frozen"),
    "verdicts": Text("回流结论", "verdicts written"),
}


def code(list_name: str, value: str) -> str:
    """The name of a code; an unknown one is its own name."""
    name = code_lists().get(list_name, {}).get(value)
    return said(name) if name else str(value or "")


def options(list_name: str, *, empty: str | None = None):
    """The choices of a code list for a form, made anew for each form so that they are in the officer's language."""

    def made():
        first = [] if empty is None else [("", empty)]
        return first + [(c, f"{c} {said(name)}") for c, name in code_lists()[list_name].items()]

    return made
