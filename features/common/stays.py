"""Stays in hospital: which settlements are one stay, however often it was billed."""

import ibis

from contracts.derived import derived
from contracts.tables.claim_header import ClaimHeader
from features.common.calendar import count_days_between
from features.common.join_helpers import left_join_columns

STAYS = ("21", "52")  # codes of med_type: in-patient
# a stay that is billed while it lasts goes on with a bill of the same day, no night between
BILLED_ON_DAYS = 0
PLACE = ("person_id", "institution_code")
MONEY = ("total", "fund", "account", "cash")


def number_stays(bills, *, by: tuple[str, ...], begin: str, end: str, key: str, gap_days: int):
    """Add `stay_number`: bills of one group that begin within `gap_days` of what was billed before.

    `by` names the group (a patient in an institution), `begin` and `end` are dates and `key`
    orders bills of the same days.
    """
    window = {"group_by": list(by), "order_by": [begin, end, key]}
    before = ibis.window(**window, preceding=(None, 1))
    dated = bills.mutate(billed_to=bills[end].max().over(before))
    gap = count_days_between(dated[begin], dated.billed_to)
    dated = dated.mutate(is_new=(gap.isnull() | (gap > gap_days)).cast("int64"))
    until_now = ibis.window(**window, preceding=(None, 0))
    numbered = dated.mutate(stay_number=dated.is_new.sum().over(until_now))
    return numbered.drop("billed_to", "is_new")


@derived(key=("setl_id",))
def stay_bills_net(headers: ClaimHeader, *, as_of):
    """Settlements of in-patients with yuan net of returns; those taken back in full are left out.

    A stay without a discharge has lasted until it was settled.
    """
    known = headers.filter(headers.settle_time.cast("date") <= as_of)
    bills = known.filter(
        known.med_type.isin(STAYS), known.reversal_of.isnull(), known.admit_date.notnull()
    )
    back = known.filter(known.reversal_of.notnull())
    back = back.group_by(setl_id=back.reversal_of).agg(
        **{f"back_{name}": back[f"{name}_amount"].sum() for name in MONEY}
    )
    joined = left_join_columns(bills, back, "setl_id")
    net = joined.select(
        "setl_id",
        "mdtrt_id",
        *PLACE,
        "insutype",
        "med_type",
        "admit_date",
        "diag_code",
        "dept_code",
        "doctor_code",
        discharge_date=ibis.greatest(
            joined.discharge_date.fill_null(joined.settle_time.cast("date")), joined.admit_date
        ),
        is_returned=joined.back_total.notnull(),
        **{
            f"{name}_yuan": joined[f"{name}_amount"] + joined[f"back_{name}"].fill_null(0)
            for name in MONEY
        },
    )
    return net.filter(~net.is_returned | (net.total_yuan > 0)).drop("is_returned")


@derived(key=("setl_id",))
def stay_of_bill(bills: stay_bills_net):
    """setl_id, stay_id (its first settlement), with the first and last day of the stay.

    One stay are the settlements of one visit, and those of a person and institution that begin by
    the day on which what was billed before ended.
    """
    visit = [*PLACE, "mdtrt_id"]
    visits = bills.group_by(*visit).agg(
        admit_date=bills.admit_date.min(),
        discharge_date=bills.discharge_date.max(),
        first_setl=bills.setl_id.min(),
    )
    numbered = number_stays(
        visits,
        by=PLACE,
        begin="admit_date",
        end="discharge_date",
        key="mdtrt_id",
        gap_days=BILLED_ON_DAYS,
    )
    stays = numbered.group_by(*PLACE, "stay_number").agg(
        stay_id=numbered.first_setl.min(),
        stay_from=numbered.admit_date.min(),
        stay_to=numbered.discharge_date.max(),
    )
    places = numbered.select(*visit, "stay_number").join(stays, [*PLACE, "stay_number"])
    joined = bills.select("setl_id", *visit).join(places, visit)
    return joined.select("setl_id", "stay_id", "stay_from", "stay_to")


@derived(key=("stay_id",))
def in_patient_stays(bills: stay_bills_net, stay_of: stay_of_bill):
    """Stays with their days, yuan, and what the last settlement says of them.

    nights run from admission to the day before discharge; icd3 is the main diagnosis by three
    characters. has_supplement: another insurance than the basic ones paid a part.
    """
    joined = bills.join(stay_of, "setl_id")
    sums = joined.group_by("stay_id", *PLACE).agg(
        admit_date=joined.stay_from.min(),
        discharge_date=joined.stay_to.max(),
        settlements=joined.count(),
        has_supplement=(~joined.insutype.isin(["310", "390"])).any(),
        **{f"{name}_yuan": joined[f"{name}_yuan"].sum().cast("decimal(14,2)") for name in MONEY},
    )
    place = ibis.row_number().over(
        group_by="stay_id",
        order_by=[ibis.desc("discharge_date"), ibis.desc("admit_date"), "setl_id"],
    )
    last = joined.mutate(place=place).filter(lambda t: t.place == 0)
    facts = last.select("stay_id", "insutype", "med_type", "diag_code", "dept_code", "doctor_code")
    stays = sums.join(facts, "stay_id")
    return stays.mutate(
        nights=count_days_between(stays.discharge_date, stays.admit_date),
        icd3=stays.diag_code.substr(0, 3),
    )
