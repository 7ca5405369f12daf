"""Benefits that exclude each other: two pensions, unemployment benefit, allowances, prison, one
account.
"""

import ibis

from contracts.derived import OrEmpty, derived
from contracts.tables.custody_record import CustodyRecord
from contracts.tables.employer import Employer
from contracts.tables.pension_payment import PensionPayment
from contracts.tables.person import Person
from contracts.tables.unemployment_claim import UnemploymentClaim
from contracts.tables.whitelist import Whitelist
from features.common.benefit_recipients import (
    BACK_PAY,
    REGULAR,
    YEAR,
    select_regular_pensions,
    select_standing_pensions,
)
from features.common.calendar import (
    compute_month_index,
    compute_window_start,
    convert_index_to_month,
    extract_month_index,
)
from features.common.join_helpers import left_join_columns
from features.unemployment.claims import benefit_with_pension
from features.work_injury.injuries import injury_base
from features.work_injury.injury_money import full_allowance_with_pension

RESIDENT_PENSION = "170"  # codes: insurance_type, sentence_kind
IN_PRISON = ("1", "2")  # imprisonment, criminal detention
OUTSIDE = ("3", "4", "5")  # suspended, public surveillance, served outside prison
# white lists that name an account: for X15, for O06, for all rules
ACCOUNT_RULES = ("X15", "O06", "*")
HUB_HOUSEHOLDS = 20  # nobody collects for so many unnoticed; a home does
REPEATED_BACK_PAYS = 2  # once may be a correction; twice is a pension by another name
# the key of pension_payment
PAYMENT_KEY = ("person_id", "insurance_type", "benefit_month", "kind", "seq")


@derived(key=PAYMENT_KEY)
def double_pension_months(pensions: PensionPayment, *, as_of):
    """Payments of months for which two schemes paid a pension.

    A back-pay counts as a pension by another name if it covers a single month, or if it comes again
    and again from a scheme that pays no monthly pension.
    """
    paid = select_standing_pensions(pensions, as_of)
    paid = paid.filter(paid.kind.isin([REGULAR, BACK_PAY]))
    by_scheme = paid.group_by("person_id", "insurance_type").agg(
        regular_months=(paid.kind == REGULAR).cast("int64").sum(),
        back_pays=(paid.kind == BACK_PAY).cast("int64").sum(),
    )
    several = by_scheme.group_by("person_id").agg(scheme_count=by_scheme.count())
    several = by_scheme.semi_join(several.filter(several.scheme_count > 1), "person_id")
    paid = paid.join(several, ["person_id", "insurance_type"])
    is_disguised = (paid.backpay_months == 1).fill_null(False) | (
        (paid.regular_months == 0) & (paid.back_pays >= REPEATED_BACK_PAYS)
    )
    paid = paid.filter((paid.kind == REGULAR) | is_disguised)
    schemes = paid.group_by("person_id").agg(schemes=paid.insurance_type.nunique())
    paid = paid.semi_join(schemes.filter(schemes.schemes > 1), "person_id")
    by_month = paid.group_by("person_id", "benefit_month").agg(
        schemes=paid.insurance_type.nunique()
    )
    return paid.semi_join(
        by_month.filter(by_month.schemes > 1), ["person_id", "benefit_month"]
    ).select(*PAYMENT_KEY, "amount")


@derived(key=("person_id",))
def double_pensions(paid: double_pension_months):
    """X05: months with two pensions; yuan of the smaller one, which is to be stopped."""
    by_scheme = paid.group_by("person_id", "benefit_month", "insurance_type").agg(
        yuan=paid.amount.sum()
    )
    by_month = by_scheme.group_by("person_id", "benefit_month").agg(
        smaller=by_scheme.yuan.min(),
        first=by_scheme.insurance_type.min(),
        second=by_scheme.insurance_type.max(),
    )
    counted = by_month.group_by("person_id").agg(
        x05_months=by_month.count(),
        x05_yuan=by_month.smaller.sum(),
        x05_from=by_month.benefit_month.min(),
        x05_to=by_month.benefit_month.max(),
        first_scheme_code=by_month["first"].min(),
        second_scheme_code=by_month["second"].max(),
    )
    return counted.mutate(is_transition_month=counted.x05_months == 1)


@derived(key=("person_id",))
def benefit_beside_pension(overlap: benefit_with_pension, claims: UnemploymentClaim):
    """X06: months with unemployment benefit and a pension (U02), over the claims of a person."""
    joined = overlap.join(claims.select("claim_id", "person_id"), "claim_id")
    return joined.group_by("person_id").agg(
        x06_months=joined.u02_months.sum(),
        x06_yuan=joined.u02_amount.sum(),
        x06_from=joined.u02_from.min(),
        x06_to=joined.u02_to.max(),
    )


@derived(key=("person_id",))
def allowance_and_pension(overlap: full_allowance_with_pension, cases: injury_base):
    """X07: disability allowance beside a full pension (I13), over the cases of a person."""
    joined = overlap.join(cases.select("case_id", "person_id"), "case_id")
    return joined.group_by("person_id").agg(
        x07_yuan=joined.i13_yuan.sum(),
        x07_months=joined.i13_months.sum(),
        x07_from=joined.i13_from.min(),
        x07_to=joined.i13_to.max(),
        is_allowance_difference=joined.is_difference_only.all(),
    )


@derived(key=PAYMENT_KEY)
def months_in_prison(custody: CustodyRecord, pensions: PensionPayment, *, as_of):
    """Monthly pensions for whole months inside custody in which the pension must stop."""
    custody_spells = custody.filter(custody.stop_required, custody.from_date <= as_of)
    custody_spells = custody_spells.select("person_id", "from_date", "to_date", "sentence_kind")
    joined = select_regular_pensions(pensions, as_of).join(custody_spells, "person_id")
    month, until = extract_month_index(joined.benefit_month), extract_month_index(joined.to_date)
    inside = joined.filter(
        (month > extract_month_index(joined.from_date))
        & (month < until.fill_null(compute_month_index(as_of) + 1))
    )
    return inside.group_by(*PAYMENT_KEY).agg(
        amount=inside.amount.max(),
        from_date=inside.from_date.min(),
        is_sentence=inside.sentence_kind.isin(IN_PRISON).any(),
    )


@derived(key=("person_id",))
def pension_in_prison(paid: months_in_prison):
    """X10: months paid inside custody in which the pension must stop."""
    return paid.group_by("person_id").agg(
        x10_months=paid.benefit_month.nunique(),
        x10_yuan=paid.amount.sum(),
        x10_from=paid.benefit_month.min(),
        x10_to=paid.benefit_month.max(),
        custody_from_date=paid.from_date.min(),
        is_prison_sentence=paid.is_sentence.any(),
    )


@derived(key=("person_id",))
def adjustments_outside_prison(custody: CustodyRecord, pensions: PensionPayment, *, as_of):
    """X11: yuan added by yearly adjustments during a sentence served outside prison.

    Counted for each month from the adjustment to the end of the sentence, as the pension less that
    of the month before the adjustment.
    """
    sentences = custody.filter(custody.sentence_kind.isin(OUTSIDE), custody.from_date <= as_of)
    sentences = sentences.select("person_id", "from_date", "to_date")
    joined = select_regular_pensions(pensions, as_of).join(sentences, "person_id")
    joined = joined.mutate(month=extract_month_index(joined.benefit_month))
    until = extract_month_index(joined.to_date).fill_null(compute_month_index(as_of))
    joined = joined.mutate(
        is_inside=(joined.month >= extract_month_index(joined.from_date)) & (joined.month <= until)
    )
    by = ["person_id", "insurance_type", "from_date"]
    adjustments = joined.filter(joined.is_inside & joined.adjust_flag)
    adjustments = adjustments.group_by(*by).agg(
        adjusted_month=adjustments.month.min(), adjustments=adjustments.month.nunique()
    )
    paid = joined.join(adjustments, by)
    before = paid.filter(paid.month < paid.adjusted_month)
    before = before.group_by(*by).agg(base_yuan=before.amount.argmax(before.month))
    paid = paid.filter(paid.is_inside & (paid.month >= paid.adjusted_month)).join(before, by)
    counted = paid.group_by("person_id").agg(
        x11_yuan=(paid.amount - paid.base_yuan).sum(),
        adjusted_month=paid.adjusted_month.min(),
        x11_to=paid.benefit_month.max(),
        sentence_from_date=paid.from_date.min(),
    )
    return counted.mutate(x11_from=convert_index_to_month(counted.adjusted_month)).drop(
        "adjusted_month"
    )


@derived(key=("person_id",))
def household_accounts(
    pensions: PensionPayment,
    persons: Person,
    employers: OrEmpty[Employer],
    whitelist: OrEmpty[Whitelist],
    *,
    as_of,
):
    """X15: households whose resident pensions of the last twelve months went to one account.

    is_unit_account: the account is a unit's in the register, such as a home's.
    is_of_few_households: fewer than twenty; others are a home's or a village's account that nobody
    put on a list.
    """
    paid = select_regular_pensions(pensions, as_of)
    paid = paid.filter(
        paid.insurance_type == RESIDENT_PENSION,
        paid.bank_hash.notnull(),
        paid.benefit_month >= compute_window_start(as_of, YEAR),
    )
    by_account = paid.group_by("person_id", "bank_hash").agg(
        x15_yuan=paid.amount.sum(),
        x15_from=paid.benefit_month.min(),
        x15_to=paid.benefit_month.max(),
    )
    home = persons.select(
        "person_id", household=persons.household_hash.fill_null(persons.person_id)
    )
    by_account = by_account.join(home, "person_id")
    accounts = by_account.group_by("bank_hash").agg(
        x15_households=by_account.household.nunique(), x15_persons=by_account.person_id.nunique()
    )
    joined = left_join_columns(
        by_account.join(accounts, "bank_hash"),
        _select_approved_accounts(whitelist, as_of),
        "bank_hash",
    )
    of_units = employers.filter(employers.bank_hash.notnull()).select("bank_hash").distinct()
    joined = left_join_columns(joined, of_units.mutate(is_of_unit=True), "bank_hash")
    order = [ibis.desc("x15_households"), "bank_hash"]
    place = ibis.row_number().over(group_by="person_id", order_by=order)
    widest = joined.mutate(place=place).filter(lambda t: t.place == 0)
    return widest.select(
        "person_id",
        "x15_households",
        "x15_persons",
        "x15_yuan",
        "x15_from",
        "x15_to",
        is_approved_account=widest.is_approved.fill_null(False),
        is_unit_account=widest.is_of_unit.fill_null(False),
        is_of_few_households=widest.x15_households < HUB_HOUSEHOLDS,
        unapproved_households=widest.is_approved.fill_null(False).ifelse(
            None, widest.x15_households
        ),
    )


def _select_approved_accounts(whitelist, as_of):
    """Accounts on the white list for this rule: welfare houses, guardians' joint accounts."""
    listed = whitelist.filter(
        whitelist.subject_kind == "bank",
        whitelist.rule_id.isin(ACCOUNT_RULES),
        whitelist.valid_from <= as_of,
        whitelist.valid_to.isnull() | (whitelist.valid_to >= as_of),
    )
    return listed.select(bank_hash=listed.subject_id).distinct().mutate(is_approved=True)
