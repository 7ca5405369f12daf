"""dispatch_refund: conditions of a refund (layoffs, months paid, size, licence)."""

from contracts.bilingual_text import BilingualText
from contracts.law import get_law_number
from scenarios.dispatch_refund.shared_evidence import CONDITION_LAWS, REFUND_ROW, RULE_DAY, UNIT_ROW
from scenarios.framework.definition import Exclusion, Indicator, above

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
    level="H",
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
                zh="减少人员的半数以上同时转入同一单位（{moved_together_heads}人），属分立合并",
                en=(
                    "half and more of those who left are insured by one other unit "
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
        "上年度至核定日已足额到账的失业保险缴费月数",
        "months of the year before that were paid in full by the approval",
    ),
    population="refund",
    column="r08_months",
    unit="months",
    direction="low",
    # law/refund_paid_months: 12 months paid are the condition
    threshold=PAID_MONTHS - 1,
    level="H",
    evidence_source="premiums",
    reason=BilingualText(
        zh=(
            "{register_date}登记，上年度足额缴费{r08_months}个月，不足12个月，"
            "{approve_date}核定返还{refund_amount}元。"
        ),
        en=(
            "registered {register_date}; {r08_months} months paid in full, fewer than twelve; "
            "{refund_amount} yuan approved {approve_date}."
        ),
    ),
    look_alikes=BilingualText(
        "年内登记单位按当地规定自登记起算",
        "registered in the year and counted from then by local rule",
    ),
    verify=BilingualText("核对缴费台账与到账日期", "check the ledger and the days of posting"),
    laws=CONDITION_LAWS,
    exclusions=(
        Exclusion(
            "is_counted_from_registration",
            BilingualText(
                "上年内登记，自登记起逐月足额缴费，按当地规定起算",
                "registered in the year and paid every month since, which local rules may accept",
            ),
        ),
    ),
    evidence=(REFUND_ROW, UNIT_ROW),
)

LICENCE = Indicator(
    id="R10",
    title=BilingualText("派遣许可失效", "no dispatch licence in force"),
    definition=BilingualText(
        "申请日无有效劳务派遣经营许可证",
        "no licence for dispatch in force on the day of application",
    ),
    population="refund",
    column="r10_missing",
    unit="yes",
    direction="high",
    # a flag: 1 is yes
    threshold=1,
    level="H",
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
