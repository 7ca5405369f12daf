"""capacity_appraisal: grades beyond the injury and grades that change too much."""

from contracts.bilingual_text import BilingualText
from scenarios.capacity_appraisal.shared_evidence import (
    APPRAISAL_ROW,
    BENEFIT_LAWS,
    CASE_APPRAISALS,
    CASE_ROW,
    GRAVER_THAN_CODED,
    PAYMENTS,
)
from scenarios.framework.definition import Exclusion, Indicator

ABOVE_EXPECTED = Indicator(
    id="I15",
    title=BilingualText("伤残等级偏离预期", "grade beyond what the injury leads to expect"),
    definition=BilingualText(
        zh=(
            "初次鉴定的预期等级（同诊断、同部位其他鉴定的收缩均值，"
            "按住院天数、医疗费、年龄修正后取整）减实际等级；未达级按11计"
        ),
        en=(
            "expected grade of an initial appraisal (shrunk mean of others with the diagnosis and "
            "site, moved by stay, bill and age, rounded) less the grade given; below grade counts "
            "11"
        ),
    ),
    population="appraisal",
    column="i15_grades",
    unit="grades",
    direction="high",
    # about one honest appraisal in ten is a whole grade above (docs/scenarios); hence two
    threshold=2,
    level="S",
    evidence_source="grade",
    amount="i15_amount",
    reason=BilingualText(
        zh=(
            "诊断{diag_code}、部位{body_part}：同类{site_others}件均值{site_mean}级，"
            "按住院{stay_days}天、医疗费{medical_yuan}元、"
            "{age_years}岁修正后预期{expected_ordinal}级，实际{grade}级，偏重{i15_grades}级，"
            "涉及一次性伤残补助金差额{i15_amount}元。"
        ),
        en=(
            "diagnosis {diag_code}, part {body_part}: {site_others} others average {site_mean}; "
            "with {stay_days} days in hospital, {medical_yuan} yuan and age {age_years} expected "
            "{expected_ordinal}, given {grade}, {i15_grades} grades more severe; worth "
            "{i15_amount} yuan of lump sum."
        ),
    ),
    look_alikes=BilingualText(
        "编码未写全的合并伤；截肢平面；恢复不良",
        "combined injuries missing in codes; level of amputation; poor healing",
    ),
    verify=BilingualText(
        zh="调取鉴定档案、影像和病历，对照GB/T 16180条目；必要时组织复查或由省级专家复核",
        en=(
            "read the appraisal file, images and records against GB/T 16180; have it reviewed if "
            "need be"
        ),
    ),
    laws=("injury-25", *BENEFIT_LAWS),
    exclusions=GRAVER_THAN_CODED,
    peer_group=("body_part",),
    evidence=(APPRAISAL_ROW, CASE_ROW, PAYMENTS),
)

JUMP = Indicator(
    id="I18",
    title=BilingualText("复查/再次鉴定跳级", "grade jumps on review or re-appraisal"),
    definition=BilingualText(
        zh="复查或再次鉴定与上次结论相差2级以上；复查加重且其间无任何治疗的为强线索",
        en=(
            "a review or re-appraisal two grades and more from the conclusion before; a strong "
            "lead if a review is worse with no treatment in between"
        ),
    ),
    population="appraisal",
    column="i18_grades",
    unit="grades",
    direction="high",
    # a review may move a grade by one; two want a reason in the treatment
    threshold=2,
    level="M",
    level_when=(("is_worse_untreated", "S"),),
    evidence_source="change",
    reason=BilingualText(
        zh=(
            "{earlier_date}结论为{earlier_grade}级，{conclude_date}改为{grade}级，"
            "加重{worse_by_grades}级（负数为减轻），其间工伤基金无治疗记录，"
            "按新等级支付{amount_involved}元。"
        ),
        en=(
            "grade {earlier_grade} on {earlier_date}, {grade} on {conclude_date}: "
            "{worse_by_grades} grades worse (negative: better) with no treatment paid in between; "
            "{amount_involved} yuan were paid by the new grade."
        ),
    ),
    look_alikes=BilingualText(
        "伤情确有恶化，其间有治疗；首次鉴定偏轻",
        "a real change for the worse, with treatment; a first grade that was too mild",
    ),
    verify=BilingualText(
        "比对两次鉴定影像与功能测定；查其间就诊和用工情况",
        "compare images and measurements of both, and treatment and work between",
    ),
    laws=("injury-26", "injury-28", "zhejiang-injury-22"),
    exclusions=(
        Exclusion(
            "is_treated_again",
            BilingualText(
                "两次鉴定之间有工伤治疗、康复或旧伤复发确认",
                "treatment, rehabilitation or a relapse between the two",
            ),
        ),
    ),
    evidence=(CASE_APPRAISALS, CASE_ROW, PAYMENTS),
)
