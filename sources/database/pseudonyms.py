"""Keyed hashes in the place of identity numbers and telephones, before anything is written."""

import pyarrow as pa
import pyarrow.compute as pc

from contracts.identity import compute_pseudonym, derive_pseudonym_key


class Pseudonyms:
    """Replaces columns by their keyed hashes; `kinds` maps a column to the kind of its hash."""

    def __init__(self, kinds: dict[str, str], key: bytes | None):
        self._keys = (
            {column: derive_pseudonym_key(key, kind) for column, kind in kinds.items()}
            if kinds
            else {}
        )

    def apply(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The batch with hashes; a value that stands many times is hashed once."""
        for column, key in self._keys.items():
            place = batch.schema.get_field_index(column)
            batch = batch.set_column(place, column, _hash_values(batch.column(place), key))
        return batch


def _hash_values(values, key):
    coded = pc.cast(values, pa.string()).dictionary_encode()
    hashes = pa.array(
        [compute_pseudonym(key, v) if v.strip() else None for v in coded.dictionary.to_pylist()],
        pa.string(),
    )
    return hashes.take(coded.indices)
