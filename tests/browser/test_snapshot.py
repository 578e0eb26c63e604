"""One reading of a page: no password is in it, and what `authoring` relies on is."""

import re
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout
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


@pytest.fixture
def snapshots(monkeypatch):
    """Return the list of all snapshots that Playwright takes in a test."""
    taken = []

    def noting(take):
        def take_and_note(*args, **more):
            taken.append(take(*args, **more))
            return taken[-1]

        return take_and_note

    for kind in (Page, Locator):
        monkeypatch.setattr(kind, "aria_snapshot", noting(kind.aria_snapshot))
    return taken


@pytest.mark.parametrize("html", PASSWORDS.values(), ids=PASSWORDS)
def test_a_password_is_in_no_answer_that_the_browser_gives(page, html, snapshots):
    found = page(FORM + html)
    assert "hunter2" not in "".join(snapshots)
    assert found.has_password_field == ("opacity" not in html)
    assert not holds_password(found)
    assert "for a reason" in {one.value for one in found.elements}


def test_of_a_form_with_a_frame_that_shows_a_password_no_snapshot_is_taken(page, snapshots):
    framed = PASSWORDS["in a frame, shown"]
    first = f"<form><label>Name <textarea>in front</textarea></label><p>{framed}</p></form>"
    found = page(first + FORM)
    assert found.has_password_field
    assert "hunter2" not in "".join(snapshots)
    assert [field.value for field in found.elements if field.ref and field.is_field] == [
        "for a reason"
    ]


def test_a_form_with_a_frame_in_a_web_component_is_recognised(page, snapshots):
    framed = PASSWORDS["in a frame, shown"]
    component = f"<my-part><template shadowrootmode=open>{framed}</template></my-part>"
    assert page(f"<form><textarea>in front</textarea>{component}</form>{FORM}").has_password_field
    assert "hunter2" not in "".join(snapshots)


def test_without_a_form_that_has_no_frame_with_a_password_no_field_is_read(context):
    framed = PASSWORDS["in a frame, shown"]
    window = Web(context).window(f"<form><textarea>Why</textarea>{framed}</form>")
    found = window.wait(lambda: whole if (whole := read(window)).read else None, 20)
    assert found is not None
    assert found.has_password_field
    assert not [element for element in found.elements if element.ref]


@pytest.fixture(scope="module")
def isolating_browser(playwright, browser_type_launch_args):
    """Return a browser in which a frame of another site has a process of its own, as in any Chrome."""
    args = [*browser_type_launch_args.get("args", ()), "--site-per-process"]
    browser = playwright.chromium.launch(**{**browser_type_launch_args, "args": args})
    yield browser
    browser.close()


@pytest.fixture
def busy_frames(isolating_browser):
    """Return a function that opens a page with frames of another process which do not answer."""

    contexts = []

    def open_page(milliseconds, count=1):
        context = isolating_browser.new_context()
        contexts.append(context)
        window = Web(context).window(FORM + f"<iframe src={FOREIGN}></iframe>" * count)
        # Both frames are of one site, so that one process runs the scripts of both.
        frame_session = context.new_cdp_session(window.page.frames[1])
        script = f"const end = Date.now() + {milliseconds}; while (Date.now() < end);"
        with pytest.raises(PlaywrightTimeout):
            frame_session.send("Runtime.evaluate", {"expression": script}, timeout=100)
        window.reading = None
        return window

    yield open_page
    for context in contexts:
        context.close()


def test_a_frame_that_is_busy_for_a_moment_is_waited_for(busy_frames):
    window = busy_frames(milliseconds=600)
    found = read(window)
    assert (found.read, found.has_password_field) == (True, False)
    assert not window.hung_frames


def test_frames_that_hang_may_have_a_password_and_hold_up_only_the_first_snapshot(
    busy_frames, caplog
):
    caplog.set_level("DEBUG", "optout.browser.snapshot")
    window = busy_frames(milliseconds=60_000, count=2)
    waits = []
    for _ in range(2):
        caplog.clear()
        window.reading = None
        found = read(window)
        assert (found.read, found.has_password_field) == (True, True)
        assert "for a reason" in {element.value for element in found.elements}
        texts = [text for text in caplog.messages if text.startswith("a frame did not answer")]
        waits.append([int(number) for text in texts for number in re.findall(r"\d+", text)])
    (first, second), later = waits
    assert 1500 < first <= 2000
    assert [second, *later] == [300, 300, 300]


def test_a_frame_that_answers_again_is_no_longer_taken_for_one_that_hangs(busy_frames):
    window = busy_frames(milliseconds=3000)
    assert read(window).has_password_field
    assert window.hung_frames

    def readable_page():
        page = read(window)
        return page if page.read and not page.has_password_field else None

    assert window.wait(readable_page, 20)
    assert not window.hung_frames


def test_a_frame_that_hung_is_asked_as_any_other_once_it_has_another_document(busy_frames):
    window = busy_frames(milliseconds=2500)
    assert read(window).has_password_field
    window.page.frames[1].goto("about:blank")
    assert not window.hung_frames


GOES_ON = "Array.prototype.some = () => {{ location.href = '{}'; return new Promise(() => {{}}) }}"
"""A frame that goes to another document at the moment in which it is asked."""
BREAKS = "Array.prototype.some = () => { throw new Error('replaced') }"
LEAVES = "Array.prototype.some = () => { frameElement.remove(); return new Promise(() => {}) }"


@pytest.fixture
def page_with_script_in_frame(context):
    """Return a function that reads a page with a form, and with a frame that has a script and a body."""

    def read_page(script, body="", next_document=""):
        web = Web(context)
        web.pages[f"GET {HOME}frame"] = f"<script>{script}</script>{body}"
        web.pages[f"GET {HOME}next"] = next_document
        window = web.window(f"{FORM}<p>Beside it</p><iframe src=/frame></iframe>")
        return window.wait(lambda: found if (found := read(window)).read else None, 20)

    return read_page


def test_a_frame_that_goes_to_a_password_while_it_is_asked_is_not_read(
    page_with_script_in_frame, snapshots
):
    found = page_with_script_in_frame(
        GOES_ON.format("/next"), next_document=PASSWORDS["shown, by its name"]
    )
    assert found.has_password_field
    assert "hunter2" not in "".join(snapshots)


def test_a_frame_that_goes_to_another_document_while_it_is_asked_is_asked_again(
    page_with_script_in_frame,
):
    found = page_with_script_in_frame(GOES_ON.format("/next"), next_document="<p>Advertisement</p>")
    assert not found.has_password_field
    assert "Advertisement" in found.texts


@pytest.mark.parametrize("body", ["<p>Advertisement</p>", PASSWORDS["shown, by its name"]])
def test_beside_a_frame_that_cannot_be_asked_only_a_form_is_read(
    page_with_script_in_frame, snapshots, body
):
    found = page_with_script_in_frame(BREAKS, body)
    assert found.has_password_field
    assert "hunter2" not in "".join(snapshots)
    assert [field.value for field in found.elements if field.ref and field.is_field] == [
        "for a reason"
    ]


def test_a_frame_that_its_page_removes_while_it_is_asked_is_no_password(page_with_script_in_frame):
    found = page_with_script_in_frame(LEAVES)
    assert not found.has_password_field
    assert "Beside it" in found.texts


def test_a_picture_in_a_frame_is_no_password(page):
    assert not page(
        FORM
        + '<object data="data:image/svg+xml,<svg xmlns=%22http://www.w3.org/2000/svg%22/>"></object>'
    ).has_password_field


def test_a_password_that_its_page_shows_later_is_not_read_either(context):
    window = Web(context).window(f"{FORM}<input type=password id=p value=hunter2>")
    assert read(window).has_password_field
    window.page.evaluate("p.type = 'text'")
    window.reading = None
    found = read(window)
    assert found.has_password_field
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
        assert not found.has_password_field
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
    assert "It was received." in page(SHOWN.format("It was received.")).texts


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
    element = next(
        one for one in read(window).elements if one.inner_text == "Next" and one.pressable
    )
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
    window = Web(context).window(FORM + html)

    def is_logged():
        read(window)
        return True if reason in caplog.messages else None

    assert window.wait(is_logged, 60)
