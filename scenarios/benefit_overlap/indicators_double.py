"""benefit_overlap: benefits that exclude each other, and costs paid twice."""

from contracts.bilingual_text import BilingualText
from contracts.tables.claim_header import ClaimHeader
from contracts.tables.pension_payment import PensionPayment
from contracts.tables.unemployment_claim import UnemploymentClaim
from features.benefit_overlap.concurrent_benefits import double_pension_months
from features.benefit_overlap.reimbursements import both_settlements
from scenarios.benefit_overlap.shared_evidence import (
    BENEFIT_LAWS,
    DEATHS,
    INJURY_MONEY,
    ON_PERSON,
    PENSIONS,
)
from scenarios.framework.definition import Evidence, Exclusion, Indicator, above

TWO_PENSIONS = Indicator(
    id="X05",
    title=BilingualText("双重养老", "two pensions"),
    definition=BilingualText(
        zh=(
            "同一月份由企业职工、机关事业、城乡居民养老中两个险种发放按月待遇（含以单月补发或反复补"
            "发名义发放）的月数；涉及金额为较低一份；遗属待遇、职业年金不属养老金"
        ),
        en=(
            "months for which two of the employee, government and resident schemes paid a pension "
            "(back-pay of a single month, or again and again, is one); the yuan are those of the "
            "smaller; survivors' and occupational annuities are no pensions"
        ),
    ),
    population="recipient",
    column="x05_months",
    unit="months",
    direction="high",
    # one is enough: a month is due from one scheme; a single month of change is explained
    threshold=1,
    level="H",
    evidence_source="pensions",
    amount="x05_yuan",
    period=("x05_from", "x05_to"),
    reason=BilingualText(
        zh=(
            "{x05_from}至{x05_to}有{x05_months}个月同时领取两份养老待遇（险种{first_scheme_code}、"
            "{second_scheme_code}），较低一份共{x05_yuan}元。"
        ),
        en=(
            "{x05_months} months from {x05_from} to {x05_to} with two pensions (schemes "
            "{first_scheme_code} and {second_scheme_code}); the smaller came to {x05_yuan} yuan."
        ),
    ),
    look_alikes=BilingualText(
        zh="制度转换当月；遗属待遇、职业年金；事后核定并补发的重叠月（应清退，但非故意）",
        en=(
            "the month of change; survivors' or occupational annuities; overlap made by a later "
            "decision: to be cleared, no intent"
        ),
    ),
    verify=BilingualText(
        zh="核对两份待遇的核定表和缴费记录；保留职工（机关）养老，清理居民养老并退回重复部分",
        en=(
            "compare both decisions; keep the employee (government) pension, clear the resident "
            "one and recover"
        ),
    ),
    laws=("double-pension-2021", *BENEFIT_LAWS),
    exclusions=(
        Exclusion(
            "is_transition_month",
            BilingualText(
                "仅重叠1个月，属制度转换当月",
                "a single month: that of the change from one scheme to the other",
            ),
        ),
    ),
    evidence=(Evidence(PensionPayment, on=ON_PERSON, keys=double_pension_months),),
)

WITH_UNEMPLOYMENT = Indicator(
    id="X06",
    title=BilingualText("失业待遇与养老待遇重叠", "unemployment benefit beside a pension"),
    definition=BilingualText(
        "同一月份领取失业待遇和按月养老待遇的月数（同U02，金额计入U02）",
        "months with unemployment benefit and a pension (U02; the money is counted there)",
    ),
    population="recipient",
    column="x06_months",
    unit="months",
    direction="high",
    # one is enough: unemployment benefit ends with the pension (art. 51)
    threshold=1,
    level="H",
    evidence_source="claims",
    amount="counted_elsewhere_yuan",
    period=("x06_from", "x06_to"),
    reason=BilingualText(
        zh=(
            "{x06_from}至{x06_to}有{x06_months}个月失业待遇与养老待遇重叠，"
            "涉及失业待遇{x06_yuan}元（计入U02）。"
        ),
        en=(
            "{x06_months} months from {x06_from} to {x06_to} with both; {x06_yuan} yuan of "
            "unemployment benefit (counted at U02)."
        ),
    ),
    look_alikes=BilingualText("养老待遇事后核定并补发", "a pension granted later with back-pay"),
    verify=BilingualText(
        "核对养老待遇核定日期；确认后退回失业待遇",
        "check when the pension was granted; recover the benefit",
    ),
    laws=("social-insurance-51", *BENEFIT_LAWS),
    evidence=(PENSIONS, Evidence(UnemploymentClaim, on=ON_PERSON)),
)

WITH_ALLOWANCE = Indicator(
    id="X07",
    title=BilingualText("伤残津贴与养老金全额并发", "full disability allowance beside a pension"),
    definition=BilingualText(
        zh="领取按月职工养老金的月份仍全额发放伤残津贴（同I13，金额计入I13；只应补差）",
        en=(
            "full disability allowance in months with an employee pension (I13; the money is "
            "counted there); only the difference is due"
        ),
    ),
    population="recipient",
    column="x07_yuan",
    unit="yuan",
    direction="high",
    # any sum: beside a pension only the difference of the allowance is due
    threshold=above(0),
    level="H",
    evidence_source="allowances",
    amount="counted_elsewhere_yuan",
    period=("x07_from", "x07_to"),
    reason=BilingualText(
        zh=(
            "{x07_from}至{x07_to}有{x07_months}个月伤残津贴与养老金并发，"
            "涉及津贴{x07_yuan}元（计入I13）。"
        ),
        en=(
            "{x07_months} months from {x07_from} to {x07_to} with pension and allowance, "
            "{x07_yuan} yuan (counted at I13)."
        ),
    ),
    look_alikes=BilingualText(
        "只发差额；不符合养老条件者津贴继续", "a difference only; no pension entitlement"
    ),
    verify=BilingualText(
        "核对核定表与发放明细，计算应补差额", "compare both decisions, compute the difference due"
    ),
    laws=("injury-35-3", "social-insurance-40"),
    exclusions=(
        Exclusion(
            "is_allowance_difference",
            BilingualText("津贴低于养老金半数，属补差", "only a difference was paid"),
        ),
    ),
    evidence=(PENSIONS, INJURY_MONEY),
)

FUNERAL_TWICE = Indicator(
    id="X08",
    title=BilingualText("多险种丧葬补助", "funeral grants of several funds"),
    definition=BilingualText(
        zh=(
            "同一死亡由两个以上险种支付丧葬补助（养老丧葬抚恤、工伤丧葬补助金）；"
            "涉及金额为最高一份以外的部分"
        ),
        en=(
            "one death for which two or more funds paid a funeral grant; the yuan are those beyond "
            "the largest"
        ),
    ),
    population="recipient",
    column="x08_funds",
    unit="count",
    direction="high",
    # art. 49: of several funeral grants one can be chosen
    threshold=2,
    level="H",
    evidence_source="grants",
    amount="x08_yuan",
    period=("x08_from", "x08_to"),
    reason=BilingualText(
        zh=(
            "{first_death_date}死亡，{x08_from}至{x08_to}有{x08_funds}个险种支付丧葬补助共"
            "{x08_total_yuan}元，按规定只能选领一项，涉及{x08_yuan}元。"
        ),
        en=(
            "died on {first_death_date}; {x08_funds} funds paid grants of {x08_total_yuan} yuan "
            "from {x08_from} to {x08_to}; one may be chosen, {x08_yuan} yuan are beyond it."
        ),
    ),
    look_alikes=BilingualText(
        zh="养老基金所付为抚恤金或个人账户余额而非丧葬费；商业保险另付",
        en=(
            "the pension fund paid a survivor grant or the account's balance, no funeral grant; "
            "private insurance"
        ),
    ),
    verify=BilingualText(
        zh="核对各险种申领表和家属选择；区分丧葬补助与抚恤金，超出一项的部分追回",
        en=(
            "compare the applications and the family's choice; tell funeral from survivor grant; "
            "recover what is beyond one"
        ),
    ),
    laws=("social-insurance-49", "injury-39", *BENEFIT_LAWS),
    evidence=(DEATHS, PENSIONS, INJURY_MONEY),
)

PAID_TWICE = Indicator(
    id="X12",
    title=BilingualText("重复医保报销", "reimbursed twice by the medical fund"),
    definition=BilingualText(
        zh=(
            "同一人同一票据，或同一医院入出院日期相同（±1天）的住院经两个险种或手工（出院15天后）结算，"
            "由基本医保两次支付（高等级）；不同医院住院重叠4天以上为弱线索；"
            "同一次就诊的中途结算、公务员补助和大额医疗第二层不算；"
            "同一医院其他重叠为数据疑问；涉及金额为后一笔"
        ),
        en=(
            "one person's invoice, or one stay (same hospital, admission and discharge within a "
            "day) under two insurances or by hand (15 days after discharge), paid twice by basic "
            "insurance (high); stays in two hospitals overlapping by four days (weak); interim "
            "bills of a visit and supplements apart; other overlaps at one hospital are a data "
            "question; the yuan are those of the later settlement"
        ),
    ),
    population="reimbursement",
    column="x12_yuan",
    unit="yuan",
    direction="high",
    # any sum: a cost is paid once; overlaps of a day are kept out by the feature
    threshold=above(0),
    level="M",
    level_when=(("is_same_bill", "H"),),
    evidence_source="double_payment",
    amount="x12_yuan",
    reason=BilingualText(
        zh=(
            "{period_from}至{period_to}的费用{first_settled_date}已报销{x12_first_yuan}元，"
            "{settled_date}又报销{x12_yuan}元。"
        ),
        en=(
            "costs of {period_from} to {period_to}: {x12_first_yuan} yuan were reimbursed on "
            "{first_settled_date} and {x12_yuan} again on {settled_date}."
        ),
    ),
    look_alikes=BilingualText(
        "大病、救助、公务员补助等第二层报销；中途结算；退费后重新结算",
        "a second layer by design; interim bills; returned and settled anew",
    ),
    verify=BilingualText(
        zh="核对两笔结算单与发票原件；查另一险种或异地参保；由医保部门追回后一笔",
        en=(
            "compare both settlements with the invoice; look for a second insurance; the medical "
            "authority recovers the later"
        ),
    ),
    laws=("healthcare-law-48", "medical-fund-17", "medical-fund-41", "healthcare-law-13"),
    exclusions=(
        Exclusion(
            "is_second_layer",
            BilingualText(
                "公务员补助或大额医疗的第二层支付，属制度设计",
                "a supplement paid its own layer, by design",
            ),
        ),
        Exclusion(
            "is_interim_bill",
            BilingualText(
                "同一次就诊的中途结算，或同一票据分笔结算",
                "interim bills of one visit, or one invoice settled in parts",
            ),
        ),
        Exclusion(
            "is_unclear_overlap",
            BilingualText(
                zh="同一医院住院日期重叠，但就诊、日期、票据均不同，先核实入出院日期",
                en=(
                    "stays at one hospital overlap, but visit, days and invoice differ: verify "
                    "the dates first"
                ),
            ),
            is_entry_error=True,
        ),
        Exclusion(
            "is_returned", BilingualText("其中一笔已冲销退回", "one of the two was taken back")
        ),
    ),
    evidence=(Evidence(ClaimHeader, on={"record_id": "setl_id"}, keys=both_settlements),),
)
