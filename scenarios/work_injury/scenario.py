"""工伤保险“清风行动”: work-injury recognition and benefits (appraisal is a scenario of its own)."""

from datetime import date

from contracts.bilingual_text import Text
from contracts.tables.employer import Employer
from contracts.tables.injury_case import InjuryCase
from features.work_injury.agents_and_witnesses import (
    case_unit,
    injury_links,
    injury_units,
    other_signs,
    shared_helpers,
    unit_injuries,
)
from features.work_injury.injuries import (
    cover,
    injury_base,
    late_application,
    late_roster,
    repeat_injuries,
    still_insured,
)
from features.work_injury.injury_habits import case_bills, unit_bills
from features.work_injury.injury_money import full_allowance_with_pension, old_injuries, paid_by_two_funds
from scenarios.framework.definition import Family, ModelFeature, Population, Scenario
from scenarios.work_injury.indicators_cover import (
    BEFORE_COVER,
    LATE_UNIT,
    LATE_WORKER,
    SAME_DAY_ROSTER,
    SOON_AFTER_COVER,
)
from scenarios.work_injury.indicators_payments import STILL_INSURED, TWO_FUNDS, WITH_PENSION
from scenarios.work_injury.indicators_recurrence import HELPERS, OLD_INJURY, RATE, REPEATED, SMALL_MILL
from scenarios.work_injury.shared_evidence import CASE_ROW, INJURY_LAWS, PAYMENTS, UNIT_CASES, UNIT_ROW

CASES = Population(
    id="case",
    title=Text("工伤案件", "work-injury cases"),
    subject_kind="person",
    record=InjuryCase,
    base=injury_base,
    features=(
        cover,
        late_roster,
        late_application,
        repeat_injuries,
        still_insured,
        old_injuries,
        paid_by_two_funds,
        full_allowance_with_pension,
        shared_helpers,
        other_signs,
        case_unit,
        case_bills,
    ),
    model_features=(
        ModelFeature(
            "i01_hours", "high", "hours", Text("受伤早于参保小时数", "hours of injury before cover")
        ),
        ModelFeature("i02_days", "low", "days", Text("参保至受伤天数", "days from cover to injury")),
        ModelFeature("apply_delay_days", "high", "days", Text("受伤至申请天数", "days from injury to claim")),
        ModelFeature("repeat_cases", "high", "cases", Text("36个月工伤次数", "injuries in 36 months")),
        ModelFeature("agent_cases", "high", "cases", Text("代办人案件数", "cases of the agent")),
        ModelFeature("witness_cases", "high", "cases", Text("证人案件数", "cases of the witness")),
        ModelFeature(
            "i11_visits", "high", "visits", Text("伤前同部位就诊次数", "earlier visits for the same site")
        ),
        ModelFeature(
            "unit_times_peer", "high", "ratio", Text("单位工伤率与同业之比", "unit's rate over its trade's")
        ),
        ModelFeature(
            "i14_months", "high", "months", Text("终止后仍参保月数", "months insured after the end of work")
        ),
        ModelFeature("bill_yuan", "high", "yuan", Text("机构结算医疗费", "yuan billed by institutions")),
        ModelFeature(
            "same_sum_cases",
            "high",
            "cases",
            Text("同机构同金额他案数", "other cases with a bill of the same sum"),
        ),
        ModelFeature("amount_involved", "high", "yuan", Text("已付金额", "yuan paid")),
    ),
    peer_group=("industry_code",),
    evidence=(CASE_ROW, PAYMENTS),
)

UNITS = Population(
    id="unit",
    title=Text("有工伤的用人单位", "units with injuries"),
    subject_kind="employer",
    record=Employer,
    base=injury_units,
    features=(unit_injuries, unit_bills),
    model_features=(
        ModelFeature("injury_rate", "high", "rate", Text("年工伤发生率", "injuries per head and year")),
        ModelFeature("injury_count", "high", "cases", Text("年工伤件数", "injuries of the year")),
        ModelFeature("i07_times_peer", "high", "ratio", Text("与同业之比", "rate over the trade's")),
        ModelFeature(
            "first_hospital_share",
            "high",
            "share",
            Text("首位就诊机构案件占比", "share of cases at one institution"),
        ),
        ModelFeature("case_bill_yuan", "high", "yuan", Text("案均医疗费", "yuan billed per case")),
        ModelFeature("amount_involved", "high", "yuan", Text("已付金额", "yuan paid")),
        ModelFeature("unit_age_months", "low", "months", Text("登记至今月数", "months since registration")),
    ),
    peer_group=("industry_code",),
    evidence=(UNIT_ROW, UNIT_CASES),
    id_period="year",
)

FAMILIES = (
    Family("cover", Text("参保时间", "cover"), ("i01_hours", "i02_days")),
    Family("application", Text("申请", "application"), ("apply_delay_days",)),
    Family("repetition", Text("多次工伤", "repeated injuries"), ("repeat_cases",)),
    Family("helpers", Text("代办与证人", "agents and witnesses"), ("agent_cases", "witness_cases")),
    Family("history", Text("既往就诊", "earlier treatment"), ("i11_visits",)),
    Family(
        "incidence",
        Text("单位工伤率", "injuries of the unit"),
        ("unit_times_peer", "injury_rate", "injury_count", "i07_times_peer"),
    ),
    Family("contributions", Text("终止后参保", "contributions after the end"), ("i14_months",)),
    Family(
        "payments",
        Text("费用支付", "bills and payments"),
        ("bill_yuan", "same_sum_cases", "case_bill_yuan", "amount_involved"),
    ),
    Family("hospital", Text("就诊机构", "hospital"), ("first_hospital_share",)),
    Family("unit_age", Text("单位成立时间", "age of the unit"), ("unit_age_months",)),
)

SCENARIO = Scenario(
    id="work_injury",
    title=Text("工伤保险“清风行动”", "work-injury recognition and benefits"),
    question=Text(
        "哪些工伤的参保、申请、支付与记录不符？哪些人、单位、代办人反复出现？",
        "Which injuries do not fit the records of cover, application and payment; which persons, units and agents recur?",
    ),
    authority="人社",
    laws=INJURY_LAWS,
    innocent_explanations=(
        Text("按项目参保、单位合并改名", "cover by project, merged or renamed units"),
        Text("人事批量申报、批准延期", "daily batches, approved extensions"),
        Text("律师事务所和工会法律援助集中代办", "law firms and legal aid with many cases"),
    ),
    populations=(CASES, UNITS),
    indicators=(
        BEFORE_COVER,
        SOON_AFTER_COVER,
        SAME_DAY_ROSTER,
        LATE_UNIT,
        LATE_WORKER,
        REPEATED,
        RATE,
        SMALL_MILL,
        HELPERS,
        OLD_INJURY,
        TWO_FUNDS,
        WITH_PENSION,
        STILL_INSURED,
    ),
    families=FAMILIES,
    ring_links=injury_links,
    typologies=(
        "agent_witness_ring",
        "agent_witness_ring_hard",
        "allowance_with_pension",
        "double_paid_invoice",
        "injured_before_cover",
        "injured_before_cover_hard",
        "late_application_paid",
        "late_roster_same_day",
        "old_injury",
        "repeat_injury",
        "repeat_injury_hard",
        "small_employer_injury_mill",
        "subsidy_still_insured",
        "subsidy_still_insured_hard",
    ),
    owner="基金监督处",
    review_due=date(2027, 11, 1),
)
