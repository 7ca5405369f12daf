"""early_retirement: months, industry and filing of special jobs."""

from contracts.bilingual_text import BilingualText
from scenarios.early_retirement.indicators_entitlement import BY_ARCHIVE, ROUNDING
from scenarios.early_retirement.shared_evidence import (
    APPROVAL_ROW,
    FILINGS,
    PERSON_ROW,
    SEGMENTS,
    SPECIAL_LAWS,
)
from scenarios.framework.definition import Exclusion, Indicator

UNIT_BACKLOG = BilingualText(
    zh=(
        "补录当日单位为多名职工一并补录，其中半数以上并未退休，属单位补正积压；"
        "或者单位历年都在次年一季度集中录入上年备案"
    ),
    en=(
        "on those days the unit caught up for many of its staff, most of whom do not "
        "retire: a backlog; or it enters each year's months early in the next"
    ),
)

SPECIAL_SHORT = Indicator(
    id="E01",
    title=BilingualText("特殊工种年龄/年限不足", "age or time in special jobs too short"),
    definition=BilingualText(
        zh=(
            "特殊工种退休时年龄不足男55、女45周岁，或分段记录中该类特殊工种月数（与审批数取小）"
            "不足规定"
        ),
        en=(
            "retired from a special job before 55 (men) or 45 (women), or with fewer months in the "
            "kind, by the segments, than it needs"
        ),
    ),
    population="approval",
    column="e01_months",
    unit="months",
    direction="high",
    # one is enough: the months are the law's condition
    threshold=1,
    level="H",
    evidence_source="special_time",
    reason=BilingualText(
        zh=(
            "特殊工种有记录{special_shown_months}个月（审批{special_months}个月，"
            "规定{special_needed_months}个月），"
            "退休时{retired_age_months}个月龄（规定{special_age_months}），相差{e01_months}个月；"
            "已提前领取{amount_involved}元。"
        ),
        en=(
            "{special_shown_months} special months on record (approved {special_months}, needed "
            "{special_needed_months}), retired at {retired_age_months} months of age (needed "
            "{special_age_months}): {e01_months} months short; {amount_involved} yuan drawn early."
        ),
    ),
    look_alikes=BilingualText(
        zh="两类工种按当地规定折算合并；1985年以前的年限另有口径；按档案出生日期认定",
        en=(
            "two kinds added up by local rule; years before 1985 count otherwise; birth date by "
            "the personal file"
        ),
    ),
    verify=BilingualText(
        "调阅人事档案原件、工资发放表和岗位备案，逐段核对工种和起止时间",
        "read the original file, payrolls and filings; compare job and dates of every segment",
    ),
    laws=SPECIAL_LAWS,
    exclusions=(
        Exclusion(
            "is_combined_kinds",
            BilingualText(
                "两类以上特殊工种按各自年限折算合计已满规定",
                "two kinds and more, each by its own measure, together reach the time needed",
            ),
        ),
        Exclusion(
            "is_before_standard",
            BilingualText(
                "含1985年3月以前的特殊工种年限，按当时规定认定",
                "with time before March 1985, which counts by the rules of then",
            ),
        ),
        Exclusion("is_special_by_archive", BY_ARCHIVE),
        Exclusion("is_special_rounding", ROUNDING),
    ),
    evidence=(APPROVAL_ROW, SEGMENTS, PERSON_ROW),
)

NOT_LISTED = Indicator(
    id="E02",
    title=BilingualText("工种不在名录", "job not in a catalogue"),
    definition=BilingualText(
        zh=(
            "特殊工种代码所指行业的名录不含该类工种的月数；代码在任何行业都查不到的不判；"
            "代码表有二十分之一以上对不上、多家单位都用该代码或未提供备案的，只作强线索"
        ),
        en=(
            "months under a job code whose industry's catalogue does not list the kind; codes that "
            "no industry's catalogue has are not judged; a strong lead only where a twentieth of "
            "the code list is unknown, many units use the code or no filings were delivered"
        ),
    ),
    population="approval",
    column="e02_months",
    unit="months",
    direction="high",
    # one is enough: the catalogue has no such work in that trade
    threshold=1,
    level="S",
    level_when=(("is_neither_listed_nor_filed", "H"),),
    evidence_source="special_catalogue",
    reason=BilingualText(
        zh=(
            "有{e02_months}个月按工种代码{e02_code}计为特殊工种，该代码所指行业名录无此类工种；"
            "已提前领取{amount_involved}元。"
        ),
        en=(
            "{e02_months} months counted under job code {e02_code}, which the catalogue of its "
            "industry does not list; {amount_involved} yuan drawn early."
        ),
    ),
    look_alikes=BilingualText(
        "经批复可跨行业参照执行的工种；代码录入错误",
        "a job for which a reply letter allows reference across industries; a slip in the code",
    ),
    verify=BilingualText(
        "核对名录文件与批复；查该工种历年备案",
        "compare with the catalogue, reply letters and past filings",
    ),
    laws=SPECIAL_LAWS,
    exclusions=(
        Exclusion(
            "is_filed_throughout",
            BilingualText(
                zh="备案义务以来该工种逐月备案均已受理，属经批复跨行业参照",
                en=(
                    "filed and accepted every month since filing is a duty: a reference across "
                    "industries that was granted"
                ),
            ),
        ),
    ),
    evidence=(APPROVAL_ROW, SEGMENTS, FILINGS),
)

FOREIGN_INDUSTRY = Indicator(
    id="E03",
    title=BilingualText("工种与单位行业不符", "special job in an industry that has none"),
    definition=BilingualText(
        zh=(
            "在行业名录不含该类特殊工种的单位计为特殊工种的月数；代码在任何行业名录中都查不到的不判"
        ),
        en=(
            "months in a special job at a unit of an industry whose catalogue never lists it; "
            "codes that no catalogue has are not judged"
        ),
    ),
    population="approval",
    column="e03_months",
    unit="months",
    direction="high",
    # a trade's code may be a year behind a firm's change; shorter stretches are left alone
    threshold=12,
    level="S",
    evidence_source="special_industry",
    period=("e03_from", "e03_to"),
    reason=BilingualText(
        zh=(
            "{e03_from}至{e03_to}有{e03_months}个月在行业{e03_industry}的单位按工种代码{e03_code}"
            "计为特殊工种，该行业名录无此类工种；已提前领取{amount_involved}元。"
        ),
        en=(
            "{e03_months} months, {e03_from} to {e03_to}, counted under job code {e03_code} at a "
            "unit of industry {e03_industry}, which has none; {amount_involved} yuan drawn early."
        ),
    ),
    look_alikes=BilingualText(
        "企业改制；2011、2017年国民经济行业代码调整；单位主业变更",
        "a restructured firm; the changes of industry codes of 2011 and 2017; a new main business",
    ),
    verify=BilingualText(
        zh="查单位工商登记沿革、生产工艺和岗位设置，走访当年同事",
        en=(
            "look at the unit's registration history, its process and posts; ask colleagues of the "
            "time"
        ),
    ),
    laws=SPECIAL_LAWS,
    exclusions=(
        Exclusion(
            "is_recoded_unit",
            BilingualText(
                zh="同一单位在其他分段中的行业含该类工种，属改制或行业代码调整",
                en=(
                    "other segments show the same unit in an industry that has the kind: "
                    "restructured or recoded"
                ),
            ),
        ),
    ),
    evidence=(APPROVAL_ROW, SEGMENTS),
)

UNFILED = Indicator(
    id="E04",
    title=BilingualText("特殊工种未备案", "special job not filed"),
    definition=BilingualText(
        zh=(
            "备案义务开始后（且在已提供的备案数据期间内）计为特殊工种而无逐月备案记录的月数；"
            "申请前一年内集中补录的不算备案；各月都有补录的只作强线索"
        ),
        en=(
            "special months since filing is a duty, within the delivered filings, without a filing "
            "of the job; what was entered in bulk within the year before the application is none; "
            "a strong lead only where every month was filed at last"
        ),
    ),
    population="approval",
    column="e04_months",
    unit="months",
    direction="high",
    # one is enough; gaps of three months are explained
    threshold=1,
    level="S",
    level_when=(("is_never_filed", "H"),),
    evidence_source="special_filing",
    period=("e04_from", "e04_to"),
    reason=BilingualText(
        zh=(
            "应备案{due_months}个月中有{e04_months}个月（{e04_from}至{e04_to}）无有效备案记录"
            "（申请前一年内集中补录{e04_bulk_months}个月）；已提前领取{amount_involved}元。"
        ),
        en=(
            "{e04_months} of {due_months} months that had to be filed ({e04_from} to {e04_to}) "
            "were not filed in time ({e04_bulk_months} were entered in bulk in the year before the "
            "application); {amount_involved} yuan drawn early."
        ),
    ),
    look_alikes=BilingualText(
        "单位备案滞后已补正；备案用了同类其他代码；个别月份漏报",
        "filed late and corrected; filed under another code; a month left out",
    ),
    verify=BilingualText(
        "调取单位备案回执和岗位公示记录，核对当月工资和岗位津贴",
        "get the receipts of filing and the posting at the unit; compare wages and post allowances",
    ),
    laws=SPECIAL_LAWS,
    exclusions=(
        Exclusion(
            "is_filed_otherwise",
            BilingualText(
                "各月均有备案，只是工种代码不同，属代码更换",
                "every month was filed, under another job code",
            ),
        ),
        Exclusion(
            "is_small_gap",
            BilingualText(
                "仅缺3个月以内且不超过应备案月数一成，属个别漏报",
                "three months at most and no more than one in ten: left out by the unit",
            ),
        ),
        Exclusion("is_caught_up_by_unit", UNIT_BACKLOG),
    ),
    evidence=(APPROVAL_ROW, SEGMENTS, FILINGS),
)

UNIT_SHARE = Indicator(
    id="E14",
    title=BilingualText("单位特殊工种退休率", "share of special-job retirements at a unit"),
    definition=BilingualText(
        "单位特殊工种退休占全部退休的收缩比率与同行业之比",
        "special-job share of a unit's retirements, shrunk, over that of its industry",
    ),
    population="approval",
    column="e14_times_peer",
    unit="ratio",
    direction="high",
    # ship-building or chemistry lie high already, hence against the trade; feeds the model
    threshold=3,
    level="M",
    evidence_source="unit",
    reason=BilingualText(
        zh=(
            "单位退休{unit_retirements}人，"
            "其中特殊工种{unit_special}人（{unit_special_share}），同行业{trade_special_share}，"
            "为{e14_times_peer}倍。"
        ),
        en=(
            "{unit_special} of {unit_retirements} retirements of the unit ({unit_special_share}) "
            "were from special jobs, {e14_times_peer} times the trade's {trade_special_share}."
        ),
    ),
    look_alikes=BilingualText("造船、化工、锻造企业", "shipyards, chemical works, forges"),
    verify=BilingualText(
        "与岗位设置、备案人数和同类企业比较",
        "compare with posts, filings and firms of the same kind",
    ),
    laws=SPECIAL_LAWS,
    evidence=(APPROVAL_ROW, SEGMENTS),
)
