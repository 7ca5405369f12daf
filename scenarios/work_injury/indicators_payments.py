"""work_injury: payments that were not due or that another fund had made."""

from contracts.bilingual_text import BilingualText
from contracts.tables.claim_header import ClaimHeader
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.injury_payment import InjuryPayment
from contracts.tables.pension_payment import PensionPayment
from features.work_injury.double_payments import double_payments
from features.work_injury.end_of_work import months_insured_after_end
from features.work_injury.injury_money import allowance_beside_pension
from scenarios.framework.definition import Evidence, Exclusion, Indicator, above
from scenarios.work_injury.shared_evidence import (
    BY_CASE,
    BY_PERSON,
    CASE_ROW,
    INJURY_LAWS,
    PAYMENTS,
)

TWO_FUNDS = Indicator(
    id="I12",
    title=BilingualText("医保工伤重复支付", "paid by both funds"),
    definition=BilingualText(
        zh=(
            "同一人在同一机构的同一次治疗由医保基金和工伤基金同时支付：同一发票且日期重叠的为高等级；"
            "住院日期重合（较短一方的五分之四以上，或起止各差不超过一天）且医保主诊断为损伤的为强线索"
        ),
        en=(
            "one treatment of one person at one institution, paid by both funds: high with one "
            "invoice and overlapping days, strong with the same days in hospital (four fifths of "
            "the shorter, or a day apart) for an injury by the medical claim"
        ),
    ),
    population="case",
    column="i12_yuan",
    unit="yuan",
    direction="high",
    # any sum: a treatment is paid once
    threshold=above(0),
    level="S",
    level_when=(("is_one_invoice", "H"),),
    evidence_source="double_payment",
    amount="i12_yuan",
    period=("i12_from", "i12_to"),
    reason=BilingualText(
        zh=(
            "{i12_from}至{i12_to}在同一机构的同一次治疗，工伤基金支付{i12_injury_yuan}元，"
            "医保基金又支付{i12_yuan}元。"
        ),
        en=(
            "one treatment at one institution, {i12_from} to {i12_to}: {i12_injury_yuan} yuan by "
            "the injury fund and {i12_yuan} by the medical fund."
        ),
    ),
    look_alikes=BilingualText(
        "医保先行支付后已追回；认定在后、医保90日内冲销",
        "advanced and recovered; reversed within 90 days",
    ),
    verify=BilingualText(
        "核对两基金结算单与发票原件，确认后由医保追回",
        "compare both settlements with the invoice, recover",
    ),
    laws=(
        "healthcare-law-49",
        "social-insurance-30",
        "social-insurance-42",
        "social-insurance-88",
        "medical-fund-rules-2026",
    ),
    exclusions=(
        Exclusion(
            "is_taken_back",
            BilingualText(
                "医保费用已在90日内冲销退回", "the medical claim was reversed within 90 days"
            ),
        ),
    ),
    evidence=(
        CASE_ROW,
        Evidence(InjuryPayment, on=BY_CASE, keys=double_payments),
        Evidence(ClaimHeader, on=BY_CASE, keys=double_payments),
    ),
)

WITH_PENSION = Indicator(
    id="I13",
    title=BilingualText("伤残津贴与养老金并发", "full allowance beside a pension"),
    definition=BilingualText(
        zh="领取按月职工养老金的月份仍全额发放伤残津贴（只应补差）",
        en=(
            "months with a regular employee pension in which the full allowance was paid; only the "
            "difference is due"
        ),
    ),
    population="case",
    column="i13_yuan",
    unit="yuan",
    direction="high",
    # any sum: beside a pension only the difference of the allowance is due
    threshold=above(0),
    level="H",
    evidence_source="pensions",
    amount="i13_yuan",
    period=("i13_from", "i13_to"),
    reason=BilingualText(
        zh="{i13_from}至{i13_to}有{i13_months}个月养老金与伤残津贴并发，涉及津贴{i13_yuan}元。",
        en=(
            "{i13_months} months from {i13_from} to {i13_to} with pension and full allowance, "
            "{i13_yuan} yuan of allowance."
        ),
    ),
    look_alikes=BilingualText(
        "只发差额；不符合养老待遇条件者津贴继续", "a difference only; no pension entitlement"
    ),
    verify=BilingualText(
        "核对养老金核定表与津贴发放明细，计算应补差额",
        "compare both decisions and compute the difference due",
    ),
    laws=("injury-35-3", "social-insurance-40"),
    exclusions=(
        Exclusion(
            "is_difference_only",
            BilingualText(
                "津贴低于养老金半数，属补差", "only a difference to the pension was paid"
            ),
        ),
    ),
    evidence=(
        CASE_ROW,
        Evidence(InjuryPayment, on=BY_CASE, keys=allowance_beside_pension),
        Evidence(PensionPayment, on=BY_PERSON),
    ),
)

STILL_INSURED = Indicator(
    id="I14",
    title=BilingualText(
        "领一次性医疗补助金后仍在原单位参保", "still insured by the unit after the lump sum"
    ),
    definition=BilingualText(
        zh=(
            "申报终止劳动关系并领取一次性工伤医疗补助金后，原单位（含关联单位）继续正常缴费的月数；"
            "终止后三个月内由原单位本身缴费两个月以上的为高等级"
        ),
        en=(
            "months of normal premiums by the same employer group after the end of work for which "
            "the lump sum was paid; high with two months at the old unit itself, the first within "
            "a quarter of the end"
        ),
    ),
    population="case",
    column="i14_months",
    unit="months",
    direction="high",
    # one is enough, and strong only; a second month with the same unit, soon after, makes it high
    threshold=1,
    level="S",
    level_when=(("is_never_gone", "H"),),
    evidence_source="contributions",
    amount="i14_amount",
    period=("i14_from", "i14_to"),
    reason=BilingualText(
        zh=(
            "{termination_date}申报终止劳动关系并领取补助金{i14_amount}元后，"
            "原单位或其关联单位在{i14_from}至{i14_to}期间又正常缴费{i14_months}个月，疑似虚假终止。"
        ),
        en=(
            "after the end of work on {termination_date} and {i14_amount} yuan of lump sum the "
            "unit or an affiliate paid premiums for {i14_months} months, {i14_from} to {i14_to}."
        ),
    ),
    look_alikes=BilingualText(
        "真实终止后重新签约入职；减员申报滞后一个月", "hired again after a real end; late removal"
    ),
    verify=BilingualText(
        "核对终止协议、工资发放和考勤；确认虚假终止后追回",
        "check agreement, wages and attendance; recover",
    ),
    laws=("zhejiang-injury-27", *INJURY_LAWS),
    exclusions=(
        Exclusion(
            "is_rehired",
            BilingualText(
                "离开原单位及其关联单位6个月以上后重新参保，属再次入职",
                "away from the unit and its affiliates for six months and more: hired anew",
            ),
        ),
    ),
    evidence=(
        CASE_ROW,
        PAYMENTS,
        Evidence(ContributionMonth, on=BY_CASE, keys=months_insured_after_end),
    ),
)
