"""early_retirement: legal age, months paid and category."""

from contracts.bilingual_text import BilingualText
from scenarios.early_retirement.shared_evidence import AGE_LAWS, APPROVAL_ROW, PERSON_ROW, SEGMENTS
from scenarios.framework.definition import Exclusion, Indicator

BY_ARCHIVE = BilingualText(
    zh="档案最先记载的出生日期早于身份证，按其计算符合条件",
    en=(
        "the personal file's first birth date is earlier than the identity card's and meets the "
        "condition"
    ),
)

ROUNDING = BilingualText(
    zh="1日出生，上月末即满龄，相差1个月属月份取整",
    en=(
        "born on the first: the age is reached on the last day of the month before, one month by "
        "rounding"
    ),
)

FLEXIBLE_BOUNDS = Indicator(
    id="E09",
    title=BilingualText("弹性提前越界", "flexible early retirement beyond its bounds"),
    definition=BilingualText(
        zh=(
            "弹性提前退休早于法定年龄36个月以上，或低于60/55/50周岁的月数（2025年以前无弹性提前）；"
            "或者未达到最低缴费年限"
        ),
        en=(
            "months by which a flexible early retirement is more than 36 months before the legal "
            "age or below 60, 55, 50 (none before 2025); or without the least months paid"
        ),
    ),
    population="approval",
    column="e09_months",
    unit="months",
    direction="high",
    # one is enough: 36 months before the legal age are the law's limit
    threshold=1,
    or_when=("is_flexible_unpaid",),
    level="H",
    evidence_source="age",
    reason=BilingualText(
        zh=(
            "弹性提前：退休时{retired_age_months}个月龄，法定{legal_months}，"
            "提前{early_months}个月（上限{e09_most_months}，底线{e09_floor_months}），"
            "越界{e09_months}个月；缴费和视同共{paid_months}个月（最低{e09_least_months}），"
            "已提前领取{amount_involved}元。"
        ),
        en=(
            "flexible early: retired at {retired_age_months} months of age, legal {legal_months}, "
            "{early_months} early (most {e09_most_months}, floor {e09_floor_months}): {e09_months} "
            "beyond; {paid_months} months paid or deemed of {e09_least_months}; {amount_involved} "
            "yuan drawn early."
        ),
    ),
    look_alikes=BilingualText(
        "特殊工种误录为弹性提前；按档案出生日期认定",
        "a special-job retirement entered as flexible; birth date by the personal file",
    ),
    verify=BilingualText(
        "核对出生日期认定、书面告知和审批表所选类型",
        "check the decision on the birth date, the written notice and the kind chosen",
    ),
    laws=("pension-age-measures-3", "flexible-retirement-2025", *AGE_LAWS),
    exclusions=(
        Exclusion(
            "is_special_miscoded",
            BilingualText(
                "特殊工种年限和年龄均符合，疑为类型录入错误",
                "time and age of a special job are met: perhaps the wrong kind was entered",
            ),
            is_entry_error=True,
        ),
        Exclusion("is_flexible_by_archive", BY_ARCHIVE),
        Exclusion("is_flexible_rounding", ROUNDING),
        Exclusion(
            "is_flexible_paid_up",
            BilingualText("所缺月数已一次性补缴", "the missing months were paid in a lump sum"),
        ),
    ),
    evidence=(APPROVAL_ROW, PERSON_ROW),
)

BEFORE_LEGAL_AGE = Indicator(
    id="E10",
    title=BilingualText("早于应退月", "pension before the legal month"),
    definition=BilingualText(
        zh="非提前类型的审批，待遇起始月早于按出生月推算的法定起始月的月数",
        en=(
            "months by which the pension of an approval of no early kind starts before the legal "
            "month by birth"
        ),
    ),
    population="approval",
    column="e10_months",
    unit="months",
    direction="high",
    # one is enough: the legal month follows from the month of birth
    threshold=1,
    level="H",
    evidence_source="age",
    reason=BilingualText(
        zh=(
            "待遇自{pension_start_month}起发，按出生日期应自{legal_start_month}起，"
            "早{e10_months}个月，无提前退休类型，已提前领取{amount_involved}元。"
        ),
        en=(
            "pension from {pension_start_month}; by the birth date due from {legal_start_month}: "
            "{e10_months} months early without a kind that allows it; {amount_involved} yuan drawn "
            "early."
        ),
    ),
    look_alikes=BilingualText(
        zh="档案出生日期认定；1日出生的月份取整；政策性提前退休",
        en=(
            "birth date by the personal file; rounding for those born on the first; early "
            "retirement by policy"
        ),
    ),
    verify=BilingualText(
        "核对身份证、户籍和档案最先记载的出生日期，查女职工岗位类别",
        "compare identity card, household and first file entry; check a woman's category",
    ),
    laws=("birth-date-1999-8", *AGE_LAWS),
    exclusions=(
        Exclusion("is_by_archive_birth", BY_ARCHIVE),
        Exclusion("is_month_rounding", ROUNDING),
        Exclusion(
            "is_other_policy",
            BilingualText(
                "属其他政策性退休，按专项文件办理", "another policy, by a document of its own"
            ),
        ),
    ),
    evidence=(APPROVAL_ROW, PERSON_ROW),
)

TOO_FEW_MONTHS = Indicator(
    id="E11",
    title=BilingualText("最低年限不足", "fewer months than a pension needs"),
    definition=BilingualText(
        zh=(
            "视同与实际缴费月数合计低于审批当年按月领取养老金的最低年限（病残津贴、"
            "工伤1–4级不适用）"
        ),
        en=(
            "deemed and paid months below the fewest for a monthly pension in the year of approval "
            "(not for the allowance and injuries of grades 1 to 4)"
        ),
    ),
    population="approval",
    column="e11_months",
    unit="months",
    direction="high",
    # one is enough: the least months paid are the law's condition
    threshold=1,
    level="H",
    evidence_source="paid_months",
    amount="paid_yuan",
    reason=BilingualText(
        zh=(
            "实际缴费{actual_paid_months}个月、视同{deemed_months}个月，"
            "合计比最低{e11_least_months}个月少{e11_months}个月；至今应发{paid_yuan}元。"
        ),
        en=(
            "{actual_paid_months} months paid and {deemed_months} deemed, {e11_months} fewer than "
            "the {e11_least_months} needed; {paid_yuan} yuan due to date."
        ),
    ),
    look_alikes=BilingualText(
        "约定缴费至满；1998年7月前参保的过渡规定",
        "paid up by agreement; the transitional rule for those insured before July 1998",
    ),
    verify=BilingualText(
        "核对缴费台账、转入和一次性补缴凭证",
        "check the ledger, transfers and vouchers of lump-sum payments",
    ),
    laws=("social-insurance-16", "pension-age-measures-2", "social-insurance-88"),
    exclusions=(
        Exclusion(
            "is_transitional",
            BilingualText(
                "1998年7月前参保且满10年，适用过渡规定",
                "insured before July 1998 with ten years: the transitional rule",
            ),
        ),
        Exclusion(
            "is_paid_up",
            BilingualText(
                "差额月数已一次性补缴足额到账", "the missing months were paid up in a lump sum"
            ),
        ),
    ),
    evidence=(APPROVAL_ROW, SEGMENTS),
)

SWITCHED = Indicator(
    id="E12",
    title=BilingualText("女性身份转换", "category of a woman changed before retirement"),
    definition=BilingualText(
        zh="按女工人（50类）退休的妇女，退休前24个月内以灵活就业身份（55类）自缴养老保险的月数",
        en=(
            "months self-paid as flexibly employed (category 55) in the 24 months before by a "
            "woman retired as a worker (50)"
        ),
    ),
    population="approval",
    column="e12_months",
    unit="months",
    direction="high",
    # one is enough; feeds the model, since changes of category are not delivered
    threshold=1,
    level="M",
    evidence_source="category",
    reason=BilingualText(
        zh="按女工人退休，退休前24个月内有{e12_months}个月以灵活就业身份自缴。",
        en=(
            "retired as a worker; {e12_months} of the 24 months before were self-paid as flexibly "
            "employed."
        ),
    ),
    look_alikes=BilingualText(
        "岗位变动合法；民营企业岗位类别由单位确认",
        "a lawful change of post; a private firm names its own posts",
    ),
    verify=BilingualText(
        "核对劳动合同岗位、任职时间与实际用工",
        "check post and time in the contract and the actual work",
    ),
    laws=AGE_LAWS,
    evidence=(APPROVAL_ROW, SEGMENTS),
)
