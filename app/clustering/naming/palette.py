"""Give clusters colours that everybody can tell apart.

The colours were searched for once and are written down below. From 2,600 random colours of
lightness 32..92 and chroma 25..92 (CIELAB), at least 12 CIEDE2000 from the mid-grey canvas and 15
from white, 3,000 random starts of an exchange search (move one colour of the nearest pair to
where it is furthest from all others) kept the twelve with the largest smallest difference. The
difference of two colours is the smallest CIEDE2000 among normal vision, protanopia, deuteranopia
and tritanopia, the latter by the matrices of Machado, Oliveira and Fernandes (2009, severity 1.0,
linear RGB). The first five were bound to blue, green, yellow, orange and pink, because clusters
are numbered from dark to bright and the darkest is often water. The next eighteen were searched
for beside these twelve in the same way, for normal vision and, at half the weight, the others.

The last thirty-four, for sweeps to k = 64, were taken one by one from 9,000 such
colours of any chroma from 14: each time the one furthest from all before it.

Reached: 15.1 among the first twelve in every kind of vision; 13.6 in normal vision and 6.5 in
every other among the first thirty; 9.0 and 4.5 among all sixty-four.
"""

from app.clustering.naming.cluster_look import Rgb

_COLOURS = (
    "#5e69fc #5aa16e #fee03b #f25a20 #ec95e4 #673e5f "
    "#b20305 #186e4f #84f8e3 #a67088 #5b26be #bdd899 "
    "#9b6437 #888cba #fb8993 #55b9b5 #2497fd #bb0e50 "
    "#fcbd6a #7b3937 #52537f #a9a959 #fc4a9b #99834b "
    "#3c5c16 #60cd2e #318782 #0562b1 #619702 #9c67b7 "
    "#cddbfe #ecc7cc #19cbfd #9cbaa4 #ad0686 #748972 "
    "#a0fe95 #a8d3de #6b889d #e32dd9 #024be9 #875765 "
    "#91a8c6 #759d9b #41635a #745935 #b36561 #d07d65 "
    "#d8c6aa #e1a17a #a1a384 #f7afcc #b54577 #bbeac7 "
    "#b58886 #e7ed71 #33ae33 #ac04ce #586c9d #bb80d4 "
    "#1ce56c #2c4ca0 #8c618a #ae3f42"
)
_PALETTE: tuple[Rgb, ...] = tuple(
    (int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)) for text in _COLOURS.split()
)

N_COLOURS = len(_PALETTE)


def palette(n_colours: int) -> tuple[Rgb, ...]:
    """Return the first colours of the palette; more of them never change those before.

    Raises
    ------
    ValueError
        More than `N_COLOURS` were asked for.
    """
    if not 0 <= n_colours <= N_COLOURS:
        msg = f"{n_colours} colours were asked for, the palette holds {N_COLOURS}"
        raise ValueError(msg)
    return _PALETTE[:n_colours]
