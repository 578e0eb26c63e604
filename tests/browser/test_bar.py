"""The bar in the window: a person can press it, the page cannot, and nothing of it stays."""

import pytest
from tests.hands_on import buttons, flat, has_bar, press, text_of
from tests.web import FOREIGN, HOME, HOSTS, Web

from optout.browser.bar import Bar, Face
from optout.browser.window import Window

FACE = Face(
    "Not found: the e-mail address", (("point", "Point at it"), ("stop", "Stop")), quote="“text” of the <b>page"
)
HEARS = """<script>heard = [];
for (const kind of ['pointerdown', 'pointerup', 'mousedown', 'mouseup', 'click', 'keydown', 'focusin'])
  document.addEventListener(kind, (event) => heard.push(kind));</script>"""


@pytest.fixture
def web(context):
    return Web(context)


@pytest.fixture
def window(web):
    return web.window(f"<h1>Form</h1><button>Go</button>{HEARS}")


def shown(window, face=FACE):
    """Give a bar that stands on the page: it may take a moment while the page is busy."""
    bar = Bar(window)
    bar.show(face)
    assert window.wait(lambda: bar.answer() or has_bar(window.page) or None, 10) is True
    return bar


def answered(window, bar, seconds=2):
    return window.wait(bar.answer, seconds)


def test_a_press_answers_and_the_page_hears_nothing_of_it(window):
    bar = shown(window)
    press(window.page, "Stop")
    assert answered(window, bar) == "stop"
    assert window.page.evaluate("heard") == []


def test_a_key_answers(window):
    bar = shown(window)
    window.page.locator("button").focus()
    window.page.keyboard.press("Tab")
    window.page.keyboard.press("Enter")
    assert answered(window, bar) == "point"


@pytest.mark.parametrize("top", [False, True])
def test_it_stands_at_the_upper_edge_where_what_it_asks_for_would_lie_under_it(window, top):
    bar = Bar(window)
    bar.top = top
    bar.show(FACE)
    assert window.wait(lambda: bar.answer() or has_bar(window.page) or None, 10) is True
    places = buttons(window.page)
    assert (places["Stop"][1] < 200) is top
    bar.remove()
    assert bar.top is False


def test_it_leaves_nothing_in_the_page(window):
    before = window.page.content()
    bar = shown(window)
    assert window.page.content().replace("<div></div>", "") == before
    bar.remove()
    assert window.page.content() == before


def test_the_page_can_neither_read_it_nor_find_our_variables(window):
    shown(window)
    host = "document.documentElement.lastElementChild"
    told = f"[{host}.shadowRoot, {host}.outerHTML, typeof optoutTell, typeof optoutBar, document.body.innerText]"
    root, code, tell, mine, text = window.page.evaluate(told)
    assert (root, code, tell, mine) == (None, "<div></div>", "undefined", "undefined")
    assert "Not found" not in text


FORGES = {
    "events at its place": """
      for (const [x, y] of points) for (const kind of ['pointerdown', 'pointerup', 'mousedown', 'mouseup', 'click'])
        document.elementFromPoint(x, y).dispatchEvent(new PointerEvent(kind, {bubbles: true, composed: true,
          clientX: x, clientY: y, button: 0, detail: kind === 'click' ? 0 : 1}));""",
    "its own click": "document.documentElement.lastElementChild.click()",
    "a patched listener": """
      const add = EventTarget.prototype.addEventListener;
      EventTarget.prototype.addEventListener = function (kind, act) { act({isTrusted: true, button: 0, detail: 0,
        stopPropagation() {}}); add.apply(this, arguments); };
      Element.prototype.attachShadow = () => { throw new Error('mine'); };""",
}


@pytest.mark.parametrize("forge", FORGES.values(), ids=FORGES)
def test_a_page_cannot_answer_for_the_person(window, forge):
    bar = shown(window)
    points = [list(place) for place in buttons(window.page).values()]
    window.page.evaluate(f"(points) => {{ {forge} }}", points)
    bar.show(FACE)
    window.rest(0.2)
    assert bar.answer() is None
    press(window.page, "Stop")
    assert answered(window, bar) == "stop"


def test_a_script_that_reaches_a_button_from_another_world_presses_nothing(window):
    # The last line of defence: even a click on the very button counts only when the browser made it.
    bar = shown(window)
    session = window.context.new_cdp_session(window.page)
    root = session.send("DOM.getDocument", {"depth": -1, "pierce": True})["root"]
    inside = [n for s in flat(root) if s.get("shadowRootType") == "closed" for n in flat(s)]
    clicks = """function () { this.click(); for (const kind of ['pointerdown', 'pointerup', 'pointerdown'])
      this.dispatchEvent(new PointerEvent(kind, {button: 0, bubbles: true})); }"""
    for node in (n for n in inside if n["localName"] == "button"):
        found = session.send("DOM.resolveNode", {"backendNodeId": node["backendNodeId"]})["object"]
        session.send("Runtime.callFunctionOn", {"objectId": found["objectId"], "functionDeclaration": clicks})
    window.page.mouse.move(10, 10)
    window.page.mouse.down()
    window.page.mouse.move(*buttons(window.page)["Stop"])
    window.page.mouse.up()  # a real release after a press that was not
    window.rest(0.2)
    assert bar.answer() is None
    assert has_bar(window.page)


def test_it_works_under_the_strictest_policies(context):
    headers = {
        "content-type": "text/html",
        "content-security-policy": "default-src 'none'; style-src 'none'; require-trusted-types-for 'script'; "
        "trusted-types 'none'; sandbox allow-scripts allow-same-origin",
    }
    context.route("**/*", lambda route: route.fulfill(headers=headers, body="<h1>Form"))
    window = Window(context, HOSTS, lambda: None)
    window.page.goto(HOME)
    bar = shown(window)
    places = buttons(window.page)
    assert {"Point at it", "Stop"} <= set(places)
    assert places["Stop"][1] > 600  # its style holds: it is at the lower edge
    press(window.page, "Point at it")
    assert answered(window, bar) == "point"


def test_a_page_s_rules_and_layers_do_not_hide_it(web):
    window = web.window(
        "<style>div {display: none !important; opacity: 0 !important; position: static !important}</style>"
        "<aside style='position:fixed;inset:0;z-index:2147483647;background:white'>all over</aside>"
    )
    bar = shown(window)
    press(window.page, "Stop")
    assert answered(window, bar) == "stop"


def test_it_can_be_pressed_beside_a_modal_dialog(web):
    window = web.window("<dialog>Read this</dialog><script>document.querySelector('dialog').showModal()</script>")
    bar = shown(window)
    press(window.page, "Stop")
    assert answered(window, bar) == "stop"


def test_it_can_be_pressed_where_a_page_stops_all_clicks(web):
    stops = "for (const kind of ['mousedown', 'touchstart', 'click']) addEventListener(kind, (event) => { "
    stops += "event.preventDefault(); event.stopImmediatePropagation(); }, true)"
    window = web.window(f"<h1>Form</h1><script>{stops}</script>")
    bar = shown(window)
    press(window.page, "Stop")
    assert answered(window, bar) == "stop"


def test_it_comes_again_on_the_next_page_and_when_the_page_takes_it_away(window):
    bar = shown(window)
    window.page.reload()
    assert window.wait(lambda: bar.answer() or has_bar(window.page) or None, 5) is True
    window.page.evaluate("document.documentElement.lastElementChild.remove()")
    assert window.wait(lambda: bar.answer() or has_bar(window.page) or None, 5) is True
    press(window.page, "Stop")
    assert answered(window, bar) == "stop"


def test_it_follows_the_person_into_a_new_tab(web, window):
    web.pages[f"GET {HOME}next"] = "<h1>Next"
    bar = shown(window)
    tab = window.context.new_page()
    tab.goto(f"{HOME}next")
    assert window.wait(lambda: bar.answer() or has_bar(tab) or None, 5) is True
    press(tab, "Stop")
    assert answered(window, bar) == "stop"


def test_a_person_who_closes_it_has_not_answered_and_sees_it_no_more(window):
    bar = shown(window)
    press(window.page, "✕")
    assert answered(window, bar, 0.3) is None
    assert not has_bar(window.page)
    window.page.reload()
    assert answered(window, bar, 1.5) is None
    assert not has_bar(window.page)


def test_a_press_that_is_told_late_does_not_answer_the_next_question(window):
    bar = shown(window)
    bar.show(FACE)
    bar._note("1 stop")  # noqa: SLF001
    assert bar._answer is None  # noqa: SLF001
    bar._note("2 stop")  # noqa: SLF001
    assert bar.answer() == "stop"


def test_it_moves_out_of_the_way(window):
    bar = shown(window)
    below = buttons(window.page)["Stop"][1]
    press(window.page, "⇅")
    assert buttons(window.page)["Stop"][1] < below - 300
    assert bar.answer() is None


def test_it_never_stands_on_a_foreign_page(web):
    web.pages[f"GET {FOREIGN}"] = "<h1>Elsewhere"
    window = web.window("<h1>Form")
    window.page.goto(FOREIGN)
    bar = Bar(window)
    bar.show(FACE)
    assert bar.answer() is None
    assert not has_bar(window.page)


def test_markup_in_its_texts_stays_text(window):
    shown(window, Face("<img src=x onerror=heard.push(1)>", (("stop", "<b>Stop"),), quote="<script>1</script>"))
    assert "<b>Stop" in buttons(window.page)
    assert window.page.evaluate("heard") == []


def edges(page):
    """Give the colour of each button's edge, by its text."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    colours = {}
    for one in flat(session.send("DOM.getDocument", {"depth": -1, "pierce": True})["root"]):
        if one["localName"] == "button":
            found = session.send("CSS.getComputedStyleForNode", {"nodeId": one["nodeId"]})["computedStyle"]
            colours[text_of(one)] = next(each["value"] for each in found if each["name"] == "border-top-color")
    session.detach()
    return colours


@pytest.mark.parametrize("default", ["stop", "point", ""])
def test_only_the_default_answer_stands_out(window, default):
    choices = (("point", "Point at it"), ("stop", "Stop"), ("no", "No"))
    shown(window, Face("Which?", choices, default=default))
    colours = edges(window.page)
    assert {answer for answer, label in choices if colours[label] != colours["No"]} == {default} - {""}
