"""工伤保险“清风行动”: work-injury recognition and benefits (appraisal is a scenario of its own)."""

from datetime import date

from contracts.tables.claim_header import ClaimHeader
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.employer import Employer
from contracts.tables.enrollment_event import EnrollmentEvent
from contracts.tables.injury_case import InjuryCase
from contracts.tables.injury_payment import InjuryPayment
from contracts.tables.pension_payment import PensionPayment
from contracts.text import Text
from features.agents import (
    case_unit,
    injury_links,
    injury_units,
    other_signs,
    shared_helpers,
    unit_injuries,
)
from features.injuries import (
    cover,
    injury_base,
    late_application,
    late_roster,
    months_still_insured,
    repeat_injuries,
    still_insured,
)
from features.injury_habits import case_bills, unit_bills
from features.injury_money import (
    allowance_beside_pension,
    double_paid,
    earlier_treatment,
    full_allowance_with_pension,
    old_injuries,
    paid_by_two_funds,
)
from scenarios.kit.definition import Evidence, Exclusion, Indicator, ModelFeature, Population, Scenario

CASE_ROW = Evidence(InjuryCase, on={"case_id": "case_id"})
PAYMENTS = Evidence(InjuryPayment, on={"case_id": "case_id"})
ROSTER = Evidence(EnrollmentEvent, on={"person_id": "person_id", "employer_id": "employer_id"})
OWN_CASES = Evidence(InjuryCase, on={"person_id": "person_id"})
UNIT_ROW = Evidence(Employer, on={"employer_id": "employer_id"})
UNIT_CASES = Evidence(InjuryCase, on={"employer_id": "employer_id"})

CASES = Population(
    id="case",
    title=Text("工伤案件", "work-injury cases"),
    subject_kind="person",
    record=InjuryCase,
    base=injury_base,
    features=(
        cover,
        late_roster,
        late_application,
        repeat_injuries,
        still_insured,
        old_injuries,
        paid_by_two_funds,
        full_allowance_with_pension,
        shared_helpers,
        other_signs,
        case_unit,
        case_bills,
    ),
    model_features=(
        ModelFeature(
            "i01_hours", "high", "hours", Text("受伤早于参保小时数", "hours of injury before cover")
        ),
        ModelFeature("i02_days", "low", "days", Text("参保至受伤天数", "days from cover to injury")),
        ModelFeature("apply_delay_days", "high", "days", Text("受伤至申请天数", "days from injury to claim")),
        ModelFeature("repeat_cases", "high", "cases", Text("36个月工伤次数", "injuries in 36 months")),
        ModelFeature("agent_cases", "high", "cases", Text("代办人案件数", "cases of the agent")),
        ModelFeature("witness_cases", "high", "cases", Text("证人案件数", "cases of the witness")),
        ModelFeature(
            "i11_visits", "high", "visits", Text("伤前同部位就诊次数", "earlier visits for the same site")
        ),
        ModelFeature(
            "unit_times_peer", "high", "ratio", Text("单位工伤率与同业之比", "unit's rate over its trade's")
        ),
        ModelFeature(
            "i14_months", "high", "months", Text("终止后仍参保月数", "months insured after the end of work")
        ),
        ModelFeature("bill_yuan", "high", "yuan", Text("机构结算医疗费", "yuan billed by institutions")),
        ModelFeature(
            "same_sum_cases",
            "high",
            "cases",
            Text("同机构同金额他案数", "other cases with a bill of the same sum"),
        ),
        ModelFeature("amount_involved", "high", "yuan", Text("已付金额", "yuan paid")),
    ),
    peer_group=("industry_code",),
    evidence=(CASE_ROW, PAYMENTS),
)

UNITS = Population(
    id="unit",
    title=Text("有工伤的用人单位", "units with injuries"),
    subject_kind="employer",
    record=Employer,
    base=injury_units,
    features=(unit_injuries, unit_bills),
    model_features=(
        ModelFeature("injury_rate", "high", "rate", Text("年工伤发生率", "injuries per head and year")),
        ModelFeature("injury_count", "high", "cases", Text("年工伤件数", "injuries of the year")),
        ModelFeature("i07_times_peer", "high", "ratio", Text("与同业之比", "rate over the trade's")),
        ModelFeature(
            "first_hospital_share",
            "high",
            "share",
            Text("首位就诊机构案件占比", "share of cases at one institution"),
        ),
        ModelFeature("case_bill_yuan", "high", "yuan", Text("案均医疗费", "yuan billed per case")),
        ModelFeature("amount_involved", "high", "yuan", Text("已付金额", "yuan paid")),
        ModelFeature("unit_age_months", "low", "months", Text("登记至今月数", "months since registration")),
    ),
    peer_group=("industry_code",),
    evidence=(UNIT_ROW, UNIT_CASES),
    id_period="year",
)

INJURY_LAWS = ("injury-60", "social-insurance-88")
COVER_LAWS = ("zhejiang-injury-11", *INJURY_LAWS)

BEFORE_COVER = Indicator(
    id="I01",
    title=Text("参保生效前受伤", "injured before cover began"),
    definition=Text(
        "单位参保的工伤，受伤时间早于保险生效时间（申报到达次日零时），且基金已支付",
        "a unit's worker hurt before cover began (midnight after the roster arrived), and the fund paid",
    ),
    population="case",
    column="i01_hours",
    unit="hours",
    direction="high",
    threshold=0.01,
    level="H",
    family="cover",
    reason=Text(
        "受伤时间{injury_time}早于参保生效时间{coverage_start}，相差{i01_hours}小时，基金已支付{amount_involved}元。",
        "hurt at {injury_time}, {i01_hours} hours before cover began at {coverage_start}; the fund paid {amount_involved} yuan.",
    ),
    look_alikes=Text(
        "按项目参保；单位合并或重新登记；补缴后新发生的费用",
        "insured by project; a merged or re-registered unit; new costs after back-payment",
    ),
    verify=Text(
        "调取增员申报回执时间、首诊病历记载的受伤时间；询问同事和现场负责人",
        "compare the roster's receipt with the time in the first medical record; ask colleagues",
    ),
    laws=COVER_LAWS,
    exclusions=(
        Exclusion(
            "is_insured_before",
            Text(
                "受伤前一个月已由同一单位或其关联单位正常参保，属合并或转移登记",
                "the unit or an affiliate had insured the worker in the month before: a merger or a transfer",
            ),
        ),
    ),
    evidence=(CASE_ROW, ROSTER, PAYMENTS),
)

SOON_AFTER_COVER = Indicator(
    id="I02",
    title=Text("参保至受伤天数", "days from cover to injury"),
    definition=Text(
        "参保生效至受伤不超过3天；仅在同时有伤前同部位就诊、代办人证人聚集或重复工伤时为强线索",
        "hurt within 3 days of cover; a strong lead only with an earlier same-site treatment, shared helpers or repetition",
    ),
    population="case",
    column="i02_days",
    unit="days",
    direction="low",
    threshold=3,
    level="M",
    level_when=(("has_other_sign", "S"),),
    family="cover",
    reason=Text(
        "参保生效{coverage_start}后{i02_days}天即受伤（{injury_time}），并有其他疑点。",
        "hurt at {injury_time}, {i02_days} days after cover began at {coverage_start}, with another sign beside.",
    ),
    look_alikes=Text(
        "新工人事故本就较多；春节后集中招工", "new workers are hurt more often; mass hiring after New Year"
    ),
    verify=Text(
        "查既往病历和影像，核对入职日期与考勤",
        "look at earlier records and images, compare hiring date and attendance",
    ),
    laws=COVER_LAWS,
    evidence=(CASE_ROW, ROSTER, PAYMENTS),
)

SAME_DAY_ROSTER = Indicator(
    id="I03",
    title=Text("受伤当日补报", "roster filed after the accident of the same day"),
    definition=Text(
        "增员申报时间在受伤当日且晚于受伤时间；基金已支付的为高等级",
        "the roster reached the agency on the day of the injury and after it; high if the fund paid",
    ),
    population="case",
    column="i03_hours",
    unit="hours",
    direction="high",
    threshold=0.01,
    level="S",
    level_when=(("is_paid", "H"),),
    family="roster",
    reason=Text(
        "{injury_time}受伤，当日{roster_submitted}（{i03_hours}小时后）单位才申报增员，基金已支付{amount_involved}元。",
        "hurt at {injury_time}, the roster was filed at {roster_submitted}, {i03_hours} hours later; the fund paid {amount_involved} yuan.",
    ),
    look_alikes=Text(
        "人事每日定时批量申报；当日入职", "a daily batch by the personnel office; first day at work"
    ),
    verify=Text(
        "调取申报操作日志与首诊时间；查劳动合同签订时间",
        "get the log of the filing, the time of first treatment and the date of the contract",
    ),
    laws=COVER_LAWS,
    exclusions=(
        Exclusion(
            "is_batch_filing",
            Text("单位当日批量申报10人以上", "the unit filed ten and more persons that day, a daily batch"),
        ),
    ),
    evidence=(CASE_ROW, ROSTER, PAYMENTS),
)

LATE_UNIT = Indicator(
    id="I04",
    title=Text("单位逾期申请仍支付前期费用", "costs before a unit's late application paid"),
    definition=Text(
        "单位在受伤30日后申请（未批准延期、职工未先申请），基金支付了申请前发生的费用",
        "the unit applied after 30 days without extension, and the fund paid costs from before the application",
    ),
    population="case",
    column="i04_yuan",
    unit="yuan",
    direction="high",
    threshold=0.01,
    level="H",
    family="application",
    amount="i04_yuan",
    reason=Text(
        "受伤后{apply_delay_days}天单位才申请认定，申请前发生的费用{i04_yuan}元由基金支付，按规定应由单位负担。",
        "the unit applied {apply_delay_days} days after the injury; {i04_yuan} yuan of earlier costs, the unit's own, were paid by the fund.",
    ),
    look_alikes=Text(
        "已批准延期；职业病自诊断之日起算；交警责任认定未出",
        "approved extension; occupational disease counts from diagnosis; a pending traffic report",
    ),
    verify=Text(
        "核对申请受理日期与费用发生日期；确认后由单位负担并追回",
        "compare dates of application and costs; recover from the unit",
    ),
    laws=("injury-17", "zhejiang-injury-13"),
    exclusions=(
        Exclusion("is_extended", Text("申请期限经批准延长", "the time limit was extended")),
        Exclusion(
            "is_occupational_disease",
            Text("职业病自诊断之日起算", "an occupational disease, counted from diagnosis"),
        ),
    ),
    evidence=(CASE_ROW, PAYMENTS),
)

LATE_WORKER = Indicator(
    id="I05",
    title=Text("职工超一年申请", "worker applied after more than a year"),
    definition=Text("职工方申请距受伤超过365天", "application on the worker's side more than 365 days after"),
    population="case",
    column="i05_days",
    unit="days",
    direction="high",
    threshold=365,
    level="S",
    family="application",
    reason=Text(
        "受伤后{i05_days}天职工方才申请认定，超过一年时限，基金已支付{amount_involved}元。",
        "the worker's side applied {i05_days} days after the injury, beyond one year; {amount_involved} yuan were paid.",
    ),
    look_alikes=Text("劳动关系仲裁、不可抗力期间不计", "time of arbitration or force majeure does not count"),
    verify=Text(
        "查仲裁文书和受理材料，扣除法定不计期间",
        "read the award and the file, take off the time that does not count",
    ),
    laws=("injury-17",),
    exclusions=(
        Exclusion("is_extended", Text("申请期限经批准延长", "the time limit was extended")),
        Exclusion(
            "is_occupational_disease",
            Text("职业病自诊断之日起算", "an occupational disease, counted from diagnosis"),
        ),
    ),
    evidence=(CASE_ROW, PAYMENTS),
)

REPEATED = Indicator(
    id="I06",
    title=Text("重复工伤", "repeated injuries"),
    definition=Text(
        "36个月内认定3次以上，或在两家以上单位同一部位2次以上",
        "three and more recognised cases in 36 months, or two and more of one part at two employers",
    ),
    population="case",
    column="i06_cases",
    unit="cases",
    direction="high",
    threshold=2,
    level="S",
    family="repetition",
    amount="i06_amount",
    period=("i06_from", "period_to"),
    reason=Text(
        "36个月内认定工伤{repeat_cases}次，涉及{repeat_groups}家单位，其中同一部位{repeat_same_part}次，已付{i06_amount}元。",
        "{repeat_cases} recognised injuries in 36 months at {repeat_groups} employers, {repeat_same_part} of one part; {i06_amount} yuan were paid.",
    ),
    look_alikes=Text(
        "铸造、冲压等高风险岗位在同一单位多次受伤", "foundry and press work, several injuries at one unit"
    ),
    verify=Text(
        "调取历次病历影像比对新旧伤；查各单位用工与商业保险理赔",
        "compare images of all cases, look at jobs and private claims",
    ),
    laws=("zhejiang-injury-28", *INJURY_LAWS),
    exclusions=(
        Exclusion(
            "is_one_employer",
            Text(
                "各次工伤均发生在同一单位，属岗位风险（省条例第二十八条）",
                "all at one employer: the risk of the job, foreseen by provincial art. 28",
            ),
        ),
    ),
    evidence=(OWN_CASES, PAYMENTS),
)

RATE = Indicator(
    id="I07",
    title=Text("单位工伤发生率偏离", "rate of injuries beside the trade's"),
    definition=Text("收缩后的单位工伤发生率与同业之比", "the unit's shrunk rate over that of its trade"),
    population="unit",
    column="i07_times_peer",
    unit="ratio",
    direction="high",
    threshold=4,
    level="M",
    family="incidence",
    amount="unit_injury_yuan",
    period=("first_injury", "last_injury"),
    reason=Text(
        "一年认定{injury_count}件，平均参保{injury_mean_heads}人，收缩后为同业的{i07_times_peer}倍。",
        "{injury_count} cases in a year with {injury_mean_heads} insured, {i07_times_peer} times the trade's rate.",
    ),
    look_alikes=Text("确有安全隐患，应移交应急管理部门", "a real safety problem, for the safety authority"),
    verify=Text("与应急管理部门核对安全生产记录", "compare with the safety authority's records"),
    laws=INJURY_LAWS,
    exclusions=(Exclusion("is_dispatch_unit", Text("持证劳务派遣单位", "a licensed dispatch unit")),),
    peer_group=("industry_code",),
    evidence=(UNIT_ROW, UNIT_CASES),
)

SMALL_MILL = Indicator(
    id="I08",
    title=Text("小单位高发", "many injuries at a small unit"),
    definition=Text(
        "平均参保30人以下的单位，一年工伤3件以上，件数与平均参保人数之比",
        "injuries of a year (3 and more) over mean insured heads, units of up to 30",
    ),
    population="unit",
    column="i08_rate",
    unit="rate",
    direction="high",
    threshold=0.2,
    level="S",
    family="incidence",
    amount="unit_injury_yuan",
    period=("first_injury", "last_injury"),
    reason=Text(
        "平均参保{injury_mean_heads}人的单位一年认定工伤{injury_count}件，每人{i08_rate}件（同业{injury_peer}），涉及{unit_injury_yuan}元。",
        "{injury_count} injuries in a year at a unit of {injury_mean_heads}, {i08_rate} a head (trade: {injury_peer}); {unit_injury_yuan} yuan.",
    ),
    look_alikes=Text(
        "派遣或项目用工挂在小单位名下；真实安全隐患", "dispatch or project workers; a real safety problem"
    ),
    verify=Text(
        "实地查看设备岗位；核对代办人、证人和首诊医院是否集中",
        "visit the workplace; see whether agents, witnesses and hospitals recur",
    ),
    laws=INJURY_LAWS,
    exclusions=(Exclusion("is_dispatch_unit", Text("持证劳务派遣单位", "a licensed dispatch unit")),),
    peer_group=("industry_code",),
    evidence=(UNIT_ROW, UNIT_CASES),
)

HELPERS = Indicator(
    id="I09",
    title=Text("代办人/证人聚集", "one agent or witness in many cases"),
    definition=Text(
        "近24个月同一代办电话10件以上且涉及5家以上单位，或同一证人3件以上且涉及3家以上单位；40件以上的机构另行说明",
        "in 24 months one agent in 10 cases and more at 5 employers, or one witness in 3 cases at 3; hubs above 40 are explained",
    ),
    population="case",
    column="i09_cases",
    unit="cases",
    direction="high",
    threshold=3,
    level="S",
    family="helpers",
    reason=Text(
        "本案代办人或证人近24个月共涉及{i09_cases}件工伤、{helper_groups}家单位（代办{agent_cases}件，作证{witness_cases}件）。",
        "the agent or witness of this case appears in {i09_cases} cases at {helper_groups} employers (agent {agent_cases}, witness {witness_cases}).",
    ),
    look_alikes=Text("律师、工会法律援助、人力资源外包", "law firms, a union's legal aid, HR outsourcing"),
    verify=Text(
        "核实代办人身份及收费；分别询问证人与伤者是否相识、是否同事",
        "see who the agent is and what it charges; ask witness and worker apart whether they work together",
    ),
    laws=INJURY_LAWS,
    exclusions=(
        Exclusion(
            "is_hub_agent",
            Text(
                "代办人为案件量很大的机构（律师事务所、工会援助或人力资源平台）",
                "the agent is an institution with very many cases: a law firm, legal aid or an HR platform",
            ),
        ),
    ),
    evidence=(CASE_ROW, PAYMENTS),
)

OLD_INJURY = Indicator(
    id="I11",
    title=Text("既往同部位伤情", "same site treated before"),
    definition=Text(
        "受伤前180天内有同一损伤部位（S、T编码前三位）的医保就诊；慢性退行性编码不计",
        "a medical visit with the same injury site (S or T, three characters) in the 180 days before; degenerative codes do not count",
    ),
    population="case",
    column="i11_visits",
    unit="visits",
    direction="high",
    threshold=1,
    level="S",
    family="history",
    period=("i11_from", "period_to"),
    reason=Text(
        "受伤（{injury_date}）前180天内因{old_injury_site}就诊{i11_visits}次，最近一次{old_injury_date}，疑似旧伤。",
        "{i11_visits} visits for {old_injury_site} in the 180 days before {injury_date}, the last on {old_injury_date}: perhaps an old injury.",
    ),
    look_alikes=Text(
        "慢性退行性疾病；复诊沿用旧诊断", "degenerative disease; a follow-up under the old diagnosis"
    ),
    verify=Text("调取前次就诊影像比对新旧骨折", "compare the images of then and now"),
    laws=INJURY_LAWS,
    evidence=(CASE_ROW, Evidence(ClaimHeader, on={"case_id": "case_id"}, keys=earlier_treatment), PAYMENTS),
)

TWO_FUNDS = Indicator(
    id="I12",
    title=Text("医保工伤重复支付", "paid by both funds"),
    definition=Text(
        "同一人、机构、发票且日期重叠的费用由医保基金和工伤基金同时支付",
        "costs of one person, institution and invoice with overlapping days, paid by both funds",
    ),
    population="case",
    column="i12_yuan",
    unit="yuan",
    direction="high",
    threshold=0.01,
    level="H",
    family="double_payment",
    amount="i12_yuan",
    period=("i12_from", "i12_to"),
    reason=Text(
        "{i12_from}至{i12_to}同一发票的费用，工伤基金支付{i12_injury_yuan}元，医保基金又支付{i12_yuan}元。",
        "one invoice, {i12_from} to {i12_to}: {i12_injury_yuan} yuan by the injury fund and {i12_yuan} by the medical fund.",
    ),
    look_alikes=Text(
        "医保先行支付后已追回；认定在后、医保90日内冲销", "advanced and recovered; reversed within 90 days"
    ),
    verify=Text(
        "核对两基金结算单与发票原件，确认后由医保追回", "compare both settlements with the invoice, recover"
    ),
    laws=("social-insurance-30", "social-insurance-42", "social-insurance-88"),
    exclusions=(
        Exclusion(
            "is_taken_back",
            Text("医保费用已在90日内冲销退回", "the medical claim was reversed within 90 days"),
        ),
    ),
    evidence=(
        CASE_ROW,
        Evidence(InjuryPayment, on={"case_id": "case_id"}, keys=double_paid),
        Evidence(ClaimHeader, on={"case_id": "case_id"}, keys=double_paid),
    ),
)

WITH_PENSION = Indicator(
    id="I13",
    title=Text("伤残津贴与养老金并发", "full allowance beside a pension"),
    definition=Text(
        "领取按月职工养老金的月份仍全额发放伤残津贴（只应补差）",
        "months with a regular employee pension in which the full allowance was paid; only the difference is due",
    ),
    population="case",
    column="i13_yuan",
    unit="yuan",
    direction="high",
    threshold=0.01,
    level="H",
    family="pensions",
    amount="i13_yuan",
    period=("i13_from", "i13_to"),
    reason=Text(
        "{i13_from}至{i13_to}有{i13_months}个月养老金与伤残津贴并发，涉及津贴{i13_yuan}元。",
        "{i13_months} months from {i13_from} to {i13_to} with pension and full allowance, {i13_yuan} yuan of allowance.",
    ),
    look_alikes=Text("只发差额；不符合养老待遇条件者津贴继续", "a difference only; no pension entitlement"),
    verify=Text(
        "核对养老金核定表与津贴发放明细，计算应补差额",
        "compare both decisions and compute the difference due",
    ),
    laws=("zhejiang-injury-26", "social-insurance-40"),
    exclusions=(
        Exclusion(
            "is_difference_only",
            Text("津贴低于养老金半数，属补差", "only a difference to the pension was paid"),
        ),
    ),
    evidence=(
        CASE_ROW,
        Evidence(InjuryPayment, on={"case_id": "case_id"}, keys=allowance_beside_pension),
        Evidence(PensionPayment, on={"person_id": "person_id"}),
    ),
)

STILL_INSURED = Indicator(
    id="I14",
    title=Text("领一次性医疗补助金后仍在原单位参保", "still insured by the unit after the lump sum"),
    definition=Text(
        "申报终止劳动关系并领取一次性工伤医疗补助金后，原单位（含关联单位）继续正常缴费的月数",
        "months of normal premiums by the same employer group after the end of work for which the lump sum was paid",
    ),
    population="case",
    column="i14_months",
    unit="months",
    direction="high",
    threshold=1,
    level="S",
    level_when=(("is_two_months", "H"),),
    family="contributions",
    amount="i14_amount",
    period=("i14_from", "i14_to"),
    reason=Text(
        "{termination_date}申报终止劳动关系并领取补助金{i14_amount}元后，原单位在{i14_from}至{i14_to}期间又正常缴费{i14_months}个月，疑似虚假终止。",
        "after the end of work on {termination_date} and {i14_amount} yuan of lump sum the unit paid premiums for {i14_months} months, {i14_from} to {i14_to}.",
    ),
    look_alikes=Text(
        "真实终止后重新签约入职；减员申报滞后一个月", "hired again after a real end; late removal"
    ),
    verify=Text(
        "核对终止协议、工资发放和考勤；确认虚假终止后追回", "check agreement, wages and attendance; recover"
    ),
    laws=("zhejiang-injury-27", *INJURY_LAWS),
    exclusions=(
        Exclusion(
            "is_rehired",
            Text(
                "终止后间隔3个月以上重新参保，属再次入职",
                "insured again after a gap of three months: hired anew",
            ),
        ),
    ),
    evidence=(
        CASE_ROW,
        PAYMENTS,
        Evidence(ContributionMonth, on={"case_id": "case_id"}, keys=months_still_insured),
    ),
)

SCENARIO = Scenario(
    id="work_injury",
    title=Text("工伤保险“清风行动”", "work-injury recognition and benefits"),
    question=Text(
        "哪些工伤的参保、申请、支付与记录不符？哪些人、单位、代办人反复出现？",
        "Which injuries do not fit the records of cover, application and payment; which persons, units and agents recur?",
    ),
    authority="人社",
    laws=INJURY_LAWS,
    innocent_explanations=(
        Text("按项目参保、单位合并改名", "cover by project, merged or renamed units"),
        Text("人事批量申报、批准延期", "daily batches, approved extensions"),
        Text("律师事务所和工会法律援助集中代办", "law firms and legal aid with many cases"),
    ),
    populations=(CASES, UNITS),
    indicators=(
        BEFORE_COVER,
        SOON_AFTER_COVER,
        SAME_DAY_ROSTER,
        LATE_UNIT,
        LATE_WORKER,
        REPEATED,
        RATE,
        SMALL_MILL,
        HELPERS,
        OLD_INJURY,
        TWO_FUNDS,
        WITH_PENSION,
        STILL_INSURED,
    ),
    ring_links=injury_links,
    typologies=(
        "agent_witness_ring",
        "agent_witness_ring_hard",
        "allowance_with_pension",
        "double_paid_invoice",
        "injured_before_cover",
        "injured_before_cover_hard",
        "late_application_paid",
        "late_roster_same_day",
        "old_injury",
        "repeat_injury",
        "repeat_injury_hard",
        "small_employer_injury_mill",
        "subsidy_still_insured",
        "subsidy_still_insured_hard",
    ),
    owner="基金监督处",
    review_due=date(2027, 11, 1),
)
