"""What a form is made of, told without a word: which field takes an address, which button leads on, which one sends."""

import pytest

from optout.browser.find import Found, Look, find
from optout.browser.reading import read
from optout.flow.model import Target

ROLES = {"question": "radiogroup", "country": "combobox", "onward": "button", "send": "button"}
LINE, MUST = "<p>Ξ<input></p>", "<p>Π<input required {}></p>"
COUNTRIES = "<select {}><option value=''></option><option value={}>{}</option><option value={}>{}</option>"
COUNTRIES += "<option value={}>{}</option></select>"
ENTRIES = "<li role=option>France</li><li role=option>Germany</li><li role=option>Italy</li>"
ENTRIES = f"<ul role=listbox id=l hidden>{ENTRIES}</ul>"
CODES = "".join(f"<li role=option data-value={code}>Ξ{code}</li>" for code in ("FR", "DE", "IT"))
CODES = f"<ul role=listbox id=l hidden>{CODES}</ul>"
FIXED = "<div style='position:fixed; bottom:0'>"
BAR = f"{FIXED}<button>Π</button><button>Λ</button></div>"
LONE = "<form><button data-qa=no>Γ</button></form>"
COLOURS = "<select><option>red</option><option>green</option><option>blue</option><option>FR</option></select>"


def seek(window, target, seconds=3):
    """Look for a target for some seconds, from when the page can be read."""
    assert window.wait(lambda: read(window).read or None, 60) is not None
    return window.wait(
        lambda: found if isinstance(found := find(read(window), target, Look()), Found) else None, seconds
    )


def is_it(window, kind, seconds=3):
    """Give the `data-qa` of what is of a kind; None when nothing is."""
    found = seek(window, _of(kind), seconds)
    return found.element.attributes.get("data-qa") if found else None


def _of(kind):
    return Target(role=ROLES.get(kind, "textbox"), kind=kind)


ONE = {
    "the field for an address": ("email", "<form><input type=email data-qa=it>" + LINE + "</form>"),
    "a line whose words say mail": ("email", f"<form>{LINE}<label>Tuo e-mail<input data-qa=it></label></form>"),
    "the first of two addresses": ("email", "<form><input type=email data-qa=it><input type=email></form>"),
    "the second of two addresses": ("email again", "<form><input type=email><input type=email data-qa=it></form>"),
    "the line after the address that repeats it": (
        "email again",
        "<form><input type=email value=a@example.eu><p>Repeat<input data-qa=it></p><textarea></textarea></form>",
    ),
    "the text area": ("text", f"<form>{LINE}<input type=email><textarea data-qa=it></textarea></form>"),
    "a part that can be edited": (
        "text",
        "<form><input type=email><div contenteditable=true data-qa=it></div></form>",
    ),
    "the line that asks for a reason": (
        "text",
        f"<form><input type=email>{LINE}<p>Motif<input data-qa=it></p></form>",
    ),
    "a clear line under its own label": (
        "email",
        (
            "<form><div style='position:relative'><label for=m style='position:absolute'>E-mail</label>"
            "<span style='opacity:0'><input id=m data-qa=it></span></div><textarea></textarea></form>"
        ),
    ),
    "the area that asks for a reason": (
        "text",
        "<form><input type=email><p>Ξ<textarea></textarea></p><p>Why<textarea data-qa=it></textarea></p></form>",
    ),
    "the second of two addresses that are called the same": (
        "email again",
        "<form><p>E-mail<input type=email></p><p>E-mail<input type=email data-qa=it></p></form>",
    ),
    "the area that is for no name": (
        "text",
        "<form><input type=email><p>Name<textarea></textarea></p><p>Ξ<textarea data-qa=it></textarea></p></form>",
    ),
    "the line for a country": ("country", f"<form><input type=email>{LINE}<p>Maa<input data-qa=it></p></form>"),
    "a list of country names of which one is searched": (
        "country",
        (
            "<form><input type=email><input list=l data-qa=it><datalist id=l><option>France<option>Germany<option>Italy"
            "</datalist></form>"
        ),
    ),
    "a question about countries": (
        "country",
        (
            "<form><input type=email><fieldset data-qa=it><label><input type=radio name=c>France</label><label><input "
            "type=radio name=c>Spain</label><label><input type=radio name=c>Italy</label></fieldset></form>"
        ),
    ),
    "the address in the form with the text": (
        "email",
        (
            "<form role=search><input></form><form><p>News<input type=email></p><button>Ok</button></form>"
            "<form><input type=email data-qa=it><textarea></textarea></form>"
        ),
    ),
    "a list of country codes": (
        "country",
        COLOURS + COUNTRIES.format("data-qa=it", "FR", "Ξ", "DE", "Π", "IT", "Γ") + "<input type=email>",
    ),
    "a list of country names": (
        "country",
        COLOURS + COUNTRIES.format("data-qa=it", 1, "France", 2, "Germany", 3, "Italy") + "<input type=email>",
    ),
    "a list of the page's own making that keeps codes": (
        "country",
        f"<input type=email><div role=combobox aria-controls=l tabindex=0 data-qa=it>-</div>{CODES}",
    ),
    "the button that no bar in front of the page has": (
        "send",
        f"<input type=email><textarea></textarea><button data-qa=it>Γ</button>{BAR}",
    ),
    "the button of a page that is all in front": (
        "send",
        f"<div style='position:fixed; inset:0'>{LINE}<textarea></textarea><button data-qa=it>Γ</button></div>",
    ),
    "the question of a part in front of the page": (
        "question",
        FIXED
        + "<div role=radiogroup data-qa=it><input type=radio name=q></div></div><div hidden><input type=email></div>",
    ),
    "a list of the page's own making": (
        "country",
        f"<input type=email><div role=combobox aria-controls=l tabindex=0 data-qa=it>-</div>{ENTRIES}",
    ),
    "the question before everything": (
        "question",
        (
            "<form><div role=radiogroup data-qa=it><input type=radio name=q value=yes></div>"
            "<div hidden><input type=email></div></form>"
        ),
    ),
    "the button at the foot of a part": (
        "send",
        "<article><input type=email><footer><button data-qa=it>Γ</button></footer></article>",
    ),
    "the only button": (
        "send",
        "<form><input type=email><div role=button tabindex=0 data-qa=it><span>Γ</span></div></form>",
    ),
    "the one that submits": (
        "send",
        "<form><input type=email><button type=button>Γ</button><button data-qa=it>Δ</button></form>",
    ),
    "the button of a step without fields": (
        "send",
        f"<header>{LONE}</header><form><div hidden><input type=email></div><button data-qa=it>Δ</button></form>",
    ),
}


@pytest.mark.parametrize(("kind", "html"), ONE.values(), ids=ONE)
def test_it_is_told_without_a_word(shown, kind, html):
    assert is_it(shown(html), kind) == "it"


NONE = {
    "the address of somebody else": (
        "email again",
        "<form><p>E-mail<input type=email></p><p>Friend's e-mail<input type=email data-qa=no></p></form>",
    ),
    "the only line that must be filled": (
        "email",
        f"<form>{MUST.format('data-qa=no')}<textarea></textarea></form>",
    ),
    "the only line that is left": ("text", "<form><input type=email><p>Ξ<input data-qa=no></p></form>"),
    "the line after the address": (
        "email again",
        f"<form><input type=email value=a@example.eu>{MUST.format('data-qa=no')}<textarea></textarea></form>",
    ),
    "numbers to dial": (
        "country",
        "<form><input type=email><select data-qa=no><option>France +33<option>Italy +39<option>Spain +34</select>",
    ),
    "the country that is dialled before a number": (
        "country",
        (
            "<form><input type=email><select aria-label=Country data-qa=no><option>France +33<option>Italy +39"
            "<option>Spain +34</select><input type=tel></form>"
        ),
    ),
    "the country of a telephone": (
        "country",
        (
            "<form><input type=email><p>Phone country<select data-qa=no><option>France<option>Italy<option>Spain"
            "</select></p></form>"
        ),
    ),
    "three addresses": ("email", "<form>" + "<input type=email data-qa=no>" * 3 + "</form>"),
    "three lines that must be filled": (
        "email",
        f"<form>{MUST.format('data-qa=no') * 3}<textarea></textarea></form>",
    ),
    "a line for a name": (
        "email",
        "<form><input required autocomplete=name data-qa=no><textarea></textarea></form>",
    ),
    "what stands around the page, a text too": (
        "text",
        "<footer><form><input type=email><textarea data-qa=no></textarea></form></footer>",
    ),
    "what stands around the page, in no form": (
        "email",
        "<footer><input type=email data-qa=no><textarea></textarea></footer>",
    ),
    "a form for news": (
        "text",
        "<form><input type=email><textarea data-qa=no></textarea><button>Subscribe</button></form>",
    ),
    "a clear field under the name of another": (
        "email",
        (
            "<form style='position:absolute;top:0;left:0'><input name=email aria-label=E-mail data-qa=no"
            " style='position:absolute;z-index:-1;opacity:0'><label for=f>E-mail</label><br><input id=f type=email>"
            "<textarea></textarea></form>"
        ),
    ),
    "a newsletter beside the form": ("email", "<footer><form><input type=email data-qa=no></form></footer>"),
    "two texts": ("text", "<form><input type=email>" + "<textarea data-qa=no></textarea>" * 2 + "</form>"),
    "a line while a text is to come": (
        "text",
        "<form><input type=email><p>Ξ<input data-qa=no></p><div hidden><textarea></textarea></div></form>",
    ),
    "a list of anything": ("country", COLOURS.replace("<select", "<select data-qa=no") + "<input type=email>"),
    "a question beside other fields": (
        "question",
        "<form><div role=radiogroup data-qa=no><input type=radio></div><input type=email></form>",
    ),
    "two that could send": ("send", "<form><input type=email>" + "<button data-qa=no>Γ</button>" * 2 + "</form>"),
    "the button of another form": (
        "send",
        "<header><form><button data-qa=no>Γ</button></form></header><form><input type=email></form>",
    ),
    "the foot of the page": (
        "send",
        "<input type=email><section><textarea></textarea></section><footer><button data-qa=no>Γ</button></footer>",
    ),
    "a foot with links, of a part that is all of the page": (
        "send",
        "<section><input type=email><footer><a href=/a>Π</a><button data-qa=no>Γ</button></footer></section>",
    ),
    "a form of a button alone": ("send", "<form><button data-qa=no>Γ</button></form><p>nothing here"),
}


@pytest.mark.parametrize(("kind", "html"), NONE.values(), ids=NONE)
def test_what_could_be_another_thing_is_not_taken(shown, kind, html):
    assert is_it(shown(html), kind, seconds=0.2) is None


LOG_OUT = "<header><form><button type=submit data-testid=log-out>Γ</button></form></header>"


def test_only_never_means_the_button_of_a_form_around_the_page(shown):
    target = Target(role="button", only="button[type=submit]", kind="send")
    for rest in ("<p>nothing here", "<form><p>one</p></form>", "<div role=button tabindex=0 data-qa=it>Γ</div>"):
        found = seek(shown(LOG_OUT + rest), target, 0.2)
        assert found is None or found.element.attributes.get("data-qa") != "log-out"


def test_a_notice_without_a_field_does_not_hide_the_form_below_it(shown):
    notice = "<div role=dialog><button>Λ</button><button>Ξ</button></div>"
    assert is_it(shown(f"<form><input type=email data-qa=it><textarea></textarea></form>{notice}"), "email") == "it"


def test_what_stands_in_front_of_another_field_is_no_name_for_what_holds_it(shown):
    field = "<div role=textbox contenteditable=true data-qa=it></div>"
    html = f"<label>Mail<input type=email></label><div><span>Why</span>{field}</div>"
    target = Target(role="textbox", words={"en": ["Why"]})
    assert seek(shown(html), target).element.attributes.get("data-qa") == "it"
