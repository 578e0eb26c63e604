"""A person shows an element: the page hears nothing of it, and what is meant by it becomes the target."""

from typing import get_args

import pytest
import yaml
from tests.web import HOME, Web

from optout.browser import pointer as pointer_module
from optout.browser.bar import Bar, Face
from optout.browser.page import look
from optout.browser.pointer import BY_PERSON, Pointer, as_lines, make_lasting
from optout.browser.targets import Found, NotFound
from optout.flow.model import Role, Target

HEARS = """<script>heard = [];
for (const kind of ['pointerdown', 'pointerup', 'mousedown', 'mouseup', 'click', 'touchstart', 'focusin',
  'submit']) addEventListener(kind, (event) => heard.push(kind), true);</script>"""


@pytest.fixture
def web(context):
    return Web(context)


def armed(window, role="textbox"):
    pointer = Pointer(window, role)
    assert window.wait(lambda: pointer.arm() or None, 10)
    return pointer


def point(window, css, role="textbox", frame=None):
    """Point at an element by a real click and give what it became."""
    pointer = armed(window, role)
    try:
        (frame or window.page).locator(f"css={css}").click(no_wait_after=True, force=True)
        return window.wait(pointer.take, 20)
    finally:
        pointer.end()


def is_(pointed):
    assert pointed is not None
    return pointed.element.attributes.get("data-is")


def looked(window):
    snapshot = window.wait(lambda: found if (found := look(window)).read else None, 60)
    assert snapshot is not None
    return snapshot


def find_pointed(window, pointed, **more):
    return pointer_module.find_pointed(looked(window), pointed, **more)


MEANT = {
    "the field itself": ("textbox", "<input data-is=it data-at>"),
    "its label, around it": ("textbox", "<label><b data-at>Mail</b> <input data-is=it></label>"),
    "its label, beside it": ("textbox", "<label for=a data-at>Mail</label><input id=a data-is=it>"),
    "a row with one field": ("textbox", "<div data-at style='padding:20px'><p>Mail</p><input data-is=it></div>"),
    "a text in the button": ("button", "<button data-is=it><span data-at>Send</span></button>"),
    "a picture in the button": ("button", "<button data-is=it><svg data-at width=30 height=30></svg></button>"),
    "a submit input": ("button", "<input type=submit data-is=it data-at>"),
    "a disabled button": ("button", "<button disabled data-is=it data-at>Send</button>"),
    "a button that is a div": ("button", "<div data-is=it onclick=heard.push('act')><i data-at>Send</i></div>"),
    "a part that can be edited": ("textbox", "<div contenteditable data-is=it><p data-at>write here</p></div>"),
    "a select": ("combobox", "<select data-is=it data-at><option>France</select>"),
    "one radio of a group": (
        "radiogroup",
        "<fieldset><label data-at><input type=radio data-is=it>Yes</label></fieldset>",
    ),
    "a text in a heading": ("heading", "<h2 data-is=it>Object <em data-at>here</em></h2>"),
    "a text in a link": ("link", "<a href=/next data-is=it><span data-at>Next</span></a>"),
}


@pytest.mark.parametrize(("role", "html"), MEANT.values(), ids=MEANT)
def test_what_is_clicked_means_the_control_and_the_page_hears_nothing(web, role, html):
    window = web.window(f"{HEARS}<form onsubmit='heard.push(2)'>{html}</form><p>else")
    pointed = point(window, "[data-at]", role)
    assert is_(pointed) == "it"
    assert window.page.evaluate("heard") == []
    assert window.page.evaluate("document.activeElement.tagName") == "BODY"
    assert web.arrived == [f"GET {HOME}"]


def test_an_element_in_an_open_shadow_root_can_be_shown(web):
    inside = "'<div><label>Mail <input data-is=it></label></div>'"
    fills = f"document.getElementById('host').attachShadow({{mode: 'open'}}).innerHTML = {inside}"
    window = web.window(f"<p id=host></p><script>{fills}</script>")
    pointed = point(window, "#host input")
    assert is_(pointed) == "it"


def test_an_element_in_a_frame_can_be_shown(web):
    web.pages[f"GET {HOME}inner"] = "<input data-is=it>"
    window = web.window("<p>above</p><iframe src=/inner></iframe>")
    frame = window.page.frames[1]
    pointed = point(window, "input", frame=frame)
    assert is_(pointed) == "it"
    assert pointed.element.document.address == f"{HOME}inner"


def test_an_element_in_one_of_two_same_frames_is_told_from_the_other(web):
    web.pages[f"GET {HOME}inner"] = "<input data-is=it>"
    window = web.window("<iframe src=/inner></iframe><iframe src=/inner></iframe>")
    pointed = point(window, "input", frame=window.page.frames[1])
    assert is_(pointed) == "it"
    window.page.evaluate("document.querySelector('iframe').remove()")
    assert find_pointed(window, pointed) == NotFound(0)


def test_an_element_in_a_frame_with_a_process_of_its_own_can_be_shown(web):
    web.pages["GET https://help.example.org/inner"] = "<input data-is=it>"
    window = web.window("<p>above</p><iframe src=https://help.example.org/inner></iframe>")
    window.page.frames[1].locator("input").wait_for()
    assert is_(point(window, "input", frame=window.page.frames[1])) == "it"


def test_an_element_in_a_closed_shadow_root_can_be_shown(web):
    fills = "host.attachShadow({mode: 'closed'}).innerHTML = '<label>Mail <input data-is=it></label>'"
    window = web.window(f"<p id=host></p><script>{fills}</script>")
    assert is_(point(window, "#host")) == "it"


def test_nothing_is_changed_in_the_page(web):
    window = web.window("<label>Mail <input></label>")
    before = window.page.content()
    point(window, "input")
    assert window.page.content() == before


def test_after_pointing_the_page_hears_clicks_again(web):
    window = web.window(f"{HEARS}<button type=button>Go</button>")
    point(window, "button", "button")
    window.page.locator("button").click()
    assert "click" in window.page.evaluate("heard")


def test_pointing_goes_on_after_a_reload(web):
    window = web.window("<input data-is=it>")
    pointer = armed(window)
    window.page.reload()
    window.wait(pointer.take, 0.3)
    window.page.locator("input").click(no_wait_after=True)
    pointed = window.wait(pointer.take, 20)
    pointer.end()
    assert is_(pointed) == "it"


@pytest.mark.parametrize("how", ["Escape", "the bar"])
def test_a_person_can_go_back(web, how):
    window = web.window("<input>")
    bar = Bar(window)
    bar.show(Face("Click it"))
    pointer = armed(window)
    if how == "Escape":
        window.page.keyboard.press("Escape")
    else:
        window.page.mouse.click(640, 690)
    assert window.wait(lambda: pointer.take() or pointer.cancelled or None, 5) is True
    pointer.end()


def lasting(window, css, role="textbox"):
    pointed = point(window, css, role)
    assert pointed is not None
    return make_lasting(looked(window), pointed, role)


def test_it_stays_the_target_while_it_stands_and_by_its_ways_when_the_page_is_made_anew(web):
    window = web.window("<div lang=el><label>Διεύθυνση <input name=x7 value=ada@example.eu></label>")
    pointed = lasting(window, "input")
    assert pointed.lasting == Target(role="textbox", words={"el": "Διεύθυνση"}, name="x7", only="input")
    found = find_pointed(window, pointed)
    assert isinstance(found, Found)
    assert found.how == BY_PERSON
    window.page.evaluate("document.body.innerHTML = '<p>new</p><p>rows</p>' + document.body.innerHTML")
    again = find_pointed(window, pointed)
    assert isinstance(again, Found)
    assert (again.element.attr, again.how) == ("x7", BY_PERSON)


def test_another_element_that_came_to_its_place_is_not_taken_for_it(web):
    window = web.window("<div><input name=a></div><div><input name=b></div>")
    pointed = lasting(window, "[name=a]")
    window.page.evaluate("document.querySelector('div').remove()")
    assert find_pointed(window, pointed) == NotFound(0)


def test_what_is_hidden_or_not_usable_any_more_is_not_found(web):
    window = web.window("<button>Senden</button>")
    pointed = lasting(window, "button", "button")
    window.page.evaluate("document.querySelector('button').disabled = true")
    assert isinstance(find_pointed(window, pointed), Found)
    assert isinstance(find_pointed(window, pointed, enabled=True), NotFound)
    window.page.evaluate("document.querySelector('button').hidden = true")
    assert isinstance(find_pointed(window, pointed), NotFound)


SUGGESTED = {
    "words in the page's language": (
        '<div lang=pt-br><label>E-mail: "teu" <input name=email type=email value=ada@example.eu></label>',
        {"role": "textbox", "words": {"pt-BR": 'E-mail: "teu"'}, "name": "email", "only": "input[type=email]"},
    ),
    "no language": ("<p lang=1><button>Go</button>", {"role": "button", "words": {"und": "Go"}, "only": "button"}),
    "two that are alike but for the name": (
        "<html lang=en><label>Mail <input name=a></label><label>Mail <input name=b></label>",
        {"role": "textbox", "words": {"en": "Mail"}, "name": "a"},
    ),
    "a button that is drawn, beside another": (
        "<html lang=en><div tabindex=0>Send</div><div tabindex=0>Back</div>",
        {"role": "button", "words": {"en": "Send"}},
    ),
    "an attribute that needs quotes": (
        "<html lang=en><div data-testid='x \"y\"' tabindex=0>Send</div><div>other</div>",
        {"role": "button", "words": {"en": "Send"}, "only": 'div[data-testid="x \\"y\\""]'},
    ),
}


@pytest.mark.parametrize(("html", "target"), SUGGESTED.values(), ids=SUGGESTED)
def test_the_suggestion_says_how_a_flow_file_would_find_it(web, html, target):
    window = web.window(html)
    css = "[tabindex]" if "tabindex" in html else "button, input"
    pointed = lasting(window, f":nth-match({css}, 1)", target["role"])
    assert pointed.lasting is not None
    lines = as_lines("it", pointed.lasting)
    assert yaml.safe_load("\n".join(lines))["it"] == target
    assert "ada@" not in "\n".join(lines)
    Target.model_validate(target)


@pytest.mark.parametrize(
    "html", ["<form><button>Submit</button><button>Submit</button></form>", "<b tabindex=0></b><b tabindex=0></b>"]
)
def test_what_no_flow_file_tells_from_another_has_no_suggestion(web, html):
    window = web.window(f"<style>b {{ padding: 9px }}</style>{html}")
    assert lasting(window, ":nth-match(button, b, 1)", "button").lasting is None


def test_every_role_of_a_flow_can_be_pointed_at(web):
    window = web.window("<p data-is=it>Text</p>")
    for role in get_args(Role):
        pointed = point(window, "p", role)
        assert is_(pointed) == "it"
