"""benefit_overlap: payments, checks and purchases after a death."""

from contracts.bilingual_text import BilingualText
from contracts.tables.claim_header import ClaimHeader
from contracts.tables.qualification_check import QualificationCheck
from features.benefit_overlap.after_death import checks_after_death
from features.pharmacy.purchases_without_presence import purchases_after_death
from scenarios.benefit_overlap.shared_evidence import (
    CHECKS,
    DEATH_LAWS,
    DEATHS,
    LATE_PENSIONS,
    ON_PERSON,
)
from scenarios.framework.definition import Evidence, Exclusion, Indicator

HOLD = (
    Exclusion(
        "is_weak_death",
        BilingualText(
            zh=(
                "死亡信息仅{x02_sources}个弱来源（非死亡证、火化或法院，或仅按姓名匹配），"
                "且此后有生存迹象、证件号不符或尚不足以判断，暂缓，先核实身份和生存状态"
            ),
            en=(
                "on hold: {x02_sources} weak source, and signs of life after it, another "
                "identity, or too little to tell; verify first"
            ),
        ),
    ),
    Exclusion(
        "is_death_disputed",
        BilingualText(
            zh=(
                "各来源死亡日期相差{x02_spread_days}天（{first_death_date}至{known_death_date}），"
                "暂缓，先核实日期"
            ),
            en=(
                "on hold: the sources differ by {x02_spread_days} days ({first_death_date} to "
                "{known_death_date}); verify first"
            ),
        ),
        is_entry_error=True,
    ),
)

AFTER_DEATH = Indicator(
    id="X01",
    title=BilingualText("死后发放月数", "months paid after death"),
    definition=BilingualText(
        zh=(
            "死亡次月及以后仍发放的按月养老、伤残津贴、护理费月数（死亡当月应发；"
            "以死亡证与火化一致的日期、否则以可靠来源中最晚的日期计，已冲销的不计）；"
            "1至2个月且无死后认证的列入滞后清单，3个月以上为线索，6个月以上优先；"
            "单一弱来源而证件号一致、此后无生存迹象的为强线索，公安证件号一致或死后有窗口、"
            "代办认证的为高等级"
        ),
        en=(
            "months of pension, disability or care allowance after the month of death (itself due; "
            "by the date of certificate and cremation or the latest of the certain sources, "
            "reversed rows apart); one or two without a check after death go to the lag list, "
            "three are a lead, six come first; a single weak source with an equal identity and no "
            "sign of life after it is strong, high if it is the police's or somebody acted at a "
            "counter"
        ),
    ),
    population="recipient",
    column="x01_months",
    unit="months",
    direction="high",
    # nothing is due from the month after death; one or two months are explained as a lag
    threshold=1,
    level="S",
    level_when=(("is_sure_death", "H"),),
    evidence_source="deaths",
    amount="x01_yuan",
    period=("x01_from", "x01_to"),
    reason=BilingualText(
        zh=(
            "{known_death_date}死亡（{x02_sources}个来源），"
            "{x01_from}至{x01_to}又发放{x01_months}个月，涉及{x01_yuan}元；"
            "死亡信息于死后{notice_days}天收到。"
        ),
        en=(
            "died on {known_death_date} ({x02_sources} sources); {x01_months} months paid from "
            "{x01_from} to {x01_to}, {x01_yuan} yuan; the death was known after {notice_days} days."
        ),
    ),
    look_alikes=BilingualText(
        zh="死亡信息误匹配、同名；日期录入错误；多发部分已在丧葬抚恤金中抵扣",
        en=(
            "a wrong match or namesake; a mistyped date; overpayment already set off against the "
            "funeral grant"
        ),
    ),
    verify=BilingualText(
        zh=(
            "调取死亡证明或火化证明核对身份和日期；查取款记录和取款人；停发并责令退回，"
            "家属隐瞒且有认证、取款行为的按冒领移交"
        ),
        en=(
            "compare certificate and identity; find out who drew the money; stop and recover; hand "
            "over where the death was hidden"
        ),
    ),
    laws=DEATH_LAWS,
    exclusions=(
        *HOLD,
        Exclusion(
            "is_short_lag",
            BilingualText(
                zh="仅多发{x01_months}个月且无死后认证，属停发滞后，列入滞后清单由经办追回",
                en=(
                    "{x01_months} months and no check after death: a late stop, on the lag list "
                    "for the agency to recover"
                ),
            ),
        ),
        Exclusion(
            "is_late_notice",
            BilingualText(
                zh=(
                    "死亡信息于死后{notice_days}天才收到（如异地登记），收到后即停发，属信息滞后，"
                    "由经办追回"
                ),
                en=(
                    "the death was known {notice_days} days later (registered elsewhere) and the "
                    "pension stopped at once"
                ),
            ),
        ),
    ),
    evidence=(DEATHS, LATE_PENSIONS, CHECKS),
)

CHECKED_AFTER_DEATH = Indicator(
    id="X03",
    title=BilingualText("死后认证通过", "check passed after death"),
    definition=BilingualText(
        zh=(
            "死亡日期之后通过人脸、上门、窗口或人工代认证的次数；同时有死后发放的为高等级；"
            "仅数据比对的另行说明"
        ),
        en=(
            "checks of entitlement after the day of death by face, visit, counter or paper; high "
            "if money was paid too; data matches apart"
        ),
    ),
    population="recipient",
    column="x03_checks",
    unit="count",
    direction="high",
    # one is enough: a person cannot be seen alive after death
    threshold=1,
    level="S",
    level_when=(("is_paid_after_death", "H"),),
    evidence_source="checks",
    amount="x01_yuan",
    period=("x03_from", "x03_to"),
    reason=BilingualText(
        zh=(
            "{known_death_date}死亡后仍通过资格认证{x03_checks}次（{x03_from}至{x03_to}），"
            "死后发放{x01_yuan}元。"
        ),
        en=(
            "{x03_checks} checks were passed from {x03_from} to {x03_to}, after the death on "
            "{known_death_date}; {x01_yuan} yuan were paid after it."
        ),
    ),
    look_alikes=BilingualText(
        "系统按社保卡使用自动认证（配偶用卡）；纸质认证补录",
        "an automatic check by use of the card (by the spouse); a paper entered late",
    ),
    verify=BilingualText(
        zh="调取认证照片、视频或代认证单，查明何人办理及经办人；与取款记录对照",
        en=(
            "get picture, video or paper of the check, see who did it and which operator; compare "
            "with the withdrawals"
        ),
    ),
    laws=DEATH_LAWS,
    exclusions=(
        *HOLD,
        Exclusion(
            "is_data_match_only",
            BilingualText(
                "死后仅有系统数据比对自动认证，无本人到场或代办行为",
                "only automatic data matches after the death",
            ),
        ),
    ),
    evidence=(
        DEATHS,
        Evidence(QualificationCheck, on=ON_PERSON, keys=checks_after_death),
        LATE_PENSIONS,
    ),
)

CARD_AFTER_DEATH = Indicator(
    id="X04",
    title=BilingualText("死后仍用医保卡", "medical card used after death"),
    definition=BilingualText(
        zh=(
            "死后继续发放待遇的人员，死亡日期之后的购药结算笔数（同P10）；"
            "医保金额计入医保部门的P10案件"
        ),
        en=(
            "purchases after death (P10) of persons whose benefit went on; the medical money is "
            "counted in the P10 case of the medical authority"
        ),
    ),
    population="recipient",
    column="x04_count",
    unit="settlements",
    direction="high",
    # one is enough, and asked only where the pension went on too
    threshold=1,
    level="S",
    level_when=(("is_sure_death", "H"),),
    evidence_source="purchases",
    amount="counted_elsewhere_yuan",
    period=("x04_from", "x04_to"),
    reason=BilingualText(
        zh=(
            "{known_death_date}死亡后，{x04_from}至{x04_to}持卡购药{x04_count}笔（{p10_yuan}元，"
            "计入P10），同期待遇仍发放{x01_months}个月。"
        ),
        en=(
            "after the death on {known_death_date} the card bought {x04_count} times from "
            "{x04_from} to {x04_to} ({p10_yuan} yuan, counted at P10), while {x01_months} "
            "months of benefit were paid."
        ),
    ),
    look_alikes=BilingualText(
        "本人健在、死亡信息误匹配；购药在前结算在后",
        "alive, and the death wrongly matched; bought before, settled after",
    ),
    verify=BilingualText(
        zh="先核实本人是否健在；调取药店监控查明持卡人，与养老金取款人对照",
        en=(
            "first see whether the person lives; find out who held the card and compare with who "
            "drew the pension"
        ),
    ),
    laws=DEATH_LAWS,
    exclusions=HOLD,
    evidence=(
        DEATHS,
        Evidence(ClaimHeader, on=ON_PERSON, keys=purchases_after_death),
        LATE_PENSIONS,
    ),
)

SLOW_DISTRICT = Indicator(
    id="X16",
    title=BilingualText("所在地停发滞后", "slow stops in the district"),
    definition=BilingualText(
        zh="户籍地近两年死亡至末次发放的中位天数；管理指标，不单独作为线索",
        en=(
            "median days from death to the last payment in the district over two years; a "
            "management figure, never a lead alone"
        ),
    ),
    population="recipient",
    column="x16_days",
    unit="days",
    direction="high",
    # two pay days without a stop; a measure of the district, listed only beside other leads
    threshold=60,
    level="M",
    evidence_source="district",
    amount="counted_elsewhere_yuan",
    reason=BilingualText(
        zh="户籍地近两年{x16_deaths}例死亡，至末次发放中位{x16_days}天（本人{stop_days}天）。",
        en=(
            "{x16_deaths} deaths of the district: median {x16_days} days to the last payment "
            "({stop_days} here)."
        ),
    ),
    look_alikes=BilingualText(
        "异地死亡、外省登记信息传递慢", "deaths registered in other provinces"
    ),
    verify=BilingualText(
        "检查当地死亡信息接收和停发流程",
        "look at how the district receives deaths and stops payments",
    ),
    laws=("handling-8",),
    evidence=(DEATHS,),
)
