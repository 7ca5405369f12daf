"""Words of the screen in both languages: lazily, by the officer's choice."""

from django.utils.functional import lazystr
from django.utils.translation import get_language

from contracts.bilingual_text import BilingualText
from contracts.codes import load_code_lists


def is_english() -> bool:
    """Has the officer chosen English?"""
    return get_language() == "en"


def translate(text: BilingualText) -> str:
    """A text in the present language."""
    return text.en if is_english() else text.zh


def translate_lazily(zh: str, en: str):
    """The same, put off until it is shown: for labels that are made at import."""
    return lazystr(_LazyText(zh, en))


class _LazyText:
    def __init__(self, zh, en):
        self.zh, self.en = zh, en

    def __str__(self):
        return self.en if is_english() else self.zh


LEVELS = {
    "H": BilingualText("高", "H"),
    "S": BilingualText("中", "S"),
    "M": BilingualText("异常", "M"),
    "control": BilingualText("对照", "control"),
}
LIST_STATUS = {
    "listed": BilingualText("本期下发", "listed"),
    "open": BilingualText("往期未结", "open"),
    "control": BilingualText("随机对照", "control"),
    "held": BilingualText("超额待发", "held"),
    "gone": BilingualText("不再出现", "gone"),
}
ROLES = {
    "checker": BilingualText("核查员", "checker"),
    "reviewer": BilingualText("复核", "reviewer"),
    "head": BilingualText("主管", "head"),
    "discipline": BilingualText("纪检", "discipline"),
    "administrator": BilingualText("管理员", "administrator"),
    "reader": BilingualText("只读", "reader"),
    "": BilingualText("未定", "none"),
}
LINKS = {
    "person": BilingualText("同一个人", "a person"),
    "employer": BilingualText("被提示单位", "a flagged unit"),
    "institution": BilingualText("被提示机构", "a flagged institution"),
    "operator": BilingualText("经办人", "an operator"),
    "phone": BilingualText("共用电话", "shared phone"),
    "bank": BilingualText("共用银行账户", "shared bank account"),
    "device": BilingualText("共用设备", "shared device"),
    "address": BilingualText("同一地址", "same address"),
    "witness": BilingualText("同一证人", "same witness"),
    "collector": BilingualText("同一代购人", "same collector"),
    "account": BilingualText("同一收款账户", "same payee's account"),
    "group": BilingualText("关联单位", "affiliated units"),
    "respondent": BilingualText("同一被申请人", "same respondent"),
    "legal_rep": BilingualText("同一法定代表人", "same legal representative"),
    "doctor": BilingualText("同一医师", "same doctor"),
    "expert": BilingualText("同一鉴定专家", "same expert"),
    "panel": BilingualText("同一专家组合", "same pair of experts"),
}
ACTIONS = {
    "found": BilingualText("筛查发现", "found"),
    "changed": BilingualText("证据有变化", "evidence changed"),
    "issue": BilingualText("下发核查", "issued"),
    "assign": BilingualText("指派", "assigned"),
    "take": BilingualText("领取", "taken"),
    "release": BilingualText("退回待领", "given back"),
    "answer": BilingualText("反馈", "answered"),
    "examine": BilingualText("开始复审", "taken up for review"),
    "confirm": BilingualText("复核确认", "confirmed"),
    "send_back": BilingualText("退回重核", "sent back"),
    "snooze": BilingualText("暂缓", "put off"),
    "wake": BilingualText("恢复办理", "resumed"),
    "dismiss": BilingualText("误报关闭", "closed as false alarm"),
    "merge": BilingualText("并案", "merged"),
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
    "bulk": BilingualText("批量办理", "bulk action"),
    "export": BilingualText("导出", "exported"),
    "import": BilingualText("导入反馈", "workbook taken in"),
    "import_refused": BilingualText("拒收工作簿", "workbook refused"),
    "paper": BilingualText("出具文书", "paper made"),
    "freeze": BilingualText("冻结统计", "figures frozen"),
    "verdicts": BilingualText("回流结论", "verdicts written"),
}


def get_code_name(list_name: str, value: str) -> str:
    """The name of a code; an unknown one is its own name."""
    name = load_code_lists().get(list_name, {}).get(value)
    return translate(name) if name else str(value or "")


def build_choices(list_name: str, *, empty: str | None = None):
    """The choices of a code list for a form, made anew for each form so that they are in the officer's language."""

    def list_choices():
        first = [] if empty is None else [("", empty)]
        return first + [
            (c, f"{c} {translate(name)}") for c, name in load_code_lists()[list_name].items()
        ]

    return list_choices
