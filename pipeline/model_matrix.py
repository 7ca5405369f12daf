"""The numbers that a detector sees of a frame."""

import ibis
import pandas as pd

from models.peer_values import PeerValues
from scenarios.framework.definition import Population
from scenarios.framework.feature_table import FeatureTable

PEERS = "peer_group"


def build_model_matrix(frame: FeatureTable, records: list[str] | None = None) -> pd.DataFrame:
    """One row a record (of those asked for) in order of record_id (the index): model features as float, `peer_group` as text.

    A feature that could not be computed tonight is NaN, which a detector takes as unknown.
    """
    rows = select_model_rows(frame)
    if records is not None:
        rows = rows.semi_join(ibis.memtable({"record_id": records}), "record_id")
    return rows.order_by("record_id").to_pandas().set_index("record_id")


def make_peers(frame: FeatureTable) -> PeerValues:
    """The peers of a frame's records; a feature is read when it is asked for."""
    rows = select_model_rows(frame)

    def read(feature):
        columns = rows.select(PEERS, feature).to_pyarrow()
        return columns[PEERS].dictionary_encode().to_pandas(), columns[feature].to_numpy()

    return PeerValues(read)


def select_model_rows(frame: FeatureTable) -> ibis.Table:
    """The same as an expression, record_id a column, in no order."""
    table, population = frame.table, frame.population
    columns = {
        f.column: table[f.column].cast("float64")
        if f.column in table.columns
        else ibis.null("float64")
        for f in population.model_features
    }
    group = [table[c].cast("string").fill_null("?") for c in population.peer_group] or [
        ibis.literal("*")
    ]
    return table.select("record_id", **columns, **{PEERS: ibis.literal("/").join(group)})


def get_feature_directions(population: Population) -> dict[str, str]:
    """Feature → its suspicious side."""
    return {f.column: f.direction for f in population.model_features}
