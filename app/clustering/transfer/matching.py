"""Find the band of a scene that stands for one of a model: by role, wavelength, name, formula."""

import math
from collections.abc import Sequence

from app.clustering.transfer.class_model import ClassModel, TrainedBand
from app.errors import SettingsError
from app.scene.band import NOT_MEASURED, Band, BandKind
from app.scene.band_teaching import BandTeaching
from app.scene.calibration import AS_STORED
from app.scene.indices.band_maths import BandMaths
from app.scene.scene import Scene

_NEAR_NM, _NEAR_SHARE = 60.0, 0.05  # Landsat's and Sentinel-2's near infrared are 32 nm apart
_SAME_LIGHT = {"nir": ("nir", "nir08"), "nir08": ("nir08", "nir")}


def with_formulas(model: ClassModel, scene: Scene) -> BandTeaching:
    """Return what is said of a scene, with the computed bands of a model bound to its bands.

    Parameters
    ----------
    scene
        As it is described.

    Raises
    ------
    SettingsError
        A band that a formula needs is missing.
    """
    teaching = scene.teaching
    for trained in model.bands:
        if not trained.formula or computed_in(trained, scene) is not None:
            continue
        operands = []
        for called, role, name in trained.operands:
            stand_in = TrainedBand(
                name, role, BandKind.OPTICAL, None, "", AS_STORED, -math.inf, math.inf
            )
            band = band_for(stand_in, scene)
            if band is None:
                raise missing_bands([stand_in], scene)
            operands.append((called, band.name))
        try:
            maths = BandMaths(trained.name, trained.formula, tuple(operands))
        except ValueError as error:
            raise SettingsError(
                "Model does not fit",
                f'The formula of "{trained.name}" does not fit its bands.',
                "Use a copy of the model.",
            ) from error
        teaching = teaching.computing(maths)
    return teaching


def computed_in(trained: TrainedBand, scene: Scene) -> Band | None:
    """Return the computed band of the scene that is that of the model; None where there is none."""
    return next(
        (
            band
            for band in scene.bands
            if band.computed is not None
            and band.name == trained.name
            and band.computed.maths.text == trained.formula
        ),
        None,
    )


def band_for(trained: TrainedBand, scene: Scene) -> Band | None:
    """Return the band of the same role; where roles are not known, of the same light or name."""
    roles = _SAME_LIGHT.get(trained.role, (trained.role,)) if trained.role else ()
    alike = [band for band in scene.bands if band.role in roles and _is_near(trained, band)]
    if alike:  # of two near infrareds the nearer: Landsat's is B8A of Sentinel-2, not B08
        return min(alike, key=lambda band: (apart_nm(trained, band), roles.index(band.role)))
    if not trained.role or not any(band.role for band in scene.bands):
        named = [band for band in scene.bands if band.called.casefold() == trained.name.casefold()]
        named = named or [band for band in scene.bands if band.name == trained.name]
        if named and _is_near(trained, named[0]):
            return named[0]
        near = [
            band
            for band in scene.bands
            if trained.wavelength_nm is not None
            and band.wavelength_nm is not None
            and _is_near(trained, band)
        ]
        if near:
            return min(near, key=lambda band: apart_nm(trained, band))
    return None


def _is_near(trained: TrainedBand, band: Band) -> bool:
    reach_nm = max(_NEAR_NM, _NEAR_SHARE * (trained.wavelength_nm or 0.0))
    return apart_nm(trained, band) <= reach_nm


def apart_nm(trained: TrainedBand, band: Band) -> float:
    """Return how far apart the wavelengths of two bands are; 0 where one is unknown."""
    if trained.wavelength_nm is None or band.wavelength_nm is None:
        return 0.0
    return abs(trained.wavelength_nm - band.wavelength_nm)


def missing_bands(missing: Sequence[TrainedBand], scene: Scene) -> SettingsError:
    """Make the error for bands that a scene does not have."""
    needed = ", ".join(
        band.title + (f" ({band.wavelength_nm:.0f} nm)" if band.wavelength_nm else "")
        for band in missing
    )
    there = ", ".join(band.title for band in scene.bands if band.kind not in NOT_MEASURED)
    return SettingsError(
        "Model does not fit",
        f'The model needs {needed}; "{scene.title}" has {there}.',
        "Describe the bands of the scene, or use a scene that has them.",
        command="Say what the bands are: --role B8=nir, or use a scene that has them.",
    )
