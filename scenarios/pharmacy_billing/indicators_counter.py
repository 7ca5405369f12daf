"""pharmacy_billing: joint purchases and runs at the counter."""

from contracts.bilingual_text import BilingualText
from contracts.tables.claim_header import ClaimHeader
from features.pharmacy.joint_purchases import collector_purchases, group_purchases, till_runs
from scenarios.framework.definition import Evidence, Exclusion, Indicator
from scenarios.pharmacy_billing.shared_evidence import FRAUD_LAWS, SHOP_ON, SHOP_ROW

RUNS = Indicator(
    id="P05",
    title=BilingualText("短时连续结算", "runs of settlements"),
    definition=BilingualText(
        zh="同一收银台5人以上、间隔不超过60秒、金额相差不超过1元的连续结算，单月最多串数",
        en=(
            "runs at one till: five persons and more, gaps up to 60 seconds, amounts within one "
            "yuan; the most in a month"
        ),
    ),
    population="shop",
    column="p05_runs",
    unit="runs",
    direction="high",
    # one such run in a month is a queue of like purchases; two are a pattern
    threshold=2,
    level="S",
    evidence_source="runs",
    amount="p05_yuan",
    period=("p05_from", "p05_to"),
    reason=BilingualText(
        zh=(
            "近一年出现{p05_year_runs}串连续结算（单月最多{p05_runs}串，最长{p05_persons}人），"
            "间隔不超过60秒且金额相同，涉及{p05_yuan}元，疑似空刷。"
        ),
        en=(
            "{p05_year_runs} runs of settlements in a year (up to {p05_runs} a month, "
            "{p05_persons} persons), within 60 seconds at the same amount; {p05_yuan} yuan."
        ),
    ),
    look_alikes=BilingualText(
        "开业促销、单位集体购药、多台并行收银", "a promotion, a firm's day, several tills"
    ),
    verify=BilingualText(
        "调取对应时段监控录像和小票，逐人询问",
        "see the video and receipts of these minutes, ask each person",
    ),
    laws=FRAUD_LAWS,
    evidence=(SHOP_ROW, Evidence(ClaimHeader, on=SHOP_ON, keys=till_runs)),
)

TOGETHER = Indicator(
    id="P06",
    title=BilingualText("同现人群", "persons who always buy together"),
    definition=BilingualText(
        zh="近90天在同一药店10分钟内先后结算、共同出现4天以上且非同户、无共济关系的人数",
        en=(
            "persons of no common household or account who bought within ten minutes of each other "
            "on four days and more of 90"
        ),
    ),
    population="shop",
    column="p06_group_persons",
    unit="persons",
    direction="high",
    # couples and neighbours shop together; four persons of four homes on four days do not
    threshold=4,
    level="S",
    evidence_source="together",
    amount="p06_yuan",
    period=("p06_from", "p06_to"),
    reason=BilingualText(
        zh=(
            "{p06_from}至{p06_to}有{p06_group_persons}人在10分钟内先后结算，共同出现{p06_days}天，"
            "非同户且无共济关系，涉及{p06_yuan}元，疑似集中刷卡。"
        ),
        en=(
            "{p06_group_persons} persons of no common household bought within ten minutes on "
            "{p06_days} days from {p06_from} to {p06_to}; {p06_yuan} yuan."
        ),
    ),
    look_alikes=BilingualText(
        "养老院集体购药、村医代购、邻里同行", "care homes, a village doctor, neighbours"
    ),
    verify=BilingualText(
        "调取监控核对是否本人到场，询问持卡人",
        "see on video whether they came, ask the card holders",
    ),
    laws=(*FRAUD_LAWS, "medical-fund-17"),
    exclusions=(
        Exclusion(
            "is_home_group",
            BilingualText(
                "同一地址（养老机构）的人员", "persons of one address, such as a care home"
            ),
        ),
        Exclusion(
            "is_approved_group",
            BilingualText("代购人在白名单内", "collected by a person on the white list"),
        ),
    ),
    evidence=(SHOP_ROW, Evidence(ClaimHeader, on=SHOP_ON, keys=group_purchases)),
)

COLLECTOR = Indicator(
    id="P22",
    title=BilingualText("代购聚集", "one collector for many"),
    definition=BilingualText(
        "近90天同一代购人在本店为多少名（非本户）参保人代购",
        "insured persons outside the own household for whom one collector signed in 90 days",
    ),
    population="shop",
    column="p22_persons",
    unit="persons",
    direction="high",
    # lower cuts meet carers and children who buy for a few
    threshold=5,
    level="S",
    evidence_source="collector",
    amount="p22_yuan",
    period=("p22_from", "p22_to"),
    reason=BilingualText(
        zh=(
            "{p22_from}至{p22_to}同一代购人为{p22_persons}名参保人（{p22_homes}个住址）购药，"
            "涉及{p22_yuan}元。"
        ),
        en=(
            "one collector signed for {p22_persons} persons of {p22_homes} homes from {p22_from} "
            "to {p22_to}; {p22_yuan} yuan."
        ),
    ),
    look_alikes=BilingualText(
        "养老机构、家庭医生、社区配送（白名单）", "care homes, family doctors, community delivery"
    ),
    verify=BilingualText(
        "核对代购登记与双方身份证明，询问被代购人",
        "check the register and both identities, ask the persons",
    ),
    laws=(*FRAUD_LAWS, "medical-fund-17"),
    exclusions=(
        Exclusion(
            "is_approved_collector",
            BilingualText("代购人在白名单内", "the collector is on the white list"),
        ),
        Exclusion(
            "is_care_home",
            BilingualText("被代购人住同一地址（养老机构）", "the persons live at one address"),
        ),
    ),
    evidence=(SHOP_ROW, Evidence(ClaimHeader, on=SHOP_ON, keys=collector_purchases)),
)
