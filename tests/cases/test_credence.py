"""What a hit is worth tonight, what several are worth together, and which of them are one."""

import json

import pandas as pd
import pytest

from cases.carried_subjects import find_carrying_cases
from cases.carry_over import make_empty_ledger
from cases.credence import combine_credence, compute_hit_credence, compute_plausible_number
from cases.independent_sources import find_independent_sources
from cases.indicator_health import assess_indicators
from cases.list_cases import ListRules, build_case_list
from contracts.health_states import HealthState
from tests.cases.drawn_findings import NO_LINKS, finding, findings
from tests.cases.test_list_cases import NIGHT

NO_VERDICTS = pd.DataFrame(columns=["scenario_id", "indicator_id", "label"])
SHOPS = "ABCDEFGHIJ"
HITS = {"P15": SHOPS, "P19": "ABCDEFGH", "P01": "I", "P13": "J"}


def count(
    indicator_id, hits, subjects, *, high=0, level="S", dimension="all", value="", units=None
):
    """A row of counts of an indicator in its population."""
    return {
        "scenario_id": "some_scenario",
        "indicator_id": indicator_id,
        "population": "shop",
        "title_zh": "指标",
        "title_en": "indicator",
        "level": level,
        "dimension": dimension,
        "value": value,
        "subjects": subjects,
        "rows": subjects,
        "computed": subjects,
        "hits": hits,
        "high": high,
        "explained": 0,
        "units": hits if units is None else units,
    }


def assess(*counts, places=100, verdicts=NO_VERDICTS, answers=None, before=None, doubts=None):
    return assess_indicators(
        pd.DataFrame(list(counts)),
        places=places,
        verdicts=verdicts,
        answers=answers or {},
        before=before,
        doubts=doubts or {},
    )


def draw_shops(places):
    """The list of ten shops: two rules hit nearly all of them, two hit one each."""
    health = assess(*(count(i, len(shops), 10) for i, shops in HITS.items()), places=places)
    rows = [
        finding(
            shop,
            level="S",
            subject_kind="institution",
            indicator_id=indicator_id,
            family=f"family of {indicator_id}",
            amount="5000",
        )
        for indicator_id, shops in HITS.items()
        for shop in shops
    ]
    night = build_case_list(
        health.weigh(findings(*rows)),
        NO_LINKS,
        make_empty_ledger(),
        set(),
        rules=ListRules(places, 0.0, 0.0, {"some_scenario": 2000.0}),
        as_of=NIGHT,
    )
    return health.table.set_index("indicator_id"), night.cases


def test_rules_that_hit_nearly_all_shops_list_none_before_a_rare_and_telling_hit():
    health, cases = draw_shops(2)
    assert set(cases.subject_id[cases.list_status == "listed"]) == {"I", "J"}
    assert set(health.index[health.state == HealthState.DATA_QUESTION]) == {"P15", "P19"}
    assert len(cases) == 10, "the others wait"
    _, cases = draw_shops(1)
    assert set(cases.subject_id[cases.list_status == "listed"]) <= {"I", "J"}


@pytest.mark.parametrize(
    ("level_promise", "hits", "credence"), [(0.9, 3, 0.9), (0.9, 70, 0.5), (0.6, 350, 0.1)]
)
def test_a_hit_is_worth_the_plausible_ones_among_all_hits(level_promise, hits, credence):
    plausible = compute_plausible_number(1000, 100_000)
    assert plausible == 35
    assert compute_hit_credence(level_promise, plausible, hits) == pytest.approx(credence)


def test_few_are_plausible_in_a_small_population():
    assert compute_plausible_number(1000, 80) == 8
    assert compute_plausible_number(10, 8) == 3


def test_verdicts_replace_the_assumption():
    assumed = compute_hit_credence(0.6, 10, 10)
    assert assumed == 0.6
    assert 0.6 < compute_hit_credence(0.6, 10, 10, judged=1, true=1) < 0.7
    assert compute_hit_credence(0.6, 10, 10, judged=40) < 0.1
    assert compute_hit_credence(0.6, 10, 1000, judged=80, true=80) > 0.95


def test_independent_sources_add_up_and_weak_hits_promise_nothing():
    rows = findings(
        finding("two", level="S", family="a", indicator_id="U1"),
        finding("two", level="S", family="b", indicator_id="U2"),
        finding("one", level="S", family="a", indicator_id="U1"),
        finding("one", level="H", family="a", indicator_id="U3"),
        finding("one", level="M", family="c", indicator_id="U4"),
    )
    combined = combine_credence(rows).reindex(rows.case_id.unique())
    assert combined.credence.tolist() == pytest.approx([1 - 0.4 * 0.4, 0.9])
    assert combined.source_count.tolist() == [2, 1]


class TestSources:
    PLACES = ("S2", "S3", "S4")

    def evidence(self, **rows):
        return pd.DataFrame(
            [
                (f"F-p-{indicator}", "claim_header", json.dumps({"setl_id": key}))
                for indicator, keys in rows.items()
                for key in keys
            ],
            columns=["finding_id", "table", "row_key"],
        )

    def sources(self, evidence, *indicators):
        rows = findings(
            *(finding("p", level="S", indicator_id=i, family=f"family {i}") for i in indicators)
        )
        return find_independent_sources(rows, evidence)

    def test_families_that_rest_on_the_same_purchases_are_one_source(self):
        evidence = self.evidence(P03=("S1", *self.PLACES, "S5", "S6"), P04=self.PLACES)
        assert self.sources(evidence, "P03", "P04").nunique() == 1

    def test_a_hit_with_rows_of_its_own_stays_a_source(self):
        evidence = self.evidence(
            P03=("S1", *self.PLACES, "S5", "S6"), P04=self.PLACES, P11=("S9", "S2", "S8")
        )
        assert self.sources(evidence, "P03", "P04", "P11").nunique() == 2

    def test_the_row_of_the_record_itself_joins_nobody(self):
        own = [(f"F-p-{i}", "some_table", '{"id": "record-of-p"}') for i in ("U1", "U2")]
        rest = self.evidence(U1=("S1",), U2=("S2",))
        evidence = pd.concat([rest, pd.DataFrame(own, columns=rest.columns)])
        assert self.sources(evidence, "U1", "U2").nunique() == 2
        assert self.sources(evidence.iloc[2:], "U1", "U2").nunique() == 1


def test_a_unit_carries_the_persons_whose_rows_its_evidence_holds():
    rows = findings(
        finding("E1", subject_kind="employer"),
        *(finding(f"P{n}", record_table="claim", record_id=f"U{n}") for n in (1, 2, 3, 4)),
        finding("P3", indicator_id="U02", record_table="claim", record_id="U9"),
    )
    evidence = pd.DataFrame(
        [("F-E1-U01", "claim", json.dumps({"claim_id": f"U{n}"})) for n in (1, 2, 3)]
        + [("F-P4-U01", "claim", '{"claim_id": "U4"}')],
        columns=["finding_id", "table", "row_key"],
    )
    cases = rows[["case_id", "authority", "subject_kind", "subject_id"]]
    pairs = find_carrying_cases(cases, rows, evidence)
    names = dict(zip(rows.case_id, rows.subject_id, strict=True))
    carried = {names[c]: names[k] for c, k in pairs[["case_id", "carrier_id"]].values}
    assert carried == {"P1": "E1", "P2": "E1"}, "P3 has a claim of its own, P4 is nobody's"


@pytest.mark.parametrize("kind", ["object", "str", "float64"])
def test_a_night_without_findings_carries_nobody(kind):
    rows = findings(finding("P1", record_table="claim", record_id="U1")).iloc[:0]
    evidence = pd.DataFrame(columns=["finding_id", "table", "row_key"]).astype({"row_key": kind})
    cases = rows[["case_id", "authority", "subject_kind", "subject_id"]]
    assert find_carrying_cases(cases, rows, evidence).empty
