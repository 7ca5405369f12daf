"""Diagnosing doctors and filing agents of many early retirements."""

import ibis

from contracts.derived import derived
from features.common.join_helpers import left_join_columns
from features.service_and_retirement.approvals import approval_base
from features.service_and_retirement.illness_retirements import hospital_visits

LEAST_CASES = 8  # a doctor or agent with fewer cases is not compared
LEAST_UNITS = 3  # two units may share an accountant
SPECIALISED_SHARE = 0.5  # an agent with less than half of such cases files everything
# four visits before the application show an illness; of four in five cases, a real practice
TREATED_VISITS, TREATED_SHARE = 4, 0.8


@derived(key=("approval_id",))
def doctor_share(approvals: approval_base):
    """E13: illness approvals of one doctor (8 and more) over the median of all doctors who signed
    any.

    Where a few designated experts sign everything, they are compared with each other.
    """
    signed = approvals.filter(approvals.is_illness, approvals.diag_doctor_code.notnull())
    doctors = signed.group_by("diag_doctor_code").agg(doctor_cases=signed.count())
    everyone = doctors.agg(
        doctor_median=doctors.doctor_cases.median(), all_cases=doctors.doctor_cases.sum()
    )
    doctors = doctors.cross_join(everyone)
    joined = signed.select("approval_id", "diag_doctor_code").join(doctors, "diag_doctor_code")
    times = joined.doctor_cases / joined.doctor_median
    return joined.select(
        "approval_id",
        "doctor_cases",
        "doctor_median",
        doctor_times=times,
        doctor_case_share=joined.doctor_cases / joined.all_cases,
        is_filler_doctor=~joined.diag_doctor_code.re_search("[0-9]"),
        e13_times=(joined.doctor_cases >= LEAST_CASES).ifelse(times, None),
    )


@derived(key=("approval_id",))
def doctor_backing(approvals: approval_base, visits: hospital_visits):
    """Whether most cases of a doctor were treated before: an expert of a designated hospital."""
    signed = approvals.filter(approvals.is_illness, approvals.diag_doctor_code.notnull())
    treated = visits.group_by("approval_id").agg(
        treated_visits=(visits.is_of_illness & visits.is_early).cast("int64").sum()
    )
    joined = left_join_columns(
        signed.select("approval_id", "diag_doctor_code"), treated, "approval_id"
    )
    backed = joined.treated_visits.fill_null(0) >= TREATED_VISITS
    doctors = joined.group_by("diag_doctor_code").agg(
        backed=backed.cast("int64").sum(), cases=joined.count()
    )
    return joined.join(doctors, "diag_doctor_code").select(
        "approval_id", is_designated_expert=lambda t: t.backed >= t.cases * TREATED_SHARE
    )


@derived(key=("approval_id",))
def agent_share(approvals: approval_base):
    """E16: special-job and illness approvals filed by one agent for three units and more.

    is_general_agent: they are less than half of the agent's filings.
    """
    agent_approvals = approvals.filter(approvals.agent_phone_hash.notnull())
    agent_approvals = agent_approvals.mutate(
        is_early_kind=agent_approvals.is_special | agent_approvals.is_illness
    )
    agents = agent_approvals.group_by("agent_phone_hash").agg(
        agent_cases=agent_approvals.is_early_kind.cast("int64").sum(),
        agent_filings=agent_approvals.count(),
        agent_units=agent_approvals.is_early_kind.ifelse(
            agent_approvals.employer_id, None
        ).nunique(),
    )
    early_approvals = agent_approvals.filter(agent_approvals.is_early_kind).select(
        "approval_id", "agent_phone_hash"
    )
    joined = early_approvals.join(agents, "agent_phone_hash")
    return joined.select(
        "approval_id",
        "agent_cases",
        "agent_filings",
        "agent_units",
        agent_early_share=joined.agent_cases / joined.agent_filings,
        e16_cases=(joined.agent_units >= LEAST_UNITS).ifelse(joined.agent_cases, None),
        is_general_agent=joined.agent_cases < joined.agent_filings * SPECIALISED_SHARE,
    )


@derived(key=("subject_kind", "subject_id", "link_kind", "link_id"))
def approval_links(approvals: approval_base):
    """Ties of early retirees: a filing agent, a diagnosing doctor."""
    early = approvals.filter(approvals.is_special | approvals.is_illness)
    parts = [
        early.filter(early[column].notnull()).select(
            subject_kind=ibis.literal("person"),
            subject_id=early.person_id,
            link_kind=ibis.literal(kind),
            link_id=early[column],
        )
        for kind, column in (("agent", "agent_phone_hash"), ("doctor", "diag_doctor_code"))
    ]
    return ibis.union(*parts, distinct=True)
