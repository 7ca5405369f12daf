"""agency_handling: separation of duties and conflicts of interest."""

from contracts.bilingual_text import BilingualText
from features.operators.operator_family import own_business
from features.operators.operators import acts_after_closure, one_hand, override_reversals
from scenarios.agency_handling.shared_evidence import (
    ACCOUNT_ROW,
    CONDUCT_LAWS,
    CONTROL_LAWS,
    DUTY_LAWS,
    make_log_evidence,
)
from scenarios.framework.definition import Exclusion, Indicator

ONE_HAND = Indicator(
    id="O01",
    title=BilingualText("一人多岗", "one account in two posts"),
    definition=BilingualText(
        zh="同一笔高风险业务（02至15类）的受理（或修改）与复核、审批为同一账号",
        en=(
            "one account accepted (or edited) and reviewed or approved the same piece of high-risk "
            "business"
        ),
    ),
    population="operator",
    column="o01_count",
    unit="cases",
    direction="high",
    # one is enough: art. 36 and 37 want two persons for each piece of high-risk business
    threshold=1,
    level="H",
    evidence_source="separation",
    amount="o01_yuan",
    period=("o01_from", "o01_to"),
    reason=BilingualText(
        zh=(
            "{o01_from}至{o01_to}有{o01_count}笔高风险业务由同一账号既受理又复核（审批），"
            "金额{o01_yuan}元。"
        ),
        en=(
            "{o01_count} pieces of high-risk business, {o01_from} to {o01_to}, accepted and "
            "decided by one account; {o01_yuan} yuan."
        ),
    ),
    look_alikes=BilingualText(
        "系统自动步骤（系统账号）；有工单的应急授权",
        "an automatic step of a service account; an emergency authorisation with a work order",
    ),
    verify=BilingualText(
        zh="由上级监督机构调取业务全流程日志和授权记录，核对岗位权限设置；不得由本经办机构自查",
        en=(
            "the supervising body, not the office itself, gets the full trace, authorisations and "
            "the rights of the account"
        ),
    ),
    laws=DUTY_LAWS,
    exclusions=(
        Exclusion(
            "is_system_step",
            BilingualText("系统账号的自动步骤", "an automatic step of a service account"),
        ),
        Exclusion(
            "is_authorised",
            BilingualText(
                "每笔均有应急授权工单", "each piece has the work order of an authorisation"
            ),
        ),
    ),
    evidence=(ACCOUNT_ROW, make_log_evidence(one_hand)),
)

OWN_FAMILY = Indicator(
    id="O02",
    title=BilingualText("自办、亲属办", "one's own or a relative's business"),
    definition=BilingualText(
        zh="经办人办理本人的高风险业务（高等级），或同户人员、待遇进入经办人本人账户者的高风险业务",
        en=(
            "high-risk business of the operator himself (high), of his household, or of one who is "
            "paid into his account"
        ),
    ),
    population="operator",
    column="o02_count",
    unit="cases",
    direction="high",
    # one is enough: business of one's own or one's family is to be left to a colleague
    threshold=1,
    level="S",
    level_when=(("o02_is_own", "H"),),
    evidence_source="avoidance",
    amount="o02_yuan",
    period=("o02_from", "o02_to"),
    reason=BilingualText(
        zh=(
            "{o02_from}至{o02_to}经办本人、同户或待遇进入其账户者{o02_persons}人的业务"
            "{o02_count}笔，金额{o02_yuan}元。"
        ),
        en=(
            "{o02_count} pieces of business, {o02_from} to {o02_to}, of {o02_persons} persons: "
            "himself, his household or paid into his account; {o02_yuan} yuan."
        ),
    ),
    look_alikes=BilingualText(
        zh="本人退休等业务由同事办理（不命中）；小县单一窗口经批准办理",
        en=(
            "own pension handled by a colleague (no hit); the only window of a small county, with "
            "approval"
        ),
    ),
    verify=BilingualText(
        zh="核对亲属关系与回避审批；复核该业务材料和金额是否合规",
        en=(
            "check kinship and the approval for not standing aside; review papers and amounts of "
            "the business"
        ),
    ),
    laws=CONDUCT_LAWS,
    exclusions=(
        Exclusion(
            "is_avoidance_waived",
            BilingualText("均有批准办理的工单", "each act has a work order that allows it"),
        ),
    ),
    evidence=(ACCOUNT_ROW, make_log_evidence(own_business)),
)

LEFT = Indicator(
    id="O13",
    title=BilingualText("离岗账号活动", "an account at work after leaving"),
    definition=BilingualText(
        "账号停用日期之后的操作", "acts after the day on which the account was closed"
    ),
    population="operator",
    column="o13_count",
    unit="count",
    direction="high",
    # one is enough: nobody works with an account after its end
    threshold=1,
    level="H",
    evidence_source="rights",
    amount="o13_yuan",
    period=("o13_from", "o13_to"),
    reason=BilingualText(
        zh=(
            "账号于{left_date}停用，此后{o13_from}至{o13_to}仍有{o13_count}次操作，"
            "其中高风险{o13_high_risk}次。"
        ),
        en=(
            "the account was closed on {left_date}; {o13_count} acts followed, {o13_from} to "
            "{o13_to}, {o13_high_risk} of high risk."
        ),
    ),
    look_alikes=BilingualText(
        "停用日期录入滞后；交接期间查询", "a date entered late; looks during the handover"
    ),
    verify=BilingualText(
        "核对离岗文件与账号停用流程；查实际使用人",
        "compare the leaving papers; find who used the account",
    ),
    laws=DUTY_LAWS,
    exclusions=(
        Exclusion(
            "is_handover",
            BilingualText(
                "停用后14日内且无高风险操作，属交接",
                "within two weeks and nothing of high risk: the handover",
            ),
        ),
    ),
    evidence=(ACCOUNT_ROW, make_log_evidence(acts_after_closure)),
)

FORCED = Indicator(
    id="O15",
    title=BilingualText("强制通过后被撤销", "overrides undone later"),
    definition=BilingualText(
        "强制通过系统预警、其后该业务被撤销或退回的次数",
        "overrides of system warnings whose business was cancelled or sent back later",
    ),
    population="operator",
    column="o15_count",
    unit="count",
    direction="high",
    # a true warning is overruled by mistake now and then; three times is a habit
    threshold=3,
    level="S",
    evidence_source="overrides",
    amount="o15_yuan",
    period=("o15_from", "o15_to"),
    reason=BilingualText(
        zh=(
            "{o15_from}至{o15_to}强制通过预警{o15_count}次，其后业务均被撤销或退回，"
            "金额{o15_yuan}元。"
        ),
        en=(
            "{o15_count} warnings were overridden between {o15_from} and {o15_to} and the business "
            "undone later; {o15_yuan} yuan."
        ),
    ),
    look_alikes=BilingualText("已报修的系统误报", "a known false warning with a ticket"),
    verify=BilingualText(
        "核对预警内容、强制通过理由与撤销原因",
        "compare the warning, the reason given and why it was undone",
    ),
    laws=CONTROL_LAWS,
    exclusions=(
        Exclusion(
            "is_known_false_warning",
            BilingualText("均有误报工单", "each has the ticket of a false warning"),
        ),
    ),
    evidence=(ACCOUNT_ROW, make_log_evidence(override_reversals)),
)
