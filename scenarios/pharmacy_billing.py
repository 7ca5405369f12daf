"""医保药店结算: billing of designated pharmacies and what insured persons buy there."""

from datetime import date

from contracts.tables.claim_header import ClaimHeader
from contracts.tables.claim_line import ClaimLine
from contracts.tables.claim_trace import ClaimTrace
from contracts.tables.death_record import DeathRecord
from contracts.tables.institution import Institution
from contracts.tables.institution_event import InstitutionEvent
from contracts.tables.person import Person
from contracts.tables.stock_month import StockMonth
from contracts.text import Text
from features.deaths import death_facts
from features.prescriptions import first_prescriber_lines, prescribers, unseen_lines, unseen_share
from features.presence import (
    buying_after_death,
    buying_in_hospital,
    purchases_after_death,
    stays_and_purchases,
)
from features.purchases import patient_year, shop_year
from features.shop_books import (
    closed_settlements,
    december_rise,
    gap_months,
    settled_while_closed,
    shop_drugs,
    stock_gap,
)
from features.shop_habits import shop_habits
from features.supply import (
    oversupply,
    oversupply_lines,
    patient_drugs,
    same_drug_lines,
    same_drug_money,
    same_drug_places,
)
from features.together import (
    buyer_links,
    buying_groups,
    collected_purchases,
    collecting,
    group_purchases,
    swipe_runs,
    till_runs,
)
from features.trace_codes import (
    code_reuse,
    missing_scans,
    repeated_code_settlements,
    repeated_codes,
    unscanned_lines,
)
from scenarios.kit.definition import Evidence, Exclusion, Indicator, ModelFeature, Population, Scenario

SHOP_ON, PERSON_ON = {"institution_code": "institution_code"}, {"person_id": "person_id"}
SHOP_ROW = Evidence(Institution, on=SHOP_ON)
PERSON_ROW = Evidence(Person, on=PERSON_ON)

SHOPS = Population(
    id="shop",
    title=Text("定点零售药店", "designated pharmacies"),
    subject_kind="institution",
    record=Institution,
    base=shop_year,
    features=(
        code_reuse,
        missing_scans,
        swipe_runs,
        buying_groups,
        collecting,
        unseen_share,
        prescribers,
        december_rise,
        stock_gap,
        settled_while_closed,
        shop_drugs,
        shop_habits,
    ),
    model_features=(
        ModelFeature("p01_codes", "high", "codes", Text("重复追溯码数", "codes settled before")),
        ModelFeature("p02_share", "high", "share", Text("应扫未扫占比", "share of lines not scanned")),
        ModelFeature("p05_year_runs", "high", "runs", Text("连续结算串数", "runs of settlements")),
        ModelFeature("p06_persons", "high", "persons", Text("同现人数", "persons buying together")),
        ModelFeature("p08_share", "high", "share", Text("首位医师占比", "share of the first prescriber")),
        ModelFeature(
            "p13_watch_share", "high", "share", Text("易倒卖药品占比", "share of easily resold drugs")
        ),
        ModelFeature(
            "p14_ratio",
            "high",
            "ratio",
            Text("年末增幅（扣除区县）", "December's rise beyond the district's"),
        ),
        ModelFeature("p15_packs", "high", "packs", Text("进销存缺口", "packs missing in the books")),
        ModelFeature(
            "fund_per_person_yuan", "high", "yuan", Text("人均统筹支付", "pooled money per customer")
        ),
        ModelFeature(
            "settlements_per_person", "high", "settlements", Text("人均结算笔数", "settlements per customer")
        ),
        ModelFeature("evening_share", "high", "share", Text("19时后结算占比", "share settled after 19:00")),
        ModelFeature(
            "round_sum_share", "high", "share", Text("整十元结算占比", "share to whole tens of yuan")
        ),
        ModelFeature(
            "tickets_per_visit",
            "high",
            "settlements",
            Text("每人每日结算笔数", "settlements per customer and day"),
        ),
        ModelFeature(
            "sum_spread_ratio", "both", "ratio", Text("单笔金额离散系数", "spread of sums over their mean")
        ),
        ModelFeature(
            "busy_day_ratio",
            "high",
            "ratio",
            Text("最忙日偏离度", "busiest day above the mean, in standard steps"),
        ),
    ),
    peer_group=("shop_kind",),
    evidence=(SHOP_ROW,),
    id_period="year",
)

PATIENTS = Population(
    id="patient",
    title=Text("药店购药参保人", "insured buyers"),
    subject_kind="person",
    record=Person,
    base=patient_year,
    features=(
        oversupply,
        same_drug_places,
        same_drug_money,
        patient_drugs,
        buying_after_death,
        death_facts,
        buying_in_hospital,
    ),
    model_features=(
        ModelFeature("p03_days", "high", "days", Text("超量天数", "days oversupplied")),
        ModelFeature("p04_institutions", "high", "institutions", Text("同药机构数", "places for one drug")),
        ModelFeature("year_settlements", "high", "settlements", Text("年购药笔数", "purchases of the year")),
        ModelFeature("year_shops", "high", "institutions", Text("年购药机构数", "places of the year")),
        ModelFeature("year_packs", "high", "packs", Text("年购药盒数", "packs of the year")),
        ModelFeature("year_fund_yuan", "high", "yuan", Text("年统筹支付", "pooled money of the year")),
        ModelFeature("watch_yuan", "high", "yuan", Text("易倒卖药品金额", "yuan of easily resold drugs")),
        ModelFeature(
            "p11_count", "high", "settlements", Text("住院期间购药笔数", "purchases while in hospital")
        ),
    ),
    peer_group=("age_band",),
    evidence=(PERSON_ROW,),
    id_period="year",
)

SHOP_LAWS = ("medical-fund-15", "medical-fund-38")
FRAUD_LAWS = ("medical-fund-20", "medical-fund-40")
PERSON_LAWS = ("medical-fund-17", "medical-fund-41")

REUSED_CODES = Indicator(
    id="P01",
    title=Text("追溯码重复结算", "trace codes settled twice"),
    definition=Text(
        "近一年本店结算、此前已在其他结算中使用过的追溯码个数（退货冲抵、拆零、同一小票除外）",
        "codes settled by the shop within a year that another settlement had used before (returns, split packs, one receipt left out)",
    ),
    population="shop",
    column="p01_codes",
    unit="codes",
    direction="high",
    threshold=2,
    level="S",
    family="trace_codes",
    amount="p01_yuan",
    period=("p01_from", "p01_to"),
    reason=Text(
        "{p01_from}至{p01_to}有{p01_codes}个追溯码重复结算，其中{p01_far_codes}个首次在其他机构或相隔30天以上，最长相隔{p01_days_apart}天，涉及{p01_yuan}元，疑似回流药销售。",
        "{p01_codes} trace codes were settled again between {p01_from} and {p01_to}, {p01_far_codes} of them elsewhere or 30 days and more before; {p01_yuan} yuan.",
    ),
    look_alikes=Text(
        "拆零销售、退货再售、大小包装共码、测试上传",
        "split packs, returns sold again, one code on outer and inner pack, test uploads",
    ),
    verify=Text(
        "调取随货同行单、购进发票和库存实物，核对追溯码流向",
        "check delivery notes, invoices and stock; follow the code's way",
    ),
    laws=("trace-code-2025", *FRAUD_LAWS),
    evidence=(
        SHOP_ROW,
        Evidence(ClaimTrace, on=SHOP_ON, keys=repeated_codes),
        Evidence(ClaimHeader, on=SHOP_ON, keys=repeated_code_settlements),
    ),
)

NOT_SCANNED = Indicator(
    id="P02",
    title=Text("应扫未扫", "drugs not scanned"),
    definition=Text(
        "2025年7月1日起应扫码而未上传追溯码的明细占比（20行以上；免码、拆零、无码库除外）",
        "share of lines without a code from 2025-07-01 (20 lines and more; exempt, split and no-code drugs left out)",
    ),
    population="shop",
    column="p02_share",
    unit="share",
    direction="high",
    threshold=0.05,
    level="H",
    family="scans",
    amount="p02_yuan",
    period=("p02_from", "p02_to"),
    reason=Text(
        "{p02_from}至{p02_to}应扫码药品{p02_eligible}行，其中{p02_missing}行未扫码，占{p02_share}，涉及{p02_yuan}元，不符合医保结算条件。",
        "{p02_missing} of {p02_eligible} lines ({p02_share}) were settled without a code, {p02_yuan} yuan.",
    ),
    look_alikes=Text("扫码设备故障后补传；饮片、颗粒、拆零、无码库药品", "a scanner's failure; exempt drugs"),
    verify=Text(
        "现场测试扫码设备，抽查未扫码药品的购进记录",
        "test the scanner, check purchases of what was not scanned",
    ),
    laws=("trace-code-2025", *SHOP_LAWS),
    exclusions=(
        Exclusion(
            "is_scanner_outage",
            Text(
                "未扫码集中于已上传原因的设备故障，其余不足5%",
                "the missing scans are of reported scanner failures; others are below 5 %",
            ),
        ),
    ),
    evidence=(SHOP_ROW, Evidence(ClaimLine, on=SHOP_ON, keys=unscanned_lines)),
)

OVERSUPPLY = Indicator(
    id="P03",
    title=Text("累计超量天数", "days oversupplied"),
    definition=Text(
        "同一通用名药品在近一年任一时段内购入量可用天数减时段天数，再减允许量（30天，长处方84天）的最大值；至少三次购买或超过180天",
        "the most days of one drug in hand in the last year beyond the allowance (30 days, 84 on long prescriptions), of three purchases and more or above 180 days",
    ),
    population="patient",
    column="p03_days",
    unit="days",
    direction="high",
    threshold=30,
    level="S",
    family="supply",
    amount="p03_yuan",
    period=("p03_from", "p03_to"),
    reason=Text(
        "{p03_from}至{p03_to}分{p03_purchase_days}天购买{p03_drug}，手中用量超出允许量{p03_days}天，涉及{p03_yuan}元，疑似超量购药。",
        "{p03_drug} bought on {p03_purchase_days} days from {p03_from} to {p03_to}: {p03_days} days more in hand than allowed; {p03_yuan} yuan.",
    ),
    look_alikes=Text(
        "长处方、节前备药、加量、夫妻共济互购、片盒单位录错",
        "long prescriptions, travel, a higher dose, couples on one account, tablets keyed as packs",
    ),
    verify=Text(
        "核对病历用药方案，询问药品去向，查看剩余药品", "compare with the treatment, ask where the drugs are"
    ),
    laws=("long-prescription-2021", "medical-fund-19", *PERSON_LAWS),
    exclusions=(
        Exclusion(
            "is_for_family",
            Text(
                "与共济绑定家庭成员合用则未超量",
                "not too much if the family of the linked account takes it too",
            ),
        ),
    ),
    evidence=(Evidence(ClaimLine, on=PERSON_ON, keys=oversupply_lines),),
)

SAME_DRUG = Indicator(
    id="P04",
    title=Text("多机构同药", "one drug in many places"),
    definition=Text(
        "30天内在不同机构（连锁合并为一家）购买同一通用名药品的机构数",
        "places (a chain is one) that sold the same drug to a person within 30 days",
    ),
    population="patient",
    column="p04_institutions",
    unit="institutions",
    direction="high",
    threshold=3,
    level="S",
    family="places",
    amount="p04_yuan",
    period=("p04_from", "p04_to"),
    reason=Text(
        "自{p04_from}起30天内在{p04_institutions}家机构购买{p04_drug}，涉及{p04_yuan}元。",
        "{p04_drug} bought in {p04_institutions} places within 30 days from {p04_from}, {p04_yuan} yuan.",
    ),
    look_alikes=Text("缺货调剂、连锁门店、医院转药店", "stock-outs, branches of a chain, referral"),
    verify=Text(
        "核对各店购药人影像与凭证，询问药品去向", "look at images and credentials, ask where the drugs are"
    ),
    laws=("medical-fund-19", *PERSON_LAWS),
    evidence=(Evidence(ClaimLine, on=PERSON_ON, keys=same_drug_lines),),
)

RUNS = Indicator(
    id="P05",
    title=Text("短时连续结算", "runs of settlements"),
    definition=Text(
        "同一收银台5人以上、间隔不超过60秒、金额相差不超过1元的连续结算，单月最多串数",
        "runs at one till: five persons and more, gaps up to 60 seconds, amounts within one yuan; the most in a month",
    ),
    population="shop",
    column="p05_runs",
    unit="runs",
    direction="high",
    threshold=2,
    level="S",
    family="runs",
    amount="p05_yuan",
    period=("p05_from", "p05_to"),
    reason=Text(
        "近一年出现{p05_year_runs}串连续结算（单月最多{p05_runs}串，最长{p05_persons}人），间隔不超过60秒且金额相同，涉及{p05_yuan}元，疑似空刷。",
        "{p05_year_runs} runs of settlements in a year (up to {p05_runs} a month, {p05_persons} persons), within 60 seconds at the same amount; {p05_yuan} yuan.",
    ),
    look_alikes=Text("开业促销、单位集体购药、多台并行收银", "a promotion, a firm's day, several tills"),
    verify=Text(
        "调取对应时段监控录像和小票，逐人询问", "see the video and receipts of these minutes, ask each person"
    ),
    laws=FRAUD_LAWS,
    evidence=(SHOP_ROW, Evidence(ClaimHeader, on=SHOP_ON, keys=till_runs)),
)

TOGETHER = Indicator(
    id="P06",
    title=Text("同现人群", "persons who always buy together"),
    definition=Text(
        "近90天在同一药店10分钟内先后结算、共同出现4天以上且非同户、无共济关系的人数",
        "persons of no common household or account who bought within ten minutes of each other on four days and more of 90",
    ),
    population="shop",
    column="p06_persons",
    unit="persons",
    direction="high",
    threshold=4,
    level="S",
    family="together",
    amount="p06_yuan",
    period=("p06_from", "p06_to"),
    reason=Text(
        "{p06_from}至{p06_to}有{p06_persons}人在10分钟内先后结算，共同出现{p06_days}天，非同户且无共济关系，涉及{p06_yuan}元，疑似集中刷卡。",
        "{p06_persons} persons of no common household bought within ten minutes on {p06_days} days from {p06_from} to {p06_to}; {p06_yuan} yuan.",
    ),
    look_alikes=Text("养老院集体购药、村医代购、邻里同行", "care homes, a village doctor, neighbours"),
    verify=Text(
        "调取监控核对是否本人到场，询问持卡人", "see on video whether they came, ask the card holders"
    ),
    laws=("medical-fund-17", *FRAUD_LAWS),
    exclusions=(
        Exclusion(
            "is_home_group", Text("同一地址（养老机构）的人员", "persons of one address, such as a care home")
        ),
        Exclusion("is_approved_group", Text("代购人在白名单内", "collected by a person on the white list")),
    ),
    evidence=(SHOP_ROW, Evidence(ClaimHeader, on=SHOP_ON, keys=group_purchases)),
)

COLLECTOR = Indicator(
    id="P22",
    title=Text("代购聚集", "one collector for many"),
    definition=Text(
        "近90天同一代购人在本店为多少名（非本户）参保人代购",
        "insured persons outside the own household for whom one collector signed in 90 days",
    ),
    population="shop",
    column="p22_persons",
    unit="persons",
    direction="high",
    threshold=5,
    level="S",
    family="collector",
    amount="p22_yuan",
    period=("p22_from", "p22_to"),
    reason=Text(
        "{p22_from}至{p22_to}同一代购人为{p22_persons}名参保人（{p22_homes}个住址）购药，涉及{p22_yuan}元。",
        "one collector signed for {p22_persons} persons of {p22_homes} homes from {p22_from} to {p22_to}; {p22_yuan} yuan.",
    ),
    look_alikes=Text(
        "养老机构、家庭医生、社区配送（白名单）", "care homes, family doctors, community delivery"
    ),
    verify=Text(
        "核对代购登记与双方身份证明，询问被代购人", "check the register and both identities, ask the persons"
    ),
    laws=("medical-fund-17", *FRAUD_LAWS),
    exclusions=(
        Exclusion("is_approved_collector", Text("代购人在白名单内", "the collector is on the white list")),
        Exclusion("is_care_home", Text("被代购人住同一地址（养老机构）", "the persons live at one address")),
    ),
    evidence=(SHOP_ROW, Evidence(ClaimHeader, on=SHOP_ON, keys=collected_purchases)),
)

UNSEEN = Indicator(
    id="P07",
    title=Text("处方无就诊", "prescriptions without a visit"),
    definition=Text(
        "外配处方在开方机构前后1天（长处方84天内）无该参保人就诊的行数；按开方机构计占两成以上且10行以上，或有千元以上高价药",
        "prescription lines without a visit at the prescribing institution within a day (84 days on a long one): a fifth of ten and more of an institution, or a drug above 1,000 yuan",
    ),
    population="shop",
    column="p07_lines",
    unit="count",
    direction="high",
    threshold=1,
    level="S",
    family="prescriptions",
    amount="p07_yuan",
    period=("p07_from", "p07_to"),
    reason=Text(
        "{p07_from}至{p07_to}有{p07_lines}行外配处方（共{p07_considered}行，涉及{p07_persons}人）在{p07_places}家开方机构查无就诊记录，其中高价药{p07_dear}行，涉及{p07_yuan}元，疑似伪造处方。",
        "{p07_lines} of {p07_considered} prescription lines of {p07_persons} persons have no visit at the {p07_places} prescribing institutions, {p07_dear} of dear drugs; {p07_yuan} yuan.",
    ),
    look_alikes=Text(
        "互联网医院、医院延迟上传、长处方一次就诊多次取药、市外医院",
        "internet hospitals, late uploads, refills of a long prescription, hospitals elsewhere",
    ),
    verify=Text(
        "函请开方机构确认处方号、医师和就诊记录",
        "ask the institution to confirm prescription, doctor and visit",
    ),
    laws=FRAUD_LAWS,
    exclusions=(
        Exclusion(
            "is_internet_rx",
            Text("处方均来自互联网医院，无线下就诊记录", "all prescriptions are of an internet hospital"),
        ),
    ),
    evidence=(SHOP_ROW, Evidence(ClaimLine, on=SHOP_ON, keys=unseen_lines)),
)

PRESCRIBER = Indicator(
    id="P08",
    title=Text("处方医师集中度", "share of the first prescriber"),
    definition=Text(
        "近一年外配处方（50行以上）政策范围内金额中首位医师占比",
        "share of the first prescriber in the money on prescriptions of a year (50 lines and more)",
    ),
    population="shop",
    column="p08_share",
    unit="share",
    direction="high",
    threshold=0.6,
    level="S",
    family="prescriber",
    amount="p08_yuan",
    period=("p08_from", "p08_to"),
    reason=Text(
        "近一年{p08_lines}行外配处方中，{p08_place}的医师{p08_doctor}一人占金额{p08_share}，计{p08_yuan}元。",
        "doctor {p08_doctor} of {p08_place} wrote {p08_share} of the money on {p08_lines} prescription lines, {p08_yuan} yuan.",
    ),
    look_alikes=Text(
        "同楼诊所、院边店、一村一医", "a clinic in the house, a shop beside a hospital, one village doctor"
    ),
    verify=Text("核对处方与病历，查医师与药店的往来", "compare prescriptions with records, look for ties"),
    laws=("medical-fund-15", *FRAUD_LAWS),
    exclusions=(
        Exclusion(
            "is_village_doctor",
            Text(
                "首位医师为同区县未定级医疗机构（村卫生室）的医师",
                "the doctor of a village clinic of the same district",
            ),
        ),
    ),
    peer_group=("shop_kind",),
    evidence=(SHOP_ROW, Evidence(ClaimLine, on=SHOP_ON, keys=first_prescriber_lines)),
)

AFTER_DEATH = Indicator(
    id="P10",
    title=Text("死亡后结算", "purchases after death"),
    definition=Text("购药时间晚于死亡日期的结算笔数", "purchases after the day of death"),
    population="patient",
    column="p10_count",
    unit="settlements",
    direction="high",
    threshold=1,
    level="H",
    family="deaths",
    amount="p10_yuan",
    period=("p10_from", "p10_to"),
    reason=Text(
        "参保人于{p10_death_date}死亡，此后{p10_from}至{p10_to}仍发生购药{p10_count}笔，涉及{p10_yuan}元。",
        "died on {p10_death_date}; {p10_count} purchases from {p10_from} to {p10_to}, {p10_yuan} yuan.",
    ),
    look_alikes=Text("购药在前、结算在后；死亡信息误匹配", "bought before and settled after; a wrong match"),
    verify=Text("核对死亡证明，调取监控查明持卡人", "check the certificate, see who held the card"),
    laws=PERSON_LAWS,
    exclusions=(
        Exclusion(
            "is_weak_death",
            Text(
                "死亡信息仅{x02_sources}个来源且非死亡证、火化或法院，或仅按姓名匹配，先核实是否健在",
                "{x02_sources} source that is no certificate, cremation or court, or a match by name: first see whether the person lives",
            ),
        ),
        Exclusion(
            "is_death_disputed",
            Text(
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
    title=Text("住院期间药店购药", "purchases while in hospital"),
    definition=Text(
        "近一年入院次日之后、出院前一日之前的药店购药笔数；3笔以上为强线索",
        "purchases of a year after the day after admission and before the day before discharge; strong from three",
    ),
    population="patient",
    column="p11_count",
    unit="settlements",
    direction="high",
    threshold=1,
    level="M",
    level_when=(("is_repeated", "S"),),
    family="stays",
    amount="p11_yuan",
    period=("p11_from", "p11_to"),
    reason=Text(
        "{p11_from}至{p11_to}住院期间在药店购药{p11_count}笔，涉及{p11_yuan}元，疑似冒名购药或挂床。",
        "{p11_count} purchases from {p11_from} to {p11_to} while in hospital, {p11_yuan} yuan.",
    ),
    look_alikes=Text(
        "家属持卡代购、出院带药、院内缺药", "relatives, discharge drugs, drugs that the hospital lacked"
    ),
    verify=Text("核对住院医嘱与监控，询问购药人", "compare with the orders and video, ask the buyer"),
    laws=PERSON_LAWS,
    evidence=(Evidence(ClaimHeader, on=PERSON_ON, keys=stays_and_purchases),),
)

YEAR_END = Indicator(
    id="P14",
    title=Text("年末突击", "a December beyond the others"),
    definition=Text(
        "12月统筹支付与7至11月月均之比，再除以本区县同比中位数",
        "December's pooled money over the mean of July to November, divided by the district's median rise",
    ),
    population="shop",
    column="p14_ratio",
    unit="ratio",
    direction="high",
    threshold=2.5,
    level="S",
    family="season",
    amount="p14_yuan",
    period=("p14_from", "p14_to"),
    reason=Text(
        "{p14_from}当月统筹支付{p14_yuan}元，为7至11月月均{p14_mean_yuan}元的{p14_rise_ratio}倍，扣除区县因素后{p14_ratio}倍，疑似年末套刷额度。",
        "{p14_yuan} yuan of pooled money in the month from {p14_from}, {p14_rise_ratio} times the months before ({p14_ratio} beyond the district).",
    ),
    look_alikes=Text("流感季、整条街同涨、新增门诊统筹", "a flu season, a whole street, a new pooling point"),
    verify=Text("抽查12月大额结算的处方与实物", "check prescriptions and goods of December"),
    laws=FRAUD_LAWS,
    peer_group=("shop_kind",),
    evidence=(SHOP_ROW,),
)

STOCK = Indicator(
    id="P15",
    title=Text("进销存不符", "settled beyond the books"),
    definition=Text(
        "近12个月各药品医保结算盒数超出账面可销数（期初+购进+退回−期末−报损）的部分，超过5盒且5%的合计",
        "packs settled in twelve months beyond what the books could sell, of drugs with a gap above 5 packs and 5 %",
    ),
    population="shop",
    column="p15_packs",
    unit="packs",
    direction="high",
    threshold=10,
    level="S",
    family="stock",
    amount="p15_yuan",
    period=("p15_from", "p15_to"),
    reason=Text(
        "近12个月{p15_items}种药品结算数超出账面可销数共{p15_packs}盒，涉及{p15_yuan}元，疑似无货空刷或串换。",
        "{p15_packs} packs of {p15_items} drugs settled beyond the books in twelve months, {p15_yuan} yuan.",
    ),
    look_alikes=Text("购进延迟入账、盒片单位换算", "purchases entered late, packs and tablets"),
    verify=Text("现场盘点，核对购进发票和随货同行单", "count the stock, check invoices and delivery notes"),
    laws=FRAUD_LAWS,
    evidence=(SHOP_ROW, Evidence(StockMonth, on=SHOP_ON, keys=gap_months)),
)

CLOSED = Indicator(
    id="P18",
    title=Text("暂停/非定点结算", "settled while suspended"),
    definition=Text(
        "协议暂停、中止期间或终止之后的结算笔数（生效当日不计）",
        "settlements inside a suspension or after the end of the agreement (not the day of effect)",
    ),
    population="shop",
    column="p18_count",
    unit="settlements",
    direction="high",
    threshold=1,
    level="H",
    family="agreement",
    amount="p18_yuan",
    period=("p18_from", "p18_to"),
    reason=Text(
        "自{p18_closed_date}起协议暂停或终止，{p18_from}至{p18_to}仍结算{p18_count}笔，涉及{p18_yuan}元。",
        "suspended or ended from {p18_closed_date}; {p18_count} settlements from {p18_from} to {p18_to}, {p18_yuan} yuan.",
    ),
    look_alikes=Text("决定送达与生效日期不一致", "a decision that took effect later"),
    verify=Text(
        "核对决定书生效日期与系统停用记录", "check the decision's date of effect and the system's record"
    ),
    laws=SHOP_LAWS,
    evidence=(
        SHOP_ROW,
        Evidence(InstitutionEvent, on=SHOP_ON),
        Evidence(ClaimHeader, on=SHOP_ON, keys=closed_settlements),
    ),
)

SCENARIO = Scenario(
    id="pharmacy_billing",
    title=Text("医保药店结算异常", "irregular billing of pharmacies"),
    question=Text(
        "哪些药店的结算与实物、处方、到场的人不符？谁购买的药品超出自己所能使用？",
        "Which pharmacies settled what no goods, prescription or customer stands behind, and who bought more than anyone can take?",
    ),
    authority="医保",
    laws=("medical-fund-15", *FRAUD_LAWS),
    innocent_explanations=(
        Text("拆零、退货再售、设备故障", "split packs, returns sold again, scanner failures"),
        Text("养老机构集中代购、家庭共济", "care homes, linked family accounts"),
        Text(
            "双通道药店、互联网医院、一村一医", "dual-channel shops, internet hospitals, one village doctor"
        ),
    ),
    populations=(SHOPS, PATIENTS),
    indicators=(
        REUSED_CODES,
        NOT_SCANNED,
        OVERSUPPLY,
        SAME_DRUG,
        RUNS,
        TOGETHER,
        UNSEEN,
        PRESCRIBER,
        AFTER_DEATH,
        IN_HOSPITAL,
        YEAR_END,
        STOCK,
        CLOSED,
        COLLECTOR,
    ),
    ring_links=buyer_links,
    typologies=(
        "billing_after_death",
        "card_borrowing_cluster",
        "card_borrowing_cluster_hard",
        "drug_reseller",
        "drug_reseller_hard",
        "forged_prescriptions",
        "forged_prescriptions_hard",
        "inpatient_purchase",
        "kickback_prescriber",
        "no_scan_sales",
        "no_scan_sales_hard",
        "phantom_stock",
        "phantom_stock_hard",
        "suspended_settlement",
        "swipe_burst",
        "swipe_burst_hard",
        "trace_code_reuse",
        "trace_code_reuse_hard",
        "year_end_drain",
    ),
    owner="医保基金监管处",
    review_due=date(2027, 11, 1),
)
