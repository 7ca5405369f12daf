"""Patients who are admitted together: again and again, or many of one address at once."""

import ibis

from contracts.derived import derived
from contracts.tables.person import Person
from features.common.calendar import count_days_between
from features.common.join_helpers import left_join_columns, select_first_per_group
from features.common.tail_probability import compute_poisson_rarity
from features.hospital_stays.populations import year_stays

# "together" is within a day, since a round trip through the villages fills beds over two days
TOGETHER_DAYS = 1
# couples meet once by chance; the second joint admission is what is counted
LEAST_JOINT = 2
# two patients who come often meet often: one in a hundred by chance is no tie
LEAST_DIGITS = 2.0
YEAR_DAYS = 365
# one address: admitted within two days; what three of five leave within a day is one group
BURST_DAYS, LEFT_SHARE, LEFT_DAYS = 2, 0.6, 1
OUTBREAK = r"^(A0[0-9]|J09|J1[0-8]|U07)"
ACCIDENT = r"^[ST][0-9]{2}"
# a household that falls ill together; a home of more is not one
HOUSEHOLD_PERSONS = 4


@derived(key=("stay_id",))
def ordinary_stays(stays: year_stays):
    """Stays of a year that are not of a course of treatment: those come on the same days anyhow."""
    return stays.filter(
        stays.is_year,
        ~stays.is_tumour,
        ~stays.is_dialysis,
        ~stays.is_birth,
        ~stays.is_follow_up,
    ).select(
        "stay_id",
        "person_id",
        "institution_code",
        "admit_date",
        "discharge_date",
        "diag_code",
        "nights",
        "fund_yuan",
    )


@derived(key=("institution_code", "one", "other"))
def joint_admissions(stays: ordinary_stays, persons: Person):
    """Pairs of patients admitted to one hospital within a day of each other on two occasions.

    Both directions are rows. Households are left out, and pairs that chance makes one time in a
    hundred, given how often each of them came.
    """
    counted = stays.group_by("institution_code", "person_id").agg(times=stays.count())
    often = counted.filter(counted.times >= LEAST_JOINT)
    homes = persons.select("person_id", "household_hash")
    repeated = left_join_columns(
        stays.join(often, ["institution_code", "person_id"]), homes, "person_id"
    )
    left = repeated.select(
        "institution_code", "admit_date", one="person_id", times="times", house="household_hash"
    )
    right = repeated.select(
        other_place="institution_code",
        other_date="admit_date",
        other="person_id",
        other_times="times",
        other_house="household_hash",
    )
    apart = count_days_between(right.other_date, left.admit_date)
    near = left.join(
        right,
        [
            left.institution_code == right.other_place,
            left.one != right.other,
            apart.between(-TOGETHER_DAYS, TOGETHER_DAYS),
        ],
    )
    near = near.filter((near.house != near.other_house).fill_null(True))
    pairs = near.group_by("institution_code", "one", "other").agg(
        joint=near.admit_date.nunique(),
        times=near.times.max(),
        other_times=near.other_times.max(),
    )
    expected = pairs.times * pairs.other_times * (2 * TOGETHER_DAYS + 1) / YEAR_DAYS
    return pairs.filter(
        pairs.joint >= LEAST_JOINT,
        compute_poisson_rarity(pairs.joint, expected) >= LEAST_DIGITS,
    ).select("institution_code", "one", "other", "joint")


@derived(key=("institution_code", "person_id"))
def companies(pairs: joint_admissions):
    """How many others a patient is admitted with again and again, and the patient."""
    return pairs.group_by("institution_code", person_id=pairs.one).agg(
        company=pairs.other.nunique() + 1, joint=pairs.joint.max()
    )


@derived(key=("institution_code", "address_hash", "burst_date"))
def address_bursts(stays: ordinary_stays, persons: Person):
    """Admissions from one address within two days, by their first day.

    left_together: of these, how many left within a day of the middle one. Addresses of one
    household are left out.
    """
    homes = persons.filter(persons.address_hash.notnull()).select("person_id", "address_hash")
    joined = stays.join(homes, "person_id")
    days = joined.group_by("institution_code", "address_hash", burst_date=joined.admit_date).agg(
        first_persons=joined.person_id.nunique()
    )
    # most addresses send one patient a year: only those of more are paired
    many = joined.group_by("institution_code", "address_hash").agg(sent=joined.person_id.nunique())
    many = many.filter(many.sent > HOUSEHOLD_PERSONS)
    keys = ["institution_code", "address_hash"]
    paired = days.semi_join(many, keys).join(joined.semi_join(many, keys), keys)
    inside = paired.filter(
        count_days_between(paired.admit_date, paired.burst_date).between(0, BURST_DAYS)
    )
    by = [*keys, "burst_date"]
    inside = inside.mutate(lasted=count_days_between(inside.discharge_date, inside.burst_date))
    inside = inside.join(inside.group_by(*by).agg(middle=inside.lasted.median()), by)
    is_left = (inside.lasted - inside.middle).abs() <= LEFT_DAYS
    code = inside.diag_code.fill_null("")
    bursts = inside.group_by(*by).agg(
        persons=inside.person_id.nunique(),
        left_persons=inside.person_id.nunique(where=is_left),
        yuan=inside.fund_yuan.sum(),
        last_date=inside.discharge_date.max(),
        outbreak=code.re_search(OUTBREAK).cast("int64").sum(),
        accident=code.re_search(ACCIDENT).cast("int64").sum(),
        rows=inside.count(),
    )
    return bursts.filter(
        bursts.persons > HOUSEHOLD_PERSONS, bursts.left_persons >= LEFT_SHARE * bursts.persons
    )


# the definition asks eight persons of a burst and five of a company: so much less a burst weighs
BURST_WEIGHT = 5 / 8


@derived(key=("institution_code",))
def admitted_together(members: companies, bursts: address_bursts, stays: ordinary_stays):
    """H06: the largest company of patients who are admitted together again and again.

    A burst of one address counts five for every eight persons; h06_burst_persons tells its heads.
    """
    largest = members.group_by("institution_code").agg(
        company=members.company.max(), h06_joint=members.joint.max()
    )
    marked = bursts.mutate(
        is_outbreak=bursts.outbreak * 2 > bursts["rows"],
        is_accident=bursts.accident * 2 > bursts["rows"],
    )
    order = [
        "is_outbreak",
        "is_accident",
        ibis.desc("persons"),
        "burst_date",
        "address_hash",
    ]
    burst = select_first_per_group(marked, "institution_code", order)
    burst = burst.select(
        "institution_code",
        "is_outbreak",
        "is_accident",
        h06_burst_persons="persons",
        burst_yuan="yuan",
        burst_date="burst_date",
        last_date="last_date",
    )
    in_company = stays.join(members, ["institution_code", "person_id"])
    money = in_company.group_by("institution_code").agg(
        company_yuan=in_company.fund_yuan.sum(),
        h06_members=in_company.person_id.nunique(),
        company_from=in_company.admit_date.min(),
        company_to=in_company.discharge_date.max(),
    )
    places = members.select("institution_code").union(
        bursts.select("institution_code"), distinct=True
    )
    joined = left_join_columns(places, largest, "institution_code")
    joined = left_join_columns(joined, burst, "institution_code")
    joined = left_join_columns(joined, money, "institution_code")
    of_burst = joined.h06_burst_persons.fill_null(0) * BURST_WEIGHT
    by_burst = of_burst > joined.company.fill_null(0)
    return joined.select(
        "institution_code",
        "h06_joint",
        "h06_members",
        h06_burst_persons=joined.h06_burst_persons.fill_null(0),
        h06_persons=ibis.greatest(joined.company.fill_null(0).cast("float64"), of_burst),
        h06_yuan=by_burst.ifelse(joined.burst_yuan, joined.company_yuan),
        h06_from=by_burst.ifelse(joined.burst_date, joined.company_from),
        h06_to=by_burst.ifelse(joined.last_date, joined.company_to),
        is_outbreak=by_burst & joined.is_outbreak.fill_null(False),
        is_accident=by_burst & joined.is_accident.fill_null(False),
    )


@derived(key=("institution_code", "setl_id"))
def joint_admission_bills(
    members: companies, bursts: address_bursts, stays: ordinary_stays, persons: Person
):
    """The first settlements of the stays behind H06."""
    in_company = stays.semi_join(members, ["institution_code", "person_id"])
    in_company = in_company.select("institution_code", setl_id="stay_id")
    homes = persons.filter(persons.address_hash.notnull()).select("person_id", "address_hash")
    joined = stays.join(homes, "person_id").join(
        bursts.select("institution_code", "address_hash", "burst_date"),
        ["institution_code", "address_hash"],
    )
    inside = joined.filter(
        count_days_between(joined.admit_date, joined.burst_date).between(0, BURST_DAYS)
    )
    return in_company.union(inside.select("institution_code", setl_id="stay_id"), distinct=True)
