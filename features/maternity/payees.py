"""Accounts and agents of maternity allowances, and what ties mothers and units."""

import ibis

from contracts.derived import derived
from contracts.tables.employer import Employer
from features.common.employer_groups import affiliates
from features.common.join_helpers import left_join_columns
from features.common.tail_probability import compute_binomial_rarity
from features.maternity.allowances import allowance_base, months_at_unit, wages_before_birth
from features.maternity.signs import SHORT_MONTHS

AGENT_CLAIMS, AGENT_UNITS = 5, 2  # from which an applicant's phone is an agent's
PAID_MOST = 0.8  # of an agent's mothers were paid wages: a personnel service for real firms
HOUSEHOLDS = 2
# -log10 of the chance that so many of an agent's mothers arrived late, at the others' share: there
# are hundreds of agents in a city, and one in a thousand of them is no finding yet
AGENT_RARITY = 4.0


@derived(key=("bank_hash",))
def shared_accounts(allowances: allowance_base, employers: Employer, units: affiliates):
    """Accounts that several mothers' allowances went to and that are not their unit's: mothers,
    households, is_group_account (it belongs to an affiliate of every unit).
    """
    owners = employers.filter(employers.bank_hash.notnull()).join(
        units.select("employer_id", "group_id"), "employer_id"
    )
    own = owners.select("bank_hash", owner_group="group_id", owner_id="employer_id").distinct()
    known = allowances.filter(allowances.bank_hash.notnull())
    to_unit = known.join(own, "bank_hash").filter(lambda t: t.owner_id == t.employer_id)
    foreign = known.anti_join(to_unit, "payment_id")
    in_group = foreign.join(own, "bank_hash").filter(lambda t: t.owner_group == t.group_id)
    in_group = in_group.select("payment_id").distinct().mutate(is_group=True)
    foreign = left_join_columns(foreign, in_group, "payment_id")
    return foreign.group_by("bank_hash").agg(
        mothers=foreign.person_id.nunique(),
        households=foreign.household.nunique(),
        is_group_account=foreign.is_group.fill_null(False).all(),
    )


@derived(key=("agent_phone_hash",))
def agents(allowances: allowance_base, wages: wages_before_birth, spells: months_at_unit):
    """Phones that applied for five mothers and more at two units and more, with the share of their
    mothers who were paid wages.

    late_rarity: -log10 of the chance that so many of them arrived in the last three months before
    birth, at the share of the mothers for whom others applied; null where there are none.
    """
    births = allowances.filter(allowances.is_birth)
    rows = left_join_columns(births, spells.select("payment_id", "m01_months"), "payment_id")
    rows = rows.mutate(is_late=(rows.m01_months <= SHORT_MONTHS).fill_null(False).cast("int64"))
    late = rows.group_by("agent_phone_hash").agg(births=rows.count(), late=rows.is_late.sum())
    whole = rows.agg(all_births=rows.count(), all_late=rows.is_late.sum())
    late = late.filter(late.agent_phone_hash.notnull()).cross_join(whole)
    others = late.all_births - late.births
    late = late.mutate(
        share=(others > 0).ifelse((late.all_late - late.late) / others.cast("float64"), None)
    )
    late = late.select(
        "agent_phone_hash",
        late_births=late.late,
        late_rarity=compute_binomial_rarity(late.late, late.births, late.share),
    )
    known = allowances.filter(allowances.agent_phone_hash.notnull())
    known = left_join_columns(known, wages.select("payment_id", "is_paid_wages"), "payment_id")
    counted = known.group_by("agent_phone_hash").agg(
        mothers=known.person_id.nunique(),
        agent_units=known.group_id.nunique(),
        # of those whose wages were delivered; where none were, nothing explains the agent
        paid_share=known.is_paid_wages.cast("float64").mean(),
    )
    several = counted.filter(counted.mothers >= AGENT_CLAIMS, counted.agent_units >= AGENT_UNITS)
    return left_join_columns(several, late, "agent_phone_hash")


@derived(key=("payment_id",))
def payee_clusters(allowances: allowance_base, accounts: shared_accounts, phones: agents):
    """M07: mothers whose allowances went to the account that this one went to, not the unit's; or
    for whom the same agent applied. Two households and more.

    is_group_account: an affiliate of the unit. is_paid_agency: most of the agent's mothers were
    paid wages. is_telling_cluster: an account in common, or an agent more of whose mothers arrived
    late than of others'; customers alone make no agent suspicious.
    """
    joined = left_join_columns(
        allowances.select("payment_id", "bank_hash", "agent_phone_hash"),
        accounts.filter(accounts.households >= HOUSEHOLDS).rename(account_mothers="mothers"),
        "bank_hash",
    )
    joined = left_join_columns(joined, phones.rename(agent_mothers="mothers"), "agent_phone_hash")
    account, agent = joined.account_mothers, joined.agent_mothers
    most = ibis.greatest(account.fill_null(0), agent.fill_null(0))
    return joined.select(
        "payment_id",
        account_mothers=joined.account_mothers.fill_null(0),
        agent_mothers=joined.agent_mothers.fill_null(0),
        agent_units=joined.agent_units.fill_null(0),
        m07_mothers=(most > 0).ifelse(most, None),
        agent_late_births=joined.late_births.fill_null(0),
        is_telling_cluster=account.notnull()
        | (joined.late_rarity >= AGENT_RARITY).fill_null(False),
        is_group_account=joined.is_group_account.fill_null(False) & agent.isnull(),
        is_paid_agency=(joined.paid_share >= PAID_MOST).fill_null(False) & account.isnull(),
    )


@derived(key=("subject_kind", "subject_id", "link_kind", "link_id"))
def allowance_links(allowances: allowance_base, accounts: shared_accounts, employers: Employer):
    """Ties of mothers by account and agent, of mothers with their unit, and of units with each
    other.
    """
    shared = allowances.semi_join(accounts, "bank_hash")
    units = employers.semi_join(allowances, "employer_id")
    unit_ties = {"legal_rep": "legal_rep_hash", "phone": "phone_hash", "address": "address_hash"}
    parts = [
        _tie(shared, "person", "person_id", "account", "bank_hash"),
        _tie(allowances, "person", "person_id", "phone", "agent_phone_hash"),
        _tie(allowances, "person", "person_id", "employer", "employer_id"),
        _tie(allowances, "employer", "employer_id", "employer", "employer_id"),
        *[_tie(units, "employer", "employer_id", k, column) for k, column in unit_ties.items()],
    ]
    return ibis.union(*parts, distinct=True)


def _tie(rows, subject_kind, subject, link_kind, link):
    known = rows.filter(rows[link].notnull())
    return known.select(
        subject_kind=ibis.literal(subject_kind),
        subject_id=known[subject],
        link_kind=ibis.literal(link_kind),
        link_id=known[link],
    )
