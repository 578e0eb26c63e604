"""One reading of a page: no password is in it, and what `authoring` relies on is."""

from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Locator, Page
from tests.web import Web

from optout.browser import snapshot
from optout.browser.snapshot import read


@pytest.fixture
def page(context):
    def read_whole(html):
        window = Web(context).window(html)
        return window.wait(lambda: one if (one := read(window)).read else None, 20)

    return read_whole


LOGIN = "<input {} value=hunter2>"
FORM = "<form><label>Why <textarea>for a reason</textarea></label></form>"
FRAMED = "<iframe srcdoc='{}' width=400 height=100></iframe>"
PASSWORDS = {
    "typed": LOGIN.format("type=password"),
    "shown as it is typed": LOGIN.format("autocomplete=current-password"),
    "shown, by its name": LOGIN.format("name=password"),
    "in a field that folded away": LOGIN.format("type=password style='opacity: 0'"),
    "in a frame": FRAMED.format(LOGIN.format("type=password")),
    "in a frame, shown": FRAMED.format(LOGIN.format("name=pwd")),
}


def holds_password(found):
    return [one for one in found.elements if "hunter2" in f"{one.name}{one.text}{one.value}{one.facts}"]


@pytest.mark.parametrize("html", PASSWORDS.values(), ids=PASSWORDS)
def test_a_password_is_in_no_answer_that_the_browser_gives(page, html, monkeypatch):
    told = []

    def noting(call):
        def noted(*args, **more):
            told.append(call(*args, **more))
            return told[-1]

        return noted

    for kind in (Page, Locator):
        monkeypatch.setattr(kind, "aria_snapshot", noting(kind.aria_snapshot))
    found = page(FORM + html)
    assert "hunter2" not in "".join(told)
    assert found.password == ("opacity" not in html)
    assert not holds_password(found)
    assert "for a reason" in {one.value for one in found.elements}


def test_a_frame_that_answers_too_late_may_have_a_password(page, monkeypatch):
    monkeypatch.setattr(snapshot, "_FRAME_TIMEOUT", 1.0)
    found = page(FORM + PASSWORDS["in a frame"])
    assert (found.password, holds_password(found)) == (True, [])


def test_a_picture_in_a_frame_is_no_password(page):
    assert not page(
        FORM + '<object data="data:image/svg+xml,<svg xmlns=%22http://www.w3.org/2000/svg%22/>"></object>'
    ).password


def test_a_password_that_its_page_shows_later_is_not_read_either(context):
    window = Web(context).window(f"{FORM}<input type=password id=p value=hunter2>")
    assert read(window).password
    window.page.evaluate("p.type = 'text'")
    window.reading = None
    found = read(window)
    assert found.password
    assert not holds_password(found)


ODD = yaml.safe_load(Path(__file__).with_name("odd.yaml").read_text("utf-8"))


@pytest.mark.parametrize("html", ODD.values(), ids=ODD)
def test_a_page_with_something_odd_is_read_whole_and_again(context, html):
    window = Web(context).window("<title>x</title>")
    append = "(html) => document.body.append(document.createRange().createContextualFragment(html))"
    window.page.evaluate(append, html + FORM)
    for _ in range(2):
        window.reading = None
        found = read(window)
        assert found.read
        assert not found.password
        fields = [one for one in found.elements if one.is_field and one.visible]
        assert all(one.ref and one.facts for one in fields)
        assert len({one.ref for one in fields}) == len(fields)
        assert {"for a reason"} <= {one.value for one in fields}


def test_of_a_page_with_thousands_of_rows_the_form_and_every_text_is_read(page):
    row = "<div><span>Item</span> <a href=/items/{}>More</a></div>"
    found = page(FORM + "".join(map(row.format, range(4000))))
    assert [one.value for one in found.elements if one.ref and one.is_field] == ["for a reason"]
    assert len(found.blocks) == 4001


SHOWN = """<my-note>{}</my-note><script>customElements.define('my-note', class extends HTMLElement {{
  connectedCallback() {{
    const root = this.attachShadow({{mode: 'open'}});
    root.innerHTML = '<style>:host {{display: contents}}</style><p><slot></slot></p>';
  }}
}})</script>"""
"""A part of one's own without a box, as Shoelace's dialog: its words stand in its slot."""


def test_words_in_the_slot_of_a_part_without_a_box_are_seen(page):
    assert "It was received." in page(SHOWN.format("It was received.")).spoken


def test_a_field_keeps_its_own_facts_where_the_words_of_its_choice_lie_on_it(page):
    lies = "<span style='position:absolute;inset:0' title=France>France</span>"
    style = "<style>input {width: 300px; height: 40px; border: 0; padding: 0; box-sizing: border-box}</style>"
    field = "<input role=combobox aria-haspopup=listbox aria-label=Country>"
    html = f"{style}<form><div style='position:relative;width:300px;height:40px'>{lies}{field}</div></form>"
    found = [one for one in page(html).elements if one.role == "combobox"]
    assert [(one.tag, bool(one.ref)) for one in found] == [("input", True)]


def test_the_address_of_a_form_with_a_field_called_action(context):
    window = Web(context).window("<form action=/to><input type=hidden name=action value=x><button>Go</button></form>")
    button = next(one for one in read(window).elements if one.role == "button")
    assert button.facts["action"].endswith("/to")
