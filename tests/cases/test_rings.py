"""What makes a ring and what does not, and how it is told."""

from decimal import Decimal

import pandas as pd

from cases.rings import build_ring_table, find_ring_ties

COLUMNS = ["subject_kind", "subject_id", "link_kind", "link_id", "link_subjects"]


def cases(*subjects):
    """A case a subject: "p1" is a person, "e1" a unit; 1,000 yuan each."""
    kinds = {"p": "person", "e": "employer", "o": "operator"}
    rows = [(f"C-{s}", kinds[s[0]], s, Decimal("1000.00")) for s in subjects]
    return pd.DataFrame(rows, columns=["case_id", "subject_kind", "subject_id", "amount_involved"])


def links(*rows):
    kinds = {"p": "person", "e": "employer", "o": "operator"}
    return pd.DataFrame(
        [(kinds[s[0]], s, kind, link, size) for s, kind, link, size in rows], columns=COLUMNS
    )


def rings_of(made_cases, made_links, **options):
    """The sets of subjects that are rings."""
    ties = find_ring_ties(made_cases, made_links, **options)
    return sorted(
        sorted({c.removeprefix("C-") for c in own.case_id}) for _, own in ties.groupby("ring_id")
    )


def test_a_shared_phone_is_a_ring():
    assert rings_of(cases("p1", "p2"), links(("p1", "phone", "x", 2), ("p2", "phone", "x", 2))) == [
        ["p1", "p2"]
    ]


def test_a_phone_of_one_flagged_person_alone_is_none():
    assert (
        rings_of(cases("p1", "p2"), links(("p1", "phone", "x", 2), ("p3", "phone", "x", 2))) == []
    )


def test_a_hub_ties_nobody():
    window = [(p, "phone", "window", 61) for p in ("p1", "p2", "p3")]
    assert rings_of(cases("p1", "p2", "p3"), links(*window)) == []
    assert rings_of(cases("p1", "p2", "p3"), links(*window), hub_subjects=61) == [
        ["p1", "p2", "p3"]
    ]


def test_colleagues_of_an_ordinary_unit_are_no_ring_but_those_of_a_flagged_one_are():
    work = [("p1", "employer", "e1", 3), ("p2", "employer", "e1", 3), ("e1", "employer", "e1", 3)]
    assert rings_of(cases("p1", "p2"), links(*work)) == []
    assert rings_of(cases("p1", "p2", "e1"), links(*work)) == [["e1", "p1", "p2"]]


def test_a_chain_over_different_ties_is_one_ring_and_two_apart_stay_two():
    chain = [
        ("p1", "phone", "x", 2),
        ("p2", "phone", "x", 2),
        ("p2", "bank", "y", 2),
        ("p3", "bank", "y", 2),
    ]
    apart = [("p4", "bank", "z", 2), ("p5", "bank", "z", 2)]
    known = cases("p1", "p2", "p3", "p4", "p5")
    assert rings_of(known, links(*chain, *apart)) == [["p1", "p2", "p3"], ["p4", "p5"]]


def test_one_identifier_as_phone_and_as_account_is_two_things():
    assert rings_of(cases("p1", "p2"), links(("p1", "phone", "x", 2), ("p2", "bank", "x", 2))) == []


def test_the_ring_is_named_by_its_members_alone():
    known = cases("p1", "p2", "p3")
    made = links(*[(p, "phone", "x", 3) for p in ("p1", "p2", "p3")])
    one = find_ring_ties(known, made).ring_id.unique()
    other = find_ring_ties(known[::-1], made.sample(frac=1, random_state=3)).ring_id.unique()
    assert len(one) == 1 and list(one) == list(other)


def test_it_is_told_what_ties_the_cases_strongest_first_and_what_is_at_stake():
    made = links(
        *[(p, "phone", "x", 3) for p in ("p1", "p2", "p3")],
        *[(p, "bank", "y", 2) for p in ("p1", "p2")],
    )
    known = cases("p1", "p2", "p3")
    (row,) = build_ring_table(find_ring_ties(known, made), known).to_dict("records")
    assert (row["case_count"], row["amount_involved"]) == (3, Decimal("3000.00"))
    assert row["ties_zh"] == "共用电话1个，最多牵涉3件；共用银行账户1个，最多牵涉2件"
    assert (
        row["ties_en"]
        == "a shared phone (1, up to 3 cases); a shared bank account (1, up to 2 cases)"
    )
