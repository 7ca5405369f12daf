"""benefit_overlap: pensioners without signs of life, and shared accounts."""

from contracts.bilingual_text import BilingualText
from scenarios.benefit_overlap.shared_evidence import CHECK_LAWS, CHECKS, PENSIONS, PERSON_ROW
from scenarios.framework.definition import Exclusion, Indicator

SILENT = Indicator(
    id="X13",
    title=BilingualText("沉默高龄", "very old and silent"),
    definition=BilingualText(
        zh=(
            "85周岁以上仍在领取，近两年无医保结算、无社保卡足迹，认证仅为人工代认证或无认证；"
            "有上门认证的另行说明"
        ),
        en=(
            "85 and older and paid; for two years no medical settlement, no footprint, no check "
            "but paper; a visit at home explains"
        ),
    ),
    population="recipient",
    column="x13_flag",
    unit="yes",
    direction="high",
    # a flag: 1 is yes
    threshold=1,
    level="S",
    evidence_source="silence",
    reason=BilingualText(
        zh=(
            "{paid_age_years}岁，近两年无医保结算和社保卡足迹（最近足迹{last_seen_date}），"
            "认证{check_count}次中人工代认证{paper_checks}次，近12个月领取{amount_involved}元。"
        ),
        en=(
            "aged {paid_age_years}: no medical settlement and no footprint in two years (last "
            "seen {last_seen_date}), {paper_checks} of {check_count} checks on paper; "
            "{amount_involved} yuan in twelve months."
        ),
    ),
    look_alikes=BilingualText(
        "随子女在外省或境外居住；由村医看病自付现金；卧床",
        "living elsewhere or abroad; a village doctor paid in cash; bedridden",
    ),
    verify=BilingualText(
        zh="上门或视频见本人；查村社、邻里和殡葬信息；调取代认证单和经办人",
        en=(
            "see the person at home or by video; ask village and neighbours; get the paper and the "
            "operator of the check"
        ),
    ),
    laws=CHECK_LAWS,
    exclusions=(
        Exclusion(
            "is_visited_at_home",
            BilingualText("近两年已上门认证见到本人", "seen at home within two years"),
        ),
    ),
    evidence=(PERSON_ROW, CHECKS, PENSIONS),
)

GREAT_AGE = Indicator(
    id="X14",
    title=BilingualText("极高龄", "105 and older"),
    definition=BilingualText(
        "105周岁以上仍在领取；近一年人脸、上门或窗口认证的另行说明",
        "105 and older and paid; a check in person within a year explains",
    ),
    population="recipient",
    column="paid_age_years",
    unit="years",
    direction="high",
    # lower ages meet real centenarians; a check in person explains those above
    threshold=105,
    level="S",
    evidence_source="age",
    reason=BilingualText(
        zh=(
            "登记年龄{paid_age_years}岁仍在领取，近一年无见到本人的认证，"
            "近12个月领取{amount_involved}元。"
        ),
        en=(
            "aged {paid_age_years} by the register and paid, {amount_involved} yuan in twelve "
            "months, without a check in person within a year."
        ),
    ),
    look_alikes=BilingualText(
        "真实百岁老人；出生日期登记错误", "a real centenarian; a wrong birth date"
    ),
    verify=BilingualText(
        "上门见本人；核对户籍和档案出生日期", "see the person; compare register and personal file"
    ),
    laws=CHECK_LAWS,
    exclusions=(
        Exclusion(
            "is_checked_in_person",
            BilingualText("近一年已见到本人的认证", "a check in person within a year"),
        ),
    ),
    evidence=(PERSON_ROW, CHECKS, PENSIONS),
)

ONE_ACCOUNT = Indicator(
    id="X15",
    title=BilingualText(
        "多户居民养老金入同一账户", "resident pensions of several households on one account"
    ),
    definition=BilingualText(
        zh=(
            "近12个月居民养老金发入同一账户的不同户数（同户计一）；"
            "白名单账户（福利院、监护）和单位账户另行说明；20户以上的账户为弱线索，一并核实户名"
        ),
        en=(
            "households whose resident pensions of twelve months ran to one account; accounts on "
            "the white list and units' own are explained; weak from twenty households on, where "
            "one asks whose account it is"
        ),
    ),
    population="recipient",
    column="x15_households",
    unit="count",
    direction="high",
    # a couple's two households may share an account; three are a collector or a home
    threshold=3,
    level="M",
    level_when=(("is_of_few_households", "S"),),
    evidence_source="accounts",
    amount="x15_yuan",
    period=("x15_from", "x15_to"),
    reason=BilingualText(
        zh=(
            "该账户近12个月收取{x15_households}户{x15_persons}人的居民养老金，"
            "其中本人{x15_yuan}元。"
        ),
        en=(
            "the account received the resident pensions of {x15_persons} persons of "
            "{x15_households} households, {x15_yuan} yuan of this one."
        ),
    ),
    look_alikes=BilingualText(
        "福利院、监护人、村集体代发的历史账户",
        "a welfare house, a guardian, an old joint account of a village",
    ),
    verify=BilingualText(
        "查账户户名和支取人；逐人核实是否健在、是否收到养老金",
        "see whose account it is and who draws; ask each person whether the pension arrives",
    ),
    laws=CHECK_LAWS,
    exclusions=(
        Exclusion(
            "is_approved_account",
            BilingualText("账户在白名单内（福利院等）", "the account is on the white list"),
        ),
        Exclusion(
            "is_unit_account",
            BilingualText("账户为登记单位的账户（养老机构等）", "the account is that of a home"),
        ),
    ),
    evidence=(PERSON_ROW, PENSIONS),
)
