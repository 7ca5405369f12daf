"""Agents and witnesses who make a case conspicuous (I09), and other signs beside a short cover."""

import ibis

from contracts.derived import derived
from features.common.join_helpers import left_join_columns
from features.injury_agents.agent_signs import NO_SIGN, different_agents
from features.work_injury.agents_and_witnesses import case_helpers
from features.work_injury.injuries import injury_base, repeat_injuries
from features.work_injury.injury_money import old_injuries

WITNESS_CASES = 3  # of as many employers: nobody sees accidents at three places of work
HUB_CASES = 40  # a law firm, the union's legal aid, an HR platform; a filler in place of a witness
TIED_SHARE = (
    0.5  # a filler serves many agents; a witness and an agent in most of both's cases do not
)


@derived(key=("case_id",))
def common_helpers(helpers: case_helpers, agents: different_agents):
    """I09: cases of the case's agent, if its cases differ, or of its witness.

    A witness of three and more cases at three employer groups counts first (is_shared), else one
    with a case at each group. agent_cases and witness_cases count without any condition; agent_sign
    says in what the agent's cases differ, and how unlikely that is. Above 40 cases a witness, or an agent with no sign but the
    number, is an institution, unless agent and witness share most of their cases.
    """
    counted = helpers.group_by("kind", "helper").agg(
        helper_cases=helpers.case_id.nunique(), helper_groups=helpers.group_id.nunique()
    )
    joined = helpers.join(counted, ["kind", "helper"])
    joined = left_join_columns(joined, _find_tied_helpers(helpers, counted), "kind", "helper")
    marked = agents.mutate(kind=ibis.literal("agent")).rename(helper="agent")
    joined = left_join_columns(joined, marked, "kind", "helper")
    is_many = (joined.helper_cases >= WITNESS_CASES) & (joined.helper_groups >= WITNESS_CASES)
    is_witness = joined.kind == "witness"
    is_institution = (joined.helper_cases > HUB_CASES) & joined.is_tied.isnull()
    with_flags = joined.mutate(
        is_hit=(is_witness & is_many) | joined.agent_sign.notnull(),
        is_hub=is_institution & (is_witness | joined.is_share_only.fill_null(False)),
        is_few=is_witness & ~is_many & (joined.helper_groups == joined.helper_cases),
    )
    is_open = with_flags.is_hit & ~with_flags.is_hub
    by_case = with_flags.group_by("case_id").agg(
        agent_cases=with_flags.helper_cases.max(where=with_flags.kind == "agent"),
        witness_cases=with_flags.helper_cases.max(where=with_flags.kind == "witness"),
        hit_cases=with_flags.helper_cases.max(where=with_flags.is_hit),
        open_cases=with_flags.helper_cases.max(where=is_open),
        hit_groups=with_flags.helper_groups.max(where=with_flags.is_hit),
        few_cases=with_flags.helper_cases.max(where=with_flags.is_few),
        agent_sign=with_flags.agent_sign.max(),
        agent_digits=with_flags.agent_digits.max(),
    )
    digits = by_case.agent_digits.floor().cast("int64").cast("string")
    return by_case.select(
        "case_id",
        helper_groups=by_case.hit_groups.fill_null(by_case.few_cases),
        agent_cases=by_case.agent_cases.fill_null(0),
        witness_cases=by_case.witness_cases.fill_null(0),
        agent_sign=(by_case.agent_sign + ", p < 10^-" + digits).fill_null(NO_SIGN),
        i09_cases=by_case.open_cases.fill_null(by_case.hit_cases).fill_null(by_case.few_cases),
        is_shared=by_case.hit_cases.notnull(),
        is_hub_agent=by_case.hit_cases.notnull() & by_case.open_cases.isnull(),
    )


def _find_tied_helpers(helpers, counted):
    """Agents and witnesses (kind, helper, is_tied) that share most of the cases of both."""
    cases = counted.select("kind", "helper", "helper_cases")
    agents = helpers.filter(helpers.kind == "agent").select("case_id", agent="helper")
    witnesses = helpers.filter(helpers.kind == "witness").select("case_id", witness="helper")
    pairs = agents.join(witnesses, "case_id").group_by("agent", "witness")
    pairs = pairs.agg(together=lambda t: t.case_id.nunique())
    for kind in ("agent", "witness"):
        of_kind = cases.filter(cases.kind == kind)
        pairs = pairs.join(of_kind.select(**{kind: "helper", f"{kind}_all": "helper_cases"}), kind)
    is_mutual = pairs.together >= TIED_SHARE * ibis.greatest(pairs.agent_all, pairs.witness_all)
    mutual = pairs.filter(is_mutual)
    ends = [
        mutual.select(kind=ibis.literal(kind), helper=mutual[kind]) for kind in ("agent", "witness")
    ]
    return ibis.union(*ends, distinct=True).mutate(is_tied=True)


@derived(key=("case_id",))
def other_signs(
    cases: injury_base,
    helpers: common_helpers,
    repeated: repeat_injuries,
    old: old_injuries,
):
    """Cases with a sign beside a short cover (I02): a conspicuous agent or witness, repetition,
    earlier treatment of the site.
    """
    parts = [
        helpers.filter(helpers.is_shared & ~helpers.is_hub_agent).select("case_id"),
        repeated.filter(repeated.is_repeated & ~repeated.is_one_employer).select("case_id"),
        old.select("case_id"),
    ]
    signs = ibis.union(*parts, distinct=True).semi_join(cases, "case_id")
    return signs.mutate(has_other_sign=True)
