"""Recognise files of learned features: annual embeddings, one vector of unit length per pixel."""

import re

from app.scene.calibration import Calibration, Curve
from app.scene.files.headers import FileHeader
from app.scene.metadata.product_facts import BandFacts
from app.scene.scene_product import EMBEDDING, SceneProduct

# Google, "Satellite Embedding V1" (AlphaEarth Foundations) as files: value = sign(v) (v / 127.5)^2,
# -128 where there is none.
_ALPHA_EARTH_BANDS = 64
_ALPHA_EARTH = BandFacts(Calibration(1.0 / 127.5, 0.0, curve=Curve.SIGNED_SQUARE), nodata=-128.0)
_ALPHA_EARTH_NAME = re.compile(r"A[0-9]{2}")
_TESSERA_BANDS = 128


def embedding_product(header: FileHeader) -> SceneProduct | None:
    """Tell which embeddings a file holds; None where it holds other things."""
    family = _family(header)
    if not family:
        return None
    return SceneProduct(family=family, identifier=header.path.stem, level=EMBEDDING)


def embedding_facts(header: FileHeader) -> BandFacts | None:
    """Return what each number of an embedding means; None for files that are none."""
    family = _family(header)
    if family == "AlphaEarth" and header.bands[0].dtype == "int8":
        return _ALPHA_EARTH
    return BandFacts() if family else None


def _family(header: FileHeader) -> str:
    n_bands = len(header.bands)
    texts = [band.description for band in header.bands]
    if n_bands == _ALPHA_EARTH_BANDS:
        named = all(_ALPHA_EARTH_NAME.fullmatch(text) for text in texts)
        bare = not any(texts) and header.bands[0].nodata == _ALPHA_EARTH.nodata
        if named or (bare and all(band.dtype == "int8" for band in header.bands)):
            return "AlphaEarth"
    if n_bands == _TESSERA_BANDS:
        told = (header.path.name, texts[0], *header.tags, *header.tags.values())
        if any("tessera" in text.casefold() for text in told):
            return "Tessera"
    return ""
