"""Know every fitter by its name."""

from collections.abc import Mapping
from types import MappingProxyType

from app.clustering.fitting import bandsweep, scikit_learn
from app.clustering.fitting.fitter import FindCentres
from app.clustering.settings import Fitter

FITTERS: Mapping[Fitter, FindCentres] = MappingProxyType(
    {Fitter.BANDSWEEP: bandsweep.find_centres, Fitter.SCIKIT_LEARN: scikit_learn.find_centres}
)
