"""How far an actor goes: the sizes, spans and margins of planted cases."""

import numpy as np

from simulator.core.world import World

# Spread of the logarithm of how far actors go. With it one in ten stays below half of the usual
# extent, just over the line, and one in ten goes twice as far and more.
EXTENT_SPREAD = 0.6


def stretch(world: World, actor: str, usual, *, least=1, most=np.inf):
    """Stretch a usual size, span or margin by how far each actor goes.

    A town without disorder keeps the usual one. Whole numbers stay whole. `usual` is one figure or
    one an actor; `least` and `most` bound the result: what is still a violation, and what is
    possible.
    """
    if not world.town.has_mess:
        return usual
    rng = world.town.make_rng(f"extent {actor}")
    values = np.asarray(usual)
    far = np.clip(values * np.exp(rng.normal(0, EXTENT_SPREAD, values.shape)), least, most)
    if values.dtype.kind in "iu":
        far = np.rint(far).astype(int)
    return far if values.ndim else far.item()
