"""死亡冒领与重复领取: benefits drawn for the dead, from prison, or twice, across the funds."""

from datetime import date

from contracts.tables.claim_header import ClaimHeader
from contracts.tables.custody_record import CustodyRecord
from contracts.tables.death_record import DeathRecord
from contracts.tables.injury_payment import InjuryPayment
from contracts.tables.pension_payment import PensionPayment
from contracts.tables.person import Person
from contracts.tables.qualification_check import QualificationCheck
from contracts.tables.unemployment_claim import UnemploymentClaim
from contracts.text import Text
from features.after_death import (
    card_used_after_death,
    checks_after_death,
    district_stop_days,
    funeral_grants,
    paid_after_death,
    passed_after_death,
    payments_after_death,
)
from features.deaths import death_facts
from features.dependants import undue_allowances, undue_survivor_months
from features.overlaps import (
    adjusted_outside_prison,
    allowance_and_pension,
    benefit_beside_pension,
    double_pensions,
    doubled_months,
    household_accounts,
    months_in_prison,
    paid_in_prison,
)
from features.presence import purchases_after_death
from features.recipients import benefit_links, recipients
from features.reimbursements import both_settlements, doubly_reimbursed, reimbursements
from features.silence import footprints, recent_checks, signs_of_life, silent_very_old
from scenarios.kit.definition import Evidence, Exclusion, Indicator, ModelFeature, Population, Scenario

ON_PERSON = {"person_id": "person_id"}
PERSON_ROW = Evidence(Person, on=ON_PERSON)
DEATHS = Evidence(DeathRecord, on=ON_PERSON)
PENSIONS = Evidence(PensionPayment, on=ON_PERSON)
CHECKS = Evidence(QualificationCheck, on=ON_PERSON)
CUSTODY = Evidence(CustodyRecord, on=ON_PERSON)
LATE_PENSIONS = Evidence(PensionPayment, on=ON_PERSON, keys=payments_after_death)
SETTLEMENT_ROW = Evidence(ClaimHeader, on={"setl_id": "setl_id"})

RECIPIENTS = Population(
    id="recipient",
    title=Text("待遇领取人员", "recipients of benefits"),
    subject_kind="person",
    record=Person,
    base=recipients,
    features=(
        death_facts,
        paid_after_death,
        passed_after_death,
        card_used_after_death,
        funeral_grants,
        district_stop_days,
        double_pensions,
        benefit_beside_pension,
        allowance_and_pension,
        undue_allowances,
        paid_in_prison,
        adjusted_outside_prison,
        household_accounts,
        recent_checks,
        footprints,
        signs_of_life,
        silent_very_old,
    ),
    model_features=(
        ModelFeature("x01_months", "high", "months", Text("死后发放月数", "months paid after death")),
        ModelFeature("x05_months", "high", "months", Text("双重养老月数", "months with two pensions")),
        ModelFeature("fund_count", "high", "count", Text("领取基金数", "funds drawn from")),
        ModelFeature(
            "silent_days", "high", "days", Text("距最近生存迹象天数", "days since the last sign of life")
        ),
        ModelFeature("paper_share", "high", "share", Text("人工代认证占比", "share of checks on paper")),
        ModelFeature(
            "unapproved_households", "high", "count", Text("同账户户数", "households on the account")
        ),
    ),
    peer_group=("scheme", "age_band"),
    evidence=(PERSON_ROW, PENSIONS),
    id_period="year",
)

REIMBURSEMENTS = Population(
    id="reimbursement",
    title=Text("住院及票据报销", "reimbursed stays and invoices"),
    subject_kind="person",
    record=ClaimHeader,
    base=reimbursements,
    features=(doubly_reimbursed,),
    model_features=(
        ModelFeature("x12_yuan", "high", "yuan", Text("重复报销金额", "yuan reimbursed twice")),
        ModelFeature(
            "settle_delay_days", "high", "days", Text("出院至结算天数", "days from discharge to settlement")
        ),
        ModelFeature("fund_per_day_yuan", "high", "yuan", Text("日均基金支付", "yuan of the fund per day")),
    ),
    peer_group=("med_type",),
    evidence=(SETTLEMENT_ROW,),
    authority="医保",
)

BENEFIT_LAWS = ("handling-46", "handling-55", "social-insurance-88")
DEATH_LAWS = ("handling-8", "handling-25", *BENEFIT_LAWS)

HOLD = (
    Exclusion(
        "is_weak_death",
        Text(
            "死亡信息仅{x02_sources}个来源且非死亡证、火化或法院，或仅按姓名匹配，暂缓，先核实身份和生存状态",
            "on hold: {x02_sources} source that is no certificate, cremation or court, or a match by name; verify first",
        ),
    ),
    Exclusion(
        "is_death_disputed",
        Text(
            "各来源死亡日期相差{x02_spread_days}天（{first_death_date}至{known_death_date}），暂缓，先核实日期",
            "on hold: the sources differ by {x02_spread_days} days ({first_death_date} to {known_death_date}); verify first",
        ),
        is_entry_error=True,
    ),
)

AFTER_DEATH = Indicator(
    id="X01",
    title=Text("死后发放月数", "months paid after death"),
    definition=Text(
        "死亡次月及以后仍发放的按月养老、伤残津贴、护理费月数（死亡当月应发；以各来源中最晚的死亡日期计，已冲销的不计）；"
        "1至2个月且无死后认证的列入滞后清单，3个月以上为线索，6个月以上优先",
        "months of pension, disability or care allowance after the month of death (itself due; by the latest date of the "
        "sources, reversed rows apart); one or two without a check after death go to the lag list, three are a lead, six come first",
    ),
    population="recipient",
    column="x01_months",
    unit="months",
    direction="high",
    threshold=1,
    level="H",
    family="deaths",
    amount="x01_yuan",
    period=("x01_from", "x01_to"),
    reason=Text(
        "{known_death_date}死亡（{x02_sources}个来源），{x01_from}至{x01_to}又发放{x01_months}个月，涉及{x01_yuan}元；"
        "死亡信息于死后{notice_days}天收到。",
        "died on {known_death_date} ({x02_sources} sources); {x01_months} months paid from {x01_from} to {x01_to}, "
        "{x01_yuan} yuan; the death was known after {notice_days} days.",
    ),
    look_alikes=Text(
        "死亡信息误匹配、同名；日期录入错误；多发部分已在丧葬抚恤金中抵扣",
        "a wrong match or namesake; a mistyped date; overpayment already set off against the funeral grant",
    ),
    verify=Text(
        "调取死亡证明或火化证明核对身份和日期；查取款记录和取款人；停发并责令退回，家属隐瞒且有认证、取款行为的按冒领移交",
        "compare certificate and identity; find out who drew the money; stop and recover; hand over where the death was hidden",
    ),
    laws=DEATH_LAWS,
    exclusions=(
        *HOLD,
        Exclusion(
            "is_short_lag",
            Text(
                "仅多发{x01_months}个月且无死后认证，属停发滞后，列入滞后清单由经办追回",
                "{x01_months} months and no check after death: a late stop, on the lag list for the agency to recover",
            ),
        ),
        Exclusion(
            "is_late_notice",
            Text(
                "死亡信息于死后{notice_days}天才收到（如异地登记），收到后即停发，属信息滞后，由经办追回",
                "the death was known {notice_days} days later (registered elsewhere) and the pension stopped at once",
            ),
        ),
    ),
    evidence=(DEATHS, LATE_PENSIONS, CHECKS),
)

CHECKED_AFTER_DEATH = Indicator(
    id="X03",
    title=Text("死后认证通过", "check passed after death"),
    definition=Text(
        "死亡日期之后通过人脸、上门、窗口或人工代认证的次数；同时有死后发放的为高等级；仅数据比对的另行说明",
        "checks of entitlement after the day of death by face, visit, counter or paper; high if money was paid too; data matches apart",
    ),
    population="recipient",
    column="x03_checks",
    unit="count",
    direction="high",
    threshold=1,
    level="S",
    level_when=(("is_paid_after_death", "H"),),
    family="checks",
    amount="x01_yuan",
    period=("x03_from", "x03_to"),
    reason=Text(
        "{known_death_date}死亡后仍通过资格认证{x03_checks}次（{x03_from}至{x03_to}），死后发放{x01_yuan}元。",
        "{x03_checks} checks were passed from {x03_from} to {x03_to}, after the death on {known_death_date}; {x01_yuan} yuan were paid after it.",
    ),
    look_alikes=Text(
        "系统按社保卡使用自动认证（配偶用卡）；纸质认证补录",
        "an automatic check by use of the card (by the spouse); a paper entered late",
    ),
    verify=Text(
        "调取认证照片、视频或代认证单，查明何人办理及经办人；与取款记录对照",
        "get picture, video or paper of the check, see who did it and which operator; compare with the withdrawals",
    ),
    laws=DEATH_LAWS,
    exclusions=(
        *HOLD,
        Exclusion(
            "is_data_match_only",
            Text(
                "死后仅有系统数据比对自动认证，无本人到场或代办行为",
                "only automatic data matches after the death",
            ),
        ),
    ),
    evidence=(DEATHS, Evidence(QualificationCheck, on=ON_PERSON, keys=checks_after_death), LATE_PENSIONS),
)

CARD_AFTER_DEATH = Indicator(
    id="X04",
    title=Text("死后仍用医保卡", "medical card used after death"),
    definition=Text(
        "死后继续发放待遇的人员，死亡日期之后的购药结算笔数（同P10）；医保金额计入医保部门的P10案件",
        "purchases after death (P10) of persons whose benefit went on; the medical money is counted in the P10 case of the medical authority",
    ),
    population="recipient",
    column="x04_count",
    unit="settlements",
    direction="high",
    threshold=1,
    level="H",
    family="purchases",
    amount="counted_elsewhere_yuan",
    period=("x04_from", "x04_to"),
    reason=Text(
        "{known_death_date}死亡后，{x04_from}至{x04_to}持卡购药{x04_count}笔（{p10_yuan}元，计入P10），同期待遇仍发放{x01_months}个月。",
        "after the death on {known_death_date} the card bought {x04_count} times from {x04_from} to {x04_to} ({p10_yuan} yuan, "
        "counted at P10), while {x01_months} months of benefit were paid.",
    ),
    look_alikes=Text(
        "本人健在、死亡信息误匹配；购药在前结算在后",
        "alive, and the death wrongly matched; bought before, settled after",
    ),
    verify=Text(
        "先核实本人是否健在；调取药店监控查明持卡人，与养老金取款人对照",
        "first see whether the person lives; find out who held the card and compare with who drew the pension",
    ),
    laws=DEATH_LAWS,
    exclusions=HOLD,
    evidence=(DEATHS, Evidence(ClaimHeader, on=ON_PERSON, keys=purchases_after_death), LATE_PENSIONS),
)

TWO_PENSIONS = Indicator(
    id="X05",
    title=Text("双重养老", "two pensions"),
    definition=Text(
        "同一月份由企业职工、机关事业、城乡居民养老中两个险种发放按月待遇（含以单月补发或反复补发名义发放）的月数；"
        "涉及金额为较低一份；遗属待遇、职业年金不属养老金",
        "months for which two of the employee, government and resident schemes paid a pension (back-pay of a single month, or again and again, is one); "
        "the yuan are those of the smaller; survivors' and occupational annuities are no pensions",
    ),
    population="recipient",
    column="x05_months",
    unit="months",
    direction="high",
    threshold=1,
    level="H",
    family="pensions",
    amount="x05_yuan",
    period=("x05_from", "x05_to"),
    reason=Text(
        "{x05_from}至{x05_to}有{x05_months}个月同时领取两份养老待遇（险种{first_scheme_code}、{second_scheme_code}），较低一份共{x05_yuan}元。",
        "{x05_months} months from {x05_from} to {x05_to} with two pensions (schemes {first_scheme_code} and {second_scheme_code}); "
        "the smaller came to {x05_yuan} yuan.",
    ),
    look_alikes=Text(
        "制度转换当月；遗属待遇、职业年金；事后核定并补发的重叠月（应清退，但非故意）",
        "the month of change; survivors' or occupational annuities; overlap made by a later decision: to be cleared, no intent",
    ),
    verify=Text(
        "核对两份待遇的核定表和缴费记录；保留职工（机关）养老，清理居民养老并退回重复部分",
        "compare both decisions; keep the employee (government) pension, clear the resident one and recover",
    ),
    laws=("double-pension-2021", *BENEFIT_LAWS),
    exclusions=(
        Exclusion(
            "is_transition_month",
            Text(
                "仅重叠1个月，属制度转换当月",
                "a single month: that of the change from one scheme to the other",
            ),
        ),
    ),
    evidence=(Evidence(PensionPayment, on=ON_PERSON, keys=doubled_months),),
)

WITH_UNEMPLOYMENT = Indicator(
    id="X06",
    title=Text("失业待遇与养老待遇重叠", "unemployment benefit beside a pension"),
    definition=Text(
        "同一月份领取失业待遇和按月养老待遇的月数（同U02，金额计入U02）",
        "months with unemployment benefit and a pension (U02; the money is counted there)",
    ),
    population="recipient",
    column="x06_months",
    unit="months",
    direction="high",
    threshold=1,
    level="H",
    family="claims",
    amount="counted_elsewhere_yuan",
    period=("x06_from", "x06_to"),
    reason=Text(
        "{x06_from}至{x06_to}有{x06_months}个月失业待遇与养老待遇重叠，涉及失业待遇{x06_yuan}元（计入U02）。",
        "{x06_months} months from {x06_from} to {x06_to} with both; {x06_yuan} yuan of unemployment benefit (counted at U02).",
    ),
    look_alikes=Text("养老待遇事后核定并补发", "a pension granted later with back-pay"),
    verify=Text(
        "核对养老待遇核定日期；确认后退回失业待遇", "check when the pension was granted; recover the benefit"
    ),
    laws=("social-insurance-51", *BENEFIT_LAWS),
    evidence=(PENSIONS, Evidence(UnemploymentClaim, on=ON_PERSON)),
)

WITH_ALLOWANCE = Indicator(
    id="X07",
    title=Text("伤残津贴与养老金全额并发", "full disability allowance beside a pension"),
    definition=Text(
        "领取按月职工养老金的月份仍全额发放伤残津贴（同I13，金额计入I13；只应补差）",
        "full disability allowance in months with an employee pension (I13; the money is counted there); only the difference is due",
    ),
    population="recipient",
    column="x07_yuan",
    unit="yuan",
    direction="high",
    threshold=0.01,
    level="H",
    family="allowances",
    amount="counted_elsewhere_yuan",
    period=("x07_from", "x07_to"),
    reason=Text(
        "{x07_from}至{x07_to}有{x07_months}个月伤残津贴与养老金并发，涉及津贴{x07_yuan}元（计入I13）。",
        "{x07_months} months from {x07_from} to {x07_to} with pension and allowance, {x07_yuan} yuan (counted at I13).",
    ),
    look_alikes=Text("只发差额；不符合养老条件者津贴继续", "a difference only; no pension entitlement"),
    verify=Text("核对核定表与发放明细，计算应补差额", "compare both decisions, compute the difference due"),
    laws=("zhejiang-injury-26", "social-insurance-40"),
    exclusions=(
        Exclusion(
            "is_allowance_difference", Text("津贴低于养老金半数，属补差", "only a difference was paid")
        ),
    ),
    evidence=(PENSIONS, Evidence(InjuryPayment, on=ON_PERSON)),
)

FUNERAL_TWICE = Indicator(
    id="X08",
    title=Text("多险种丧葬补助", "funeral grants of several funds"),
    definition=Text(
        "同一死亡由两个以上险种支付丧葬补助（养老丧葬抚恤、工伤丧葬补助金）；涉及金额为最高一份以外的部分",
        "one death for which two or more funds paid a funeral grant; the yuan are those beyond the largest",
    ),
    population="recipient",
    column="x08_funds",
    unit="count",
    direction="high",
    threshold=2,
    level="H",
    family="grants",
    amount="x08_yuan",
    period=("x08_from", "x08_to"),
    reason=Text(
        "{first_death_date}死亡，{x08_from}至{x08_to}有{x08_funds}个险种支付丧葬补助共{x08_total_yuan}元，按规定只能选领一项，涉及{x08_yuan}元。",
        "died on {first_death_date}; {x08_funds} funds paid grants of {x08_total_yuan} yuan from {x08_from} to {x08_to}; "
        "one may be chosen, {x08_yuan} yuan are beyond it.",
    ),
    look_alikes=Text(
        "养老基金所付为抚恤金或个人账户余额而非丧葬费；商业保险另付",
        "the pension fund paid a survivor grant or the account's balance, no funeral grant; private insurance",
    ),
    verify=Text(
        "核对各险种申领表和家属选择；区分丧葬补助与抚恤金，超出一项的部分追回",
        "compare the applications and the family's choice; tell funeral from survivor grant; recover what is beyond one",
    ),
    laws=("social-insurance-49", "injury-39", *BENEFIT_LAWS),
    evidence=(DEATHS, PENSIONS, Evidence(InjuryPayment, on=ON_PERSON)),
)

UNDUE_SURVIVOR = Indicator(
    id="X09",
    title=Text("供养亲属丧失条件仍领抚恤", "survivor allowance without the condition"),
    definition=Text(
        "供养亲属死亡、领取职工养老金、就业参保，或已满18周岁而无完全丧失劳动能力结论（父母配偶年龄条件除外）后仍发放的月数；前三者为高等级",
        "months of survivor allowance while the dependant was dead, drew an employee pension, was employed, or was of age without a "
        "certificate of incapacity (the ages of parents and spouses apart); the first three are high",
    ),
    population="recipient",
    column="x09_months",
    unit="months",
    direction="high",
    threshold=1,
    level="S",
    level_when=(("is_status_lost", "H"),),
    family="survivors",
    amount="x09_yuan",
    period=("x09_from", "x09_to"),
    reason=Text(
        "{x09_from}至{x09_to}有{x09_months}个月不符合供养条件仍领抚恤金{x09_yuan}元（其中已死亡{x09_dead_months}个月，死亡、领养老金或就业合计{x09_certain_months}个月）。",
        "{x09_months} months of allowance, {x09_yuan} yuan, from {x09_from} to {x09_to} without the condition "
        "({x09_dead_months} after death; {x09_certain_months} dead, pensioned or employed).",
    ),
    look_alikes=Text(
        "已作完全丧失劳动能力鉴定而结论未入库；居民养老金不影响条件；短期试工",
        "a certificate of incapacity not yet recorded; a resident pension; a few weeks of trial work",
    ),
    verify=Text(
        "核对户籍、就学、就业和劳动能力鉴定；确认后停发并追回",
        "check register, school, work and certificate; stop and recover",
    ),
    laws=("dependants-2003", "injury-39", *BENEFIT_LAWS),
    evidence=(
        PERSON_ROW,
        Evidence(InjuryPayment, on=ON_PERSON, keys=undue_survivor_months),
        DEATHS,
    ),
)

IN_PRISON = Indicator(
    id="X10",
    title=Text("服刑期间发放养老金", "pension paid in prison"),
    definition=Text(
        "应停发的羁押期间内（不含起止月）发放的按月养老金月数；有期徒刑、拘役为高等级，其他为强线索；缓刑、管制、监外执行不计",
        "months of pension wholly inside custody in which it must stop; high for imprisonment and detention; sentences outside prison do not count",
    ),
    population="recipient",
    column="x10_months",
    unit="months",
    direction="high",
    threshold=1,
    level="S",
    level_when=(("is_prison_sentence", "H"),),
    family="custody",
    amount="x10_yuan",
    period=("x10_from", "x10_to"),
    reason=Text(
        "{custody_from_date}起服刑（羁押），{x10_from}至{x10_to}仍发放养老金{x10_months}个月，涉及{x10_yuan}元。",
        "in custody from {custody_from_date}; {x10_months} months of pension from {x10_from} to {x10_to}, {x10_yuan} yuan.",
    ),
    look_alikes=Text(
        "缓刑、管制、监外执行；无罪释放后补发", "a sentence outside prison; acquitted and paid back"
    ),
    verify=Text(
        "调取判决书、执行通知核对刑种和起止日期；停发并追回",
        "get judgment and order of execution; stop and recover",
    ),
    laws=("pension-in-custody", *BENEFIT_LAWS),
    evidence=(CUSTODY, Evidence(PensionPayment, on=ON_PERSON, keys=months_in_prison)),
)

ADJUSTED = Indicator(
    id="X11",
    title=Text("缓刑等期间调待", "yearly adjustment during a sentence outside prison"),
    definition=Text(
        "缓刑、管制、监外执行期间参加年度调待，自调待月起至期满多发的按月养老金（补发部分另计）",
        "what the yearly adjustment added to the monthly pension while a sentence was served outside prison (back-pay apart)",
    ),
    population="recipient",
    column="x11_yuan",
    unit="yuan",
    direction="high",
    threshold=0.01,
    level="H",
    family="custody",
    amount="x11_yuan",
    period=("x11_from", "x11_to"),
    reason=Text(
        "{sentence_from_date}起缓刑（管制、监外执行），期间{x11_from}参加调待，至{x11_to}多发{x11_yuan}元。",
        "a sentence outside prison from {sentence_from_date}; adjusted in {x11_from}, {x11_yuan} yuan more were paid until {x11_to}.",
    ),
    look_alikes=Text(
        "刑满后正常参加调待；判决在调待之后", "adjusted after the sentence ended, or before it began"
    ),
    verify=Text(
        "核对判决书和调待审批；扣回多发部分", "compare judgment and adjustment; set off the difference"
    ),
    laws=("pension-in-custody", "handling-46"),
    evidence=(CUSTODY, PENSIONS),
)

PAID_TWICE = Indicator(
    id="X12",
    title=Text("重复医保报销", "reimbursed twice by the medical fund"),
    definition=Text(
        "同一人同一票据，或同一医院住院日期重叠2天以上，由基本医保两次以上支付（高等级）；不同医院住院重叠4天以上为强线索；"
        "涉及金额为后一笔；公务员补助、大额医疗为制度内第二层",
        "one person's invoice, or stays of one hospital overlapping by two days and more, paid twice by basic insurance (high); stays in "
        "two hospitals overlapping by four (strong); the yuan are those of the later settlement; supplements are a second layer by design",
    ),
    population="reimbursement",
    column="x12_yuan",
    unit="yuan",
    direction="high",
    threshold=0.01,
    level="S",
    level_when=(("is_same_bill", "H"),),
    family="double_payment",
    amount="x12_yuan",
    reason=Text(
        "{period_from}至{period_to}的费用{first_settled_date}已报销{x12_first_yuan}元，{settled_date}又报销{x12_yuan}元。",
        "costs of {period_from} to {period_to}: {x12_first_yuan} yuan were reimbursed on {first_settled_date} and {x12_yuan} again on {settled_date}.",
    ),
    look_alikes=Text(
        "大病、救助、公务员补助等第二层报销；中途结算；退费后重新结算",
        "a second layer by design; interim bills; returned and settled anew",
    ),
    verify=Text(
        "核对两笔结算单与发票原件；查另一险种或异地参保；由医保部门追回后一笔",
        "compare both settlements with the invoice; look for a second insurance; the medical authority recovers the later",
    ),
    laws=("medical-fund-41", "medical-fund-17"),
    exclusions=(
        Exclusion(
            "is_second_layer",
            Text(
                "公务员补助或大额医疗的第二层支付，属制度设计", "a supplement paid its own layer, by design"
            ),
        ),
        Exclusion("is_returned", Text("其中一笔已冲销退回", "one of the two was taken back")),
    ),
    evidence=(Evidence(ClaimHeader, on={"record_id": "setl_id"}, keys=both_settlements),),
)

SILENT = Indicator(
    id="X13",
    title=Text("沉默高龄", "very old and silent"),
    definition=Text(
        "85周岁以上仍在领取，近两年无医保结算、无社保卡足迹，认证仅为人工代认证或无认证；有上门认证的另行说明",
        "85 and older and paid; for two years no medical settlement, no footprint, no check but paper; a visit at home explains",
    ),
    population="recipient",
    column="x13_flag",
    unit="yes",
    direction="high",
    threshold=1,
    level="S",
    family="silence",
    reason=Text(
        "{paid_age_years}岁，近两年无医保结算和社保卡足迹（最近足迹{last_seen_date}），认证{check_count}次中人工代认证{paper_checks}次，近12个月领取{amount_involved}元。",
        "aged {paid_age_years}: no medical settlement and no footprint in two years (last seen {last_seen_date}), {paper_checks} of "
        "{check_count} checks on paper; {amount_involved} yuan in twelve months.",
    ),
    look_alikes=Text(
        "随子女在外省或境外居住；由村医看病自付现金；卧床",
        "living elsewhere or abroad; a village doctor paid in cash; bedridden",
    ),
    verify=Text(
        "上门或视频见本人；查村社、邻里和殡葬信息；调取代认证单和经办人",
        "see the person at home or by video; ask village and neighbours; get the paper and the operator of the check",
    ),
    laws=("handling-26", *BENEFIT_LAWS),
    exclusions=(
        Exclusion("is_visited_at_home", Text("近两年已上门认证见到本人", "seen at home within two years")),
    ),
    evidence=(PERSON_ROW, CHECKS, PENSIONS),
)

GREAT_AGE = Indicator(
    id="X14",
    title=Text("极高龄", "105 and older"),
    definition=Text(
        "105周岁以上仍在领取；近一年人脸、上门或窗口认证的另行说明",
        "105 and older and paid; a check in person within a year explains",
    ),
    population="recipient",
    column="paid_age_years",
    unit="years",
    direction="high",
    threshold=105,
    level="S",
    family="age",
    reason=Text(
        "登记年龄{paid_age_years}岁仍在领取，近一年无见到本人的认证，近12个月领取{amount_involved}元。",
        "aged {paid_age_years} by the register and paid, {amount_involved} yuan in twelve months, without a check in person within a year.",
    ),
    look_alikes=Text("真实百岁老人；出生日期登记错误", "a real centenarian; a wrong birth date"),
    verify=Text("上门见本人；核对户籍和档案出生日期", "see the person; compare register and personal file"),
    laws=("handling-26", *BENEFIT_LAWS),
    exclusions=(
        Exclusion("is_checked_in_person", Text("近一年已见到本人的认证", "a check in person within a year")),
    ),
    evidence=(PERSON_ROW, CHECKS, PENSIONS),
)

ONE_ACCOUNT = Indicator(
    id="X15",
    title=Text("多户居民养老金入同一账户", "resident pensions of several households on one account"),
    definition=Text(
        "近12个月居民养老金发入同一账户的不同户数（同户计一）；白名单账户（福利院、监护）另行说明",
        "households whose resident pensions of twelve months ran to one account; accounts on the white list are explained",
    ),
    population="recipient",
    column="x15_households",
    unit="count",
    direction="high",
    threshold=3,
    level="S",
    family="accounts",
    amount="x15_yuan",
    period=("x15_from", "x15_to"),
    reason=Text(
        "该账户近12个月收取{x15_households}户{x15_persons}人的居民养老金，其中本人{x15_yuan}元。",
        "the account received the resident pensions of {x15_persons} persons of {x15_households} households, {x15_yuan} yuan of this one.",
    ),
    look_alikes=Text(
        "福利院、监护人、村集体代发的历史账户",
        "a welfare house, a guardian, an old joint account of a village",
    ),
    verify=Text(
        "查账户户名和支取人；逐人核实是否健在、是否收到养老金",
        "see whose account it is and who draws; ask each person whether the pension arrives",
    ),
    laws=("handling-26", *BENEFIT_LAWS),
    exclusions=(
        Exclusion(
            "is_approved_account", Text("账户在白名单内（福利院等）", "the account is on the white list")
        ),
    ),
    evidence=(PERSON_ROW, PENSIONS),
)

SLOW_DISTRICT = Indicator(
    id="X16",
    title=Text("所在地停发滞后", "slow stops in the district"),
    definition=Text(
        "户籍地近两年死亡至末次发放的中位天数；管理指标，不单独作为线索",
        "median days from death to the last payment in the district over two years; a management figure, never a lead alone",
    ),
    population="recipient",
    column="x16_days",
    unit="days",
    direction="high",
    threshold=60,
    level="M",
    family="district",
    amount="counted_elsewhere_yuan",
    reason=Text(
        "户籍地近两年{x16_deaths}例死亡，至末次发放中位{x16_days}天（本人{stop_days}天）。",
        "{x16_deaths} deaths of the district: median {x16_days} days to the last payment ({stop_days} here).",
    ),
    look_alikes=Text("异地死亡、外省登记信息传递慢", "deaths registered in other provinces"),
    verify=Text(
        "检查当地死亡信息接收和停发流程", "look at how the district receives deaths and stops payments"
    ),
    laws=("handling-8",),
    evidence=(DEATHS,),
)

SCENARIO = Scenario(
    id="benefit_overlap",
    title=Text("死亡冒领与重复领取", "benefits for the dead and benefits drawn twice"),
    question=Text(
        "谁在死亡、服刑或丧失条件后仍在领取？谁同时领取了互斥的待遇？",
        "Who is paid after death, in prison or without the condition, and who draws benefits that exclude each other?",
    ),
    authority="人社",
    laws=BENEFIT_LAWS,
    innocent_explanations=(
        Text("停发滞后、异地登记、已追回", "late stops, deaths registered elsewhere, money paid back"),
        Text("死亡信息误匹配、迁出注销、日期录入错误", "wrong matches, emigration, mistyped dates"),
        Text(
            "缓刑、遗属待遇、转换当月、补差、第二层报销",
            "suspended sentences, survivors' pay, the month of change, differences, second layers",
        ),
    ),
    populations=(RECIPIENTS, REIMBURSEMENTS),
    indicators=(
        AFTER_DEATH,
        CHECKED_AFTER_DEATH,
        CARD_AFTER_DEATH,
        TWO_PENSIONS,
        WITH_UNEMPLOYMENT,
        WITH_ALLOWANCE,
        FUNERAL_TWICE,
        UNDUE_SURVIVOR,
        IN_PRISON,
        ADJUSTED,
        PAID_TWICE,
        SILENT,
        GREAT_AGE,
        ONE_ACCOUNT,
        SLOW_DISTRICT,
    ),
    ring_links=benefit_links,
    typologies=(
        "adjusted_on_probation",
        "deliberate_death_claim",
        "deliberate_death_claim_hard",
        "dependant_keeps_drawing",
        "dependant_keeps_drawing_hard",
        "double_pension",
        "double_pension_hard",
        "double_reimbursement",
        "double_reimbursement_hard",
        "funeral_grants_twice",
        "funeral_grants_twice_hard",
        "one_account_collector",
        "one_account_collector_hard",
        "serving_and_paid",
        "serving_and_paid_hard",
        "silent_very_old",
        "silent_very_old_hard",
    ),
    owner="基金监督处",
    review_due=date(2027, 11, 1),
)
