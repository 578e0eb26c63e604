"""Which part of a page is the form that the flow works in, and what it is made of."""

import pytest
from tests.browser.conftest import read_soon

from optout.browser.form_area import is_outside_form, main_form, parts_of, scope_of

EMAIL, TEXT, BUTTON = "<input type=email>", "<textarea></textarea>", "<button>Γ</button>"
NEWS = f"<form id=n>{EMAIL}</form>"
AREAS = {
    "the form with a text, not the one with only an address": (f"{NEWS}<form>{EMAIL}{TEXT}</form>", ("form", 1)),
    "the form below the title, whatever the others ask for": (
        f"<form><h1>Object</h1><p>{EMAIL}</p></form><form>{TEXT}</form>", ("form", 0)
    ),
    "what is in no form": (f"<form><input></form>{EMAIL}{TEXT}", ("page", -1)),
    "the dialog in front": (f"<form>{EMAIL}{TEXT}</form><div role=dialog>{EMAIL}</div>", ("dialog", 1)),
    "two that are alike": (f"<form>{EMAIL}</form><form>{EMAIL}</form>", None),
    "no address and no text": ("<form><input aria-label=Σ></form>", None),
    "what asks for a password": (f"<form>{EMAIL}<input type=password></form>", None),
    "what lies around the page": (f"<footer><form>{EMAIL}{TEXT}</form></footer>", None),
}  # fmt: skip


@pytest.mark.parametrize(("html", "area"), AREAS.values(), ids=AREAS)
def test_the_main_form_is_the_part_most_like_an_objection(shown, html, area):
    form = main_form(read_soon(shown(html)))
    assert (form and form.area) == area


COOKIES = "<div role=dialog><p>We use cookies here</p><button>OK</button></div>"
LATER = f"<form><p>Summary</p><button>Γ</button></form>{COOKIES}"


@pytest.mark.parametrize(
    ("left_area", "area"), [("", ("form", 0)), ("page", ("page", -1)), ("dialog", ("dialog", 1))]
)
def test_a_later_page_without_fields_is_where_the_form_was_before(shown, left_area, area):
    [document] = read_soon(shown(LATER)).documents
    assert scope_of(document, left_area=left_area).area == area


def test_without_any_form_the_flow_works_in_the_page_except_its_surroundings(shown):
    [document] = read_soon(
        shown(f"<header>{BUTTON}</header><p>Go</p><button data-qa=it>Δ</button>")
    ).documents
    scope = scope_of(document)
    inside = [
        element.called
        for element in document.elements
        if element.role == "button" and scope.holds(element)
    ]
    assert inside == ["Δ"]


STRANGE = {
    "the form itself": (f"<form>{EMAIL}{TEXT}<button data-qa=it>Γ</button></form>", False),
    "another form": (f"<form>{EMAIL}{TEXT}</form><form><input><button data-qa=it>Γ</button></form>", True),
    "beside the form, on the page": (f"<form>{EMAIL}{TEXT}</form><button data-qa=it>Γ</button>", False),
    "a newsletter's field in no form, below the page": (
        f"<form>{EMAIL}{TEXT}</form><footer><input type=email data-qa=it><button>Subscribe</button></footer>", True
    ),
    "a button in no form, below the page": (
        f"<form>{EMAIL}{TEXT}</form><footer><button data-qa=it>Γ</button></footer>", False
    ),
    "in a dialog over it": (
        f"<form>{EMAIL}{TEXT}</form><div role=dialog><button data-qa=it>Γ</button></div>", False
    ),
    "around a form in a frame": (
        f'<button data-qa=it>Γ</button><iframe srcdoc="<form>{EMAIL}{TEXT}</form>"></iframe>', True
    ),
}  # fmt: skip


@pytest.mark.parametrize(("html", "is_strange"), STRANGE.values(), ids=STRANGE)
def test_a_button_is_in_another_form_or_not(shown, html, is_strange):
    page = read_soon(shown(html))
    button = next(element for element in page.elements if element.attributes.get("data-qa") == "it")
    assert is_outside_form(page, button) == is_strange


BAR = "<div style='position:fixed; bottom:0'>{}<button>Π</button></div>"
BUTTONS = {
    "its own": (f"<form>{EMAIL}{BUTTON}</form>", ["Γ"]),
    "none that opens a menu, or empties it": (
        f"<form>{EMAIL}<button aria-haspopup=menu>Δ</button><button type=reset>Λ</button>{BUTTON}</form>", ["Γ"]
    ),
    "one that says that it opens no menu": (
        f"<form>{EMAIL}<button aria-haspopup=false>Γ</button></form>", ["Γ"]
    ),
    "below it, where they say so": (f"<form>{EMAIL}</form><button>Γ</button><button>Submit</button>", ["Submit"]),
    "none of a bar in front of the page": (f"<form>{EMAIL}{BUTTON}{BAR.format('')}</form>", ["Γ"]),
    "those of a bar that has a field": (f"<form>{BUTTON}{BAR.format(EMAIL)}</form>", ["Γ", "Π"]),
}  # fmt: skip


@pytest.mark.parametrize(("html", "names"), BUTTONS.values(), ids=BUTTONS)
def test_the_buttons_of_a_form_are_those_that_may_send_it(shown, html, names):
    assert [button.called for button in parts_of(read_soon(shown(html))).buttons] == names


LISTS = {
    "two around each other": "<div role=combobox aria-label=Country>{0}</div>",
    "one that the keyboard skips": "<select tabindex=-1 aria-label=Country><option>FR<option>IE<option>ES</select>{0}",
}
SELECT = "<select aria-label=Country data-qa=it><option>France<option>Ireland<option>Spain</select>"


@pytest.mark.parametrize("html", LISTS.values(), ids=LISTS)
def test_of_the_lists_for_a_country_only_the_one_that_is_used_counts(shown, html):
    fields = parts_of(read_soon(shown(f"<form>{html.format(SELECT)}</form>"))).fields_for("country")
    assert [field.attributes.get("data-qa") for field in fields] == ["it"]
