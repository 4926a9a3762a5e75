"""No text becomes a formula, and every text comes back."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.products.writing.cell_text import pasted, shielded
from app.products.writing.text_file import table_header, table_row
from tests.products.cell_reading import unshielded

FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\tx",
    "\rx",
    " =1",
    "\u00a0-1",
    "\uff1d1",
    "\x00=1",
)
# Characters that matter are drawn as often as all others together. These are what UTF-8 can write:
# named by its codec, each would be tried first, which takes seconds.
OTHERS = st.characters(exclude_categories=["Cs"])
TEXTS = st.text(st.one_of(st.sampled_from("=+-@'\t\r\n;, \"\uff1d"), OTHERS))


@pytest.mark.parametrize("text", FORMULAS)
def test_formulas_begin_with_an_apostrophe(text):
    assert shielded(text) == f"'{text}"
    assert unshielded(f"'{text}") == text


@pytest.mark.parametrize("text", ["", "Water", "B4_mean", "a = b", "x-y", "3.5", "it's", "a, -b"])
def test_plain_text_stays_as_it_is(text):
    assert shielded(text) == text
    assert unshielded(text) == text


def test_text_within_which_another_program_would_see_a_cell_begin_is_shielded_there():
    assert shielded("a;=1\n+2\t@3;4") == "a;'=1\n'+2\t'@3;4"


@given(TEXTS)
def test_every_text_comes_back(text):
    assert unshielded(shielded(text)) == text


@given(TEXTS)
def test_no_cell_begins_as_a_formula_does(text):
    for part in shielded(text).replace("\t", ";").replace("\r", ";").replace("\n", ";").split(";"):
        assert part.strip("\x00 \u00a0")[:1] not in {*"=+-@", "\uff1d"}


@given(st.lists(TEXTS, min_size=1))
def test_rows_and_headers_read_back_as_they_were(texts):
    for line in (table_row(texts), table_header(texts)):
        (cells,) = csv.reader(io.StringIO(f"{line}\n", newline=""))
        if texts != [""]:
            assert [unshielded(cell) for cell in cells] == texts


@pytest.mark.parametrize("number", ["-5", "+1.5", "-2e-05", "-3.5 %", "nan", "-inf"])
def test_numbers_are_pasted_as_numbers(number):
    assert pasted(number) == number


def test_text_is_pasted_into_one_cell_and_as_text():
    assert pasted("=1+1") == "'=1+1"
    assert pasted("a\t=1\nb") == "a =1 b"
