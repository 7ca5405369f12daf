"""capacity_appraisal: evidence, provisions and exclusions that its indicators share."""

from contracts.bilingual_text import BilingualText
from contracts.tables.capacity_appraisal import CapacityAppraisal
from contracts.tables.injury_case import InjuryCase
from contracts.tables.injury_payment import InjuryPayment
from scenarios.framework.definition import Evidence, Exclusion

APPRAISAL_ROW = Evidence(CapacityAppraisal, on={"appraisal_id": "appraisal_id"})
CASE_APPRAISALS = Evidence(CapacityAppraisal, on={"case_id": "case_id"})
CASE_ROW = Evidence(InjuryCase, on={"case_id": "case_id"})
PAYMENTS = Evidence(InjuryPayment, on={"case_id": "case_id"})

BENEFIT_LAWS = ("injury-35", "injury-36", "injury-37", "injury-60")
GRAVER_THAN_CODED = (
    Exclusion(
        "is_amputation",
        BilingualText(
            zh="截肢（诊断、就诊编码或辅助器具可见），等级由截除平面决定，不与同部位伤情比较",
            en=(
                "an amputation (by code, by the hospital's code or by a device): its level decides "
                "the grade"
            ),
        ),
    ),
    Exclusion(
        "is_grave_injury",
        BilingualText(
            zh="脊髓、颅脑、眼球、挤压或大面积烧伤，按功能定级，不与同部位伤情比较",
            en=(
                "spinal cord, brain, eyeball, crushing or burns: graded by function, not "
                "comparable by site"
            ),
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
