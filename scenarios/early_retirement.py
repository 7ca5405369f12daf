"""提前退休审批: approvals of retirement before the legal age, and what they rest on."""

from datetime import date

from contracts.tables.capacity_appraisal import CapacityAppraisal
from contracts.tables.claim_header import ClaimHeader
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.pension_approval import PensionApproval
from contracts.tables.person import Person
from contracts.tables.service_segment import ServiceSegment
from contracts.tables.special_job_filing import SpecialJobFiling
from contracts.text import Text
from features.approval_helpers import agent_share, approval_links, doctor_backing, doctor_share
from features.approvals import (
    approval_base,
    category_switch,
    closed_route,
    early_start,
    flexible_bounds,
    least_paid,
)
from features.illness_retirements import (
    hospital_visits,
    loss_of_capacity,
    months_worked_on,
    quick_approval,
    treatment,
    worked_on,
)
from features.special_jobs import (
    filed_throughout,
    foreign_industry,
    special_shortage,
    uncatalogued,
    unfiled,
    unit_special_share,
)
from scenarios.kit.definition import Evidence, Exclusion, Indicator, ModelFeature, Population, Scenario

APPROVAL_ROW = Evidence(PensionApproval, on={"approval_id": "approval_id"})
PERSON_ROW = Evidence(Person, on={"person_id": "person_id"})
SEGMENTS = Evidence(ServiceSegment, on={"person_id": "person_id"})
FILINGS = Evidence(SpecialJobFiling, on={"person_id": "person_id"})
APPRAISALS = Evidence(CapacityAppraisal, on={"person_id": "person_id"})
VISITS = Evidence(ClaimHeader, on={"approval_id": "approval_id"}, keys=hospital_visits)
WORK_AFTER = Evidence(ContributionMonth, on={"approval_id": "approval_id"}, keys=months_worked_on)

APPROVALS = Population(
    id="approval",
    title=Text("退休审批", "retirement approvals"),
    subject_kind="person",
    record=PensionApproval,
    base=approval_base,
    features=(
        special_shortage,
        uncatalogued,
        filed_throughout,
        foreign_industry,
        unfiled,
        unit_special_share,
        closed_route,
        loss_of_capacity,
        treatment,
        worked_on,
        quick_approval,
        flexible_bounds,
        early_start,
        least_paid,
        category_switch,
        doctor_share,
        doctor_backing,
        agent_share,
    ),
    model_features=(
        ModelFeature(
            "early_months", "high", "months", Text("早于法定退休年龄月数", "months before the legal age")
        ),
        ModelFeature("paid_months", "low", "months", Text("累计缴费月数", "months paid and deemed")),
        ModelFeature(
            "special_spare_months",
            "low",
            "months",
            Text("特殊工种年限富余月数", "special months beyond those needed"),
        ),
        ModelFeature(
            "e03_months",
            "high",
            "months",
            Text("行业不符的特殊工种月数", "special months in a foreign industry"),
        ),
        ModelFeature(
            "e04_months", "high", "months", Text("未备案的特殊工种月数", "special months not filed")
        ),
        ModelFeature(
            "e14_times_peer",
            "high",
            "ratio",
            Text("单位特殊工种退休率与同业之比", "unit's special-job share over its trade's"),
        ),
        ModelFeature(
            "e07_visits", "low", "visits", Text("申请前同病种就诊次数", "visits for the illness before")
        ),
        ModelFeature(
            "e08_months", "high", "months", Text("退休后在职参保月数", "months insured by a unit after")
        ),
        ModelFeature("e12_months", "high", "months", Text("退休前自缴月数", "months self-paid before")),
        ModelFeature("e15_days", "low", "days", Text("鉴定至审批天数", "days from appraisal to approval")),
        ModelFeature(
            "doctor_times",
            "high",
            "ratio",
            Text("诊断医师件数与中位数之比", "doctor's cases over the median"),
        ),
        ModelFeature("agent_cases", "high", "cases", Text("代办人提前退休件数", "agent's early retirements")),
        ModelFeature("amount_involved", "high", "yuan", Text("提前领取金额", "yuan drawn early")),
    ),
    peer_group=("approval_type",),
    evidence=(APPROVAL_ROW, PERSON_ROW),
)

SPECIAL_LAWS = ("retirement-1978-104", "special-job-2018-73", "social-insurance-88")
ILLNESS_LAWS = ("social-insurance-17", "illness-allowance-2025", "social-insurance-88")
AGE_LAWS = ("pension-age-2024", "social-insurance-88")

BY_ARCHIVE = Text(
    "档案最先记载的出生日期早于身份证，按其计算符合条件",
    "the personal file's first birth date is earlier than the identity card's and meets the condition",
)
ROUNDING = Text(
    "1日出生，上月末即满龄，相差1个月属月份取整",
    "born on the first: the age is reached on the last day of the month before, one month by rounding",
)

SPECIAL_SHORT = Indicator(
    id="E01",
    title=Text("特殊工种年龄/年限不足", "age or time in special jobs too short"),
    definition=Text(
        "特殊工种退休时年龄不足男55、女45周岁，或分段记录中该类特殊工种月数（与审批数取小）不足规定",
        "retired from a special job before 55 (men) or 45 (women), or with fewer months in the kind, by the segments, than it needs",
    ),
    population="approval",
    column="e01_months",
    unit="months",
    direction="high",
    threshold=1,
    level="H",
    family="special_time",
    reason=Text(
        "特殊工种有记录{special_shown_months}个月（审批{special_months}个月，规定{special_needed_months}个月），退休时{retired_age_months}个月龄（规定{special_age_months}），相差{e01_months}个月；已提前领取{amount_involved}元。",
        "{special_shown_months} special months on record (approved {special_months}, needed {special_needed_months}), retired at {retired_age_months} months of age (needed {special_age_months}): {e01_months} months short; {amount_involved} yuan drawn early.",
    ),
    look_alikes=Text(
        "两类工种按当地规定折算合并；1985年以前的年限另有口径；按档案出生日期认定",
        "two kinds added up by local rule; years before 1985 count otherwise; birth date by the personal file",
    ),
    verify=Text(
        "调阅人事档案原件、工资发放表和岗位备案，逐段核对工种和起止时间",
        "read the original file, payrolls and filings; compare job and dates of every segment",
    ),
    laws=SPECIAL_LAWS,
    exclusions=(
        Exclusion(
            "is_combined_kinds",
            Text(
                "两类以上特殊工种按各自年限折算合计已满规定",
                "two kinds and more, each by its own measure, together reach the time needed",
            ),
        ),
        Exclusion(
            "is_before_standard",
            Text(
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
    title=Text("工种不在名录", "job not in a catalogue"),
    definition=Text(
        "特殊工种代码所指行业的名录不含该类工种的月数",
        "months under a job code whose industry's catalogue does not list the kind",
    ),
    population="approval",
    column="e02_months",
    unit="months",
    direction="high",
    threshold=1,
    level="H",
    family="special_catalogue",
    reason=Text(
        "有{e02_months}个月按工种代码{e02_code}计为特殊工种，该代码所指行业名录无此类工种；已提前领取{amount_involved}元。",
        "{e02_months} months counted under job code {e02_code}, which the catalogue of its industry does not list; {amount_involved} yuan drawn early.",
    ),
    look_alikes=Text(
        "经批复可跨行业参照执行的工种；代码录入错误",
        "a job for which a reply letter allows reference across industries; a slip in the code",
    ),
    verify=Text(
        "核对名录文件与批复；查该工种历年备案", "compare with the catalogue, reply letters and past filings"
    ),
    laws=SPECIAL_LAWS,
    exclusions=(
        Exclusion(
            "is_filed_throughout",
            Text(
                "备案义务以来该工种逐月备案均已受理，属经批复跨行业参照",
                "filed and accepted every month since filing is a duty: a reference across industries that was granted",
            ),
        ),
    ),
    evidence=(APPROVAL_ROW, SEGMENTS, FILINGS),
)

FOREIGN_INDUSTRY = Indicator(
    id="E03",
    title=Text("工种与单位行业不符", "special job in an industry that has none"),
    definition=Text(
        "在行业名录不含该类特殊工种的单位计为特殊工种的月数",
        "months in a special job at a unit of an industry whose catalogue never lists the kind",
    ),
    population="approval",
    column="e03_months",
    unit="months",
    direction="high",
    threshold=12,
    level="S",
    family="special_industry",
    period=("e03_from", "e03_to"),
    reason=Text(
        "{e03_from}至{e03_to}有{e03_months}个月在行业{e03_industry}的单位计为第{e03_kind}类特殊工种，该行业名录无此类工种；已提前领取{amount_involved}元。",
        "{e03_months} months, {e03_from} to {e03_to}, counted as special kind {e03_kind} at a unit of industry {e03_industry}, which has none; {amount_involved} yuan drawn early.",
    ),
    look_alikes=Text(
        "企业改制；2011、2017年国民经济行业代码调整；单位主业变更",
        "a restructured firm; the changes of industry codes of 2011 and 2017; a new main business",
    ),
    verify=Text(
        "查单位工商登记沿革、生产工艺和岗位设置，走访当年同事",
        "look at the unit's registration history, its process and posts; ask colleagues of the time",
    ),
    laws=SPECIAL_LAWS,
    exclusions=(
        Exclusion(
            "is_recoded_unit",
            Text(
                "同一单位在其他分段中的行业含该类工种，属改制或行业代码调整",
                "other segments show the same unit in an industry that has the kind: restructured or recoded",
            ),
        ),
    ),
    evidence=(APPROVAL_ROW, SEGMENTS),
)

UNFILED = Indicator(
    id="E04",
    title=Text("特殊工种未备案", "special job not filed"),
    definition=Text(
        "备案义务开始后（且在已提供的备案数据期间内）计为特殊工种而无逐月备案记录的月数",
        "special months since filing is a duty, within the delivered filings, without a filing of the job",
    ),
    population="approval",
    column="e04_months",
    unit="months",
    direction="high",
    threshold=1,
    level="H",
    family="special_filing",
    period=("e04_from", "e04_to"),
    reason=Text(
        "应备案{due_months}个月中有{e04_months}个月（{e04_from}至{e04_to}）无备案记录；已提前领取{amount_involved}元。",
        "{e04_months} of {due_months} months that had to be filed ({e04_from} to {e04_to}) were not; {amount_involved} yuan drawn early.",
    ),
    look_alikes=Text(
        "单位备案滞后已补正；备案用了同类其他代码；个别月份漏报",
        "filed late and corrected; filed under another code; a month left out",
    ),
    verify=Text(
        "调取单位备案回执和岗位公示记录，核对当月工资和岗位津贴",
        "get the receipts of filing and the posting at the unit; compare wages and post allowances",
    ),
    laws=SPECIAL_LAWS,
    exclusions=(
        Exclusion(
            "is_filed_otherwise",
            Text(
                "各月均有备案，只是工种代码不同，属代码更换", "every month was filed, under another job code"
            ),
        ),
        Exclusion(
            "is_small_gap",
            Text(
                "仅缺3个月以内且不超过应备案月数一成，属个别漏报",
                "three months at most and no more than one in ten: left out by the unit",
            ),
        ),
    ),
    evidence=(APPROVAL_ROW, SEGMENTS, FILINGS),
)

CLOSED_ROUTE = Indicator(
    id="E05",
    title=Text("停办后仍批病退", "illness retirement after it was closed"),
    definition=Text(
        "2025年1月1日及以后审批的病退（应为病残津贴）",
        "illness retirement approved on or after 1 January 2025, when the allowance replaced it",
    ),
    population="approval",
    column="e05_closed",
    unit="yes",
    direction="high",
    threshold=1,
    level="H",
    family="route",
    amount="paid_yuan",
    reason=Text(
        "{approve_date}审批病退（{apply_date}申请），该类型已自2025-01-01停办；至今应发{paid_yuan}元。",
        "illness retirement approved on {approve_date} (applied {apply_date}), closed from 2025-01-01; {paid_yuan} yuan due to date.",
    ),
    look_alikes=Text("2025年前受理、按原办法办结", "accepted before 2025 and finished by the old rules"),
    verify=Text(
        "核对受理日期与受理回执；确属停办后受理的按病残津贴重核",
        "check the receipt of acceptance; if accepted later, decide anew as an allowance",
    ),
    laws=("illness-allowance-2025", "social-insurance-17"),
    exclusions=(
        Exclusion(
            "is_applied_before",
            Text("申请在2025年以前受理", "the application was accepted before 2025"),
        ),
    ),
    evidence=(APPROVAL_ROW, APPRAISALS),
)

NO_CONCLUSION = Indicator(
    id="E06",
    title=Text("病退/病残津贴无完全丧失结论", "no conclusion of complete loss of capacity"),
    definition=Text(
        "病退或病残津贴审批前没有本人“完全丧失劳动能力”的鉴定结论；所引鉴定未提供的为线索",
        "no conclusion of complete loss of capacity for the person before the approval; a lead only where the appraisal named was not delivered",
    ),
    population="approval",
    column="e06_missing",
    unit="yes",
    direction="high",
    threshold=1,
    level="S",
    level_when=(("is_known_to_lack", "H"),),
    family="appraisal",
    reason=Text(
        "{approve_date}审批前无本人完全丧失劳动能力结论（所引鉴定{named_appraisal_id}，最近结论{last_conclusion}）；已提前领取{amount_involved}元。",
        "no conclusion of complete loss of capacity before {approve_date} (appraisal named: {named_appraisal_id}, last conclusion: {last_conclusion}); {amount_involved} yuan drawn early.",
    ),
    look_alikes=Text(
        "工伤1–4级职工退出岗位；外地鉴定结论未入库",
        "an injured worker of grades 1 to 4 leaving the post; a conclusion from another city",
    ),
    verify=Text(
        "向劳动能力鉴定委员会核对鉴定书编号、签发和专家名单",
        "check number, issue and experts of the certificate with the appraisal committee",
    ),
    laws=ILLNESS_LAWS,
    exclusions=(
        Exclusion(
            "is_injury_grade",
            Text(
                "本人有工伤1–4级结论，属退出工作岗位",
                "the person has an injury of grades 1 to 4 and leaves the post",
            ),
        ),
    ),
    evidence=(APPROVAL_ROW, APPRAISALS),
)

UNTREATED = Indicator(
    id="E07",
    title=Text("诊疗反证", "the illness was never treated"),
    definition=Text(
        "病退或病残津贴申请前24个月内（最后30天为备件期不计）所批病种同组（ICD-10前两位）的住院、门诊结算次数",
        "hospital settlements for the approved group of diagnoses (two characters of ICD-10) in the 24 months before the application, its last 30 days left out",
    ),
    population="approval",
    column="e07_visits",
    unit="visits",
    direction="low",
    threshold=0,
    level="S",
    family="treatment",
    period=("e07_from", "period_to"),
    reason=Text(
        "按{diag_code}批准，{e07_from}至申请前30天无同病种就诊（同期其他就诊{other_visits}次，申请前30天内同病种{file_visits}次）；已提前领取{amount_involved}元。",
        "approved for {diag_code}; from {e07_from} to 30 days before the application no visit for it ({other_visits} for other reasons, {file_visits} in those 30 days); {amount_involved} yuan drawn early.",
    ),
    look_alikes=Text(
        "异地或自费就医；精神疾病；按工伤治疗",
        "treated elsewhere or at own cost; a mental illness; treated as a work injury",
    ),
    verify=Text(
        "调取诊断医院病历、影像和缴费记录；必要时组织重新鉴定",
        "get the hospital's records, images and bills; have the capacity judged again if needed",
    ),
    laws=ILLNESS_LAWS,
    exclusions=(
        Exclusion(
            "is_mental_illness",
            Text("精神疾病，多在专科治疗、另行结算", "a mental illness, treated and settled elsewhere"),
        ),
        Exclusion(
            "is_treated_as_injury",
            Text("本人有工伤，费用由工伤基金支付", "an injured worker, treated at the injury fund's cost"),
        ),
        Exclusion(
            "is_treated_elsewhere",
            Text(
                "同期在本地无任何就诊结算，属异地、自费就医或数据未提供",
                "no hospital settlement of any kind here: treated elsewhere, at own cost, or not delivered",
            ),
        ),
    ),
    evidence=(APPROVAL_ROW, APPRAISALS, VISITS),
)

WORKED_ON = Indicator(
    id="E08",
    title=Text("退后再就业", "at work after retirement for illness"),
    definition=Text(
        "病退或病残津贴审批次月起，用人单位正常缴纳养老或失业保险费的月数；单工伤参保不计",
        "months of pension or unemployment premiums by a unit after an approval for illness; cover for injury alone does not count",
    ),
    population="approval",
    column="e08_months",
    unit="months",
    direction="high",
    threshold=2,
    level="S",
    family="contributions",
    amount="e08_yuan",
    period=("e08_from", "e08_to"),
    reason=Text(
        "{approve_date}以完全丧失劳动能力退休后，{e08_from}至{e08_to}又由{worked_units}家单位参保{e08_months}个月，同期待遇{e08_yuan}元。",
        "retired as unable to work on {approve_date}, insured by {worked_units} units for {e08_months} months, {e08_from} to {e08_to}; {e08_yuan} yuan of pension in these months.",
    ),
    look_alikes=Text(
        "超龄或看门等单工伤参保；原单位减员滞后；名义挂靠",
        "a doorman with injury cover alone; the old unit's late removal; work in name only",
    ),
    verify=Text(
        "查劳动合同、工资发放和考勤；询问本人工作内容，必要时重新鉴定",
        "look at contract, wages and attendance; ask what the work is; have the capacity judged again",
    ),
    laws=ILLNESS_LAWS,
    exclusions=(
        Exclusion(
            "is_late_removal",
            Text(
                "仅原单位审批后2个月内缴费，属减员滞后", "only the old unit, within two months: removed late"
            ),
        ),
    ),
    evidence=(APPROVAL_ROW, WORK_AFTER, APPRAISALS),
)

FLEXIBLE_BOUNDS = Indicator(
    id="E09",
    title=Text("弹性提前越界", "flexible early retirement beyond its bounds"),
    definition=Text(
        "弹性提前退休早于法定年龄36个月以上，或低于60/55/50周岁的月数（2025年以前无弹性提前）",
        "months by which a flexible early retirement is more than 36 months before the legal age or below 60, 55, 50 (none before 2025)",
    ),
    population="approval",
    column="e09_months",
    unit="months",
    direction="high",
    threshold=1,
    level="H",
    family="age",
    reason=Text(
        "弹性提前：退休时{retired_age_months}个月龄，法定{legal_months}，提前{early_months}个月（上限{e09_most_months}，底线{e09_floor_months}），越界{e09_months}个月，已提前领取{amount_involved}元。",
        "flexible early: retired at {retired_age_months} months of age, legal {legal_months}, {early_months} early (most {e09_most_months}, floor {e09_floor_months}): {e09_months} beyond; {amount_involved} yuan drawn early.",
    ),
    look_alikes=Text(
        "特殊工种误录为弹性提前；按档案出生日期认定",
        "a special-job retirement entered as flexible; birth date by the personal file",
    ),
    verify=Text(
        "核对出生日期认定、书面告知和审批表所选类型",
        "check the decision on the birth date, the written notice and the kind chosen",
    ),
    laws=("flexible-retirement-2025", *AGE_LAWS),
    exclusions=(
        Exclusion(
            "is_special_miscoded",
            Text(
                "特殊工种年限和年龄均符合，疑为类型录入错误",
                "time and age of a special job are met: perhaps the wrong kind was entered",
            ),
            is_entry_error=True,
        ),
        Exclusion("is_flexible_by_archive", BY_ARCHIVE),
        Exclusion("is_flexible_rounding", ROUNDING),
    ),
    evidence=(APPROVAL_ROW, PERSON_ROW),
)

BEFORE_LEGAL_AGE = Indicator(
    id="E10",
    title=Text("早于应退月", "pension before the legal month"),
    definition=Text(
        "非提前类型的审批，待遇起始月早于按出生月推算的法定起始月的月数",
        "months by which the pension of an approval of no early kind starts before the legal month by birth",
    ),
    population="approval",
    column="e10_months",
    unit="months",
    direction="high",
    threshold=1,
    level="H",
    family="age",
    reason=Text(
        "待遇自{pension_start_month}起发，按出生日期应自{legal_start_month}起，早{e10_months}个月，无提前退休类型，已提前领取{amount_involved}元。",
        "pension from {pension_start_month}; by the birth date due from {legal_start_month}: {e10_months} months early without a kind that allows it; {amount_involved} yuan drawn early.",
    ),
    look_alikes=Text(
        "档案出生日期认定；1日出生的月份取整；政策性提前退休",
        "birth date by the personal file; rounding for those born on the first; early retirement by policy",
    ),
    verify=Text(
        "核对身份证、户籍和档案最先记载的出生日期，查女职工岗位类别",
        "compare identity card, household and first file entry; check a woman's category",
    ),
    laws=("birth-date-1999-8", *AGE_LAWS),
    exclusions=(
        Exclusion("is_by_archive_birth", BY_ARCHIVE),
        Exclusion("is_month_rounding", ROUNDING),
        Exclusion(
            "is_other_policy",
            Text("属其他政策性退休，按专项文件办理", "another policy, by a document of its own"),
        ),
    ),
    evidence=(APPROVAL_ROW, PERSON_ROW),
)

TOO_FEW_MONTHS = Indicator(
    id="E11",
    title=Text("最低年限不足", "fewer months than a pension needs"),
    definition=Text(
        "视同与实际缴费月数合计低于审批当年按月领取养老金的最低年限（病残津贴、工伤1–4级不适用）",
        "deemed and paid months below the fewest for a monthly pension in the year of approval (not for the allowance and injuries of grades 1 to 4)",
    ),
    population="approval",
    column="e11_months",
    unit="months",
    direction="high",
    threshold=1,
    level="H",
    family="paid_months",
    amount="paid_yuan",
    reason=Text(
        "实际缴费{actual_paid_months}个月、视同{deemed_months}个月，合计比最低{e11_least_months}个月少{e11_months}个月；至今应发{paid_yuan}元。",
        "{actual_paid_months} months paid and {deemed_months} deemed, {e11_months} fewer than the {e11_least_months} needed; {paid_yuan} yuan due to date.",
    ),
    look_alikes=Text(
        "约定缴费至满；1998年7月前参保的过渡规定",
        "paid up by agreement; the transitional rule for those insured before July 1998",
    ),
    verify=Text(
        "核对缴费台账、转入和一次性补缴凭证", "check the ledger, transfers and vouchers of lump-sum payments"
    ),
    laws=("social-insurance-16", "social-insurance-88"),
    exclusions=(
        Exclusion(
            "is_transitional",
            Text(
                "1998年7月前参保且满10年，适用过渡规定",
                "insured before July 1998 with ten years: the transitional rule",
            ),
        ),
        Exclusion(
            "is_paid_up",
            Text("差额月数已一次性补缴足额到账", "the missing months were paid up in a lump sum"),
        ),
    ),
    evidence=(APPROVAL_ROW, SEGMENTS),
)

SWITCHED = Indicator(
    id="E12",
    title=Text("女性身份转换", "category of a woman changed before retirement"),
    definition=Text(
        "按女工人（50类）退休的妇女，退休前24个月内以灵活就业身份（55类）自缴养老保险的月数",
        "months self-paid as flexibly employed (category 55) in the 24 months before by a woman retired as a worker (50)",
    ),
    population="approval",
    column="e12_months",
    unit="months",
    direction="high",
    threshold=1,
    level="M",
    family="category",
    reason=Text(
        "按女工人退休，退休前24个月内有{e12_months}个月以灵活就业身份自缴。",
        "retired as a worker; {e12_months} of the 24 months before were self-paid as flexibly employed.",
    ),
    look_alikes=Text(
        "岗位变动合法；民营企业岗位类别由单位确认",
        "a lawful change of post; a private firm names its own posts",
    ),
    verify=Text(
        "核对劳动合同岗位、任职时间与实际用工", "check post and time in the contract and the actual work"
    ),
    laws=AGE_LAWS,
    evidence=(APPROVAL_ROW, SEGMENTS),
)

ONE_DOCTOR = Indicator(
    id="E13",
    title=Text("诊断医师集中", "one diagnosing doctor behind many approvals"),
    definition=Text(
        "同一诊断医师签署8件以上病退或病残津贴，件数与各诊断医师中位数之比",
        "approvals for illness of one diagnosing doctor (8 and more) over the median of the doctors",
    ),
    population="approval",
    column="e13_times",
    unit="ratio",
    direction="high",
    threshold=5,
    level="S",
    family="doctor",
    reason=Text(
        "诊断医师{diag_doctor_code}近36个月签署{doctor_cases}件（占{doctor_case_share}），为各医师中位数{doctor_median}件的{e13_times}倍；已提前领取{amount_involved}元。",
        "doctor {diag_doctor_code} signed {doctor_cases} of them in 36 months ({doctor_case_share}), {e13_times} times the doctors' median of {doctor_median}; {amount_involved} yuan drawn early.",
    ),
    look_alikes=Text("指定医院、专病专家集中诊断", "designated hospitals; a specialist for one illness"),
    verify=Text(
        "抽调该医师签署的全部病历与影像，核对挂号和住院记录，询问参保人",
        "get all records and images the doctor signed, compare registrations and stays, ask the persons",
    ),
    laws=ILLNESS_LAWS,
    exclusions=(
        Exclusion(
            "is_designated_expert",
            Text(
                "该医师的病例八成以上此前长期治疗，属指定医院专家",
                "four in five of the doctor's cases were treated for long before: an expert of a designated hospital",
            ),
        ),
        Exclusion(
            "is_filler_doctor",
            Text(
                "医师编码不含数字，疑为“匿名”“无”等默认填充值",
                "a doctor's code without a digit: perhaps a default such as 匿名",
            ),
            is_entry_error=True,
        ),
    ),
    evidence=(APPROVAL_ROW, APPRAISALS, VISITS),
)

UNIT_SHARE = Indicator(
    id="E14",
    title=Text("单位特殊工种退休率", "share of special-job retirements at a unit"),
    definition=Text(
        "单位近36个月特殊工种退休占全部退休的收缩比率与同行业之比",
        "special-job share of a unit's retirements of 36 months, shrunk, over that of its industry",
    ),
    population="approval",
    column="e14_times_peer",
    unit="ratio",
    direction="high",
    threshold=3,
    level="M",
    family="unit",
    reason=Text(
        "单位近36个月退休{unit_retirements}人，其中特殊工种{unit_special}人（{unit_special_share}），同行业{trade_special_share}，为{e14_times_peer}倍。",
        "{unit_special} of {unit_retirements} retirements of the unit ({unit_special_share}) were from special jobs, {e14_times_peer} times the trade's {trade_special_share}.",
    ),
    look_alikes=Text("造船、化工、锻造企业", "shipyards, chemical works, forges"),
    verify=Text(
        "与岗位设置、备案人数和同类企业比较", "compare with posts, filings and firms of the same kind"
    ),
    laws=SPECIAL_LAWS,
    evidence=(APPROVAL_ROW, SEGMENTS),
)

QUICK = Indicator(
    id="E15",
    title=Text("鉴定与审批同日同人", "appraisal and approval at once by one operator"),
    definition=Text(
        "鉴定结论至退休审批不超过1天；同一经办人经手鉴定和审批的为线索",
        "approved within a day of the conclusion; a lead where one operator handled both",
    ),
    population="approval",
    column="e15_days",
    unit="days",
    direction="low",
    threshold=1,
    level="M",
    level_when=(("is_same_operator", "S"),),
    family="handling",
    reason=Text(
        "鉴定结论{conclude_date}，{e15_days}天后（{approve_date}）审批；同一经办人：{is_same_operator}；已提前领取{amount_involved}元。",
        "concluded on {conclude_date}, approved {e15_days} days later on {approve_date}; one operator for both: {is_same_operator}; {amount_involved} yuan drawn early.",
    ),
    look_alikes=Text("一窗通办改革", "one-stop handling"),
    verify=Text(
        "由非经办机构人员核对岗位分设与操作日志", "let persons of another office check posts and logs"
    ),
    laws=("handling-37", *ILLNESS_LAWS),
    exclusions=(
        Exclusion(
            "is_one_stop",
            Text(
                "本区县同类审批半数以上当日办结，属一窗通办",
                "half and more of such approvals in the district are as fast: one-stop handling",
            ),
        ),
    ),
    evidence=(APPROVAL_ROW, APPRAISALS),
)

ONE_AGENT = Indicator(
    id="E16",
    title=Text("代办人集中", "one agent behind many early retirements"),
    definition=Text(
        "同一代办电话近36个月为3家以上单位代办的特殊工种、病退和病残津贴件数",
        "special-job and illness approvals of 36 months that one agent's phone filed for three units and more",
    ),
    population="approval",
    column="e16_cases",
    unit="cases",
    direction="high",
    threshold=8,
    level="S",
    family="agent",
    reason=Text(
        "代办人近36个月代办提前退休{agent_cases}件（{agent_units}家单位），占其全部代办的{agent_early_share}；已提前领取{amount_involved}元。",
        "the agent filed {agent_cases} early retirements for {agent_units} units in 36 months, {agent_early_share} of all it files; {amount_involved} yuan drawn early.",
    ),
    look_alikes=Text(
        "人力资源、会计代理机构为客户统一代办各类退休",
        "an HR or accounting firm that files all retirements of its clients",
    ),
    verify=Text(
        "核实代办人身份和收费，比对所交材料的笔迹、印章和出具单位",
        "see who the agent is and what it charges; compare handwriting, seals and issuers of the papers",
    ),
    laws=("fund-supervision-32", "social-insurance-88"),
    exclusions=(
        Exclusion(
            "is_general_agent",
            Text(
                "提前退休不足该代办人全部代办件数的一半，属一般代理机构",
                "less than half of what the agent files: a general agency",
            ),
        ),
    ),
    evidence=(APPROVAL_ROW, SEGMENTS),
)

SCENARIO = Scenario(
    id="early_retirement",
    title=Text("提前退休审批", "approvals of early retirement"),
    question=Text(
        "哪些退休早于法定年龄而依据不足：特殊工种的时间、岗位和备案，因病退休的鉴定、诊疗和退后就业，弹性提前的界限？",
        "Which retirements came before the legal age on too little: time, post and filing of a special job; appraisal, treatment and later work of an illness; the bounds of choice?",
    ),
    authority="人社",
    laws=("pension-age-2024", "social-insurance-88"),
    innocent_explanations=(
        Text("两类特殊工种折算、1985年以前年限", "two kinds of special job added up, years before 1985"),
        Text("企业改制、行业代码调整、备案补正", "restructured firms, new industry codes, corrected filings"),
        Text("异地就医、精神疾病、工伤治疗", "treated elsewhere, mental illness, treated as an injury"),
        Text("档案出生日期、月份取整", "birth date by the personal file, rounding to months"),
    ),
    populations=(APPROVALS,),
    indicators=(
        SPECIAL_SHORT,
        NOT_LISTED,
        FOREIGN_INDUSTRY,
        UNFILED,
        CLOSED_ROUTE,
        NO_CONCLUSION,
        UNTREATED,
        WORKED_ON,
        FLEXIBLE_BOUNDS,
        BEFORE_LEGAL_AGE,
        TOO_FEW_MONTHS,
        SWITCHED,
        ONE_DOCTOR,
        UNIT_SHARE,
        QUICK,
        ONE_AGENT,
    ),
    ring_links=approval_links,
    typologies=(
        "agency_ring",
        "agency_ring_hard",
        "doctor_ring",
        "doctor_ring_hard",
        "flexible_beyond_bounds",
        "flexible_beyond_bounds_hard",
        "illness_no_conclusion",
        "illness_no_conclusion_hard",
        "illness_route_closed",
        "illness_untreated",
        "illness_untreated_hard",
        "pension_before_age",
        "special_foreign_industry",
        "special_foreign_industry_hard",
        "special_months_short",
        "special_months_short_hard",
        "special_not_filed",
        "special_not_filed_hard",
        "too_few_months",
        "too_few_months_hard",
        "works_after_illness",
        "works_after_illness_hard",
    ),
    owner="基金监督处",
    review_due=date(2027, 11, 1),
)
