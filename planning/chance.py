"""Chance by hash: the same salt gives the same draw to anybody, on any machine."""

import hashlib

import pandas as pd

SEPARATOR = "\x1f"


def hash_parts(*parts: object) -> str:
    """SHA-256 of texts, as hexadecimal digits."""
    return hashlib.sha256(SEPARATOR.join(map(str, parts)).encode()).hexdigest()


def hash_share(*parts: object) -> float:
    """A number in [0, 1) from the hash of texts."""
    return int(hash_parts(*parts)[:13], 16) / 16**13  # 52 bits: exact in a float


def draw_targets(frame: pd.DataFrame, salt: str, count: int) -> pd.DataFrame:
    """Draw `count` targets by equal steps through the frame, ordered by stratum and hash.

    `frame` has target_id, district, target_kind and grade. Each target has the chance count / rows,
    and each stratum (district, kind, grade) its share of the draws, up to one. Returns target_id,
    draw_stratum, draw_hash and draw_chance of those drawn.
    """
    total = len(frame)
    count = min(count, total)
    ordered = pd.DataFrame(
        {
            "target_id": frame.target_id.astype(str),
            "draw_stratum": [
                "|".join("-" if pd.isna(part) else str(part) for part in row)
                for row in frame[["district", "target_kind", "grade"]].itertuples(index=False)
            ],
            "draw_hash": [hash_parts(salt, "target", i)[:16] for i in frame.target_id],
        }
    ).sort_values(["draw_stratum", "draw_hash", "target_id"], ignore_index=True)
    start = hash_share(salt, "start")
    places = [min(int((start + n) * total / count), total - 1) for n in range(count)]
    return ordered.iloc[places].assign(draw_chance=count / total if total else 0.0)


def order_by_hash(ids, salt: str, purpose: str) -> list[str]:
    """Order ids by their hash, so that anybody can draw them again."""
    return sorted(ids, key=lambda i: (hash_parts(salt, purpose, i), i))


def pair_districts(districts, salt: str, attempt: int = 0) -> dict[str, str]:
    """Draw which district visits which: visited -> visiting, a circle through all of them.

    A circle of three and more holds no pair that visits each other. With two districts the first by
    hash visits the second alone; with one nobody is visited.
    """
    ring = order_by_hash(districts, f"{salt}{SEPARATOR}{attempt}", "circle")
    if len(ring) < 3:
        return {ring[1]: ring[0]} if len(ring) == 2 else {}
    return {visited: ring[n - 1] for n, visited in enumerate(ring)}
