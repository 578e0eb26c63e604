"""The person points at an element: what they meant, and the target that finds it after a reload."""

from tests.browser.conftest import read_soon

from optout.browser.pointing import pick
from optout.browser.pressing import press


def pointed_at(window, selector, role):
    """Click an element with the real mouse while the picker waits, and return what was pointed at."""
    read_soon(window)

    def click():
        box = window.page.locator(selector).bounding_box()
        window.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    return pick(window, role, click, lambda: False)


def test_the_target_of_a_field_lacks_a_name_that_no_flow_may_have(shown):
    window = shown("<form><label>Address <input name=ctl00$Main$email></label></form>")
    pointed = pointed_at(window, "input", "textbox")
    assert pointed.element.html_name == "ctl00$Main$email"
    assert (pointed.lasting.all(), pointed.lasting.name) == (("Address",), None)


def test_a_button_outside_the_form_is_not_taken_for_the_forms_own_of_the_same_name(shown):
    form = "<form><input type=email><textarea></textarea><button>Continue</button></form>"
    window = shown(f"<main>{form}<p><button type=button data-qa=it>Continue</button></p></main>")
    pointed = pointed_at(window, "p button", "button")
    assert (pointed.lasting.testid, pointed.lasting.all()) == ("it", ())
    window = shown(f"<main>{form}<p><button type=button>Continue</button></p></main>")
    assert pointed_at(window, "p button", "button").lasting is None


def test_a_press_hits_the_words_in_a_wide_row_that_the_person_pointed_at(shown):
    """The middle of the row leads nowhere."""
    row = (
        "<div style='display:flex;width:900px;cursor:pointer' onclick='document.title += event.target.id'>"
        "<span id=words>Your rights</span><span id=rest style='flex:1'></span></div>"
    )
    window = shown(f"<main>{row}</main>")
    pointed = pointed_at(window, "#words", "link")
    found = pointed.on(read_soon(window), enabled=True)
    window.page.evaluate("document.title = ''")
    assert press(window, found.element, 2)
    assert window.page.title() == "words"


def test_a_button_that_the_person_pointed_at_is_pressed(shown):
    window = shown("<main><button onclick='document.title = 1'>On</button></main>")
    pointed = pointed_at(window, "button", "button")
    assert press(window, pointed.on(read_soon(window), enabled=True).element, 2)
    assert window.page.title() == "1"
