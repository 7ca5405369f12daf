"""Years bought in lump sums: what was posted, on which papers, and what became of it."""

import ibis

from contracts.city import read_city
from contracts.derived import OrEmpty, derived
from contracts.law import get_law_number
from contracts.tables.contribution_month import ContributionMonth
from contracts.tables.employer import Employer
from contracts.tables.person import Person
from contracts.tables.service_segment import ServiceSegment
from features.common.calendar import count_days_between
from features.common.join_helpers import left_join_columns, select_first_per_group
from features.service_and_retirement.rarity_beside_others import (
    compute_rarity_of_share,
    compute_usual_share,
)
from features.service_and_retirement.retirement_base import (
    ARMY,
    EMPLOYEE_PENSION,
    compute_pension_share,
    retirement_base,
)

LUMP, VILLAGE = "3", "70"  # codes of pay_kind and unit_nature
YEAR = 12  # months
BEFORE_MONTHS = 24  # postings of the two years before the application serve it
STRONG_SHARE = 2 / 3  # of the months that are lawful without a document
STRIKING_RARITY = 4  # one chance in ten thousand that any of the agents has so many clients
DELAY_DAYS = 90  # a payment before the approval may be posted a quarter later
LUMP_KEY = ("person_id", "insurance_type", "contrib_month", "employer_id", "seq")


@derived(key=LUMP_KEY)
def lump_months(contributions: ContributionMonth, units: Employer, *, as_of):
    """Months of employee pension insurance bought in lump sums and posted by the as-of date."""
    lumps = contributions.filter(
        contributions.insurance_type == EMPLOYEE_PENSION,
        contributions.pay_kind == LUMP,
        contributions.posted_date <= as_of,
    )
    natures = units.select("employer_id", "unit_nature", unit_district="district")
    return left_join_columns(lumps, natures, "employer_id").select(
        *LUMP_KEY, "posted_date", "legal_doc_no", "unit_nature", "unit_district"
    )


@derived(key=("person_id",))
def last_approvals(approvals: retirement_base):
    """The last approval of each person with what it pays; the amounts are the approval's."""
    last = select_first_per_group(
        approvals, "person_id", [ibis.desc("approve_date"), "approval_id"]
    )
    return last.select(
        "person_id",
        "apply_date",
        "approve_date",
        "agent_phone_hash",
        "pension_yuan",
        "total_months",
        "monthly_pension",
        of_approval="approval_id",
    )


@derived(key=("person_id",))
def buyer_base(
    lumps: lump_months, persons: Person, last: last_approvals, approvals: retirement_base
):
    """Population: one row a person with months bought in lump sums, with an approval or none yet.

    amount_involved: the share of the pension so far (yuan) that rests on the months bought; nothing
    before an approval. at_risk_yuan: what they would bring in a year, by the median pension a month
    of service.
    """
    bought = lumps.group_by("person_id").agg(
        bought_months=lumps.contrib_month.nunique(),
        first_posted=lumps.posted_date.min(),
        last_posted=lumps.posted_date.max(),
        unit_district=lumps.unit_district.min(),
        lump_from_month=lumps.contrib_month.min(),
        lump_to_month=lumps.contrib_month.max(),
    )
    known = bought.join(
        persons.select("person_id", "sex", "birth_date", "hukou_district"), "person_id"
    )
    joined = left_join_columns(known, last, "person_id")
    paid = approvals.filter(approvals.total_months > 0)
    usual = paid.agg(month_yuan=(paid.monthly_pension / paid.total_months).median())
    joined = joined.cross_join(usual)
    has_approval = joined.of_approval.notnull()
    share = compute_pension_share(joined, joined.bought_months)
    return joined.select(
        "person_id",
        "sex",
        "bought_months",
        "lump_from_month",
        "lump_to_month",
        "approve_date",
        "of_approval",
        subject_id=joined.person_id,
        record_id=joined.person_id,
        district=joined.unit_district.fill_null(joined.hukou_district).fill_null(
            read_city().city_level
        ),
        period_from=joined.first_posted,
        period_to=joined.last_posted,
        amount_involved=has_approval.ifelse(share, 0).cast("decimal(14,2)"),
        is_at_risk=~has_approval,
        at_risk_yuan=has_approval.ifelse(
            0, (joined.month_yuan * joined.bought_months * YEAR).round(2)
        ).cast("decimal(14,2)"),
    )


@derived(key=("person_id",))
def lump_papers(lumps: lump_months, last: last_approvals, *, as_of):
    """Months bought by a person: without a document, before the application, after the approval.

    A month counts once; it has a document where any of its postings has.
    """
    window = get_law_number("veteran_backpay_window").on(as_of)
    in_window = lumps.posted_date.between(
        ibis.literal(window["first"]), ibis.literal(window["last"])
    )
    months = lumps.group_by("person_id", "contrib_month").agg(
        has_document=lumps.legal_doc_no.notnull().any(),
        is_by_village=(lumps.unit_nature == VILLAGE).fill_null(False).all(),
        is_in_window=in_window.all(),
        posted=lumps.posted_date.max(),
    )
    dated = left_join_columns(
        months, last.select("person_id", "apply_date", "approve_date"), "person_id"
    )
    is_bare = ~dated.has_document
    serves = dated.posted >= dated.apply_date - ibis.interval(months=BEFORE_MONTHS)
    is_after = dated.posted > dated.approve_date
    delay = count_days_between(dated.posted, dated.approve_date)
    return dated.group_by("person_id").agg(
        undocumented_months=is_bare.cast("int64").sum(),
        serving_months=(is_bare & serves.fill_null(False)).cast("int64").sum(),
        months_after=(is_bare & is_after).cast("int64").sum(),
        is_all_soon=(~is_after | (delay <= DELAY_DAYS)).all(),
        lump_postings=dated.posted.nunique(),
        d10_posted_date=dated.posted.max(),
        is_land_policy=dated.is_by_village.all(),
        is_in_veteran_window=dated.is_in_window.all(),
    )


@derived(key=("agent_phone_hash",))
def lump_agents(approvals: retirement_base, bought: buyer_base, *, as_of):
    """Clients of each agent who bought more than is lawful without a document, and how unlikely so
    many are beside the clients of others.
    """
    limit = get_law_number("backpay_document_months").on(as_of)
    large = bought.filter(bought.bought_months > limit).select("person_id").mutate(is_large=True)
    joined = left_join_columns(approvals, large, "person_id")
    joined = joined.mutate(is_large=joined.is_large.fill_null(False))
    filed = joined.filter(joined.agent_phone_hash.notnull())
    agents = filed.group_by("agent_phone_hash").agg(
        agent_lump_persons=filed.is_large.ifelse(filed.person_id, None).nunique(),
        agent_persons=filed.person_id.nunique(),
    )
    everyone = joined.agg(
        all_large=joined.is_large.ifelse(joined.person_id, None).nunique(),
        all_persons=joined.person_id.nunique(),
    )
    agents = agents.cross_join(everyone).cross_join(agents.agg(compared=agents.count()))
    usual = compute_usual_share(
        agents.all_large - agents.agent_lump_persons, agents.all_persons - agents.agent_persons
    )
    rarity = compute_rarity_of_share(
        agents.agent_lump_persons, agents.agent_persons, usual, agents.compared
    )
    return agents.select("agent_phone_hash", "agent_lump_persons", lump_agent_rarity=rarity)


@derived(key=("person_id",))
def known_soldiers(segments: OrEmpty[ServiceSegment], *, as_of):
    """Persons with service segments, and whether originals show military service."""
    recorded = segments.filter(segments.first_recorded_date <= as_of)
    is_army = (recorded.kind == ARMY) & recorded.original_flag.fill_null(False)
    return recorded.group_by("person_id").agg(is_soldier=is_army.any())


@derived(key=("person_id",))
def lump_sum_years(
    bought: buyer_base,
    papers: lump_papers,
    last: last_approvals,
    agents: lump_agents,
    soldiers: known_soldiers,
    *,
    as_of,
):
    """D10: months bought beyond what is lawful without a document, or undocumented ones that serve
    an application.

    d10_months: all months bought where they exceed the law's limit, else those without a document
    that were posted in the two years before the application or later. Whether a person served in
    the army is known for those with segments alone; for others the soldiers' policy is left open.
    """
    limit = get_law_number("backpay_document_months").on(as_of)
    joined = bought.select("person_id", "bought_months").join(papers, "person_id")
    agent_of = last.filter(last.agent_phone_hash.notnull()).select("person_id", "agent_phone_hash")
    clients = agent_of.join(agents, "agent_phone_hash").drop("agent_phone_hash")
    joined = left_join_columns(
        left_join_columns(joined, clients, "person_id"), soldiers, "person_id"
    )
    is_above = joined.bought_months > limit
    is_policy_open = joined.is_in_veteran_window & joined.is_soldier.isnull()
    return joined.select(
        "person_id",
        "undocumented_months",
        "serving_months",
        "lump_postings",
        "d10_posted_date",
        "is_land_policy",
        d10_months=is_above.ifelse(joined.bought_months, joined.serving_months),
        agent_lump_persons=joined.agent_lump_persons.fill_null(0),
        lump_agent_rarity=joined.lump_agent_rarity,
        is_without_document=(joined.undocumented_months > limit) & ~is_policy_open,
        is_just_within=(joined.serving_months >= STRONG_SHARE * limit) & ~is_policy_open,
        is_agent_cluster=is_above & (joined.lump_agent_rarity >= STRIKING_RARITY).fill_null(False),
        is_veteran_policy=joined.is_in_veteran_window & joined.is_soldier.fill_null(False),
    )


@derived(key=("person_id",))
def months_after_approval(papers: lump_papers):
    """D16: months without a document that were posted after the approval of the pension."""
    after = papers.filter(papers.months_after > 0)
    return after.select("person_id", d16_months="months_after", is_posted_late="is_all_soon")


@derived(key=("approval_id",))
def months_bought_before(approvals: retirement_base, lumps: lump_months):
    """Months bought in lump sums and posted by the day of an approval: the model's feature."""
    dated = approvals.select("approval_id", "person_id", "approve_date").join(lumps, "person_id")
    before = dated.filter(dated.posted_date <= dated.approve_date)
    return before.group_by("approval_id").agg(bought_before_months=before.contrib_month.nunique())
