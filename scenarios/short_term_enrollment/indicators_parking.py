"""short_term_enrollment: nominal enrolment shortly before a claim."""

from contracts.bilingual_text import BilingualText
from scenarios.framework.definition import Exclusion, Indicator
from scenarios.short_term_enrollment.shared_evidence import CLAIM_ROW, PAYMENTS, SHAM_WORK_LAWS

PAID_WORK = Exclusion(
    "is_paid_work",
    BilingualText(
        "个税显示该段参保各月均有工资申报，且同单位无其他类似人员",
        "wages were declared for every month of the spell, and nobody else was parked there",
    ),
)

FROM_LAYOFF = Exclusion(
    "is_from_mass_layoff",
    BilingualText(
        zh="同单位半数以上以裁员或破产原因离职，应有裁员报告",
        en="half and more of the unit's claimants left by layoff or bankruptcy, which is reported",
    ),
)

SHORT_SPELL = Indicator(
    id="U05",
    title=BilingualText("最后单位参保时长", "months with the last employer"),
    definition=BilingualText(
        zh=(
            "申领前在最后单位（关联单位合并）不间断参保的月数；"
            "仅在U06为强线索或单位领金率异常时为强线索"
        ),
        en=(
            "unbroken months with the last employer (affiliates as one); a strong lead only where "
            "U06 is strong or the employer suspicious"
        ),
    ),
    population="claim",
    column="last_spell_months",
    unit="months",
    direction="low",
    # trial periods are three months and less; weak by itself
    threshold=3,
    level="M",
    level_when=(("is_parked_or_at_suspicious_unit", "S"),),
    evidence_source="unit_claims",
    period=("spell_from", "period_to"),
    reason=BilingualText(
        zh=(
            "最后单位仅参保{last_spell_months}个月（{spell_from}起）即离职申领，"
            "此前累计缴费{paid_months_total}个月，核定{granted_months}个月；"
            "该单位近两年领金{unit_claimants}人，平均参保{unit_mean_heads}人。"
        ),
        en=(
            "only {last_spell_months} months with the last employer (from {spell_from}) before the "
            "claim, {paid_months_total} months paid in before; {unit_claimants} of its people "
            "claimed, {unit_mean_heads} are insured on average."
        ),
    ),
    look_alikes=BilingualText(
        "试用期不合格、季节性用工、项目结束、集团内派遣轮换",
        "failed probation, seasonal work, end of a project, rotation inside a group",
    ),
    verify=BilingualText(
        zh="调取劳动合同、考勤、工资发放凭证；核对增减员申报人和网络地址；约谈单位和本人",
        en=(
            "get contract, attendance and wage records; see who filed the roster; talk to unit and "
            "person"
        ),
    ),
    laws=SHAM_WORK_LAWS,
    exclusions=(PAID_WORK,),
    peer_group=("industry_code",),
    evidence=(CLAIM_ROW, PAYMENTS),
)

PARKED = Indicator(
    id="U06",
    title=BilingualText(
        "久无单位参保、挂靠后即失业",
        "long without a unit, then insured for a little and unemployed",
    ),
    definition=BilingualText(
        zh=(
            "四个条件：最后单位参保不超过3个月、此前至少6个月无单位参保、离职60天内申领、累计缴费满"
            "36个月；各条件逐级折算相乘为形态分（全部满足为1，略差的按差距递减），"
            "此前自缴满3个月、同单位此类申领异常聚集、离职原因改动2次以上、核定12个月以上各加一倍。"
            "四个条件全部满足，或形态分0.25以上且同单位聚集的为强线索；"
            "试用期不合格而无前三项加重情形的为弱线索"
        ),
        en=(
            "four conditions: at most 3 months with the last employer after 6 months and more "
            "without any, claimed within 60 days, 36 months and more paid in; each is graded (1 if "
            "it holds, less if missed by a little) and the grades multiplied; self-payment before, "
            "an unusual number of such claims at the unit, a reason changed twice and a grant of a "
            "year and more add one time each. Strong where all four hold, or from a grade of 0.25 "
            "with such a group; a failed probation without the first three is weak"
        ),
    ),
    population="claim",
    column="u06_score",
    unit="digits",
    direction="high",
    # a quarter: two of the conditions missed by half
    threshold=0.25,
    level="M",
    level_when=(("is_clearly_parked", "S"),),
    evidence_source="contributions",
    period=("spell_from", "period_to"),
    reason=BilingualText(
        zh=(
            "此前{idle_before_months}个月无单位参保（其中自缴{self_paid_months}个月），"
            "{spell_from}起在最后单位参保{last_spell_months}个月即离职，{claim_delay_days}天后申领，"
            "累计缴费{paid_months_total}个月，核定{granted_months}个月，"
            "离职原因改动{reason_changed_count}次；"
            "同单位（含关联单位）类似申领{parked_at_unit}人；形态分{u06_grade}，计加重{u06_score}。"
        ),
        en=(
            "{idle_before_months} months without an employer ({self_paid_months} self-paid), then "
            "{last_spell_months} months from {spell_from}, claimed {claim_delay_days} days later "
            "after {paid_months_total} months paid in, {granted_months} granted; reason changed "
            "{reason_changed_count} times; {parked_at_unit} such claims at the unit and its "
            "affiliates; grade {u06_grade}, {u06_score} with what raises it."
        ),
    ),
    look_alikes=BilingualText(
        "重返职场的母亲试用期不合格、真实试工",
        "a mother returning to work who fails her probation, a real trial",
    ),
    verify=BilingualText(
        zh="核实是否真实用工：合同、工资、考勤、岗位；查是否经中介、有无费用往来",
        en="see whether the work was real: contract, wages, attendance; look for an agent and fees",
    ),
    laws=SHAM_WORK_LAWS,
    exclusions=(PAID_WORK, FROM_LAYOFF),
    evidence=(CLAIM_ROW, PAYMENTS),
)

GRANT = Indicator(
    id="U07",
    title=BilingualText(
        "零起点短期参保领失业补助金（回溯）", "assistance grant after first enrolment (look-back)"
    ),
    definition=BilingualText(
        zh=(
            "失业补助金申领人累计缴费1至11个月且首次参保距离职不超过3个月；"
            "同单位（或关联单位）此类人数按参保人数偶然出现的概率低于万分之一，"
            "且占其补助金申领的比例为百家单位所罕见的，为强线索"
        ),
        en=(
            "grant claimants with 1–11 months and first insured at most 3 months before; strong if "
            "so many of them have a chance below one in ten thousand on the heads of the unit (or "
            "its group), and such a share of its grants one unit in a hundred"
        ),
    ),
    population="claim",
    column="u07_new",
    unit="yes",
    direction="high",
    # a flag: 1 is yes
    threshold=1,
    level="M",
    level_when=(("is_grant_cluster", "S"),),
    evidence_source="unit_claims",
    reason=BilingualText(
        zh=(
            "首次参保{months_enrolled}个月后离职并领取失业补助金，累计缴费{paid_months_total}个月；"
            "同单位（含关联单位）申领补助金{unit_grants}人，其中{unit_new}人情形相同，"
            "参保{unit_heads}人。"
        ),
        en=(
            "first insured {months_enrolled} months before leaving, {paid_months_total} months "
            "paid; {unit_grants} grants at the unit and its affiliates, {unit_new} of them alike, "
            "on {unit_heads} heads."
        ),
    ),
    look_alikes=BilingualText(
        "毕业生首份工作、季节性外来务工（政策本意覆盖的人群）",
        "a graduate's first job, seasonal migrants: the group the policy was made for",
    ),
    verify=BilingualText(
        zh="回溯核查用工真实性；注意行政处罚时效，可仅追回",
        en=(
            "check whether the work was real; mind the limitation, recovery may be all that is "
            "possible"
        ),
    ),
    laws=("assistance-grant-2020", "social-insurance-88"),
    evidence=(CLAIM_ROW, PAYMENTS),
)

SHORT_AT_UNIT = Indicator(
    id="U22",
    title=BilingualText(
        "单位短参保申领异常聚集（个人）", "one of unusually many short spells at a unit"
    ),
    definition=BilingualText(
        zh=(
            "本次申领为累计缴费长（60个月起，不足的递减）、最后单位参保短（6个月内，超过的递减）、"
            "离职后30天内（超过的递减）申领，且无工资逐月佐证；其单位或关联单位此类申领2人以上，"
            "按参保人数和全市其他单位的比例偶然出现的可能（负常用对数，已计入比较的单位数）"
        ),
        en=(
            "a claim after long contributions (60 months, less below) and a short last spell (6 "
            "months, less above), made within 30 days (less above), without wages in every month: "
            "how unlikely so many of them (two at least) are on the heads of the unit or its group "
            "at the rate of all others (-log10 of the chance, allowing for the units compared)"
        ),
    ),
    population="claim",
    column="u22_rarity",
    unit="digits",
    direction="high",
    # one chance in ten thousand
    threshold=4,
    level="S",
    evidence_source="parking",
    period=("spell_from", "period_to"),
    reason=BilingualText(
        zh=(
            "累计缴费{paid_months_total}个月，最后单位参保{last_spell_months}个月，"
            "离职{claim_delay_days}天后申领；该单位（或其关联单位）此类申领{u22_cases}人，"
            "参保{u22_heads}人，按全市比例应为{u22_expected}人，"
            "偶然出现的可能约为10的负{u22_rarity}次方。"
        ),
        en=(
            "{paid_months_total} months paid in, {last_spell_months} months with the last "
            "employer, claimed {claim_delay_days} days later; {u22_cases} such claims on "
            "{u22_heads} heads of the unit or its group, where {u22_expected} would be expected: a "
            "chance of 10 to the -{u22_rarity}."
        ),
    ),
    look_alikes=BilingualText(
        "招用返岗人员的企业、季节用工、项目完工、已报告的裁员、派遣单位",
        "firms that hire people who return to work, seasons, projects, layoffs, dispatch units",
    ),
    verify=BilingualText(
        zh="与同单位其他申领人串并核查：合同、考勤、工资、增减员申报人、介绍人及费用",
        en="check together with the unit's other claimants: contracts, wages, who filed, fees",
    ),
    laws=SHAM_WORK_LAWS,
    exclusions=(
        FROM_LAYOFF,
        Exclusion(
            "is_from_dispatch_unit",
            BilingualText(
                "最后单位为持证劳务派遣单位，人员流动属业务性质",
                "the last employer is a licensed dispatch unit, turnover is its business",
            ),
        ),
    ),
    evidence=(CLAIM_ROW, PAYMENTS),
)
