"""Diagnosing doctors and filing agents of many early retirements."""

import ibis

from contracts.derived import derived
from features.common.join_helpers import left_join_columns
from features.common.tail_probability import compute_binomial_rarity
from features.service_and_retirement.approvals import approval_base
from features.service_and_retirement.hospital_visits import hospital_visits
from features.service_and_retirement.rarity_beside_others import (
    add_rarity_of_count,
    compute_rarity_of_share,
    compute_usual_share,
)

LEAST_UNITS = 3  # two units may share an accountant
UNSURPRISING_RARITY = 1  # one chance in ten, by what the client units file by themselves
SPECIALISED_SHARE = 0.5  # an agent with less than half of such cases files everything
# four visits before the application show an illness; of four in five cases, a real practice
TREATED_VISITS, TREATED_SHARE = 4, 0.8


@derived(key=("approval_id",))
def doctor_share(approvals: approval_base):
    """E13: how unlikely the illness approvals of one doctor are beside those of the others.

    Where a few designated experts sign everything, they are compared with each other.
    """
    signed = approvals.filter(approvals.is_illness, approvals.diag_doctor_code.notnull())
    doctors = signed.group_by("diag_doctor_code").agg(doctor_cases=signed.count())
    doctors = add_rarity_of_count(doctors, "doctor_cases", name="doctor")
    everyone = doctors.agg(
        doctor_median=doctors.doctor_cases.median(), all_cases=doctors.doctor_cases.sum()
    )
    doctors = doctors.cross_join(everyone)
    joined = signed.select("approval_id", "diag_doctor_code").join(doctors, "diag_doctor_code")
    return joined.select(
        "approval_id",
        "doctor_cases",
        "doctor_usual",
        doctor_times=joined.doctor_cases / joined.doctor_median,
        doctor_case_share=joined.doctor_cases / joined.all_cases,
        is_filler_doctor=~joined.diag_doctor_code.re_search("[0-9]"),
        e13_rarity=joined.doctor_rarity,
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


@derived(key=("agent_phone_hash",))
def agent_expectations(approvals: approval_base):
    """Filings of each agent, early kinds among them, and how unlikely these are by the share among
    all approvals that others filed.
    """
    filed = approvals.filter(approvals.agent_phone_hash.notnull())
    agents = filed.group_by("agent_phone_hash").agg(
        agent_cases=filed.is_early_kind.cast("int64").sum(), agent_filings=filed.count()
    )
    everything = approvals.agg(
        all_early=approvals.is_early_kind.cast("int64").sum(), all_cases=approvals.count()
    )
    compared = agents.agg(agents_compared=agents.count())
    joined = agents.cross_join(everything).cross_join(compared)
    usual = compute_usual_share(
        joined.all_early - joined.agent_cases, joined.all_cases - joined.agent_filings
    )
    rarity = compute_rarity_of_share(
        joined.agent_cases, joined.agent_filings, usual, joined.agents_compared
    )
    return joined.select(
        "agent_phone_hash",
        "agent_cases",
        "agent_filings",
        agent_usual_share=usual,
        agent_rarity=rarity,
    )


@derived(key=("agent_phone_hash",))
def client_retirements(approvals: approval_base):
    """Retirements of an agent's client units that others filed, and early kinds among them."""
    clients = approvals.filter(approvals.agent_phone_hash.notnull())
    clients = clients.select("agent_phone_hash", "employer_id").distinct()
    others = approvals.select(
        "employer_id", "is_early_kind", other_agent=approvals.agent_phone_hash
    )
    joined = clients.join(others, "employer_id")
    joined = joined.filter((joined.other_agent != joined.agent_phone_hash).fill_null(True))
    return joined.group_by("agent_phone_hash").agg(
        client_cases=joined.count(), client_early=joined.is_early_kind.cast("int64").sum()
    )


@derived(key=("approval_id",))
def agent_share(
    approvals: approval_base, expectations: agent_expectations, clients: client_retirements
):
    """E16: how unlikely the special-job and illness approvals among an agent's filings are.

    Agents of fewer than three groups of units are not compared. is_general_agent: they are less
    than half of the agent's filings. is_agent_of_special_units: they are no more than the
    same units' filings by themselves lead to expect.
    """
    early = approvals.filter(approvals.agent_phone_hash.notnull(), approvals.is_early_kind)
    units = early.group_by("agent_phone_hash").agg(agent_units=early.group_id.nunique())
    joined = early.select("approval_id", "agent_phone_hash").join(
        expectations.join(units, "agent_phone_hash"), "agent_phone_hash"
    )
    joined = left_join_columns(joined, clients, "agent_phone_hash")
    joined = joined.mutate(
        clients_share=compute_usual_share(joined.client_early, joined.client_cases)
    )
    by_clients = compute_binomial_rarity(
        joined.agent_cases, joined.agent_filings, joined.clients_share
    )
    return joined.select(
        "approval_id",
        "agent_cases",
        "agent_filings",
        "agent_units",
        "agent_usual_share",
        agent_early_share=joined.agent_cases / joined.agent_filings,
        e16_rarity=(joined.agent_units >= LEAST_UNITS).ifelse(joined.agent_rarity, None),
        is_general_agent=joined.agent_cases < joined.agent_filings * SPECIALISED_SHARE,
        is_agent_of_special_units=(by_clients < UNSURPRISING_RARITY).fill_null(False),
    )


@derived(key=("subject_kind", "subject_id", "link_kind", "link_id"))
def approval_links(approvals: approval_base):
    """Ties of early retirees: a filing agent, a diagnosing doctor."""
    early = approvals.filter(approvals.is_early_kind)
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
