"""Stays that follow each other: split stays, sham discharges, hand-overs between hospitals."""

import ibis

from contracts.derived import derived
from contracts.tables.institution import Institution
from features.common.calendar import count_days_between
from features.common.join_helpers import left_join_columns
from features.hospital_stays.peer_rates import add_ratio_to_peers
from features.hospital_stays.populations import hospital_year, year_stays

# agreements call a further stay within fifteen days split; within three days a discharge is one on
# paper (practice of the agencies)
READMITTED_DAYS, PAPER_DAYS = 15, 3
LEAST_QUICK_PAIRS = 2
# below so many stays a rate of readmission is that of a few patients, however far it is shrunk
LEAST_STAYS = 100
# a chain of stays: four of them within a year, with three days between at most
LEAST_CHAIN = 4
# persons whose chains of stays add up to eight months: what a hospital's H35 counts
CYCLE_NIGHTS = 240
# long stays after a stroke with ventilation, or a severe injury of the brain, are what they seem
BRAIN = r"^(S06|I6[01])"
MENTAL = r"^F[0-9]{2}"
INFECTIONS = r"^(A[0-9]{2}|J09|J1[0-8]|U07|N39|K92|I85)"
SENT_ON = ("2", "3")  # codes of discharge_way: sent to another hospital or a community centre
LEAST_HANDED = 20
SAME_DAYS = 1
REHABILITATION = ("康复", "护理", "老年")


@derived(key=("stay_id",))
def readmissions(stays: year_stays):
    """Stays that follow one of the same person and institution by 1 to 15 days.

    reason: the first of what explains it (course of a tumour, dialysis, birth, planned further
    treatment, complication or infection, an emergency of another kind, the turn of the year, a
    period of bed-day payment); null where nothing does. is_alike: same main diagnosis (three
    characters) or department.
    """
    window = {
        "group_by": [stays.person_id, stays.institution_code],
        "order_by": [stays.admit_date, stays.stay_id],
    }
    columns = ("stay_id", "discharge_date", "icd3", "dept_code", "is_planned_further", "is_bed_day")
    columns += ("has_sheet",)
    last = stays.mutate(**{f"last_{c}": stays[c].lag().over(**window) for c in columns})
    gap = count_days_between(last.admit_date, last.last_discharge_date)
    pairs = last.mutate(gap_days=gap).filter(lambda t: t.gap_days.between(1, READMITTED_DAYS))
    is_same_illness = (pairs.icd3 == pairs.last_icd3).fill_null(False)
    is_same_dept = (pairs.dept_code == pairs.last_dept_code).fill_null(False)
    is_new_infection = ~is_same_illness & pairs.icd3.re_search(INFECTIONS).fill_null(False)
    is_turn = (pairs.last_discharge_date.month() == 12) & (pairs.admit_date.month() == 1)
    reason = ibis.cases(
        (pairs.is_tumour, "cancer_course"),
        (pairs.is_dialysis, "dialysis"),
        (pairs.is_birth, "birth"),
        (pairs.last_is_planned_further.fill_null(False) | pairs.is_follow_up, "planned"),
        (pairs.is_complication | is_new_infection, "complication"),
        (pairs.is_emergency & ~is_same_illness, "emergency"),
        (pairs.is_bed_day & pairs.last_is_bed_day.fill_null(False), "bed_day_period"),
        (is_turn & (pairs.gap_days <= PAPER_DAYS), "year_end"),
        (pairs.has_died, "emergency"),
        else_=ibis.null("string"),
    )
    return pairs.select(
        "stay_id",
        "person_id",
        "institution_code",
        "doctor_code",
        "last_stay_id",
        "gap_days",
        "admit_date",
        "discharge_date",
        "last_discharge_date",
        "fund_yuan",
        "is_year",
        "last_has_sheet",
        reason=reason,
        is_alike=is_same_illness | is_same_dept,
        is_same_illness=is_same_illness,
        is_same_dept=is_same_dept,
    )


REASONS = (
    "cancer_course",
    "dialysis",
    "birth",
    "planned",
    "complication",
    "emergency",
    "bed_day_period",
    "year_end",
)


@derived(key=("person_id",))
def split_stays(pairs: readmissions):
    """H01: readmissions of one person within 15 days for the same illness or department, in a year.

    At the institution with most of them. Where something explains all of them, they are counted and
    the commonest reason is told; else those without a reason. has_quick_pairs: two and more within
    three days. is_plan_known: sheets of half of the earlier stays say that none was planned.
    """
    alike = pairs.filter(pairs.is_year, pairs.is_alike)
    is_open = alike.reason.isnull()
    place = alike.group_by("person_id", "institution_code").agg(
        open_pairs=is_open.cast("int64").sum(),
        all_pairs=alike.count(),
        open_quick=(is_open & (alike.gap_days <= PAPER_DAYS)).cast("int64").sum(),
        known_pairs=(is_open & alike.last_has_sheet).cast("int64").sum(),
        open_yuan=is_open.ifelse(alike.fund_yuan, 0).sum(),
        all_yuan=alike.fund_yuan.sum(),
        h01_from=alike.admit_date.min(),
        h01_to=alike.discharge_date.max(),
        h01_gap_days=alike.gap_days.median(),
        **{f"as_{r}": (alike.reason == r).fill_null(False).cast("int64").sum() for r in REASONS},
    )
    order = [ibis.desc("open_pairs"), ibis.desc("all_pairs"), "institution_code"]
    rank = ibis.row_number().over(group_by="person_id", order_by=order)
    worst = place.mutate(rank=rank).filter(lambda t: t["rank"] == 0)
    is_explained = worst.open_pairs == 0
    most = ibis.greatest(*[worst[f"as_{r}"] for r in REASONS])
    return worst.select(
        "person_id",
        "h01_from",
        "h01_to",
        "h01_gap_days",
        h01_pairs=is_explained.ifelse(worst.all_pairs, worst.open_pairs),
        h01_yuan=is_explained.ifelse(worst.all_yuan, worst.open_yuan),
        h01_place=worst.institution_code,
        is_plan_known=(worst.known_pairs * 2 >= worst.open_pairs) & ~is_explained,
        has_quick_pairs=worst.open_quick >= LEAST_QUICK_PAIRS,
        **{f"is_{r}": is_explained & (worst[f"as_{r}"] == most) & (most > 0) for r in REASONS},
    )


@derived(key=("person_id", "setl_id"))
def split_stay_bills(pairs: readmissions):
    """The first settlements of both stays of each pair behind H01."""
    alike = pairs.filter(pairs.is_year, pairs.is_alike)
    later = alike.select("person_id", setl_id="stay_id")
    return later.union(alike.select("person_id", setl_id="last_stay_id"), distinct=True)


@derived(key=("institution_code",))
def readmission_rates(places: hospital_year, stays: year_stays, pairs: readmissions):
    """H02: readmissions of the year that nothing explains, beside other hospitals of the kind.

    Stays of tumours, dialysis and births are left out of both sides, since they come again by
    nature. h02_change: percentage points more than in the year before.
    """
    counted = stays.filter(~stays.is_tumour & ~stays.is_dialysis & ~stays.is_birth)
    bases = counted.group_by("institution_code").agg(
        h02_stays=counted.count(where=counted.is_year),
        stays_before=counted.count(where=~counted.is_year),
    )
    open_pairs = pairs.filter(pairs.reason.isnull())
    events = open_pairs.group_by("institution_code").agg(
        h02_pairs=open_pairs.count(where=open_pairs.is_year),
        pairs_before=open_pairs.count(where=~open_pairs.is_year),
        h02_yuan=open_pairs.fund_yuan.sum(where=open_pairs.is_year),
        h02_patients=open_pairs.person_id.nunique(where=open_pairs.is_year),
    )
    joined = places.select("institution_code", "peer_kind").join(bases, "institution_code")
    joined = left_join_columns(joined, events, "institution_code")
    joined = joined.mutate(
        h02_pairs=joined.h02_pairs.fill_null(0),
        pairs_before=joined.pairs_before.fill_null(0),
        h02_patients=joined.h02_patients.fill_null(0),
        h02_yuan=joined.h02_yuan.fill_null(0),
    )
    rated = add_ratio_to_peers(joined, "h02_pairs", "h02_stays", by="peer_kind", name="h02")
    share = rated.h02_pairs / rated.h02_stays.nullif(0)
    before = rated.pairs_before / rated.stays_before.nullif(0)
    return rated.select(
        "institution_code",
        "h02_pairs",
        "h02_stays",
        "h02_patients",
        "h02_yuan",
        "h02_peer_share",
        h02_share=share,
        h02_ratio=(rated.h02_stays >= LEAST_STAYS).ifelse(rated.h02_ratio, None),
        readmission_ratio=rated.h02_ratio,
        h02_change_share=share - before,
        is_far_above=rated.h02_ratio >= 2.0,
    )


@derived(key=("institution_code", "setl_id"))
def readmission_bills(pairs: readmissions):
    """The first settlements of the stays behind H02, and of those before them."""
    open_pairs = pairs.filter(pairs.is_year, pairs.reason.isnull())
    later = open_pairs.select("institution_code", setl_id="stay_id")
    return later.union(open_pairs.select("institution_code", setl_id="last_stay_id"), distinct=True)


@derived(key=("person_id", "institution_code", "chain_number"))
def stay_chains(stays: year_stays):
    """Stays of a year of one person and institution with three days between at most.

    A period of bed-day payment that goes on without a day between is one stay already.
    """
    year = stays.filter(stays.is_year)
    window = {
        "group_by": [year.person_id, year.institution_code],
        "order_by": [year.admit_date, year.stay_id],
    }
    before = ibis.window(
        group_by=["person_id", "institution_code"],
        order_by=["admit_date", "stay_id"],
        preceding=(None, 0),
    )
    gap = count_days_between(year.admit_date, year.discharge_date.lag().over(**window))
    marked = year.mutate(is_new=(gap.isnull() | (gap > PAPER_DAYS)).cast("int64"))
    numbered = marked.mutate(chain_number=marked.is_new.sum().over(before))
    keys = ["person_id", "institution_code", "chain_number"]
    code = numbered.diag_code.fill_null("")
    chains = numbered.group_by(*keys).agg(
        chain_stays=numbered.count(),
        chain_nights=numbered.nights.sum(),
        chain_yuan=numbered.fund_yuan.sum(),
        chain_from=numbered.admit_date.min(),
        chain_to=numbered.discharge_date.max(),
        is_brain=code.re_search(BRAIN).all(),
        is_bed_day=numbered.is_bed_day.all(),
        is_tumour=numbered.is_tumour.all() | numbered.is_dialysis.all(),
    )
    return chains.filter(chains.chain_stays >= LEAST_CHAIN)


@derived(key=("person_id",))
def sham_discharges(chains: stay_chains):
    """H03: nights of the longest chain of four and more stays with three days between at most."""
    order = ["is_explained", ibis.desc("chain_nights"), "institution_code", "chain_number"]
    marked = chains.mutate(is_explained=chains.is_brain | chains.is_tumour)
    rank = ibis.row_number().over(group_by="person_id", order_by=order)
    worst = marked.mutate(rank=rank).filter(lambda t: t["rank"] == 0)
    return worst.select(
        "person_id",
        h03_nights=worst.chain_nights,
        h03_stays=worst.chain_stays,
        h03_yuan=worst.chain_yuan,
        h03_from=worst.chain_from,
        h03_to=worst.chain_to,
        h03_place=worst.institution_code,
        is_severe_brain=worst.is_brain,
        is_course=worst.is_tumour & ~worst.is_brain,
    )


@derived(key=("person_id", "setl_id"))
def chain_bills(chains: stay_chains, stays: year_stays):
    """The first settlements of the stays behind H03."""
    joined = chains.select("person_id", "institution_code", "chain_from", "chain_to").join(
        stays.select("person_id", "institution_code", "stay_id", "admit_date"),
        ["person_id", "institution_code"],
    )
    inside = joined.filter(joined.admit_date.between(joined.chain_from, joined.chain_to))
    return inside.select("person_id", setl_id="stay_id").distinct()


@derived(key=("institution_code",))
def hospital_chains(chains: stay_chains):
    """H35: persons of a hospital in chains of stays that add up to eight months in a year."""
    long = chains.filter(chains.chain_nights >= CYCLE_NIGHTS, ~chains.is_brain, ~chains.is_tumour)
    return long.group_by("institution_code").agg(
        h35_persons=long.person_id.nunique(),
        h35_stays=long.chain_stays.sum(),
        h35_nights=long.chain_nights.sum(),
        h35_yuan=long.chain_yuan.sum(),
        h35_from=long.chain_from.min(),
        h35_to=long.chain_to.max(),
    )


@derived(key=("institution_code", "setl_id"))
def hospital_chain_bills(chains: stay_chains, stays: year_stays):
    """The first settlements of the stays behind H35."""
    long = chains.filter(chains.chain_nights >= CYCLE_NIGHTS)
    joined = long.select("person_id", "institution_code", "chain_from", "chain_to").join(
        stays.select("person_id", "institution_code", "stay_id", "admit_date"),
        ["person_id", "institution_code"],
    )
    inside = joined.filter(joined.admit_date.between(joined.chain_from, joined.chain_to))
    return inside.select("institution_code", setl_id="stay_id").distinct()


@derived(key=("person_id", "institution_code", "stay_id"))
def hand_overs(stays: year_stays, institutions: Institution):
    """Stays that follow one of the same illness at another hospital by a day at most, not sent on.

    is_step_down: from a higher level, or to one for rehabilitation; is_step_up: the other way.
    """
    places = institutions.select("institution_code", "level", "specialty", "legal_rep_hash")
    year = stays.filter(stays.is_year).join(places, "institution_code")
    window = {"group_by": [year.person_id], "order_by": [year.admit_date, year.stay_id]}
    columns = ("institution_code", "discharge_date", "icd3", "level", "legal_rep_hash")
    columns += ("discharge_way", "stay_id")
    last = year.mutate(**{f"last_{c}": year[c].lag().over(**window) for c in columns})
    gap = count_days_between(last.admit_date, last.last_discharge_date)
    is_slow = ibis.literal(False)
    for word in REHABILITATION:
        is_slow = is_slow | last.specialty.contains(word).fill_null(False)
    pairs = last.mutate(gap_days=gap, is_slow=is_slow).filter(
        lambda t: (
            (t.gap_days <= SAME_DAYS)
            & (t.gap_days >= -SAME_DAYS)
            & (t.institution_code != t.last_institution_code)
            & (t.icd3 == t.last_icd3)
            & ~t.last_discharge_way.isin(SENT_ON).fill_null(False)
            & ~t.is_tumour
            & ~t.is_dialysis
        )
    )
    return pairs.select(
        "person_id",
        "institution_code",
        "stay_id",
        "last_institution_code",
        "last_stay_id",
        "admit_date",
        "discharge_date",
        "fund_yuan",
        is_step=pairs.is_slow | (pairs.level != pairs.last_level).fill_null(True),
        is_one_owner=(pairs.legal_rep_hash == pairs.last_legal_rep_hash).fill_null(False),
    )


@derived(key=("institution_code",))
def shared_patients(pairs: hand_overs, places: hospital_year):
    """H04: patients whom another hospital handed over, of the one that handed over most.

    h04_share is their share of all stays.
    """
    between = pairs.group_by("institution_code", "last_institution_code").agg(
        h04_stays=pairs.count(),
        h04_yuan=pairs.fund_yuan.sum(),
        h04_from=pairs.admit_date.min(),
        h04_to=pairs.discharge_date.max(),
        steps=pairs.is_step.cast("int64").sum(),
        is_one_owner=pairs.is_one_owner.any(),
    )
    order = [ibis.desc("h04_stays"), "last_institution_code"]
    rank = ibis.row_number().over(group_by="institution_code", order_by=order)
    most = between.mutate(rank=rank).filter(lambda t: t["rank"] == 0)
    joined = most.join(places.select("institution_code", "year_stays"), "institution_code")
    return joined.select(
        "institution_code",
        "h04_yuan",
        "h04_from",
        "h04_to",
        "h04_stays",
        h04_other=joined.last_institution_code,
        h04_share=(joined.h04_stays >= LEAST_HANDED).ifelse(
            joined.h04_stays / joined.year_stays, None
        ),
        is_step_down=joined.steps * 2 > joined.h04_stays,
    )


@derived(key=("institution_code", "setl_id"))
def handed_over_bills(pairs: hand_overs):
    """The first settlements of both stays behind H04."""
    later = pairs.select("institution_code", setl_id="stay_id")
    return later.union(pairs.select("institution_code", setl_id="last_stay_id"), distinct=True)
