"""What a person can tell from its ground: what is not of its colour, not tiny, and not under something else."""

import pytest

from optout.browser.element import is_behind, is_covered, is_in_field, is_legible, is_quoted, passages_of
from optout.browser.page import look
from optout.flow.words import says

OVER = "position:fixed;inset:0"
LEGIBLE = {
    "a paragraph": "<p>Thank you</p>",
    "grey": "<p style='color:#999'>Thank you</p>",
    "white on green": "<div style='background:green'><p style='color:white'>Thank you</p></div>",
    "white over a picture": (
        "<div style='background:linear-gradient(#111,#333)'><p style='color:#fff'>Thank you</p></div>"
    ),
    "white on a dark sheet": "<style>:root{color-scheme:dark}</style><p>Thank you</p>",
    "filled with its ground": (
        "<p style='background:linear-gradient(red,blue);background-clip:text;color:transparent;"
        "-webkit-text-fill-color:transparent'>Thank you</p>"
    ),
    "in a colour written otherwise": "<p style='color:oklch(0.4 0.1 150)'>Thank you</p>",
    "in a drawing": "<svg width=200 height=40><text x=5 y=20>Thank you</text></svg>",
    "under a veil": f"<p>Thank you</p><div style='{OVER};background:rgba(0,0,0,.4)'></div>",
    "under something without a colour": f"<p>Thank you</p><div style='{OVER}'></div>",
    "under what is hidden": f"<p>Thank you</p><div style='{OVER};background:#fff;visibility:hidden'></div>",
    "under what has faded": f"<p>Thank you</p><div style='{OVER};background:#fff;opacity:.1'></div>",
    "over what covers the screen": (
        f"<div style='{OVER};background:#fff'></div><p style='position:relative'>Thank you</p>"
    ),
    "in what covers the screen": f"<div style='{OVER};background:#fff'><p>Thank you</p></div>",
    "in a modal dialog": "<dialog>Thank you</dialog><script>document.querySelector('dialog').showModal()</script>",
    "before a block that is drawn up to it": (
        "<p>Thank you</p><div style='background:#ff0;margin-top:-34px'>&nbsp;</div>"
    ),
    "beside a bar at the bottom": (
        "<p>Thank you</p><div style='position:fixed;bottom:0;width:100%;height:60px;background:red'>"
    ),
    "turned a little": "<p style='transform:rotate(-3deg)'>Thank you</p>",
    "mirrored twice": "<div style='transform:scaleX(-1)'><p style='scale:-1 1'>Thank you</p></div>",
    "in front of frosted glass": f"<div style='{OVER};backdrop-filter:blur(20px)'><p>Thank you</p></div>",
    "on clear glass": f"<p>Thank you</p><div style='{OVER};backdrop-filter:blur(1px);pointer-events:none'></div>",
    "under a bar at the top, to be scrolled free": (
        "<div style='position:fixed;top:0;width:100%;height:60px;background:red'></div>"
        "<div style='height:10px'></div><p style='margin-top:900px'>Thank you</p><div style='height:3000px'></div>"
    ),
    "under an ornament": (
        f"<p>Thank you</p><div style='{OVER};background:repeating-linear-gradient(red,blue);pointer-events:none'></div>"
    ),
    "over a ground of its own that lies below": (
        "<div style='position:relative'><div style='position:absolute;inset:0;z-index:-1;background:#eee'></div>"
        "<p>Thank you</p></div>"
    ),
    "in a frame": "<iframe srcdoc='<p>Thank you</p>'></iframe>",
}
NOT = {
    "white on white": "<p style='color:white'>Thank you</p>",
    "nearly white on white": "<p style='color:#f4f4f4'>Thank you</p>",
    "black on black": "<body style='background:#000'><p style='color:#000'>Thank you</p>",
    "in the colour of a part of the page": "<div style='background:#336'><p style='color:#347'>Thank you</p></div>",
    "white in itself": "<p style='-webkit-text-fill-color:#fff'>Thank you</p>",
    "nearly transparent": "<p style='color:rgba(0,0,0,.04)'>Thank you</p>",
    "faint within the faint": "<div style='opacity:.2'><p style='opacity:.2'>Thank you</p></div>",
    "of a pixel": "<p style='font-size:1px'>Thank you</p>",
    "scaled down": "<p style='transform:scale(.02)'>Thank you</p>",
    "blurred": "<p style='filter:blur(20px)'>Thank you</p>",
    "taken away by a filter": "<p style='filter:grayscale(1) opacity(0)'>Thank you</p>",
    "clipped to a point": "<p style='clip-path:circle(0px at 50% 50%)'>Thank you</p>",
    "mirrored": "<div style='transform:scaleX(-1)'><p>Thank you</p></div>",
    "on its head": "<p style='rotate:180deg'>Thank you</p>",
    "as discs": "<p style='-webkit-text-security:disc'>Thank you</p>",
    "backwards": "<p style='direction:rtl;unicode-bidi:bidi-override'>Thank you</p>",
    "without light": "<p style='filter:brightness(0)'>Thank you</p>",
    "under frosted glass": f"<p>Thank you</p><div style='{OVER};backdrop-filter:blur(20px);pointer-events:none'></div>",
    "clipped to a path without extent": "<p style='clip-path:path(\"M0 0\")'>Thank you</p>",
    "clipped to a line": "<p style='clip-path:polygon(0 0, 0 0, 0 0, 0 0)'>Thank you</p>",
    "under what covers the screen": f"<p>Thank you</p><div style='{OVER};background:#fff'>Error</div>",
    "under what covers the screen, far below": (
        f"<div style='height:3000px'></div><p>Thank you</p><div style='{OVER};background:#fff'>Error</div>"
    ),
    "under what is drawn before something": (
        f"<style>i::before{{content:'';{OVER};background:#fff}}</style><p>Thank you</p><i></i>"
    ),
    "under a picture": (
        "<p>Thank you</p><img alt='' width=900 height=200 style='position:absolute;top:0;left:0' "
        "src='data:image/svg+xml,<svg xmlns=%22http://www.w3.org/2000/svg%22/>'>"
    ),
    "under several veils": "<p>Thank you</p>" + f"<div style='{OVER};background:rgba(255,255,255,.8)'></div>" * 3,
    "under its own ground": "<div style='background:#fff'><p style='position:relative;z-index:-1'>Thank you</p></div>",
    "in a frame under something": (
        f"<iframe srcdoc='<p>Thank you</p>'></iframe><div style='{OVER};background:#fff'></div>"
    ),
    "white in a frame": "<iframe srcdoc='<p style=color:white>Thank you</p>'></iframe>",
}


def passages(window):
    snapshot = window.wait(lambda: found if (found := look(window, closely=True)).read else None, 60)
    return [passage for document in snapshot.documents for passage in passages_of(document)]


def is_there(window, counts):
    return any(says(passage.text(counts), ("Thank you",)) for passage in passages(window))


@pytest.mark.parametrize("html", LEGIBLE.values(), ids=LEGIBLE)
def test_a_person_can_read(shown, html):
    assert is_there(shown(html), is_legible)


@pytest.mark.parametrize("html", NOT.values(), ids=NOT)
def test_nobody_can_read(shown, html):
    assert not is_there(shown(html), is_legible)


FIELD = {
    "a part to edit": "<div contenteditable><p>Thank you</p></div>",
    "a field of the page's own": "<div role=textbox tabindex=0>Thank you</div>",
    "an entry of the page's own": "<div role=listbox><div role=option>Thank you</div></div>",
    "the label of a box": "<label><input type=checkbox>Thank you</label>",
    "the label of a field": "<label>Thank you<input></label>",
    "the label of a radio button elsewhere": "<input type=radio id=x><label for=x>Thank you</label>",
}


@pytest.mark.parametrize("html", FIELD.values(), ids=FIELD)
def test_what_stands_in_a_field_or_at_a_box_is_told_apart(shown, html):
    assert is_there(shown(html), is_in_field)


@pytest.mark.parametrize("html", ["<p>Thank you", "<label>Thank you</label>", "<button>Thank you</button>"])
def test_what_stands_elsewhere_is_not(shown, html):
    assert not is_there(shown(html), is_in_field)


@pytest.mark.parametrize("tag", ["blockquote", "q", "s", "del"])
def test_what_is_quoted_or_struck_through_is_told_apart(shown, tag):
    assert is_there(shown(f"<div><{tag}>Thank you</{tag}></div>"), is_quoted)
    assert not is_there(shown("<div>Thank you</div>"), is_quoted)


MODAL = "<script>document.querySelector('dialog').showModal()</script>"
BEHIND = {
    "a veil": f"<p>Thank you</p><div style='{OVER};background:rgba(0,0,0,.3)'></div>",
    "something without a colour": f"<p>Thank you</p><div style='{OVER}'></div>",
    "a modal dialog": f"<p>Thank you</p><dialog>Error</dialog>{MODAL}",
    "a dialog that calls itself modal": "<p>Thank you</p><div role=dialog aria-modal=true>Error</div>",
    "something over the frame": f"<iframe srcdoc='<p>Thank you</p>'></iframe><div style='{OVER}'></div>",
}
IN_FRONT = {
    "a page": "<p>Thank you</p>",
    "over a veil": f"<div style='{OVER};background:rgba(0,0,0,.3)'><div role=dialog>Thank you</div></div>",
    "in a modal dialog": f"<p>Form</p><dialog>Thank you</dialog>{MODAL}",
    "under a tint": f"<p>Thank you</p><div style='{OVER};pointer-events:none'></div>",
    "beside a notice": "<p>Thank you</p><div role=dialog style='position:fixed;bottom:0;height:50px'>Cookies</div>",
}


@pytest.mark.parametrize("html", BEHIND.values(), ids=BEHIND)
def test_what_lies_behind_something_is_told_apart(shown, html):
    assert is_there(shown(html), is_behind)


@pytest.mark.parametrize("html", IN_FRONT.values(), ids=IN_FRONT)
def test_what_lies_in_front_is_not_behind(shown, html):
    assert not is_there(shown(html), is_behind)


@pytest.mark.parametrize(
    ("html", "covered"),
    [
        ("<button>Go</button>", False),
        (f"<button>Go</button><div style='{OVER}'></div>", True),
        (f"<button>Go</button><div style='{OVER};pointer-events:none'></div>", False),
        (f"<button>Go</button><div style='{OVER};background:rgba(0,0,0,.5)'><p>Fine</p></div>", True),
        (f"<div style='{OVER}'><button><b style='position:relative'>Go</b></button></div>", False),
        ("<button>Go</button><div style='position:fixed;bottom:0;height:50px;width:100%'></div>", False),
    ],
)
def test_what_takes_a_press_that_is_meant_for_a_button_covers_it(shown, html, covered):
    window = shown(html)
    snapshot = window.wait(lambda: found if (found := look(window)).read else None, 60)
    [button] = [one for one in snapshot.elements if one.tag == "button"]
    assert is_covered(button) is covered
