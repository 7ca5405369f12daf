"""医保药店结算: billing of designated pharmacies and what insured persons buy there."""

from datetime import date

from contracts.bilingual_text import BilingualText
from contracts.tables.institution import Institution
from contracts.tables.person import Person
from features.pharmacy.joint_purchases import buyer_links
from features.pharmacy.purchases import patient_year, shop_year
from scenarios.framework.definition import EvidenceSource, ModelFeature, Population, Scenario
from scenarios.pharmacy_billing.shared_evidence import FRAUD_LAWS, PERSON_ROW, SHOP_ROW

SHOPS = Population(
    id="shop",
    title=BilingualText("定点零售药店", "designated pharmacies"),
    subject_kind="institution",
    record=Institution,
    base=shop_year,
    model_features=(
        ModelFeature(
            "p01_codes",
            "high",
            "codes",
            BilingualText("重复追溯码数", "codes settled before"),
            evidence_source="trace_codes",
        ),
        ModelFeature(
            "p02_share",
            "high",
            "share",
            BilingualText("应扫未扫占比", "share of lines not scanned"),
            evidence_source="scans",
        ),
        ModelFeature(
            "p05_year_runs",
            "high",
            "runs",
            BilingualText("连续结算串数", "runs of settlements"),
            evidence_source="runs",
        ),
        ModelFeature(
            "p06_persons",
            "high",
            "persons",
            BilingualText("同现人数", "persons buying together"),
            evidence_source="together",
        ),
        ModelFeature(
            "p08_share",
            "high",
            "share",
            BilingualText("首位医师占比", "share of the first prescriber"),
            evidence_source="prescriber",
        ),
        ModelFeature(
            "p13_watch_share",
            "high",
            "share",
            BilingualText("易倒卖药品占比", "share of easily resold drugs"),
            evidence_source="drug_mix",
        ),
        ModelFeature(
            "p14_ratio",
            "high",
            "ratio",
            BilingualText("年末增幅（扣除区县）", "December's rise beyond the district's"),
            evidence_source="season",
        ),
        ModelFeature(
            "p16_distance",
            "high",
            "share",
            BilingualText("药品结构距离", "distance of the mix of drugs"),
            evidence_source="drug_mix",
        ),
        ModelFeature(
            "p17_z",
            "high",
            "ratio",
            BilingualText("增长离差", "spreads of growth"),
            evidence_source="growth",
        ),
        ModelFeature(
            "p15_packs",
            "high",
            "packs",
            BilingualText("进销存缺口", "packs missing in the books"),
            evidence_source="stock",
        ),
        ModelFeature(
            "fund_per_person_yuan",
            "high",
            "yuan",
            BilingualText("人均统筹支付", "pooled money per customer"),
            evidence_source="costs",
        ),
        ModelFeature(
            "settlements_per_person",
            "high",
            "settlements",
            BilingualText("人均结算笔数", "settlements per customer"),
            evidence_source="costs",
        ),
        ModelFeature(
            "evening_share",
            "high",
            "share",
            BilingualText("19时后结算占比", "share settled after 19:00"),
            evidence_source="habits",
        ),
        ModelFeature(
            "round_sum_share",
            "high",
            "share",
            BilingualText("整十元结算占比", "share to whole tens of yuan"),
            evidence_source="habits",
        ),
        ModelFeature(
            "tickets_per_visit",
            "high",
            "settlements",
            BilingualText("每人每日结算笔数", "settlements per customer and day"),
            evidence_source="together",
        ),
        ModelFeature(
            "sum_spread_ratio",
            "both",
            "ratio",
            BilingualText("单笔金额离散系数", "spread of sums over their mean"),
            evidence_source="habits",
        ),
        ModelFeature(
            "busy_day_ratio",
            "high",
            "ratio",
            BilingualText("最忙日偏离度", "busiest day above the mean, in standard steps"),
            evidence_source="habits",
        ),
        ModelFeature(
            "same_sum_rarity",
            "high",
            "digits",
            BilingualText("雷同金额罕见度", "how unlikely the equal sums are"),
            evidence_source="alike",
        ),
        ModelFeature(
            "round_sum_rarity",
            "high",
            "digits",
            BilingualText("整百元购药罕见度", "how unlikely the round sums are"),
            evidence_source="alike",
        ),
        ModelFeature(
            "same_day_rarity",
            "high",
            "digits",
            BilingualText("日结算雷同罕见度", "how unlikely the equal days are"),
            evidence_source="alike",
        ),
        ModelFeature(
            "same_gap_rarity",
            "high",
            "digits",
            BilingualText("等间隔结算罕见度", "how unlikely the equal intervals of tickets are"),
            evidence_source="alike",
        ),
    ),
    peer_group=("shop_kind",),
    evidence=(SHOP_ROW,),
    id_period="year",
)

PATIENTS = Population(
    id="patient",
    title=BilingualText("药店购药参保人", "insured buyers"),
    subject_kind="person",
    record=Person,
    base=patient_year,
    model_features=(
        ModelFeature(
            "p03_days",
            "high",
            "days",
            BilingualText("超量天数", "days oversupplied"),
            evidence_source="supply",
        ),
        ModelFeature(
            "p04_institutions",
            "high",
            "institutions",
            BilingualText("同药机构数", "places for one drug"),
            evidence_source="places",
        ),
        ModelFeature(
            "year_settlements",
            "high",
            "settlements",
            BilingualText("年购药笔数", "purchases of the year"),
            evidence_source="costs",
        ),
        ModelFeature(
            "year_shops",
            "high",
            "institutions",
            BilingualText("年购药机构数", "places of the year"),
            evidence_source="places",
        ),
        ModelFeature(
            "year_packs",
            "high",
            "packs",
            BilingualText("年购药盒数", "packs of the year"),
            evidence_source="supply",
        ),
        ModelFeature(
            "year_fund_yuan",
            "high",
            "yuan",
            BilingualText("年统筹支付", "pooled money of the year"),
            evidence_source="costs",
        ),
        ModelFeature(
            "watch_yuan",
            "high",
            "yuan",
            BilingualText("易倒卖药品金额", "yuan of easily resold drugs"),
            evidence_source="drug_mix",
        ),
        ModelFeature(
            "p11_count",
            "high",
            "settlements",
            BilingualText("住院期间购药笔数", "purchases while in hospital"),
            evidence_source="stays",
        ),
        ModelFeature(
            "shared_sum_rarity",
            "high",
            "digits",
            BilingualText(
                "同店等额购药罕见度", "how unlikely the sums shared with other buyers are"
            ),
            evidence_source="alike",
        ),
    ),
    peer_group=("age_band", "disease_kind"),
    evidence=(PERSON_ROW,),
    id_period="year",
)

EVIDENCE_SOURCES = (
    EvidenceSource("trace_codes", BilingualText("追溯码", "trace codes")),
    EvidenceSource("scans", BilingualText("扫码", "scanning")),
    EvidenceSource("runs", BilingualText("连续结算", "runs of settlements")),
    EvidenceSource("together", BilingualText("聚集购药", "buying together")),
    EvidenceSource("prescriber", BilingualText("开方医师", "prescribers")),
    EvidenceSource("drug_mix", BilingualText("药品结构", "mix of drugs")),
    EvidenceSource("season", BilingualText("年末", "end of the year")),
    EvidenceSource("growth", BilingualText("增长", "growth")),
    EvidenceSource("stock", BilingualText("进销存", "stock books")),
    EvidenceSource("costs", BilingualText("人均费用", "costs")),
    EvidenceSource("habits", BilingualText("结算习惯", "habits of billing")),
    EvidenceSource("supply", BilingualText("药量", "supply")),
    EvidenceSource("places", BilingualText("购药机构", "places of purchase")),
    EvidenceSource("stays", BilingualText("住院期间", "stays in hospital")),
    EvidenceSource("alike", BilingualText("雷同", "values alike")),
)

SCENARIO = Scenario(
    id="pharmacy_billing",
    title=BilingualText("医保药店结算异常", "irregular billing of pharmacies"),
    question=BilingualText(
        zh="哪些药店的结算与实物、处方、到场的人不符？谁购买的药品超出自己所能使用？",
        en=(
            "Which pharmacies settled what no goods, prescription or customer stands behind, and "
            "who bought more than anyone can take?"
        ),
    ),
    authority="医保",
    laws=(*FRAUD_LAWS, "medical-fund-15"),
    innocent_explanations=(
        BilingualText(
            "拆零、退货再售、设备故障", "split packs, returns sold again, scanner failures"
        ),
        BilingualText(
            "默认医师、选单误选、片盒误录（疑似录入错误）",
            "fillers, slips and wrong units: suspected wrong entries",
        ),
        BilingualText("养老机构集中代购、家庭共济", "care homes, linked family accounts"),
        BilingualText(
            "双通道药店、互联网医院、一村一医",
            "dual-channel shops, internet hospitals, one village doctor",
        ),
    ),
    populations=(SHOPS, PATIENTS),
    feature_folders=("pharmacy",),
    evidence_sources=EVIDENCE_SOURCES,
    ring_links=buyer_links,
    owner="医保基金监管处",
    review_due=date(2027, 11, 1),
)
