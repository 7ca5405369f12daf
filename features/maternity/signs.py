"""How strong the signs of an allowance are beside each other, and what else was paid meanwhile."""

import ibis

from contracts.derived import OrEmpty, derived
from contracts.tables.claim_header import ClaimHeader
from contracts.tables.employer import Employer
from contracts.tables.institution import Institution
from contracts.tables.maternity_payment import MaternityPayment
from contracts.tables.tax_wage_month import TaxWageMonth
from contracts.tables.unemployment_claim import UnemploymentClaim
from contracts.tables.unemployment_payment import UnemploymentPayment
from features.common.calendar import count_days_between, extract_month_index
from features.common.employer_groups import affiliates
from features.common.exact_sums import mean_exactly
from features.common.first_full_month import find_first_full_month
from features.common.join_helpers import left_join_columns
from features.maternity.allowances import (
    BASE_MONTHS,
    BIRTHS,
    YEAR,
    allowance_base,
    arrival_with_others,
    base_before_birth,
    months_at_unit,
    mother_months,
    mother_wages,
    unit_wages,
    wage_months_supplied,
    wages_before_birth,
)

SHORT_MONTHS, SOON_MONTHS, HIGH_RATIO = 3, 2, 2.0  # late arrival, early departure, base doubled
LATE_MONTHS = 6  # arrived well after conception
SEVERAL = 3  # late arrivals of one unit that are no coincidence
HALF_YEAR = 6  # months of wages that must have been delivered before a birth
SAME_LEVEL = 0.1  # a wage that close to the base explains it
DOUBLE = 1.0  # base twice the wage and more
SAME_BIRTH_DAYS = 60  # two dates as close are one birth, wrongly or differently entered
STAY_DAYS = 30  # a stay for the birth begins or ends that close to it
PREGNANCY_DAYS = 280
HOSPITAL_KINDS = ("11", "13", "14", "21", "52")  # codes of med_type, all but pharmacies
MATERNITY_STAYS = ("21", "52")
ANTENATAL = ("O", "Z34", "Z35", "Z36")  # beginnings of ICD-10 codes of pregnancy
FERTILITY = ("N97", "N96", "Z31", "O26.2")  # treatment of infertility, repeated loss
TREATED_VISITS = 3  # visits under such codes that show a treatment
TWIN_DAYS = 188 + 30  # the longest leave with its supplements: what one birth can be paid for
SECOND_JOB_MONTHS = 6  # a job beside that long before the birth was there all along


@derived(key=("group_id",))
def late_arrivals(spells: months_at_unit, moves: arrival_with_others, allowances: allowance_base):
    """Mothers of a unit and its affiliates who arrived in the last months before birth, without
    those who moved with the unit or came back.
    """
    joined = left_join_columns(
        spells.join(allowances.select("payment_id", "group_id", "person_id"), "payment_id"),
        moves,
        "payment_id",
    )
    late = joined.filter(
        joined.m01_months <= LATE_MONTHS,
        ~joined.is_returning,
        ~joined.is_unit_transfer.fill_null(False),
    )
    return late.group_by("group_id").agg(late_mothers=late.person_id.nunique())


@derived(key=("payment_id",))
def job_around_birth(
    allowances: allowance_base,
    spells: months_at_unit,
    bases: base_before_birth,
    late: late_arrivals,
    moves: arrival_with_others,
):
    """Levels of M01 to M03 by each other, and M02's and M03's exclusions that need no wages.

    is_parked: arrived in the last three months before birth, and left within two months of the
    leave, or with a base twice as high, or to a unit with several such mothers; arrived in the last
    six, two of these. is_soon_gone: M02 beside a late arrival. is_raised: M03 from 2 beside an
    arrival in the last six months.
    """
    joined = spells.join(allowances.select("payment_id", "group_id"), "payment_id")
    joined = left_join_columns(joined, bases.select("payment_id", "m03_ratio"), "payment_id")
    joined = left_join_columns(joined, late, "group_id")
    joined = left_join_columns(joined, moves, "payment_id")
    is_late = joined.m01_months <= SHORT_MONTHS
    is_gone = (joined.m02_months <= SOON_MONTHS).fill_null(False)
    is_high = (joined.m03_ratio >= HIGH_RATIO).fill_null(False)
    several = (joined.late_mothers >= SEVERAL).fill_null(False)
    signs = is_gone.cast("int64") + is_high.cast("int64") + several.cast("int64")
    is_near = joined.m01_months <= LATE_MONTHS
    return joined.select(
        "payment_id",
        late_mothers=joined.late_mothers.fill_null(0),
        is_parked=(is_late & (signs >= 1)) | (is_near & (signs >= 2)),
        is_soon_gone=is_late,
        is_raised=is_high & (joined.m01_months <= LATE_MONTHS),
        is_unit_transfer=joined.is_unit_transfer.fill_null(False),
    )


@derived(key=("payment_id",))
def unit_closed(allowances: allowance_base, employers: Employer, spells: months_at_unit):
    """is_unit_closed: the unit was deregistered about when she left."""
    joined = allowances.select("payment_id", "employer_id").join(
        employers.select("employer_id", "deregister_date"), "employer_id"
    )
    joined = joined.join(spells.select("payment_id", "last_at_unit"), "payment_id")
    closed = extract_month_index(joined.deregister_date)
    return joined.select(
        "payment_id",
        is_unit_closed=(closed - joined.last_at_unit).between(-1, SOON_MONTHS).fill_null(False),
    )


@derived(key=("payment_id",))
def base_beside_wage(bases: base_before_birth, wages: wages_before_birth):
    """is_wage_of_that_level: the declared wage explains the base."""
    joined = bases.join(wages, "payment_id")
    return joined.select(
        "payment_id",
        is_wage_of_that_level=joined.is_paid_wages
        & (joined.mean_wage_yuan >= (1 - SAME_LEVEL) * joined.late_base_yuan),
    )


@derived(key=("payment_id",))
def base_beyond_wages(
    allowances: allowance_base,
    own: mother_wages,
    supplied: wage_months_supplied,
    units: unit_wages,
):
    """M06: share by which the base of the allowance lies above the mean wage declared: the unit's
    where the unit's mean is the rule, else her own over the twelve months before birth.

    m06_wage_yuan is the wage compared with. is_twice: the base is twice a wage that is known for
    all months. is_bonus_later: with the three months after the birth month it is within the tenth.
    """
    dated = allowances.filter(allowances.is_birth).cross_join(supplied)
    known = dated.filter(
        dated.birth_month - HALF_YEAR >= dated.first_wage_month,
        dated.birth_month - 1 <= dated.last_wage_month,
    )
    rows = known.select("payment_id", "id_hash", "birth_month").join(own, "id_hash")
    back = rows.birth_month - rows.month
    mine = rows.group_by("payment_id").agg(
        wage_months_of_year=back.between(1, YEAR).cast("int64").sum(),
        year_wage_yuan=mean_exactly(rows.wage_yuan, where=back.between(1, YEAR)),
        late_wage_yuan=mean_exactly(rows.wage_yuan, where=back.between(-BASE_MONTHS, YEAR)),
    )
    joined = left_join_columns(known, mine, "payment_id")
    joined = left_join_columns(joined, units, "employer_id")
    by_unit = (joined.base_source == "1").fill_null(False)
    wage = by_unit.ifelse(joined.unit_wage_yuan, joined.year_wage_yuan)
    later = by_unit.ifelse(joined.unit_wage_yuan, joined.late_wage_yuan)
    is_complete = by_unit | (joined.wage_months_of_year == YEAR)
    return joined.select(
        "payment_id",
        m06_wage_yuan=wage,
        m06_share=joined.base_used_yuan / wage - 1,
        is_twice=is_complete.fill_null(False) & (joined.base_used_yuan / wage - 1 > DOUBLE),
        is_bonus_later=(joined.base_used_yuan <= (1 + SAME_LEVEL) * later).fill_null(False),
    )


@derived(key=("payment_id",))
def hospital_of_birth(
    allowances: allowance_base, headers: ClaimHeader, places: OrEmpty[Institution], *, as_of
):
    """M08: 1 where a birth has neither a stay within thirty days nor two visits in pregnancy.

    Null where the bills of her pregnancy were not all delivered: its visits cannot be missed.

    is_born_elsewhere: the hospital is not of this city, or none is named for a newcomer.
    is_hospital_not_supplied: the hospital delivered no bill but of pharmacies. is_known_mother: a
    visit for the pregnancy is there.
    """
    births = allowances.filter(allowances.is_birth)
    bills = headers.filter(
        headers.med_type.isin(HOSPITAL_KINDS),
        headers.reversal_of.isnull(),
        headers.service_time.cast("date") <= as_of,
    )
    mine = bills.semi_join(births, "person_id").select(
        "person_id",
        "med_type",
        diagnosis=bills.diag_code.fill_null(""),
        day=bills.service_time.cast("date"),
        until=bills.discharge_date.fill_null(bills.service_time.cast("date")),
    )
    rows = births.select("payment_id", "person_id", "birth_date").join(mine, "person_id")
    before = count_days_between(rows.birth_date, rows.day)
    after = count_days_between(rows.birth_date, rows.until)
    is_stay = rows.med_type.isin(MATERNITY_STAYS) & (before >= -STAY_DAYS) & (after <= STAY_DAYS)
    is_visit = before.between(0, PREGNANCY_DAYS) & _begins_with(rows.diagnosis, ANTENATAL)
    counted = rows.group_by("payment_id").agg(
        stays=is_stay.cast("int64").sum(), visits=(is_visit & ~is_stay).cast("int64").sum()
    )
    joined = left_join_columns(births, counted, "payment_id")
    supplied = bills.group_by("institution_code").agg(hospital_bills=bills.count())
    joined = left_join_columns(joined, supplied, "institution_code")
    known = places.select("institution_code", is_known=ibis.literal(True))
    joined = left_join_columns(joined, known, "institution_code")
    joined = joined.cross_join(find_first_full_month(headers, HOSPITAL_KINDS, as_of))
    stays, visits = joined.stays.fill_null(0), joined.visits.fill_null(0)
    is_local = joined.is_known.fill_null(False)
    is_seen = count_days_between(joined.birth_date, joined.first_delivered) >= PREGNANCY_DAYS
    return joined.select(
        "payment_id",
        antenatal_visits=visits,
        m08_missing=is_seen.ifelse(((stays == 0) & (visits < 2)).cast("int64"), None),
        is_born_elsewhere=(joined.institution_code.notnull() & ~is_local)
        | (joined.institution_code.isnull() & joined.hukou_district.isnull()),
        is_hospital_not_supplied=is_local & joined.hospital_bills.isnull(),
    )


@derived(key=("payment_id",))
def paid_beside_leave(
    allowances: allowance_base,
    employers: Employer,
    insured: mother_months,
    units: affiliates,
    claims: OrEmpty[UnemploymentClaim],
    payments: OrEmpty[UnemploymentPayment],
    wages: OrEmpty[TaxWageMonth],
):
    """M09: months of leave with unemployment benefit; without it, with another payer's wage.

    is_unemployed: it is benefit. is_second_job: the other payer paid her months before the birth.
    is_job_beside: in some such month the other payer did not insure her or the unit did, so she had
    not changed her job.
    """
    months = payments.filter(~payments.reversed, payments.paid_amount > payments.recovered_amount)
    benefit = months.join(claims.select("claim_id", "person_id"), "claim_id").select(
        "person_id", month=extract_month_index(months.benefit_month)
    )
    leave = allowances.select(
        "payment_id",
        "person_id",
        "id_hash",
        "employer_id",
        "group_id",
        "birth_month",
        "leave_end_month",
    )
    drawn = leave.join(benefit.distinct(), "person_id")
    drawn = drawn.filter(drawn.month.between(drawn.birth_month + 1, drawn.leave_end_month - 1))
    drawn = drawn.group_by("payment_id").agg(benefit_months=drawn.count())
    paid = wages.filter(wages.wage_amount > 0).select(
        "id_hash", "payer_uscc_hash", month=extract_month_index(wages.month)
    )
    own_payer = employers.select("employer_id", "uscc_hash")
    other = leave.join(own_payer, "employer_id").join(paid.distinct(), "id_hash")
    other = other.filter(other.payer_uscc_hash != other.uscc_hash)
    inside = other.month.between(other.birth_month + 1, other.leave_end_month - 1)
    before = (other.birth_month - other.month).between(1, YEAR)
    moved = _find_open_moves(other.filter(inside), employers, units, insured)
    by_payer = other.group_by("payment_id", "payer_uscc_hash").agg(
        inside_months=inside.cast("int64").sum(), before_months=before.cast("int64").sum()
    )
    worked = by_payer.group_by("payment_id").agg(
        other_wage_months=by_payer.inside_months.max(),
        earlier_job_months=by_payer.before_months.max(where=by_payer.inside_months > 0),
    )
    joined = left_join_columns(leave.select("payment_id"), drawn, "payment_id")
    joined = left_join_columns(joined, worked, "payment_id")
    joined = left_join_columns(joined, moved, "payment_id")
    is_unemployed = joined.benefit_months.fill_null(0) > 0
    several = joined.other_wage_months >= 2
    value = is_unemployed.ifelse(
        joined.benefit_months, several.ifelse(joined.other_wage_months, None)
    )
    return joined.select(
        "payment_id",
        is_unemployed=is_unemployed,
        m09_months=value,
        is_job_beside=~is_unemployed & ~joined.is_moved.fill_null(False),
        is_second_job=~is_unemployed
        & (joined.earlier_job_months >= SECOND_JOB_MONTHS).fill_null(False),
    )


def _find_open_moves(paid, employers, units, insured):
    """payment_id, is_moved: the payer's group insured her in every month, the unit's never."""
    payers = employers.join(units.select("employer_id", payer_group="group_id"), "employer_id")
    payers = payers.select(payer_uscc_hash="uscc_hash", payer_group="payer_group").distinct()
    rows = left_join_columns(
        paid.select("payment_id", "person_id", "group_id", "month", "payer_uscc_hash"),
        payers,
        "payer_uscc_hash",
    )
    months = insured.select("person_id", "month", insured_group="group_id").distinct()
    joined = rows.left_join(months, ["person_id", "month"])
    by_month = joined.group_by("payment_id", "payer_uscc_hash", rows.month).agg(
        is_there=(joined.insured_group == joined.payer_group).fill_null(False).any(),
        is_here=(joined.insured_group == joined.group_id).fill_null(False).any(),
    )
    return by_month.group_by("payment_id").agg(
        is_moved=(by_month.is_there & ~by_month.is_here).all()
    )


@derived(key=("payment_id",))
def same_birth_again(allowances: allowance_base, payments: MaternityPayment, *, as_of):
    """M10: allowances of one mother for births within sixty days, this one included; on the later
    ones.

    is_difference: the same unit, and all days together within one leave with its supplements.
    """
    net = payments.filter(~payments.reversed, payments.paid_date <= as_of)
    others = net.filter(net.birth_kind.isin(BIRTHS)).select(
        "person_id",
        other_id=net.payment_id,
        other_birth=net.birth_date,
        other_paid=net.paid_date,
        other_days=net.days,
        other_unit=net.employer_id,
    )
    rows = allowances.filter(allowances.is_birth).join(others, "person_id")
    near = rows.filter(
        rows.payment_id != rows.other_id,
        count_days_between(rows.birth_date, rows.other_birth).abs() <= SAME_BIRTH_DAYS,
        (rows.other_paid < rows.period_to)
        | ((rows.other_paid == rows.period_to) & (rows.other_id < rows.payment_id)),
    )
    counted = near.group_by("payment_id", "days").agg(
        m10_earlier=near.count(),
        earlier_days=near.other_days.sum(),
        other_units=(near.other_unit != near.employer_id).cast("int64").sum(),
    )
    return counted.select(
        "payment_id",
        "m10_earlier",
        "earlier_days",
        is_difference=(counted.other_units == 0)
        & (counted.earlier_days + counted.days <= TWIN_DAYS),
    )


@derived(key=("payment_id",))
def short_leaves(allowances: allowance_base, headers: OrEmpty[ClaimHeader]):
    """M11: miscarriages and operations of a mother in two years, on the last one.

    is_in_treatment: three visits and more for infertility or repeated loss.
    """
    short = allowances.filter(~allowances.is_birth)
    counted = short.group_by("person_id").agg(
        m11_claims=short.count(),
        m11_yuan=short.amount_involved.sum(),
        m11_from=short.birth_date.min(),
    )
    place = ibis.row_number().over(
        group_by="person_id", order_by=[ibis.desc("birth_date"), "payment_id"]
    )
    last = short.mutate(place=place).filter(lambda t: t.place == 0)
    visits = headers.semi_join(short, "person_id")
    treated = visits.filter(_begins_with(visits.diag_code.fill_null(""), FERTILITY))
    treated = treated.group_by("person_id").agg(treatments=treated.count())
    joined = left_join_columns(
        last.select("payment_id", "person_id").join(counted, "person_id"), treated, "person_id"
    )
    return joined.select(
        "payment_id",
        "m11_claims",
        "m11_yuan",
        "m11_from",
        is_in_treatment=(joined.treatments >= TREATED_VISITS).fill_null(False),
    )


def _begins_with(code, beginnings):
    found = ibis.literal(False)
    for beginning in beginnings:
        found = found | code.startswith(beginning)
    return found
