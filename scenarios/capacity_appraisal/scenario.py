"""劳动能力鉴定: grades beyond the injury, panels that were not drawn, appraisals asked too early, grades that jump."""

from datetime import date

from contracts.bilingual_text import BilingualText
from contracts.tables.capacity_appraisal import CapacityAppraisal
from contracts.tables.injury_case import InjuryCase
from contracts.tables.injury_payment import InjuryPayment
from features.capacity_appraisal.appraisals import (
    appraisal_base,
    early_appraisals,
    grade_changes,
    severity_beyond_code,
)
from features.capacity_appraisal.expected_grades import grade_deviation
from features.capacity_appraisal.expert_panels import (
    appraisal_agents,
    appraisal_links,
    panel_marks,
    panel_records,
)
from scenarios.framework.definition import (
    Evidence,
    EvidenceSource,
    Exclusion,
    Indicator,
    ModelFeature,
    Population,
    Scenario,
)

APPRAISAL_ROW = Evidence(CapacityAppraisal, on={"appraisal_id": "appraisal_id"})
CASE_APPRAISALS = Evidence(CapacityAppraisal, on={"case_id": "case_id"})
CASE_ROW = Evidence(InjuryCase, on={"case_id": "case_id"})
PAYMENTS = Evidence(InjuryPayment, on={"case_id": "case_id"})

APPRAISALS = Population(
    id="appraisal",
    title=BilingualText("劳动能力鉴定结论", "conclusions of capacity appraisals"),
    subject_kind="person",
    record=CapacityAppraisal,
    base=appraisal_base,
    features=(
        grade_deviation,
        severity_beyond_code,
        early_appraisals,
        grade_changes,
        panel_marks,
        appraisal_agents,
    ),
    model_features=(
        ModelFeature(
            "above_expected",
            "high",
            "grades",
            BilingualText("等级比预期偏重", "grades above what is expected"),
        ),
        ModelFeature(
            "days_to_conclusion",
            "low",
            "days",
            BilingualText("受伤至结论天数", "days from injury to conclusion"),
        ),
        ModelFeature(
            "stay_times",
            "high",
            "ratio",
            BilingualText("住院天数为同部位倍数", "stay over the usual one of the site"),
        ),
        ModelFeature(
            "expert_z", "high", "z", BilingualText("专家平均偏重的z值", "z of the expert's mean")
        ),
        ModelFeature(
            "pair_digits",
            "high",
            "digits",
            BilingualText("专家组合聚集程度", "how unlikely the panel's pair is"),
        ),
        ModelFeature(
            "agent_mean",
            "high",
            "grades",
            BilingualText("代办人平均偏重", "grades above, mean of the agent's"),
        ),
        ModelFeature(
            "agent_appraisals",
            "high",
            "cases",
            BilingualText("代办人鉴定件数", "appraisals of the agent"),
        ),
        ModelFeature(
            "worse_by_grades",
            "high",
            "grades",
            BilingualText("较上次加重", "grades above the conclusion before"),
        ),
        ModelFeature(
            "amount_involved", "high", "yuan", BilingualText("按等级支付金额", "yuan paid by grade")
        ),
    ),
    peer_group=("region",),
    evidence=(APPRAISAL_ROW, CASE_ROW, PAYMENTS),
)

BENEFIT_LAWS = ("injury-35", "injury-36", "injury-37", "injury-60")
GRAVER_THAN_CODED = (
    Exclusion(
        "is_amputation",
        BilingualText(
            "截肢（诊断、就诊编码或辅助器具可见），等级由截除平面决定，不与同部位伤情比较",
            "an amputation (by code, by the hospital's code or by a device): its level decides the grade",
        ),
    ),
    Exclusion(
        "is_grave_injury",
        BilingualText(
            "脊髓、颅脑、眼球、挤压或大面积烧伤，按功能定级，不与同部位伤情比较",
            "spinal cord, brain, eyeball, crushing or burns: graded by function, not comparable by site",
        ),
    ),
    Exclusion(
        "is_combined_injury",
        BilingualText(
            "受伤后30日内就诊编码显示同次事故另有部位受伤，属合并伤",
            "hospital codes within 30 days show another site hurt in the same accident",
        ),
    ),
)

ABOVE_EXPECTED = Indicator(
    id="I15",
    title=BilingualText("伤残等级偏离预期", "grade beyond what the injury leads to expect"),
    definition=BilingualText(
        "初次鉴定的预期等级（同诊断、同部位其他鉴定的收缩均值，按住院天数、医疗费、年龄修正后取整）减实际等级；未达级按11计",
        "expected grade of an initial appraisal (shrunk mean of others with the diagnosis and site, moved by stay, bill and age, rounded) less the grade given; below grade counts 11",
    ),
    population="appraisal",
    column="i15_grades",
    unit="grades",
    direction="high",
    threshold=2,
    level="S",
    evidence_source="grade",
    amount="i15_amount",
    reason=BilingualText(
        "诊断{diag_code}、部位{body_part}：同类{site_others}件均值{site_mean}级，按住院{stay_days}天、医疗费{medical_yuan}元、{age_years}岁修正后预期{expected_ordinal}级，实际{grade}级，偏重{i15_grades}级，涉及一次性伤残补助金差额{i15_amount}元。",
        "diagnosis {diag_code}, part {body_part}: {site_others} others average {site_mean}; with {stay_days} days in hospital, {medical_yuan} yuan and age {age_years} expected {expected_ordinal}, given {grade}, {i15_grades} grades more severe; worth {i15_amount} yuan of lump sum.",
    ),
    look_alikes=BilingualText(
        "编码未写全的合并伤；截肢平面；恢复不良",
        "combined injuries missing in codes; level of amputation; poor healing",
    ),
    verify=BilingualText(
        "调取鉴定档案、影像和病历，对照GB/T 16180条目；必要时组织复查或由省级专家复核",
        "read the appraisal file, images and records against GB/T 16180; have it reviewed if need be",
    ),
    laws=("injury-25", *BENEFIT_LAWS),
    exclusions=GRAVER_THAN_CODED,
    peer_group=("body_part",),
    evidence=(APPRAISAL_ROW, CASE_ROW, PAYMENTS),
)

PANEL = Indicator(
    id="I16",
    title=BilingualText("鉴定专家/组合异常", "an expert or a pair of experts out of the ordinary"),
    definition=BilingualText(
        "本件等级重于预期0.5级以上，且专家组中有专家的平均偏重z≥3，或有两名专家同组次数按随机抽取的概率小于万分之一；本件偏重满1级的，界限降为六分之五（z≥2.5）；取值为超过界限的倍数",
        "the grade is half a grade and more above expectation, and the panel has an expert whose mean is z ≥ 3 above, or two who sit together with p < 1e-4 under a random draw; five sixths of the limit (z ≥ 2.5) where the grade is a whole one above; the value is the multiple of that limit",
    ),
    population="appraisal",
    column="i16_ratio",
    unit="ratio",
    direction="high",
    threshold=1,
    level="S",
    evidence_source="panel",
    reason=BilingualText(
        "本件偏重{panel_above}级。专家{marked_expert}评定{expert_seats}件，收缩后平均偏重{expert_mean}级（z={expert_z}）；组合{marked_pair}同组{times_together}次，随机抽取预期{expected_together}次（概率为10的负{pair_digits}次方）。",
        "{panel_above} grades above expectation here. Expert {marked_expert}: {expert_seats} appraisals, {expert_mean} grades above on average (z = {expert_z}); pair {marked_pair}: together {times_together} times, {expected_together} expected under a random draw (p = 10^-{pair_digits}).",
    ),
    look_alikes=BilingualText(
        "专科专家少（手外科等），同组是必然；专家专看重伤",
        "specialties with few experts (hand surgery) sit together by need; an expert who sees the grave cases",
    ),
    verify=BilingualText(
        "限制范围核查：调取随机抽取日志和专家库名单，由未参与的专家盲评；涉及公职人员的线索移送纪检监察，不得下发至鉴定机构",
        "in a closed circle: get the log of the draw and the pool, have other experts grade blind; leads on public employees go to discipline inspection, not to the appraisal office",
    ),
    laws=("injury-25", "injury-27", "injury-61"),
    exclusions=(
        Exclusion(
            "is_small_pool",
            BilingualText(
                "该部位参与鉴定的专家仅{pool_experts}人，专科人手少，同组不足为奇",
                "only {pool_experts} experts sit for this part: a rare specialty, they meet by need",
            ),
        ),
        *GRAVER_THAN_CODED,
    ),
    evidence=(
        APPRAISAL_ROW,
        Evidence(CapacityAppraisal, on={"record_id": "record_id"}, keys=panel_records),
        CASE_ROW,
    ),
)

TOO_EARLY = Indicator(
    id="I17",
    title=BilingualText("鉴定过早", "appraised too early"),
    definition=BilingualText(
        "初次鉴定结论距受伤不足60天；同时等级比预期重0.5级以上的为强线索（内固定是否取出须看病历，表中无法判断）",
        "conclusion of the initial appraisal within 60 days of the injury; a strong lead if the grade is half a grade and more above expectation (implants are not in the tables)",
    ),
    population="appraisal",
    column="i17_days",
    unit="days",
    direction="low",
    threshold=59,
    level="M",
    level_when=(("is_early_and_high", "S"),),
    evidence_source="timing",
    reason=BilingualText(
        "{injury_date}受伤，{conclude_date}即作出鉴定结论，仅{i17_days}天，定{grade}级（预期{expected_ordinal}级），伤情可能尚未稳定。",
        "hurt on {injury_date}, appraised on {conclude_date}, after {i17_days} days, at grade {grade} (expected {expected_ordinal}): the injury was perhaps not yet stable.",
    ),
    look_alikes=BilingualText(
        "截肢、明确缺失，无需等待", "an amputation or a clear loss need not be waited for"
    ),
    verify=BilingualText(
        "核对治疗终结时间、内固定是否取出、鉴定时影像",
        "look at the end of treatment, implants and images at appraisal",
    ),
    laws=("injury-21",),
    exclusions=(
        Exclusion(
            "is_any_amputation",
            BilingualText("截肢，缺失明确", "an amputation: what is lost is clear"),
        ),
        GRAVER_THAN_CODED[1],
    ),
    evidence=(APPRAISAL_ROW, CASE_ROW, PAYMENTS),
)

JUMP = Indicator(
    id="I18",
    title=BilingualText("复查/再次鉴定跳级", "grade jumps on review or re-appraisal"),
    definition=BilingualText(
        "复查或再次鉴定与上次结论相差2级以上；复查加重且其间无任何治疗的为强线索",
        "a review or re-appraisal two grades and more from the conclusion before; a strong lead if a review is worse with no treatment in between",
    ),
    population="appraisal",
    column="i18_grades",
    unit="grades",
    direction="high",
    threshold=2,
    level="M",
    level_when=(("is_worse_untreated", "S"),),
    evidence_source="change",
    reason=BilingualText(
        "{earlier_date}结论为{earlier_grade}级，{conclude_date}改为{grade}级，加重{worse_by_grades}级（负数为减轻），其间工伤基金无治疗记录，按新等级支付{amount_involved}元。",
        "grade {earlier_grade} on {earlier_date}, {grade} on {conclude_date}: {worse_by_grades} grades worse (negative: better) with no treatment paid in between; {amount_involved} yuan were paid by the new grade.",
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

FAMILIES = (
    EvidenceSource(
        "grade", BilingualText("鉴定等级", "grade"), ("above_expected", "amount_involved")
    ),
    EvidenceSource(
        "treatment", BilingualText("住院治疗", "treatment in hospital"), ("stay_times",)
    ),
    EvidenceSource("timing", BilingualText("鉴定时间", "timing"), ("days_to_conclusion",)),
    EvidenceSource(
        "panel", BilingualText("鉴定专家", "panel of experts"), ("expert_z", "pair_digits")
    ),
    EvidenceSource("agent", BilingualText("代办人", "agent"), ("agent_mean", "agent_appraisals")),
    EvidenceSource("change", BilingualText("复查变化", "change on review"), ("worse_by_grades",)),
)

SCENARIO = Scenario(
    id="capacity_appraisal",
    title=BilingualText("劳动能力鉴定", "labour-capacity appraisal"),
    question=BilingualText(
        "哪些伤残等级与伤情不符？哪些专家、组合、代办人的鉴定总是偏重？",
        "Which grades do not fit the injury; whose panels, pairs and agents always get more?",
    ),
    authority="人社",
    laws=("injury-21", "injury-25", "injury-28"),
    innocent_explanations=(
        BilingualText(
            "合并伤、截肢平面未写入编码", "combined injuries and amputation levels missing in codes"
        ),
        BilingualText("专科专家少，同组是必然", "few experts of a specialty, who meet by need"),
        BilingualText(
            "复查时伤情确有恶化并有治疗", "a real change for the worse on review, with treatment"
        ),
    ),
    populations=(APPRAISALS,),
    indicators=(ABOVE_EXPECTED, PANEL, TOO_EARLY, JUMP),
    evidence_sources=FAMILIES,
    ring_links=appraisal_links,
    typologies=(
        "grade_inflation_ring",
        "grade_inflation_ring_hard",
        "inflated_grade",
        "inflated_grade_hard",
        "review_jump",
        "too_early_appraisal",
    ),
    owner="基金监督处",
    review_due=date(2027, 11, 1),
    notes=BilingualText(
        "对象为被鉴定人；专家只以代码出现。涉及专家的线索属公职或受委托人员，按限制范围流转。",
        "The subject is the person appraised; experts appear by code alone. Leads on experts travel in a closed circle.",
    ),
)
