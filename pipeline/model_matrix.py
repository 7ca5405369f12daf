"""The numbers of a feature table that a detector reads."""

import ibis
import pandas as pd

from models.peer_values import PeerValues
from scenarios.framework.definition import Population
from scenarios.framework.feature_table import FeatureTable

PEERS = "peer_group"


def build_model_matrix(frame: FeatureTable, records: list[str] | None = None) -> pd.DataFrame:
    """Read model features (float) and `peer_group` (text) of the records, in order of record_id.

    A feature that could not be computed tonight is NaN, which a detector takes as unknown.
    """
    rows = select_model_rows(frame)
    if records is not None:
        rows = rows.semi_join(ibis.memtable({"record_id": records}), "record_id")
    return rows.order_by("record_id").to_pandas().set_index("record_id")


def make_peers(frame: FeatureTable) -> PeerValues:
    """Make the peers of a feature table's records; a feature is read on first use."""
    rows = select_model_rows(frame)

    def read(feature):
        columns = rows.select(PEERS, feature).to_pyarrow()
        return columns[PEERS].dictionary_encode().to_pandas(), columns[feature].to_numpy()

    return PeerValues(read)


def select_model_rows(frame: FeatureTable) -> ibis.Table:
    """Select the columns of build_model_matrix as an expression, with record_id, in no order."""
    table, population = frame.table, frame.population
    columns = {
        f.column: table[f.column].cast("float64")
        if f.column in table.columns
        else ibis.null("float64")
        for f in population.model_features
    }
    # a missing code is a group of its own, and so are all records where the column could not be
    # computed tonight; a population without groups is one ("*")
    group = [
        table[c].cast("string").fill_null("?") if c in table.columns else ibis.literal("?")
        for c in population.peer_group
    ] or [ibis.literal("*")]
    return table.select("record_id", **columns, **{PEERS: ibis.literal("/").join(group)})


def get_feature_directions(population: Population) -> dict[str, str]:
    """Map each model feature to its suspicious side."""
    return {f.column: f.direction for f in population.model_features}
