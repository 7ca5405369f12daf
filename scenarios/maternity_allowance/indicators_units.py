"""maternity_allowance: units with many births, without wages, and tied with others."""

from contracts.bilingual_text import BilingualText
from scenarios.framework.definition import Exclusion, Indicator
from scenarios.maternity_allowance.shared_evidence import (
    CONDITION_LAWS,
    FOUR_CHECKS,
    HELPER_LAWS,
    SHAM_WORK_LAWS,
    UNIT_PAYMENTS,
    UNIT_ROW,
)

BIRTH_RATE = Indicator(
    id="M04",
    title=BilingualText("单位生育率", "births of a unit's women"),
    definition=BilingualText(
        zh=(
            "近24个月领取生育津贴人数与按单位女职工年龄、全市生育率预计人数之比；"
            "4人以上且同样的单位万家偶然不到一家"
        ),
        en=(
            "mothers in 24 months over those expected by the ages of the unit's women and the "
            "city's rates; four and more, and such as chance has in none of ten thousand units"
        ),
    ),
    population="unit",
    column="m04_ratio",
    unit="ratio",
    direction="high",
    # four times: a unit of young women has two to three times the births
    threshold=4,
    level="S",
    evidence_source="births",
    reason=BilingualText(
        zh=(
            "近24个月{allowance_mothers}人领取生育津贴，按女职工{women_months}人月预计"
            "{expected_mothers}人，为其{m04_ratio}倍，共{amount_involved}元。"
        ),
        en=(
            "{allowance_mothers} mothers in 24 months, {expected_mothers} expected of "
            "{women_months} months of women insured: {m04_ratio} times; {amount_involved} yuan."
        ),
    ),
    look_alikes=BilingualText(
        "幼儿园、美容等年轻女性多的行业，新招一批职工", "trades of young women, a cohort just hired"
    ),
    verify=FOUR_CHECKS,
    laws=SHAM_WORK_LAWS,
    exclusions=(
        Exclusion(
            "is_usual_in_trade",
            BilingualText(
                "与同行业其他单位相比不足4倍（{m04_trade_ratio}倍）",
                "less than four times its trade's others ({m04_trade_ratio})",
            ),
        ),
    ),
    evidence=(UNIT_ROW, UNIT_PAYMENTS),
)

NO_WAGES = Indicator(
    id="M05",
    title=BilingualText("单位空壳", "unit without wages"),
    definition=BilingualText(
        zh="近24个月参保人月中单位未申报工资的占比；生育率异常或与3家以上单位同址的为强线索",
        en=(
            "share of insured months in 24 without a wage declared; strong beside an unusual rate "
            "of births or an address shared by three units"
        ),
    ),
    population="unit",
    column="m05_share",
    unit="share",
    direction="high",
    # four in five: a unit that declares late still has most months
    threshold=0.8,
    level="M",
    level_when=(("is_shell", "S"),),
    evidence_source="unit_wages",
    reason=BilingualText(
        zh=(
            "参保{insured_months}人月中{m05_share}没有申报工资，同址{shared_units}家单位，"
            "{allowance_mothers}人领取生育津贴{amount_involved}元。"
        ),
        en=(
            "{m05_share} of {insured_months} insured months without a wage, {shared_units} units "
            "at the address; {allowance_mothers} mothers drew {amount_involved} yuan."
        ),
    ),
    look_alikes=BilingualText(
        "工资由关联单位发放、定额征税的个体户", "an affiliate pays, a trader taxed at a fixed sum"
    ),
    verify=FOUR_CHECKS,
    laws=SHAM_WORK_LAWS,
    evidence=(UNIT_ROW, UNIT_PAYMENTS),
)

CHAIN = Indicator(
    id="M12",
    title=BilingualText("中介链", "units chained by an agent"),
    definition=BilingualText(
        zh=(
            "由同一法定代表人、电话、地址、代办电话或收款账户相连的两家以上单位中，"
            "临产转入且无工资的领取津贴人数"
        ),
        en=(
            "mothers who arrived within six months of birth and were paid no wages, over two units "
            "and more tied by a representative, phone, address, agent or account"
        ),
    ),
    population="unit",
    column="m12_mothers",
    unit="persons",
    direction="high",
    # eight: in all the cases that became known one agent had at least as many
    threshold=8,
    level="S",
    evidence_source="chain",
    reason=BilingualText(
        zh="相连的{m12_units}家单位共有{m12_mothers}人临产转入并领取津贴，本单位{amount_involved}元。",
        en=(
            "{m12_mothers} mothers arrived late at {m12_units} units that are tied; "
            "{amount_involved} yuan at this one."
        ),
    ),
    look_alikes=BilingualText(
        "人力资源机构为真实企业代理并有工资证明", "a personnel service of real firms, with wages"
    ),
    verify=FOUR_CHECKS,
    laws=(*HELPER_LAWS, *CONDITION_LAWS),
    evidence=(UNIT_ROW, UNIT_PAYMENTS),
)
