"""short_term_enrollment: what other records show of a claimant: contacts, wages, a business."""

from contracts.bilingual_text import BilingualText
from scenarios.framework.definition import Exclusion, Indicator
from scenarios.short_term_enrollment.shared_evidence import (
    CLAIM_LAWS,
    CLAIM_ROW,
    PAYMENTS,
    SHAM_WORK_LAWS,
)

CONTACTS = Indicator(
    id="U11",
    title=BilingualText("申领人联系方式聚集", "claimants sharing a contact"),
    definition=BilingualText(
        zh=(
            "近24个月内共用电话、账户或线上申领设备的不同户申领人数（同户不计）：涉及两家以上单位"
            "（关联单位合并）的，或在不足10人的单位内互相牵连、占其申领人多数的，或同一单位内"
            "共用账户的，为强线索；其余同单位共用为弱线索；窗口代填、较大单位为已报告裁员代办的"
            "另行说明"
        ),
        en=(
            "households sharing a phone, an account or (online) a device within 24 months: strong "
            "over two employer groups and more, or where they are tied to each other and most of "
            "the claimants of a unit below ten heads, or share an account inside a unit; else "
            "weak inside one unit; service windows and larger units that file a reported layoff "
            "are explained"
        ),
    ),
    population="claim",
    column="u11_persons",
    unit="persons",
    direction="high",
    # a couple shares a phone; three claimants of other homes do not
    threshold=3,
    level="M",
    level_when=(("is_several_households", "S"),),
    evidence_source="contacts",
    reason=BilingualText(
        zh=(
            "近24个月有{u11_persons}户申领人共用或互相牵连于同一联系方式"
            "（电话、账户或设备，共{u11_kinds}类），涉及{u11_groups}家单位，疑似中介代办。"
        ),
        en=(
            "{u11_persons} households share contacts ({u11_kinds} kinds) over {u11_groups} "
            "employers within 24 months."
        ),
    ),
    look_alikes=BilingualText(
        "街道窗口代填、村干部代办、单位人事为裁员代办、亲属共用",
        "a street window, a village cadre, a personnel office that files a layoff, relatives",
    ),
    verify=BilingualText(
        zh="核对电话机主、账户户名；查设备与网络地址；询问是否由他人代办及付费",
        en=(
            "find the owner of phone and account, look at device and address; ask who filed and "
            "was paid"
        ),
    ),
    laws=SHAM_WORK_LAWS,
    exclusions=(
        Exclusion(
            "is_hub_contact",
            BilingualText(
                zh=(
                    "仅共用电话，申领人来自几乎同样多的单位：窗口受理的不论人数，其他渠道20人"
                    "以上，或为60人以上的默认号码，属窗口代填"
                ),
                en=(
                    "a phone alone, from almost as many units as persons: at the counter in any "
                    "number, else 20 claimants and more, or a default number of more than 60; a "
                    "device alone, where 5% of the city's online claims share one so (kiosks)"
                ),
            ),
        ),
        Exclusion(
            "is_personnel_office",
            BilingualText(
                "10人以上单位半数以上以裁员或破产原因离职，由单位人事统一代办，且不共用账户",
                "a unit of ten heads and more files a reported layoff, with no account in common",
            ),
        ),
    ),
    evidence=(CLAIM_ROW, PAYMENTS),
)

UNPAID = Indicator(
    id="U15",
    title=BilingualText("无工资佐证", "no wages behind the spell"),
    definition=BilingualText(
        zh=(
            "最后一段参保中，个税数据已覆盖的月份里没有任何单位申报工资的月份占比；"
            "参保不超过6个月、累计缴费满36个月且离职60天内申领的为强线索"
        ),
        en=(
            "share of the last spell's months, of those for which the tax authority supplied "
            "wages, in which nobody declared any; strong for spells of up to 6 months after 36 and "
            "more, claimed within 60 days"
        ),
    ),
    population="claim",
    column="u15_share",
    unit="share",
    direction="high",
    # all months: a single declared month is a trace of work
    threshold=1.0,
    level="M",
    level_when=(("is_short_unpaid", "S"),),
    evidence_source="wages",
    period=("spell_from", "period_to"),
    reason=BilingualText(
        zh=(
            "最后单位参保{last_spell_months}个月（{spell_from}起），"
            "其中{u15_months}个月在个税系统中无任何工资申报，累计缴费{paid_months_total}个月，"
            "核定{granted_months}个月，用工真实性存疑。"
        ),
        en=(
            "{last_spell_months} months with the last employer from {spell_from}; for {u15_months} "
            "of them the tax authority knows of no wages at all; {paid_months_total} months paid "
            "in, {granted_months} granted."
        ),
    ),
    look_alikes=BilingualText(
        zh="由关联单位发放工资（任何扣缴单位均已计入）、小商户不申报、单位整体漏报",
        en=(
            "paid by an affiliate (any payer counts), small traders who do not declare, a unit "
            "that declares for nobody"
        ),
    ),
    verify=BilingualText(
        zh="调取工资流水、考勤和合同；向税务核对扣缴申报；询问岗位和同事",
        en=(
            "get bank records of wages, attendance and contract; check with the tax office; ask "
            "about post and colleagues"
        ),
    ),
    laws=SHAM_WORK_LAWS,
    exclusions=(
        Exclusion(
            "is_small_trader",
            BilingualText(
                "最后单位为个体工商户，定额征收不逐月申报",
                "the unit is an individual business that declares no wages",
            ),
        ),
        Exclusion(
            "is_undeclaring_unit",
            BilingualText(
                zh="单位对几乎全部职工均未申报工资且领金率正常，属单位漏报，转税务",
                en=(
                    "the unit declares wages for hardly anybody and its claim rate is ordinary: a "
                    "matter for the tax office"
                ),
            ),
        ),
    ),
    evidence=(CLAIM_ROW, PAYMENTS),
)

IN_BUSINESS = Indicator(
    id="U16",
    title=BilingualText("领金期经商月数", "months of benefit while in business"),
    definition=BilingualText(
        zh=(
            "领取失业待遇的整月内为存续企业法定代表人、持股10%以上股东或个体户经营者，"
            "且该企业当月有职工参保"
        ),
        en=(
            "whole months with benefit in which the claimant was legal representative, holder of a "
            "tenth and more, or owner of a business that insured staff in that month"
        ),
    ),
    population="claim",
    column="u16_months",
    unit="months",
    direction="high",
    # whole months alone are counted, so that one is enough
    threshold=1,
    level="S",
    evidence_source="business",
    amount="u16_yuan",
    period=("u16_from", "u16_to"),
    reason=BilingualText(
        zh=(
            "{u16_from}至{u16_to}领取失业待遇期间，有{u16_months}个月为存续企业的{u16_role}，"
            "涉及待遇{u16_yuan}元，疑似未失业。"
        ),
        en=(
            "{u16_role_en} of an active business in {u16_months} months with benefit from "
            "{u16_from} to {u16_to}, {u16_yuan} yuan."
        ),
    ),
    look_alikes=BilingualText(
        zh="无职工的休眠企业、亲属去世后继承的股份、村集体经济组织挂名",
        en=(
            "a dormant firm without staff, shares inherited from family, a nominal post of a "
            "village body"
        ),
    ),
    verify=BilingualText(
        "核对市监登记与纳税、开票情况；询问实际经营与收入",
        "compare register, tax and invoices; ask who runs the business and what it earns",
    ),
    laws=CLAIM_LAWS,
    exclusions=(
        Exclusion(
            "is_dormant_firm",
            BilingualText(
                "该企业在领金月份无任何职工参保（休眠或空壳登记）",
                "the business insured nobody in these months",
            ),
        ),
        Exclusion(
            "is_inherited_share",
            BilingualText(
                "股份在同户亲属死亡后一年内取得（继承）",
                "the share came within a year of a death in the household",
            ),
        ),
        Exclusion(
            "is_village_body",
            BilingualText("村集体经济组织挂名任职", "a nominal post of a village body"),
        ),
    ),
    evidence=(CLAIM_ROW, PAYMENTS),
)
