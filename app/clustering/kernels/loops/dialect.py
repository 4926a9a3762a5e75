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

_njit: Any = numba.njit  # its types leave two of its options out
# Into the loop that calls them: to hand over a dozen arrays takes half as long as the work itself.
# Nothing else calls them, so there is no need of what would let Python or C do so: each would be
# one more copy to be compiled.
inlined: Any = _njit(
    forceinline=True, fastmath=FAST_MATH, no_cpython_wrapper=True, no_cfunc_wrapper=True
)

carray: Any = numba.carray  # type: ignore[attr-defined]  # numba tells few of its types
