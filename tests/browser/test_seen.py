"""What counts as visible text: what a person can see now, and nothing that only stands in the markup."""

import pytest
from tests.web import FOREIGN, HOME, Web

from optout.browser.element import Snapshot, passages_of
from optout.browser.page import look
from optout.flow.words import says

WORDS = "Thank you"
TOO_SMALL = "position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0 0 0 0)"

SHOWN = {
    "a paragraph": "<p>Thank you</p>",
    "broken by links and bold words": "<p>Tha<b>nk</b> <a href=#>y<i>o</i>u</a></p>",
    "over two lines": "<p>Thank\n   you</p>",
    "with a no-break space": "<p>Thank&nbsp;you</p>",
    "with a line break": "<p>Thank<br>you</p>",
    "in an inline element of the body": "<span>Thank you</span>",
    "straight in the body": "Thank you",
    "in a list": "<ul><li>Thank you</ul>",
    "in a table": "<table><tr><td>Thank you</table>",
    "on a button": "<button>Thank you</button>",
    "in an open dialog": "<dialog open>Thank you</dialog>",
    "in a fixed layer": "<div style='position:fixed;inset:0'><div role=dialog>Thank you</div></div>",
    "in an opened details": "<details open><summary>more</summary>Thank you</details>",
    "as a closed details' summary": "<details><summary>Thank you</summary>more</details>",
    "in an element without a box of its own": "<div style='display:contents'>Thank you</div>",
    "far below the first screen": "<div style='height:9000px'></div><p>Thank you</p>",
    "below the edge of a box that scrolls, in one that does not": (
        "<div style='height:200px;overflow:hidden'><div style='height:100%;overflow:auto'>"
        "<p style='margin-top:900px'>Thank you</p></div></div>"
    ),
    "faint": "<p style='opacity:.4'>Thank you</p>",
    "with visibility put back inside": "<div style='visibility:hidden'><p style='visibility:visible'>Thank you</div>",
    "in a live region": "<div role=status aria-live=polite>Thank you</div>",
    "in a flex row": "<div style='display:flex'><span>Thank you</span></div>",
    "in SVG": "<svg width=200 height=40><text x=5 y=20>Thank you</text></svg>",
}
HIDDEN = {
    "the hidden attribute": "<p hidden>Thank you</p>",
    "display none": "<p style='display:none'>Thank you</p>",
    "a parent with display none": "<div style='display:none'><div><p>Thank you</p></div></div>",
    "visibility hidden": "<p style='visibility:hidden'>Thank you</p>",
    "a parent with visibility hidden": "<div style='visibility:hidden'><p>Thank you</p></div>",
    "opacity 0": "<p style='opacity:0'>Thank you</p>",
    "a parent with opacity 0": "<div style='opacity:0'><p>Thank you</p></div>",
    "content-visibility hidden": "<div style='content-visibility:hidden'><p>Thank you</p></div>",
    "a script": "<script type=text/plain>Thank you</script>",
    "a script of data": '<script type=application/json>{"message": "Thank you"}</script>',
    "a style": "<style>.x::before { content: 'Thank you' }</style>",
    "a template": "<template><p>Thank you</p></template>",
    "noscript": "<noscript>Thank you</noscript>",
    "a comment": "<!-- Thank you -->",
    "an option": "<select><option>Thank you</select>",
    "what is typed": "<input value='Thank you'><textarea>Thank you</textarea>",
    "an attribute": "<p title='Thank you' aria-label='Thank you' data-x='Thank you'>else</p>",
    "the title": "<script>document.title = 'Thank you'</script>",
    "a closed details": "<details><summary>more</summary><p>Thank you</p></details>",
    "a closed details without an element inside": "<details><summary>more</summary>Thank you</details>",
    "a closed dialog": "<dialog>Thank you</dialog>",
    "off the left": "<p style='position:absolute;left:-9999px'>Thank you</p>",
    "a parent off the left": "<div style='position:absolute;left:-9999px'><p>Thank you</p></div>",
    "off the top": "<p style='position:absolute;top:-9999px'>Thank you</p>",
    "for screen readers only": f"<p style='{TOO_SMALL}'>Thank you</p>",
    "for screen readers only, in a paragraph inside": f"<div style='{TOO_SMALL}'><p>Thank you</p></div>",
    "for screen readers only, in words inside": f"<div style='{TOO_SMALL}'><span>Thank you</span></div>",
    "for screen readers only, not wrapped": f"<span style='{TOO_SMALL};white-space:nowrap'><b>Thank you</b></span>",
    "a folded box": "<div style='height:0;overflow:hidden'><p>Thank you</p></div>",
    "a folded box that would scroll": "<div style='height:0;overflow:auto'><p>Thank you</p></div>",
    "a folded box of no width": "<div style='width:0;overflow:hidden;white-space:nowrap'><b>Thank you</b></div>",
    "clipped away": "<p style='position:absolute;clip-path:inset(50%)'>Thank you</p>",
    "of no size": "<p style='font-size:0'>Thank you</p>",
    "two paragraphs": "<p>Thank</p><p>you</p>",
}


@pytest.fixture
def web(context):
    return Web(context)


def read(window):
    """Read the page, however long it takes to answer on a busy machine."""
    snapshot = window.wait(lambda: found if (found := look(window)).read else None, 60)
    assert snapshot is not None
    passages = (passage for document in snapshot.documents for passage in passages_of(document))
    return [text for passage in passages if (text := passage.text())]


def shows(window):
    """Whether the words are seen in one block of text."""
    return any(says(block, (WORDS,)) for block in read(window))


@pytest.mark.parametrize("html", SHOWN.values(), ids=SHOWN)
def test_what_a_person_can_see_counts(shown, html):
    assert shows(shown(html))


@pytest.mark.parametrize("html", HIDDEN.values(), ids=HIDDEN)
def test_what_a_person_cannot_see_does_not_count(shown, html):
    assert not shows(shown(html))


def test_words_that_are_shown_later_count_from_then_on(web):
    window = web.window("<p id=x hidden>Thank you</p>")
    assert not shows(window)
    window.page.evaluate("document.getElementById('x').hidden = false")
    assert shows(window)


def test_an_open_shadow_root_is_looked_into(web):
    script = "document.getElementById('host').attachShadow({mode: 'open'}).innerHTML"
    for inside, expected in (("<p>Thank you</p>", True), ("<p hidden>Thank you</p>", False)):
        assert shows(web.window(f"<div id=host></div><script>{script} = '{inside}'</script>")) is expected


def test_a_shadow_root_in_a_hidden_host_and_one_in_another_one(web):
    script = """
      const root = (node) => node.attachShadow({mode: 'open'});
      const outer = root(document.getElementById('host'));
      outer.innerHTML = '<div id=inner></div>';
      root(outer.getElementById('inner')).innerHTML = '<p>Thank you</p>';
    """
    assert shows(web.window(f"<div id=host></div><script>{script}</script>"))
    assert not shows(web.window(f"<div id=host hidden></div><script>{script}</script>"))


def test_words_in_a_slot_are_read_once(web):
    script = "document.getElementById('host').attachShadow({mode: 'open'}).innerHTML = '<slot></slot>'"
    window = web.window(f"<div id=host><p>Thank you</p></div><script>{script}</script>")
    assert read(window) == ["Thank you"]


def test_words_that_no_slot_takes_are_not_shown(web):
    script = "document.getElementById('host').attachShadow({mode: 'open'}).innerHTML = '<p>else</p>'"
    assert not shows(web.window(f"<div id=host><p>Thank you</p></div><script>{script}</script>"))


def test_a_frame_of_a_listed_host_counts(web):
    for address in (f"{HOME}inner", "https://help.example.org/inner"):
        web.pages[f"GET {address}"] = "<p>Thank you</p>"
        assert shows(web.window(f"<iframe src={address}></iframe>"))
    assert shows(web.window("<iframe srcdoc='<p>Thank you</p>'></iframe>"))


def test_a_frame_of_any_other_host_does_not_count(web):
    web.pages[f"GET {FOREIGN}"] = "<p>Thank you</p>"
    assert not shows(web.window(f"<iframe src={FOREIGN}></iframe>"))


def test_a_frame_that_a_foreign_frame_wrote_does_not_count(web):
    web.pages[f"GET {FOREIGN}"] = "<iframe srcdoc='<p>Thank you</p>'></iframe>"
    window = web.window(f"<iframe src={FOREIGN}></iframe>")
    window.page.wait_for_timeout(300)
    assert not shows(window)


@pytest.mark.parametrize(
    "style",
    [
        "display:none",
        "visibility:hidden",
        "opacity:0",
        "width:0;height:0;border:0",
        "width:1px;height:1px;border:0",
        "position:absolute;left:-9999px",
    ],
)
def test_a_frame_that_cannot_be_seen_does_not_count(web, style):
    web.pages[f"GET {HOME}inner"] = "<p>Thank you</p>"
    assert not shows(web.window(f"<iframe src=/inner style='{style}'></iframe>"))


def test_words_on_a_page_of_another_host_do_not_count(web):
    window = web.window("<p>else</p>")
    web.pages[f"GET {FOREIGN}"] = "<p>Thank you</p>"
    window.page.goto(FOREIGN)
    assert look(window) == Snapshot()


def test_words_of_the_page_in_front_count_and_those_of_a_page_behind_it_do_not(web, context):
    window = web.window("<p>Thank you</p>")
    web.pages[f"GET {HOME}other"] = "<p>else</p>"
    context.new_page().goto(f"{HOME}other")
    assert not shows(window)


def test_blocks_are_kept_apart_and_their_spaces_folded(web):
    window = web.window("<h1> A  title\n</h1><p>first <b>and</b> second</p><div>one<p>two</p>three</div>")
    assert read(window) == ["A title", "first and second", "one", "two", "three"]


def test_a_page_that_is_on_its_way_elsewhere_gives_nothing_rather_than_an_error(web):
    window = web.window("<p>else</p>")
    window.page.evaluate("location.href = '/other'; 0")
    for _ in range(20):
        look(window)


def test_a_long_page_is_read(web):
    window = web.window("<p>word</p>" * 5000 + "<p>Thank you</p>")
    assert window.wait(lambda: shows(window) or None, seconds=60)
