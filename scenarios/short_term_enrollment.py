"""短期参保骗取失业保险待遇: short enrolment to draw unemployment benefit."""

from datetime import date

from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.employer import Employer
from contracts.tables.unemployment_claim import UnemploymentClaim
from contracts.tables.unemployment_payment import UnemploymentPayment
from contracts.text import Text
from features.claim_habits import claimants_tenure, claims_alike
from features.claims import (
    claim_base,
    drawing_when_gone,
    drawing_while_employed,
    drawing_with_pension,
    overlap_months,
    overlap_payment_keys,
    overlong_payment,
    revolving_claims,
)
from features.contacts import claim_links, shared_contacts
from features.employers import (
    claiming_units,
    last_unit,
    unit_claim_rate,
    unit_separations,
    unit_signs,
    unit_turnover,
)
from features.parking import grant_look_back, parking
from scenarios.kit.definition import Evidence, Exclusion, Indicator, ModelFeature, Population, Scenario

CLAIM_ROW = Evidence(UnemploymentClaim, on={"claim_id": "claim_id"})
PAYMENTS = Evidence(UnemploymentPayment, on={"claim_id": "claim_id"})
UNIT_CLAIMS = Evidence(UnemploymentClaim, on={"employer_id": "last_employer_id"})
UNIT_ROW = Evidence(Employer, on={"employer_id": "employer_id"})

CLAIMS = Population(
    id="claim",
    title=Text("失业待遇申领", "claims of unemployment benefit"),
    subject_kind="person",
    record=UnemploymentClaim,
    base=claim_base,
    features=(
        drawing_while_employed,
        drawing_with_pension,
        drawing_when_gone,
        overlong_payment,
        revolving_claims,
        parking,
        grant_look_back,
        shared_contacts,
        last_unit,
        claims_alike,
    ),
    model_features=(
        ModelFeature(
            "last_spell_months", "low", "months", Text("最后单位参保月数", "months with the last employer")
        ),
        ModelFeature(
            "idle_before_months",
            "high",
            "months",
            Text("此前无单位参保月数", "months without an employer before"),
        ),
        ModelFeature(
            "paid_per_spell_ratio",
            "high",
            "ratio",
            Text("累计缴费与最后参保之比", "months paid in per month with the last employer"),
        ),
        ModelFeature(
            "claim_delay_days", "both", "days", Text("离职至申领天数", "days from separation to claim")
        ),
        ModelFeature(
            "unit_claim_share", "high", "share", Text("最后单位领金率", "claim rate of the last employer")
        ),
        ModelFeature(
            "unit_short_leaver_share",
            "high",
            "share",
            Text("最后单位短参保离职占比", "share of short spells among its leavers"),
        ),
        ModelFeature(
            "unit_turnover_share",
            "high",
            "share",
            Text("最后单位增减员强度", "turnover of the last employer"),
        ),
        ModelFeature(
            "unit_age_months",
            "low",
            "months",
            Text("单位登记至申领月数", "months from the employer's registration to the claim"),
        ),
        ModelFeature(
            "u11_persons", "high", "persons", Text("共用联系方式户数", "households sharing a contact")
        ),
        ModelFeature(
            "u01_months", "high", "months", Text("领金与在职重叠月数", "months of benefit while employed")
        ),
        ModelFeature("u04_months", "high", "months", Text("超期领取月数", "months beyond entitlement")),
        ModelFeature(
            "reason_changed_count",
            "high",
            "count",
            Text("离职原因修改次数", "changes of the reason of separation"),
        ),
        ModelFeature("granted_months", "high", "months", Text("核定月数", "months granted")),
        ModelFeature(
            "alike_claims",
            "high",
            "claims",
            Text("同日离职同月数的他单位申领", "claims elsewhere of one day and length"),
        ),
    ),
    peer_group=("industry_code",),
    evidence=(CLAIM_ROW, PAYMENTS),
)

UNITS = Population(
    id="unit",
    title=Text("最后单位", "last employers of claimants"),
    subject_kind="employer",
    record=Employer,
    base=claiming_units,
    features=(unit_claim_rate, unit_separations, unit_turnover, unit_signs, claimants_tenure),
    model_features=(
        ModelFeature("u08_rate", "high", "share", Text("单位领金率", "claim rate")),
        ModelFeature("u08_claimants", "high", "persons", Text("领金人数", "claimants")),
        ModelFeature(
            "u09_share", "high", "share", Text("短参保离职占比", "share of short spells among leavers")
        ),
        ModelFeature("u10_turnover_share", "high", "share", Text("月增减员强度", "monthly turnover")),
        ModelFeature(
            "u12_months",
            "low",
            "months",
            Text("登记至首次申领月数", "months from registration to the first claim"),
        ),
        ModelFeature("unit_age_months", "low", "months", Text("登记至今月数", "months since registration")),
        ModelFeature(
            "own_revolving_count",
            "high",
            "claims",
            Text("同人重复申领次数", "repeated claims of the same persons"),
        ),
        ModelFeature(
            "same_tenure_claims",
            "high",
            "claims",
            Text("参保月数相同的申领", "claims after equally long employment"),
        ),
    ),
    peer_group=("industry_code",),
    evidence=(UNIT_ROW, UNIT_CLAIMS),
    id_period="year",
)

CLAIM_LAWS = ("social-insurance-45", "unemployment-14", "social-insurance-88")
STOP_LAWS = ("social-insurance-51", "unemployment-15", "handling-46")

OVERLAP = Indicator(
    id="U01",
    title=Text("领金期间在职参保月数", "months of benefit while employed"),
    definition=Text(
        "同一月份既发放失业待遇（未冲销、未追回），又有用人单位正常缴纳的养老或失业保险费；补缴、退费、灵活就业自缴不计",
        "months with benefit (neither reversed nor recovered) and a normal premium of an employer; back-payments, refunds and self-payment do not count",
    ),
    population="claim",
    column="u01_months",
    unit="months",
    direction="high",
    threshold=2,
    level="H",
    family="contributions",
    amount="u01_amount",
    period=("u01_from", "u01_to"),
    reason=Text(
        "{u01_from}至{u01_to}期间有{u01_months}个月既领取失业待遇又由用人单位正常缴纳社会保险费，涉及待遇{u01_amount}元，疑似重新就业后未停发。",
        "from {u01_from} to {u01_to} benefit of {u01_amount} yuan was paid in {u01_months} months for which an employer paid normal premiums.",
    ),
    look_alikes=Text(
        "新单位首月衔接、仲裁后补缴、灵活就业自缴、试用一日后退费",
        "first month of a new job, back-payment by award, self-payment, a trial day refunded",
    ),
    verify=Text(
        "核对缴费单位用工合同、工资流水与停保时间；询问本人就业情况；确认后停发并责令退回",
        "check contract, wages and dates with the employer; ask the person; then stop and order repayment",
    ),
    laws=STOP_LAWS,
    evidence=(
        CLAIM_ROW,
        Evidence(UnemploymentPayment, on={"claim_id": "claim_id"}, keys=overlap_payment_keys),
        Evidence(ContributionMonth, on={"claim_id": "claim_id"}, keys=overlap_months),
    ),
)

WITH_PENSION = Indicator(
    id="U02",
    title=Text("领金与养老待遇重叠月数", "months with both benefit and pension"),
    definition=Text(
        "同一月份既发放失业待遇又发放按月养老待遇", "months with unemployment benefit and a regular pension"
    ),
    population="claim",
    column="u02_months",
    unit="months",
    direction="high",
    threshold=1,
    level="H",
    family="pensions",
    amount="u02_amount",
    period=("u02_from", "u02_to"),
    reason=Text(
        "{u02_from}至{u02_to}期间有{u02_months}个月同时领取失业待遇和养老待遇，涉及失业待遇{u02_amount}元。",
        "from {u02_from} to {u02_to} benefit of {u02_amount} yuan was paid in {u02_months} months with a pension.",
    ),
    look_alikes=Text(
        "养老待遇事后核定并补发（应追回，但非故意）",
        "a pension granted later with back-pay: to be recovered, no intent",
    ),
    verify=Text(
        "核对养老待遇核定日期与首次发放月；确认重叠月后责令退回失业待遇",
        "check when the pension was granted and first paid; then order repayment",
    ),
    laws=STOP_LAWS,
    evidence=(CLAIM_ROW, PAYMENTS),
)

WHEN_GONE = Indicator(
    id="U03",
    title=Text("领金期死亡或服刑月数", "months of benefit after death or in custody"),
    definition=Text(
        "死亡次月及以后，或应停发的服刑期间内，仍发放失业待遇的月数",
        "months of benefit after the month of death, or in custody in which benefits must stop",
    ),
    population="claim",
    column="u03_months",
    unit="months",
    direction="high",
    threshold=1,
    level="H",
    family="deaths",
    amount="u03_amount",
    period=("u03_from", "u03_to"),
    reason=Text(
        "{u03_from}至{u03_to}期间有{u03_months}个月在死亡或服刑之后仍发放失业待遇，涉及{u03_amount}元。",
        "benefit of {u03_amount} yuan was paid in {u03_months} months from {u03_from} to {u03_to}, after death or in custody.",
    ),
    look_alikes=Text(
        "在押未决、缓刑；证件误匹配；仅医保费自动代缴",
        "remand or suspended sentence; wrong match; only the medical premium was paid automatically",
    ),
    verify=Text(
        "调取死亡证明或判决信息核对身份；查明何人支取；停发并追回",
        "get the death certificate or judgment, find out who drew the money, stop and recover",
    ),
    laws=STOP_LAWS,
    evidence=(CLAIM_ROW, PAYMENTS),
)

OVERLONG = Indicator(
    id="U04",
    title=Text("超期领取月数", "months beyond entitlement"),
    definition=Text(
        "已领月数减应领月数；应领按浙江省公式（缴满12个月2个月，每再满8个月加1个月，余数超过4个月按8个月计，连同结转最长24个月）",
        "months paid less months due by the provincial formula, carry-over included, at most 24",
    ),
    population="claim",
    column="u04_months",
    unit="months",
    direction="high",
    threshold=1,
    level="H",
    family="entitlement",
    amount="u04_amount",
    period=("u04_from", "period_to"),
    reason=Text(
        "累计缴费{paid_months_total}个月、结转{carry_over_months}个月，应领{entitled_months}个月，实领{paid_months}个月，超期{u04_months}个月，涉及{u04_amount}元。",
        "{paid_months_total} months paid in and {carry_over_months} carried over give {entitled_months} months; {paid_months} were paid, {u04_months} too many, {u04_amount} yuan.",
    ),
    look_alikes=Text(
        "大龄人员延长至退休；事后转入的缴费；退役军人军龄视同缴费",
        "extension up to pension age; contributions transferred in later; military service counted",
    ),
    verify=Text(
        "复核缴费月数与核定表；查核定修改日志；确认后追回超期部分",
        "recompute months and decision, read the log of changes, recover what is beyond",
    ),
    laws=("social-insurance-46", "zhejiang-unemployment-22", "handling-46"),
    exclusions=(
        Exclusion(
            "is_older_recipient",
            Text(
                "大龄领金人员依政策延长至法定退休年龄",
                "an older recipient, extended by policy up to pension age",
            ),
        ),
    ),
    evidence=(CLAIM_ROW, PAYMENTS),
)

SHORT_SPELL = Indicator(
    id="U05",
    title=Text("最后单位参保时长", "months with the last employer"),
    definition=Text(
        "申领前在最后单位（关联单位合并）不间断参保的月数；仅在同时符合U06或单位领金率异常时为强线索",
        "unbroken months with the last employer (affiliates as one); a strong lead only together with U06 or a suspicious employer",
    ),
    population="claim",
    column="last_spell_months",
    unit="months",
    direction="low",
    threshold=3,
    level="M",
    level_when=(("is_parked_or_at_suspicious_unit", "S"),),
    family="unit_claims",
    period=("spell_from", "period_to"),
    reason=Text(
        "最后单位仅参保{last_spell_months}个月（{spell_from}起）即离职申领，此前累计缴费{paid_months_total}个月，核定{granted_months}个月；该单位近两年领金{unit_claimants}人，平均参保{unit_mean_heads}人。",
        "only {last_spell_months} months with the last employer (from {spell_from}) before the claim, {paid_months_total} months paid in before; {unit_claimants} of its people claimed, {unit_mean_heads} are insured on average.",
    ),
    look_alikes=Text(
        "试用期不合格、季节性用工、项目结束、集团内派遣轮换",
        "failed probation, seasonal work, end of a project, rotation inside a group",
    ),
    verify=Text(
        "调取劳动合同、考勤、工资发放凭证；核对增减员申报人和网络地址；约谈单位和本人",
        "get contract, attendance and wage records; see who filed the roster; talk to unit and person",
    ),
    laws=(*CLAIM_LAWS, "fund-supervision-32"),
    peer_group=("industry_code",),
    evidence=(CLAIM_ROW, PAYMENTS),
)

PARKED = Indicator(
    id="U06",
    title=Text("灵活就业转单位后即失业", "from self-payment to a unit and at once unemployed"),
    definition=Text(
        "最后单位参保不超过3个月，此前至少6个月无单位参保，离职60天内申领且累计缴费满36个月；此前自缴满3个月或同单位3人以上为强线索",
        "at most 3 months with the last employer after 6 months and more without any, claimed within 60 days, 36 months and more paid in; strong with self-payment before or three such persons at one unit",
    ),
    population="claim",
    column="u06_parked",
    unit="yes",
    direction="high",
    threshold=1,
    level="M",
    level_when=(("is_self_payer_or_group", "S"),),
    family="contributions",
    period=("spell_from", "period_to"),
    reason=Text(
        "此前{idle_before_months}个月无单位参保（其中自缴{self_paid_months}个月），{spell_from}起挂靠参保{last_spell_months}个月即离职，{claim_delay_days}天后申领，核定{granted_months}个月；同单位类似人员{parked_at_unit}人。",
        "{idle_before_months} months without an employer ({self_paid_months} self-paid), then {last_spell_months} months from {spell_from}, claimed {claim_delay_days} days later; {parked_at_unit} such persons at the unit.",
    ),
    look_alikes=Text(
        "重返职场的母亲、真实试工；单独一人较弱",
        "mothers returning to work, a real trial; one person alone is weak",
    ),
    verify=Text(
        "核实是否真实用工：合同、工资、考勤、岗位；查是否经中介、有无费用往来",
        "see whether the work was real: contract, wages, attendance; look for an agent and fees",
    ),
    laws=(*CLAIM_LAWS, "fund-supervision-32"),
    evidence=(CLAIM_ROW, PAYMENTS),
)

GRANT = Indicator(
    id="U07",
    title=Text("零起点短期参保领失业补助金（回溯）", "assistance grant after first enrolment (look-back)"),
    definition=Text(
        "失业补助金申领人累计缴费1至11个月且首次参保距离职不超过3个月；同单位申领10人以上且此类占三成以上为强线索",
        "grant claimants with 1–11 months and first insured at most 3 months before; strong if the unit has 10 claims and 30 % of them such",
    ),
    population="claim",
    column="u07_new",
    unit="yes",
    direction="high",
    threshold=1,
    level="M",
    level_when=(("is_grant_cluster", "S"),),
    family="unit_claims",
    reason=Text(
        "首次参保{months_enrolled}个月后离职并领取失业补助金，累计缴费{paid_months_total}个月；同单位申领补助金{unit_grants}人，其中{unit_new}人情形相同。",
        "first insured {months_enrolled} months before leaving, {paid_months_total} months paid; {unit_grants} grants at the unit, {unit_new} of them alike.",
    ),
    look_alikes=Text(
        "毕业生首份工作、季节性外来务工（政策本意覆盖的人群）",
        "a graduate's first job, seasonal migrants: the group the policy was made for",
    ),
    verify=Text(
        "回溯核查用工真实性；注意行政处罚时效，可仅追回",
        "check whether the work was real; mind the limitation, recovery may be all that is possible",
    ),
    laws=("assistance-grant-2020", "social-insurance-88"),
    evidence=(CLAIM_ROW, PAYMENTS),
)

CONTACTS = Indicator(
    id="U11",
    title=Text("申领人联系方式聚集", "claimants sharing a contact"),
    definition=Text(
        "近24个月内共用同一电话、账户或设备的不同户申领人数，且涉及两家以上单位；同户不计，60人以上的窗口代填另行说明",
        "households sharing a phone, account or device within 24 months over two employers and more; hubs above 60 claimants are explained",
    ),
    population="claim",
    column="u11_persons",
    unit="persons",
    direction="high",
    threshold=3,
    level="S",
    family="contacts",
    reason=Text(
        "近24个月有{u11_persons}户申领人共用同一联系方式（电话、账户或设备，共{u11_kinds}类），涉及{u11_groups}家单位，疑似中介代办。",
        "{u11_persons} households share a contact ({u11_kinds} kinds) over {u11_groups} employers within 24 months.",
    ),
    look_alikes=Text("街道窗口代填、村干部代办、亲属共用", "a street window, a village cadre, relatives"),
    verify=Text(
        "核对电话机主、账户户名；查设备与网络地址；询问是否由他人代办及付费",
        "find the owner of phone and account, look at device and address; ask who filed and was paid",
    ),
    laws=(*CLAIM_LAWS, "fund-supervision-32"),
    exclusions=(
        Exclusion(
            "is_hub_contact",
            Text(
                "该联系方式为街道窗口等代填号码，共用人数超过60人",
                "the contact is that of a service window used by more than 60 claimants",
            ),
        ),
    ),
    evidence=(CLAIM_ROW, PAYMENTS),
)

REASON_CHANGED = Indicator(
    id="U13",
    title=Text("离职原因反复修改", "reason of separation changed again"),
    definition=Text(
        "首次申报后离职原因被修改的次数；3次以上为强线索",
        "changes of the reason after the first report; strong from three on",
    ),
    population="claim",
    column="reason_changed_count",
    unit="count",
    direction="high",
    threshold=2,
    level="M",
    level_when=(("is_changed_often", "S"),),
    family="separation",
    reason=Text(
        "离职原因申报后被修改{reason_changed_count}次。",
        "the reason of separation was changed {reason_changed_count} times.",
    ),
    look_alikes=Text("人事统一填写后更正", "a correction after a common entry"),
    verify=Text("调取离职证明原件和修改日志", "get the certificate of separation and the log of changes"),
    laws=("social-insurance-45", "unemployment-14"),
    evidence=(CLAIM_ROW,),
)

REVOLVING = Indicator(
    id="U14",
    title=Text("循环失业", "revolving claims"),
    definition=Text(
        "36个月内同一人以同一单位（关联单位合并）为最后单位申领的次数",
        "claims of one person with one employer group within 36 months",
    ),
    population="claim",
    column="u14_claims",
    unit="claims",
    direction="high",
    threshold=2,
    level="S",
    family="claims",
    reason=Text(
        "36个月内以同一单位为最后单位申领失业待遇{u14_claims}次，反复参保、离职、申领。",
        "{u14_claims} claims with the same employer within 36 months.",
    ),
    look_alikes=Text(
        "休渔期、糖茶加工等季节行业、校车司机", "fishing moratorium, seasonal processing, school buses"
    ),
    verify=Text(
        "核对各次用工合同与工资；了解行业季节性",
        "check contracts and wages of each spell; ask about the season",
    ),
    laws=CLAIM_LAWS,
    evidence=(CLAIM_ROW, PAYMENTS),
)

CLAIM_RATE = Indicator(
    id="U08",
    title=Text("单位领金率", "claim rate of a unit"),
    definition=Text(
        "近两个滚动年度中较高一年的领金人数（至少5人）除以月均参保人数",
        "claimants (five and more) over mean insured heads, the worse of two trailing years",
    ),
    population="unit",
    column="u08_ratio",
    unit="share",
    direction="high",
    threshold=0.5,
    level="S",
    family="unit_claims",
    reason=Text(
        "滚动年度内{u08_claimants}人领金，月均参保{u08_mean_heads}人，领金率{u08_rate_share}，同行业{u08_peer_share}（收缩后为同业{u08_times_peer}倍）。",
        "{u08_claimants} claimants on {u08_mean_heads} insured heads: {u08_rate_share}, trade {u08_peer_share} ({u08_times_peer} times after shrinkage).",
    ),
    look_alikes=Text(
        "破产关停、搬迁、规模裁员（已报告）、项目完工、派遣单位",
        "bankruptcy, relocation, reported layoffs, end of a project, dispatch units",
    ),
    verify=Text(
        "实地查看经营场所；核对员工名册、工资和纳税；查申报人、中介与收费；串并领金人员核查",
        "visit the premises; check roster, wages and tax; look for agents and fees; check the claimants together",
    ),
    laws=(*CLAIM_LAWS, "handling-55", "fund-supervision-32"),
    exclusions=(
        Exclusion(
            "is_wound_up",
            Text("单位已注销且多数为裁员或破产离职", "deregistered, most left by layoff or bankruptcy"),
        ),
        Exclusion(
            "is_mass_layoff",
            Text(
                "半数以上以裁员或破产原因离职，应有裁员报告",
                "half and more left by layoff or bankruptcy, which is reported",
            ),
        ),
        Exclusion(
            "is_dispatch_unit",
            Text(
                "持证劳务派遣单位，人员流动属业务性质", "a licensed dispatch unit, turnover is its business"
            ),
        ),
    ),
    peer_group=("industry_code",),
    evidence=(UNIT_ROW, UNIT_CLAIMS),
)

SHORT_LEAVERS = Indicator(
    id="U09",
    title=Text("单位短参保离职占比", "share of short spells among leavers"),
    definition=Text(
        "近24个月离职人员（至少15人）中参保不超过3个月的占比",
        "leavers of 24 months (15 and more) with spells of up to 3 months",
    ),
    population="unit",
    column="u09_share",
    unit="share",
    direction="high",
    threshold=0.6,
    level="M",
    family="turnover",
    reason=Text(
        "近24个月离职{leaver_count}人，其中{short_leaver_count}人参保不超过3个月，占{u09_share}。",
        "{short_leaver_count} of {leaver_count} leavers ({u09_share}) stayed up to 3 months.",
    ),
    look_alikes=Text("餐饮、快递、电子装配的节前节后流动", "food, courier and assembly work around New Year"),
    verify=Text(
        "与同行业同月份比较；抽查离职人员用工真实性",
        "compare with the trade in the same months; sample leavers",
    ),
    laws=("social-insurance-88",),
    peer_group=("industry_code",),
    evidence=(UNIT_ROW, UNIT_CLAIMS),
)

SCENARIO = Scenario(
    id="short_term_enrollment",
    title=Text("短期参保骗取失业保险待遇", "short enrolment to draw unemployment benefit"),
    question=Text(
        "谁在没有真实就业、已重新就业或不再具备条件时领取了失业待遇？哪些单位为此提供参保？",
        "Who drew benefit without real work, after starting to work again, or without entitlement, and which units lent themselves to it?",
    ),
    authority="人社",
    laws=CLAIM_LAWS,
    innocent_explanations=(
        Text("新单位首月衔接", "the first month of a new job"),
        Text("季节性用工、项目完工、破产关停", "seasonal work, end of a project, bankruptcy"),
        Text("窗口代填联系方式、亲属共用电话", "a window's number, relatives sharing a phone"),
    ),
    populations=(CLAIMS, UNITS),
    indicators=(
        OVERLAP,
        WITH_PENSION,
        WHEN_GONE,
        OVERLONG,
        SHORT_SPELL,
        PARKED,
        GRANT,
        CONTACTS,
        REASON_CHANGED,
        REVOLVING,
        CLAIM_RATE,
        SHORT_LEAVERS,
    ),
    ring_links=claim_links,
    typologies=(
        "assistance_grant_short",
        "benefit_after_death",
        "benefit_with_pension",
        "contact_ring",
        "drawing_while_employed",
        "drawing_while_employed_hard",
        "overlong_benefit",
        "revolving_claims",
        "sham_separation",
        "sham_separation_hard",
        "shell_employer_ring",
        "shell_employer_ring_hard",
    ),
    owner="基金监督处",
    review_due=date(2027, 11, 1),
)
