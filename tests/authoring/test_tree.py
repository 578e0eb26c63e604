"""Reading a page: structure, roles and names as the browser has them, and no trace of the reading on the page."""

import pytest
from tests.web import FOREIGN, HOME, Web

from optout.authoring.reading import read_page


@pytest.fixture
def read(context):
    web = Web(context)

    def reading(html, only=None, **frames):
        web.pages |= {f"GET {HOME}{name}": page for name, page in frames.items()}
        web.pages[f"GET {FOREIGN}"] = "<p>foreign words"
        window = web.window(html)
        window.page.wait_for_load_state()
        return again(window, only), window

    return reading


def again(window, only=None):
    """Read a page, however long it takes to answer on a busy machine."""
    page = window.wait(lambda: read_page(window, only or {}), 20)
    assert page is not None
    return page


def found(page, role):
    return [node for node in page.all() if node.role == role]


def test_roles_and_names_are_the_browser_s_own(read):
    page, _ = read(
        "<form><label for=e>E-mail *</label><input id=e type=email required><textarea placeholder=Why></textarea>"
        "<fieldset><legend>About AI?</legend><label><input type=radio name=a checked>Yes</label></fieldset>"
        "<span id=s>Country</span><select aria-labelledby=s><option>FR</select><button><img alt=Send></button></form>"
    )
    fields = [
        (n.role, n.name, n.required, n.named_by) for n in page.all() if n.role in ("textbox", "combobox", "button")
    ]
    assert fields == [
        ("textbox", "E-mail *", True, "label"),
        ("textbox", "Why", False, "placeholder"),
        ("combobox", "Country", False, "aria-labelledby"),
        ("button", "Send", False, "contents"),
    ]
    assert [(n.role, n.name) for n in page.all() if n.role in ("group", "radio")] == [
        ("group", "About AI?"),
        ("radio", "Yes"),
    ]
    assert [node.checked for node in found(page, "radio")] == [True]


def test_open_shadow_roots_are_read_also_inside_each_other_and_closed_ones_are_not(read):
    page, _ = read(
        "<div id=a>light</div><div id=b></div><script>"
        "const outer = a.attachShadow({mode: 'open'}); outer.innerHTML = '<p>outer</p><slot></slot><div>slotted</div>';"
        "outer.querySelector('div').attachShadow({mode: 'open'}).innerHTML = '<input aria-label=deep><slot></slot>';"
        "b.attachShadow({mode: 'closed'}).innerHTML = '<input aria-label=closed>closed words';</script>"
    )
    assert [node.name for node in found(page, "textbox")] == ["deep"]
    host = next(node for node in page.all() if node.attributes.get("id") == "a")
    assert [node.tag for node in host.children] == ["p", "slot", "div", "#text"]
    assert [node.tag for node in host.children[2].children] == ["input", "slot", "#text"]
    assert [node.words() for node in host.children] == ["outer", "", "slotted", "light"]
    assert "closed words" not in {node.text for node in page.all()}


def test_frames_of_the_flow_s_hosts_are_read_and_foreign_ones_are_not(read):
    page, _ = read(
        f"<iframe src=/inner></iframe><iframe src='{FOREIGN}'></iframe><iframe srcdoc='<p>no address'></iframe>",
        inner="<label>Inner <input></label>",
    )
    assert [node.name for node in found(page, "textbox")] == ["Inner"]
    texts = {node.text for node in page.all()}
    assert "no address" in texts
    assert "foreign words" not in texts


def test_what_nobody_can_see_is_not_shown(read):
    page, _ = read(
        "<p>seen<p style='display:none'>none<p style='visibility:hidden'>hidden<p hidden>away"
        "<div style='height:0;overflow:hidden'><p>folded</div><p>"
        "<input style='width:0;height:0;border:0;padding:0' aria-label=flat>"
    )
    shown = {node.text for node in page.all() if node.tag == "#text" and node.shown}
    assert "seen" in shown
    assert not shown & {"none", "hidden", "away"}
    assert [node.shown for node in found(page, "textbox")] in ([], [False])


def test_values_are_read_so_that_they_can_be_kept_out(read):
    _, window = read("<input id=a value=before><textarea id=b>old</textarea>")
    window.page.fill("#a", "typed")
    window.page.fill("#b", "also typed")
    assert [node.value for node in found(again(window), "textbox")] == ["typed", "also typed"]


def test_what_a_selector_fits_is_noted_in_shadow_roots_and_frames_too(read):
    page, _ = read(
        "<input type=email><div id=h></div><iframe src=/inner></iframe>"
        "<script>h.attachShadow({mode: 'open'}).innerHTML = '<input type=email>';</script>",
        {"email": "input[type=email]"},
        inner="<input type=email>",
    )
    assert [sorted(node.only) for node in found(page, "textbox")] == [["email"]] * 3


PROTOTYPES = """
<input value=x><div id=h></div>
<script>
let noticed = 0;
const note = () => { noticed += 1; };
h.attachShadow({mode: 'open'});
for (const [kind, name] of [[Element, 'shadowRoot'], [Node, 'childNodes'], [Element, 'attributes'],
                            [Document, 'querySelectorAll'], [HTMLInputElement, 'value']]) {
  const own = Object.getOwnPropertyDescriptor(kind.prototype, name);
  const spied = own.get
    ? {get() { note(); return own.get.call(this); }}
    : {value(...all) { note(); return own.value.apply(this, all); }};
  Object.defineProperty(kind.prototype, name, {...own, ...spied});
}
addEventListener('load', () => new MutationObserver(note).observe(document,
  {subtree: true, childList: true, attributes: true, characterData: true}));
</script>
"""


def test_the_page_cannot_notice_that_it_is_read(read):
    _, window = read(PROTOTYPES, {"email": "input"})
    assert window.page.evaluate("noticed") == 0
    window.page.evaluate("() => { document.querySelector('input').value; document.body.append('x'); }")
    assert window.page.evaluate("noticed") == 2  # it would notice
