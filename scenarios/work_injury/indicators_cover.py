"""work_injury: start of the insurance and time of the application."""

from contracts.bilingual_text import BilingualText
from scenarios.framework.definition import Exclusion, Indicator, above
from scenarios.work_injury.shared_evidence import CASE_ROW, COVER_LAWS, PAYMENTS, ROSTER

OTHER_TIME_LIMIT = (
    Exclusion("is_extended", BilingualText("申请期限经批准延长", "the time limit was extended")),
    Exclusion(
        "is_occupational_disease",
        BilingualText("职业病自诊断之日起算", "an occupational disease, counted from diagnosis"),
    ),
)

BEFORE_COVER = Indicator(
    id="I01",
    title=BilingualText("参保生效前受伤", "injured before cover began"),
    definition=BilingualText(
        zh=(
            "单位参保的工伤，受伤、首诊、首笔已付费用三者中最早者早于保险生效时间"
            "（申报到达次日零时），且基金已支付"
        ),
        en=(
            "a unit's worker whose injury, first diagnosis or first paid bill, whichever is "
            "earliest, lies before cover began (midnight after the roster arrived), and the fund "
            "paid"
        ),
    ),
    population="case",
    column="i01_hours",
    unit="hours",
    direction="high",
    # any time: the cover starts at midnight after the filing (provincial art. 11)
    threshold=above(0),
    level="H",
    evidence_source="cover",
    reason=BilingualText(
        zh=(
            "申报受伤时间{injury_time}，现有记录中最早为{earliest_time}（{earliest_record}），"
            "比参保生效时间{coverage_start}早{i01_hours}小时，基金已支付{amount_involved}元。"
        ),
        en=(
            "hurt at {injury_time} by the file; the earliest record is of {earliest_time} "
            "({earliest_record}), {i01_hours} hours before cover began at {coverage_start}; the "
            "fund paid {amount_involved} yuan."
        ),
    ),
    look_alikes=BilingualText(
        "按项目参保；单位合并或重新登记；补缴后新发生的费用",
        "insured by project; a merged or re-registered unit; new costs after back-payment",
    ),
    verify=BilingualText(
        "调取增员申报回执时间、首诊病历记载的受伤时间；询问同事和现场负责人",
        "compare the roster's receipt with the time in the first medical record; ask colleagues",
    ),
    laws=COVER_LAWS,
    exclusions=(
        Exclusion(
            "is_insured_before",
            BilingualText(
                zh="受伤前一个月已由同一单位或其关联单位正常参保，属合并或转移登记",
                en=(
                    "the unit or an affiliate had insured the worker in the month before: a merger "
                    "or a transfer"
                ),
            ),
        ),
    ),
    evidence=(CASE_ROW, ROSTER, PAYMENTS),
)

SOON_AFTER_COVER = Indicator(
    id="I02",
    title=BilingualText("参保至受伤天数", "days from cover to injury"),
    definition=BilingualText(
        zh="参保生效至受伤不超过3天；仅在同时有伤前同部位就诊、代办人证人聚集或重复工伤时为强线索",
        en=(
            "hurt within 3 days of cover; a strong lead only with an earlier same-site treatment, "
            "shared helpers or repetition"
        ),
    ),
    population="case",
    column="i02_days",
    unit="days",
    direction="low",
    # new workers are hurt most in their first days; three days, and weak by itself
    threshold=3,
    level="M",
    level_when=(("has_other_sign", "S"),),
    evidence_source="cover",
    reason=BilingualText(
        zh="参保生效{coverage_start}后{i02_days}天即受伤（{injury_time}），并有其他疑点。",
        en=(
            "hurt at {injury_time}, {i02_days} days after cover began at {coverage_start}, with "
            "another sign beside."
        ),
    ),
    look_alikes=BilingualText(
        "新工人事故本就较多；春节后集中招工",
        "new workers are hurt more often; mass hiring after New Year",
    ),
    verify=BilingualText(
        "查既往病历和影像，核对入职日期与考勤",
        "look at earlier records and images, compare hiring date and attendance",
    ),
    laws=COVER_LAWS,
    evidence=(CASE_ROW, ROSTER, PAYMENTS),
)

SAME_DAY_ROSTER = Indicator(
    id="I03",
    title=BilingualText("受伤当日补报", "roster filed after the accident of the same day"),
    definition=BilingualText(
        zh="增员申报时间在受伤当日且晚于受伤时间；基金已支付的为高等级",
        en=(
            "the roster reached the agency on the day of the injury and after it; high if the fund "
            "paid"
        ),
    ),
    population="case",
    column="i03_hours",
    unit="hours",
    direction="high",
    # any time: the same day's filing came after the injury
    threshold=above(0),
    level="S",
    level_when=(("is_paid", "H"),),
    evidence_source="roster",
    reason=BilingualText(
        zh=(
            "{injury_time}受伤，当日{roster_submitted}（{i03_hours}小时后）单位才申报增员，"
            "基金已支付{amount_involved}元。"
        ),
        en=(
            "hurt at {injury_time}, the roster was filed at {roster_submitted}, {i03_hours} hours "
            "later; the fund paid {amount_involved} yuan."
        ),
    ),
    look_alikes=BilingualText(
        "人事每日定时批量申报；当日入职", "a daily batch by the personnel office; first day at work"
    ),
    verify=BilingualText(
        "调取申报操作日志与首诊时间；查劳动合同签订时间",
        "get the log of the filing, the time of first treatment and the date of the contract",
    ),
    laws=COVER_LAWS,
    exclusions=(
        Exclusion(
            "is_batch_filing",
            BilingualText(
                "单位当日批量申报10人以上",
                "the unit filed ten and more persons that day, a daily batch",
            ),
        ),
    ),
    evidence=(CASE_ROW, ROSTER, PAYMENTS),
)

LATE_UNIT = Indicator(
    id="I04",
    title=BilingualText(
        "单位逾期申请仍支付前期费用", "costs before a unit's late application paid"
    ),
    definition=BilingualText(
        zh="单位在受伤30日后申请（未批准延期、职工未先申请），基金支付了申请前发生的费用",
        en=(
            "the unit applied after 30 days without extension, and the fund paid costs from before "
            "the application"
        ),
    ),
    population="case",
    column="i04_yuan",
    unit="yuan",
    direction="high",
    # yuan; any sum: what arose before a late application is the employer's (art. 17)
    threshold=above(0),
    level="H",
    evidence_source="application",
    amount="i04_yuan",
    reason=BilingualText(
        zh=(
            "受伤后{apply_delay_days}天单位才申请认定，申请前发生的费用{i04_yuan}元由基金支付，"
            "按规定应由单位负担。"
        ),
        en=(
            "the unit applied {apply_delay_days} days after the injury; {i04_yuan} yuan of earlier "
            "costs, the unit's own, were paid by the fund."
        ),
    ),
    look_alikes=BilingualText(
        "已批准延期；职业病自诊断之日起算；交警责任认定未出",
        "approved extension; occupational disease counts from diagnosis; a pending traffic report",
    ),
    verify=BilingualText(
        "核对申请受理日期与费用发生日期；确认后由单位负担并追回",
        "compare dates of application and costs; recover from the unit",
    ),
    laws=("injury-17", "zhejiang-injury-13"),
    exclusions=OTHER_TIME_LIMIT,
    evidence=(CASE_ROW, PAYMENTS),
)

LATE_WORKER = Indicator(
    id="I05",
    title=BilingualText("职工超一年申请", "worker applied after more than a year"),
    definition=BilingualText(
        zh="职工方申请晚于受伤满一年之日的天数（按日历计）",
        en="days by which the worker's side applied after a year, by the calendar, had passed",
    ),
    population="case",
    column="i05_days",
    unit="days",
    direction="high",
    # art. 17: the worker has a year
    threshold=above(0),
    level="S",
    evidence_source="application",
    reason=BilingualText(
        zh="受伤满一年后又过{i05_days}天职工方才申请认定，基金已支付{amount_involved}元。",
        en=(
            "the worker's side applied {i05_days} days after the year had passed; "
            "{amount_involved} yuan were paid."
        ),
    ),
    look_alikes=BilingualText(
        "劳动关系仲裁、不可抗力期间不计", "time of arbitration or force majeure does not count"
    ),
    verify=BilingualText(
        "查仲裁文书和受理材料，扣除法定不计期间",
        "read the award and the file, take off the time that does not count",
    ),
    laws=("injury-17",),
    exclusions=OTHER_TIME_LIMIT,
    evidence=(CASE_ROW, PAYMENTS),
)

SEEN_BEFORE = Indicator(
    id="I27",
    title=BilingualText("首诊早于受伤", "treated before the injury"),
    definition=BilingualText(
        zh="首诊时间或首笔已付费用的日期早于申报的受伤时间（职业病除外）",
        en=(
            "the first diagnosis or the first paid bill is earlier than the injury on file "
            "(occupational diseases aside)"
        ),
    ),
    population="case",
    column="i27_hours",
    unit="hours",
    direction="high",
    # an hour: the time of an accident is told from memory, that of a diagnosis by a clock
    threshold=1,
    level="S",
    evidence_source="times",
    reason=BilingualText(
        zh=(
            "申报受伤时间{injury_time}，首诊{first_diag_time}，首笔费用{first_service_date}："
            "治疗至少早于受伤{i27_hours}小时，已支付{amount_involved}元。"
        ),
        en=(
            "hurt at {injury_time} by the file, first diagnosed at {first_diag_time}, first bill "
            "of {first_service_date}: treated at least {i27_hours} hours before; {amount_involved} "
            "yuan were paid."
        ),
    ),
    look_alikes=BilingualText(
        "受伤时间凭回忆申报；录入日期有误",
        "a time told from memory; a date entered wrongly",
    ),
    verify=BilingualText(
        zh="调取首诊病历、急救和监控记录，核实事故经过及当时的参保状态",
        en=(
            "get the first medical record, the ambulance's and the cameras'; establish the course "
            "of the accident and the cover at that time"
        ),
    ),
    laws=COVER_LAWS,
    evidence=(CASE_ROW, ROSTER, PAYMENTS),
)
