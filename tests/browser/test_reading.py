"""One reading of a page: what `authoring` relies on in it."""

import pytest
from tests.web import Web

from optout.browser.reading import read


@pytest.fixture
def page(context):
    def reading(html):
        window = Web(context).window(html)
        return window.wait(lambda: one if (one := read(window)).read else None, 20)

    return reading


def test_of_a_page_on_which_a_password_may_be_typed_only_a_form_without_one_is_read(page):
    found = page("<form><input type=password></form><form><label>Why <textarea></textarea></label></form>")
    assert found.password
    assert [(one.role, one.name) for one in found.elements if one.ref and one.is_field] == [("textbox", "Why")]


@pytest.mark.parametrize(
    ("html", "role", "caption"),
    [
        ("<label>Street <b>Elm 7</b> <input></label>", "textbox", "Street"),
        ("<label for=a><i>Street</i> Elm 7</label><input id=a>", "textbox", "Street"),
        ("<p id=a>Street <b>Elm 7</b></p><input aria-labelledby=a>", "textbox", "Street"),
        ("<label>Street <input aria-label=Road></label>", "textbox", ""),
        ("<input placeholder=Road>", "textbox", ""),
        ("<fieldset><legend>Account of <i>Ada</i></legend><input></fieldset>", "group", "Account of"),
        ("<button>Go on as <b>Ada</b></button>", "button", "Go on as"),
        ("<button><img alt=Send></button>", "button", ""),
        ("<h2>Hello <b>Ada</b></h2>", "heading", "Hello"),
    ],
)
def test_an_element_is_called_by_the_page_s_own_text_up_to_what_may_be_a_value(page, html, role, caption):
    assert [one.facts.get("caption") for one in page(html).elements if one.role == role] == [caption]
