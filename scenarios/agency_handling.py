"""社保经办内部风险: how operators of the agency itself handle high-risk business. Restricted: see `is_restricted`."""

from datetime import date

from contracts.tables.injury_case import InjuryCase
from contracts.tables.operator_account import OperatorAccount
from contracts.tables.operator_log import OperatorLog
from contracts.tables.pension_payment import PensionPayment
from contracts.tables.qualification_check import QualificationCheck
from contracts.text import Text
from features.operator_amounts import below_tiers, near_tiers
from features.operator_back_pay import (
    large_back_pay,
    resumed_payments,
    resumptions,
    taken_payments,
)
from features.operator_edits import (
    changed_identities,
    closed_month_edits,
    identity_edits,
    month_editors,
)
from features.operator_family import own_business, own_family
from features.operator_habits import (
    checks_on_behalf,
    favoured_agents,
    idle_looks,
    old_checks,
    operator_links,
    quick_reviews,
    strange_terminals,
    terminals,
)
from features.operator_money import (
    account_edits,
    pool_payments,
    pooled,
    swap_payments,
    swapped_accounts,
    swaps,
)
from features.operators import (
    after_leaving,
    both_hands,
    forced_through,
    left_accounts,
    night_work,
    off_hours,
    one_hand,
    operator_base,
    undone_overrides,
)
from scenarios.kit.definition import Evidence, Exclusion, Indicator, ModelFeature, Population, Scenario

BY_OPERATOR = {"op_id": "op_id"}
ACCOUNT_ROW = Evidence(OperatorAccount, on=BY_OPERATOR)


def log_rows(keys) -> Evidence:
    """The rows of the log that an expression names."""
    return Evidence(OperatorLog, on=BY_OPERATOR, keys=keys)


def pension_rows_of(keys) -> Evidence:
    """The pension payments that an expression names."""
    return Evidence(PensionPayment, on=BY_OPERATOR, keys=keys)


OPERATORS = Population(
    id="operator",
    title=Text("经办账号", "operator accounts"),
    subject_kind="operator",
    record=OperatorAccount,
    base=operator_base,
    features=(
        both_hands,
        own_family,
        night_work,
        quick_reviews,
        swaps,
        pooled,
        changed_identities,
        resumptions,
        large_back_pay,
        month_editors,
        idle_looks,
        terminals,
        left_accounts,
        favoured_agents,
        forced_through,
        checks_on_behalf,
        below_tiers,
    ),
    model_features=(
        ModelFeature("o01_count", "high", "cases", Text("一人多岗件数", "pieces in one hand")),
        ModelFeature("o02_count", "high", "cases", Text("自办亲属业务件数", "own or family business")),
        ModelFeature(
            "o03_count", "high", "count", Text("非工作时间操作最多月次数", "acts off hours in a month")
        ),
        ModelFeature("o05_count", "high", "persons", Text("账户改回人数", "persons with a swapped account")),
        ModelFeature(
            "o06_moved_count", "high", "persons", Text("引入共用账户人数", "persons led into one account")
        ),
        ModelFeature("o07_count", "high", "persons", Text("双改人数", "persons with a double edit")),
        ModelFeature("o08_yuan", "high", "yuan", Text("恢复后补发金额", "paid back after a resumption")),
        ModelFeature("o09_months", "high", "months", Text("最长补发月数", "longest back-pay")),
        ModelFeature(
            "open_edits", "high", "count", Text("无工单历史缴费修改", "edits of closed months without order")
        ),
        ModelFeature(
            "idle_share", "high", "share", Text("无业务查询占比", "share of looks without business")
        ),
        ModelFeature("o12_count", "high", "count", Text("异常终端操作次数", "acts from strange terminals")),
        ModelFeature("o15_count", "high", "count", Text("被撤销的强制通过", "overrides undone later")),
        ModelFeature(
            "o16_checks", "high", "count", Text("高龄人工代认证", "checks of the very old on behalf")
        ),
    ),
    peer_group=("post",),
    evidence=(ACCOUNT_ROW,),
    id_period="year",
)

CONTROL_LAWS = ("handling-37", "handling-38", "handling-53")
CONDUCT_LAWS = ("social-insurance-89", "social-insurance-93", "handling-53", "criminal-transfer-18")

ONE_HAND = Indicator(
    id="O01",
    title=Text("一人多岗", "one account in two posts"),
    definition=Text(
        "同一笔高风险业务（02至15类）的受理（或修改）与复核、审批为同一账号",
        "one account accepted (or edited) and reviewed or approved the same piece of high-risk business",
    ),
    population="operator",
    column="o01_count",
    unit="cases",
    direction="high",
    threshold=1,
    level="H",
    family="separation",
    amount="o01_yuan",
    period=("o01_from", "o01_to"),
    reason=Text(
        "{o01_from}至{o01_to}有{o01_count}笔高风险业务由同一账号既受理又复核（审批），金额{o01_yuan}元。",
        "{o01_count} pieces of high-risk business, {o01_from} to {o01_to}, accepted and decided by one account; {o01_yuan} yuan.",
    ),
    look_alikes=Text(
        "系统自动步骤（系统账号）；有工单的应急授权",
        "an automatic step of a service account; an emergency authorisation with a work order",
    ),
    verify=Text(
        "由上级监督机构调取业务全流程日志和授权记录，核对岗位权限设置；不得由本经办机构自查",
        "the supervising body, not the office itself, gets the full trace, authorisations and the rights of the account",
    ),
    laws=("handling-36", *CONTROL_LAWS),
    exclusions=(
        Exclusion("is_system_step", Text("系统账号的自动步骤", "an automatic step of a service account")),
        Exclusion(
            "is_authorised", Text("每笔均有应急授权工单", "each piece has the work order of an authorisation")
        ),
    ),
    evidence=(ACCOUNT_ROW, log_rows(one_hand)),
)

OWN_FAMILY = Indicator(
    id="O02",
    title=Text("自办、亲属办", "one's own or a relative's business"),
    definition=Text(
        "经办人办理本人的高风险业务（高等级），或同户人员、待遇进入经办人本人账户者的高风险业务",
        "high-risk business of the operator himself (high), of his household, or of one who is paid into his account",
    ),
    population="operator",
    column="o02_count",
    unit="cases",
    direction="high",
    threshold=1,
    level="S",
    level_when=(("o02_is_own", "H"),),
    family="avoidance",
    amount="o02_yuan",
    period=("o02_from", "o02_to"),
    reason=Text(
        "{o02_from}至{o02_to}经办本人、同户或待遇进入其账户者{o02_persons}人的业务{o02_count}笔，金额{o02_yuan}元。",
        "{o02_count} pieces of business, {o02_from} to {o02_to}, of {o02_persons} persons: himself, his household or paid into his account; {o02_yuan} yuan.",
    ),
    look_alikes=Text(
        "本人退休等业务由同事办理（不命中）；小县单一窗口经批准办理",
        "own pension handled by a colleague (no hit); the only window of a small county, with approval",
    ),
    verify=Text(
        "核对亲属关系与回避审批；复核该业务材料和金额是否合规",
        "check kinship and the approval for not standing aside; review papers and amounts of the business",
    ),
    laws=CONDUCT_LAWS,
    exclusions=(
        Exclusion(
            "is_avoidance_waived", Text("均有批准办理的工单", "each act has a work order that allows it")
        ),
    ),
    evidence=(ACCOUNT_ROW, log_rows(own_business)),
)

OFF_HOURS = Indicator(
    id="O03",
    title=Text("非工作时间高风险操作", "high-risk acts outside office hours"),
    definition=Text(
        "20时至7时，或办事机构当日不开门（当日上岗人数不足当月两成）时的高风险操作，最多一个月的次数",
        "high-risk acts from 20:00 to 7:00 or on a day on which the office was closed (under a fifth of the month's staff), in the busiest month",
    ),
    population="operator",
    column="o03_count",
    unit="count",
    direction="high",
    threshold=3,
    level="S",
    family="time",
    amount="o03_yuan",
    period=("o03_from", "o03_to"),
    reason=Text(
        "{o03_from}至{o03_to}一个月内在非工作时间有{o03_count}次高风险操作，金额{o03_yuan}元，同一时段本所无其他多人在岗。",
        "{o03_count} high-risk acts outside office hours within a month, {o03_from} to {o03_to}, {o03_yuan} yuan, few colleagues at work.",
    ),
    look_alikes=Text(
        "月末、年末集体加班；系统账号批处理和全天自助；有工单的应急处理",
        "the whole office works late at the end of a month; service accounts; an emergency with a work order",
    ),
    verify=Text(
        "核对考勤、门禁、加班审批与登录终端；逐笔复核业务材料",
        "compare attendance, door records, overtime and terminal; review each piece",
    ),
    laws=CONTROL_LAWS,
    exclusions=(
        Exclusion(
            "is_office_overtime",
            Text(
                "同一小时本所有4人以上在岗，属集体加班",
                "four and more of the office at work in that hour: overtime",
            ),
        ),
        Exclusion("is_night_order", Text("操作均有工单", "each act has a work order")),
    ),
    evidence=(ACCOUNT_ROW, log_rows(off_hours)),
)

QUICK = Indicator(
    id="O04",
    title=Text("秒批", "reviews within seconds"),
    definition=Text(
        "高风险业务复核、审批距本人上一操作不足10秒的占比（50笔以上）",
        "share of reviews within ten seconds of the reviewer's last act (50 and more)",
    ),
    population="operator",
    column="o04_share",
    unit="share",
    direction="high",
    threshold=0.5,
    level="M",
    family="pace",
    reason=Text(
        "{review_count}笔复核中{quick_count}笔距上一操作不足10秒（{o04_share}）。",
        "{quick_count} of {review_count} reviews within ten seconds of the last act ({o04_share}).",
    ),
    look_alikes=Text(
        "系统预审通过后的批量确认", "bulk confirmation of items that were checked automatically"
    ),
    verify=Text("抽查复核业务的材料调阅记录", "sample whether papers were opened before the review"),
    laws=CONTROL_LAWS,
    evidence=(ACCOUNT_ROW,),
)

SWAP = Indicator(
    id="O05",
    title=Text("账户改—付—改回", "account changed, paid, changed back"),
    definition=Text(
        "修改待遇账户后35天内有支付进入该账户，60天内再次修改，此后支付不再进入该账户",
        "an account edited, paid to within 35 days, edited again within 60, and not paid to after that",
    ),
    population="operator",
    column="o05_count",
    unit="persons",
    direction="high",
    threshold=1,
    level="S",
    family="accounts",
    amount="o05_yuan",
    period=("o05_from", "o05_to"),
    reason=Text(
        "{o05_from}至{o05_to}改动{o05_count}人的待遇账户，支付{o05_yuan}元后又改走。",
        "the accounts of {o05_count} persons were changed between {o05_from} and {o05_to}, {o05_yuan} yuan were paid, and changed again.",
    ),
    look_alikes=Text(
        "录错账户退票后更正；本人或家人账户临时代收",
        "a wrong account corrected after the bank sent the money back; an account in the family for a while",
    ),
    verify=Text(
        "向银行查询中间账户户名及资金去向；联系待遇领取人核实是否收到",
        "ask the bank for the owner of the account between and where the money went; ask the pensioner",
    ),
    laws=CONDUCT_LAWS,
    exclusions=(
        Exclusion("is_money_returned", Text("支付已退票冲销", "the payments were returned by the bank")),
        Exclusion(
            "is_family_account",
            Text("中间账户为同户人员所用", "the account between is used in the household"),
        ),
        Exclusion(
            "is_corrected_account",
            Text(
                "改往第三个账户，中间账户无他人使用，属更正",
                "changed to a third account, the one between used by nobody else: a correction",
            ),
        ),
    ),
    evidence=(ACCOUNT_ROW, log_rows(swapped_accounts), pension_rows_of(swap_payments)),
)

ONE_ACCOUNT = Indicator(
    id="O06",
    title=Text("一户多人收款", "many persons, one account"),
    definition=Text(
        "近12个月3户以上人员的待遇进入同一账户，且经办人将其中2人以上改入或付入该账户",
        "three households and more paid into one account within a year, two persons and more led there by the operator",
    ),
    population="operator",
    column="o06_households",
    unit="households",
    direction="high",
    threshold=3,
    level="S",
    family="payee",
    amount="o06_moved_yuan",
    period=("o06_moved_from", "o06_moved_to"),
    reason=Text(
        "将{o06_moved_count}人的待遇改入（付入）多人共用的账户，其中一个账户有{o06_households}户人员收款，近12个月{o06_moved_yuan}元。",
        "{o06_moved_count} persons were led into shared accounts, one of which serves {o06_households} households; {o06_moved_yuan} yuan in 12 months.",
    ),
    look_alikes=Text(
        "监护人代领；养老院代管；单位垫付后受偿；村社老账户",
        "a guardian; a home for the elderly; an employer repaid; an old village account",
    ),
    verify=Text(
        "查询账户户名和取款地点；逐人核实是否健在、是否委托",
        "ask the bank for owner and place of withdrawals; see whether each person lives and agreed",
    ),
    laws=CONDUCT_LAWS,
    exclusions=(
        Exclusion(
            "is_unit_account", Text("账户属参保单位（养老院、垫付单位、村社）", "the account is a unit's")
        ),
        Exclusion("is_approved_account", Text("账户在白名单内", "the account stands on the white list")),
    ),
    evidence=(ACCOUNT_ROW, log_rows(account_edits), pension_rows_of(pool_payments)),
)

DOUBLE_EDIT = Indicator(
    id="O07",
    title=Text("双改", "name and number both changed"),
    definition=Text(
        "90天内姓名与证件号均被修改，或其中一项修改并有账户合并",
        "name and identity number both edited within 90 days, or one of them beside a merge of accounts",
    ),
    population="operator",
    column="o07_count",
    unit="persons",
    direction="high",
    threshold=1,
    level="S",
    family="identity",
    amount="o07_yuan",
    period=("o07_from", "o07_to"),
    reason=Text(
        "90天内{o07_count}人的姓名与证件号均被修改或合并（其中合并{o07_merged}人），此后发放{o07_yuan}元。",
        "name and number of {o07_count} persons were changed within 90 days or merged ({o07_merged} merges); {o07_yuan} yuan were paid after.",
    ),
    look_alikes=Text(
        "15位升18位；婚姻、港澳居民更名；公安核验后的更正",
        "the upgrade to 18 digits; marriage or residents of Hong Kong and Macau; a correction confirmed by the police",
    ),
    verify=Text(
        "调取公安户籍变更证明和原始档案，核对缴费年限归属",
        "get the police record of the change and the file, see whose paid years these are",
    ),
    laws=CONDUCT_LAWS,
    exclusions=(
        Exclusion(
            "is_police_confirmed",
            Text(
                "每次修改均有专为该人开具的核验工单", "each edit has a work order given for that person alone"
            ),
        ),
    ),
    evidence=(ACCOUNT_ROW, log_rows(identity_edits)),
)

RESUMED = Indicator(
    id="O08",
    title=Text("复活补发", "resumed and paid back"),
    definition=Text(
        "经办人修改待遇状态后62天内发生补发；死亡信息一致且无认证的为高等级",
        "a back-payment within 62 days of an edit of the benefit's state; high where a death is recorded and nobody checked",
    ),
    population="operator",
    column="o08_yuan",
    unit="yuan",
    direction="high",
    threshold=0.01,
    level="S",
    level_when=(("o08_has_dead", "H"),),
    family="resumption",
    amount="o08_yuan",
    period=("o08_from", "o08_to"),
    reason=Text(
        "{o08_from}至{o08_to}恢复{o08_count}人待遇并补发{o08_yuan}元，未见本人到场认证；其中{o08_dead}人有死亡信息。",
        "{o08_count} persons were resumed and {o08_yuan} yuan paid back, {o08_from} to {o08_to}, without a check in person; {o08_dead} are recorded as dead.",
    ),
    look_alikes=Text(
        "死亡信息比错；刑满释放；补做认证后恢复",
        "a wrong match of a death; a released prisoner; a late proof of life",
    ),
    verify=Text(
        "上门或视频核实本人；查补发进入账户的户名",
        "see the person at home or by video; ask whose account the money went to",
    ),
    laws=CONDUCT_LAWS,
    exclusions=(
        Exclusion(
            "is_proved_alive",
            Text(
                "恢复前后有人脸认证，或由他人上门、窗口认证",
                "checked by face, or at home or the counter by another operator",
            ),
        ),
        Exclusion("is_released", Text("刑满释放后恢复", "resumed after release")),
        Exclusion(
            "is_wrong_match",
            Text("死亡信息比对可信度低，属误停", "the death was a weak match: stopped in error"),
        ),
    ),
    evidence=(ACCOUNT_ROW, log_rows(resumed_payments), pension_rows_of(resumed_payments)),
)

LARGE = Indicator(
    id="O09",
    title=Text("大额补发", "long back-pay"),
    definition=Text(
        "经办人受理的补发，同一人一年内单笔或合计12个月以上",
        "back-pay of one person within a year, at once or in parts, of 12 months and more, taken in by the operator",
    ),
    population="operator",
    column="o09_months",
    unit="months",
    direction="high",
    threshold=12,
    level="S",
    family="back_pay",
    amount="o09_yuan",
    period=("o09_from", "o09_to"),
    reason=Text(
        "受理{o09_persons}人的补发，最长合计{o09_months}个月（{o09_from}至{o09_to}），共{o09_yuan}元。",
        "back-pay of {o09_persons} persons taken in, of up to {o09_months} months ({o09_from} to {o09_to}), {o09_yuan} yuan.",
    ),
    look_alikes=Text(
        "退休审批较晚；政策性统一补发；迟到的认证",
        "a late retirement approval; a policy paid back to all on one day; a late proof of life",
    ),
    verify=Text(
        "核对补发依据、核定表和起止月；查收款账户",
        "check the basis, the decision and the months; ask whose account it is",
    ),
    laws=CONDUCT_LAWS,
    exclusions=(
        Exclusion(
            "is_batch_day",
            Text(
                "当日补发占全部领取人一成以上，属政策性补发",
                "a tenth of all who draw were paid back that day: a policy",
            ),
        ),
        Exclusion(
            "is_late_approval",
            Text("补发前120天内有退休审批", "a retirement was approved within 120 days before"),
        ),
        Exclusion(
            "is_late_proof",
            Text("停发后已认证、释放或更正误停", "proved alive, released or stopped in error"),
        ),
    ),
    evidence=(ACCOUNT_ROW, log_rows(taken_payments), pension_rows_of(taken_payments)),
)

CLOSED = Indicator(
    id="O10",
    title=Text("历史缴费修改", "edits of closed months"),
    definition=Text(
        "无工单的历史缴费月修改（20次以上）与同岗相比的稳健z值（对数、中位数和四分位距）",
        "edits of closed contribution months without a work order (20 and more) beside the same post: robust z of the logarithm",
    ),
    population="operator",
    column="o10_z",
    unit="z",
    direction="high",
    threshold=3,
    level="S",
    family="edits",
    amount="o10_yuan",
    period=("o10_from", "o10_to"),
    reason=Text(
        "修改历史缴费{o10_edits}次，其中无工单{open_edits}次（同岗中位数{o10_peer_edits}次），涉及{o10_persons}人、{o10_yuan}元，z值{o10_z}。",
        "{o10_edits} edits of closed months, {open_edits} without a work order (median of the post {o10_peer_edits}), {o10_persons} persons, {o10_yuan} yuan, z {o10_z}.",
    ),
    look_alikes=Text("按工单进行的数据清理", "a data-cleaning project with a work order"),
    verify=Text(
        "逐笔调取修改前后值与依据；核对是否影响待遇计发",
        "get values before and after and the basis of each edit; see what it does to benefits",
    ),
    laws=("social-insurance-89", "handling-53", "handling-38"),
    exclusions=(
        Exclusion(
            "is_cleaning_project",
            Text(
                "修改集中在工单内（{ordered_edits}次），无工单部分与同岗相当",
                "the edits are on work orders ({ordered_edits}); those without are as at the same post",
            ),
        ),
    ),
    evidence=(ACCOUNT_ROW, log_rows(closed_month_edits)),
)

IDLE = Indicator(
    id="O11",
    title=Text("无业务查询", "looks without business"),
    definition=Text(
        "查询前后一天内未办理该人业务的占比，查询200次以上的月份中最高者",
        "share of looks at persons without business within a day, the highest month with 200 looks and more",
    ),
    population="operator",
    column="o11_share",
    unit="share",
    direction="high",
    threshold=0.5,
    level="M",
    family="looks",
    reason=Text(
        "一个月查询{o11_looks}次，其中{o11_share}前后一天内无该人业务。",
        "{o11_looks} looks in a month, {o11_share} of them at persons without business within a day.",
    ),
    look_alikes=Text("咨询窗口、稽核科室", "an enquiry window, the audit section"),
    verify=Text("抽查查询事由；核对是否向外提供信息", "sample the reasons; see whether data went outside"),
    laws=("handling-54", "handling-38"),
    evidence=(ACCOUNT_ROW,),
)

TERMINAL = Indicator(
    id="O12",
    title=Text("异常终端", "strange terminals"),
    definition=Text(
        "高风险操作来自本人极少使用的终端；与账户改回或大额补发同时出现时为强线索",
        "high-risk acts from a terminal hardly ever used; a strong lead beside swapped accounts or long back-pay",
    ),
    population="operator",
    column="o12_count",
    unit="count",
    direction="high",
    threshold=2,
    level="M",
    level_when=(("has_money_sign", "S"),),
    family="terminal",
    amount="o12_yuan",
    period=("o12_from", "o12_to"),
    reason=Text(
        "{o12_count}次高风险操作来自{o12_terminals}台极少使用的终端（{o12_from}至{o12_to}）。",
        "{o12_count} high-risk acts from {o12_terminals} terminals hardly ever used ({o12_from} to {o12_to}).",
    ),
    look_alikes=Text("居家办公VPN；更换电脑", "a VPN from home; a replaced computer"),
    verify=Text(
        "核对终端台账、登录位置与考勤", "compare the register of terminals, place of login and attendance"
    ),
    laws=CONTROL_LAWS,
    evidence=(ACCOUNT_ROW, log_rows(strange_terminals)),
)

LEFT = Indicator(
    id="O13",
    title=Text("离岗账号活动", "an account at work after leaving"),
    definition=Text("账号停用日期之后的操作", "acts after the day on which the account was closed"),
    population="operator",
    column="o13_count",
    unit="count",
    direction="high",
    threshold=1,
    level="H",
    family="rights",
    amount="o13_yuan",
    period=("o13_from", "o13_to"),
    reason=Text(
        "账号于{left_date}停用，此后{o13_from}至{o13_to}仍有{o13_count}次操作，其中高风险{o13_high_risk}次。",
        "the account was closed on {left_date}; {o13_count} acts followed, {o13_from} to {o13_to}, {o13_high_risk} of high risk.",
    ),
    look_alikes=Text("停用日期录入滞后；交接期间查询", "a date entered late; looks during the handover"),
    verify=Text(
        "核对离岗文件与账号停用流程；查实际使用人", "compare the leaving papers; find who used the account"
    ),
    laws=("handling-36", *CONTROL_LAWS),
    exclusions=(
        Exclusion(
            "is_handover",
            Text(
                "停用后14日内且无高风险操作，属交接",
                "within two weeks and nothing of high risk: the handover",
            ),
        ),
    ),
    evidence=(ACCOUNT_ROW, log_rows(after_leaving)),
)

AGENT = Indicator(
    id="O14",
    title=Text("经办人—中介亲和", "an operator and an agent"),
    definition=Text(
        "代办人的业务由某经办人办理的占比与该经办人占全部业务比重之比（15件以上）",
        "share of an agent's business done by one operator over that operator's share of all (15 pieces and more)",
    ),
    population="operator",
    column="o14_lift",
    unit="ratio",
    direction="high",
    threshold=5,
    level="S",
    family="agents",
    amount="o14_yuan",
    period=("o14_from", "o14_to"),
    reason=Text(
        "同一代办人的业务有{o14_cases}件（占其{o14_agent_share}）由该经办人办理，为其正常份额的{o14_lift}倍，已付{o14_yuan}元。",
        "{o14_cases} pieces of one agent ({o14_agent_share} of them) were handled by this operator, {o14_lift} times the usual share; {o14_yuan} yuan were paid.",
    ),
    look_alikes=Text("一个街道只有一个窗口", "one window for a street"),
    verify=Text(
        "核对叫号和派单记录；了解双方关系",
        "compare the queue and the allocation; ask how they know each other",
    ),
    laws=CONDUCT_LAWS,
    exclusions=(
        Exclusion(
            "is_only_window",
            Text(
                "在所在地区，该代办人业务由其办理的份额与其通常份额相当",
                "within the district the share is the operator's usual one",
            ),
        ),
    ),
    evidence=(ACCOUNT_ROW, Evidence(InjuryCase, on={"op_id": "handler_op"})),
)

FORCED = Indicator(
    id="O15",
    title=Text("强制通过后被撤销", "overrides undone later"),
    definition=Text(
        "强制通过系统预警、其后该业务被撤销或退回的次数",
        "overrides of system warnings whose business was cancelled or sent back later",
    ),
    population="operator",
    column="o15_count",
    unit="count",
    direction="high",
    threshold=3,
    level="S",
    family="overrides",
    amount="o15_yuan",
    period=("o15_from", "o15_to"),
    reason=Text(
        "{o15_from}至{o15_to}强制通过预警{o15_count}次，其后业务均被撤销或退回，金额{o15_yuan}元。",
        "{o15_count} warnings were overridden between {o15_from} and {o15_to} and the business undone later; {o15_yuan} yuan.",
    ),
    look_alikes=Text("已报修的系统误报", "a known false warning with a ticket"),
    verify=Text(
        "核对预警内容、强制通过理由与撤销原因", "compare the warning, the reason given and why it was undone"
    ),
    laws=CONTROL_LAWS,
    exclusions=(
        Exclusion("is_known_false_warning", Text("均有误报工单", "each has the ticket of a false warning")),
    ),
    evidence=(ACCOUNT_ROW, log_rows(undone_overrides)),
)

ON_BEHALF = Indicator(
    id="O16",
    title=Text("人工代认证集中", "checks on behalf of the very old"),
    definition=Text(
        "80岁以上人员由该经办人认证的，人工代认证占比（100次以上）",
        "share of checks entered on behalf among the operator's checks of persons of 80 and more (100 and more)",
    ),
    population="operator",
    column="o16_behalf_share",
    unit="share",
    direction="high",
    threshold=0.8,
    level="S",
    family="checks",
    amount="o16_yuan",
    period=("o16_from", "o16_to"),
    reason=Text(
        "为{o16_persons}名80岁以上人员人工代认证{o16_checks}次，占其高龄认证的{o16_behalf_share}，近12个月发放{o16_yuan}元。",
        "{o16_checks} checks on behalf of {o16_persons} persons of 80 and more, {o16_behalf_share} of such checks; {o16_yuan} yuan were paid in 12 months.",
    ),
    look_alikes=Text("上门服务小组集中录入", "a visiting team that enters its visits together"),
    verify=Text(
        "抽取名单上门核实是否健在；查领取账户", "visit a sample of the persons; ask about their accounts"
    ),
    laws=CONDUCT_LAWS,
    exclusions=(
        Exclusion(
            "is_visiting_team",
            Text("八成以上录有认证地点，属上门服务", "four in five have a place: a visiting team"),
        ),
    ),
    evidence=(ACCOUNT_ROW, Evidence(QualificationCheck, on=BY_OPERATOR, keys=old_checks)),
)

BELOW_TIER = Indicator(
    id="O17",
    title=Text("拆分规避审批档次", "amounts just below a tier"),
    definition=Text(
        "审批档次以下5%以内的业务笔数与以上5%以内之比（20笔以上）",
        "pieces within five per cent below a tier of approval over those within five per cent above (20 and more)",
    ),
    population="operator",
    column="o17_ratio",
    unit="ratio",
    direction="high",
    threshold=3,
    level="M",
    family="amounts",
    amount="o17_yuan",
    period=("o17_from", "o17_to"),
    reason=Text(
        "审批档次{o17_tier_yuan}元以下5%内有{o17_below}笔，以上5%内{o17_above}笔。",
        "{o17_below} pieces within five per cent below the tier of {o17_tier_yuan} yuan, {o17_above} above it.",
    ),
    look_alikes=Text("待遇标准本身集中在某一金额", "a tariff that itself clusters at an amount"),
    verify=Text("核对是否同一事项拆成多笔", "see whether one matter was split"),
    laws=CONTROL_LAWS,
    evidence=(ACCOUNT_ROW, log_rows(near_tiers)),
)

SCENARIO = Scenario(
    id="agency_handling",
    title=Text("社保经办内部风险", "handling inside the agency"),
    question=Text(
        "哪些经办账号越过岗位分离、回避和授权？哪些改动之后，钱去了别处？",
        "Which accounts pass over separation of posts, avoidance and rights, and after which edits did money go elsewhere?",
    ),
    authority="人社",
    laws=CONDUCT_LAWS,
    innocent_explanations=(
        Text(
            "系统账号批处理、集体加班、应急授权",
            "service accounts, overtime of the office, emergency authorisation",
        ),
        Text(
            "按工单进行的数据清理和公安核验更正",
            "data cleaning on a work order, corrections confirmed by the police",
        ),
        Text("养老院、垫付单位和监护人的账户", "accounts of homes, employers and guardians"),
    ),
    populations=(OPERATORS,),
    indicators=(
        ONE_HAND,
        OWN_FAMILY,
        OFF_HOURS,
        QUICK,
        SWAP,
        ONE_ACCOUNT,
        DOUBLE_EDIT,
        RESUMED,
        LARGE,
        CLOSED,
        IDLE,
        TERMINAL,
        LEFT,
        AGENT,
        FORCED,
        ON_BEHALF,
        BELOW_TIER,
    ),
    ring_links=operator_links,
    typologies=(
        "account_swap",
        "account_swap_hard",
        "active_after_leaving",
        "active_after_leaving_hard",
        "agent_affinity",
        "contribution_edits",
        "contribution_edits_hard",
        "dead_card_ring",
        "dead_card_ring_hard",
        "double_edit_hard",
        "double_edit_merge",
        "family_business",
        "family_business_hard",
        "forced_overrides",
        "forced_overrides_hard",
        "invented_back_pay",
        "invented_back_pay_hard",
        "night_events",
        "night_events_hard",
        "one_hand",
        "one_hand_hard",
        "resumed_back_pay",
        "resumed_back_pay_hard",
    ),
    owner="基金监督处",
    review_due=date(2027, 11, 1),
    is_restricted=True,
    notes=Text(
        "结果单独成册，不下发所涉经办机构；公职人员线索按310号令移送监察机关。",
        "Findings go to a list of their own, never to the office they concern; leads on public employees go to supervision under order 310.",
    ),
)
