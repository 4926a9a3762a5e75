"""Say which settings have changed since a sweep was run."""

from dataclasses import replace

from app.clustering.settings import SweepSettings


def outdated(swept: SweepSettings, now: SweepSettings) -> str:
    """Return one sentence; empty where a run would find the same maps, be the range another."""
    left_out = swept.nodata.leave_out != now.nodata.leave_out
    if left_out:  # told by itself; what else counts as no data may be the same
        now = replace(
            now,
            nodata=replace(now.nodata, leave_out=swept.nodata.leave_out, masks=swept.nodata.masks),
        )
    other = ["other pixels left out"] if left_out else []
    other += [
        words
        for name, words in (
            ("band_names", "other bands"),
            ("nodata", "another no-data rule"),
            ("scaling", "other scaling"),
            ("fitter", "another way to fit"),
            ("seed", "another seed"),
            ("n_starts", "other restarts"),
            ("n_sample_px", "another sample"),
            ("n_silhouette_px", "another silhouette sample"),
        )
        if getattr(swept, name) != getattr(now, name)
    ]
    if not other:
        return ""
    listed = " and ".join(part for part in (", ".join(other[:-1]), other[-1]) if part)
    return f"Maps made with {listed}. Run again."
