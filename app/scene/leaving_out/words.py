"""Say in a sentence how much is left out, and why."""

from app.number_text import percent
from app.scene.leaving_out.bit_mask import BitMask


def share_in_words(mask: BitMask) -> str:
    """Return "23.4 % of pixels left out: cloud 12.1 %, shadow 4.0 %."."""
    n_scene_px = mask.height * mask.width
    reasons = ", ".join(f"{title} {percent(n_px / n_scene_px)}" for title, n_px in mask.reasons)
    return f"{percent(mask.n_px / n_scene_px)} of pixels left out: {reasons}."
