"""稳岗返还: refunds that dispatch units keep back, and refunds granted although a condition was not met."""

from datetime import date

from contracts.law import law
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.employer import Employer
from contracts.tables.injury_case import InjuryCase
from contracts.tables.refund_allocation import RefundAllocation
from contracts.tables.refund_transfer import RefundTransfer
from contracts.tables.stabilization_refund import StabilizationRefund
from contracts.text import Text
from features.refund_ledgers import (
    granted_twice,
    injuries_elsewhere,
    moved_together,
    paid_months,
    planned_heads,
    premiums_counted_twice,
    reference_heads,
    refund_excess,
)
from features.refund_transfers import (
    doubtful_payees,
    passing_on,
    payees,
    public_hosts,
    refund_links,
    transfer_delays,
)
from features.refunds import (
    dispatch_licence,
    layoff_rates,
    own_share_rise,
    refund_base,
    refund_ceiling,
    size_class,
)
from scenarios.kit.definition import Evidence, Exclusion, Indicator, ModelFeature, Population, Scenario

RULE_DAY = date(2026, 1, 1)
DEADLINE_DAYS = law("refund_transfer_days").on(RULE_DAY)["deadline"]
PAID_MONTHS = law("refund_paid_months").on(RULE_DAY)

REFUND_ROW = Evidence(StabilizationRefund, on={"refund_id": "refund_id"})
UNIT_ROW = Evidence(Employer, on={"employer_id": "employer_id"})
PLAN = Evidence(RefundAllocation, on={"refund_id": "refund_id"})
TRANSFERS = Evidence(RefundTransfer, on={"refund_id": "refund_id"})

REFUNDS = Population(
    id="refund",
    title=Text("稳岗返还", "job-stabilisation refunds"),
    subject_kind="employer",
    record=StabilizationRefund,
    base=refund_base,
    features=(
        refund_ceiling,
        layoff_rates,
        size_class,
        dispatch_licence,
        paid_months,
        refund_excess,
        reference_heads,
        moved_together,
        granted_twice,
        planned_heads,
        injuries_elsewhere,
        passing_on,
        transfer_delays,
        payees,
        public_hosts,
        own_share_rise,
    ),
    model_features=(
        ModelFeature("refunded_share", "high", "share", Text("返还占实缴比例", "refund over premium paid")),
        ModelFeature(
            "premium_over_ledger",
            "high",
            "ratio",
            Text("申报保费与台账之比", "premium stated over the ledger's"),
        ),
        ModelFeature("r07_excess", "high", "share", Text("裁员率超出上限", "layoff rate above its limit")),
        ModelFeature("r08_months", "low", "months", Text("上年足额缴费月数", "months paid in full")),
        ModelFeature(
            "heads_over_ledger", "high", "ratio", Text("申报人数与台账之比", "heads stated over the ledger's")
        ),
        ModelFeature(
            "unexplained_missing_share",
            "high",
            "share",
            Text("未拨付占比", "share of the due that is missing"),
        ),
        ModelFeature("r02_days", "high", "days", Text("逾期拨付天数", "days to a late transfer")),
        ModelFeature("back_yuan", "high", "yuan", Text("回流金额", "yuan that came back")),
        ModelFeature(
            "unexplained_payee_yuan", "high", "yuan", Text("存疑收款金额", "yuan to doubtful payees")
        ),
        ModelFeature(
            "own_share_rise", "high", "share", Text("本单位职工占比上升", "rise of the own staff's share")
        ),
        ModelFeature("r14_gap_share", "high", "share", Text("派遣人数偏差", "gap of dispatched heads")),
        ModelFeature("shrunk_unproved_share", "high", "share", Text("无凭证占比", "share without proof")),
        ModelFeature("refunds_in_year", "high", "cases", Text("同年度返还次数", "refunds in the year")),
    ),
    peer_group=("unit_kind",),
    evidence=(REFUND_ROW, PLAN, TRANSFERS),
)

FRAUD_LAWS = ("handling-55", "social-insurance-88")
PASS_ON_LAWS = ("stabilization-2024", "zhejiang-stabilization-2024", "handling-45")
CONDITION_LAWS = ("zhejiang-stabilization-2024", *FRAUD_LAWS)
BOOKS = Text(
    "调取返还到账后的银行流水、与用工单位的往来账和收据；向用工单位核对实收金额和日期",
    "get the bank statements since the refund arrived and the hosts' receipts; ask the hosts what they got and when",
)

PASSED_SHARE = Indicator(
    id="R01",
    title=Text("转拨率不足", "refund not passed on in full"),
    definition=Text(
        "拨付期限届满后，用工单位实收（扣除回流）占应拨付额的比例；2024年度起应拨为计划全额，2023年度及以前为约定比例；多拨不抵少拨",
        "after the deadline, what hosts received (less what came back) over what they were due: all of the plan from "
        "2024 on, the agreed share before; more for one host does not make up for another",
    ),
    population="refund",
    column="r01_passed_share",
    unit="share",
    direction="low",
    threshold=0.99,
    level="S",
    level_when=(("is_in_full", "H"),),
    family="transfers",
    amount="missing_yuan",
    reason=Text(
        "{refund_year}年度返还{refund_amount}元，{received_date}到账已{days_since_received}天；应拨付{host_count}家用工单位{due_yuan}元，"
        "实际拨付{passed_yuan}元（{r01_passed_share}），{short_hosts}家不足，相差{missing_yuan}元，其间回流{back_yuan}元。",
        "refund of {refund_year}, {refund_amount} yuan, received {received_date}, {days_since_received} days ago; due to {host_count} hosts "
        "{due_yuan} yuan, passed on {passed_yuan} ({r01_passed_share}); {short_hosts} hosts short by {missing_yuan}; {back_yuan} came back.",
    ),
    look_alikes=Text(
        "用工单位已注销或银行退汇；用工单位书面放弃；本单位职工部分依规留存",
        "a deregistered host or a bounced transfer; a host's written waiver; the own staff's part, rightly kept",
    ),
    verify=BOOKS,
    laws=PASS_ON_LAWS,
    exclusions=(
        Exclusion(
            "is_host_gone",
            Text(
                "未拨付部分均属已注销或银行退汇的用工单位，应督促退回基金或另行处理",
                "all that is missing belongs to hosts that are deregistered or whose account bounced; have it returned to the fund",
            ),
        ),
    ),
    evidence=(REFUND_ROW, PLAN, TRANSFERS),
)

DELAY = Indicator(
    id="R02",
    title=Text("滞留天数", "days until passed on"),
    definition=Text(
        "返还到账至最后一笔拨付的天数，超过拨付期限；超过90天为严重滞留",
        "days from receipt to the last transfer where they exceed the deadline; more than 90 is grave",
    ),
    population="refund",
    column="r02_days",
    unit="days",
    direction="high",
    threshold=DEADLINE_DAYS + 1,
    level="S",
    family="timing",
    amount="late_yuan",
    period=("period_from", "last_transfer_date"),
    reason=Text(
        "{received_date}到账，{late_count}笔共{late_yuan}元超过期限才拨付，最长{r02_days}天（金额加权平均{mean_transfer_days}天）。",
        "received {received_date}; {late_count} transfers of {late_yuan} yuan after the deadline, the last {r02_days} days on "
        "(mean by amount {mean_transfer_days}).",
    ),
    look_alikes=Text(
        "审计、司法冻结账户；等待用工单位开具收据；银行退汇后重汇",
        "an account frozen by audit or court; waiting for a host's receipt; sent again after a bounce",
    ),
    verify=BOOKS,
    laws=PASS_ON_LAWS,
    exclusions=(
        Exclusion(
            "is_resent",
            Text(
                "逾期各笔均为期限内已拨付、遭银行退汇后的重汇",
                "each late transfer repeats one made in time that the bank had bounced",
            ),
        ),
    ),
    evidence=(REFUND_ROW, TRANSFERS),
)

BALANCE = Indicator(
    id="R03",
    title=Text("滞留余额", "balance left with the unit"),
    definition=Text(
        "拨付期限届满后，返还额减本单位职工部分、按约定留存部分和净拨付额后的余额",
        "after the deadline: the refund less the own staff's part, what may be kept by agreement, and net transfers",
    ),
    population="refund",
    column="r03_yuan",
    unit="yuan",
    direction="high",
    threshold=1000.01,
    level="S",
    family="transfers",
    amount="r03_yuan",
    reason=Text(
        "返还{refund_amount}元，本单位职工部分{own_staff_yuan}元，净拨付{net_transfer_yuan}元，到账{days_since_received}天后账上仍余{r03_yuan}元。",
        "refund {refund_amount} yuan, own staff {own_staff_yuan}, net transfers {net_transfer_yuan}; {r03_yuan} yuan are left "
        "{days_since_received} days after receipt.",
    ),
    look_alikes=Text("分摊尾差；用工单位已注销待退回", "rounding; a deregistered host's part to be returned"),
    verify=BOOKS,
    laws=PASS_ON_LAWS,
    exclusions=PASSED_SHARE.exclusions,
    evidence=(REFUND_ROW, PLAN, TRANSFERS),
)

PAYEES = Indicator(
    id="R04",
    title=Text("受益对象不符", "payees that are not the hosts"),
    definition=Text(
        "收款单位不在拟拨付明细内，或与派遣单位同一法定代表人、电话、地址、账户，或多家用工单位的款项汇入同一账户，"
        "或用工单位在本地登记却从未为任何人参保",
        "payees outside the plan, or of the dispatch unit's own group or account, or several hosts' money into one account, or a host "
        "registered here that never insured anybody",
    ),
    population="refund",
    column="r04_yuan",
    unit="yuan",
    direction="high",
    threshold=0.01,
    level="S",
    family="payees",
    amount="r04_yuan",
    reason=Text(
        "存疑收款{r04_yuan}元，其中计划外单位{off_plan_yuan}元，关联单位或本单位账户{to_own_yuan}元，多家单位共用账户{shared_account_yuan}元，"
        "无人参保的用工单位{hollow_yuan}元。",
        "{r04_yuan} yuan to doubtful payees: {off_plan_yuan} outside the plan, {to_own_yuan} to the unit's own group or account, "
        "{shared_account_yuan} of several hosts into one account, {hollow_yuan} to hosts that insure nobody.",
    ),
    look_alikes=Text(
        "集团资金池；用工单位分公司账户；集团内派遣公司为成员单位派遣；用工单位职工在异地参保",
        "a group treasury; a host's branch account; a group's own dispatch firm that serves its members; a host that insures its staff elsewhere",
    ),
    verify=Text(
        "核对收款账户户名与用工单位是否一致；实地核实用工单位是否有派遣人员在岗",
        "compare the account's holder with the host; see at the host whether dispatched staff work there",
    ),
    laws=(*PASS_ON_LAWS, *FRAUD_LAWS),
    exclusions=(
        Exclusion(
            "is_host_treasury",
            Text(
                "收款方为用工单位的关联单位（集团资金归集）",
                "the payee belongs to the host's group: its treasury",
            ),
        ),
        Exclusion(
            "is_group_host",
            Text(
                "关联用工单位自有参保人数不少于派遣人数，属集团内真实用工",
                "the affiliated host insures at least as many of its own: a working member of the group",
            ),
        ),
    ),
    evidence=(
        REFUND_ROW,
        PLAN,
        Evidence(RefundTransfer, on={"refund_id": "refund_id"}, keys=doubtful_payees),
    ),
)

PUBLIC_HOSTS = Indicator(
    id="R05",
    title=Text("派往机关事业单位", "hosts that are government bodies or public institutions"),
    definition=Text(
        "2024年度起，拟拨付明细中性质为机关、事业单位（明细或登记）且金额大于零的用工单位",
        "from 2024 on, hosts that the plan or the register calls a government body or public institution, with an amount",
    ),
    population="refund",
    column="r05_yuan",
    unit="yuan",
    direction="high",
    threshold=0.01,
    level="H",
    family="hosts",
    amount="r05_yuan",
    reason=Text(
        "{refund_year}年度明细中有{public_count}家机关事业单位（其中{hidden_count}家在明细中申报为其他性质），派遣{public_heads}人，计划拨付{r05_yuan}元。",
        "the plan of {refund_year} has {public_count} public hosts ({hidden_count} stated otherwise), {public_heads} dispatched, {r05_yuan} yuan.",
    ),
    look_alikes=Text(
        "已转企改制的单位；公立医院下属劳务公司（企业）",
        "a unit converted into an enterprise; a public hospital's labour company, which is an enterprise",
    ),
    verify=Text(
        "查用工单位法人登记证书和编制部门登记；确认后核减返还并追回",
        "check the host's legal registration; if confirmed reduce the refund and recover",
    ),
    laws=("stabilization-2024", *FRAUD_LAWS),
    exclusions=(
        Exclusion(
            "is_converted_host",
            Text("登记信息已为企业，属转企改制", "the register has it as an enterprise now: converted"),
        ),
    ),
    evidence=(REFUND_ROW, PLAN),
)

OVER_CEILING = Indicator(
    id="R06",
    title=Text("返还额超标", "refund above the ceiling"),
    definition=Text(
        "返还额减该年度该划型比例与上年实缴保费之积；申报保费高于台账5%以上的，按台账计算（强线索）",
        "refund less the year's ratio for the size class times premium paid; where the premium stated is more than 5 % above "
        "the ledger's, by the ledger (a strong lead)",
    ),
    population="refund",
    column="r06_yuan",
    unit="yuan",
    direction="high",
    threshold=1.01,
    level="S",
    level_when=(("is_over_stated", "H"),),
    family="calculation",
    amount="r06_yuan",
    reason=Text(
        "{refund_year}年度按{size_class_used}型比例{legal_share}，申报上年实缴{premium_paid_prev_year}元（台账{ledger_premium_yuan}元），"
        "返还{refund_amount}元，超出上限{r06_yuan}元。",
        "for {refund_year} at class {size_class_used} ({legal_share}); {premium_paid_prev_year} yuan stated as paid ({ledger_premium_yuan} in the "
        "ledger); {refund_amount} granted, {r06_yuan} over the ceiling.",
    ),
    look_alikes=Text(
        "上年度保费在核定前后补结算；缴费基数事后更正",
        "premium of the year before that was settled late; bases corrected afterwards",
    ),
    verify=Text(
        "重算实缴保费（剔除欠费补缴和滞纳金）并核对划型",
        "compute the premium again without arrears and late fees",
    ),
    laws=CONDITION_LAWS,
    exclusions=(
        Exclusion(
            "is_settled_late",
            Text(
                "按台账现有上年度实缴保费计算未超标，属后补结算",
                "by the premium of that year in the ledger today it is within the ceiling: settled late",
            ),
        ),
    ),
    evidence=(REFUND_ROW,),
)

LAYOFFS = Indicator(
    id="R07",
    title=Text("裁员率超标仍返还", "refund in spite of the layoff rate"),
    definition=Text(
        "人数减少率与领金人数占比两种算法均超过该年度上限（30人及以下为20%）",
        "both layoff rates, heads lost and benefit recipients, above the year's limit (20 % for 30 heads and fewer)",
    ),
    population="refund",
    column="r07_excess",
    unit="share",
    direction="high",
    threshold=0.00001,
    level="H",
    family="layoffs",
    reason=Text(
        "前年末参保{heads_y2}人、上年末{heads_y1}人，减少{heads_lost_share}；上年领金{layoff_heads}人，占{recipients_share}；"
        "两种算法均高于上限{layoff_limit_share}，仍返还{refund_amount}元。",
        "{heads_y2} insured at the end of Y-2, {heads_y1} of Y-1, {heads_lost_share} fewer; {layoff_heads} drew benefit, {recipients_share}; "
        "both above {layoff_limit_share}; {refund_amount} yuan were refunded.",
    ),
    look_alikes=Text(
        "单位分立、合并转移人员；上年初新登记单位应取1月人数",
        "a split or merger that moved staff; a unit registered at the start, for which January counts",
    ),
    verify=Text(
        "核对增减员明细、转入单位和领金名单", "compare the roster, where staff went, and who drew benefit"
    ),
    laws=CONDITION_LAWS,
    exclusions=(
        Exclusion(
            "is_split_or_merged",
            Text(
                "减少人员的半数以上同时转入同一单位（{moved_together_heads}人），属分立合并",
                "half and more of those who left are insured by one other unit ({moved_together_heads}): a split or merger",
            ),
        ),
        Exclusion(
            "is_new_unit", Text("前年末方登记，人数基数不适用", "registered at the end of Y-2 or later")
        ),
    ),
    evidence=(REFUND_ROW, UNIT_ROW),
)

SHORT_YEAR = Indicator(
    id="R08",
    title=Text("缴费不足12个月", "fewer than twelve months paid"),
    definition=Text(
        "上年度至核定日已足额到账的失业保险缴费月数",
        "months of the year before that were paid in full by the approval",
    ),
    population="refund",
    column="r08_months",
    unit="months",
    direction="low",
    threshold=PAID_MONTHS - 1,
    level="H",
    family="premiums",
    reason=Text(
        "{register_date}登记，上年度足额缴费{r08_months}个月，不足12个月，{approve_date}核定返还{refund_amount}元。",
        "registered {register_date}; {r08_months} months paid in full, fewer than twelve; {refund_amount} yuan approved {approve_date}.",
    ),
    look_alikes=Text(
        "年内登记单位按当地规定自登记起算", "registered in the year and counted from then by local rule"
    ),
    verify=Text("核对缴费台账与到账日期", "check the ledger and the days of posting"),
    laws=CONDITION_LAWS,
    exclusions=(
        Exclusion(
            "is_counted_from_registration",
            Text(
                "上年内登记，自登记起逐月足额缴费，按当地规定起算",
                "registered in the year and paid every month since, which local rules may accept",
            ),
        ),
    ),
    evidence=(REFUND_ROW, UNIT_ROW),
)

SIZE = Indicator(
    id="R09",
    title=Text("划型不符", "size class differs from the register"),
    definition=Text(
        "登记划型为大型，返还按中小微型计算（登记划型年度为上年或本年）",
        "large by the register (of Y-1 or Y), refunded as a smaller unit",
    ),
    population="refund",
    column="r09_smaller",
    unit="yes",
    direction="high",
    threshold=1,
    level="S",
    family="size",
    reason=Text(
        "登记划型{register_size}（{register_size_year}年），返还按{size_class_used}型比例{ratio}计{refund_amount}元。",
        "class {register_size} in the register ({register_size_year}), refunded as {size_class_used} at {ratio}: {refund_amount} yuan.",
    ),
    look_alikes=Text("划型信息滞后", "the classification file lags behind"),
    verify=Text(
        "按上年营业收入和从业人员重新划型", "classify again by turnover and staff of the year before"
    ),
    laws=CONDITION_LAWS,
    exclusions=(
        Exclusion(
            "is_class_of_other_year",
            Text("登记划型不是上年或本年的", "the register's class is of another year"),
        ),
    ),
    evidence=(REFUND_ROW, UNIT_ROW),
)

LICENCE = Indicator(
    id="R10",
    title=Text("派遣许可失效", "no dispatch licence in force"),
    definition=Text(
        "申请日无有效劳务派遣经营许可证", "no licence for dispatch in force on the day of application"
    ),
    population="refund",
    column="r10_missing",
    unit="yes",
    direction="high",
    threshold=1,
    level="H",
    family="licence",
    reason=Text(
        "{decided_date}以劳务派遣单位申请返还{refund_amount}元，许可证有效期{licence_from}至{licence_to}。",
        "applied as a dispatch unit on {decided_date} for {refund_amount} yuan; licence {licence_from} to {licence_to}.",
    ),
    look_alikes=Text(
        "分公司使用总公司许可备案；许可证已换发",
        "a branch under its head office's licence; a renewed licence",
    ),
    verify=Text("向许可机关查询当日许可状态", "ask the licensing authority for that day"),
    laws=("labour-contract-57", *CONDITION_LAWS),
    exclusions=(
        Exclusion(
            "is_branch_of_licensed",
            Text("关联单位（总公司）持有有效许可", "an affiliate (the head office) holds a licence in force"),
        ),
        Exclusion(
            "is_renewed_since",
            Text(
                "现许可证自{licence_from}起，为申请后换发，此前许可不在数据内",
                "the present licence begins {licence_from}, after the application; the one before is not in the data",
            ),
        ),
    ),
    evidence=(REFUND_ROW, UNIT_ROW),
)

OUTSOURCED = Indicator(
    id="R11",
    title=Text("假外包真派遣", "dispatch under the name of outsourcing"),
    definition=Text(
        "派遣单位申报本单位职工部分占90%以上，而上年初以来工伤3件以上、其中30%以上发生在其他用工单位",
        "a dispatch unit claims 90 % and more for own staff, while of its injuries since the start of Y-1 (three and more) 30 % and more "
        "happened at another unit",
    ),
    population="refund",
    column="r11_elsewhere_share",
    unit="share",
    direction="high",
    threshold=0.3,
    level="S",
    family="workplace",
    amount="own_staff_yuan",
    reason=Text(
        "申报本单位职工部分占{own_staff_share}（{own_staff_yuan}元），但工伤{own_cases}件中{cases_elsewhere}件发生在其他用工单位。",
        "{own_staff_share} is claimed for own staff ({own_staff_yuan} yuan), yet {cases_elsewhere} of {own_cases} injuries happened at another unit.",
    ),
    look_alikes=Text("真实外包且自行管理现场", "genuine outsourcing with management of its own on site"),
    verify=Text(
        "查外包合同、现场管理和考勤由谁负责",
        "read the contract; see who manages and keeps attendance on site",
    ),
    laws=("dispatch-rules-2014", *PASS_ON_LAWS),
    evidence=(REFUND_ROW, Evidence(InjuryCase, on={"employer_id": "employer_id"})),
)

HEADS = Indicator(
    id="R12",
    title=Text("年末人数虚增", "heads of the reference month above the months around"),
    definition=Text(
        "申报的上年末人数比前后三个月中位数高出的比例；若同时高于台账同月人数一成且3人以上，为强线索",
        "heads stated for the end of Y-1 over the median of three months before and after; strong where the ledger "
        "of that very month has fewer, by a tenth and three persons",
    ),
    population="refund",
    column="r12_excess",
    unit="ratio",
    direction="high",
    threshold=0.5,
    level="M",
    level_when=(("is_above_ledger", "S"),),
    family="roster",
    reason=Text(
        "申报上年末{heads_y1}人，前后三个月中位数{median_heads}人，台账当月{ledger_heads}人。",
        "{heads_y1} stated for the end of the year; the median of the months around is {median_heads}, the ledger has {ledger_heads} for that month.",
    ),
    look_alikes=Text("春节前后、季节性用工", "seasonal hires around New Year"),
    verify=Text("调取年末参保名册和工资发放表", "get the roster and payroll of that month"),
    laws=CONDITION_LAWS,
    peer_group=("unit_kind",),
    evidence=(REFUND_ROW,),
)

TWICE = Indicator(
    id="R13",
    title=Text("重复享受", "granted twice"),
    definition=Text(
        "同一单位同一年度第二次返还，或同一人在上年有2个月以上同时计入派遣单位和也获返还的用工单位",
        "a second refund of a unit and year, or a person counted for two months and more both under the dispatch unit and a host with a refund",
    ),
    population="refund",
    column="r13_twice",
    unit="yes",
    direction="high",
    threshold=1,
    level="H",
    family="double",
    amount="r13_yuan",
    reason=Text(
        "{refund_year}年度该单位返还{refunds_in_year}次共{year_refund_yuan}元；{twice_persons}人同时计入用工单位，涉及{r13_yuan}元。",
        "{refunds_in_year} refunds of {refund_year}, {year_refund_yuan} yuan in all; {twice_persons} persons counted at a host too; {r13_yuan} yuan.",
    ),
    look_alikes=Text(
        "年中更换单位（月份不重叠）；分两次拨付的补差", "a change of employer within the year; a supplement"
    ),
    verify=Text(
        "核对两次核定表；逐人核对参保月份", "compare both decisions; compare months person by person"
    ),
    laws=CONDITION_LAWS,
    exclusions=(
        Exclusion(
            "is_supplement",
            Text(
                "各次合计未超过该年度上限，属补差", "all together are within the year's ceiling: a supplement"
            ),
        ),
    ),
    evidence=(
        Evidence(StabilizationRefund, on={"employer_id": "employer_id", "refund_year": "refund_year"}),
        Evidence(ContributionMonth, on={"refund_id": "refund_id"}, keys=premiums_counted_twice),
    ),
)

PLANNED_HEADS = Indicator(
    id="R14",
    title=Text("明细与参保不符", "planned heads differ from the insured"),
    definition=Text(
        "拟拨付明细派遣人数合计与派遣单位上年月均参保人数扣除本单位职工（按金额占比折算）之差的比例，差3人以上",
        "dispatched heads of the plan beside mean insured heads less own staff (by their part of the money), three persons and more apart",
    ),
    population="refund",
    column="r14_gap_share",
    unit="share",
    direction="high",
    threshold=0.10001,
    level="S",
    family="roster",
    amount="r14_yuan",
    reason=Text(
        "明细派遣{plan_heads}人；上年月均参保{insured_mean_heads}人、本单位职工占{own_staff_share}，应为约{expected_heads}人，相差{r14_gap_share}。",
        "{plan_heads} dispatched by the plan; {insured_mean_heads} insured on average, {own_staff_share} own staff, so about {expected_heads}: "
        "{r14_gap_share} apart.",
    ),
    look_alikes=Text(
        "明细按年末人数而非月均填报", "the plan holds heads of the end of the year, not the mean"
    ),
    verify=Text("调取派遣人员名册与本单位职工名册，逐人核对", "compare both rosters person by person"),
    laws=PASS_ON_LAWS,
    exclusions=(
        Exclusion(
            "is_year_end_count",
            Text(
                "与上年末派遣人数相符，属口径不同",
                "it fits the heads of the end of the year: another way to count",
            ),
        ),
    ),
    evidence=(REFUND_ROW, PLAN),
)

NO_PROOF = Indicator(
    id="R15",
    title=Text("拨付凭证缺失", "transfers without proof"),
    definition=Text(
        "无银行凭证号或未上传凭证的拨付笔数占比", "share of transfers without a voucher number or an upload"
    ),
    population="refund",
    column="r15_unproved_share",
    unit="share",
    direction="high",
    threshold=0.20001,
    level="M",
    family="proof",
    reason=Text(
        "{transfer_count}笔拨付中{r15_unproved_share}无凭证。",
        "{r15_unproved_share} of {transfer_count} transfers have no proof.",
    ),
    look_alikes=Text("凭证补传中", "proof being uploaded"),
    verify=BOOKS,
    laws=PASS_ON_LAWS,
    evidence=(TRANSFERS,),
)

SCENARIO = Scenario(
    id="dispatch_refund",
    title=Text("劳务派遣单位截留滞留稳岗返还", "refunds kept back by dispatch units"),
    question=Text(
        "派遣单位收到的稳岗返还是否足额、及时、给对了用工单位？哪些返还不具备当年条件？",
        "Did the refund reach the hosts in full, in time and at all; and which refunds lacked a condition of their year?",
    ),
    authority="人社",
    laws=(*PASS_ON_LAWS, "dispatch-split-before-2024", *FRAUD_LAWS),
    innocent_explanations=(
        Text("2023年度及以前按约定比例分配", "the agreed split up to 2023"),
        Text("本单位职工部分依规留存", "the own staff's part, rightly kept"),
        Text("用工单位注销、银行退汇重汇", "deregistered hosts, transfers bounced and sent again"),
        Text("单位分立合并、年内新登记", "splits, mergers, units registered within the year"),
    ),
    populations=(REFUNDS,),
    indicators=(
        PASSED_SHARE,
        DELAY,
        BALANCE,
        PAYEES,
        PUBLIC_HOSTS,
        OVER_CEILING,
        LAYOFFS,
        SHORT_YEAR,
        SIZE,
        LICENCE,
        OUTSOURCED,
        HEADS,
        TWICE,
        PLANNED_HEADS,
        NO_PROOF,
    ),
    ring_links=refund_links,
    typologies=(
        "collector_account_hard",
        "counted_twice",
        "false_outsourcing",
        "inflated_heads",
        "late_transfer",
        "layoff_hidden_hard",
        "layoff_over_limit",
        "licence_expired",
        "money_returned",
        "money_returned_hard",
        "own_account_hard",
        "own_staff_inflated_hard",
        "own_staff_reclassified_hard",
        "paper_transfers_hard",
        "payee_off_plan",
        "premium_overstated_hard",
        "public_host",
        "public_host_hard",
        "refunded_twice",
        "refunded_twice_hard",
        "retention_all",
        "retention_old_rule",
        "retention_old_rule_hard",
        "retention_part",
        "retention_part_hard",
        "shell_host",
        "short_paid_year",
        "size_misstated_hard",
        "slow_trickle_hard",
        "stranger_shell_hard",
        "unplanned_rest_hard",
        "wrong_ratio",
        "wrong_ratio_hard",
    ),
    owner="就业与失业保险基金监督岗",
    review_due=date(2027, 11, 1),
    list_amount_yuan=1000.0,
)
