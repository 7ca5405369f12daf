"""agency_handling: changes of bank accounts and identities."""

from contracts.bilingual_text import BilingualText
from features.operators.operator_edits import identity_edits
from features.operators.operator_money import (
    account_edits,
    account_swaps,
    pool_payments,
    swap_payments,
)
from scenarios.agency_handling.shared_evidence import (
    ACCOUNT_ROW,
    CONDUCT_LAWS,
    make_log_evidence,
    make_pension_evidence,
)
from scenarios.framework.definition import Exclusion, Indicator

SWAP = Indicator(
    id="O05",
    title=BilingualText("账户改—付—改回", "account changed, paid, changed back"),
    definition=BilingualText(
        zh=(
            "修改待遇账户后35天内有支付进入该账户，60天内再次修改，此后支付不再进入该账户；"
            "同一经办人3人以上，或中间账户另有他人或经办人使用的为强线索"
        ),
        en=(
            "an account edited, paid to within 35 days, edited again within 60, and not paid to "
            "after that; a strong lead from three persons of one operator, or where the account "
            "between is used by another person or an operator"
        ),
    ),
    population="operator",
    column="o05_count",
    unit="persons",
    direction="high",
    # one is a note: a wrong account that was corrected looks the same
    threshold=1,
    level="M",
    level_when=(("is_swap_pattern", "S"),),
    evidence_source="accounts",
    amount="o05_yuan",
    period=("o05_from", "o05_to"),
    reason=BilingualText(
        zh="{o05_from}至{o05_to}改动{o05_count}人的待遇账户，支付{o05_yuan}元后又改走。",
        en=(
            "the accounts of {o05_count} persons were changed between {o05_from} and {o05_to}, "
            "{o05_yuan} yuan were paid, and changed again."
        ),
    ),
    look_alikes=BilingualText(
        zh="录错账户退票后更正；本人或家人账户临时代收",
        en=(
            "a wrong account corrected after the bank sent the money back; an account in the "
            "family for a while"
        ),
    ),
    verify=BilingualText(
        zh="向银行查询中间账户户名及资金去向；联系待遇领取人核实是否收到",
        en=(
            "ask the bank for the owner of the account between and where the money went; ask the "
            "pensioner"
        ),
    ),
    laws=CONDUCT_LAWS,
    exclusions=(
        Exclusion(
            "is_money_returned",
            BilingualText("支付已退票冲销", "the payments were returned by the bank"),
        ),
        Exclusion(
            "is_family_account",
            BilingualText("中间账户为同户人员所用", "the account between is used in the household"),
        ),
        Exclusion(
            "is_corrected_account",
            BilingualText(
                "改往第三个账户，中间账户无他人使用，属更正",
                "changed to a third account, the one between used by nobody else: a correction",
            ),
        ),
    ),
    evidence=(ACCOUNT_ROW, make_log_evidence(account_swaps), make_pension_evidence(swap_payments)),
)

ONE_ACCOUNT = Indicator(
    id="O06",
    title=BilingualText("一户多人收款", "many persons, one account"),
    definition=BilingualText(
        zh="近12个月3户以上人员的待遇进入同一账户，且经办人将其中2人以上改入或付入该账户",
        en=(
            "three households and more paid into one account within a year, two persons and more "
            "led there by the operator"
        ),
    ),
    population="operator",
    column="o06_households",
    unit="households",
    direction="high",
    # a couple and their parents share an account; three households do not
    threshold=3,
    level="S",
    evidence_source="payee",
    amount="o06_moved_yuan",
    period=("o06_moved_from", "o06_moved_to"),
    reason=BilingualText(
        zh=(
            "将{o06_moved_persons}人的待遇改入（付入）多人共用的账户，"
            "其中一个账户有{o06_households}户人员收款，近12个月{o06_moved_yuan}元。"
        ),
        en=(
            "{o06_moved_persons} persons were led into shared accounts, one of which serves "
            "{o06_households} households; {o06_moved_yuan} yuan in 12 months."
        ),
    ),
    look_alikes=BilingualText(
        "监护人代领；养老院代管；单位垫付后受偿；村社老账户",
        "a guardian; a home for the elderly; an employer repaid; an old village account",
    ),
    verify=BilingualText(
        "查询账户户名和取款地点；逐人核实是否健在、是否委托",
        "ask the bank for owner and place of withdrawals; see whether each person lives and agreed",
    ),
    laws=CONDUCT_LAWS,
    exclusions=(
        Exclusion(
            "is_unit_account",
            BilingualText("账户属参保单位（养老院、垫付单位、村社）", "the account is a unit's"),
        ),
        Exclusion(
            "is_approved_account",
            BilingualText("账户在白名单内", "the account stands on the white list"),
        ),
    ),
    evidence=(ACCOUNT_ROW, make_log_evidence(account_edits), make_pension_evidence(pool_payments)),
)

DOUBLE_EDIT = Indicator(
    id="O07",
    title=BilingualText("双改", "name and number both changed"),
    definition=BilingualText(
        zh="90天内姓名与证件号均被修改，或其中一项修改并有账户合并",
        en=(
            "name and identity number both edited within 90 days, or one of them beside a merge of "
            "accounts"
        ),
    ),
    population="operator",
    column="o07_count",
    unit="persons",
    direction="high",
    # one is enough: name and number together make another person of the insured
    threshold=1,
    level="S",
    evidence_source="identity",
    amount="o07_yuan",
    period=("o07_from", "o07_to"),
    reason=BilingualText(
        zh=(
            "90天内{o07_count}人的姓名与证件号均被修改或合并（其中合并{o07_merged}人），"
            "此后发放{o07_yuan}元。"
        ),
        en=(
            "name and number of {o07_count} persons were changed within 90 days or merged "
            "({o07_merged} merges); {o07_yuan} yuan were paid after."
        ),
    ),
    look_alikes=BilingualText(
        zh="15位升18位；婚姻、港澳居民更名；公安核验后的更正",
        en=(
            "the upgrade to 18 digits; marriage or residents of Hong Kong and Macau; a correction "
            "confirmed by the police"
        ),
    ),
    verify=BilingualText(
        "调取公安户籍变更证明和原始档案，核对缴费年限归属",
        "get the police record of the change and the file, see whose paid years these are",
    ),
    laws=CONDUCT_LAWS,
    exclusions=(
        Exclusion(
            "is_police_confirmed",
            BilingualText(
                "每次修改均有专为该人开具的核验工单",
                "each edit has a work order given for that person alone",
            ),
        ),
    ),
    evidence=(ACCOUNT_ROW, make_log_evidence(identity_edits)),
)
