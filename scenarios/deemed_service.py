"""视同缴费年限核定: deemed service counted into pensions."""

from datetime import date

from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.pension_approval import PensionApproval
from contracts.tables.person import Person
from contracts.tables.service_segment import ServiceSegment
from contracts.text import Text
from features.retirement_base import retirement_base
from features.service_handlers import (
    bought_years,
    handled_together,
    lump_months,
    service_links,
    unusual_years,
)
from features.service_papers import (
    award_batches,
    awarded_segments,
    crowded_unit,
    evidence_of,
    papers,
    sudden_years,
    thin_segments,
)
from features.service_years import (
    after_the_era,
    beyond_a_life,
    birth_date_gain,
    counted_twice,
    deemed_start,
    months_beyond,
    overlapping_segments,
)
from scenarios.kit.definition import Evidence, Exclusion, Indicator, ModelFeature, Population, Scenario

APPROVAL = Evidence(PensionApproval, on={"approval_id": "approval_id"})
SEGMENTS = Evidence(ServiceSegment, on={"person_id": "person_id"})
PERSON = Evidence(Person, on={"person_id": "person_id"})


def segments_in(keys):
    """The service segments that an expression names for an approval."""
    return Evidence(ServiceSegment, on={"approval_id": "approval_id"}, keys=keys)


APPROVALS = Population(
    id="approval",
    title=Text("退休审批", "retirement approvals"),
    subject_kind="person",
    record=PensionApproval,
    base=retirement_base,
    features=(
        deemed_start,
        after_the_era,
        counted_twice,
        beyond_a_life,
        birth_date_gain,
        sudden_years,
        papers,
        evidence_of,
        crowded_unit,
        award_batches,
        bought_years,
        handled_together,
        unusual_years,
    ),
    model_features=(
        ModelFeature("deemed_months", "high", "months", Text("视同缴费月数", "deemed months")),
        ModelFeature(
            "deemed_start_age", "low", "years", Text("视同起始年龄", "age at the start of deemed service")
        ),
        ModelFeature(
            "spare_months", "low", "months", Text("16周岁至退休未计月数", "working-age months not counted")
        ),
        ModelFeature(
            "months_without_segment",
            "high",
            "months",
            Text("无分段支持的月数", "months with no segment behind them"),
        ),
        ModelFeature(
            "fewest_documents", "low", "documents", Text("最少佐证份数", "fewest documents of a segment")
        ),
        ModelFeature(
            "d06_months",
            "high",
            "months",
            Text("近两年单一佐证录入月数", "months recorded late from single papers"),
        ),
        ModelFeature("d08_ratio", "high", "ratio", Text("原单位人数比", "persons over the old unit's staff")),
        ModelFeature("d10_months", "high", "months", Text("一次性补缴月数", "months bought in lump sums")),
        ModelFeature(
            "archive_older_months", "high", "months", Text("档案出生提前月数", "months older by the archive")
        ),
        ModelFeature(
            "handler_lift", "high", "ratio", Text("经办代办集中倍数", "lift of the approver or agent")
        ),
        ModelFeature(
            "d11_z", "high", "ratio", Text("与同龄人之差（标准差）", "standard deviations from the cohort")
        ),
        ModelFeature(
            "d13_changes", "high", "count", Text("视同月数修改次数", "changes of the deemed months")
        ),
    ),
    peer_group=("retirement_group",),
    evidence=(APPROVAL, SEGMENTS),
)

LIABILITY = ("social-insurance-88",)
DEEMED_LAWS = ("social-insurance-13", "state-council-1995-6", *LIABILITY)

START_AGE = Indicator(
    id="D01",
    title=Text("视同起始年龄偏低", "deemed service begins before working age"),
    definition=Text(
        "最早一段视同缴费年限的起始月早于年满16周岁；未满14周岁且无合法依据的为高等级",
        "the earliest deemed segment begins before the sixteenth birthday; high before the fourteenth without a lawful ground",
    ),
    population="approval",
    column="d01_short_months",
    unit="months",
    direction="high",
    threshold=1,
    level="S",
    level_when=(("is_child_without_papers", "H"),),
    family="age",
    reason=Text(
        "视同缴费自{deemed_from_month}起算，按身份证当时{deemed_start_age}岁，距16周岁差{d01_short_months}个月；视同共{deemed_months}个月，对应已发养老金约{amount_involved}元。",
        "deemed service begins in {deemed_from_month} at the age of {deemed_start_age}, {d01_short_months} months before the sixteenth birthday; {deemed_months} months are deemed, about {amount_involved} yuan of the pension so far.",
    ),
    look_alikes=Text(
        "文艺兵、体工队、少年兵；15岁下乡知青；出生日期事后更正",
        "arts and sports troupes, boy soldiers, youths sent down at 15, a birth date corrected later",
    ),
    verify=Text(
        "调阅人事档案原件（招工表、入伍登记表）的最早记载，核对户籍底册出生日期；查笔迹、纸张、用印是否同期",
        "see the earliest entry of the original file and the household register; compare hand, paper and seal with the time",
    ),
    laws=("labour-15", *DEEMED_LAWS),
    exclusions=(
        Exclusion(
            "has_army_papers",
            Text(
                "入伍材料原件在档且佐证2份以上，文艺兵、体工兵可不满16周岁（起始年龄{deemed_start_age}岁）",
                "original army papers and two or more documents are on file; boy soldiers of arts and sports troupes may be younger (age {deemed_start_age})",
            ),
        ),
        Exclusion(
            "is_arts_or_sport",
            Text(
                "原件在档的文艺、体育事业单位，劳动法第十五条的例外",
                "a troupe or sports unit with originals on file: the exception of Labour Law art. 15",
            ),
        ),
        Exclusion(
            "is_sent_down_youth",
            Text(
                "年满15周岁的下乡知青，1981年以前且有原件",
                "a youth sent down at 15 or older before 1981, with originals",
            ),
        ),
        Exclusion(
            "is_old_enough_by_archive",
            Text(
                "按档案最先记载的出生日期当时已满16周岁",
                "sixteen by then according to the first birth date in the file",
            ),
        ),
    ),
    evidence=(APPROVAL, PERSON, SEGMENTS),
)

AFTER_ERA = Indicator(
    id="D02",
    title=Text("视同终止晚于起缴日", "deemed service after premiums began"),
    definition=Text(
        "视同分段晚于其类别截止日的月数：企业为本人首次实际缴费前一月且不晚于1997-12，机关事业2014-09，军龄2012-06；"
        "记为机关事业但单位性质不是机关事业社团的按企业计",
        "months of deemed segments after the end for their kind: for factories the month before the first premium and never later than 1997-12, "
        "for public bodies 2014-09, for the army 2012-06; a public kind with another nature of unit counts as a factory",
    ),
    population="approval",
    column="d02_months",
    unit="months",
    direction="high",
    threshold=1,
    level="H",
    family="era",
    amount="d02_amount",
    reason=Text(
        "视同缴费计至{d02_last_month}，该类截止月为{d02_limit_month}，超出{d02_months}个月，对应已发养老金约{d02_amount}元。",
        "service is deemed until {d02_last_month}, {d02_months} months after {d02_limit_month}, the end for its kind; about {d02_amount} yuan of the pension so far.",
    ),
    look_alikes=Text(
        "服役期视同另有规定；机关转企业；外省起缴时间不同",
        "military service has a rule of its own; from a public body to a firm; other provinces began later",
    ),
    verify=Text(
        "核对原单位性质与当地实行个人缴费的文件、首次缴费记录；转移人员调取转出地缴费凭证",
        "compare nature of the unit, local start of premiums and the first premium; ask the place of origin",
    ),
    laws=("state-council-1997-26", "state-council-2015-2", *DEEMED_LAWS),
    exclusions=(
        Exclusion(
            "is_other_cutoff",
            Text(
                "外地户籍、原件在档，超出不满一年：转出地起缴时间可能较晚",
                "from another city, originals on file, less than a year beyond: premiums may have begun later there",
            ),
        ),
    ),
    evidence=(APPROVAL, segments_in(months_beyond)),
)

OVERLAP = Indicator(
    id="D03",
    title=Text("年限重叠或无分段支持", "months counted twice, or with no segment behind them"),
    definition=Text(
        "视同分段与实际缴费或其他视同分段重叠的月数；没有重叠的，核定合计超过分段覆盖2个月以上的月数",
        "months in which a deemed segment overlaps paid months or another deemed segment; without overlap, approved months beyond those covered (more than 2)",
    ),
    population="approval",
    column="d03_months",
    unit="months",
    direction="high",
    threshold=1,
    level="H",
    family="overlap",
    amount="d03_amount",
    reason=Text(
        "核定合计{total_months}个月，各分段只覆盖{covered_by_segments}个月，多计{months_without_segment}个月（其中分段重叠{overlap_months}个月），对应已发养老金约{d03_amount}元。",
        "{total_months} months were approved and the segments cover {covered_by_segments}, {months_without_segment} fewer ({overlap_months} of overlap); about {d03_amount} yuan of the pension so far.",
    ),
    look_alikes=Text("重叠月份核定时只计了一次", "the months in common were counted once"),
    verify=Text(
        "逐月比对缴费明细与视同年限审核表，重新计算合计年限",
        "compare premiums and review form month by month",
    ),
    laws=DEEMED_LAWS,
    exclusions=(
        Exclusion(
            "is_counted_once",
            Text(
                "分段虽重叠，核定合计{total_months}个月未超过分段实际覆盖的{covered_by_segments}个月，只计一次",
                "the segments overlap, but the {total_months} months approved are no more than the {covered_by_segments} they cover: counted once",
            ),
        ),
    ),
    evidence=(APPROVAL, segments_in(overlapping_segments)),
)

BEYOND_LIFE = Indicator(
    id="D04",
    title=Text("总年限超可能", "more months than a working life holds"),
    definition=Text(
        "视同加实际缴费月数超过16周岁至待遇起始月前的月数",
        "deemed and paid months over those from the sixteenth birthday to the pension",
    ),
    population="approval",
    column="d04_months",
    unit="months",
    direction="high",
    threshold=1,
    level="H",
    family="total",
    amount="d04_amount",
    reason=Text(
        "核定合计{total_months}个月（实缴{actual_paid_months}、视同{deemed_months}），16周岁至退休仅{possible_months}个月，多出{d04_months}个月。",
        "{total_months} months were approved ({actual_paid_months} paid, {deemed_months} deemed); from 16 to the pension there are only {possible_months}, {d04_months} fewer.",
    ),
    look_alikes=Text(
        "除合法早于16周岁参加工作或出生日期认定不同外，一般无正常解释",
        "none, but for a lawful start before 16 or another birth date",
    ),
    verify=Text("重新核算年限，检查手工录入与分段合计的差异", "compute again, look for entries made by hand"),
    laws=DEEMED_LAWS,
    exclusions=(
        Exclusion(
            "is_possible_with_lawful_start",
            Text(
                "合法早于16周岁参加工作（文艺、体育、知青），自起始月计未超",
                "a lawful start before 16: from there on the months are possible",
            ),
        ),
        Exclusion(
            "is_possible_by_archive",
            Text("按档案最先记载的出生日期计未超", "possible by the first birth date in the file"),
        ),
    ),
    evidence=(APPROVAL, PERSON, SEGMENTS),
)

BIRTH_GAIN = Indicator(
    id="D05",
    title=Text("出生日期差异获益", "an older birth date brought the pension forward"),
    definition=Text(
        "档案出生日期早于身份证12个月以上，且按身份证计提前领取的月数",
        "the file's birth date is 12 months and more before the card's, and the pension began earlier by it",
    ),
    population="approval",
    column="d05_months",
    unit="months",
    direction="high",
    threshold=12,
    level="S",
    family="birth",
    amount="d05_amount",
    reason=Text(
        "身份证出生{birth_date}，档案出生{archive_birth_shown}，相差{archive_older_months}个月；待遇因此提前{d05_months}个月，多领约{d05_amount}元。",
        "born on {birth_date} by the card and on {archive_birth_shown} by the file, {archive_older_months} months apart; the pension began {d05_months} months earlier, about {d05_amount} yuan.",
    ),
    look_alikes=Text(
        "档案最先记载优先，属合法认定；农历公历换算",
        "the first entry in the file prevails by rule; lunar dates",
    ),
    verify=Text(
        "调阅档案最早形成的材料（入团、招工、入伍），与户籍底册、学籍比对；查是否涂改",
        "see the oldest papers of the file beside household and school registers; look for alterations",
    ),
    laws=("birth-date-1999-8", "social-insurance-16", *LIABILITY),
    exclusions=(
        Exclusion(
            "is_first_entry_on_file",
            Text(
                "同期视同材料有3份以上独立佐证且为原件，最先记载有据可依",
                "service of that time rests on three and more independent originals: the first entry can be seen",
            ),
        ),
    ),
    evidence=(APPROVAL, PERSON, SEGMENTS),
)

SUDDEN = Indicator(
    id="D06",
    title=Text("退休前突击增加", "many deemed months recorded just before"),
    definition=Text(
        "审批前24个月内首次录入、仅有单一佐证的视同月数",
        "deemed months first recorded in the 24 months before the approval from a single document",
    ),
    population="approval",
    column="d06_months",
    unit="months",
    direction="high",
    threshold=120,
    level="S",
    family="recording",
    reason=Text(
        "审批前两年内录入视同{d06_months}个月（最后录入{d06_recorded_date}），均只有单一佐证；视同共{deemed_months}个月。",
        "{d06_months} deemed months were recorded in the two years before the approval (last on {d06_recorded_date}), each from a single document; {deemed_months} are deemed in all.",
    ),
    look_alikes=Text(
        "人人退休时都审档，单独不足为据，应与佐证、单位等线索同看",
        "every file is reviewed at retirement: to be seen with the other leads",
    ),
    verify=Text(
        "查录入人、录入依据和档案移交记录",
        "see who recorded it on which papers, and where the file came from",
    ),
    laws=DEEMED_LAWS,
    exclusions=(
        Exclusion(
            "is_lost_archive_certified",
            Text(
                "原单位档案灭失，有编号的官方证明原件，且引用人数未超单位人数",
                "the archive was lost: a numbered official certificate, and no more persons than the unit had",
            ),
        ),
    ),
    evidence=(APPROVAL, segments_in(thin_segments)),
)

THIN_PAPERS = Indicator(
    id="D07",
    title=Text("佐证不足", "thin papers"),
    definition=Text(
        "一年以上的视同分段独立佐证不足2份，或只有复印件、补办件（计0份）",
        "a deemed segment of a year and more with fewer than two documents, or with copies alone (counted as none)",
    ),
    population="approval",
    column="d07_documents",
    unit="documents",
    direction="low",
    threshold=1,
    level="S",
    family="papers",
    amount="d07_amount",
    reason=Text(
        "视同{d07_months}个月的分段仅有有效原件佐证{d07_documents}份（类型代码{d07_evidence_kind}），对应已发养老金约{d07_amount}元。",
        "a deemed segment of {d07_months} months rests on {d07_documents} original documents (kind {d07_evidence_kind}), about {d07_amount} yuan of the pension so far.",
    ),
    look_alikes=Text(
        "档案因水灾、火灾灭失并有官方证明", "an archive lost in a flood or fire, officially certified"
    ),
    verify=Text(
        "向原单位或主管部门、档案馆调取招工、工资、转正等原始材料",
        "ask unit, authority and archive for hiring, wage and confirmation papers",
    ),
    laws=DEEMED_LAWS,
    exclusions=(
        Exclusion(
            "is_lost_archive_certified",
            Text(
                "原单位档案灭失，有编号的官方证明原件，且引用人数未超单位人数",
                "the archive was lost: a numbered official certificate, and no more persons than the unit had",
            ),
        ),
    ),
    evidence=(APPROVAL, segments_in(thin_segments)),
)

CROWDED = Indicator(
    id="D08",
    title=Text("原单位人数悖论", "more retired persons than the unit had staff"),
    definition=Text(
        "以视同或裁决年限引用同一原单位的人数与该单位已知最大人数之比",
        "persons with deemed or awarded service at a unit over its largest known staff",
    ),
    population="approval",
    column="d08_ratio",
    unit="ratio",
    direction="high",
    threshold=1.01,
    level="S",
    family="unit",
    amount="d08_amount",
    reason=Text(
        "已有{unit_persons}人以该原单位计算年限，而其最大人数为{unit_heads}人，为{d08_ratio}倍；本人对应已发养老金约{d08_amount}元。",
        "{unit_persons} persons have service at this unit, whose staff never exceeded {unit_heads}: {d08_ratio} times; about {d08_amount} yuan of this pension so far.",
    ),
    look_alikes=Text("合并、改名的单位", "merged or renamed units"),
    verify=Text(
        "向主管部门核实单位沿革与职工名册；对集中引用的人员一并核查",
        "ask the authority for the unit's history and roll; check all who cite it together",
    ),
    laws=DEEMED_LAWS,
    exclusions=(
        Exclusion(
            "is_merged_unit",
            Text(
                "该单位人数登记前后不同且八成以上分段有3份以上原件，属合并或改名单位",
                "the unit's staff is known under several figures and four in five segments have three originals: merged or renamed",
            ),
        ),
    ),
    evidence=(APPROVAL, SEGMENTS),
)

AWARD_BATCH = Indicator(
    id="D09",
    title=Text("同日批量裁决", "awards in a batch"),
    definition=Text(
        "同一被申请人3日内的仲裁书、判决书涉及的人数（年限以此为据）",
        "persons whose years rest on awards against one respondent within three days",
    ),
    population="approval",
    column="d09_awards",
    unit="persons",
    direction="high",
    threshold=10,
    level="S",
    family="awards",
    amount="d09_amount",
    reason=Text(
        "{d09_award_date}前后3日内，同一被申请人有{d09_awards}人取得裁决并据以计算年限，本人对应已发养老金约{d09_amount}元。",
        "within three days of {d09_award_date} {d09_awards} persons got awards against one respondent and had years counted on them; about {d09_amount} yuan of this pension so far.",
    ),
    look_alikes=Text("企业破产后的集体欠薪争议", "collective disputes after a bankruptcy"),
    verify=Text(
        "调仲裁卷宗：开庭、送达、质证是否真实，被申请人是否到庭；查代理人、代办费用",
        "see the arbitration file: hearing, service, evidence, whether the respondent appeared; who acted and for what fee",
    ),
    laws=("backpay-2016-132", "fund-supervision-32", *LIABILITY),
    exclusions=(
        Exclusion(
            "is_heard_before",
            Text(
                "八成以上案件开庭与裁决相隔7日以上，属正常审理的集体争议",
                "four in five were heard seven days and more before the award: a collective dispute tried in the ordinary way",
            ),
        ),
    ),
    evidence=(APPROVAL, segments_in(awarded_segments)),
)

BOUGHT = Indicator(
    id="D10",
    title=Text("一次性补缴年限", "years bought in a lump sum"),
    definition=Text(
        "一次性补缴超过36个月：无文书的月数超过36为高等级；有文书但同一代办人涉及5人以上的为强线索",
        "more than 36 months bought in lump sums: high with more than 36 without a document; a strong lead with documents if one agent has 5 persons and more",
    ),
    population="approval",
    column="d10_months",
    unit="months",
    direction="high",
    threshold=37,
    level="M",
    level_when=(("is_without_document", "H"), ("is_agent_cluster", "S")),
    family="lump",
    amount="d10_amount",
    period=("lump_from_month", "lump_to_month"),
    reason=Text(
        "退休前一次性补缴{lump_from_month}至{lump_to_month}共{d10_months}个月（{lump_postings}笔，末次到账{d10_posted_date}），其中{undocumented_months}个月无文书；同一代办人涉及{agent_lump_persons}人；对应已发养老金约{d10_amount}元。",
        "{d10_months} months from {lump_from_month} to {lump_to_month} were bought in {lump_postings} postings (last on {d10_posted_date}), {undocumented_months} of them without a document; the agent has {agent_lump_persons} such persons; about {d10_amount} yuan of the pension so far.",
    ),
    look_alikes=Text(
        "国企改制、被征地政策补缴、退役士兵2019—2021年接续补缴",
        "restructured state firms, land policy, demobilised soldiers 2019–2021",
    ),
    verify=Text(
        "调取补缴依据文书并向出具机关核验文号；核实劳动关系、工资支付",
        "see the document and ask its issuer; verify employment and wages",
    ),
    laws=("backpay-2016-132", "fund-supervision-32", *LIABILITY),
    exclusions=(
        Exclusion(
            "is_veteran_policy",
            Text(
                "有军龄原件，且在退役士兵接续补缴期间到账",
                "military service on file, and paid in the window for demobilised soldiers",
            ),
        ),
        Exclusion(
            "is_land_policy",
            Text("由村社统一缴纳的被征地政策补缴", "paid through the village: the policy for lost land"),
        ),
    ),
    evidence=(
        APPROVAL,
        Evidence(ContributionMonth, on={"approval_id": "approval_id"}, keys=lump_months),
    ),
)

UNUSUAL = Indicator(
    id="D11",
    title=Text("视同月数偏离同龄人", "deemed months beside the cohort's"),
    definition=Text(
        "与同性别类别、同出生年段、同户籍来源的均值相差的标准差数",
        "standard deviations from the mean of the same sex, cohort and origin",
    ),
    population="approval",
    column="d11_z",
    unit="ratio",
    direction="high",
    threshold=3,
    level="M",
    family="cohort",
    reason=Text(
        "视同{deemed_months}个月，同类人均{cohort_mean_months}个月，相差{d11_z}个标准差。",
        "{deemed_months} deemed months where the cohort has {cohort_mean_months}, {d11_z} standard deviations apart.",
    ),
    look_alikes=Text("教师、军人等视同年限本就长", "teachers and soldiers have long deemed service"),
    verify=Text("与其他指标同看", "to be seen with the other indicators"),
    laws=DEEMED_LAWS,
    evidence=(APPROVAL, SEGMENTS),
)

TOGETHER = Indicator(
    id="D12",
    title=Text("经办、代办集中", "one approver or agent with many"),
    definition=Text(
        "视同或裁决年限180个月以上的审批中，同一审批人或代办电话的占比为其他人的倍数（至少10件）",
        "share of approvals with 180 deemed or awarded months and more at one approver or agent, over that of the others (10 and more)",
    ),
    population="approval",
    column="d12_lift",
    unit="ratio",
    direction="high",
    threshold=5,
    level="S",
    family="handlers",
    reason=Text(
        "本件与同一审批人或代办人的{handler_high}件长视同年限审批集中，占其{handler_all}件的{handler_share}，其他人为{others_share}，为{d12_lift}倍。",
        "this is one of {handler_high} approvals of long deemed service at one approver or agent, {handler_share} of its {handler_all} where the others have {others_share}: {d12_lift} times.",
    ),
    look_alikes=Text("按分工专办档案审核的经办人", "a clerk who reviews archives by the duty roster"),
    verify=Text(
        "核对岗位分工；抽查该批档案原件；涉及工作人员的线索移交纪检监察，不交原经办机构核查",
        "see the roster, sample the files; leads on staff go to the discipline inspectors, not to the office concerned",
    ),
    laws=("social-insurance-88", "fund-supervision-32"),
    exclusions=(
        Exclusion(
            "is_archive_clerk",
            Text(
                "该审批人的长视同年限八成以上有3份以上原件佐证，属专门审档岗位",
                "four in five of this approver's cases rest on three originals: a post that reviews archives",
            ),
        ),
        Exclusion(
            "is_fully_documented",
            Text(
                "本件各视同分段均有3份以上原件佐证",
                "every deemed segment of this approval rests on three and more originals",
            ),
        ),
    ),
    evidence=(APPROVAL, SEGMENTS),
)

CHANGED = Indicator(
    id="D13",
    title=Text("核定后反复修改", "changed again and again"),
    definition=Text(
        "视同分段首次录入后的修改次数", "changes of the deemed segments after their first record"
    ),
    population="approval",
    column="d13_changes",
    unit="count",
    direction="high",
    threshold=2,
    level="M",
    family="changes",
    reason=Text(
        "视同分段录入后共修改{d13_changes}次。", "the deemed segments were changed {d13_changes} times."
    ),
    look_alikes=Text("因申诉更正", "corrected on complaint"),
    verify=Text("查修改日志与依据", "see the log of changes and their grounds"),
    laws=DEEMED_LAWS,
    evidence=(APPROVAL, SEGMENTS),
)

SCENARIO = Scenario(
    id="deemed_service",
    title=Text("视同缴费年限核定", "deemed service"),
    question=Text(
        "哪些退休审批的视同缴费年限与年龄、缴费记录、佐证或原单位规模不符？哪些由同一代办人、同一批裁决或同一审批人形成？",
        "Which approvals count deemed service that does not fit ages, premiums, papers or the old unit's size; which come from one agent, one batch of awards, one approver?",
    ),
    authority="人社",
    laws=DEEMED_LAWS,
    innocent_explanations=(
        Text(
            "文艺兵、体工队、知青等早于16周岁的合法起算",
            "lawful starts before 16: troupes, sports, sent-down youth",
        ),
        Text("档案灭失并有官方证明", "a lost archive, officially certified"),
        Text(
            "合并改名的老企业、破产后的集体争议", "merged old firms, collective disputes after a bankruptcy"
        ),
        Text("退役士兵、被征地等政策补缴", "policy back-payments for soldiers and lost land"),
        Text("专办档案审核的经办人", "a clerk who reviews archives"),
    ),
    populations=(APPROVALS,),
    indicators=(
        START_AGE,
        AFTER_ERA,
        OVERLAP,
        BEYOND_LIFE,
        BIRTH_GAIN,
        SUDDEN,
        THIN_PAPERS,
        CROWDED,
        AWARD_BATCH,
        BOUGHT,
        UNUSUAL,
        TOGETHER,
        CHANGED,
    ),
    ring_links=service_links,
    typologies=(
        "agency_award_ring",
        "agency_award_ring_hard",
        "child_labour_on_paper",
        "child_labour_on_paper_hard",
        "crowded_depot",
        "crowded_depot_hard",
        "deemed_after_the_era",
        "deemed_after_the_era_hard",
        "inflated_total",
        "inflated_total_hard",
        "months_counted_twice",
        "months_counted_twice_hard",
        "obliging_approver",
        "obliging_approver_hard",
        "older_on_paper",
        "older_on_paper_hard",
        "years_bought_without_document",
        "years_bought_without_document_hard",
        "years_from_one_copy",
        "years_from_one_copy_hard",
    ),
    owner="基金监督处",
    review_due=date(2027, 11, 1),
)
