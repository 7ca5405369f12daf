"""What a night may publish fits into the desk's fields.

SQLite takes a text of any length, PostgreSQL refuses the night.
"""

import pandas as pd
import pytest
from django.db.models import CharField, DecimalField

from contracts.checklist import MEASURES, NATURES
from contracts.codes import load_code_lists
from contracts.published import get_published_tables
from review.models import (
    Case,
    CaseEvent,
    CaseExplanation,
    CaseSubject,
    Evidence,
    Finding,
    Handler,
    Indicator,
    Measure,
    Ring,
    RingTie,
    VaultEntry,
    Verdict,
)

FILLED = [
    (Case, "cases"),
    (Finding, "findings"),
    (Verdict, "findings"),
    (Evidence, "findings"),
    (Indicator, "scenario_catalog"),
    (Ring, "rings"),
    (RingTie, "ring_ties"),
    (CaseExplanation, "case_explanations"),
    (CaseSubject, "case_subjects"),
]
# of the same name and another matter: how a verdict came to the desk
OTHERWISE = {(Verdict, "source")}
# hashes that the night makes, each of one length; every other published text may be of any length
IDENTIFIERS = {
    "case_id": "cases",
    "ring_id": "rings",
    "finding_id": "findings",
    "evidence_hash": "findings",
}


def _places():
    """List (model, field, column) of the fields that bear a published column's name."""
    for model, table in FILLED:
        columns = get_published_tables()[table].contract.columns
        for field in model._meta.concrete_fields:
            if field.attname in columns and (model, field.attname) not in OTHERWISE:
                yield model, getattr(field, "target_field", field), columns[field.attname]


PLACES = list(_places())


def test_most_fields_of_a_case_and_of_a_finding_are_filled_from_the_night():
    filled = pd.Series([model.__name__ for model, _, _ in PLACES]).value_counts()
    assert filled["Case"] >= 16 and filled["Finding"] >= 28 and filled["Indicator"] >= 13


@pytest.mark.parametrize(
    ("model", "field", "column"),
    PLACES,
    ids=lambda p: getattr(p, "name", None) or getattr(p, "__name__", ""),
)
def test_a_field_takes_whatever_its_column_may_hold(model, field, column):
    if isinstance(field, CharField):
        assert field.max_length is None or column.name in IDENTIFIERS
    if column.type.name == "money":
        assert isinstance(field, DecimalField)
        assert field.max_digits >= column.type.arrow.precision
        assert field.decimal_places == column.type.arrow.scale


@pytest.mark.parametrize(("model", "name"), [(Handler, "op_id"), (VaultEntry, "pseudonym")])
def test_a_key_out_of_source_rows_may_be_of_any_length(model, name):
    assert model._meta.get_field(name).max_length is None


@pytest.mark.parametrize(("name", "table"), IDENTIFIERS.items())
def test_an_identifier_is_of_one_length_and_fits(made, name, table):
    (length,) = (
        pd.read_parquet(made.run / f"{table}.parquet", columns=[name])[name].str.len().unique()
    )
    fields = [f for _, f, column in PLACES if column.name == name]
    assert fields and all(length <= f.max_length for f in fields)


@pytest.mark.parametrize(
    ("model", "name", "values"),
    [
        (model, name, values)
        for names, values in (
            (
                ("state", "state_before", "state_from", "state_to"),
                load_code_lists()["feedback_stage"],
            ),
            (("conclusion",), load_code_lists()["feedback_conclusion"]),
            (("cause_code",), load_code_lists()["feedback_cause"]),
            (("code",), load_code_lists()["disposition"]),
            (("nature",), NATURES),
            (("method",), MEASURES),
        )
        for model in (Case, CaseEvent, Finding, Verdict, Measure)
        for name in names
        if name in {f.name for f in model._meta.concrete_fields}
    ],
    ids=lambda p: p if isinstance(p, str) else getattr(p, "__name__", ""),
)
def test_every_code_of_its_list_fits(model, name, values):
    assert max(map(len, values)) <= model._meta.get_field(name).max_length
