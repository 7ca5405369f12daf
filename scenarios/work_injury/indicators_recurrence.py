"""work_injury: repeated injuries, units, agents and witnesses."""

from contracts.bilingual_text import BilingualText
from contracts.tables.claim_header import ClaimHeader
from features.work_injury.injury_money import earlier_treatment
from scenarios.framework.definition import Evidence, Exclusion, Indicator
from scenarios.work_injury.shared_evidence import (
    BY_CASE,
    CASE_ROW,
    INJURY_LAWS,
    OWN_CASES,
    PAYMENTS,
    UNIT_CASES,
    UNIT_ROW,
)

DISPATCH_UNIT = Exclusion(
    "is_dispatch_unit", BilingualText("持证劳务派遣单位", "a licensed dispatch unit")
)

REPEATED = Indicator(
    id="I06",
    title=BilingualText("重复工伤", "repeated injuries"),
    definition=BilingualText(
        zh="36个月内认定3次以上，或在两家以上单位同一部位2次以上",
        en=(
            "three and more recognised cases in 36 months, or two and more of one part at two "
            "employers"
        ),
    ),
    population="case",
    column="repeat_cases",
    unit="cases",
    direction="high",
    # two in three years are the risk of some jobs; the same part at two employers is no such risk
    threshold=3,
    or_when=("is_same_part_again",),
    level="S",
    evidence_source="repetition",
    amount="i06_amount",
    period=("i06_from", "period_to"),
    reason=BilingualText(
        zh=(
            "36个月内认定工伤{repeat_cases}次，涉及{repeat_groups}家单位，"
            "其中同一部位{repeat_same_part}次，已付{i06_amount}元。"
        ),
        en=(
            "{repeat_cases} recognised injuries in 36 months at {repeat_groups} employers, "
            "{repeat_same_part} of one part; {i06_amount} yuan were paid."
        ),
    ),
    look_alikes=BilingualText(
        "铸造、冲压等高风险岗位在同一单位多次受伤",
        "foundry and press work, several injuries at one unit",
    ),
    verify=BilingualText(
        "调取历次病历影像比对新旧伤；查各单位用工与商业保险理赔",
        "compare images of all cases, look at jobs and private claims",
    ),
    laws=("zhejiang-injury-28", *INJURY_LAWS),
    exclusions=(
        Exclusion(
            "is_one_employer",
            BilingualText(
                "各次工伤均发生在同一单位，属岗位风险（省条例第二十八条）",
                "all at one employer: the risk of the job, foreseen by provincial art. 28",
            ),
        ),
    ),
    evidence=(OWN_CASES, PAYMENTS),
)

RATE = Indicator(
    id="I07",
    title=BilingualText("单位工伤发生率偏离", "rate of injuries beside the trade's"),
    definition=BilingualText(
        "收缩后的单位工伤发生率与同业之比", "the unit's shrunk rate over that of its trade"
    ),
    population="unit",
    column="i07_times_peer",
    unit="ratio",
    direction="high",
    # four times the trade after shrinkage; a real danger reaches that, so it feeds the model
    threshold=4,
    level="M",
    evidence_source="incidence",
    amount="unit_injury_yuan",
    period=("first_injury", "last_injury"),
    reason=BilingualText(
        zh=(
            "一年认定{injury_count}件，平均参保{injury_mean_heads}人，"
            "收缩后为同业的{i07_times_peer}倍。"
        ),
        en=(
            "{injury_count} cases in a year with {injury_mean_heads} insured, {i07_times_peer} "
            "times the trade's rate."
        ),
    ),
    look_alikes=BilingualText(
        "确有安全隐患，应移交应急管理部门", "a real safety problem, for the safety authority"
    ),
    verify=BilingualText(
        "与应急管理部门核对安全生产记录", "compare with the safety authority's records"
    ),
    laws=INJURY_LAWS,
    exclusions=(DISPATCH_UNIT,),
    peer_group=("industry_code",),
    evidence=(UNIT_ROW, UNIT_CASES),
)

SMALL_MILL = Indicator(
    id="I08",
    title=BilingualText("小单位高发", "many injuries at a small unit"),
    definition=BilingualText(
        "平均参保30人以下的单位，一年工伤3件以上，件数与平均参保人数之比；"
        "按同业比例偶然出现的可能低于万分之一的为强线索",
        "injuries of a year (3 and more) over mean insured heads, units of up to 30; strong where "
        "one such unit in ten thousand would have as many at the trade's rate",
    ),
    population="unit",
    column="i08_rate",
    unit="rate",
    direction="high",
    # with three injuries, the least that the feature counts, a staff of fifteen at most
    threshold=0.2,
    level="M",
    level_when=(("is_rarely_many", "S"),),
    evidence_source="incidence",
    amount="unit_injury_yuan",
    period=("first_injury", "last_injury"),
    reason=BilingualText(
        zh=(
            "平均参保{injury_mean_heads}人的单位一年认定工伤{injury_count}件，"
            "每人{i08_rate}件（同业{injury_peer}），涉及{unit_injury_yuan}元。"
        ),
        en=(
            "{injury_count} injuries in a year at a unit of {injury_mean_heads}, {i08_rate} a head "
            "(trade: {injury_peer}); {unit_injury_yuan} yuan."
        ),
    ),
    look_alikes=BilingualText(
        "派遣或项目用工挂在小单位名下；真实安全隐患",
        "dispatch or project workers; a real safety problem",
    ),
    verify=BilingualText(
        "实地查看设备岗位；核对代办人、证人和首诊医院是否集中",
        "visit the workplace; see whether agents, witnesses and hospitals recur",
    ),
    laws=INJURY_LAWS,
    exclusions=(DISPATCH_UNIT,),
    peer_group=("industry_code",),
    evidence=(UNIT_ROW, UNIT_CASES),
)

HELPERS = Indicator(
    id="I09",
    title=BilingualText("代办人/证人聚集", "one agent or witness in many cases"),
    definition=BilingualText(
        zh=(
            "近24个月内，代办人的案件与他人的不同（伤残等级偏重、伤前同部位就诊、多次工伤、"
            "参保不久受伤、集中于同一医院，或占当地份额远高于其他代办人；概率小于千分之一），"
            "或同一证人3件以上且涉及3家以上单位；代办件数多本身不是线索"
        ),
        en=(
            "in 24 months, an agent whose cases differ from others' (higher grades, the same site "
            "treated before, repeated injuries, hurt soon after enrolment, one hospital, or a "
            "share of the district far above other agents'; p below 1e-3), or one witness in 3 "
            "cases at 3 employers; many customers alone are no lead"
        ),
    ),
    population="case",
    column="i09_cases",
    unit="cases",
    direction="high",
    # three: of two cases of an agent nothing can be said, and two accidents may have one witness
    threshold=3,
    level="S",
    evidence_source="helpers",
    reason=BilingualText(
        zh=(
            "本案代办人或证人近24个月共涉及{i09_cases}件工伤、"
            "{helper_groups}家单位（代办{agent_cases}件，作证{witness_cases}件）；"
            "代办人案件的不同之处：{agent_sign}。"
        ),
        en=(
            "the agent or witness of this case appears in {i09_cases} cases at {helper_groups} "
            "employers (agent {agent_cases}, witness {witness_cases}); the agent's cases differ "
            "by: {agent_sign}."
        ),
    ),
    look_alikes=BilingualText(
        "律师、工会法律援助、人力资源外包", "law firms, a union's legal aid, HR outsourcing"
    ),
    verify=BilingualText(
        zh="核实代办人身份及收费；分别询问证人与伤者是否相识、是否同事",
        en=(
            "see who the agent is and what it charges; ask witness and worker apart whether they "
            "work together"
        ),
    ),
    laws=INJURY_LAWS,
    exclusions=(
        Exclusion(
            "is_hub_agent",
            BilingualText(
                zh=(
                    "代办人为案件量很大的机构（律师事务所、工会援助或人力资源平台），其案件别无异常；"
                    "或证人栏为填充值"
                ),
                en=(
                    "the agent is an institution with very many cases and nothing else: a law "
                    "firm, legal aid or an HR platform; or the witness is a filler"
                ),
            ),
        ),
    ),
    evidence=(CASE_ROW, PAYMENTS),
)

OLD_INJURY = Indicator(
    id="I11",
    title=BilingualText("既往同部位伤情", "same site treated before"),
    definition=BilingualText(
        zh="受伤前180天内有同一损伤部位（S、T编码前三位）的医保就诊；慢性退行性编码不计",
        en=(
            "a medical visit with the same injury site (S or T, three characters) in the 180 days "
            "before; degenerative codes do not count"
        ),
    ),
    population="case",
    column="i11_visits",
    unit="visits",
    direction="high",
    # one is enough: the same site, within half a year before
    threshold=1,
    level="S",
    evidence_source="history",
    period=("i11_from", "period_to"),
    reason=BilingualText(
        zh=(
            "受伤（{injury_date}）前180天内因{old_injury_site}就诊{i11_visits}次，"
            "最近一次{old_injury_date}，疑似旧伤。"
        ),
        en=(
            "{i11_visits} visits for {old_injury_site} in the 180 days before {injury_date}, the "
            "last on {old_injury_date}: perhaps an old injury."
        ),
    ),
    look_alikes=BilingualText(
        "慢性退行性疾病；复诊沿用旧诊断",
        "degenerative disease; a follow-up under the old diagnosis",
    ),
    verify=BilingualText("调取前次就诊影像比对新旧骨折", "compare the images of then and now"),
    laws=INJURY_LAWS,
    evidence=(CASE_ROW, Evidence(ClaimHeader, on=BY_CASE, keys=earlier_treatment), PAYMENTS),
)
