"""Say in a sentence how much is left out, and why."""

from app.scene.leaving_out.bit_mask import BitMask


def share_in_words(mask: BitMask) -> str:
    """Return "23.4 % of pixels left out: cloud 12.1 %, shadow 4.0 %."."""
    n_scene_px = mask.height * mask.width
    reasons = ", ".join(f"{title} {percent(n_px, n_scene_px)}" for title, n_px in mask.reasons)
    return f"{percent(mask.n_px, n_scene_px)} of pixels left out: {reasons}."


def percent(n_px: int, n_scene_px: int) -> str:
    """Return a share that is never told as nothing or all where it is neither."""
    percent = 100 * n_px / n_scene_px
    if 0 < percent < 0.05:
        return "less than 0.1 %"
    if n_px < n_scene_px and percent >= 99.95:
        return "more than 99.9 %"
    return f"{percent:.1f} %"
