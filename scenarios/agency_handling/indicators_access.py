"""agency_handling: working hours, speed, terminals and look-ups of an account."""

from contracts.bilingual_text import BilingualText
from features.operators.office_hours import off_hours
from features.operators.operator_habits import strange_terminals
from scenarios.agency_handling.shared_evidence import ACCOUNT_ROW, CONTROL_LAWS, make_log_evidence
from scenarios.framework.definition import Exclusion, Indicator

OFF_HOURS = Indicator(
    id="O03",
    title=BilingualText("非工作时间高风险操作", "high-risk acts outside office hours"),
    definition=BilingualText(
        zh=(
            "20时至7时，或全机构不办公之日（周末、法定节假日；全机构上岗人数远低于当月工作日常态之日）"
            "的高风险操作，最多一个月的次数"
        ),
        en=(
            "high-risk acts from 20:00 to 7:00 or on a day on which the whole agency did not work "
            "(a weekend, a public holiday, a day far quieter than the month's working days), in "
            "the busiest month"
        ),
    ),
    population="operator",
    column="o03_count",
    unit="count",
    direction="high",
    # lower cuts meet the single late evening that every office has
    threshold=3,
    level="S",
    evidence_source="time",
    amount="o03_yuan",
    period=("o03_from", "o03_to"),
    reason=BilingualText(
        zh=(
            "{o03_from}至{o03_to}一个月内在非工作时间有{o03_count}次高风险操作，金额{o03_yuan}元，"
            "同一时段本所无其他多人在岗。"
        ),
        en=(
            "{o03_count} high-risk acts outside office hours within a month, {o03_from} to "
            "{o03_to}, {o03_yuan} yuan, few colleagues at work."
        ),
    ),
    look_alikes=BilingualText(
        zh="月末、年末集体加班；系统账号批处理和全天自助；有工单的应急处理",
        en=(
            "the whole office works late at the end of a month; service accounts; an emergency "
            "with a work order"
        ),
    ),
    verify=BilingualText(
        "核对考勤、门禁、加班审批与登录终端；逐笔复核业务材料",
        "compare attendance, door records, overtime and terminal; review each piece",
    ),
    laws=CONTROL_LAWS,
    exclusions=(
        Exclusion(
            "is_office_overtime",
            BilingualText(
                "同一小时本所有4人以上在岗，属集体加班",
                "four and more of the office at work in that hour: overtime",
            ),
        ),
        Exclusion("is_night_order", BilingualText("操作均有工单", "each act has a work order")),
    ),
    evidence=(ACCOUNT_ROW, make_log_evidence(off_hours)),
)

QUICK = Indicator(
    id="O04",
    title=BilingualText("秒批", "reviews within seconds"),
    definition=BilingualText(
        "高风险业务复核、审批距本人上一操作不足10秒的占比（50笔以上）",
        "share of reviews within ten seconds of the reviewer's last act (50 and more)",
    ),
    population="operator",
    column="o04_share",
    unit="share",
    direction="high",
    # seconds are possible for a batch of like cases, hence half of at least 50 pieces
    threshold=0.5,
    level="M",
    evidence_source="pace",
    reason=BilingualText(
        "{review_count}笔复核中{quick_count}笔距上一操作不足10秒（{o04_share}）。",
        "{quick_count} of {review_count} reviews within ten seconds of the last act ({o04_share}).",
    ),
    look_alikes=BilingualText(
        "系统预审通过后的批量确认", "bulk confirmation of items that were checked automatically"
    ),
    verify=BilingualText(
        "抽查复核业务的材料调阅记录", "sample whether papers were opened before the review"
    ),
    laws=CONTROL_LAWS,
    evidence=(ACCOUNT_ROW,),
)

IDLE = Indicator(
    id="O11",
    title=BilingualText("无业务查询", "looks without business"),
    definition=BilingualText(
        zh="查询前后一天内未办理该人业务的占比，查询200次以上的月份中最高者",
        en=(
            "share of looks at persons without business within a day, the highest month with 200 "
            "looks and more"
        ),
    ),
    population="operator",
    column="o11_share",
    unit="share",
    direction="high",
    # below half, looks before a piece of work that came to nothing are an explanation
    threshold=0.5,
    level="M",
    evidence_source="looks",
    reason=BilingualText(
        zh="一个月查询{o11_looks}次，其中{o11_share}前后一天内无该人业务。",
        en=(
            "{o11_looks} looks in a month, {o11_share} of them at persons without business within "
            "a day."
        ),
    ),
    look_alikes=BilingualText("咨询窗口、稽核科室", "an enquiry window, the audit section"),
    verify=BilingualText(
        "抽查查询事由；核对是否向外提供信息", "sample the reasons; see whether data went outside"
    ),
    laws=("handling-54", "handling-38"),
    evidence=(ACCOUNT_ROW,),
)

TERMINAL = Indicator(
    id="O12",
    title=BilingualText("异常终端", "strange terminals"),
    definition=BilingualText(
        zh="高风险操作来自本人极少使用的终端；与账户改回或大额补发同时出现时为强线索",
        en=(
            "high-risk acts from a terminal hardly ever used; a strong lead beside swapped "
            "accounts or long back-pay"
        ),
    ),
    population="operator",
    column="o12_count",
    unit="count",
    direction="high",
    # a single act from elsewhere may be a colleague's desk; two are a pattern, still a weak one
    threshold=2,
    level="M",
    level_when=(("has_money_sign", "S"),),
    evidence_source="terminal",
    amount="o12_yuan",
    period=("o12_from", "o12_to"),
    reason=BilingualText(
        zh="{o12_count}次高风险操作来自{o12_terminals}台极少使用的终端（{o12_from}至{o12_to}）。",
        en=(
            "{o12_count} high-risk acts from {o12_terminals} terminals hardly ever used "
            "({o12_from} to {o12_to})."
        ),
    ),
    look_alikes=BilingualText("居家办公VPN；更换电脑", "a VPN from home; a replaced computer"),
    verify=BilingualText(
        "核对终端台账、登录位置与考勤",
        "compare the register of terminals, place of login and attendance",
    ),
    laws=CONTROL_LAWS,
    evidence=(ACCOUNT_ROW, make_log_evidence(strange_terminals)),
)
