"""pharmacy_billing: prescriptions and prescribers."""

from contracts.bilingual_text import BilingualText
from contracts.tables.claim_line import ClaimLine
from features.pharmacy.catalogue_restrictions import wrong_item_lines
from features.pharmacy.prescriber_codes import invalid_prescriber_lines, split_lines
from features.pharmacy.prescriptions import first_prescriber_lines, unseen_lines
from scenarios.framework.definition import Evidence, Exclusion, Indicator
from scenarios.pharmacy_billing.shared_evidence import FRAUD_LAWS, SHOP_LAWS, SHOP_ON, SHOP_ROW

UNSEEN = Indicator(
    id="P07",
    title=BilingualText("处方无就诊", "prescriptions without a visit"),
    definition=BilingualText(
        zh=(
            "外配处方在开方机构前后1天（长处方84天内）无该参保人就诊的人次（一人一日计一次）；"
            "按药店与开方机构成对比较，占两成以上且按该机构在他店及全市的缺失率难以偶然出现的为强线索；"
            "仅有千元以上高价药的为弱线索"
        ),
        en=(
            "visits (a person's day of prescription) that the prescribing institution does not "
            "know within a day (84 days on a long prescription): strong where they are a fifth of "
            "a shop's from an institution and no chance at its rate with other shops and the "
            "city's, among all pairs; weak where a single drug above 1,000 yuan is one"
        ),
    ),
    population="shop",
    column="p07_visits",
    unit="visits",
    direction="high",
    # one is enough: the feature keeps late uploads out by their own rate
    threshold=1,
    level="M",
    level_when=(("is_unseen_often", "S"),),
    evidence_source="prescriptions",
    amount="p07_yuan",
    period=("p07_from", "p07_to"),
    reason=BilingualText(
        zh=(
            "{p07_from}至{p07_to}有{p07_visits}人次外配处方（共{p07_considered}人次，"
            "涉及{p07_persons}人、{p07_lines}行）在{p07_places}家开方机构查无就诊记录，"
            "其中高价药{p07_dear}行，涉及{p07_yuan}元，疑似伪造处方。"
        ),
        en=(
            "{p07_visits} of {p07_considered} visits behind prescriptions ({p07_lines} lines of "
            "{p07_persons} persons) are unknown at the {p07_places} prescribing institutions, "
            "{p07_dear} lines of dear drugs; {p07_yuan} yuan."
        ),
    ),
    look_alikes=BilingualText(
        "互联网医院、医院延迟上传、长处方一次就诊多次取药、市外医院",
        "internet hospitals, late uploads, refills of a long prescription, hospitals elsewhere",
    ),
    verify=BilingualText(
        "函请开方机构确认处方号、医师和就诊记录",
        "ask the institution to confirm prescription, doctor and visit",
    ),
    laws=FRAUD_LAWS,
    exclusions=(
        Exclusion(
            "is_internet_rx",
            BilingualText(
                "处方均来自互联网医院，无线下就诊记录",
                "all prescriptions are of an internet hospital",
            ),
        ),
    ),
    evidence=(SHOP_ROW, Evidence(ClaimLine, on=SHOP_ON, keys=unseen_lines)),
)

PRESCRIBER = Indicator(
    id="P08",
    title=BilingualText("处方医师集中度", "share of the first prescriber"),
    definition=BilingualText(
        "近一年外配处方（50行以上）政策范围内金额中首位医师占比",
        "share of the first prescriber in the money on prescriptions of a year (50 lines and more)",
    ),
    population="shop",
    column="p08_share",
    unit="share",
    direction="high",
    # a shop beside a clinic lives by few doctors; the cut leaves them a majority
    threshold=0.6,
    level="S",
    evidence_source="prescriber",
    amount="p08_yuan",
    period=("p08_from", "p08_to"),
    reason=BilingualText(
        zh=(
            "近一年{p08_lines}行外配处方中，{p08_place}的医师{p08_doctor}一人占金额{p08_share}，"
            "计{p08_yuan}元。"
        ),
        en=(
            "doctor {p08_doctor} of {p08_place} wrote {p08_share} of the money on {p08_lines} "
            "prescription lines, {p08_yuan} yuan."
        ),
    ),
    look_alikes=BilingualText(
        "同楼诊所、院边店、一村一医",
        "a clinic in the house, a shop beside a hospital, one village doctor",
    ),
    verify=BilingualText(
        "核对处方与病历，查医师与药店的往来", "compare prescriptions with records, look for ties"
    ),
    laws=(*FRAUD_LAWS, "medical-fund-15"),
    exclusions=(
        Exclusion(
            "is_filler_prescriber",
            BilingualText(
                "首位“医师”{p08_doctor}为系统默认填充值，疑似录入错误",
                "the first prescriber, {p08_doctor}, is a filler: a suspected wrong entry",
            ),
            is_entry_error=True,
        ),
        Exclusion(
            "is_village_doctor",
            BilingualText(
                "首位医师为同区县未定级医疗机构（村卫生室）的医师",
                "the doctor of a village clinic of the same district",
            ),
        ),
    ),
    peer_group=("shop_kind",),
    evidence=(SHOP_ROW, Evidence(ClaimLine, on=SHOP_ON, keys=first_prescriber_lines)),
)

UNQUALIFIED = Indicator(
    id="P09",
    title=BilingualText("无资质开方", "prescribers without qualification"),
    definition=BilingualText(
        zh=(
            "近一年外配处方中，开方医师在医师库内而开方日已过有效期的行数（高等级）；"
            "没有时，本市机构其余医师均在库、唯其编码不在库、尚未生效或已终止而无日期的行数（强线索）；"
            "市外机构、互联网医院、库中无医师或多个编码不在库的机构为数据疑问"
        ),
        en=(
            "prescription lines of a year whose prescriber the register knows and whose validity "
            "had run out (high); without any, those of a prescriber who alone at a local "
            "institution is not in the register, not yet valid, or ended on an unknown day "
            "(strong); institutions elsewhere, on the internet, or of whose doctors several or "
            "all are missing are a data question"
        ),
    ),
    population="shop",
    column="p09_lines",
    unit="count",
    direction="high",
    # one is enough: without a valid prescriber there is no prescription
    threshold=1,
    level="S",
    level_when=(("is_barred_doctor", "H"),),
    evidence_source="prescriber",
    amount="p09_yuan",
    period=("p09_from", "p09_to"),
    reason=BilingualText(
        zh=(
            "{p09_from}至{p09_to}按资格已终止、过期或医师库查无的医师编码"
            "（{p09_doctor}等{p09_codes}个）的外配处方售药{p09_lines}行，"
            "涉及{p09_persons}人、{p09_yuan}元（另有市外或库未及更新的{p09_open_lines}行未判）。"
        ),
        en=(
            "{p09_lines} lines for {p09_persons} persons on prescriptions of {p09_codes} "
            "prescribers who had run out or are in no register ({p09_doctor} and others) from "
            "{p09_from} to {p09_to}, {p09_yuan} yuan ({p09_open_lines} lines of doctors registered "
            "elsewhere or not yet were not judged)."
        ),
    ),
    look_alikes=BilingualText(
        "医师编码迁移未同步、系统默认填充（匿名、默认）",
        "codes that were migrated, fillers of a hospital's system",
    ),
    verify=BilingualText(
        "函请开方机构确认医师身份与执业状态，核对处方原件",
        "ask the institution who the doctor is and whether he may practise; see the prescriptions",
    ),
    laws=FRAUD_LAWS,
    exclusions=(
        Exclusion(
            "is_filler_doctor",
            BilingualText(
                "医师编码“{p09_doctor}”为系统默认填充值，疑似录入错误",
                "the code {p09_doctor} is a filler: a suspected wrong entry",
            ),
            is_entry_error=True,
        ),
        Exclusion(
            "is_registered_elsewhere",
            BilingualText(
                "开方机构在市外、为互联网医院或医师库中无其医师，医师在他处登记，请核对医师库范围",
                "the institution lies elsewhere or has no doctors here: they are registered there",
            ),
            is_entry_error=True,
        ),
        Exclusion(
            "is_code_migration",
            BilingualText(
                "开方机构多个医师编码不在库中，疑似编码迁移或医师库未同步",
                "several codes of the institution are unknown: they were not taken over",
            ),
            is_entry_error=True,
        ),
        Exclusion(
            "is_register_stale",
            BilingualText(
                "全市一成以上开方医师的有效期已过，疑似医师库有效期未更新",
                "a tenth of all prescribers have run out: the register's dates were not kept up",
            ),
            is_entry_error=True,
        ),
    ),
    evidence=(SHOP_ROW, Evidence(ClaimLine, on=SHOP_ON, keys=invalid_prescriber_lines)),
)

SPLIT = Indicator(
    id="P20",
    title=BilingualText("分解处方", "split prescriptions"),
    definition=BilingualText(
        zh=(
            "同一人同日同一开方机构就同一药品开具三张以上（非长处方）处方，"
            "合计用量超过单张处方天数上限；单月最多天次"
        ),
        en=(
            "days on which one institution wrote a person three and more prescriptions (no long "
            "ones) of one drug that together pass what one may hold; the most in a month"
        ),
    ),
    population="shop",
    column="p20_days",
    unit="count",
    direction="high",
    # one such day in a month may be a refill before a journey; two are not
    threshold=2,
    level="S",
    evidence_source="splits",
    amount="p20_yuan",
    period=("p20_from", "p20_to"),
    reason=BilingualText(
        zh=(
            "{p20_from}至{p20_to}有{p20_days}天次同日分开处方（{p20_persons}人、"
            "{p20_prescriptions}张），合计超过单张处方用量上限，涉及{p20_yuan}元。"
        ),
        en=(
            "{p20_days} days with split prescriptions ({p20_persons} persons, {p20_prescriptions} "
            "prescriptions) from {p20_from} to {p20_to}, beyond what one may hold; {p20_yuan} yuan."
        ),
    ),
    look_alikes=BilingualText(
        "一日多个慢病门诊（不同药品或不同医师）", "several chronic clinics in one day"
    ),
    verify=BilingualText(
        "调阅处方与病历，核对是否一次诊疗拆开开具",
        "see prescriptions and records: was one visit split up",
    ),
    laws=(*SHOP_LAWS, "long-prescription-2021"),
    exclusions=(
        Exclusion(
            "is_several_clinics",
            BilingualText(
                "处方出自三名以上医师（一日多个慢病门诊）",
                "the prescriptions are of three and more doctors: several clinics in one day",
            ),
        ),
    ),
    evidence=(SHOP_ROW, Evidence(ClaimLine, on=SHOP_ON, keys=split_lines)),
)

RESTRICTED = Indicator(
    id="P19",
    title=BilingualText("性别、年龄、限定不符", "against restrictions of sex, age or insurance"),
    definition=BilingualText(
        zh=(
            "近一年本人以统筹基金支付（或凭开给本人的处方）购买的目录限性别、限年龄药品与购药人不符，"
            "或限工伤药品由统筹支付的行数；代购、亲属账户支付、仅用个人账户及共济家庭成员适用的不计；"
            "前者占比须高出他店，后者为硬规则"
        ),
        en=(
            "lines of a year that the insured person bought with pooled money (or on a "
            "prescription made out to that person) against the catalogue's limits of sex or age, "
            "or items for work injury paid by the pool (a hard rule); what was collected, paid by "
            "a relative or from the account alone, or fits a linked member of the family apart; "
            "the share must stand out from other shops'"
        ),
    ),
    population="shop",
    column="p19_lines",
    unit="count",
    direction="high",
    # one is enough; few and cheap lines, and a share like other shops', are explained
    threshold=1,
    level="S",
    level_when=(("has_injury_item", "H"),),
    evidence_source="restrictions",
    amount="p19_yuan",
    period=("p19_from", "p19_to"),
    reason=BilingualText(
        zh=(
            "{p19_from}至{p19_to}有{p19_lines}行限定不符（限性别{p19_sex}行、限年龄{p19_age}行、"
            "限工伤{p19_injury}行，如{p19_drug}），涉及{p19_persons}人、{p19_yuan}元。"
        ),
        en=(
            "{p19_lines} lines against restrictions (sex {p19_sex}, age {p19_age}, work injury "
            "{p19_injury}; such as {p19_drug}) for {p19_persons} persons from {p19_from} to "
            "{p19_to}, {p19_yuan} yuan."
        ),
    ),
    look_alikes=BilingualText(
        "下拉选单误选、家属持卡代购、跨性别适应症",
        "a slip in a pick-list, bought for family, drugs used across sexes",
    ),
    verify=BilingualText(
        "核对处方与实物、购药人身份；查是否串换或冒名",
        "compare prescription, goods and buyer; look for swaps",
    ),
    laws=(*SHOP_LAWS, "social-insurance-30"),
    exclusions=(
        Exclusion(
            "is_picklist_slip",
            BilingualText(
                zh="全年仅{p19_lines}行且金额小（{p19_yuan}元），疑似选单误选",
                en=(
                    "only {p19_lines} lines of {p19_yuan} yuan in a year: a suspected slip in a "
                    "pick-list"
                ),
            ),
            is_entry_error=True,
        ),
        Exclusion(
            "is_usual_share",
            BilingualText(
                "限定药品{restricted_lines}行中{p19_lines}行不符，与他店相当或仅一行",
                "{p19_lines} of {restricted_lines} lines of restricted items, as at other shops",
            ),
        ),
    ),
    evidence=(SHOP_ROW, Evidence(ClaimLine, on=SHOP_ON, keys=wrong_item_lines)),
)
