"""The selectors that a flow file may have: plain ones, which the browser itself is asked about."""

import pytest
from pydantic import ValidationError

from optout.flow.model import Target

PLAIN = [
    "input", "INPUT", "*", "input[type=email]", "[type]", '[type="email"]', "input[name='a.b:c']",
    "[autocomplete~=email]", "[autocomplete^=section]", "[name='A.B:C' i]", "#f", ".one", "input.one.two#f",
    "input:not([type=text])",
    "textarea, input", "textarea,input", 'a[href^="/in/"]',
]  # fmt: skip
NONE = [
    "", "//textarea", "../..", "text=Submit", "form >> textarea", "input[", "input:hover", "a::before", "> input",
    "input >", "input,", ",input", "(input)", '"Submit"', "input:nth-child(2)", "form + input", "form input",
    "form > input", "div>input", "[type=]", "in put{}", "[" + "a" * 190 + "!", ":not([" + "a" * 180 + "!])",
]  # fmt: skip


def test_what_a_flow_may_have_the_browser_takes(page):
    for selector in PLAIN:
        assert Target(role="textbox", only=selector).only == selector
        page.evaluate("(selector) => document.body.matches(selector)", selector)


def test_anything_else_is_refused():
    for selector in NONE:
        with pytest.raises(ValidationError, match=r"plain CSS|at least 1 character"):
            Target(role="textbox", only=selector)
