"""capacity_appraisal: who appraised, and how soon after the injury."""

from contracts.bilingual_text import BilingualText
from contracts.tables.capacity_appraisal import CapacityAppraisal
from features.capacity_appraisal.expert_panels import panel_records
from features.capacity_appraisal.filing_agents import agent_records
from scenarios.capacity_appraisal.shared_evidence import (
    APPRAISAL_ROW,
    CASE_ROW,
    GRAVER_THAN_CODED,
    PAYMENTS,
)
from scenarios.framework.definition import Evidence, Exclusion, Indicator

PANEL = Indicator(
    id="I16",
    title=BilingualText("鉴定专家/组合异常", "an expert or a pair of experts out of the ordinary"),
    definition=BilingualText(
        zh=(
            "本件等级重于预期0.5级以上，且专家组中有专家的平均偏重z≥3，或有两名专家在共同参加的鉴定"
            "（5件以上）中平均偏重z≥4；两人同组次数按随机抽取的概率又小于万分之一的，z≥2即可；"
            "本件偏重满1级的，界限降为六分之五；取值为超过界限的倍数"
        ),
        en=(
            "the grade is half a grade and more above expectation, and the panel has an expert "
            "whose mean is z ≥ 3 above, or two whose common panels (five and more) are z ≥ 4 "
            "above, or z ≥ 2 where they also meet with p < 1e-4 under a random draw; five sixths "
            "of the limit where the grade is a whole one above; the value is the multiple of that "
            "limit"
        ),
    ),
    population="appraisal",
    column="i16_ratio",
    unit="ratio",
    direction="high",
    # the feature is a multiple of its limit: 1 is the limit itself (z = 3, of a pair z = 4)
    threshold=1,
    level="S",
    evidence_source="panel",
    reason=BilingualText(
        zh=(
            "本件偏重{panel_above}级。专家{marked_expert}评定{expert_seats}件，"
            "收缩后平均偏重{expert_mean}级（z={expert_z}）；"
            "组合{marked_pair}同组{times_together}次，平均偏重{pair_mean}级（z={pair_z}），"
            "随机抽取预期{expected_together}次（概率为10的负{pair_digits}次方）。"
        ),
        en=(
            "{panel_above} grades above expectation here. Expert {marked_expert}: {expert_seats} "
            "appraisals, {expert_mean} grades above on average (z = {expert_z}); pair "
            "{marked_pair}: together {times_together} times, {pair_mean} grades above on average "
            "(z = {pair_z}), {expected_together} meetings expected under a random draw (p = "
            "10^-{pair_digits})."
        ),
    ),
    look_alikes=BilingualText(
        zh="专科专家少（手外科等），同组是必然；专家专看重伤",
        en=(
            "specialties with few experts (hand surgery) sit together by need; an expert who sees "
            "the grave cases"
        ),
    ),
    verify=BilingualText(
        zh=(
            "限制范围核查：调取随机抽取日志和专家库名单，由未参与的专家盲评；"
            "涉及公职人员的线索移送纪检监察，不得下发至鉴定机构"
        ),
        en=(
            "in a closed circle: get the log of the draw and the pool, have other experts grade "
            "blind; leads on public employees go to discipline inspection, not to the appraisal "
            "office"
        ),
    ),
    laws=("injury-25", "injury-27", "injury-61"),
    exclusions=(
        Exclusion(
            "is_small_pool",
            BilingualText(
                zh="该部位参与鉴定的专家仅{pool_experts}人，专科人手少，同组不足为奇",
                en=(
                    "only {pool_experts} experts sit for this part: a rare specialty, they meet by "
                    "need"
                ),
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
        zh=(
            "初次鉴定结论距受伤不足60天，或申请距受伤不足30天（骨折45天）、申请后至结论前仍有住院、或其后又延长"
            "停工留薪期；同时等级比预期重0.5级以上的为强线索（内固定是否取出须看病历，表中无法判断）"
        ),
        en=(
            "conclusion of the initial appraisal within 60 days of the injury, or an application "
            "within 30 days (a fracture: 45), before the last stay in hospital or before paid "
            "leave was extended; a strong lead if the grade is half a grade and more above "
            "expectation (implants are not in the tables)"
        ),
    ),
    population="appraisal",
    column="i17_days",
    unit="days",
    direction="low",
    # 60 days: bones are seldom stable earlier (art. 21 wants a stable state)
    threshold=59,
    or_when=("is_applied_early",),
    level="M",
    level_when=(("is_early_and_high", "S"),),
    evidence_source="timing",
    reason=BilingualText(
        zh=(
            "{injury_date}受伤，{days_to_application}天后申请鉴定，{i17_days}天后（{conclude_date}）"
            "作出结论，定{grade}级（预期{expected_ordinal}级），伤情可能尚未稳定。"
        ),
        en=(
            "hurt on {injury_date}, applied after {days_to_application} days, appraised after "
            "{i17_days} ({conclude_date}) at grade {grade} (expected {expected_ordinal}): the "
            "injury was perhaps not yet stable."
        ),
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

AGENT = Indicator(
    id="I26",
    title=BilingualText("代办人鉴定普遍偏重", "an agent whose appraisals are graded higher"),
    definition=BilingualText(
        zh="本件等级重于预期0.5级以上，且同一代办人（鉴定或认定申请）的鉴定（5件以上）平均偏重z≥4",
        en=(
            "the grade is half a grade and more above expectation, and the appraisals (five and "
            "more) that the same agent filed, or whose recognition it filed, are z ≥ 4 above"
        ),
    ),
    population="appraisal",
    column="i26_z",
    unit="z",
    direction="high",
    # among some hundred agents chance reaches z 4 once in three hundred nights
    threshold=4,
    level="S",
    evidence_source="agent",
    reason=BilingualText(
        zh=(
            "本件等级{grade}级，重于预期；代办人共办理鉴定{agent_appraisals}件，"
            "收缩后平均偏重{agent_mean}级（z={i26_z}），涉及{amount_involved}元。"
        ),
        en=(
            "grade {grade} is above expectation; the agent filed {agent_appraisals} appraisals, "
            "{agent_mean} grades above on average after shrinkage (z = {i26_z}); {amount_involved} "
            "yuan."
        ),
    ),
    look_alikes=BilingualText(
        "专办重伤案件的律师事务所", "a law firm that takes on the grave cases alone"
    ),
    verify=BilingualText(
        zh="核实代办人身份和收费；由未参与的专家盲评该代办人的鉴定；核对其与专家、经办人员的往来",
        en=(
            "see who the agent is and what it charges; have other experts grade its appraisals "
            "blind; look for ties with experts and clerks"
        ),
    ),
    laws=("injury-25", "injury-60"),
    exclusions=GRAVER_THAN_CODED,
    evidence=(
        APPRAISAL_ROW,
        Evidence(CapacityAppraisal, on={"record_id": "record_id"}, keys=agent_records),
        CASE_ROW,
    ),
)
