"""dispatch_refund: conditions of a refund (layoffs, months paid, size, licence)."""

from contracts.bilingual_text import BilingualText
from contracts.law import get_law_number
from contracts.tables.contribution_month import ContributionMonth
from features.dispatch_refund.premium_ledgers import unpaid_premiums
from scenarios.dispatch_refund.shared_evidence import (
    BY_REFUND,
    CONDITION_LAWS,
    REFUND_ROW,
    RULE_DAY,
    TAKEN_OVER,
    UNIT_ROW,
)
from scenarios.framework.definition import Evidence, Exclusion, Indicator, above

PAID_MONTHS = get_law_number("refund_paid_months").on(RULE_DAY)

LAYOFFS = Indicator(
    id="R07",
    title=BilingualText("裁员率超标仍返还", "refund in spite of the layoff rate"),
    definition=BilingualText(
        zh="人数减少率与领金人数占比两种算法均超过该年度上限（30人及以下为20%）",
        en=(
            "both layoff rates, heads lost and benefit recipients, above the year's limit (20 % "
            "for 30 heads and fewer)"
        ),
    ),
    population="refund",
    column="r07_excess",
    unit="share",
    direction="high",
    # any excess: the limit is the law's, and both ways of counting are above it
    threshold=above(0),
    # without the ledger of both ends of the year a split or merger cannot be seen
    level="S",
    level_when=(("is_move_known", "H"),),
    evidence_source="layoffs",
    reason=BilingualText(
        zh=(
            "前年末参保{heads_y2}人、上年末{heads_y1}人，减少{heads_lost_share}；"
            "上年领金{layoff_heads}人，占{recipients_share}；"
            "两种算法均高于上限{layoff_limit_share}，仍返还{refund_amount}元。"
        ),
        en=(
            "{heads_y2} insured at the end of Y-2, {heads_y1} of Y-1, {heads_lost_share} fewer; "
            "{layoff_heads} drew benefit, {recipients_share}; both above {layoff_limit_share}; "
            "{refund_amount} yuan were refunded."
        ),
    ),
    look_alikes=BilingualText(
        zh="单位分立、合并转移人员；上年初新登记单位应取1月人数",
        en=(
            "a split or merger that moved staff; a unit registered at the start, for which January "
            "counts"
        ),
    ),
    verify=BilingualText(
        "核对增减员明细、转入单位和领金名单",
        "compare the roster, where staff went, and who drew benefit",
    ),
    laws=CONDITION_LAWS,
    exclusions=(
        Exclusion(
            "is_split_or_merged",
            BilingualText(
                zh="申报减少人数的半数以上（{moved_together_heads}人）同时转入同一单位，属分立合并",
                en=(
                    "half and more of the heads lost are insured by one other unit "
                    "({moved_together_heads}): a split or merger"
                ),
            ),
        ),
        Exclusion(
            "is_new_unit",
            BilingualText("前年末方登记，人数基数不适用", "registered at the end of Y-2 or later"),
        ),
    ),
    evidence=(REFUND_ROW, UNIT_ROW),
)

SHORT_YEAR = Indicator(
    id="R08",
    title=BilingualText("缴费不足12个月", "fewer than twelve months paid"),
    definition=BilingualText(
        zh=(
            "12个月减去上年度应缴而至核定日未足额到账的失业保险缴费月数；无人参保的月份不欠费，"
            "不计；返还额1,000元以上且当月欠缴人数超过一成的为硬指标"
        ),
        en=(
            "twelve less the months of the year before for which premium was due and not paid in "
            "full by the approval; a month without any insured person owes nothing; high where "
            "more than a tenth of a month's heads were unpaid and the refund is 1,000 yuan and "
            "more"
        ),
    ),
    population="refund",
    column="r08_months",
    unit="months",
    direction="low",
    # law/refund_paid_months: 12 months paid are the condition
    threshold=PAID_MONTHS - 1,
    # small sums and single persons' rows never lead
    level="M",
    level_when=(("is_grave_debt", "H"),),
    evidence_source="premiums",
    reason=BilingualText(
        zh=(
            "上年度有{r08_unpaid_months}个月应缴失业保险费至核定日未足额到账，"
            "无欠费的{r08_months}个月，不足12个月，{approve_date}核定返还{refund_amount}元。"
        ),
        en=(
            "premium of {r08_unpaid_months} months of the year before was due and not paid in full "
            "by the approval, which leaves {r08_months}; {refund_amount} yuan approved "
            "{approve_date}."
        ),
    ),
    look_alikes=BilingualText(
        zh="无人参保的月份（不欠费）；核定前已补缴；个别人员的更正记录",
        en=(
            "a month without staff, which owes nothing; arrears settled before the approval; a "
            "correction of one person's row"
        ),
    ),
    verify=BilingualText("核对缴费台账与到账日期", "check the ledger and the days of posting"),
    laws=CONDITION_LAWS,
    evidence=(REFUND_ROW, Evidence(ContributionMonth, on=BY_REFUND, keys=unpaid_premiums)),
)

LICENCE = Indicator(
    id="R10",
    title=BilingualText("派遣许可失效", "no dispatch licence in force"),
    definition=BilingualText(
        "申请日无有效劳务派遣经营许可证；登记的许可证已到期的为硬指标，没有登记的为强线索",
        "no licence for dispatch in force on the day of application; high where the one on file "
        "was over, strong where none is on file",
    ),
    population="refund",
    column="r10_missing",
    unit="yes",
    direction="high",
    # a flag: 1 is yes
    threshold=1,
    # the register may lack a licence that another authority issued
    level="S",
    level_when=(("is_licence_over", "H"),),
    evidence_source="licence",
    reason=BilingualText(
        zh=(
            "{decided_date}以劳务派遣单位申请返还{refund_amount}元，"
            "许可证有效期{licence_from}至{licence_to}。"
        ),
        en=(
            "applied as a dispatch unit on {decided_date} for {refund_amount} yuan; licence "
            "{licence_from} to {licence_to}."
        ),
    ),
    look_alikes=BilingualText(
        "分公司使用总公司许可备案；许可证已换发",
        "a branch under its head office's licence; a renewed licence",
    ),
    verify=BilingualText("向许可机关查询当日许可状态", "ask the licensing authority for that day"),
    laws=("labour-contract-57", *CONDITION_LAWS),
    exclusions=(
        Exclusion(
            "is_taken_over",
            TAKEN_OVER,
        ),
        Exclusion(
            "is_branch_of_licensed",
            BilingualText(
                "关联单位（总公司）持有有效许可",
                "an affiliate (the head office) holds a licence in force",
            ),
        ),
        Exclusion(
            "is_renewed_since",
            BilingualText(
                zh="现许可证自{licence_from}起，为申请后换发，此前许可不在数据内",
                en=(
                    "the present licence begins {licence_from}, after the application; the one "
                    "before is not in the data"
                ),
            ),
        ),
    ),
    evidence=(REFUND_ROW, UNIT_ROW),
)
