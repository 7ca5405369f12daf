"""pharmacy_billing: prescriptions and those who wrote them."""

from contracts.tables.claim_line import ClaimLine
from contracts.text import Text
from features.prescriptions import first_prescriber_lines, unseen_lines
from scenarios.indicators.pharmacy_billing_terms import FRAUD_LAWS, SHOP_ON, SHOP_ROW
from scenarios.kit.definition import Evidence, Exclusion, Indicator

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
