"""The selectors of a flow file: what each fits, and what is none."""

import time
from contextlib import suppress
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optout.flow.selectors import compiled


@dataclass
class Element:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)


ABOUT = {"type": "EMAIL", "name": "a.b:c", "autocomplete": "section-x email", "data-n": "42"}
EMAIL = Element("input", {**ABOUT, "id": "f", "class": "one two"})

FITS = [
    "input", "INPUT", "*", "input[type=email]", "[type]", '[type="email"]', "[ type = 'email' ]", "input[name='a.b:c']",
    "[name=a\\.b\\:c]", "[autocomplete~=email]", "[autocomplete^=section]", "[autocomplete$=email]", "[data-n='42']",
    "[data-n=42]", "[autocomplete*=x]", "[autocomplete|=section]", "[name='A.B:C' i]",
    "#f", ".one", "input.one.two#f", "input:not([type=text])", "input:not(#g, .row)", "textarea, input",
    "textarea,input",
]  # fmt: skip
FITS_NOT = [
    "textarea", "input[type=text]", "[name='A.B:C']", "#g", ".three", ".one.three", "input:not([type=email])",
    "[autocomplete~=mail]", "[autocomplete^='']", "[value]",
]  # fmt: skip
NONE = [
    "", "//textarea", "../..", "text=Submit", "form >> textarea", "input[", "input:hover", "a::before", "> input",
    "input >", "input,", ",input", "(input)", '"Submit"', "input:nth-child(2)", "form + input",
    "form input", "form > input", "div>input", "[type=]", "in put{}",
]  # fmt: skip


@pytest.mark.parametrize("selector", FITS)
def test_it_fits(selector):
    assert compiled(selector)(EMAIL)


@pytest.mark.parametrize("selector", FITS_NOT)
def test_it_fits_not(selector):
    assert not compiled(selector)(EMAIL)


@pytest.mark.parametrize("selector", NONE)
def test_it_is_no_plain_selector(selector):
    with pytest.raises(ValueError, match="plain CSS"):
        compiled(selector)


@given(st.text(alphabet="ab*#.[]=\"'():> ,\\-1", max_size=30))
def test_whatever_is_written_is_a_selector_or_none(text):
    with suppress(ValueError):
        compiled(text)(EMAIL)


@pytest.mark.parametrize(
    "selector", ["[" + "é" * 190 + "!", "#" + "é" * 190 + "!", "é" * 190 + "!", ":not([" + "é" * 180 + "!])"]
)
def test_a_wrong_selector_is_refused_at_once_in_any_letters(selector):
    began = time.process_time()
    with pytest.raises(ValueError, match="plain CSS"):
        compiled(selector)
    assert time.process_time() - began < 0.1
