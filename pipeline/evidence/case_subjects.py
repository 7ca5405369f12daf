"""Whom the evidence of a case on a unit, institution or operator names, with their money."""

import json
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cases.carried_subjects import CARRIES
from contracts.published.case_subjects import CaseSubjects
from contracts.published.evidence import Evidence
from contracts.table import Contract
from contracts.tables import get_input_tables
from pipeline.artifacts import get_table_path, iterate_feature_tables
from pipeline.night import CaseList, Night

SUBJECT, CARRIED = "subject", "carried"  # roles
# input table that registers a kind of subject
REGISTERS = {"person": "person", "employer": "employer"}
NAMED = ["case_id", "subject_kind", "subject_id", "table", "row_key", "yuan"]


def build_case_subjects(
    night: Night, part: CaseList, cases: pd.DataFrame, findings: pd.DataFrame
) -> pd.DataFrame:
    """Build the rows of case_subjects from the published evidence of a part.

    A person's part of the money is that of their own records (claims, approvals, …) that the
    evidence names, each once; where it names none, that of the payments. Evidence holds at most 200
    rows of a table behind a finding, so of a large unit the first persons are named.
    """
    carrying = cases[cases.subject_kind.isin(list(CARRIES))]
    evidence = _read_evidence(part, carrying, findings)
    named = [_name_subjects(night, table, rows) for table, rows in evidence.groupby("table")]
    named = pd.concat([pd.DataFrame(columns=NAMED), *named], ignore_index=True)
    carries = {(above, below) for above, kinds in CARRIES.items() for below in kinds}
    kind_of_case = dict(zip(carrying.case_id, carrying.subject_kind, strict=True))
    is_carried = [
        (kind_of_case[case_id], kind) in carries
        for case_id, kind in zip(named.case_id, named.subject_kind, strict=True)
    ]
    named = named[pd.Series(is_carried, index=named.index, dtype=bool)]
    named = named.merge(_read_record_amounts(night, part, named), how="left")
    return pd.concat(
        [_list_own_subjects(cases), _sum_by_subject(named)], ignore_index=True
    ).drop_duplicates(list(CaseSubjects.contract.key))


def _read_evidence(part, carrying, findings):
    """Each evidence row of the carrying cases once: case_id, table, row_key, row."""
    rows = findings.loc[findings.case_id.isin(carrying.case_id), ["finding_id", "case_id"]]
    ids = pa.array(rows.finding_id.tolist(), pa.string())
    path = get_table_path(part.folder, Evidence)
    evidence = pq.read_table(path, filters=pc.field("finding_id").isin(ids)).to_pandas()
    evidence = evidence.merge(rows, on="finding_id").drop(columns="finding_id")
    return evidence.drop_duplicates(["case_id", "table", "row_key"])


def _name_subjects(night, table_name, rows):
    """The persons and units that rows of one table name (NAMED)."""
    contract = get_input_tables()[table_name].contract
    values = pd.DataFrame([json.loads(row) for row in rows.row], index=rows.index)
    money = contract.fund_money
    yuan = (values[money] if money else pd.Series("0", rows.index)).fillna("0").astype(float)
    parts = []
    for kind, register in REGISTERS.items():
        ids = _find_ids(night, contract, values, register)
        if ids is not None:
            parts.append(
                rows[["case_id", "table", "row_key"]].assign(
                    subject_kind=kind, subject_id=ids, yuan=yuan
                )
            )
    named = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=NAMED)
    return named[named.subject_id.notna()]


def _find_ids(night, contract: Contract, values, register):
    """The id of the person or unit of each row: its own, or that of the row it belongs to."""
    own = _find_column(contract, register)
    if own:
        return values[own]
    for foreign_key in contract.foreign_keys:
        parent = get_input_tables()[foreign_key.table]
        named = _find_column(parent.contract, register)
        if (
            named is None
            or len(foreign_key.columns) > 1
            or foreign_key.table == contract.name
            or foreign_key.table not in night.engine.supplied
        ):
            continue
        (column,), (reference,) = foreign_key.columns, foreign_key.references
        table = night.engine.table(parent)
        wanted = values[column].dropna().unique().tolist()
        parents = table.filter(table[reference].isin(wanted)).select(reference, named).to_pandas()
        return values[column].map(dict(parents.itertuples(index=False, name=None)))
    return None


def _find_column(contract: Contract, register: str) -> str | None:
    """The first column that names a row of a register, such as person_id."""
    for key in contract.foreign_keys:
        if key.table == register and len(key.columns) == 1:
            return key.columns[0]
    return None


def _read_record_amounts(night, part, named):
    """Amount of each named row that is a record of a population of its own subject."""
    parts = [
        pd.DataFrame(columns=["table", "row_key", "subject_kind", "subject_id", "record_yuan"])
    ]
    for _, population, frame in iterate_feature_tables(night, part):
        contract = population.record.contract
        rows = named[
            (named.table == contract.name) & (named.subject_kind == population.subject_kind)
        ].drop_duplicates("row_key")
        if rows.empty or len(contract.key) != 1:
            continue
        record_ids = [str(json.loads(key)[contract.key[0]]) for key in rows.row_key]
        keys = dict(zip(record_ids, rows.row_key, strict=True))
        table = frame.table
        amounts = (
            table.filter(table.record_id.isin(list(keys)))
            .select(
                "record_id",
                "subject_id",
                record_yuan=table.amount_involved.cast("float64"),
            )
            .to_pandas()
        )
        parts.append(
            amounts.assign(
                table=contract.name,
                row_key=amounts.record_id.map(keys),
                subject_kind=population.subject_kind,
            ).drop(columns="record_id")
        )
    return pd.concat(parts, ignore_index=True).drop_duplicates(
        ["table", "row_key", "subject_kind", "subject_id"]
    )


def _sum_by_subject(named):
    by_subject = named.groupby(["case_id", "subject_kind", "subject_id"], as_index=False).agg(
        record_yuan=("record_yuan", lambda yuan: yuan.sum(min_count=1)),
        paid=("yuan", "sum"),
        record_count=("row_key", "size"),
    )
    amount = pd.to_numeric(by_subject.record_yuan).fillna(by_subject.paid)
    return by_subject.assign(role=CARRIED, amount_involved=amount.map(_to_money)).drop(
        columns=["record_yuan", "paid"]
    )


def _to_money(yuan):
    return Decimal(round(yuan * 100)).scaleb(-2)


def _list_own_subjects(cases):
    return cases[["case_id", "subject_kind", "subject_id", "amount_involved"]].assign(
        role=SUBJECT, record_count=cases.finding_count
    )
