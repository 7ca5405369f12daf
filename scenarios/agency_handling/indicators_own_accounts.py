"""agency_handling: money of a fund that goes into an operator's own account."""

from contracts.bilingual_text import BilingualText
from contracts.tables.injury_payment import InjuryPayment
from contracts.tables.pension_payment import PensionPayment
from contracts.tables.refund_transfer import RefundTransfer
from contracts.tables.unemployment_payment import UnemploymentPayment
from features.operators.own_accounts import (
    benefits_to_operators,
    injury_money_to_operators,
    pensions_to_operators,
    transfers_to_operators,
)
from scenarios.agency_handling.shared_evidence import ACCOUNT_ROW, BY_OPERATOR, CONDUCT_LAWS
from scenarios.framework.definition import Evidence, Exclusion, Indicator

OWN_ACCOUNT = Indicator(
    id="O20",
    title=BilingualText("基金款项进入经办人账户", "fund money into an operator's account"),
    definition=BilingualText(
        zh="任何基金的待遇或返还款进入经办人本人账户；业务由其本人办理的为高等级",
        en=(
            "benefits or refunds of any fund paid into an operator's own account; high where he "
            "handled the business"
        ),
    ),
    population="operator",
    column="o20_count",
    unit="count",
    direction="high",
    # one is enough: no fund pays into the account of a clerk
    threshold=1,
    level="S",
    level_when=(("o20_is_handled", "H"),),
    evidence_source="avoidance",
    amount="o20_yuan",
    period=("o20_from", "o20_to"),
    reason=BilingualText(
        zh="{o20_from}至{o20_to}有{o20_count}笔基金款项进入该经办人本人账户，合计{o20_yuan}元。",
        en=(
            "{o20_count} payments of funds went into the operator's own account, {o20_from} to "
            "{o20_to}, {o20_yuan} yuan."
        ),
    ),
    look_alikes=BilingualText(
        zh="同户人员的待遇（视为已解释）；共用的单位账户误登为个人账户",
        en=("benefits of his own household (explained); a unit's account registered as a person's"),
    ),
    verify=BilingualText(
        zh="调取账户流水与开户资料；核对业务材料上的收款账户由谁录入",
        en="bank statement and papers of the account; who entered the payee's account",
    ),
    laws=CONDUCT_LAWS,
    exclusions=(
        Exclusion(
            "is_household",
            BilingualText("收款人为本人或同户人员", "paid for himself or his household"),
        ),
    ),
    evidence=(
        ACCOUNT_ROW,
        Evidence(UnemploymentPayment, on=BY_OPERATOR, keys=benefits_to_operators),
        Evidence(InjuryPayment, on=BY_OPERATOR, keys=injury_money_to_operators),
        Evidence(RefundTransfer, on=BY_OPERATOR, keys=transfers_to_operators),
        Evidence(PensionPayment, on=BY_OPERATOR, keys=pensions_to_operators),
    ),
)
