"""One reading of a page: no password is in it, and what `authoring` relies on is."""

from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Locator, Page
from tests.web import FOREIGN, HOME, Web

from optout.browser import snapshot
from optout.browser.snapshot import locate, read


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
    return [
        one for one in found.elements if "hunter2" in f"{one.name}{one.text}{one.value}{one.facts}"
    ]


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
        FORM
        + '<object data="data:image/svg+xml,<svg xmlns=%22http://www.w3.org/2000/svg%22/>"></object>'
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
    window = Web(context).window(
        "<form action=/to><input type=hidden name=action value=x><button>Go</button></form>"
    )
    button = next(one for one in read(window).elements if one.role == "button")
    assert button.facts["action"].endswith("/to")


def test_clickable_text_without_a_row_of_its_own_is_clicked_by_its_text(context):
    window = Web(context).window("<p>Go</p><p><span onclick='document.title = 1'>Next</span></p>")
    element = next(one for one in read(window).elements if one.words == "Next" and one.pressable)
    assert (element.role, element.found_by_text) == ("paragraph", True)
    locate(window, element).click()
    assert window.page.title() == "1"


def test_a_page_that_moves_while_it_is_read_is_read_again(context, monkeypatch, caplog):
    caplog.set_level("DEBUG", "optout.browser.snapshot")
    window = Web(context).window("<form><input aria-label=Email style='position:absolute'></form>")
    read_facts = snapshot._read_facts

    def read_facts_and_move(*args):
        facts = read_facts(*args)
        window.page.evaluate("document.querySelector('input').style.left = '700px'")
        return facts

    monkeypatch.setattr(snapshot, "_read_facts", read_facts_and_move)
    (field,) = (element for element in read(window).elements if element.is_field)
    assert field.ref
    assert field.facts
    assert caplog.messages == ["attempt 1: 2 fields are in only one of snapshot and facts"]


def test_a_page_that_never_fits_is_read_twice_at_first_and_once_from_then_on(context, monkeypatch):
    window = Web(context).window("<form><input aria-label=Email></form>")
    read_facts, asked = snapshot._read_facts, []

    def facts_elsewhere(*args):
        asked.append(args)
        facts = read_facts(*args)
        facts["elements"] = [{**fact, "box": [5000, 5000, 10, 10]} for fact in facts["elements"]]
        return facts

    monkeypatch.setattr(snapshot, "_read_facts", facts_elsewhere)
    counts = []
    for _ in range(2):
        window.reading = None
        assert read(window).read
        counts.append(len(asked))
    assert counts == [2, 3]


REASONS = {
    "a host that is not listed": (FOREIGN, "page not read: its host is not listed"),
    "a password": (HOME, "snapshot of one form: the page has a password, or too many elements"),
}


@pytest.mark.parametrize(("address", "reason"), REASONS.values(), ids=REASONS)
def test_the_log_says_why_a_page_was_not_read_whole_and_nothing_of_the_page(
    context, caplog, address, reason
):
    caplog.set_level("DEBUG", "optout")
    web = Web(context)
    web.pages[f"GET {address}"] = FORM + PASSWORDS["typed"]
    window = (
        web.window("<p>first</p>") if address != HOME else web.window(FORM + PASSWORDS["typed"])
    )
    if address != HOME:
        window.page.goto(address)
    window.reading = None
    read(window)
    assert reason in caplog.messages
    assert not any(text in caplog.text for text in ("hunter2", "for a reason", "elsewhere"))


NO_ROOM = "<iframe srcdoc='<p>x</p>' width=1 height=1 style='border:0'></iframe>"
FRAMES = {
    "another host": (f"<iframe src={FOREIGN}></iframe>", "frame left out: its host is not listed"),
    "no room": (NO_ROOM, "frame left out: it has no room"),
}


@pytest.mark.parametrize(("html", "reason"), FRAMES.values(), ids=FRAMES)
def test_the_log_says_why_a_frame_is_left_out(context, caplog, html, reason):
    caplog.set_level("DEBUG", "optout")
    read(Web(context).window(FORM + html))
    assert reason in caplog.messages
