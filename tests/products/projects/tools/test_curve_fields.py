"""Measured sizes come back from a file; sizes that cannot be are refused."""

from dataclasses import replace

import pytest
from msgspec import ValidationError, convert, to_builtins

from app.clustering.compression.kept_curve import KeptCurve, KeptSize
from app.products.projects.tools.curve_fields import CurveFields, curve_fields, curve_of

SIZE = KeptSize(2, 100, 20, (1.0, 2.0, 3.5, 4.0), (0.5, 1.0), (1.0, 2.0), (0.0, 1.0), (9.0, 8.0),
                0.25, 12, 1.5)  # fmt: skip
CURVE = KeptCurve(("B2", "B4"), "0" * 32, (SIZE, replace(SIZE, k=4)), (("deflate", 900),))


def read(content):
    return curve_of(convert(content, CurveFields))


def test_a_curve_comes_back_as_it_was():
    assert read(to_builtins(curve_fields(CURVE))) == CURVE


@pytest.mark.parametrize("curve", [None, replace(CURVE, sizes=())])
def test_nothing_is_kept_where_nothing_was_measured(curve):
    assert curve_fields(curve) is None


@pytest.mark.parametrize(
    "sizes",
    [
        (replace(SIZE, k=3),),
        (replace(SIZE, k=4), SIZE),
        (SIZE, SIZE),
        (replace(SIZE, spectra=(1.0, 2.0, 3.0)),),
        (replace(SIZE, spectra=(1.0,) * 6),),
        (replace(SIZE, spectra=()),),
        (replace(SIZE, low=(0.0,)),),
    ],
)
def test_sizes_that_cannot_be_are_refused(sizes):
    with pytest.raises(ValueError, match=r".+"):
        read(to_builtins(curve_fields(replace(CURVE, sizes=sizes))))


@pytest.mark.parametrize("change", [{"mark": "x"}, {"bands": []}, {"originals": {"zstd": 0}}])
def test_what_is_out_of_bounds_is_refused(change):
    with pytest.raises(ValidationError):
        read(to_builtins(curve_fields(CURVE)) | change)
