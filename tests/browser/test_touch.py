"""Working a page by the browser's own input: typed, pressed and chosen as a person does, with trusted events."""

import pytest
from tests.web import HOME

from optout.browser import touch
from optout.browser.bar import Bar, Face
from optout.browser.element import words_of
from optout.browser.lists import option_texts, options_of
from optout.browser.page import look

HEARS = """<script>heard = [];
for (const kind of ['input', 'change', 'blur', 'click', 'submit']) addEventListener(kind, (event) =>
  heard.push(`${kind}${event.isTrusted ? '' : ' by a script'}`), true);</script>"""


def marked(window, mark="it"):
    """Read the page and give the one element with a mark, in whatever frame it is."""
    snapshot = window.wait(lambda: found if (found := look(window)).read else None, 60)
    assert snapshot is not None
    return next(one for one in snapshot.elements if one.attributes.get("data-is") == mark)


FIELDS = {
    "a line": "<input data-is=it value=before>",
    "an address": "<input type=email data-is=it value=a@b.eu>",
    "a text area": "<textarea data-is=it>before</textarea>",
    "a part that can be edited": "<div contenteditable data-is=it>before</div>",
}
READS = "e => e.value ?? e.innerText"


@pytest.mark.parametrize("html", FIELDS.values(), ids=FIELDS)
def test_a_text_takes_the_place_of_what_stands_there_and_the_field_is_left(shown, html):
    window = shown(f"{HEARS}{html}")
    assert touch.write(window, marked(window), "ada@example.eu")
    page = window.page
    assert page.locator("[data-is=it]").evaluate(READS) == "ada@example.eu"
    assert page.evaluate("document.activeElement.tagName") == "BODY"
    heard = page.evaluate("heard")
    assert {"input", "blur"} <= set(heard)
    assert not [event for event in heard if "script" in event]


def test_a_field_is_emptied(shown):
    window = shown(FIELDS["a line"])
    assert touch.write(window, marked(window), "")
    assert window.page.locator("input").input_value() == ""


def test_lines_stay_lines(shown):
    window = shown(FIELDS["a text area"])
    assert touch.write(window, marked(window), "one\ntwo")
    assert window.page.locator("textarea").input_value() == "one\ntwo"


@pytest.mark.parametrize("lock", ["readonly", "disabled"])
def test_what_is_locked_is_not_written_into(shown, lock):
    window = shown(f"<input data-is=it value=before {lock}>")
    assert not touch.write(window, marked(window), "ada@example.eu")
    assert window.page.locator("input").input_value() == "before"


def test_nothing_is_written_where_the_page_puts_the_person_elsewhere(shown):
    window = shown("<input data-is=it onfocus=other.focus()><input id=other>")
    assert not touch.write(window, marked(window), "ada@example.eu")
    assert window.page.locator("#other").input_value() == ""


def test_nothing_is_written_into_a_page_that_came_to_the_place_of_the_one_that_was_read(shown, shared):
    window = shown(FIELDS["a line"])
    field = marked(window)
    shared.pages[f"GET {HOME}next"] = "<input autofocus>"
    window.page.goto(f"{HOME}next")
    assert not touch.write(window, field, "ada@example.eu")
    assert window.page.locator("input").input_value() == ""


PRESSED = {
    "a button": "<button type=button data-is=it onclick='done = 1'>Send</button>",
    "far below": "<p style='height:3000px'>x</p><button type=button data-is=it onclick='done = 1'>Send</button>",
    "in a part that scrolls": (
        "<div style='height:60px;overflow:auto'><p style='height:900px'>x</p><button data-is=it onclick='done = 1'>"
        "Send</button></div>"
    ),
    "with parts": "<button type=button data-is=it onclick='done = 1'><span>Send</span> <b>it</b></button>",
    "drawn": "<div data-is=it onclick='done = 1'><span>Send</span></div>",
    "under what lets presses through": (
        "<button data-is=it onclick='done = 1'>Send</button>"
        "<div style='position:fixed;inset:0;pointer-events:none'></div>"
    ),
    "behind a bar at the bottom": (
        "<p style='height:690px'>x</p><button data-is=it onclick='done = 1'>Send</button><p style='height:900px'>y</p>"
        "<div style='position:fixed;bottom:0;height:80px;width:100%;background:#fff'></div>"
    ),
    "a box of the page's drawing": (
        "<label onclick='done = 1'><input type=checkbox data-is=it style='display:none'><i>Agreed</i></label>"
    ),
    "moving": (
        "<style>@keyframes m { from { margin-left: 0 } to { margin-left: 400px } }</style>"
        "<button data-is=it style='animation: m .5s linear both' onclick='done = 1'>Send</button>"
    ),
}


@pytest.mark.parametrize("html", PRESSED.values(), ids=PRESSED)
def test_a_press_meets_what_it_is_meant_for(shown, html):
    window = shown(f"<script>done = 0</script>{html}")
    assert touch.press(window, marked(window), 20)
    assert window.wait(lambda: window.page.evaluate("done") or None, 20) == 1


NOT_PRESSED = {
    "covered": "<button data-is=it>Send</button><div style='position:fixed;inset:0'></div>",
    "hidden": "<button data-is=it style='display:none'>Send</button>",
    "off the screen": "<button data-is=it style='position:absolute;left:-9999px'>Send</button>",
    "a label whose middle is a link": (
        "<label><input type=checkbox data-is=it style='display:none'><a href=/next>the terms</a></label>"
    ),
}


@pytest.mark.parametrize("html", NOT_PRESSED.values(), ids=NOT_PRESSED)
def test_what_a_press_would_not_meet_is_not_pressed(shown, html):
    window = shown(f"{HEARS}{html}")
    assert not touch.press(window, marked(window), 0.3)
    assert window.page.evaluate("heard") == []
    assert window.page.url == HOME


def test_our_own_bar_is_not_in_the_way(shown):
    window = shown("<button data-is=it style='position:fixed;bottom:30px;left:45%'>Send</button>")
    bar = Bar(window)
    bar.show(Face("A long question, so that the bar is wide enough to lie over all that stands at the bottom of it"))
    assert touch.is_free(window, marked(window))
    bar.remove()


@pytest.mark.parametrize("address", [f"{HOME}inner", "https://help.example.org/inner"])
def test_a_frame_is_worked_in_wherever_it_stands(shown, shared, address):
    shared.pages[f"GET {address}"] = (
        f"{HEARS}<p style='height:400px'>x</p><input data-is=field><button data-is=it onclick='done = 1'>Send</button>"
    )
    window = shown(f"<p style='height:900px'>x</p><iframe src={address} style='border:9px solid;height:90px'></iframe>")
    assert touch.write(window, marked(window, "field"), "typed")
    assert touch.press(window, marked(window), 20)
    [frame] = window.page.main_frame.child_frames
    assert frame.locator("input").input_value() == "typed"
    assert frame.evaluate("done") == 1
    window.page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<div style=\"position:fixed;inset:0\"></div>')"
    )
    assert not touch.is_free(window, marked(window))


SELECT = """<select data-is=it onchange="heard.push(value)"><option value="">-</option>
<option value=FI>Finland<option value=FR>France<option value=NE>Niger<option value=NG>Nigeria<option disabled>Norway
<optgroup label=G><option value=NZ>New Zealand<option value=GR>Ελλάδα</optgroup><option hidden value=HH>Hidden
<option value=CI>Côte d'Ivoire</select>"""


@pytest.mark.parametrize("code", ["FI", "FR", "NE", "NG", "NZ", "GR", "CI"])
def test_an_entry_of_a_list_is_chosen_and_the_page_hears_of_it_once(shown, code):
    window = shown(f"{HEARS}{SELECT}")
    field = marked(window)
    entry = next(one for one in options_of(field) if option_texts(one)[1] == code)
    assert touch.choose(window, field, entry, 20)
    assert window.page.locator("select").input_value() == code
    assert window.page.evaluate("heard").count("change") == 1
    assert window.page.evaluate("heard").count(code) == 1


@pytest.mark.parametrize("kind", ["multiple", "size=4"])
def test_an_entry_of_a_list_that_lies_open_is_pressed(shown, kind):
    window = shown(f"<select {kind} data-is=it><option>one<option>two<option>three</select>")
    field = marked(window)
    assert touch.choose(window, field, options_of(field)[2], 20)
    assert window.page.locator("select").input_value() == "three"


def test_an_entry_that_cannot_be_chosen_is_not(shown):
    window = shown(SELECT.replace(' onchange="heard.push(value)"', ""))
    field = marked(window)
    assert not touch.choose(window, field, next(one for one in options_of(field) if "disabled" in one.attributes), 1)
    assert window.page.locator("select").input_value() == ""


OWN_LIST = """<div role=combobox tabindex=0 aria-haspopup=listbox aria-expanded=false {} data-is=it
  onclick="list.hidden = !list.hidden">-</div><div id=list role=listbox hidden>
<div role=option>Malta</div><div role=option onclick="list.hidden = true;
  document.querySelector('[role=combobox]').textContent = this.textContent">Ranska</div></div>"""


@pytest.mark.parametrize("points", ["aria-controls=list", "aria-owns=list", ""])
def test_an_entry_of_a_list_of_the_page_s_own_making_is_pressed(shown, points):
    window = shown(OWN_LIST.format(points))
    wanted = lambda entries: next((one for one in entries if one.name == "Ranska"), None)  # noqa: E731
    assert touch.pick(window, marked(window), wanted, 20) is not None
    assert window.page.locator("[role=combobox]").inner_text() == "Ranska"


SHOWN = "document.querySelector('[data-is=it]').dataset.shown"
ROWS = """<div data-is=it {} style="width:200px; border:1px solid">-</div><script>
const box = document.querySelector('[data-is=it]'), names = {};
const row = (name) => {{ const one = document.createElement('div'); one.textContent = name; one.style.height = '20px';
  one.onclick = () => {{ box.dataset.shown = name; list.remove(); }}; return one; }};
const list = document.createElement('div');
list.style = 'position:absolute; top:60px; width:200px; height:100px; overflow:auto; background:white';
{}</script>"""
NAMES = "[...Array(60).keys()].map((n) => n === 47 ? 'Ranska' : `Maa ${n}`)"
OPENS = "box.onclick = () => { if (!list.isConnected) { document.body.append(list); draws(); } };"
"""What libraries do: the list is put at the end of the page as it opens, and nothing says what it is."""
LISTS = {
    "entries that only have words": ("tabindex=0", "const draws = () => list.replaceChildren(...names.map(row));"),
    "entries that are made as they are scrolled to": (
        "tabindex=0",
        """const all = document.createElement('div'); all.style = 'height:1200px; position:relative'; list.append(all);
        const draws = () => { const first = Math.floor(list.scrollTop / 20);
          all.replaceChildren(...names.slice(first, first + 7).map((name, at) => { const one = row(name);
            one.style.position = 'absolute'; one.style.top = `${(first + at) * 20}px`; return one; })); };
        list.onscroll = draws;""",
    ),
    "a list that shows nothing before something is written": (
        "",
        """box.innerHTML = '<input>'; const draws = () => 0; box.onclick = () => document.body.append(list);
        box.oninput = ({target: {value}}) => list.replaceChildren(...names.filter((name) => value &&
          name.startsWith(value)).map(row));""",
    ),
    "a list with a field of its own": (
        "tabindex=0",
        """const field = document.createElement('input'), rows = document.createElement('div');
        const draws = () => { list.append(field, rows); field.focus(); };
        field.oninput = () =>
          rows.replaceChildren(...names.filter((name) => name.startsWith(field.value)).map(row));""",
    ),
}


@pytest.mark.parametrize(("box", "script"), LISTS.values(), ids=LISTS)
def test_a_list_is_searched_as_a_person_does(shown, box, script):
    opens = "" if "document.body.append(list)" in script else OPENS
    window = shown(ROWS.format(box, NAMES, f"{script}{opens}"))
    wanted = lambda entries: next((one for one in entries if words_of(one) == "Ranska"), None)  # noqa: E731
    assert touch.pick(window, marked(window), wanted, 20, ["France", "Ranska"]) is not None
    assert window.page.evaluate(SHOWN) == "Ranska"


def test_what_was_there_before_a_list_opened_is_no_entry_of_it(shown):
    script = f"const draws = () => list.replaceChildren(row('Malta')); {OPENS}"
    window = shown(f"<p onclick='heard = 1'>Ranska</p>{ROWS.format('tabindex=0', NAMES, script)}")
    wanted = lambda entries: next((one for one in entries if words_of(one) == "Ranska"), None)  # noqa: E731
    assert touch.pick(window, marked(window), wanted, 20) is None


def test_a_list_that_has_not_the_entry_is_closed_again(shown):
    window = shown(OWN_LIST.format(""))
    assert touch.pick(window, marked(window), lambda _: None, 20) is None
    assert window.page.locator("#list").is_hidden()


@pytest.mark.parametrize(
    ("above", "below", "is_clear"),
    [(2000, 2000, True), (2000, 0, False), (620, 0, False), (100, 0, True)],
    ids=["in a long page", "at its end", "low on a short page", "high on a short page"],
)
def test_what_is_shown_is_in_the_middle_where_the_page_can_be_scrolled_so_far(shown, above, below, is_clear):
    inside = f"<div style='height:{above}px'></div><input data-is=it><div style='height:{below}px'></div>"
    window = shown(f"<body style='margin:0'>{inside}")
    assert touch.show(window, marked(window)) is is_clear
    assert window.page.locator("[data-is=it]").evaluate("e => e.getBoundingClientRect().bottom <= innerHeight")
