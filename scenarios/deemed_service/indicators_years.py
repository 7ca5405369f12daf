"""deemed_service: months before working age, after the end of their kind, or counted twice."""

from contracts.bilingual_text import BilingualText
from features.service_and_retirement.service_years import months_beyond, segment_overlaps
from scenarios.deemed_service.shared_evidence import (
    APPROVAL,
    DEEMED_LAWS,
    LIABILITY,
    PERSON,
    SEGMENTS,
    make_segment_evidence,
)
from scenarios.framework.definition import Exclusion, Indicator

START_AGE = Indicator(
    id="D01",
    title=BilingualText("视同起始年龄偏低", "deemed service begins before working age"),
    definition=BilingualText(
        zh="最早一段视同缴费年限的起始月早于年满16周岁；未满14周岁且无合法依据的为高等级",
        en=(
            "the earliest deemed segment begins before the sixteenth birthday; high before the "
            "fourteenth without a lawful ground"
        ),
    ),
    population="approval",
    column="d01_short_months",
    unit="months",
    direction="high",
    # work before 16 is forbidden (labour law art. 15): one month is undue
    threshold=1,
    level="S",
    level_when=(("is_child_without_papers", "H"),),
    evidence_source="age",
    reason=BilingualText(
        zh=(
            "视同缴费自{deemed_from_month}起算，按身份证当时{deemed_start_age}岁，"
            "距16周岁差{d01_short_months}个月；视同共{deemed_months}个月，"
            "对应已发养老金约{amount_involved}元。"
        ),
        en=(
            "deemed service begins in {deemed_from_month} at the age of {deemed_start_age}, "
            "{d01_short_months} months before the sixteenth birthday; {deemed_months} months are "
            "deemed, about {amount_involved} yuan of the pension so far."
        ),
    ),
    look_alikes=BilingualText(
        zh="文艺兵、体工队、少年兵；15岁下乡知青；出生日期事后更正",
        en=(
            "arts and sports troupes, boy soldiers, youths sent down at 15, a birth date corrected "
            "later"
        ),
    ),
    verify=BilingualText(
        zh=(
            "调阅人事档案原件（招工表、入伍登记表）的最早记载，核对户籍底册出生日期；"
            "查笔迹、纸张、用印是否同期"
        ),
        en=(
            "see the earliest entry of the original file and the household register; compare hand, "
            "paper and seal with the time"
        ),
    ),
    laws=("labour-15", *DEEMED_LAWS),
    exclusions=(
        Exclusion(
            "has_army_papers",
            BilingualText(
                zh=(
                    "入伍材料原件在档且佐证2份以上，文艺兵、"
                    "体工兵可不满16周岁（起始年龄{deemed_start_age}岁）"
                ),
                en=(
                    "original army papers and two or more documents are on file; boy soldiers of "
                    "arts and sports troupes may be younger (age {deemed_start_age})"
                ),
            ),
        ),
        Exclusion(
            "is_arts_or_sport",
            BilingualText(
                zh="原件在档的文艺、体育事业单位，劳动法第十五条的例外",
                en=(
                    "a troupe or sports unit with originals on file: the exception of Labour Law "
                    "art. 15"
                ),
            ),
        ),
        Exclusion(
            "is_sent_down_youth",
            BilingualText(
                "年满15周岁的下乡知青，1981年以前且有原件",
                "a youth sent down at 15 or older before 1981, with originals",
            ),
        ),
        Exclusion(
            "is_old_enough_by_archive",
            BilingualText(
                "按档案最先记载的出生日期当时已满16周岁",
                "sixteen by then according to the first birth date in the file",
            ),
        ),
    ),
    evidence=(APPROVAL, PERSON, SEGMENTS),
)

AFTER_ERA = Indicator(
    id="D02",
    title=BilingualText("视同终止晚于起缴日", "deemed service after premiums began"),
    definition=BilingualText(
        zh=(
            "视同分段晚于其类别截止日的月数：企业为本人首次实际缴费前一月且不晚于1997-12，"
            "机关事业2014-09，军龄2012-06；记为机关事业但单位性质不是机关事业社团的按企业计；"
            "只有军龄超出的为强线索：此后军龄合并计算，可能是转移接续未入账"
        ),
        en=(
            "months of deemed segments after the end for their kind: for factories the month "
            "before the first premium and never later than 1997-12, for public bodies 2014-09, for "
            "the army 2012-06; a public kind with another nature of unit counts as a factory; "
            "strong only where the army's alone is beyond: it counts beside premiums since"
        ),
    ),
    population="approval",
    column="d02_months",
    unit="months",
    direction="high",
    # one is enough: nothing counts as deemed after the end of its kind
    threshold=1,
    level="S",
    level_when=(("is_beyond_civil", "H"),),
    evidence_source="era",
    amount="d02_amount",
    reason=BilingualText(
        zh=(
            "视同缴费计至{d02_last_month}，该类截止月为{d02_limit_month}，超出{d02_months}个月，"
            "对应已发养老金约{d02_amount}元。"
        ),
        en=(
            "service is deemed until {d02_last_month}, {d02_months} months after "
            "{d02_limit_month}, the end for its kind; about {d02_amount} yuan of the pension so "
            "far."
        ),
    ),
    look_alikes=BilingualText(
        zh="服役期视同另有规定；机关转企业；外省起缴时间不同",
        en=(
            "military service has a rule of its own; from a public body to a firm; other provinces "
            "began later"
        ),
    ),
    verify=BilingualText(
        zh="核对原单位性质与当地实行个人缴费的文件、首次缴费记录；转移人员调取转出地缴费凭证",
        en=(
            "compare nature of the unit, local start of premiums and the first premium; ask the "
            "place of origin"
        ),
    ),
    laws=(
        "state-council-1997-26",
        "state-council-2015-2",
        "military-insurance-16",
        *DEEMED_LAWS,
    ),
    exclusions=(
        Exclusion(
            "is_other_cutoff",
            BilingualText(
                zh="外地户籍、原件在档，超出不满一年：转出地起缴时间可能较晚",
                en=(
                    "from another city, originals on file, less than a year beyond: premiums may "
                    "have begun later there"
                ),
            ),
        ),
    ),
    evidence=(APPROVAL, make_segment_evidence(months_beyond)),
)

OVERLAP = Indicator(
    id="D03",
    title=BilingualText(
        "年限重叠或无分段支持", "months counted twice, or with no segment behind them"
    ),
    definition=BilingualText(
        zh=(
            "视同分段与实际缴费或其他视同分段重叠的月数；没有重叠的，"
            "核定合计超过分段覆盖2个月以上的月数"
        ),
        en=(
            "months in which a deemed segment overlaps paid months or another deemed segment; "
            "without overlap, approved months beyond those covered (more than 2)"
        ),
    ),
    population="approval",
    column="d03_months",
    unit="months",
    direction="high",
    # one is enough: a month counts once
    threshold=1,
    level="H",
    evidence_source="overlap",
    amount="d03_amount",
    reason=BilingualText(
        zh=(
            "核定合计{total_months}个月，各分段只覆盖{covered_by_segments}个月，"
            "多计{months_without_segment}个月（其中分段重叠{overlap_months}个月），"
            "对应已发养老金约{d03_amount}元。"
        ),
        en=(
            "{total_months} months were approved and the segments cover {covered_by_segments}, "
            "{months_without_segment} fewer ({overlap_months} of overlap); about {d03_amount} yuan "
            "of the pension so far."
        ),
    ),
    look_alikes=BilingualText("重叠月份核定时只计了一次", "the months in common were counted once"),
    verify=BilingualText(
        "逐月比对缴费明细与视同年限审核表，重新计算合计年限",
        "compare premiums and review form month by month",
    ),
    laws=DEEMED_LAWS,
    exclusions=(
        Exclusion(
            "is_counted_once",
            BilingualText(
                zh=(
                    "分段虽重叠，核定合计{total_months}个月未超过分段实际覆盖的"
                    "{covered_by_segments}个月，只计一次"
                ),
                en=(
                    "the segments overlap, but the {total_months} months approved are no more than "
                    "the {covered_by_segments} they cover: counted once"
                ),
            ),
        ),
    ),
    evidence=(APPROVAL, make_segment_evidence(segment_overlaps)),
)

BEYOND_LIFE = Indicator(
    id="D04",
    title=BilingualText("总年限超可能", "more months than a working life holds"),
    definition=BilingualText(
        "视同加实际缴费月数超过16周岁至待遇起始月前的月数",
        "deemed and paid months over those from the sixteenth birthday to the pension",
    ),
    population="approval",
    column="d04_months",
    unit="months",
    direction="high",
    # one is enough: more months than there were since the age of 16
    threshold=1,
    level="H",
    evidence_source="total",
    amount="d04_amount",
    reason=BilingualText(
        zh=(
            "核定合计{total_months}个月（实缴{actual_paid_months}、视同{deemed_months}），"
            "16周岁至退休仅{possible_months}个月，多出{d04_months}个月。"
        ),
        en=(
            "{total_months} months were approved ({actual_paid_months} paid, {deemed_months} "
            "deemed); from 16 to the pension there are only {possible_months}, {d04_months} fewer."
        ),
    ),
    look_alikes=BilingualText(
        "除合法早于16周岁参加工作或出生日期认定不同外，一般无正常解释",
        "none, but for a lawful start before 16 or another birth date",
    ),
    verify=BilingualText(
        "重新核算年限，检查手工录入与分段合计的差异", "compute again, look for entries made by hand"
    ),
    laws=DEEMED_LAWS,
    exclusions=(
        Exclusion(
            "is_possible_with_lawful_start",
            BilingualText(
                "合法早于16周岁参加工作（文艺、体育、知青），自起始月计未超",
                "a lawful start before 16: from there on the months are possible",
            ),
        ),
        Exclusion(
            "is_possible_by_archive",
            BilingualText(
                "按档案最先记载的出生日期计未超", "possible by the first birth date in the file"
            ),
        ),
    ),
    evidence=(APPROVAL, PERSON, SEGMENTS),
)

BIRTH_GAIN = Indicator(
    id="D05",
    title=BilingualText("出生日期差异获益", "an older birth date brought the pension forward"),
    definition=BilingualText(
        zh="档案出生日期早于身份证12个月以上，且按身份证计提前领取的月数",
        en=(
            "the file's birth date is 12 months and more before the card's, and the pension began "
            "earlier by it"
        ),
    ),
    population="approval",
    column="d05_months",
    unit="months",
    direction="high",
    # old papers are off by months through the lunar calendar; a year is more than that
    threshold=12,
    level="S",
    evidence_source="birth",
    amount="d05_amount",
    reason=BilingualText(
        zh=(
            "身份证出生{birth_date}，档案出生{archive_birth_shown}，"
            "相差{archive_older_months}个月；待遇因此提前{d05_months}个月，多领约{d05_amount}元。"
        ),
        en=(
            "born on {birth_date} by the card and on {archive_birth_shown} by the file, "
            "{archive_older_months} months apart; the pension began {d05_months} months earlier, "
            "about {d05_amount} yuan."
        ),
    ),
    look_alikes=BilingualText(
        "档案最先记载优先，属合法认定；农历公历换算",
        "the first entry in the file prevails by rule; lunar dates",
    ),
    verify=BilingualText(
        zh="调阅档案最早形成的材料（入团、招工、入伍），与户籍底册、学籍比对；查是否涂改",
        en=(
            "see the oldest papers of the file beside household and school registers; look for "
            "alterations"
        ),
    ),
    laws=("birth-date-1999-8", "social-insurance-16", *LIABILITY),
    exclusions=(
        Exclusion(
            "is_first_entry_on_file",
            BilingualText(
                zh="同期视同材料有3份以上独立佐证且为原件，最先记载有据可依",
                en=(
                    "service of that time rests on three and more independent originals: the first "
                    "entry can be seen"
                ),
            ),
        ),
    ),
    evidence=(APPROVAL, PERSON, SEGMENTS),
)

UNUSUAL = Indicator(
    id="D11",
    title=BilingualText("视同月数偏离同龄人", "deemed months beside the cohort's"),
    definition=BilingualText(
        "与同性别类别、同出生年段、同户籍来源的均值相差的标准差数",
        "standard deviations from the mean of the same sex, cohort and origin",
    ),
    population="approval",
    column="d11_z",
    unit="ratio",
    direction="high",
    # three standard deviations; feeds the model, listed only beside other leads
    threshold=3,
    level="M",
    evidence_source="cohort",
    reason=BilingualText(
        zh="视同{deemed_months}个月，同类人均{cohort_mean_months}个月，相差{d11_z}个标准差。",
        en=(
            "{deemed_months} deemed months where the cohort has {cohort_mean_months}, {d11_z} "
            "standard deviations apart."
        ),
    ),
    look_alikes=BilingualText(
        "教师、军人等视同年限本就长", "teachers and soldiers have long deemed service"
    ),
    verify=BilingualText("与其他指标同看", "to be seen with the other indicators"),
    laws=DEEMED_LAWS,
    evidence=(APPROVAL, SEGMENTS),
)
