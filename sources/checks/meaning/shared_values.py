"""One account, phone, address or witness for hundreds: a filler of the data, not a ring."""

from collections.abc import Iterator

from sources.checks.meaning.doubt import AcceptedTable, Doubt

# An organisation is shared by many in all honesty; a trace code that repeats is a lead of its own.
SHARED_BY_NATURE = ("uscc_hash", "name_hash", "terminal_hash", "respondent_hash", "trace_code_hash")
FEWEST_SUBJECTS = 200  # hundreds: a window's phone or a care home's account serves some dozens
LEAST_SHARE = 0.01  # of the subjects; a busy intermediary is below that in a city


def find_fillers(table: AcceptedTable) -> Iterator[Doubt]:
    """Find columns of hashes whose most frequent value stands for hundreds of subjects."""
    contract, subjects = table.contract, {}
    for column in contract.columns.values():
        is_shared = column.name.endswith(SHARED_BY_NATURE)
        if column.type.name == "hash" and column.name not in contract.key and not is_shared:
            subjects[column.name] = _choose_subject(contract, column.name)
    if not subjects:
        return
    most = table.sample.agg(**{name: table.sample[name].mode() for name in subjects})
    (values,) = most.to_pyarrow().to_pylist()
    counts = {}
    for name, subject in subjects.items():
        if values[name] is not None:
            value, of = table.rows[name], table.rows[subject]
            counts[f"{name}#with"] = of.nunique(where=value == values[name])
            counts[f"{name}#all"] = of.approx_nunique(where=value.notnull())
    (row,) = table.rows.agg(**counts).to_pyarrow().to_pylist() if counts else ({},)
    for name in (n for n in subjects if f"{n}#with" in row):
        found, total = row[f"{name}#with"], row[f"{name}#all"]
        if found >= FEWEST_SUBJECTS and found >= LEAST_SHARE * total:
            yield Doubt("fillers", contract.name, name, f"{found:,} / {total:,}")


def _choose_subject(contract, name):
    """Choose of what a value should be shared by few only."""
    # a unit's clerk files for all of its people
    if name.startswith("agent_") and "employer_id" in contract.columns:
        return "employer_id"
    return "person_id" if "person_id" in contract.columns else contract.key[0]
