"""pharmacy_billing: purchases of one insured person."""

from contracts.bilingual_text import BilingualText
from contracts.tables.claim_header import ClaimHeader
from contracts.tables.claim_line import ClaimLine
from contracts.tables.death_record import DeathRecord
from features.pharmacy.days_of_supply import oversupply_lines, same_drug_lines
from features.pharmacy.distances import journey_settlements
from features.pharmacy.purchases_without_presence import purchases_after_death, stays_and_purchases
from scenarios.framework.definition import Evidence, Exclusion, Indicator
from scenarios.pharmacy_billing.shared_evidence import PERSON_LAWS, PERSON_ON, PERSON_ROW

OVERSUPPLY = Indicator(
    id="P03",
    title=BilingualText("累计超量天数", "days oversupplied"),
    definition=BilingualText(
        zh=(
            "同一通用名药品在近一年任一时段内购入量可用天数，减时段内的用量（每日剂量加一成，"
            "常购者普遍更多的按其四分之三分位折算），再减允许量（30天，长处方84天）的最大值；"
            "至少三次购买或超过180天"
        ),
        en=(
            "the most days of one drug in hand in the last year beyond the allowance (30 days, 84 "
            "on long prescriptions), with a tenth more than the daily dose used up, or what three "
            "quarters of the drug's regular buyers take; of three purchases and more or above 180 "
            "days"
        ),
    ),
    population="patient",
    column="p03_days",
    unit="days",
    direction="high",
    # a month beyond what is allowed: less is a refill fetched early
    threshold=30,
    level="S",
    evidence_source="supply",
    amount="p03_yuan",
    period=("p03_from", "p03_to"),
    reason=BilingualText(
        zh=(
            "{p03_from}至{p03_to}分{p03_purchase_days}天购买{p03_drug}，"
            "手中用量超出允许量{p03_days}天，涉及{p03_yuan}元，疑似超量购药。"
        ),
        en=(
            "{p03_drug} bought on {p03_purchase_days} days from {p03_from} to {p03_to}: {p03_days} "
            "days more in hand than allowed; {p03_yuan} yuan."
        ),
    ),
    look_alikes=BilingualText(
        "长处方、节前备药、加量、夫妻共济互购、片盒单位录错",
        "long prescriptions, travel, a higher dose, couples on one account, tablets keyed as packs",
    ),
    verify=BilingualText(
        "核对病历用药方案，询问药品去向，查看剩余药品",
        "compare with the treatment, ask where the drugs are",
    ),
    laws=(*PERSON_LAWS, "medical-fund-19", "long-prescription-2021"),
    exclusions=(
        Exclusion(
            "is_unit_slip",
            BilingualText(
                zh="{p03_drug}单价不足常价五分之一，疑似将片数录为盒数；按片折算未超量",
                en=(
                    "{p03_drug} at a fifth of its usual price: tablets keyed as packs; not too "
                    "much if counted as tablets"
                ),
            ),
            is_entry_error=True,
        ),
        Exclusion(
            "is_for_family",
            BilingualText(
                "与共济绑定家庭成员合用则未超量",
                "not too much if the family of the linked account takes it too",
            ),
        ),
    ),
    evidence=(Evidence(ClaimLine, on=PERSON_ON, keys=oversupply_lines),),
)

SAME_DRUG = Indicator(
    id="P04",
    title=BilingualText("多机构同药", "one drug in many places"),
    definition=BilingualText(
        "30天内在不同机构（连锁合并为一家）购买同一通用名药品的机构数",
        "places (a chain is one) that sold the same drug to a person within 30 days",
    ),
    population="patient",
    column="p04_places",
    unit="institutions",
    direction="high",
    # two shops may be out of stock in turn; three in a month are a search for supply
    threshold=3,
    level="S",
    evidence_source="places",
    amount="p04_yuan",
    period=("p04_from", "p04_to"),
    reason=BilingualText(
        "自{p04_from}起30天内在{p04_places}家机构购买{p04_drug}，涉及{p04_yuan}元。",
        "{p04_drug} bought in {p04_places} places within 30 days from {p04_from}, {p04_yuan} yuan.",
    ),
    look_alikes=BilingualText(
        "缺货调剂、连锁门店、医院转药店", "stock-outs, branches of a chain, referral"
    ),
    verify=BilingualText(
        "核对各店购药人影像与凭证，询问药品去向",
        "look at images and credentials, ask where the drugs are",
    ),
    laws=(*PERSON_LAWS, "medical-fund-19"),
    evidence=(Evidence(ClaimLine, on=PERSON_ON, keys=same_drug_lines),),
)

AFTER_DEATH = Indicator(
    id="P10",
    title=BilingualText("死亡后结算", "purchases after death"),
    definition=BilingualText(
        zh=(
            "购药时间晚于死亡日期的结算笔数（死亡证与火化一致的日期，否则可靠来源中最晚的日期）；"
            "单一弱来源而无生存迹象的为强线索"
        ),
        en=(
            "purchases after the day of death (on which certificate and cremation agree, else the "
            "latest of the certain sources); strong where a single weak source tells it and there "
            "are no signs of life"
        ),
    ),
    population="patient",
    column="p10_count",
    unit="settlements",
    direction="high",
    # one is enough: nobody buys after death
    threshold=1,
    level="S",
    level_when=(("is_sure_death", "H"),),
    evidence_source="deaths",
    amount="p10_yuan",
    period=("p10_from", "p10_to"),
    reason=BilingualText(
        zh=(
            "参保人于{p10_death_date}死亡，此后{p10_from}至{p10_to}仍发生购药{p10_count}笔，"
            "涉及{p10_yuan}元。"
        ),
        en=(
            "died on {p10_death_date}; {p10_count} purchases from {p10_from} to {p10_to}, "
            "{p10_yuan} yuan."
        ),
    ),
    look_alikes=BilingualText(
        "购药在前、结算在后；死亡信息误匹配", "bought before and settled after; a wrong match"
    ),
    verify=BilingualText(
        "核对死亡证明，调取监控查明持卡人", "check the certificate, see who held the card"
    ),
    laws=PERSON_LAWS,
    exclusions=(
        Exclusion(
            "is_weak_death",
            BilingualText(
                zh=(
                    "死亡信息仅{x02_sources}个弱来源（非死亡证、火化或法院，或仅按姓名匹配），"
                    "且此后有生存迹象或尚不足以判断，先核实是否健在"
                ),
                en=(
                    "{x02_sources} weak source, and signs of life after it or too little to tell: "
                    "first see whether the person lives"
                ),
            ),
        ),
        Exclusion(
            "is_death_disputed",
            BilingualText(
                "各来源死亡日期相差{x02_spread_days}天，先核实日期",
                "the sources differ by {x02_spread_days} days: first establish the date",
            ),
            is_entry_error=True,
        ),
    ),
    evidence=(
        Evidence(DeathRecord, on=PERSON_ON),
        Evidence(ClaimHeader, on=PERSON_ON, keys=purchases_after_death),
    ),
)

IN_HOSPITAL = Indicator(
    id="P11",
    title=BilingualText("住院期间药店购药", "purchases while in hospital"),
    definition=BilingualText(
        zh=(
            "近两年入院次日之后、出院前一日之前本人到店的购药笔数（代购、线上不计）；"
            "一年内3笔以上、或有千元以上高价药为强线索，涉及金额计入同期住院统筹支付"
        ),
        en=(
            "purchases of two years in person (not collected, not online) after the day after "
            "admission and before the day before discharge; strong from three within a year or "
            "one of a drug above 1,000 yuan, when what the fund paid for the stays counts as "
            "involved"
        ),
    ),
    population="patient",
    column="p11_count",
    unit="settlements",
    direction="high",
    # one is enough for a trace, and weak; the third makes it strong
    threshold=1,
    level="M",
    level_when=(("is_repeated", "S"),),
    evidence_source="stays",
    amount="p11_yuan",
    period=("p11_from", "p11_to"),
    reason=BilingualText(
        zh=(
            "{p11_from}至{p11_to}住院期间（{p11_stays}次住院，统筹支付{p11_stay_yuan}元）"
            "本人到药店购药{p11_count}笔（高价药{p11_dear}笔），购药{bought_yuan}元，疑似冒名购药或挂床。"
        ),
        en=(
            "{p11_count} purchases in person ({bought_yuan} yuan) from {p11_from} to {p11_to} "
            "during {p11_stays} stays in hospital for which the fund paid {p11_stay_yuan} yuan; "
            "{p11_dear} of dear drugs."
        ),
    ),
    look_alikes=BilingualText(
        "家属持卡代购、出院带药、院内缺药",
        "relatives, discharge drugs, drugs that the hospital lacked",
    ),
    verify=BilingualText(
        "核对住院医嘱与监控，询问购药人", "compare with the orders and video, ask the buyer"
    ),
    laws=PERSON_LAWS,
    evidence=(Evidence(ClaimHeader, on=PERSON_ON, keys=stays_and_purchases),),
)

JOURNEYS = Indicator(
    id="P12",
    title=BilingualText("时空不可达", "two places at once"),
    definition=BilingualText(
        zh=(
            "近一年同一参保人三小时内先后在相距5公里以上的两家药店本人购药（线上、代购不计），"
            "所需时速超过150公里的次数"
        ),
        en=(
            "times in a year that a person bought in person (not online, not collected) at two "
            "pharmacies 5 km and more apart within three hours, at above 150 km/h"
        ),
    ),
    population="patient",
    column="p12_count",
    unit="count",
    direction="high",
    # one is enough: no car in the city is that fast
    threshold=1,
    level="S",
    evidence_source="journeys",
    amount="p12_yuan",
    period=("p12_from", "p12_to"),
    reason=BilingualText(
        zh=(
            "{p12_from}至{p12_to}有{p12_count}次在不可能的时间内于两地药店购药（最远{p12_km}公里，"
            "最短间隔{p12_minutes}分钟），涉及{p12_yuan}元，疑似凭证被他人使用。"
        ),
        en=(
            "{p12_count} times from {p12_from} to {p12_to} at two pharmacies in too short a time "
            "(up to {p12_km} km, down to {p12_minutes} minutes), {p12_yuan} yuan."
        ),
    ),
    look_alikes=BilingualText(
        "线上购药、家属持卡代购、收银机时钟错误",
        "online purchases, relatives with the card, a till's wrong clock",
    ),
    verify=BilingualText(
        "调取两店监控与凭证使用记录，询问持卡人",
        "see the video and the use of the credential at both shops, ask the holder",
    ),
    laws=PERSON_LAWS,
    exclusions=(
        Exclusion(
            "is_clock_error",
            BilingualText(
                "结算时间在药店营业时间之外，疑似收银机时钟错误",
                "one of the times lies outside the shop's hours: a till with a wrong clock",
            ),
            is_entry_error=True,
        ),
    ),
    evidence=(Evidence(ClaimHeader, on=PERSON_ON, keys=journey_settlements),),
)

COSTLY_YEAR = Indicator(
    id="P21",
    title=BilingualText("个人年度药费极值", "a costly year of one person"),
    definition=BilingualText(
        zh="个人近一年药店统筹支付与同年龄段、同慢性病人群第99百分位之比（百人以下按年龄段）",
        en=(
            "a person's pooled money at pharmacies in a year over the 99th percentile of the same "
            "age band and chronic diseases (of the band, below a hundred persons)"
        ),
    ),
    population="patient",
    column="p21_ratio",
    unit="ratio",
    direction="high",
    # three times the 99th percentile; the gravely ill reach it, so it feeds the model
    threshold=3,
    level="M",
    evidence_source="costs",
    amount="year_fund_yuan",
    reason=BilingualText(
        zh=(
            "近一年药店统筹支付{year_fund_yuan}元，"
            "为同类人群第99百分位{p21_limit_yuan}元的{p21_ratio}倍。"
        ),
        en=(
            "{year_fund_yuan} yuan of pooled money in a year, {p21_ratio} times the 99th "
            "percentile of {p21_limit_yuan} yuan."
        ),
    ),
    look_alikes=BilingualText(
        "罕见病、移植、透析、肿瘤患者", "rare diseases, transplants, dialysis, tumours"
    ),
    verify=BilingualText(
        "核对诊断与用药方案，询问药品去向",
        "compare with diagnosis and treatment, ask where the drugs are",
    ),
    laws=PERSON_LAWS,
    exclusions=(
        Exclusion(
            "is_costly_disease",
            BilingualText(
                "近两年有肿瘤、透析、移植或罕见病诊断",
                "a diagnosis of tumour, dialysis, transplant or rare disease in two years",
            ),
        ),
    ),
    peer_group=("age_band",),
    evidence=(PERSON_ROW,),
)
