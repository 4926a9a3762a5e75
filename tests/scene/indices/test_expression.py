"""A formula comes to what it says, and says where it is wrong."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import SettingsError
from app.scene.indices.expression import Expression

NIR, RED, ZERO = 0.4, 0.1, 0.0
PLAIN = {"nir": NIR, "red": RED, "B8A": 2.0, "zero": ZERO, "sr band 4": 7.0}


def value_of(text, **more):
    names = {name: np.array([value]) for name, value in {**PLAIN, **more}.items()}
    (value,) = Expression.read(text).values(names)
    return value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(nir - red) / (nir + red)", (NIR - RED) / (NIR + RED)),
        ("nir - red - red", NIR - RED - RED),
        ("nir / red / 2", NIR / RED / 2),
        ("2 + 3 * 4 ** 2", 50),
        ("2 ** 3 ** 2", 512),
        ("-2 ** 2", -4),
        ("2 ** -1", 0.5),
        ("--nir", NIR),
        ("1.5e1 + .5 + 2.", 17.5),
        ('"sr band 4" * B8A', 14),
        ("'sr band 4'", 7),
        ("min(nir, red, 1)", RED),
        ("max(nir, red)", NIR),
        ("abs(red - nir)", NIR - RED),
        ("sqrt(B8A ** 2)", 2),
        ("log(B8A)", math.log(2)),
        ("where(nir > red, 5, 6)", 5),
        ("where(0 < red < 0.05, 5, 6)", 6),
        ("where(not nir < red and (zero or red >= 0.1), 5, 6)", 5),
        ("not not not zero", 1),
        ("(nir > 0.2) * B8A", 2),
        ("1 == 1", 1),
    ],
)
def test_a_formula_comes_to_what_it_says(text, expected):
    assert value_of(text) == pytest.approx(expected)


@pytest.mark.parametrize(
    "text",
    [
        "nir / zero",
        "zero / zero",
        "zero ** -1",
        "sqrt(-nir)",
        "log(zero)",
        "9 ** 9 ** 9",
        "min(nir / zero, 3)",
        "where(nir / zero > 1, 1, 2)",
        "not (nir / zero)",
        "nir / zero and 0",
        "1e999",
    ],
)
def test_a_step_without_a_value_makes_no_data(text):
    assert np.isnan(value_of(text))


def test_the_branch_that_is_not_taken_may_divide_by_zero():
    assert value_of("where(zero > 0, nir / zero, 8)") == 8


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_values_have_shape_and_type_of_the_bands_even_of_a_mere_number(dtype):
    planes = {"red": np.ones((3, 4), dtype)}
    for text in ("red + 1", "2", "where(red > 0, 1, 2)", "log(red)"):
        found = Expression.read(text).values(planes)
        assert (found.shape, found.dtype) == ((3, 4), dtype)
        found[0, 0] = 5  # nobody else's memory
    assert (planes["red"] == 1).all()


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("", 1, "nothing"),
        ("nir +", 6, "missing"),
        ("(nir - red", 11, "( of column 1"),
        ("nir red", 5, '"red"'),
        ("nir ^ 2", 5, '"^"'),
        ("nir = 2", 5, '"="'),
        ("exp(nir)", 1, '"exp"'),
        ("sqrt(nir, red)", 1, "takes 1 value, not 2"),
        ("where(nir, red)", 1, "takes 3 values"),
        ("min(nir)", 1, "2 to 16"),
        ("nir * * red", 7, '"*"'),
        ("nir.red", 4, '"."'),
        ("nir[0]", 4, '"["'),
        ("__import__('os')", 1, '"__import__"'),
        ("8A + 1", 1, '"8A"'),
        ('"red', 1, "not closed"),
        ('"" + 1', 1, "no name"),
        ("lambda: 1", 7, '":"'),
        ("nir and", 8, "missing"),
        ("(" * 60 + "1" + ")" * 60, 41, "40"),
        ("1+" * 300 + "1", 401, "400"),
    ],
)
def test_what_is_no_formula_is_refused_with_its_column(text, column, words):
    with pytest.raises(SettingsError) as refused:
        Expression.read(text)
    assert refused.value.detail.startswith(f"Column {column}: ")
    assert words in refused.value.detail
    assert refused.value.hint


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="nird+-*/() ,<>=.0123abslogminwhe\"'\n", max_size=40))
def test_any_text_is_a_formula_or_refused(text):
    try:
        expression = Expression.read(text)
    except SettingsError:
        return
    names = {operand.name: np.ones(2) for operand in expression.operands} or {"x": np.ones(2)}
    assert expression.values(names).shape == (2,)


def test_bands_are_told_each_once_where_they_stand_first():
    told = Expression.read("(nir - red) / (nir + red)").operands
    assert [(one.name, one.column) for one in told] == [("nir", 2), ("red", 8)]
