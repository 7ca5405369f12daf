"""In what the cases of an agent differ from those of the other agents and of nobody (I09).

The number of cases says nothing: law firms and HR offices have many. What tells is a share or mean
that chance hardly brings about; the agent's cases are left out of what they are compared with.
"""

import math

import ibis

from contracts.derived import OrEmpty, derived
from contracts.tables.capacity_appraisal import CapacityAppraisal
from contracts.tables.claim_header import ClaimHeader
from contracts.tables.injury_case import InjuryCase
from features.capacity_appraisal.appraisals import (
    INITIAL,
    appraisals_with_grade,
    is_graver_by_code,
)
from features.capacity_appraisal.expected_grades import EXACT, LEAST_OTHERS, add_site_mean
from features.common.calendar import count_days_between
from features.common.join_helpers import left_join_columns, select_first_per_group
from features.common.tail_probability import compute_binomial_rarity, compute_poisson_rarity
from features.work_injury.agents_and_witnesses import case_helpers
from features.work_injury.injuries import injury_base
from features.work_injury.injury_money import earlier_treatment

LEAST_CASES = 3  # of two cases nothing can be said
SOON_DAYS = 30  # a new worker's first month
# p below 1e-3 and, over all signs of all agents, below one in twenty nights by chance
LEAST_DIGITS, CHANCE_DIGITS, SIGNS = 3.0, math.log10(20), 6
# a large agent's small honest difference is significant and means nothing: twice the usual share,
# half a grade
LEAST_TIMES, LEAST_MEAN = 2.0, 0.5
# cases of others added to a share (one in ten of them a hit): a share of nothing is not zero
ADDED_HITS, ADDED_CASES = 1, 10
LEAST_SPREAD, ADDED_GRADES = 0.3, 3  # grades; ordinary appraisals added to an agent's
LEAST_DISTRICT = 20  # cases of others in a district below which its hospitals are not known
LEAST_AGENTS = 3  # others in a district below which the usual number of an agent is not known
NO_SIGN = "无 none"
FLAGS = {
    "is_old": "伤前同部位就诊 same site treated before",
    "is_repeated": "多次工伤 repeated injuries",
    "is_soon": "参保不久受伤 hurt soon after enrolment",
}


@derived(key=("case_id",))
def graded_cases(cases: InjuryCase, raw: OrEmpty[CapacityAppraisal], *, as_of):
    """above: grades of a case's first appraisal above those of others with its diagnosis and site,
    bounded at one, in whole millionths.
    """
    appraisals = appraisals_with_grade.build(raw, cases, as_of=as_of)
    first = select_first_per_group(
        appraisals.filter(appraisals.kind == INITIAL), "case_id", ["conclude_date", "appraisal_id"]
    )
    code = first.diag_code.fill_null("")
    rows = add_site_mean(first.mutate(is_peer=~is_graver_by_code(code)))
    rows = rows.filter(rows.peer == 1, rows.body_part_others >= LEAST_OTHERS)
    above = rows["mean"] - rows.ordinal_grade * EXACT
    bounded = ibis.least(ibis.greatest(above, -EXACT), EXACT)
    return rows.select("case_id", above=bounded.round().cast("int64"))


@derived(key=("case_id",))
def agent_cases(
    helpers: case_helpers,
    cases: injury_base,
    raw: InjuryCase,
    grades: graded_cases,
    claims: OrEmpty[ClaimHeader],
):
    """Cases of 24 months with their agent (null = none) and what may set them apart."""
    recent = cases.filter(cases.injury_date.notnull())
    treated = earlier_treatment.build(recent, claims).select("case_id").distinct()
    treated = treated.mutate(is_old=True)
    many = recent.group_by("person_id").agg(person_cases=recent.count())
    agents = helpers.filter(helpers.kind == "agent").select("case_id", agent="helper")
    first_seen = raw.select("case_id", hospital="first_institution_code")
    joined = recent.join(many, "person_id")
    for table in (agents, treated, first_seen, grades):
        joined = left_join_columns(joined, table, "case_id")
    days = count_days_between(joined.injury_time, joined.coverage_start)
    return joined.select(
        "case_id",
        "agent",
        "district",
        "hospital",
        "above",
        is_old=joined.is_old.fill_null(False),
        is_repeated=joined.person_cases > 1,
        is_soon=days.between(0, SOON_DAYS).fill_null(False),
    )


@derived(key=("agent", "sign"))
def agent_differences(cases: agent_cases):
    """Per agent of three cases and more, and sign: sign_digits, -log10 of its chance."""
    filed = cases.filter(cases.agent.notnull())
    agents = filed.group_by("agent").agg(filed_cases=filed.count())
    agents = agents.filter(agents.filed_cases >= LEAST_CASES)
    parts = [_compare_flag(cases, agents, flag, name) for flag, name in FLAGS.items()]
    parts += [
        _compare_grades(cases, agents),
        _compare_hospitals(cases, agents),
        _compare_numbers(filed, agents),
    ]
    found = ibis.union(*[part.select("agent", "sign", "sign_digits") for part in parts])
    return found.filter(found.sign_digits > 0)


@derived(key=("agent",))
def different_agents(differences: agent_differences, cases: agent_cases):
    """The agents whose cases differ, by their rarest sign: agent_sign, agent_digits.

    is_share_only: only the number of cases stands out.
    """
    filed = cases.filter(cases.agent.notnull())
    number = filed.agg(agents=filed.agent.nunique())
    allowed = differences.cross_join(number)
    family = (allowed.agents * SIGNS).cast("float64").log10() + CHANCE_DIGITS
    rare = allowed.filter(allowed.sign_digits >= ibis.greatest(family, LEAST_DIGITS))
    is_share = rare.sign == BY_NUMBER
    counted = rare.group_by("agent").agg(is_share_only=is_share.all())
    first = select_first_per_group(rare, "agent", [ibis.desc("sign_digits"), "sign"])
    return first.join(counted, "agent").select(
        "agent",
        "is_share_only",
        agent_sign=first.sign,
        agent_digits=first.sign_digits.round(2),
    )


BY_GRADE, BY_HOSPITAL = "伤残等级偏重 higher grades", "同一医院 one hospital"
BY_NUMBER = "占当地案件份额 share of the district"


def _compare_flag(cases, agents, flag, name):
    """Binomial tail of the agent's cases with a flag, at the share of all other cases."""
    whole = cases.agg(all_hits=cases[flag].sum(), all_cases=cases.count())
    own = cases.filter(cases.agent.notnull()).group_by("agent")
    own = own.agg(hits=lambda t: t[flag].sum(), own_cases=lambda t: t.count())
    both = own.join(agents, "agent").cross_join(whole)
    share = (both.all_hits - both.hits + ADDED_HITS) / (
        both.all_cases - both.own_cases + ADDED_CASES
    )
    both = both.mutate(share=share)
    digits = compute_binomial_rarity(both.hits, both.own_cases, both.share)
    is_telling = (both.hits >= 2) & (both.hits >= LEAST_TIMES * both.share * both.own_cases)
    return both.select("agent", sign=ibis.literal(name), sign_digits=is_telling.ifelse(digits, 0.0))


def _compare_grades(cases, agents):
    """Normal tail of the mean grade above expectation, beside the mean and spread of all others."""
    graded = cases.filter(cases.above.notnull())
    graded = graded.mutate(square=graded.above * graded.above)
    whole = graded.agg(n=graded.count(), whole=graded.above.sum(), squares=graded.square.sum())
    own = graded.filter(graded.agent.notnull()).group_by("agent")
    own = own.agg(
        own_n=lambda t: t.count(),
        own_sum=lambda t: t.above.sum(),
        own_squares=lambda t: t.square.sum(),
    )
    both = own.join(agents, "agent").cross_join(whole)
    others = both.n - both.own_n
    mean = (both.whole - both.own_sum) / (others + ADDED_GRADES)
    variance = (both.squares - both.own_squares) / ibis.greatest(others, 1) - mean * mean
    spread = ibis.greatest(ibis.greatest(variance, 0.0).sqrt(), LEAST_SPREAD * EXACT)
    excess = both.own_sum - both.own_n * mean
    z = excess / (spread * (both.own_n * (1 + both.own_n / (others + 1.0)) + ADDED_GRADES).sqrt())
    bound = z * z / 2 + (ibis.greatest(z, 1.0) * math.sqrt(2 * math.pi)).ln()
    is_telling = (excess / both.own_n >= LEAST_MEAN * EXACT) & (both.own_n >= LEAST_CASES)
    return both.select(
        "agent",
        sign=ibis.literal(BY_GRADE),
        sign_digits=(is_telling & (z > 1)).ifelse(bound / math.log(10), 0.0),
    )


def _compare_hospitals(cases, agents):
    """Poisson tail of the agent's cases at its most frequent hospital, by the shares that hospitals
    have of others' cases in the same districts; allowing for the choice of the hospital.
    """
    seen = cases.filter(cases.hospital.notnull())
    places = seen.group_by("district").agg(
        district_cases=seen.count(), hospitals=seen.hospital.nunique()
    )
    at_place = seen.group_by("district", "hospital").agg(place_cases=seen.count())
    of_agents = seen.filter(seen.agent.notnull()).semi_join(agents, "agent")
    own = of_agents.group_by("agent", "district").agg(own_cases=of_agents.count())
    own_at = of_agents.group_by("agent", "district", "hospital").agg(own_at=of_agents.count())
    pairs = own.join(places, "district").join(at_place, "district")
    pairs = left_join_columns(pairs, own_at, "agent", "district", "hospital")
    pairs = pairs.mutate(own_at=pairs.own_at.fill_null(0))
    others = pairs.district_cases - pairs.own_cases
    pairs = pairs.filter(others >= LEAST_DISTRICT)
    others = pairs.district_cases - pairs.own_cases
    share = (pairs.place_cases - pairs.own_at + ADDED_HITS) / (others + ADDED_CASES)
    pairs = pairs.mutate(expected=(share * pairs.own_cases * EXACT).round().cast("int64"))
    summed = pairs.group_by("agent", "hospital").agg(
        own_at=pairs.own_at.sum(), expected=pairs.expected.sum(), hospitals=pairs.hospitals.max()
    )
    expected = summed.expected / EXACT
    digits = compute_poisson_rarity(summed.own_at, expected) - summed.hospitals.log10()
    is_telling = (summed.own_at >= LEAST_CASES) & (summed.own_at >= LEAST_TIMES * expected)
    digits = is_telling.ifelse(digits, 0.0)
    return (
        summed.mutate(digits=digits)
        .group_by("agent")
        .agg(sign_digits=lambda t: t.digits.max())
        .mutate(sign=ibis.literal(BY_HOSPITAL))
    )


def _compare_numbers(filed, agents):
    """Tail of the number of cases in a district, where agents differ as widely as a geometric
    distribution with the mean of the district's other agents.
    """
    counted = filed.group_by("agent", "district").agg(own=filed.count())
    districts = counted.group_by("district").agg(whole=counted.own.sum(), agents=counted.count())
    both = counted.join(districts, "district").semi_join(agents, "agent")
    others = both.agents - 1
    mean = (both.whole - both.own) / ibis.greatest(others, 1)
    digits = both.own * ((1 + mean) / ibis.greatest(mean, 1.0)).log10()
    is_known = others >= LEAST_AGENTS
    return (
        both.mutate(digits=is_known.ifelse(digits, 0.0))
        .group_by("agent")
        .agg(sign_digits=lambda t: t.digits.max())
        .mutate(sign=ibis.literal(BY_NUMBER))
    )
