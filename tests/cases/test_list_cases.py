"""Who gets listed, in which order, and what earlier nights and the desk change about it."""

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.carry_over import find_closed_findings, make_empty_ledger
from cases.control_sample import draw_candidates, draw_control_sample
from cases.list_cases import NO_CARRIERS, ListRules, add_control_cases, build_case_list
from tests.cases.drawn_findings import NO_LINKS, finding, findings

NIGHT, NEXT = date(2026, 6, 30), date(2026, 7, 1)


def rules(asked=100, control_share=0.0, unusual_share=0.0, caps=None):
    return ListRules(asked, control_share, unusual_share, {"some_scenario": 2000.0}, caps)


EVERYBODY = rules()


def listed(
    rows,
    *,
    rules=EVERYBODY,
    ledger=None,
    closed=frozenset(),
    as_of=NIGHT,
    links=NO_LINKS,
    carriers=NO_CARRIERS,
):
    ledger = make_empty_ledger() if ledger is None else ledger
    return build_case_list(
        findings(*rows),
        links,
        ledger,
        set(closed),
        rules=rules,
        as_of=as_of,
        carriers=carriers,
    )


def status(night):
    return dict(zip(night.cases.subject_id, night.cases.list_status, strict=True))


def test_any_hard_hit_lists_a_subject():
    night = listed([finding("p1", level="H", amount="0")])
    assert night.cases[["subject_id", "level", "list_status"]].values.tolist() == [
        ["p1", "H", "listed"]
    ]


def test_one_strong_lead_lists_a_subject_only_from_the_stated_amount():
    night = listed(
        [finding("small", level="S", amount="1999.99"), finding("large", level="S", amount="2000")]
    )
    assert status(night) == {"large": "listed"}


def test_two_strong_leads_count_only_if_their_sources_are_independent():
    same = [finding("same", level="S", indicator_id=i, family="contact") for i in ("U11", "U14")]
    other = [
        finding("other", level="S", indicator_id="U11", family="contact"),
        finding("other", level="S", indicator_id="U14", family="claims"),
    ]
    assert status(listed(same + other)) == {"other": "listed"}


def test_a_model_feature_alone_lists_nobody():
    assert listed([finding("p1", level="M", indicator_id="U09")]).cases.empty


def test_the_likelier_case_comes_first_and_model_only_cases_keep_to_their_share():
    rows = [
        finding("unusual", level="M", indicator_id="model"),
        finding("strong", level="S", amount="9000"),
        finding("hard", level="H"),
    ]
    night = listed(rows, rules=rules(asked=3))
    assert status(night) == {"hard": "listed", "strong": "listed", "unusual": "held"}
    assert dict(zip(night.cases.subject_id, night.cases["rank"], strict=True)) == {
        "hard": 1,
        "strong": 2,
        "unusual": 3,
    }


def test_a_common_hard_hit_waits_behind_a_rare_strong_one():
    rows = [
        finding("common", level="H", credence=0.1),
        finding("rare", level="S", amount="9000", credence=0.6),
    ]
    assert status(listed(rows, rules=rules(asked=1))) == {"rare": "listed", "common": "held"}


def test_equally_likely_cases_come_by_amount():
    night = listed([finding("little", amount="10"), finding("much", amount="900")])
    assert list(night.cases.sort_values("position").subject_id) == ["much", "little"]


def test_a_share_of_the_list_is_kept_for_unusual_cases():
    rows = [finding(f"hard{i}") for i in range(20)] + [
        finding("unusual", level="M", indicator_id="model")
    ]
    assert status(listed(rows, rules=rules(asked=10, unusual_share=0.1)))["unusual"] == "listed"


def test_unusual_cases_come_in_their_own_order_whatever_their_amount():
    rows = [
        finding(
            "large",
            level="M",
            indicator_id="model",
            amount="90000",
            severity=99.9,
            unusual_order=2.0,
        ),
        finding("second", level="M", indicator_id="model", unusual_order=1.0),
        finding("first", level="M", indicator_id="model", unusual_order=0.0),
    ]
    night = listed(rows, rules=rules(asked=2, unusual_share=1.0))
    assert status(night) == {"first": "listed", "second": "listed", "large": "held"}
    assert list(night.cases.sort_values("rank").subject_id) == ["first", "second", "large"]


@settings(max_examples=60, deadline=None)
@given(
    levels=st.lists(
        st.tuples(st.sampled_from("HSM"), st.sampled_from(["330203", "330205", "330281"])),
        min_size=1,
        max_size=40,
    ),
    asked=st.integers(1, 50),
)
def test_the_list_holds_the_smaller_of_asked_and_eligible_model_cases_up_to_their_share(
    levels, asked
):
    rows = [
        finding(
            f"p{n}",
            level=level,
            district=district,
            amount="5000",
            indicator_id="model" if level == "M" else "U01",
        )
        for n, (level, district) in enumerate(levels)
    ]
    night = listed(rows, rules=rules(asked=asked, unusual_share=0.05))
    unusual = sum(level == "M" for level, _ in levels)
    counted = len(levels) - unusual + min(unusual, round(asked * 0.05))
    assert (night.cases.list_status == "listed").sum() == min(asked, counted)


def test_places_go_where_truth_is_expected_not_where_much_is_eligible():
    rows = [finding(f"x{i}", district="330203", credence=0.05) for i in range(40)]
    rows += [finding(f"y{i}", district="330205", credence=0.8) for i in range(8)]
    rows += [finding(f"z{i}", district="330281", credence=0.6) for i in range(2)]
    night = listed(rows, rules=rules(asked=10))
    chosen = night.cases[night.cases.list_status == "listed"]
    assert chosen.district.value_counts().to_dict() == {"330205": 8, "330281": 2}


def test_places_that_only_the_model_could_fill_stay_empty_beyond_its_share():
    rows = [finding(f"rule{i}") for i in range(12)]
    rows += [
        finding(f"model{i}", level="M", indicator_id="model", unusual_order=float(i))
        for i in range(25)
    ]
    night = listed(rows, rules=rules(asked=30, unusual_share=0.05))
    chosen = night.cases[night.cases.list_status == "listed"]
    assert chosen.level.value_counts().to_dict() == {"H": 12, "M": 2}
    assert night.counts["held"] == 23


def test_a_case_that_rests_on_a_data_question_alone_waits_for_the_answer():
    rows = [
        finding("only", is_questioned=True, indicator_id="P09"),
        finding("also", is_questioned=True, indicator_id="P09"),
        finding("also", level="S", amount="5000", indicator_id="P01", family="codes"),
    ]
    night = listed(rows)
    assert status(night) == {"also": "listed", "only": "held"}
    questioned = night.cases.set_index("subject_id").data_question
    assert questioned["only"] == "P09" and pd.isna(questioned["also"])
    assert night.counts["questioned"] == 1


def test_a_listed_unit_carries_its_persons_and_they_take_no_place():
    rows = [finding("unit", subject_kind="employer"), finding("other", credence=0.3)]
    rows += [finding(f"p{i}", credence=0.6) for i in range(3)]
    cases = dict(zip(findings(*rows).subject_id, findings(*rows).case_id, strict=True))
    carriers = pd.DataFrame(
        [(cases[f"p{i}"], cases["unit"]) for i in range(3)], columns=["case_id", "carrier_id"]
    )
    night = listed(rows, rules=rules(asked=2), carriers=carriers)
    assert status(night) == {
        "unit": "listed",
        "other": "listed",
        **dict.fromkeys(("p0", "p1", "p2"), "held"),
    }
    assert set(night.cases.carried_by.dropna()) == {cases["unit"]}
    # a unit that is not listed carries nobody
    night = listed(
        [r | {"is_questioned": r["subject_id"] == "unit"} for r in rows],
        rules=rules(asked=9),
        carriers=carriers,
    )
    assert night.cases.carried_by.isna().all()


def test_a_cap_bounds_a_group():
    rows = [finding(f"a{i}") for i in range(5)] + [finding("b", district="330205")]
    night = listed(rows, rules=rules(caps={"人社/330203": 2}))
    assert night.cases[night.cases.list_status == "listed"].district.value_counts().to_dict() == {
        "330203": 2,
        "330205": 1,
    }


def test_the_same_subject_is_one_case_with_each_authority():
    night = listed(
        [
            finding("p1"),
            finding("p1", indicator_id="P03", authority="医保"),
            finding("p1", indicator_id="U02"),
        ]
    )
    assert night.cases.groupby("authority").finding_count.first().to_dict() == {
        "人社": 2,
        "医保": 1,
    }


def test_amounts_on_one_record_are_counted_once():
    rows = [
        finding("p1", amount="300", indicator_id="U01"),
        finding("p1", amount="500", indicator_id="U04"),
        finding("p1", amount="70", indicator_id="U02", record_id="another"),
    ]
    assert listed(rows).cases.amount_involved.tolist() == [Decimal("570.00")]


def test_an_item_listed_last_night_is_open_and_takes_no_place():
    first = listed([finding("p1"), finding("p2")], rules=rules(asked=1))
    second = listed(
        [finding("p1"), finding("p2")], rules=rules(asked=1), ledger=first.ledger, as_of=NEXT
    )
    assert sorted(status(first).values()) == ["held", "listed"]
    assert {k: "open" if v == "listed" else "listed" for k, v in status(first).items()} == status(
        second
    )
    assert set(second.cases.first_flagged_on) == {NIGHT}


def test_a_case_in_work_is_not_listed_again_for_what_is_new_in_it():
    """Its first lead no longer hits, because a later claim is now the newest one."""
    first = listed([finding("p1")])
    later = [finding("p1", indicator_id="U02")]
    second = listed(later, ledger=first.ledger, as_of=NEXT)
    assert status(second) == {"p1": "open"}
    assert second.cases.reappeared.tolist() == ["在办案件新增疑点：U02"]
    third = listed(later, ledger=second.ledger, closed={"F-p1-U01"}, as_of=NEXT)
    assert status(third) == {"p1": "listed"}, "the case was concluded, the new lead is new"


def test_a_closed_item_does_not_come_back():
    first = listed([finding("p1")])
    assert listed([finding("p1")], ledger=first.ledger, closed={"F-p1-U01"}, as_of=NEXT).cases.empty


def test_new_evidence_brings_a_closed_item_back_and_says_what_changed():
    first = listed([finding("p1")])
    changed = finding("p1", evidence_hash="other", evidence_rows=3, amount="150")
    second = listed([changed], ledger=first.ledger, closed={"F-p1-U01"}, as_of=NEXT)
    assert status(second) == {"p1": "listed"}
    assert second.cases.reappeared.tolist() == [
        "证据有变化：证据2行→3行，涉及金额100.00元→150.00元"
    ]


def test_a_new_finding_on_an_open_case_is_said_on_it():
    first = listed([finding("p1")])
    second = listed(
        [finding("p1"), finding("p1", indicator_id="U02")], ledger=first.ledger, as_of=NEXT
    )
    assert second.cases[["list_status", "reappeared"]].values.tolist() == [
        ["open", "在办案件新增疑点：U02"]
    ]


@pytest.mark.parametrize(
    ("stage", "conclusion", "is_closed"),
    [
        ("08", "1", True),
        ("94", None, True),
        ("04", "3", True),
        ("06", "1", False),
        ("92", "4", False),
    ],
)
def test_feedback_closes_by_stage_or_by_not_true(stage, conclusion, is_closed):
    feedback = pd.DataFrame(
        [("F1", date(2026, 6, 1), "03", "4", 1), ("F1", date(2026, 6, 9), stage, conclusion, 2)],
        columns=["finding_id", "feedback_date", "stage", "conclusion", "updated_at"],
    )
    assert find_closed_findings(feedback) == ({"F1"} if is_closed else set())


def links(*rows):
    return pd.DataFrame(rows, columns=NO_LINKS.columns)


def test_flagged_subjects_with_one_phone_are_a_ring_and_a_hub_is_none():
    tied = links(
        *[("person", p, "phone", "x", 2) for p in ("p1", "p2")],
        *[("person", p, "bank", "hub", 900) for p in ("p2", "p3")],
    )
    night = listed([finding("p1"), finding("p2"), finding("p3")], links=tied)
    rings = dict(zip(night.cases.subject_id, night.cases.ring_id, strict=True))
    assert rings["p1"] == rings["p2"] and str(rings["p1"]).startswith("R")
    assert pd.isna(rings["p3"])


def test_a_part_of_the_night_without_findings_has_an_empty_list():
    night = build_case_list(
        findings(finding("p1")).head(0),
        NO_LINKS,
        make_empty_ledger(),
        set(),
        rules=EVERYBODY,
        as_of=NIGHT,
    )
    assert night.cases.empty and night.rings.empty and night.counts["listed"] == 0


SCORED = pd.DataFrame(
    [("some_scenario", "claim", "person", f"p{i}", f"record-of-p{i}") for i in range(50)],
    columns=["scenario_id", "population", "subject_kind", "subject_id", "record_id"],
)


def test_the_control_sample_holds_no_flagged_subject_and_does_not_depend_on_row_order():
    flagged = findings(finding("p1"), finding("p2"))
    sample = sample_of(SCORED, flagged, salt="2026-06-30")
    assert len(sample) == 10 and not {"p1", "p2"} & set(sample.subject_id)
    again = sample_of(SCORED.sample(frac=1, random_state=1), flagged, salt="2026-06-30")
    assert sorted(again.subject_id) == sorted(sample.subject_id)
    assert sorted(sample_of(SCORED, flagged, salt="2026-07-01").subject_id) != sorted(
        sample.subject_id
    )


def sample_of(scored, flagged, *, salt):
    return draw_control_sample([draw_candidates(scored, flagged, 10, salt=salt)], 10)


def test_the_control_sample_takes_populations_in_turn_and_a_subject_once():
    few, many = (
        draw_candidates(
            SCORED.assign(population=name).head(count),
            findings(finding("p1")),
            10,
            salt="2026-06-30",
        )
        for name, count in (("few", 3), ("many", 50))
    )
    sample = draw_control_sample([few, many], 10)
    assert sample.subject_id.is_unique and len(sample) == 10
    assert set(sample.population.head(2)) == {"few", "many"}
    assert 1 <= (sample.population == "few").sum() <= 3


def test_control_cases_are_marked_and_come_last():
    night = listed([finding("p1")])
    night = add_control_cases(
        night, findings(finding("p9", level="control", indicator_id="control")), as_of=NIGHT
    )
    assert night.cases.list_status.tolist() == ["listed", "control"]
    assert night.cases.level.tolist() == ["H", "control"] and night.cases["rank"].tolist() == [1, 2]
    assert night.counts["control"] == 1
