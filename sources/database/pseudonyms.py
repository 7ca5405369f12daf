"""Replace identity numbers and telephones by keyed hashes before anything is written."""

import pyarrow as pa
import pyarrow.compute as pc

from contracts.identity import compute_pseudonym, derive_pseudonym_key


class Pseudonyms:
    """Replaces columns by keyed hashes; `kinds` maps a column to the kind of its hash."""

    def __init__(self, kinds: dict[str, str], key: bytes | None):
        self._keys = (
            {column: derive_pseudonym_key(key, kind) for column, kind in kinds.items()}
            if kinds
            else {}
        )

    def apply(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Replace the columns of a batch by hashes."""
        for column, key in self._keys.items():
            position = batch.schema.get_field_index(column)
            batch = batch.set_column(position, column, _hash_values(batch.column(position), key))
        return batch


def _hash_values(values, key):
    # a dictionary, so that a value that occurs many times is hashed once
    coded = pc.cast(values, pa.string()).dictionary_encode()
    hashes = pa.array(
        [compute_pseudonym(key, v) if v.strip() else None for v in coded.dictionary.to_pylist()],
        pa.string(),
    )
    return hashes.take(coded.indices)
