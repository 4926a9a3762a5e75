"""Say how kernels are compiled, and what they are written with."""

from typing import Any

import numba

# "contract" allows fused multiply-add; nothing may be reordered, so results repeat exactly.
FAST_MATH = {"contract"}
ERRORS = "numpy"  # nothing is raised
TILE_PX = 512  # 7 bands x 512 x 4 bytes fill half of a 32 KiB first-level cache
N_CLUSTERS_ADDED_WHOLE = 20  # with more, to go over a tile for each takes longer
ALIKE_PX = 64  # with fewer of one area, to count them first takes longer than to add each
N_LANES = 64  # in one sum each addition would wait for the one before

# Into the loop that calls them: to hand over a dozen arrays takes half as long as the work itself.
inlined: Any = numba.njit(forceinline=True, fastmath=FAST_MATH)

carray: Any = numba.carray  # type: ignore[attr-defined]  # numba tells few of its types
